package doc

import (
	"io"
	"strings"
)

// Acceptance is the notice of what was accepted of an import from another member
// of the EAEU: Import_acception_True_API_JSON-Schema_v2.json. Its texts are
// trimmed, for the samples print blanks behind them.
type Acceptance struct {
	ShipmentID         string              `json:"shipment_id"` // of the shipment that is accepted
	DocumentNum        string              `json:"document_num"`
	DocumentDate       string              `json:"document_date"`      // 2022-02-10
	ReceiverINN        string              `json:"receiver_inn"`       // IIN or BIN of the importer, who sends
	Receiver           string              `json:"receiver,omitempty"` // "" if not given
	ExporterTaxpayerID string              `json:"exporter_taxpayer_id"`
	ExporterName       string              `json:"exporter_name"`
	SenderCountryCode  string              `json:"sender_country_code"` // 643
	RequestType        string              `json:"request_type"`        // ACCEPTANCE
	AcceptanceDate     string              `json:"acceptance_date"`     // 2021-12-16
	RejectAll          bool                `json:"reject_all"`
	Products           []AcceptanceProduct `json:"products,omitempty"` // none if not given
}

// AcceptanceProduct is a code of an acceptance.
type AcceptanceProduct struct {
	CIS      string `json:"cis"`
	Accepted bool   `json:"accepted"`
	Line     int32  `json:"-"`
}

// Write writes an acceptance as JSON.
func (a *Acceptance) Write(to io.Writer) error { return writeJSON(to, a) }

// ReadAcceptance reads a notice of an acceptance. The error is an [*Error].
func ReadAcceptance(doc []byte) (*Acceptance, error) {
	a := new(Acceptance)
	lines, err := readJSON(doc, a)
	if err != nil {
		return nil, err
	}
	for _, text := range []*string{
		&a.ShipmentID, &a.DocumentNum, &a.DocumentDate, &a.ReceiverINN, &a.Receiver, &a.ExporterTaxpayerID,
		&a.ExporterName, &a.SenderCountryCode, &a.RequestType, &a.AcceptanceDate,
	} {
		*text = trim(*text)
	}
	for i := range a.Products {
		p := &a.Products[i]
		p.CIS, p.Line = trim(p.CIS), lines[i]
	}
	return a, nil
}

// trim takes off what the schema lets pass around a text.
func trim(text string) string { return strings.Trim(text, " \t\n\f\r") }
