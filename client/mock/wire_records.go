package mock

// The records of a world.

// Participant is a participant.
type Participant struct {
	BIN        string              `json:"bin"`
	Name       string              `json:"name"`
	Status     string              `json:"status"`
	PID        int64               `json:"pid"`
	Groups     map[string][]string `json:"groups,omitempty"` // roles by product group
	NoContract []string            `json:"noContract,omitempty"`
	Contracts  map[string]int64    `json:"contracts,omitempty"` // numbers of the contracts
	Balance    map[string]int64    `json:"balance,omitempty"`
	NoAccount  []string            `json:"noAccount,omitempty"`
	Country    string              `json:"country,omitempty"` // of a foreign exporter
}

// Product is a product.
type Product struct {
	ID           int64  `json:"id"`
	GTIN         string `json:"gtin"`
	ProductGroup string `json:"productGroup"`
	Name         string `json:"name"`
	Brand        string `json:"brand,omitempty"`
	PackageType  string `json:"packageType,omitempty"`
	TNVedCode10  string `json:"tnVedCode10,omitempty"`

	InnerUnitCount int               `json:"innerUnitCount,omitempty"` // pieces in it as the catalogue counts
	Attributes     map[string]string `json:"attributes,omitempty"`
}

// Code is one record of a code; History holds the earlier ones, newest first.
type Code struct {
	Cis          string     `json:"cis"`
	GTIN         string     `json:"gtin"`
	PackageType  string     `json:"packageType,omitempty"`
	Status       string     `json:"status"`
	OwnerBin     string     `json:"ownerBin"`
	ProducerBin  string     `json:"producerBin"`
	EmissionType string     `json:"emissionType,omitempty"`
	EmissionDate string     `json:"emissionDate,omitempty"`
	ProducedDate string     `json:"producedDate,omitempty"`
	Parent       string     `json:"parent,omitempty"`
	Child        []string   `json:"child,omitempty"`
	Skew         *Skew      `json:"skew,omitempty"`
	Operation    *Operation `json:"operation,omitempty"`
	History      []Code     `json:"history,omitempty"`
}

// Skew makes the methods tell wrong counts of a code's content.
type Skew struct {
	Info       *int `json:"info,omitempty"`
	Units      *int `json:"units,omitempty"`
	Aggregated *int `json:"aggregated,omitempty"`
}

// Operation is what made the record.
type Operation struct {
	At    string `json:"at"`
	DocID string `json:"docId,omitempty"`
}

// Document is a document. In listings it comes without what it consists of.
type Document struct {
	ID             string           `json:"id"`
	Number         string           `json:"number"`
	Internal       int64            `json:"internalNumber,omitempty"` // that its notice was answered
	Type           string           `json:"type"`
	FileID         string           `json:"fileId"`
	Supplier       string           `json:"supplier"`
	Consignee      string           `json:"consignee"`
	SupplierName   string           `json:"supplierName,omitempty"`
	ConsigneeName  string           `json:"consigneeName,omitempty"`
	Corrects       string           `json:"corrects,omitempty"` // id of the document it is about
	Reason         string           `json:"reason,omitempty"`
	Country        string           `json:"country,omitempty"` // of the party abroad
	Answer         string           `json:"answer,omitempty"`  // id of the acceptance of a shipment
	Answered       string           `json:"answeredAt,omitempty"`
	AcceptanceDate string           `json:"acceptanceDate,omitempty"` // as that states it
	Status         int              `json:"status,omitempty"`         // in the lists of edo-api
	StatusAt       string           `json:"statusAt"`
	Created        string           `json:"created"`
	Registered     string           `json:"registered,omitempty"`
	Received       string           `json:"receivedAt,omitempty"` // by the registry
	Entered        int              `json:"entered,omitempty"`    // in which order of all that came there
	Registry       string           `json:"registry,omitempty"`   // status under its number there
	Errors         []string         `json:"errors,omitempty"`
	Failures       []Failure        `json:"failures,omitempty"` // the same by kind
	Warnings       []Warning        `json:"warnings,omitempty"` // what passed in processing and may not pass there
	Outcome        *GivenOutcome    `json:"outcome,omitempty"`  // how it fares whatever the checks say
	Titles         []Title          `json:"titles,omitempty"`
	Goods          []Goods          `json:"goods,omitempty"`
	Totals         []Total          `json:"totals,omitempty"`
	Declared       []Declared       `json:"declared,omitempty"`  // what customs was told of the goods
	Text           []byte           `json:"text,omitempty"`      // base64 of the XML or JSON
	Signature      []byte           `json:"signature,omitempty"` // base64 of the CMS
	Signer         string           `json:"signer,omitempty"`    // whose certificate it is
	Sending        string           `json:"sendingDateTime,omitempty"`
	History        []DocumentStatus `json:"history,omitempty"` // where it stood before, newest first
}

// Failure is a kind of errors, by its number in the catalogue.
type Failure struct {
	Number int      `json:"number"`
	Of     []string `json:"of,omitempty"` // ten at most
	Count  int      `json:"count"`
	Rule   string   `json:"rule,omitempty"` // that wants it so
}

// Title is the title of a decision.
type Title struct {
	Decision  string `json:"decision"`
	FileUUID  string `json:"fileUuid"`
	Begun     string `json:"begun"`
	Signed    string `json:"signed,omitempty"`
	Signature []byte `json:"signature,omitempty"`
}

// Goods is a code of a document.
type Goods struct {
	CIS    string `json:"cis"`
	Count  int    `json:"count"`
	Revise string `json:"reviseStatusCode,omitempty"`
	Line   int    `json:"line,omitempty"`
}

// Total is a total of a document.
type Total struct {
	GTIN  string `json:"gtin"`
	Count int    `json:"count"`
	Line  int    `json:"line,omitempty"`
}

// Declared is a product of the goods with this index, or a pack of it.
type Declared struct {
	In   int    `json:"in"`
	GTIN string `json:"gtin"`
	CIS  string `json:"cis,omitempty"`
	Line int    `json:"line,omitempty"`

	TNVED string `json:"tnved,omitempty"`
}

// DocumentStatus is where a document stood.
type DocumentStatus struct {
	Status   int    `json:"status,omitempty"`
	At       string `json:"at"`
	Registry string `json:"registry,omitempty"`
}
