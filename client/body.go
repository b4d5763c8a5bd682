package client

import (
	"bytes"
	"encoding/json"
)

// Body is the content of a document in JSON. Its fields stand where the tables
// of «GET /edo-api/documents/info/{documentId}» have them; those of other kinds
// are blank. Raw is all of it, for what the tables leave out.
type Body struct {
	Document        BodyDocument `json:"document"`
	FileID          string       `json:"fileId"`
	Version         string       `json:"version"`
	SendingDateTime Time         `json:"sendingDateTime"`

	Raw json.RawMessage `json:"-"`
}

// BodyDocument is the inside of a document.
type BodyDocument struct {
	MainInfo        BodyInfo          `json:"mainInfo"`
	CISList         []BodyCIS         `json:"cisList"`       // of introductions and withdrawals
	ProductList     []BodyCIS         `json:"productList"`   // of acts and EAEU notices
	ProductTotals   map[string]Number `json:"productTotals"` // consumer packs by GTIN
	FileID          string            `json:"fileId"`        // EAEU notices have the head in here
	Version         string            `json:"version"`
	SendingDateTime Time              `json:"sendingDateTime"`
}

// BodyCIS is a code of a document.
type BodyCIS struct {
	CIS    string `json:"value"`
	Name   string `json:"name"`   // of the product
	Status string `json:"status"` // in words
}

// BodyInfo is the head of a document.
type BodyInfo struct {
	Reason          Text            `json:"reason"`
	ParticipantInfo ParticipantInfo `json:"participantInfo"`
	SupplierInfo    SupplierInfo    `json:"supplierInfo"`
	ConsigneeInfo   ConsigneeInfo   `json:"consigneeInfo"`
	OriginalDocInfo OriginalDocInfo `json:"originalDocInfo"`
	ExciseDocInfo   ExciseDocInfo   `json:"exciseDocInfo"`
	ComplianceInfo  Compliance      `json:"complianceInfo"`
}

// ParticipantInfo is who introduces or withdraws.
type ParticipantInfo struct {
	Name string `json:"participantName"`
	BIN  string `json:"participantIdentificationCode"`
}

// SupplierInfo is who supplies.
type SupplierInfo struct {
	Name        string `json:"supplierName"`
	Code        string `json:"supplierIdentificationCode"` // BIN, or the taxpayer's number abroad
	CountryCode string `json:"supplierCountryCode"`
}

// ConsigneeInfo is who receives.
type ConsigneeInfo struct {
	Name string `json:"consigneeName"`
	BIN  string `json:"consigneeIdentificationCode"`
}

// OriginalDocInfo is the document on paper.
type OriginalDocInfo struct {
	DocName   string `json:"docName"`
	DocNumber string `json:"docNumber"`
	DocDate   string `json:"docDate"` // 29.11.2021
}

// ExciseDocInfo is the receipt of excise.
type ExciseDocInfo struct {
	Number string `json:"exciseDocNumber"`
	Date   string `json:"exciseDocDate"`
	Amount Text   `json:"exciseAmount"`
}

// ComplianceDoc is a document of conformity.
type ComplianceDoc struct {
	Number string `json:"complianceDocNumber"`
	Date   string `json:"complianceDocDate"`
	Type   string `json:"complianceDocType"`
}

// Compliance is all of them: the table has an array, the sample one object.
type Compliance []ComplianceDoc

// UnmarshalJSON reads an object or an array.
func (c *Compliance) UnmarshalJSON(text []byte) error {
	if !bytes.HasPrefix(text, []byte("{")) {
		return json.Unmarshal(text, (*[]ComplianceDoc)(c))
	}
	var one ComplianceDoc
	err := json.Unmarshal(text, &one)
	*c = Compliance{one}
	return err
}

// UnmarshalJSON keeps the text beside the fields. Kinds whose fields no table
// has may have other things under the same names: then there is the text alone.
func (b *Body) UnmarshalJSON(text []byte) error {
	type plain Body // without this method
	var read plain
	if json.Unmarshal(text, &read) != nil {
		read = plain{}
	}
	*b = Body(read)
	b.Raw = bytes.Clone(text)
	return nil
}
