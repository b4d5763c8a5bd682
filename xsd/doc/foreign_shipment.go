package doc

import (
	"bytes"
	"encoding/json"
)

// ForeignShipment is the notice of an exporter from another member of the EAEU,
// in the field names of «GET /documents/import/shipment». It comes from the
// operator over there and has no schema here: its mistakes are found when it is
// processed.
type ForeignShipment struct {
	DocumentNum       string           `json:"documentNum"`
	DocumentDate      string           `json:"documentDate"` // 2020-12-30
	Exporter          string           `json:"exporter"`
	ExporterINN       string           `json:"exporterInn"`
	SenderCountryCode string           `json:"senderCountryCode"` // 643
	Receiver          string           `json:"receiver"`
	ReceiverINN       string           `json:"receiverInn"`
	TransferDate      string           `json:"transferDate"` // 2020-12-31
	Products          []ForeignProduct `json:"products"`
}

// ForeignProduct is a code of a foreign shipment.
type ForeignProduct struct {
	CIS                     string        `json:"cis"`
	ProductCost             Amount        `json:"productCost,omitempty"`
	ProductTax              Amount        `json:"productTax,omitempty"`
	CertificateDocumentData []Certificate `json:"certificateDocumentData,omitempty"`
	ReleaseMethod           string        `json:"releaseMethod,omitempty"` // FOREIGN if not given; no answer shows it
}

// Certificate is a document of conformity of a product.
type Certificate struct {
	CertificateType string `json:"certificateType"` // CONFORMITY_CERTIFICATE or CONFORMITY_DECLARATION
	CertificateNum  string `json:"certificateNum"`
	CertificateDate string `json:"certificateDate"` // 2020-12-30
}

// Amount is a sum as it was written, a number or a string.
type Amount string

// UnmarshalJSON takes a number or a string.
func (a *Amount) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		return json.Unmarshal(text, (*string)(a))
	}
	var n json.Number
	err := json.Unmarshal(text, &n)
	*a = Amount(n)
	return err
}

// Write gives the notice as JSON.
func (s *ForeignShipment) Write() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // codes hold < > &
	err := enc.Encode(s)
	return bytes.TrimSpace(b.Bytes()), err
}

// ReadForeignShipment is the inverse of Write.
func ReadForeignShipment(text []byte) (*ForeignShipment, error) {
	s := new(ForeignShipment)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, &Error{Line: 1, Message: err.Error()}
	}
	return s, nil
}
