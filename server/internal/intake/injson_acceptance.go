package intake

import (
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// acceptanceInJSON is an acceptance in the names in which it was sent. Where
// nobody sent one, because the control API or a bot answered the shipment, it is
// what its receiver would have sent.
func acceptanceInJSON(v state.View, d *state.Document) (any, error) {
	if len(d.Text) > 0 {
		return doc.ReadAcceptance(d.Text)
	}
	about, err := v.Document(d.Corrects)
	if err != nil {
		return nil, err
	}
	shipment, err := doc.ReadForeignShipment(about.Text)
	if err != nil {
		return nil, err
	}
	a := &doc.Acceptance{
		ShipmentID: about.ID, DocumentNum: shipment.DocumentNum, DocumentDate: shipment.DocumentDate,
		ReceiverINN: d.Consignee, Receiver: d.ConsigneeName, ExporterTaxpayerID: d.Supplier, ExporterName: d.SupplierName,
		SenderCountryCode: d.Country, RequestType: "ACCEPTANCE", AcceptanceDate: Date(d.Created),
	}
	for _, g := range d.Goods {
		p := doc.AcceptanceProduct{CIS: g.CIS}
		if g.Revise != "" {
			p.Accepted = new(g.Revise == state.GoodsAccepted)
		}
		a.Products = append(a.Products, p)
	}
	return a, nil
}
