package state

import "slices"

// DocType is one kind of document, by the name that codes and messages of this
// program use.
type DocType string

// The kinds of documents.
const (
	Act                     DocType = "act"
	CorrectiveAct           DocType = "corrective-act"
	Divergence              DocType = "divergence"
	ImportTransit           DocType = "import-transit"            // from a state of the EAEU
	ImportTransitCorrection DocType = "import-transit-correction" // of such a notice
	ImportThirdCountry      DocType = "import-third-country"
	IntroduceGoods          DocType = "introduce-goods"
	Withdrawal              DocType = "withdrawal"
	Shipment                DocType = "shipment"           // export with recognition
	ForeignShipment         DocType = "foreign-shipment"   // import with recognition: what the other side sent
	Acceptance              DocType = "acceptance"         // of a foreign shipment
	ForeignAcceptance       DocType = "foreign-acceptance" // of a shipment, by the other side
	PackingReport           DocType = "packing-report"     // the order station's, of packing and unpacking
	DropoutReport           DocType = "dropout-report"     // the order station's, of codes that were lost
)

// DocTypeRow is what there is to know of a kind of documents: a kind is one row
// here, and one in server/internal/intake, which knows how it is written.
type DocTypeRow struct {
	Type     DocType
	Number   int       // type in the lists of edo-api, 0 of kinds that do not stand there
	Registry string    // type in the registry («Документы»), "" of kinds that do not stand there
	Prefix   string    // of fileId, before the UUID; "" of kinds that have none
	Bare     []string  // with what else fileId may begin, where no other kind can be meant
	Schema   string    // file name of its schema as the operator prints it, "" of kinds that no participant sends
	Signed   bool      // a signature is required, not just verified if present
	Flow     Flow      // the statuses it goes through
	From, To Party     // who sends it, who decides of it
	Abroad   Party     // who is no participant here, "" for nobody
	About    []DocType // the kinds that it is about, where it corrects or answers another document
	Effect   DocEvent  // what it does to that document when it has passed
	Traits   DocTrait
	Goods    []GoodsRule // what it does to its codes, one for each reason that it may give; none of kinds that move none

	FoundWith  int      // the number that a filter of the lists finds it with, besides its own
	SearchedAs []string // values of documentType in «POST /documents/searchV2» that find it

	Source string
}

// DocTrait is what documents of some kinds only have; traits add up.
type DocTrait uint16

// The traits.
const (
	UsualOutgoing DocTrait = 1 << iota // stands in the outgoing list where no type is asked for
	UsualIncoming                      // the same of the incoming list
	BothSides                          // stands in both lists of either party, beside the document that it is about
	Brings                             // by it goods of others come into the country
	Withdraws                          // takes goods out of circulation, which were in it
	OwnProducts                        // is about products of its sender's own
	Singles                            // is about single packs that lie in no package
	Repeats                            // repeats the document that it answers, and nobody here can read it
	SignsInside                        // its signature may hold it
)

// Has tells whether documents of the kind have a trait.
func (r DocTypeRow) Has(t DocTrait) bool { return r.Traits&t != 0 }

// Has tells whether a document has a trait of its kind.
func (d *Document) Has(t DocTrait) bool { return DocTypeOf(d.Type).Has(t) }

// Party is a side of a document.
type Party string

// The supplier gives the goods, the consignee takes them. A document of one
// party has it on the side that the goods stand on when it is processed.
const (
	Supplier  Party = "supplier"
	Consignee Party = "consignee"
)

// DocTypes is the table of documents.
func DocTypes() []DocTypeRow { return slices.Clone(docTypeRows) }

// DocTypeOf finds the row of a kind; every kind has one.
func DocTypeOf(t DocType) DocTypeRow {
	for i := range docTypeRows {
		if docTypeRows[i].Type == t {
			return docTypeRows[i]
		}
	}
	return DocTypeRow{}
}

// AnsweredBy gives the kinds that are about documents of a kind and have an effect on them.
func (t DocType) AnsweredBy(e DocEvent) (types []DocType) {
	for _, r := range docTypeRows {
		if r.Effect == e && slices.Contains(r.About, t) {
			types = append(types, r.Type)
		}
	}
	return types
}

// AddDocType is for tests of this program: it appends a kind of documents to the
// table until it is removed. The table is the program's, no world's, so nothing
// else may run meanwhile.
func AddDocType(r DocTypeRow) (remove func()) {
	before := docTypeRows
	docTypeRows = append(slices.Clone(before), r)
	return func() { docTypeRows = before }
}
