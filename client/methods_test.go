package client_test

import (
	"slices"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

// TestEveryMethod calls every method of the True-API through the client, and sends
// every kind of documents. The journal of the double tells which were answered.
func TestEveryMethod(t *testing.T) {
	s := world(t)
	t.Run("codes", func(t *testing.T) { codesAndProducts(t, s) })
	t.Run("acts", func(t *testing.T) { actsOf(t, s) })
	t.Run("imports", func(t *testing.T) { importsOf(t, s) })
	t.Run("notices", func(t *testing.T) { noticesOf(t, s) })
	t.Run("recognition", func(t *testing.T) { recognitionOf(t, s) })
	t.Run("receipts", func(t *testing.T) { receiptsOf(t, s) })

	answered := map[string]bool{}
	calls, err := s.Journal().Requests(mock.RequestFilter{})
	if err != nil || calls.Evicted > 0 {
		t.Fatalf("the journal has lost %d entries: %v", calls.Evicted, err)
	}
	for _, e := range calls.Items {
		if e.Status < 300 {
			answered[e.Route] = true
		}
	}
	methods := 0
	for _, route := range server.Routes() {
		if route.Control {
			continue
		}
		methods++
		if !answered[route.Name] {
			t.Errorf("%s %s (%s) was not called, or not answered: write its method of the client, and call it here", route.Method, route.Path, route.Name)
		}
	}
	if methods < 46 {
		t.Errorf("the double has %d methods", methods)
	}
}

// TestKindsAreTheServers: the client has a row for every kind that participants
// send, and it says of it what the table of documents says.
func TestKindsAreTheServers(t *testing.T) {
	sent := map[client.Kind]bool{}
	for _, row := range server.DocumentTypes() {
		if row.Schema == "" {
			continue
		}
		kind := client.Kind(row.Type)
		sent[kind] = true
		if !slices.Contains(client.Kinds(), kind) {
			t.Errorf("participants send a %s, and the client cannot: give it a row in client/kinds.go, a sample in client/samples.go and a builder in client/documents.go", kind)
			continue
		}
		if kind.Prefix() != row.Prefix || kind.Number() != row.Number {
			t.Errorf("%s: client/kinds.go says %q and %d, state/doctypes_table.go %q and %d", kind, kind.Prefix(), kind.Number(), row.Prefix, row.Number)
		}
		routed := slices.ContainsFunc(server.Routes(), func(r server.Route) bool { return r.Method == "POST" && r.Path == "/api/v3/true-api"+kind.Path() })
		if !routed {
			t.Errorf("%s: there is no POST %s, as client/kinds.go has it", kind, kind.Path())
		}
	}
	for _, kind := range client.Kinds() {
		if !sent[kind] {
			t.Errorf("client/kinds.go has a %s, and no participant sends one: its row in state/doctypes_table.go has no schema", kind)
		}
		if _, _, err := client.Sample(kind, ""); err != nil {
			t.Errorf("%v: give it a row in client/samples.go", err)
		}
	}
}

func codesAndProducts(t *testing.T, s *server.Server) {
	c := as(t, s, owner)
	infos := must[[]client.CISInfo](t)(c.CISInfo(ctx(t), "", box, "04600266005755unknown"))
	if len(infos) != 2 || !infos[0].Found() || infos[1].Found() || infos[1].ErrorCode != "404" || infos[0].Code.OwnerBIN != owner ||
		infos[0].Code.Status != client.Applied || infos[0].Code.PackageType != client.Level2 || len(infos[0].Code.Child) != 50 {
		t.Errorf("CISInfo: %+v", infos)
	}
	if infos := must[[]client.CISInfo](t)(c.CISInfo(ctx(t), "tobacco", "04600266005755unknown")); len(infos) != 1 || infos[0].Found() {
		t.Errorf("none is known: %+v", infos)
	}
	if listed := must[[]client.Code](t)(c.CISList(ctx(t), pack)); len(listed) != 1 || listed[0].CIS != pack || listed[0].ProducedDate.String() == "" || listed[0].ProductGroup != "tobacco" {
		t.Errorf("CISList: %+v", listed)
	}
	if units := must[client.UnitsCount](t)(c.UnitsCount(ctx(t), box)); units.CISes[box] != 500 || units.GTINs[packGTIN] != 500 {
		t.Errorf("UnitsCount: %+v", units)
	}
	for _, aggregated := range []client.Contents{
		must[client.Contents](t)(c.AggregatedList(ctx(t), client.AggregatedQuery{ProductGroup: "tobacco", Codes: []string{box}})),
		must[client.Contents](t)(c.AggregatedListGet(ctx(t), client.AggregatedQuery{ProductGroup: "tobacco", Codes: []string{box}})),
	} {
		packs := 0
		for _, block := range aggregated[box] {
			packs += len(block)
		}
		if len(aggregated[box]) != 50 || packs != 500 {
			t.Errorf("AggregatedList: %d blocks, %d packs", len(aggregated[box]), packs)
		}
	}
	page := must[client.CodePage](t)(c.CISListV2(ctx(t), client.CodeFilter{CIS: []string{box}}))
	if page.Total != 1 || page.Results[0].OwnerBIN != owner || page.Results[0].CountChildren != 50 || page.Results[0].EmissionDate.String() != "2021-05-12T12:20:00.000Z" {
		t.Errorf("CISListV2: %+v", page)
	}
	if page := must[client.CodePage](t)(c.ProductsListV2(ctx(t), client.CodeFilter{CIS: []string{pack}, Status: client.Applied})); page.Results[0].CIS != pack || page.Results[0].ProducerBIN == "" {
		t.Errorf("ProductsListV2: %+v", page)
	}
	for _, events := range [][]client.Event{must[[]client.Event](t)(c.History(ctx(t), pack)), must[[]client.Event](t)(c.HistoryByPath(ctx(t), pack))} {
		if len(events) == 0 || events[0].Code.CIS != pack {
			t.Errorf("History: %+v", events)
		}
	}

	uuid := must[string](t)(c.CISesMy(ctx(t), client.OrderQuery{GTIN: packGTIN, PackageType: client.Unit}))
	if status := must[client.OrderStatus](t)(c.OrderStatus(ctx(t), uuid)); status != client.OrderNew {
		t.Errorf("the order is %s", status)
	}
	control(t, s, "POST", "/clock/advance", map[string]string{"by": "10m"}, nil)
	if status := must[client.OrderStatus](t)(c.OrderStatus(ctx(t), uuid)); status != client.OrderSuccess {
		t.Errorf("the order is %s", status)
	}
	if codes := must[[]client.Code](t)(c.OrderResult(ctx(t), uuid)); len(codes) != 500 || codes[0].CIS == "" || codes[0].GTIN != packGTIN {
		t.Errorf("the result has %d codes", len(codes))
	}

	if page := must[client.GTINPage](t)(c.ProductGTIN(ctx(t), "tobacco", 0, 0)); page.Total != len(page.GTINs) || !slices.Contains(page.GTINs, packGTIN) {
		t.Errorf("ProductGTIN: %+v", page)
	}
	if product := must[client.Product](t)(c.ProductInfo(ctx(t), pack)); product.GTIN != packGTIN || product.ID == 0 {
		t.Errorf("ProductInfo: %+v", product)
	}
	if routed := must[[]client.RoutedGTIN](t)(c.RouteGTIN(ctx(t), packGTIN, "00000000000000")); routed[0].ProductGroup != "tobacco" || routed[0].ProductGroupID != "3" || routed[1].ErrorCode != "404" {
		t.Errorf("RouteGTIN: %+v", routed)
	}
	all := must[[]client.Balance](t)(c.BalanceAll(ctx(t)))
	if one := must[client.Balance](t)(c.Balance(ctx(t), 3)); len(all) != 1 || one != all[0] || one.Balance != 120000000 {
		t.Errorf("Balance: %+v and %+v", one, all)
	}
	invoice := client.Invoice{ContractID: itoa(all[0].ContractID), Amount: "1000.50", SendTo: "buh@example.kz"}
	if number := must[int64](t)(c.Prequest(ctx(t), invoice)); number == 0 {
		t.Error("the invoice has no number")
	}
}

func actsOf(t *testing.T, s *server.Server) {
	sender, taker := as(t, s, owner), as(t, s, receiver)
	act := boxAct()
	act.ProductTotals = must[[]doc.GTIN](t)(sender.FillTotals(ctx(t), act.ProductList))
	sent := must[client.Sent](t)(sender.Send(ctx(t), must[*client.Document](t)(client.NewAct(act))))
	found := must[client.DocumentPage](t)(taker.IncomingDocuments(ctx(t), client.ListFilter{Statuses: []client.Status{client.StatusWaiting}, PartnerBIN: owner}))
	if found.Count != 1 || found.Items[0].ID != sent.ID || found.Items[0].Type != client.TypeAct || found.Items[0].CreatedAt.IsZero() {
		t.Fatalf("the receiver finds %+v, sent was %+v", found, sent)
	}
	if ours, theirs := must[[]byte](t)(sender.OutgoingBody(ctx(t), sent.ID)), must[[]byte](t)(taker.IncomingBody(ctx(t), sent.ID)); string(ours) != string(theirs) {
		t.Error("the bodies differ")
	}

	note := doc.Divergence{
		CorrectionDocID: sent.ID, SupplierInfo: act.SupplierInfo, ConsigneeInfo: act.ConsigneeInfo,
		ProductList: []doc.Revision{{CIS: pack, ReviseStatusCode: "NOT_FOUND"}},
	}
	must[client.Sent](t)(taker.Send(ctx(t), must[*client.Document](t)(client.NewDivergence(note))))
	act.Document = doc.ActDocument{CorrectionFlag: true, CorrectionDocID: sent.ID}
	corrected := must[client.Sent](t)(sender.Send(ctx(t), must[*client.Document](t)(client.NewAct(act))))
	must[[]byte](t)(taker.BeginDecision(ctx(t), corrected.ID, client.Reject))
	if err := taker.Approve(ctx(t), corrected.ID); err != nil {
		t.Fatal(err)
	}
	must[[]byte](t)(taker.Title(ctx(t), corrected.ID, client.Approve))
	if page := must[client.DocumentPage](t)(sender.OutgoingDocuments(ctx(t), client.ListFilter{Statuses: []client.Status{client.StatusApproved}})); page.Count != 1 || page.Items[0].ID != corrected.ID {
		t.Errorf("approved are %+v", page)
	}
	number := must[client.DocumentPage](t)(sender.OutgoingDocuments(ctx(t), client.ListFilter{Types: []int{client.TypeCorrectiveAct}})).Items[0].Number
	info := must[client.RegistryEntry](t)(sender.DocumentInfo(ctx(t), number))
	if info.Status != client.CheckedOK || info.Type != "KZ_UPD" || info.SenderBIN != owner || info.Body.Document.ProductTotals[packGTIN] != 500 ||
		info.Body.Document.ProductList[0].CIS != box || len(info.Body.Raw) == 0 {
		t.Errorf("DocumentInfo %+v", info)
	}

	// What is not approved can be taken back, or refused.
	back := must[client.Sent](t)(taker.Send(ctx(t), must[*client.Document](t)(client.NewAct(reversed(act)))))
	if err := taker.Withdraw(ctx(t), back.ID); err != nil {
		t.Fatal(err)
	}
	must[[]byte](t)(taker.Title(ctx(t), back.ID, client.Withdraw))
	again := must[client.Sent](t)(taker.Send(ctx(t), must[*client.Document](t)(client.NewAct(reversed(act)))))
	if err := sender.Reject(ctx(t), again.ID); err != nil {
		t.Fatal(err)
	}
}

// reversed is an act by which the receiver gives back what they have.
func reversed(act doc.Act) doc.Act {
	act.SupplierInfo, act.ConsigneeInfo = act.ConsigneeInfo, act.SupplierInfo
	act.Document = doc.ActDocument{}
	return act
}

func importsOf(t *testing.T, s *server.Server) {
	importer := as(t, s, trader)
	codes := pairs(t, s, 1, "APPLIED")
	transit := doc.ImportTransit{
		SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: "SENDER", IdentificationCode: "468578450149"}, CountryCode: "RU"},
		ConsigneeInfo: doc.Party{IdentificationCode: trader},
		ProductList:   []doc.ICode{{CIS: codes[0]}}, ProductTotals: []doc.GTIN{{GTIN: shoesGTIN, Count: 1}},
	}
	sent := must[client.Sent](t)(importer.Send(ctx(t), must[*client.Document](t)(client.NewImportTransit(transit))))
	transit.Document = doc.ImportTransitDocument{CorrectionFlag: true, PrimaryDocID: sent.ID}
	corrected := must[client.Sent](t)(importer.Send(ctx(t), must[*client.Document](t)(client.NewImportTransit(transit))))
	if err := importer.Approve(ctx(t), corrected.ID); err != nil {
		t.Fatal(err)
	}
	statusOf(t, importer, codes[0], client.Introduced)

	third := thirdCountry(pairs(t, s, 1, "APPLIED")[0])
	noted := must[client.Sent](t)(importer.Send(ctx(t), must[*client.Document](t)(client.NewImportThirdCountry(third))))
	if noted.Processing == "" || must[client.RegistryEntry](t)(importer.DocumentInfo(ctx(t), noted.ID)).Status != client.CheckedOK {
		t.Errorf("the notice is answered %+v", noted)
	}
	statusOf(t, importer, third.ProductItems[0].CIS, client.Introduced)
}

// thirdCountry is the import of a code from a third country.
func thirdCountry(code string) doc.ThirdCountry {
	return doc.ThirdCountry{
		ImporterInfo: doc.Party{Name: "ИП ИМПОРТЕР", IdentificationCode: trader}, ExportCountry: "AL",
		CustomDocument:     doc.CustomDocument{DocType: "DECLARATION", RegNumber: "123", RegDate: "2026-11-15"},
		CustomDecisionInfo: doc.CustomDecisionInfo{DecisionCode: "10", DecisionDateTime: "2026-11-15T03:30:00Z", CustomCode: "51814"},
		CertificationInfo:  doc.CertificationInfo{DocType: "ttp", DocNumber: "123", DocDate: "2026-11-08"},
		ProductItems: []doc.Item{{CIS: code, Products: []doc.ItemProduct{
			{TNVED: "6403993600", GTIN: shoesGTIN, OriginCountry: "AL", ItemNumber: 1},
		}}},
	}
}

func statusOf(t *testing.T, c *client.Client, code string, want client.CodeStatus) {
	t.Helper()
	if info := must[[]client.CISInfo](t)(c.CISInfo(ctx(t), "", code)); info[0].Code.Status != want {
		t.Errorf("%s is %s, not %s", code, info[0].Code.Status, want)
	}
}

func noticesOf(t *testing.T, s *server.Server) {
	c := as(t, s, trader)
	codes := pairs(t, s, 2, "INTRODUCED")
	written := must[*client.Document](t)(client.NewWithdrawal(notice(trader, "1", codes[0])))
	if sent := must[client.Sent](t)(c.Send(ctx(t), written)); sent.ID != written.FileID || sent.Processing == "" || sent.Found {
		t.Errorf("the withdrawal is answered %+v", sent)
	}
	statusOf(t, c, codes[0], client.WrittenOff)
	again := must[*client.Document](t)(client.NewIntroduceGoods(notice(trader, "3", codes[0])))
	if sent := must[client.Sent](t)(c.Send(ctx(t), again)); sent.ID != again.FileID {
		t.Errorf("the introduction is answered %+v", sent)
	}
	statusOf(t, c, codes[0], client.IntroducedReturned)
	if body := must[client.ShortInfo](t)(c.ShortInfo(ctx(t), written.FileID)).Body.Document; body.MainInfo.Reason != "1" || body.CISList[0].CIS != codes[0] {
		t.Errorf("the withdrawal reads back as %+v", body)
	}
	found := must[[]client.FoundDocument](t)(c.SearchDocuments(ctx(t), client.Search{DateFrom: "2020-01-01", Type: "MTTPS_90"}))
	if len(found) != 1 || found[0].Status != client.CheckedOK || found[0].SendingDateTime.IsZero() {
		t.Errorf("found are %+v", found)
	}
	if none := must[[]client.FoundDocument](t)(c.SearchDocuments(ctx(t), client.Search{DateFrom: "2090-01-01"})); len(none) != 0 {
		t.Errorf("found are %+v", none)
	}
	if page := must[client.RegistryPage](t)(c.DocListV2(ctx(t), client.RegistryFilter{Types: []string{"MTTPS_90"}, ProductGroup: "shoes", Limit: 10})); page.Total != 1 || page.Results[0].ReceivedAt.IsZero() {
		t.Errorf("DocListV2: %+v", page)
	}
}

func recognitionOf(t *testing.T, s *server.Server) {
	c := as(t, s, trader)
	codes := pairs(t, s, 1, "INTRODUCED")
	shipment := doc.Shipment{
		ProductGroup: "shoes", ExporterCode: trader, ReceiverCountryCode: "RU", ReceiverCode: "060540009051", ReceiverName: "ЭФЕС-В",
		DocumentNumber: "17", DocumentDate: "2026-11-21", TransferDate: "2026-11-22",
		ProductList: []doc.ShipmentProduct{{CIS: codes[0], Price: "350.00", DocumentList: []doc.ShipmentDocument{{DocKind: "certificate", DocNumber: "123", DocDate: "2026-01-13"}}}},
	}
	sent := must[client.Sent](t)(c.Send(ctx(t), must[*client.Document](t)(client.NewShipment(shipment))))
	if status := must[client.ShipmentStatus](t)(c.ShipmentStatus(ctx(t), sent.ID)); status.Status != client.WaitingAcceptance || status.DocumentID != sent.ID {
		t.Errorf("the shipment stands at %+v", status)
	}
	if view := must[client.ForeignShipment](t)(c.ShipmentView(ctx(t), sent.ID)); view.Products[0].CIS != codes[0] || view.Products[0].Accepted != nil || view.Products[0].ProductCost != "350.00" {
		t.Errorf("the shipment reads %+v", view)
	}

	foreign := map[string]any{
		"exporterInn": "7731376812", "senderCountryCode": "643", "receiverInn": trader, "exporter": "ООО ЭКСПОРТ",
		"products": []map[string]string{{"cis": "0104610046110210213Q3PzfAjoWoFe"}},
	}
	var arrived struct{ ID string }
	control(t, s, "POST", "/shipments", foreign, &arrived)
	found := must[[]client.FoundImport](t)(c.SearchV2(ctx(t), client.Search{Type: client.SearchShipments}))
	if len(found) != 1 || found[0].Status != client.WaitAcceptance || found[0].Receiver != trader {
		t.Errorf("found are %+v", found)
	}
	came := must[client.ForeignShipment](t)(c.ImportShipment(ctx(t), arrived.ID))
	accepted := must[client.Sent](t)(c.Send(ctx(t), must[*client.Document](t)(client.NewAcceptance(acceptanceOf(arrived.ID, came)))))
	if status := must[client.ImportStatus](t)(c.ImportStatus(ctx(t), accepted.ID)); status.Status != client.CheckedOK {
		t.Errorf("the acceptance stands at %+v", status)
	}
	if came = must[client.ForeignShipment](t)(c.ImportShipment(ctx(t), arrived.ID)); came.Status != client.Accepted || len(came.LinkedDoc) != 1 || came.LinkedDoc[0].ID != accepted.ID {
		t.Errorf("the shipment reads %+v", came)
	}
}

// acceptanceOf accepts the one code of a foreign shipment.
func acceptanceOf(id string, came client.ForeignShipment) doc.Acceptance {
	return doc.Acceptance{
		ShipmentID: id, DocumentNum: came.DocumentNum, DocumentDate: came.DocumentDate, ReceiverINN: trader,
		ExporterTaxpayerID: string(came.ExporterINN), ExporterName: came.Exporter, SenderCountryCode: string(came.SenderCountryCode),
		AcceptanceDate: "2026-11-22", Products: []doc.AcceptanceProduct{{CIS: came.Products[0].CIS, Accepted: new(true)}},
	}
}

func receiptsOf(t *testing.T, s *server.Server) {
	c := as(t, s, trader)
	codes := pairs(t, s, 1, "INTRODUCED")
	var taken struct{ DocumentID string }
	control(t, s, "POST", "/receipts", map[string]any{"type": "RECEIPT", "senderBin": trader, "products": []map[string]any{{"cis": codes[0], "price": 100, "count": 1, "sum": 100}}}, &taken)
	if page := must[client.RegistryPage](t)(c.ReceiptListV2(ctx(t), client.RegistryFilter{ProductGroup: "shoes", Types: []string{"RECEIPT"}})); page.Total != 1 || page.Results[0].Number != taken.DocumentID {
		t.Errorf("ReceiptListV2: %+v", page)
	}
	if r := must[client.Receipt](t)(c.ReceiptInfo(ctx(t), taken.DocumentID, "shoes")); r.DocumentID != taken.DocumentID || r.Products[0].CIS != codes[0] || r.Products[0].Sum != 100 || r.OperationType != 1 {
		t.Errorf("ReceiptInfo: %+v", r)
	}
}
