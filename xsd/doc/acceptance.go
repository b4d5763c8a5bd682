package doc

import "github.com/mockismp/mockismp/xsd/lex"

// Acceptance is the notice of what was accepted of an import from another member
// of the EAEU: Import_acception_True_API_JSON-Schema_v2.json. Its texts are
// trimmed, for the samples print blanks behind them.
type Acceptance struct {
	ShipmentID         string // of the shipment that is accepted
	DocumentNum        string
	DocumentDate       string // 2022-02-10
	ReceiverINN        string // IIN or BIN of the importer, who sends
	Receiver           string // "" if not given
	ExporterTaxpayerID string
	ExporterName       string
	SenderCountryCode  string // 643
	RequestType        string // ACCEPTANCE
	AcceptanceDate     string // 2021-12-16
	RejectAll          bool
	Products           []AcceptanceProduct // none if not given
}

// AcceptanceProduct is a code of an acceptance.
type AcceptanceProduct struct {
	CIS      string
	Accepted bool
	Line     int32
}

// ReadAcceptance reads a notice of an acceptance. The error is an [*Error].
func ReadAcceptance(doc []byte) (*Acceptance, error) {
	a := &Acceptance{}
	err := readJSON(doc, func(r *jsonReader) []member {
		var p AcceptanceProduct
		product := []member{
			{name: "cis", read: r.trimmed(&p.CIS)},
			{name: "accepted", read: r.flag(&p.Accepted)},
		}
		readProduct := func(t lex.JSONToken) {
			p = AcceptanceProduct{Line: r.line()}
			r.object(t, product)
			a.Products = append(a.Products, p)
		}
		return []member{
			{name: "shipment_id", read: r.trimmed(&a.ShipmentID)},
			{name: "document_num", read: r.trimmed(&a.DocumentNum)},
			{name: "document_date", read: r.trimmed(&a.DocumentDate)},
			{name: "receiver_inn", read: r.trimmed(&a.ReceiverINN)},
			{name: "exporter_taxpayer_id", read: r.trimmed(&a.ExporterTaxpayerID)},
			{name: "exporter_name", read: r.trimmed(&a.ExporterName)},
			{name: "sender_country_code", read: r.trimmed(&a.SenderCountryCode)},
			{name: "request_type", read: r.trimmed(&a.RequestType)},
			{name: "acceptance_date", read: r.trimmed(&a.AcceptanceDate)},
			{name: "reject_all", read: r.flag(&a.RejectAll)},
			{name: "products", optional: true, read: func(t lex.JSONToken) {
				a.Products = make([]AcceptanceProduct, 0, roomForProducts(doc))
				r.array(t, readProduct)
			}},
			{name: "receiver", optional: true, read: r.trimmed(&a.Receiver)},
		}
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}
