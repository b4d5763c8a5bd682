package doc

import (
	"bytes"

	"github.com/mockismp/mockismp/xsd/lex"
)

// Shipment is the notice of an export to another member of the EAEU:
// TrueAPI-Document-Create-JSON_Schema v6.json.
type Shipment struct {
	ProductGroup        string // shoes
	ExporterCode        string // IIN or BIN of the sender
	ExporterName        string // "" if not given
	ReceiverCountryCode string // RU
	ReceiverCode        string
	ReceiverName        string
	DocumentNumber      string
	DocumentDate        string // 2022-01-13
	TransferDate        string // 2022-01-13
	ProductList         []ShipmentProduct
}

// ShipmentProduct is a code of a shipment. Price and VAT are as written, "" if
// not given.
type ShipmentProduct struct {
	CIS, Price, VAT string
	DocumentList    []ShipmentDocument
	Line            int32
}

// ShipmentDocument is a document of conformity of a product.
type ShipmentDocument struct {
	DocKind   string // declaration or certificate
	DocNumber string
	DocDate   string // 2022-01-13
}

// shortestProduct is an item of a list as short as can be.
const shortestProduct = len(`{"cis":""},`)

func roomForProducts(doc []byte) int {
	return min(bytes.Count(doc, []byte(`"cis"`)), len(doc)/shortestProduct)
}

// ReadShipment reads a notice of an export. The error is an [*Error].
func ReadShipment(doc []byte) (*Shipment, error) {
	s := &Shipment{ProductList: make([]ShipmentProduct, 0, roomForProducts(doc))}
	err := readJSON(doc, func(r *jsonReader) []member {
		var schema string // where the sender keeps it
		product := s.readProduct(r)
		return []member{
			{name: "productGroup", read: r.text(&s.ProductGroup)},
			{name: "exporterCode", read: r.text(&s.ExporterCode)},
			{name: "receiverCountryCode", read: r.text(&s.ReceiverCountryCode)},
			{name: "receiverCode", read: r.text(&s.ReceiverCode)},
			{name: "receiverName", read: r.text(&s.ReceiverName)},
			{name: "documentNumber", read: r.text(&s.DocumentNumber)},
			{name: "documentDate", read: r.text(&s.DocumentDate)},
			{name: "transferDate", read: r.text(&s.TransferDate)},
			{name: "productList", read: func(t lex.JSONToken) { r.array(t, product) }},
			{name: "exporterName", optional: true, read: r.text(&s.ExporterName)},
			{name: "$schema", optional: true, read: r.text(&schema)},
		}
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// readProduct gives what reads an item of the list. Its members are set up once
// for all items.
func (s *Shipment) readProduct(r *jsonReader) func(lex.JSONToken) {
	var (
		p ShipmentProduct
		d ShipmentDocument
	)
	document := []member{
		{name: "docKind", read: r.text(&d.DocKind)},
		{name: "docNumber", read: r.textOrNumber(&d.DocNumber)},
		{name: "docDate", read: r.text(&d.DocDate)},
	}
	readDocument := func(t lex.JSONToken) {
		r.object(t, document)
		p.DocumentList = append(p.DocumentList, d)
	}
	product := []member{
		{name: "cis", read: r.text(&p.CIS)},
		{name: "price", optional: true, read: r.textOrNumber(&p.Price)},
		{name: "vat", optional: true, read: r.textOrNumber(&p.VAT)},
		{name: "documentList", optional: true, read: func(t lex.JSONToken) { r.array(t, readDocument) }},
	}
	return func(t lex.JSONToken) {
		p = ShipmentProduct{Line: r.line()}
		r.object(t, product)
		s.ProductList = append(s.ProductList, p)
	}
}
