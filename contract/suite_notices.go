package contract

import (
	"context"
	"fmt"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/xsd/doc"
)

// noticeCases are those of documents that go to the registry at once.
func noticeCases() []Case {
	return []Case{
		{Name: "import from a third country", About: "a notice, and what becomes of it", Writes: true, Double: true, Roles: []string{traderRole}, Play: playThirdCountry},
		{Name: "write-off and back", About: "a unit is written off and introduced again", Writes: true, Vars: []string{"writeOff"}, Play: playWriteOff},
		{Name: "reports of the order station", About: "a package is unpacked, a unit is lost: both stand in the registry", Writes: true, Double: true, Play: playReports},
		{Name: "receipt of a cash register", About: "a sale, its list and its details", Writes: true, Double: true, Roles: []string{traderRole}, Play: playReceipt},
		{Name: "receipt by its id", About: "receipt/{id}/info", Vars: []string{"receipt"}, Play: func(ctx context.Context, p *Play) error {
			_, err := p.As(ownerRole).ReceiptInfo(ctx, p.Vars["receipt"], p.Vars["group"])
			return err
		}},
	}
}

// notify sends a notice and waits until the registry shows how it ended.
func notify(ctx context.Context, p *Play, role string, d *client.Document) error {
	c := p.As(role)
	sent, err := c.Send(ctx, d)
	if err != nil {
		return err
	}
	return p.Until(ctx, fmt.Sprintf("the %s is processed", d.Kind), func() (bool, error) {
		answer, err := c.Call(ctx, "GET", "/documents/"+sent.ID+"/info", "", nil)
		if err != nil || answer.Status == 404 { // not to be seen yet
			return false, err
		}
		info, err := c.DocumentInfo(ctx, sent.ID)
		if err == nil && info.Status != client.CheckedOK && info.Status != client.InProgress {
			err = fmt.Errorf("the %s comes to %s: %v", d.Kind, info.Status, info.Errors)
		}
		return info.Status == client.CheckedOK, err
	})
}

func playThirdCountry(ctx context.Context, p *Play) error {
	d, err := client.NewImportThirdCountry(doc.ThirdCountry{
		ImporterInfo: doc.Party{Name: "ИП ИМПОРТЕР", IdentificationCode: trader}, ExportCountry: "AL",
		CustomDocument:     doc.CustomDocument{DocType: "DECLARATION", RegNumber: "123", RegDate: "2026-11-15"},
		CustomDecisionInfo: doc.CustomDecisionInfo{DecisionCode: "10", DecisionDateTime: "2026-11-15T03:30:00Z", CustomCode: "51814"},
		CertificationInfo:  doc.CertificationInfo{DocType: "ttp", DocNumber: "123", DocDate: "2026-11-08"},
		ProductItems:       []doc.Item{{CIS: shoe(2), Products: []doc.ItemProduct{{TNVED: "6403993600", GTIN: shoeGTIN, OriginCountry: "AL", ItemNumber: 1}}}},
	})
	if err != nil {
		return err
	}
	return notify(ctx, p, traderRole, d)
}

func playWriteOff(ctx context.Context, p *Play) error {
	code := p.Vars["writeOff"]
	written, err := client.NewWithdrawal(notice(p, "1", code))
	if err != nil {
		return err
	}
	if err := notify(ctx, p, ownerRole, written); err != nil {
		return err
	}
	back := func(ctx context.Context) error {
		again, err := client.NewIntroduceGoods(notice(p, "3", code))
		if err != nil {
			return err
		}
		return notify(ctx, p, ownerRole, again)
	}
	if err := back(ctx); err != nil {
		p.Undo("introduce "+code+" again", back)
		return err
	}
	_, err = p.As(ownerRole).ShortInfo(ctx, written.FileID)
	return err
}

func notice(p *Play, reason, code string) doc.Notice {
	return doc.Notice{
		Reason: reason, ParticipantInfo: doc.Party{IdentificationCode: p.Vars["owner"]},
		OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: "158", DocDate: "20.11.2026"}, ProductList: []doc.ICode{{CIS: code}},
	}
}

func playReports(ctx context.Context, p *Play) error {
	if err := p.Control.Disaggregate(ctx, "(01)04600266005755(21)kL?LdnV"); err != nil {
		return err
	}
	if err := p.Control.DropOut(ctx, mock.Dropout{Codes: []string{"00000046082251aaaaaa2"}, Reason: "DEFECT"}); err != nil {
		return err
	}
	for _, kind := range []string{"AGGREGATION_DOCUMENT", "WRITE_OFF"} {
		page, err := p.As(ownerRole).DocListV2(ctx, client.RegistryFilter{ProductGroup: p.Vars["group"], Types: []string{kind}, Limit: 10})
		if err != nil {
			return err
		}
		p.Check(len(page.Results) == 1, "%d reports %s stand in the registry", len(page.Results), kind)
		for _, d := range page.Results {
			if _, err := p.As(ownerRole).DocumentInfo(ctx, d.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

func playReceipt(ctx context.Context, p *Play) error {
	id, err := p.Control.Receipt(ctx, mock.Receipt{Type: "RECEIPT", SenderBin: trader, Products: []mock.ReceiptProduct{{CIS: shoe(3)}}})
	if err != nil {
		return err
	}
	page, err := p.As(traderRole).ReceiptListV2(ctx, client.RegistryFilter{ProductGroup: "shoes", Types: []string{"RECEIPT"}, Limit: 10})
	if err != nil {
		return err
	}
	p.Check(len(page.Results) == 1 && page.Results[0].Number == id, "the receipt %s is not listed", id)
	_, err = p.As(traderRole).ReceiptInfo(ctx, id, "shoes")
	return err
}

// recognitionCases are those of goods that cross the border.
func recognitionCases() []Case {
	return []Case{
		{Name: "export with recognition", About: "a shipment, its status, its view, and the acceptance abroad", Writes: true, Double: true, Roles: []string{traderRole}, Play: playExport},
		{Name: "import with recognition", About: "a foreign shipment, its acceptance, the status", Writes: true, Double: true, Roles: []string{traderRole}, Play: playImport},
		{Name: "foreign shipment by its id", About: "documents/import/shipment and status", Vars: []string{"shipment"}, Play: func(ctx context.Context, p *Play) error {
			if _, err := p.As(ownerRole).ImportShipment(ctx, p.Vars["shipment"]); err != nil {
				return err
			}
			_, err := p.As(ownerRole).ImportStatus(ctx, p.Vars["shipment"])
			return err
		}},
	}
}

func playExport(ctx context.Context, p *Play) error {
	c := p.As(traderRole)
	d, err := client.NewShipment(doc.Shipment{
		ProductGroup: "shoes", ExporterCode: trader, ReceiverCountryCode: "RU", ReceiverCode: "060540009051", ReceiverName: "ЭФЕС-В",
		DocumentNumber: "17", DocumentDate: "2026-11-21", TransferDate: "2026-11-22",
		ProductList: []doc.ShipmentProduct{{CIS: shoe(4), Price: "350.00", DocumentList: []doc.ShipmentDocument{{DocKind: "certificate", DocNumber: "123", DocDate: "2026-01-13"}}}},
	})
	if err != nil {
		return err
	}
	sent, err := c.Send(ctx, d)
	if err != nil {
		return err
	}
	if err := p.Until(ctx, "the shipment waits for its acceptance", func() (bool, error) {
		status, err := c.ShipmentStatus(ctx, sent.ID)
		return status.Status == client.WaitingAcceptance, err
	}); err != nil {
		return err
	}
	if _, err := p.Control.Approve(ctx, sent.ID); err != nil {
		return err
	}
	if err := p.Until(ctx, "the shipment is accepted", func() (bool, error) {
		status, err := c.ShipmentStatus(ctx, sent.ID)
		return status.Status == client.Accepted, err
	}); err != nil {
		return err
	}
	_, err = c.ShipmentView(ctx, sent.ID)
	return err
}

func playImport(ctx context.Context, p *Play) error {
	c := p.As(traderRole)
	var foreign doc.ForeignShipment
	foreign.ExporterINN, foreign.SenderCountryCode, foreign.ReceiverINN, foreign.Exporter = "7731376812", "643", trader, "ООО ЭКСПОРТ"
	foreign.Products = []doc.ForeignProduct{{CIS: "0104610046110210213Q3PzfAjoWoFe"}}
	id, err := p.Control.Shipment(ctx, foreign)
	if err != nil {
		return err
	}
	if err := p.Until(ctx, "the shipment is found", func() (bool, error) {
		found, err := c.SearchV2(ctx, client.Search{Type: client.SearchShipments})
		return len(found) == 1, err
	}); err != nil {
		return err
	}
	came, err := c.ImportShipment(ctx, id)
	if err != nil {
		return err
	}
	acceptance := doc.Acceptance{
		ShipmentID: id, DocumentNum: came.DocumentNum, DocumentDate: came.DocumentDate, ReceiverINN: trader, ExporterTaxpayerID: string(came.ExporterINN),
		ExporterName: came.Exporter, SenderCountryCode: string(came.SenderCountryCode), AcceptanceDate: "2026-11-22",
	}
	for _, product := range came.Products {
		acceptance.Products = append(acceptance.Products, doc.AcceptanceProduct{CIS: product.CIS, Accepted: new(true)})
	}
	d, err := client.NewAcceptance(acceptance)
	if err != nil {
		return err
	}
	accepted, err := c.Send(ctx, d)
	if err != nil {
		return err
	}
	return p.Until(ctx, "the acceptance is processed", func() (bool, error) {
		status, err := c.ImportStatus(ctx, accepted.ID)
		return status.Status == client.CheckedOK, err
	})
}
