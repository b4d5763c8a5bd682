package server

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	pairGTIN        = "04610046110210"
	shipmentsPath   = "/api/v3/true-api/edo-api/shipments"
	acceptancesPath = "/api/v3/true-api/documents/import/acceptancies"
	foreigner       = "7731376812" // the exporter of the printed answers
)

// exported is the notice of an export of these codes by the trader.
func exported(codes []string, change ...string) string {
	var products []string
	for _, c := range codes {
		products = append(products, `{"cis": `+quoted(c)+`, "price": "350.00", "vat": 30.00, "documentList": [{"docKind": "certificate", "docNumber": 123123, "docDate": "2026-01-13"}]}`)
	}
	return draft{change: change}.done(`{
    "productGroup": "shoes", "documentNumber": "b9baa09b", "documentDate": "2026-11-21", "transferDate": "2026-11-22",
    "receiverCountryCode": "RU", "receiverCode": "060540009051", "receiverName": "ЭФЕС-В", "exporterCode": "` + trader + `",
    "productList": [` + strings.Join(products, ", ") + `]
}`)
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// ship sends the notice of an export and gives the answer.
func ship(t *testing.T, s *Server, bin, notice string) (int, string) {
	t.Helper()
	return call(t, s, "POST", shipmentsPath, envelope(t, bin, notice), "Authorization", "Bearer "+s.Token(bin))
}

// shipped is ship for notices that are taken, and waits until it is processed.
func shipped(t *testing.T, s *Server, notice string) string {
	t.Helper()
	status, text := ship(t, s, trader, notice)
	if status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	id := field(t, text, "shipmentId").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return id
}

// asked reads an address below the True-API, signed in as bin.
func asked(t *testing.T, s *Server, bin, path string) string {
	t.Helper()
	return want(t, s, 200, "GET", "/api/v3/true-api"+path, "", "Authorization", "Bearer "+s.Token(bin))
}

// pairs are codes of shoes of the trader.
func pairs(t *testing.T, s *Server, n int) []string {
	t.Helper()
	stock(t, s, "shoes", pairGTIN, "EMITTED", "")
	return generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": "INTRODUCED", "count": %d}`, pairGTIN, trader, n))
}

// TestAnExportIsAccepted goes through every status, and then code by code.
func TestAnExportIsAccepted(t *testing.T) {
	s := frozen(t)
	codes := pairs(t, s, 3)
	status, text := ship(t, s, trader, exported(codes))
	id := field(t, text, "shipmentId").(string)
	if status != 200 || text != `{"shipmentId":"`+id+`"}` {
		t.Fatalf("%d %s", status, text)
	}
	for _, want := range []string{"CHECKING", "SENT", "WAITING_ACCEPTANCE"} {
		if got := asked(t, s, trader, "/edo-api/shipments/"+id+"/status"); got != `{"documentId":"`+id+`","documentDate":"2026-11-22","status":"`+want+`"}` {
			t.Errorf("not %s: %s", want, got)
		}
		if err := s.Clock().Advance(500e6); err != nil {
			t.Fatal(err)
		}
	}
	want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", jsonOf(t, map[string][]string{"accepted": codes[:2]}))
	view := asked(t, s, trader, "/edo-api/shipments/"+id+"/view")
	for i, accepted := range []bool{true, true, false} {
		if field(t, view, "products", i, "accepted") != accepted || field(t, view, "products", i, "cis") != codes[i] {
			t.Errorf("code %d: %s", i, view)
		}
	}
	if field(t, view, "status") != "ACCEPTED" || field(t, view, "acceptanceDate") != "2026-11-22" || field(t, view, "linkedDoc", 0, "linkedDocType") != "LP_ACCEPT_GOODS" {
		t.Errorf("the view is %s", view)
	}
	if other := want(t, s, 200, "GET", "/api/v1/edo-api/shipments/"+id+"/view", "", "Authorization", "Bearer "+s.Token(trader)); other != view {
		t.Errorf("the other address shows %s", other)
	}
	for i, want := range []dict.CodeStatus{dict.Exported, dict.Exported, dict.Introduced} {
		if c := s.World().Code(codes[i]); c.Status != want || c.OwnerBIN != trader {
			t.Errorf("code %d is %s of %s", i, c.Status, c.OwnerBIN)
		}
	}
	if status, text := call(t, s, "POST", "/_mock/documents/"+id+"/approve", ""); status != 409 {
		t.Errorf("accepted twice: %d %s", status, text)
	}
}

// TestAnExportIsRejected: an acceptance came, and says no of every code.
func TestAnExportIsRejected(t *testing.T) {
	s := frozen(t)
	codes := pairs(t, s, 2)
	id := shipped(t, s, exported(codes))
	want(t, s, 200, "POST", "/_mock/documents/"+id+"/reject", "")
	view := asked(t, s, trader, "/edo-api/shipments/"+id+"/view")
	if field(t, view, "status") != "ACCEPTED" || strings.Count(view, `"accepted":false`) != 2 {
		t.Errorf("the view is %s", view)
	}
	if c := s.World().Code(codes[0]); c.Status != dict.Introduced {
		t.Errorf("the code is %s", c.Status)
	}
}

// TestAcceptedCodesAreHeldAgainstTheShipment: each way to answer wrongly is told
// for what it is, and leaves the shipment as it was.
func TestAcceptedCodesAreHeldAgainstTheShipment(t *testing.T) {
	s := frozen(t)
	codes := pairs(t, s, 2)
	_, text := ship(t, s, trader, exported(codes))
	id := field(t, text, "shipmentId").(string)
	accepted := func(codes ...string) string { return jsonOf(t, map[string][]string{"accepted": codes}) }
	refused := func(status int, decision, body, why string) {
		t.Helper()
		before := docOf(t, s, id)
		if text := want(t, s, status, "POST", "/_mock/documents/"+id+"/"+decision, body); !strings.Contains(text, why) {
			t.Errorf("%s %s is answered %s", decision, body, text)
		}
		if docOf(t, s, id) != before {
			t.Errorf("%s %s changed the shipment", decision, body)
		}
	}
	refused(409, "approve", accepted(codes[0]), "CHECKING")
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	for range 20 { // the first that is wrong, not any
		refused(404, "approve", accepted(codes[0], box, pack), box)
	}
	refused(400, "reject", accepted(codes[0]), "accepted names 1")
	refused(400, "reject", `{"accepted": []}`, "accepted names 0")
	want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", accepted(codes[0], codes[0]))
	refused(409, "approve", accepted(codes[0]), "ACCEPTED")
}

// TestExportsInError: what is wrong is told by its code, in the answer or in the
// status, and nothing moves.
func TestExportsInError(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *Server, codes []string) string
		atOnce string // in the answer
		later  string // in the status
	}{
		"an exporter who is not the caller": {
			func(_ *Server, codes []string) string { return exported(codes, trader, owner) },
			`"errors":[{"errorCode":"303","errorDescription":"303: ИИН/БИН экспортера 940517350290 не соответствует ИИН/БИН заявителя 820215300112"}]`,
			`"errors":[{"errorCode":"303","errorMessage":"ИИН/БИН экспортера 940517350290 не соответствует ИИН/БИН заявителя 820215300112"}]`,
		},
		"an exporter without contract": {
			func(s *Server, codes []string) string { barred(t, s, trader, "shoes"); return exported(codes) },
			`"errors":[{"errorCode":"307","errorDescription":"307: У участника 820215300112 не подключена группа shoes в ИС МПТ "}]`,
			`"errorCode":"307"`,
		},
		"a code that nobody knows": {
			func(*Server, []string) string { return exported([]string{"0104610046110210213Q3PzfAjoWoFe"}) },
			"", `"errors":[{"errorCode":"301","errorMessage":"Код маркировки не найден"}]`,
		},
		"a code of another product group": {
			func(*Server, []string) string { return exported([]string{box}) },
			"", `"errorMessage":"Документ оформляется только для ТГ shoes, код маркировки ` + box + ` относится к ТГ tobacco (строка 4)"`,
		},
		"a code that is sold": {
			func(s *Server, codes []string) string {
				want(t, s, 200, "POST", "/_mock/receipts", fmt.Sprintf(`{"type": "RECEIPT", "senderBin": %q, "products": [{"cis": %q}]}`, trader, codes[0]))
				return exported(codes)
			},
			"", `не соответствует 4 недопустим для этой операции`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := frozen(t)
			codes := pairs(t, s, 1)
			status, text := ship(t, s, trader, c.change(s, codes))
			if status != 200 || !strings.Contains(text, c.atOnce) || (c.atOnce == "") == strings.Contains(text, "errors") {
				t.Fatalf("%d %s", status, text)
			}
			id := field(t, text, "shipmentId").(string)
			if text := asked(t, s, trader, "/edo-api/shipments/"+id+"/status"); strings.Contains(text, "errors") {
				t.Errorf("while it is checked: %s", text)
			}
			if err := s.Clock().AdvanceToDocument(id); err != nil {
				t.Fatal(err)
			}
			if text := asked(t, s, trader, "/edo-api/shipments/"+id+"/status"); !strings.Contains(text, `"status":"ERROR"`) || !strings.Contains(text, c.later) {
				t.Errorf("in the end: %s", text)
			}
			if status, _ := call(t, s, "POST", "/_mock/documents/"+id+"/approve", ""); status != 409 {
				t.Errorf("it is accepted all the same: %d", status)
			}
			if c := s.World().Code(codes[0]); c.Status == dict.Exported {
				t.Error("the code was moved")
			}
		})
	}
}

// barred takes the contract of a group away from a participant.
func barred(t *testing.T, s *Server, bin, group string) {
	t.Helper()
	err := s.World().Update(func(tx *state.Tx) error {
		p := *tx.Participant(bin)
		p.Groups = append([]state.Membership(nil), p.Groups...)
		for i := range p.Groups {
			p.Groups[i].NoContract = p.Groups[i].NoContract || p.Groups[i].Group == group
		}
		return tx.PutParticipant(p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// arrival is the shipment of these codes by a foreign exporter to the trader.
func arrival(codes []string, change ...string) string {
	var products []string
	for _, c := range codes {
		products = append(products, `{"cis": `+quoted(c)+`, "productCost": "80.0", "productTax": 20.0, "certificateDocumentData": [{"certificateType": "CONFORMITY_DECLARATION", "certificateNum": "7", "certificateDate": "2026-01-01"}]}`)
	}
	return draft{change: change}.done(`{
  "documentNum": "da08a5d9", "documentDate": "2026-11-20", "exporter": "ООО ЭКСПОРТ", "exporterInn": "` + foreigner + `", "senderCountryCode": "643",
  "receiver": "ТОО ИМПОРТ", "receiverInn": "` + trader + `", "transferDate": "2026-11-21", "products": [` + strings.Join(products, ", ") + `]}`)
}

// arrives brings such a shipment in, and waits until it is processed.
func arrives(t *testing.T, s *Server, codes []string, change ...string) string {
	t.Helper()
	text := want(t, s, 200, "POST", "/_mock/shipments", arrival(codes, change...))
	id := field(t, text, "id").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return id
}

// shoes are codes that nobody knows here yet.
func shoes(n int) (codes []string) {
	for i := range n {
		codes = append(codes, fmt.Sprintf("0100403060034433213QCriq*bT4f%02d", i))
	}
	return codes
}

// acceptance is what the trader says of a shipment, "CODE" or "!CODE" for not accepted.
func acceptance(shipment string, codes []string, change ...string) string {
	var products []string
	for _, c := range codes {
		code, refused := strings.CutPrefix(c, "!")
		products = append(products, fmt.Sprintf(`{"cis": %q, "accepted": %t}`, code, !refused))
	}
	return draft{change: change}.done(`{
  "shipment_id": "` + shipment + `", "document_num": "1", "document_date": "2026-11-22", "receiver_inn": "` + trader + ` ", "exporter_taxpayer_id": "` + foreigner + `",
  "exporter_name": "ООО ЭКСПОРТ", "sender_country_code": "643", "request_type": "ACCEPTANCE ", "acceptance_date": "2026-11-21", "reject_all": false,
  "products": [` + strings.Join(products, ", ") + `]}`)
}

// accepts sends an acceptance, and waits until it is processed; it gives the
// answer and the status in the end.
func accepts(t *testing.T, s *Server, bin, notice string) (answer, status string) {
	t.Helper()
	answer = want(t, s, 200, "POST", acceptancesPath, envelope(t, bin, notice), "Authorization", "Bearer "+s.Token(bin))
	id := field(t, answer, "acceptionId").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return answer, asked(t, s, bin, "/documents/import/status/"+id)
}

// TestAnImportIsAccepted whole: found by the search, read, accepted; the codes
// are the importer's and INTRODUCED; both documents name each other.
func TestAnImportIsAccepted(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	codes := shoes(2)
	id := arrives(t, s, codes)
	search := `{"documentType": "EAS_CRROSSBORDER", "documentStatus": "WAIT_ACCEPTANCE", "dateFrom": "2026-11-22", "dateTo": "2026-11-22", "senderBin": ` + foreigner + `, "receiverBin": "` + trader + `", "pagination": {"offset": 0, "order": "ASC", "limit": 0}}`
	found := want(t, s, 200, "POST", "/api/v3/true-api/documents/searchV2", search, "Authorization", "Bearer "+s.Token(trader))
	if found != `{"documentsList":[{"regictrationNum":"`+id+`","regictrationDate":"2026-11-22","status":"WAIT_ACCEPTANCE","documentType":"EAS_CROSSBORDER","exporter":"7731376812","senderCountry":"643","receiver":"820215300112","fileId":"`+id+`","sendingDateTime":"2026-11-22T12:00:00.000Z","type":"EAS_CROSSBORDER","senderName":"ООО ЭКСПОРТ","receiverName":"УОТ 820215300112"}]}` {
		t.Fatalf("the search finds %s", found)
	}
	if status, text := info(t, s, trader, codes[0]); status != 404 {
		t.Errorf("on its way the code is %s", text)
	}
	answer, status := accepts(t, s, trader, acceptance(id, codes))
	accepted := field(t, answer, "acceptionId").(string)
	if answer != `{"acceptionId":"`+accepted+`"}` || status != `{"documentId":"`+accepted+`","status":"CHECKED_OK"}` {
		t.Errorf("%s %s", answer, status)
	}
	body := asked(t, s, trader, "/documents/import/shipment/"+id)
	const printed = `{"status":"ACCEPTED","documentType":"EAS_CROSSBORDER","documentNum":"da08a5d9","documentDate":"2026-11-20","exporter":"ООО ЭКСПОРТ","exporterInn":"7731376812","senderCountryCode":"643","receiver":"ТОО ИМПОРТ","receiverInn":"820215300112","transferDate":"2026-11-21","acceptanceDate":"2026-11-21","linkedDoc":[{"linkedDocType":"LP_ACCEPT_GOODS","linkedDocId":"%s","linkedDocDate":"2026-11-22"}],"products":[{"cis":"%s","accepted":true,"productCost":"80.0","productTax":"20.0","certificateDocumentData":[{"certificateType":"CONFORMITY_DECLARATION","certificateNum":"7","certificateDate":"2026-01-01"}]}`
	if want := fmt.Sprintf(printed, accepted, codes[0]); !strings.HasPrefix(body, want) {
		t.Errorf("the shipment reads\n%s\nnot\n%s", body, want)
	}
	if d := docOf(t, s, accepted); d.Corrects != id || docOf(t, s, id).Answer != accepted {
		t.Error("the documents do not name each other")
	}
	if status, text := info(t, s, trader, codes...); status != 200 || strings.Count(text, `"status":"INTRODUCED"`) != 2 || strings.Count(text, `"ownerBin":"`+trader+`"`) != 2 {
		t.Errorf("the codes are %s", text)
	}
}

// TestAnImportIsAcceptedInPart: codes that are refused, or not named, stay on the other side.
func TestAnImportIsAcceptedInPart(t *testing.T) {
	s := frozen(t)
	codes := shoes(3)
	id := arrives(t, s, codes)
	accepts(t, s, trader, acceptance(id, []string{codes[0], "!" + codes[1]}))
	body := asked(t, s, trader, "/documents/import/shipment/"+id)
	if field(t, body, "products", 0, "accepted") != true || field(t, body, "products", 1, "accepted") != false || field(t, body, "products", 2, "accepted") != nil {
		t.Errorf("the shipment reads %s", body)
	}
	for i, want := range []string{"INTRODUCED of " + trader, "", ""} {
		if got := whose(s, codes[i]); got != want {
			t.Errorf("code %d is %s, not %s", i, got, want)
		}
	}
}

// TestAnImportIsRejected whole, with a list of products, an empty one and without.
func TestAnImportIsRejected(t *testing.T) {
	for _, products := range []string{"all", "none", "no list"} {
		s := frozen(t)
		codes := shoes(2)
		id := arrives(t, s, codes)
		if products == "none" {
			codes = nil
		}
		notice := acceptance(id, codes, `"reject_all": false`, `"reject_all": true`)
		if products == "no list" {
			notice = notice[:strings.Index(notice, ",\n  \"products\"")] + "}"
		}
		if _, status := accepts(t, s, trader, notice); field(t, status, "status") != "CHECKED_OK" {
			t.Errorf("%s", status)
		}
		body := asked(t, s, trader, "/documents/import/shipment/"+id)
		if strings.Count(body, `"accepted":false`) != 2 || field(t, body, "status") != "ACCEPTED" || whose(s, shoes(1)[0]) != "" {
			t.Errorf("with products %s: %s", products, body)
		}
	}
}

// TestAcceptancesInError: twice, by the wrong receiver, of codes that were not
// sent, to another exporter, without contract.
func TestAcceptancesInError(t *testing.T) {
	for name, c := range map[string]struct {
		by     string
		notice func(s *Server, id string, codes []string) string
		atOnce string
		later  string
	}{
		"twice": {trader, func(s *Server, id string, codes []string) string {
			accepts(t, s, trader, acceptance(id, codes))
			return acceptance(id, codes)
		}, "", "301: Документ %s в статусе ACCEPTED"},
		"a code that was not sent": {trader, func(_ *Server, id string, _ []string) string { return acceptance(id, []string{box}) }, "", "301: Код маркировки " + box + " отсутствует в отгрузке %s (строка 4)"},
		"a code twice": {trader, func(_ *Server, id string, codes []string) string {
			return acceptance(id, []string{codes[0], codes[0]})
		}, "", "301: Код маркировки 0100403060034433213QCriq*bT4f00 указан дважды (строка 4)"},
		"the wrong receiver": {
			receiver, func(_ *Server, id string, codes []string) string { return acceptance(id, codes) },
			`"errors":[{"errorCode":"303","errorMessage":"ИИН/БИН получателя 820215300112 не соответствует ИИН/БИН заявителя 970425450202"}]`, "303: ИИН/БИН получателя",
		},
		"the wrong receiver in its own name": {
			receiver, func(_ *Server, id string, codes []string) string { return acceptance(id, codes, trader, receiver) },
			`"errorMessage":"ИИН/БИН получателя 970425450202 не соответствует ИИН/БИН получателя отгрузки 820215300112"`, "303: ИИН/БИН получателя",
		},
		"another exporter": {trader, func(_ *Server, id string, codes []string) string {
			return acceptance(id, codes, foreigner, "7731376813")
		}, `"ИИН/БИН экспортера 7731376813 не соответствует ИИН/БИН экспортера отгрузки 7731376812"`, "303:"},
		"another country": {trader, func(_ *Server, id string, codes []string) string {
			return acceptance(id, codes, `"643"`, `"112"`)
		}, `"errors":[{"errorCode":"303","errorMessage":"Код страны отправителя 112 не соответствует коду страны отгрузки 643"}]`, "303: Код страны"},
		"no contract": {trader, func(s *Server, id string, codes []string) string {
			barred(t, s, trader, "shoes")
			return acceptance(id, codes)
		}, `"errorCode":"307","errorMessage":"У участника 820215300112 не подключена группа shoes в ИС МПТ "`, "307:"},
	} {
		t.Run(name, func(t *testing.T) {
			s := frozen(t)
			s.Token(trader)
			codes := shoes(2)
			id := arrives(t, s, codes)
			notice := c.notice(s, id, codes)
			owners := whose(s, codes[0])
			answer, status := accepts(t, s, c.by, notice)
			later := strings.ReplaceAll(c.later, "%s", id)
			if !strings.Contains(answer, c.atOnce) || (c.atOnce == "") == strings.Contains(answer, "errors") {
				t.Errorf("it is answered %s", answer)
			}
			if !strings.Contains(status, `"status":"CHECKED_NOT_OK","documentType":"LP_ACCEPT_GOODS","documentErrors":[{"errorCode":"`+later[:3]) || !strings.Contains(status, later) {
				t.Errorf("in the end: %s", status)
			}
			if whose(s, codes[0]) != owners {
				t.Error("the code changed hands")
			}
		})
	}
}

// TestAcceptancesThatSayOtherwise: what an acceptance repeats of its shipment
// wrongly is taken, and the journal warns of it.
func TestAcceptancesThatSayOtherwise(t *testing.T) {
	s := frozen(t)
	id := arrives(t, s, shoes(1))
	_, status := accepts(t, s, trader, acceptance(id, shoes(1), `"document_num": "1"`, `"document_num": "da08a5d9"`, "ООО ЭКСПОРТ", "ООО «Экспорт»"))
	if field(t, status, "status") != "CHECKED_OK" {
		t.Error(status)
	}
	journal := want(t, s, 200, "GET", "/_mock/requests?path=/documents/import/acceptancies", "")
	warnings := fmt.Sprint(field(t, journal, "items", 0, "warnings"))
	for _, want := range []string{
		`exporter_name of the acceptance is "ООО «Экспорт»", and of shipment ` + id + ` "ООО ЭКСПОРТ"`,
		`document_date of the acceptance is "2026-11-22", and of shipment ` + id + ` "2026-11-20"`,
	} {
		if !strings.Contains(warnings, want) {
			t.Errorf("no warning %s: %s", want, warnings)
		}
	}
	if strings.Contains(warnings, "document_num") {
		t.Errorf("the number is the same: %s", warnings)
	}
}

// TestContractsOfImports: for the product groups of the goods, and no others.
func TestContractsOfImports(t *testing.T) {
	const carton = "04600266005755"
	for group, want := range map[string]struct{ answer, status string }{
		"shoes":   {`{"acceptionId":"ID"}`, "CHECKED_OK"},
		"tobacco": {`{"acceptionId":"ID","errors":[{"errorCode":"307","errorMessage":"У участника 820215300112 не подключена группа tobacco в ИС МПТ "}]}`, "CHECKED_NOT_OK"},
	} {
		s := frozen(t)
		s.Token(trader)
		barred(t, s, trader, group)
		codes := []string{"01" + carton + "21CARTON1"}
		answer, status := accepts(t, s, trader, acceptance(arrives(t, s, codes), codes))
		if got := strings.Replace(answer, field(t, answer, "acceptionId").(string), "ID", 1); got != want.answer || field(t, status, "status") != want.status {
			t.Errorf("without a contract for %s: %s %s", group, answer, status)
		}
	}
}

// TestShipmentsToNobody: the receiver is a taxpayer of their country, and another.
func TestShipmentsToNobody(t *testing.T) {
	s := frozen(t)
	codes := pairs(t, s, 1)
	for name, c := range map[string]struct {
		change []string
		want   string
	}{
		"letters":             {[]string{`"060540009051"`, `"abc def!"`}, "/receiverCode: значение не соответствует шаблону"},
		"of another country":  {[]string{`"receiverCountryCode": "RU"`, `"receiverCountryCode": "KG"`}, `[строка 3: receiverCode: «060540009051» не номер налогоплательщика KG, в нём цифр: [14]]`},
		"the sender":          {[]string{`"060540009051"`, quoted(trader)}, `[строка 3: receiverCode: 820215300112 и есть отправитель, нужен тот, кто принимает товар за рубежом]`},
		"the stated exporter": {[]string{`"060540009051"`, quoted(owner), `"exporterCode": "` + trader, `"exporterCode": "` + owner}, `[строка 3: receiverCode: 940517350290 и есть отправитель`},
	} {
		status, text := ship(t, s, trader, exported(codes, c.change...))
		if status != 422 || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
}

// TestForeignShipmentsThatNobodyCouldSend are not taken; fixtures know of which.
func TestForeignShipmentsThatNobodyCouldSend(t *testing.T) {
	s := frozen(t)
	refused(t, s, 400, "POST", "/_mock/shipments", `{"exporterInn": "`+foreigner+`", "senderCountryCode": "643", "receiverInn": "`+trader+`", "products": [{"cis": "a", "productCost": -1}]}`,
		`products[0].productCost is "-1", and must be a sum of money`)
	refused(t, s, 400, "POST", "/_mock/shipments", `{"exporterInn": "`+trader+`", "senderCountryCode": "643", "receiverInn": "`+trader+`", "products": [{"cis": "a"}]}`, "exporterInn and receiverInn are both "+trader)
}

// TestForeignShipmentsInError: the printed codes, each with its field.
func TestForeignShipmentsInError(t *testing.T) {
	for name, c := range map[string]struct{ old, new, code, says string }{
		"certificate": {"CONFORMITY_DECLARATION", "PASSPORT", "01", "01: Не заполнено поле certificate_type."},
		"receiver":    {"", "", "03", "03: Недопустимый формат значения поля receiver_inn документа."},
		"release":     {`"productCost"`, `"releaseMethod": "STOLEN", "productCost"`, "08", "08: Значение поля release_method не соответствует допустимым значениям справочника."},
		"no code":     {shoes(1)[0], "abc", "301", "301: Код маркировки abc не содержит GTIN"},
	} {
		t.Run(name, func(t *testing.T) {
			s := frozen(t)
			token := s.Token(trader)
			if c.code == "03" { // nobody else may ask about it: they signed in before they were blocked
				blocked(t, s, trader)
			}
			id := arrives(t, s, shoes(1), c.old, c.new)
			read := func(path string) string {
				t.Helper()
				return want(t, s, 200, "GET", "/api/v3/true-api"+path+id, "", "Authorization", "Bearer "+token)
			}
			want := `{"documentId":"` + id + `","status":"CHECKED_NOT_OK","documentType":"EAS_CROSSBORDER","documentErrors":[{"errorCode":"` + c.code + `","errorDescription":"` + c.says + `"}]}`
			if got := read("/documents/import/status/"); got != want {
				t.Errorf("%s\nnot\n%s", got, want)
			}
			body := read("/documents/import/shipment/")
			for _, member := range []string{"documentErrors", "errors"} { // table and sample
				if field(t, body, member, 0, "errorDescription") != c.says {
					t.Errorf("%s: %s", member, body)
				}
			}
			if status, _ := call(t, s, "POST", "/_mock/documents/"+id+"/approve", ""); status != 409 {
				t.Errorf("it is accepted all the same: %d", status)
			}
		})
	}
}

// TestAnAcceptanceOfAnUnknownShipment is not taken.
func TestAnAcceptanceOfAnUnknownShipment(t *testing.T) {
	s := frozen(t)
	const unknown = "da08a5d9-ad5f-4f5f-823a-b1d988093ec4"
	text := want(t, s, 422, "POST", acceptancesPath, envelope(t, trader, acceptance(unknown, shoes(1))), "Authorization", "Bearer "+s.Token(trader))
	if why := `"Некорректная ссылка на документ: документ ` + unknown + ` не найден"`; text != `{"code":"422","errors":`+why+`,"description":`+why+`}` {
		t.Error(text)
	}
}

// TestThePrintedDocumentsOfRecognition: the shipment goes through, the
// acceptance with its placeholders fails its schema where it should.
func TestThePrintedDocumentsOfRecognition(t *testing.T) {
	s := frozen(t)
	const exporter, code = "990907361848", "0104610046110210213Q3PzfAjoWoFe"
	want(t, s, 200, "POST", "/_mock/dataset", `
participants: [{bin: "990907361848", name: ИП ПУПКИН, groups: {shoes: [PRODUCER]}}]
products: [{gtin: "04610046110210", productGroup: shoes, name: Туфли, packageType: UNIT}]
codes: [{cis: "`+code+`", gtin: "04610046110210", packageType: UNIT, status: INTRODUCED, ownerBin: "990907361848"}]
`)
	notice, err := os.ReadFile("testdata/shipment.json")
	if err != nil {
		t.Fatal(err)
	}
	status, text := ship(t, s, exporter, string(notice))
	if status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	id := field(t, text, "shipmentId").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", "")
	if c := s.World().Code(code); c.Status != dict.Exported {
		t.Errorf("the code is %s", c.Status)
	}
	refused, err := os.ReadFile("testdata/acceptance.json")
	if err != nil {
		t.Fatal(err)
	}
	text = want(t, s, 422, "POST", acceptancesPath, envelope(t, exporter, string(refused)), "Authorization", "Bearer "+s.Token(exporter))
	if !strings.HasPrefix(text, `{"code":"422","errors":"Документ не прошел валидацию по схеме: [строка 5: /receiver_inn`) {
		t.Error(text)
	}
}

// TestSnapshotsAndForksKeepShipments: what was on its way stays so, and goes on
// in a restored world and in a fork as in the first.
func TestSnapshotsAndForksKeepShipments(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	codes := shoes(2)
	id := arrives(t, s, codes)
	out := shipped(t, s, exported(pairs(t, s, 1)))
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	restored := Run(t, WithWorld("empty"), WithClock(goldenNow))
	want(t, restored, 204, "PUT", "/_mock/snapshot", kept)
	if again := want(t, restored, 200, "GET", "/_mock/snapshot", ""); again != kept {
		t.Errorf("the snapshot\n%.3000s\nbecame\n%.3000s", kept, again)
	}
	for name, w := range map[string]*Server{"the first": s, "the restored": restored, "a fork": s.Fork(t)} {
		accepts(t, w, trader, acceptance(id, codes))
		want(t, w, 200, "POST", "/_mock/documents/"+out+"/reject", "")
		shipment := asked(t, w, trader, "/documents/import/shipment/"+id)
		kept := Run(t, WithWorld("empty"), WithClock(goldenNow))
		want(t, kept, 204, "PUT", "/_mock/snapshot", want(t, w, 200, "GET", "/_mock/snapshot", ""))
		if again := asked(t, kept, trader, "/documents/import/shipment/"+id); again != shipment || field(t, again, "acceptanceDate") != "2026-11-21" {
			t.Errorf("%s, kept by a snapshot: %s, not %s", name, again, shipment)
		}
		if c := w.World().Code(codes[1]); c.Status != dict.Introduced || c.OwnerBIN != trader {
			t.Errorf("in %s world the code is %s of %s", name, c.Status, c.OwnerBIN)
		}
	}
}
