package client

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// Kind is a kind of documents that a participant sends.
type Kind string

// The kinds of documents.
const (
	Act                     Kind = "act"                       // of transfer
	CorrectiveAct           Kind = "corrective-act"            // of an act
	Divergence              Kind = "divergence"                // what the receiver of an act found
	ImportTransit           Kind = "import-transit"            // from another state of the EAEU
	ImportTransitCorrection Kind = "import-transit-correction" // of such a notice
	ImportThirdCountry      Kind = "import-third-country"
	IntroduceGoods          Kind = "introduce-goods"
	Withdrawal              Kind = "withdrawal"
	Shipment                Kind = "shipment"   // export with recognition
	Acceptance              Kind = "acceptance" // of a foreign shipment
)

// kindRow is what there is to know of a kind.
type kindRow struct {
	path    string // of the method that takes it
	form    bool   // as multipart/form-data; as JSON otherwise
	prefix  string // of its fileId
	version string // of its format
	number  int    // its type in the lists, 0 of kinds that do not stand there
	partner func(head) string
	taken   func(s *Sent, a *answer) error // reads the answer
	look    lookup                         // finds it where its answer was lost; nil: nobody can
}

const formalPath = "/edo-api/outgoing-documents/formal"

var (
	consignee = func(h head) string { return h.consignee }
	supplier  = func(h head) string { return h.supplier }
	foreign   = func(head) string { return "" } // a partner abroad is no filter of the lists
)

// kinds has a row for each kind.
var kinds = map[Kind]kindRow{
	Act:                     {formalPath, true, "EEU_ACT_", "1.0", TypeAct, consignee, takenFormal, lookInList},
	CorrectiveAct:           {formalPath, true, "COR_ACT_", "1.0", TypeCorrectiveAct, consignee, takenFormal, lookInList},
	Divergence:              {formalPath, true, "DIVERG_", "1.0", TypeDivergence, supplier, takenFormal, lookInList},
	ImportTransit:           {formalPath, true, "IMPORT_TRANSIT_", "5.01", TypeImportTransit, foreign, takenFormal, lookInList},
	ImportTransitCorrection: {formalPath, true, "IM_TRANSIT_COR_", "5.01", TypeImportTransitCorrection, foreign, takenFormal, lookInList},
	ImportThirdCountry:      {"/documents/transit/import/third_countries", false, "IMPORT_", "1.0", 0, foreign, takenNumber, lookInRegistry},
	IntroduceGoods:          {"/documents/transit/introduce-goods/create", false, "KZ_EAES_", "1.0", 0, foreign, takenBlank, lookInRegistry},
	Withdrawal:              {"/documents/writeOff", false, "KZ_EAES_", "1.0", 0, foreign, takenNumber, lookInRegistry},
	Shipment:                {"/edo-api/shipments", false, "", "", 0, foreign, takenShipment, nil},
	Acceptance:              {"/documents/import/acceptancies", false, "", "", 0, foreign, takenAcceptance, lookInShipment},
}

// Path is the address of the method that takes documents of the kind, below the
// base address; "" of a word that is no kind.
func (k Kind) Path() string { return kinds[k].path }

// Prefix is how the fileId of a document of the kind begins; "" of JSON, which
// has none.
func (k Kind) Prefix() string { return kinds[k].prefix }

// Number is the type of such documents in the lists of edo-api; 0 where they do
// not stand there.
func (k Kind) Number() int { return kinds[k].number }

// Kinds lists all kinds by name.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }

// Document is a document ready to be signed and sent.
type Document struct {
	Kind   Kind
	FileID string // by which it is known after it was sent; "" of JSON
	Text   []byte // XML or JSON: what is signed, and sent as it is

	head   head
	unsure atomic.Bool // it may have been sent: nobody knows
}

// ReadDocument takes a document that was written elsewhere. Only what is needed
// to find it again is read: one that is wrong can be sent as well, to be refused.
func ReadDocument(kind Kind, text []byte) (*Document, error) {
	if _, known := kinds[kind]; !known {
		return nil, fmt.Errorf("%q is no kind of documents; there are %v", kind, Kinds())
	}
	d := &Document{Kind: kind, Text: text, head: headOf(text)}
	d.FileID = d.head.fileID
	return d, nil
}

// head is what a document says of itself before its list of codes.
type head struct {
	fileID, supplier, consignee string
	shipment                    string // of an acceptance
}

// headOf reads as far as it can.
func headOf(text []byte) (h head) {
	if text = bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\xEF\xBB\xBF")); bytes.HasPrefix(text, []byte("{")) {
		var acceptance struct {
			ShipmentID Text `json:"shipment_id"`
		}
		if json.Unmarshal(text, &acceptance) == nil {
			h.shipment = strings.TrimSpace(string(acceptance.ShipmentID))
		}
		return h
	}
	fields := map[string]*string{
		"fileId": &h.fileID, "supplierIdentificationCode": &h.supplier, "consigneeIdentificationCode": &h.consignee,
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return h
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "productList" || start.Name.Local == "productItems" {
			return h
		}
		for _, a := range start.Attr {
			if field := fields[a.Name.Local]; field != nil && *field == "" {
				*field = a.Value
			}
		}
	}
}
