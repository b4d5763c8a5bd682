package client

import (
	"context"
	"iter"
	"strings"

	"github.com/mockismp/mockismp/xsd/doc"
)

// Chapters «Методы по экспорту с признанием» and «Методы по импорту с признанием».

// ShipmentStatus is where a shipment abroad stands.
type ShipmentStatus struct {
	DocumentID   string         `json:"documentId"`
	DocumentDate string         `json:"documentDate"` // of registration: 2022-01-13
	Status       RegistryStatus `json:"status"`       // Checking, SentAbroad, WaitingAcceptance, Accepted or ShipmentError
	Errors       []CodedError   `json:"errors"`
}

func (s ShipmentStatus) missing() string { return absent("status", string(s.Status)) }

// ShipmentStatus tells where a shipment stands: «GET
// /edo-api/shipments/{shipmentId}/status». An unknown id is 400 here.
func (c *Client) ShipmentStatus(ctx context.Context, id string) (ShipmentStatus, error) {
	return ask[ShipmentStatus](ctx, c, get(pathOf("/edo-api/shipments/%s/status", id), nil))
}

// ShipmentView reads a shipment with what was accepted of it: «GET
// /edo-api/shipments/{shipmentId}/view». The specification prints no fields: they
// are those of ImportShipment (assumed).
func (c *Client) ShipmentView(ctx context.Context, id string) (ForeignShipment, error) {
	return ask[ForeignShipment](ctx, c, get(pathOf("/edo-api/shipments/%s/view", id), nil))
}

// ForeignShipment is a shipment with what was accepted of it.
type ForeignShipment struct {
	Status            RegistryStatus    `json:"status"` // InProgress, CheckedNotOK, WaitAcceptance or Accepted
	DocumentType      string            `json:"documentType"`
	DocumentNum       string            `json:"documentNum"`
	DocumentDate      string            `json:"documentDate"` // 2020-12-30
	Exporter          string            `json:"exporter"`
	ExporterINN       Text              `json:"exporterInn"`
	SenderCountryCode Text              `json:"senderCountryCode"` // 643
	Receiver          string            `json:"receiver"`
	ReceiverINN       Text              `json:"receiverInn"`
	TransferDate      string            `json:"transferDate"`
	AcceptanceDate    string            `json:"acceptanceDate"`
	LinkedDoc         []LinkedDoc       `json:"linkedDoc"`
	Products          []ShipmentProduct `json:"products"`
	DocumentErrors    []CodedError      `json:"documentErrors"` // as the table calls them
	Errors            []CodedError      `json:"errors"`         // as the sample does
}

func (s ForeignShipment) missing() string { return absent("status", string(s.Status)) }

// LinkedDoc is a document about another: the acceptance of a shipment.
type LinkedDoc struct {
	Type string `json:"linkedDocType"` // LP_ACCEPT_GOODS
	ID   string `json:"linkedDocId"`
	Date string `json:"linkedDocDate"`
}

// ShipmentProduct is a code of a shipment.
type ShipmentProduct struct {
	CIS          string            `json:"cis"`
	Accepted     *bool             `json:"accepted"` // nil: not known yet
	ProductCost  doc.Amount        `json:"productCost"`
	ProductTax   doc.Amount        `json:"productTax"`
	Certificates []doc.Certificate `json:"certificateDocumentData"`
}

// ImportShipment reads the shipment of a foreign exporter: «GET
// /documents/import/shipment/{shipment_id}». An unknown id is 400 here.
func (c *Client) ImportShipment(ctx context.Context, id string) (ForeignShipment, error) {
	return ask[ForeignShipment](ctx, c, get(pathOf("/documents/import/shipment/%s", id), nil))
}

// ImportStatus is where a shipment from abroad, or an acceptance, stands.
type ImportStatus struct {
	DocumentID   string         `json:"documentId"`
	Status       RegistryStatus `json:"status"`
	DocumentType string         `json:"documentType"`
	Errors       []CodedError   `json:"documentErrors"`
}

func (s ImportStatus) missing() string { return absent("status", string(s.Status)) }

// ImportStatus tells where a shipment from abroad, or an acceptance, stands: «GET
// /documents/import/status/{doc_id}». An unknown id is 400 here.
func (c *Client) ImportStatus(ctx context.Context, id string) (ImportStatus, error) {
	return ask[ImportStatus](ctx, c, get(pathOf("/documents/import/status/%s", id), nil))
}

// The document types that SearchV2 takes, spelt as the operator spells them.
const (
	SearchShipments   = "EAS_CRROSSBORDER"      // 174
	SearchAcceptances = "LP_ACCEPT_GOODS"       // 29
	SearchImports     = "EAS_CROSSBORDER_GROUP" // both
)

// FoundImport is a row of SearchV2, under the names of the sample.
type FoundImport struct {
	Number           string         `json:"regictrationNum"`
	RegistrationDate string         `json:"regictrationDate"` // 2020-12-20
	Status           RegistryStatus `json:"status"`
	DocumentType     string         `json:"documentType"`
	Exporter         Text           `json:"exporter"`      // taxpayer's number
	SenderCountry    Text           `json:"senderCountry"` // 643
	Receiver         Text           `json:"receiver"`      // BIN
}

type importsAnswer struct {
	List []FoundImport `json:"documentsList"`
}

// SearchV2 searches shipments from abroad and acceptances: «POST
// /documents/searchV2».
func (c *Client) SearchV2(ctx context.Context, s Search) ([]FoundImport, error) {
	out, err := ask[importsAnswer](ctx, c, withJSON("POST", "/documents/searchV2", s))
	for i := range out.List { // the sample has a blank behind WAIT_ACCEPTANCE
		out.List[i].Status = RegistryStatus(strings.TrimSpace(string(out.List[i].Status)))
	}
	return out.List, err
}

// AllSearchV2 walks over all rows of SearchV2, from the offset on.
func (c *Client) AllSearchV2(ctx context.Context, s Search) iter.Seq2[FoundImport, error] {
	return allFound(s, func(s Search) ([]FoundImport, error) { return c.SearchV2(ctx, s) }, func(d FoundImport) string { return d.Number })
}
