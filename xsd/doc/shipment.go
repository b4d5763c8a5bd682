package doc

import (
	"encoding/json"
	"io"
)

// Shipment is the notice of an export to another member of the EAEU:
// TrueAPI-Document-Create-JSON_Schema v6.json.
type Shipment struct {
	ProductGroup        string            `json:"productGroup"`           // shoes
	ExporterCode        string            `json:"exporterCode"`           // IIN or BIN of the sender
	ExporterName        string            `json:"exporterName,omitempty"` // "" if not given
	ReceiverCountryCode string            `json:"receiverCountryCode"`    // RU
	ReceiverCode        string            `json:"receiverCode"`
	ReceiverName        string            `json:"receiverName"`
	DocumentNumber      string            `json:"documentNumber"`
	DocumentDate        string            `json:"documentDate"` // 2022-01-13
	TransferDate        string            `json:"transferDate"` // 2022-01-13
	ProductList         []ShipmentProduct `json:"productList"`
}

// ShipmentProduct is a code of a shipment. Price and VAT are "" if not given.
type ShipmentProduct struct {
	CIS          string             `json:"cis"`
	Price        Amount             `json:"price,omitempty"`
	VAT          Amount             `json:"vat,omitempty"`
	DocumentList []ShipmentDocument `json:"documentList,omitempty"`
	Line         int32              `json:"-"`
}

// ShipmentDocument is a document of conformity of a product.
type ShipmentDocument struct {
	DocKind   string `json:"docKind"` // declaration or certificate
	DocNumber string `json:"docNumber"`
	DocDate   string `json:"docDate"` // 2022-01-13
}

// UnmarshalJSON takes the number of the document as a number or a string.
func (d *ShipmentDocument) UnmarshalJSON(text []byte) error {
	var read struct {
		DocKind   string `json:"docKind"`
		DocNumber Amount `json:"docNumber"`
		DocDate   string `json:"docDate"`
	}
	err := json.Unmarshal(text, &read)
	*d = ShipmentDocument{DocKind: read.DocKind, DocNumber: string(read.DocNumber), DocDate: read.DocDate}
	return err
}

// Write writes a shipment as JSON.
func (s *Shipment) Write(to io.Writer) error { return writeJSON(to, s) }

// ReadShipment reads a notice of an export. The error is an [*Error].
func ReadShipment(doc []byte) (*Shipment, error) {
	s := new(Shipment)
	lines, err := readJSON(doc, &struct {
		*Shipment
		Schema string `json:"$schema"` // where the sender keeps it
	}{Shipment: s})
	if err != nil {
		return nil, err
	}
	for i := range s.ProductList {
		s.ProductList[i].Line = lines[i]
	}
	return s, nil
}
