package doc

import (
	"io"
	"strings"
	"time"
)

// Acceptance is the notice of the goods that were accepted of an import from
// another member of the EAEU: Import_acception_True_API_JSON-Schema_v2.json. Its
// texts are trimmed, as the samples print blanks after them.
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
	Accepted *bool  `json:"accepted"` // nil: nothing is said of it
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

// dateForms are the forms of dates that acceptances may have: the printed one
// first, those of the sister system, and the one of a sample in base64.
var dateForms = []string{time.DateOnly, "02.01.2006", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.000Z07:00", "02.01.2006 15:04", "2006-01-02 15:04"}

// Date reads a date of an acceptance. printed tells whether it is written as the
// table has it, yyyy-MM-dd, and known whether it is a date at all.
func Date(text string) (day time.Time, printed, known bool) {
	for i, form := range dateForms {
		if day, err := time.Parse(form, text); err == nil {
			return day, i == 0, true
		}
	}
	return day, false, false
}

// trim takes off what the schema lets pass around a text.
func trim(text string) string { return strings.Trim(text, " \t\n\f\r") }
