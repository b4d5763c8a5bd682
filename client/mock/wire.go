package mock

import "encoding/json"

// The requests and answers of the control API, with the field names of
// datasets. Times are RFC 3339, or "" for none; money is in tiyn. The double
// itself uses these types.

// Items is a list that is always whole.
type Items[T any] struct {
	Items []T `json:"items"`
}

// Page is a page of a listing: Next is what to send as after for the following
// page, and "" on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// About is what a server tells of itself, the same for all its worlds.
type About struct {
	Version      string `json:"version"`
	Signature    string `json:"signature"`
	Participants string `json:"participants"`
	Strict       bool   `json:"strict"`
	XSDEngine    string `json:"xsdEngine"`

	Settings map[string]any `json:"settings"` // what the server was started with, by the names of its flags
}

// Counts is how much a world holds.
type Counts struct {
	Participants int `json:"participants"`
	Products     int `json:"products"`
	Codes        int `json:"codes"`
}

// Ready is a server that has loaded everything, and one of its worlds.
type Ready struct {
	About
	World  string `json:"world"`
	Seed   uint64 `json:"seed"`
	Clock  Clock  `json:"clock"`
	Counts Counts `json:"counts"`
}

// Overview is what the first page of a server shows of one of its worlds.
type Overview struct {
	Ready   Ready  `json:"ready"`
	TrueAPI string `json:"trueApi"` // addresses of this world
	Control string `json:"control"`
	Calls   []Call `json:"calls"`
	Closed  string `json:"closed,omitempty"` // why the rest is left out

	Worlds       []World       `json:"worlds,omitempty"`
	Participants []Participant `json:"participants,omitempty"` // the first ten
	Codes        []Code        `json:"codes,omitempty"`        // three to try, of different packages
	Rules        []Rule        `json:"rules,omitempty"`        // those that are not as they are by default
	Faults       []KeptFault   `json:"faults,omitempty"`
}

// Call is a call that a server answers.
type Call struct {
	System string `json:"system"`
	Method string `json:"method"`
	Path   string `json:"path"` // whole, below the world
	Name   string `json:"name"` // how the journal calls it
	Access string `json:"access"`
	Href   string `json:"href,omitempty"` // of a call that a browser can open
}

// World is one of the worlds of a server.
type World struct {
	Name   string `json:"name"`
	Path   string `json:"path"` // what a client puts between server and base path
	Seed   uint64 `json:"seed"`
	Counts Counts `json:"counts"`
}

// NewWorld asks for a world.
type NewWorld struct {
	Name    string          `json:"name"`
	From    string          `json:"from,omitempty"`    // the world that is forked, the default one if ""
	Dataset json.RawMessage `json:"dataset,omitempty"` // name of an embedded world, or a dataset; then nothing is forked
	Seed    *uint64         `json:"seed,omitempty"`
}

// Loaded is a world after a dataset was added.
type Loaded struct {
	Counts Counts `json:"counts"` // of the world, as it is now
}

// Clock is a world's time.
type Clock struct {
	Now    string `json:"now"`
	Frozen bool   `json:"frozen"`
}

// SetClock changes a world's time; what is nil stays as it is.
type SetClock struct {
	Now    *string `json:"now,omitempty"`
	Frozen *bool   `json:"frozen,omitempty"`
}

// Advance moves a world's time on, by one of the two.
type Advance struct {
	By    string `json:"by,omitempty"`    // 90s, 36h, 5d
	Until string `json:"until,omitempty"` // a time, or document:ID, until time does nothing more to it
}

// Due is something that will happen by itself.
type Due struct {
	At   string `json:"at"`
	Kind string `json:"kind"`
	Ref  string `json:"ref"`
}

// TokenFor asks for a participant's token.
type TokenFor struct {
	BIN string `json:"bin"`
}

// Token is a token of the True-API.
type Token struct {
	Token    string    `json:"token"`
	Warnings []Warning `json:"warnings,omitempty"` // of a participant who was made on the spot
}

// KeyFor asks for a test key: of an organisation by its BIN, of a person by the IIN.
type KeyFor struct {
	BIN          string `json:"bin,omitempty"`
	IIN          string `json:"iin,omitempty"`
	Name         string `json:"name,omitempty"`
	Organisation string `json:"organisation,omitempty"`
	Password     string `json:"password,omitempty"`  // mockismp if ""
	Kind         string `json:"kind,omitempty"`      // sign or auth
	Algorithm    string `json:"algorithm,omitempty"` // rsa, gost2015, gost2004 or ec
	Role         string `json:"role,omitempty"`      // person, head, signer or employee
	Expired      bool   `json:"expired,omitempty"`
	Modern       bool   `json:"modern,omitempty"` // encrypted as OpenSSL 3 does, not as НУЦ РК does
}

// Key is a test key.
type Key struct {
	P12         []byte `json:"p12"`  // base64
	File        string `json:"file"` // how НУЦ РК would name it
	Password    string `json:"password"`
	Certificate string `json:"certificate"` // PEM
}

// Dropout is a report of codes that are lost or destroyed.
type Dropout struct {
	Codes  []string `json:"codes"`
	Reason string   `json:"reason"`
}

// Generate asks for codes.
type Generate struct {
	ProductGroup string   `json:"productGroup,omitempty"`
	GTIN         string   `json:"gtin"`            // of the unit
	GTINs        []string `json:"gtins,omitempty"` // of the packages, from the innermost outwards
	OwnerBin     string   `json:"ownerBin"`
	ProducerBin  string   `json:"producerBin,omitempty"`
	Status       string   `json:"status"`
	EmissionType string   `json:"emissionType,omitempty"` // LOCAL or FOREIGN, LOCAL if absent
	Count        int      `json:"count"`                  // of outermost packages
	Pack         []int    `json:"pack,omitempty"`         // [50, 10]: boxes of 50 blocks of 10 packs
}

// Codes is a report of codes to which the same has happened.
type Codes struct {
	Codes []string `json:"codes"`
}

// Aggregation reports what lies in a package now.
type Aggregation struct {
	Cis         string   `json:"cis"`
	PackageType string   `json:"packageType"`
	Child       []string `json:"child"`
}

// TopUp is money for the account of a product group.
type TopUp struct {
	ProductGroup string `json:"productGroup"`
	Amount       int64  `json:"amount"`
}

// Balance is the money of a participant.
type Balance struct {
	BIN     string           `json:"bin"`
	Balance map[string]int64 `json:"balance"` // of each group
}

// Receipt is what comes from a cash register, with the names of GET
// /receipt/{receiptId}/info. Fields that are left out are filled in.
type Receipt struct {
	DocumentID           string           `json:"documentId"`
	DocumentDate         string           `json:"documentDate"`
	Type                 string           `json:"type"`   // RECEIPT or RECEIPT_RETURN
	Status               string           `json:"status"` // CHECKED_OK unless it is one that failed
	Errors               []string         `json:"errors,omitempty"`
	SenderBin            string           `json:"senderBin"`
	FiscalDocumentNumber int64            `json:"fiscalDocumentNumber"`
	ShiftNumber          int64            `json:"shiftNumber"`
	OperationType        int              `json:"operationType"`
	KKTRegID             string           `json:"kktRegId"`
	Products             []ReceiptProduct `json:"products"`
}

// ReceiptProduct is an item of a receipt.
type ReceiptProduct struct {
	CIS   string `json:"cis"`
	Price int64  `json:"price"`
	Count int    `json:"count"`
	Sum   int64  `json:"sum"`
}

// ReceiptTaken is the id of a receipt that was taken.
type ReceiptTaken struct {
	DocumentID string    `json:"documentId"`
	Warnings   []Warning `json:"warnings,omitempty"` // of a shop that was made on the spot
}

// ShipmentTaken is the id of a foreign shipment that was taken.
type ShipmentTaken struct {
	ID       string    `json:"id"`
	Warnings []Warning `json:"warnings,omitempty"` // of a receiver who was made on the spot
}

// Accepted names the codes of a shipment that are taken, nil for all.
type Accepted struct {
	Accepted []string `json:"accepted,omitempty"`
}

// Dictionary is a dictionary by its name.
type Dictionary struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// DictionaryRows is a dictionary with its rows.
type DictionaryRows struct {
	Dictionary
	Items []DictionaryRow `json:"items"`
}

// DictionaryRow is a row of a dictionary.
type DictionaryRow struct {
	Code  string `json:"code"`
	ID    string `json:"id,omitempty"`
	About string `json:"about"`

	// The other columns that are printed.
	MOTP   string `json:"commentMotp,omitempty"`
	LP     string `json:"commentLp,omitempty"`
	Format string `json:"format,omitempty"`
}

// Behaviour is a row of the fidelity ledger.
type Behaviour struct {
	Area      string `json:"area"`
	Behaviour string `json:"behaviour"`
	Evidence  string `json:"evidence"`
	Source    string `json:"source"`
}

// Rule is a named rule with what this world has chosen of it.
type Rule struct {
	Name     string   `json:"name"`
	Values   []string `json:"values"` // refuse, warn, off of a softness; of a reading its own
	Default  string   `json:"default"`
	NoRefuse bool     `json:"noRefuse,omitempty"` // a softness that has no refuse
	Named    bool     `json:"named,omitempty"`    // --strict does not make it refuse
	About    string   `json:"about"`
	Evidence string   `json:"evidence"`
	Source   string   `json:"source"`
	Value    string   `json:"value"`
}
