package server

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server/internal/claims"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// registered asks the registry for a document by its number, signed in as bin.
func registered(t *testing.T, s *Server, bin, number string) string {
	t.Helper()
	return want(t, s, 200, "POST", "/api/v3/true-api/doc/listV2?number="+number, "", "Authorization", "Bearer "+s.Token(bin))
}

// TestAnImportFromTheUnion is section 2 of the recommendations: notice, both
// lists, approval in two calls, registry by number, codes.
func TestAnImportFromTheUnion(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}.transit())
	auth := "Bearer " + s.Token(owner)
	number := ""
	for _, list := range []string{"outgoing", "incoming"} {
		text := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/"+list+"-documents?type=1200&statuses=3&partner_inn=468578450149", "", "Authorization", auth)
		if field(t, text, "items", 0, "id") != id || fmt.Sprint(field(t, text, "count")) != "1" {
			t.Fatalf("%s: %s", list, text)
		}
		number = field(t, text, "items", 0, "number").(string)
		body := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/"+list+"-documents/"+id+"/base64", "", "Authorization", auth)
		if !strings.HasPrefix(decode(t, body), `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<file sendingDateTime="2026-11-22T02:26:47Z" version="5.01" fileId="IMPORT_TRANSIT_`) {
			t.Errorf("%s: it reads\n%s", list, decode(t, body))
		}
	}
	if text := registered(t, s, owner, number); field(t, text, "total").(fmt.Stringer).String() != "0" {
		t.Errorf("it waits, and stands in the registry: %s", text)
	}
	if status, text := decideBy(t, s, owner, id, "incoming", "approve"); status != 201 || text != "" {
		t.Fatalf("%d %s", status, text)
	}
	const printed = `{"results":[{"number":"%s","docDate":"2026-11-22T02:26:47.000Z","receivedAt":"%s","type":"IMPORT_TRANSIT","status":"CHECKED_OK","senderName":"ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ","total":0,"downloadStatus":"CHECKED_OK","downloadDesc":"","input":false,"pdfFile":""}],"total":1}`
	if text := registered(t, s, owner, number); text != fmt.Sprintf(printed, number, s.Clock().Now()) {
		t.Errorf("the registry says %s", text)
	}
	if status, text := info(t, s, owner, box, block, pack); status != 200 || strings.Count(text, `"status":"INTRODUCED"`) != 3 || strings.Count(text, `"ownerBin":"`+owner+`"`) != 3 {
		t.Errorf("the codes are %s", text)
	}
}

// TestAnImportFromNobody: the supplier's number is one of a taxpayer of their country.
func TestAnImportFromNobody(t *testing.T) {
	s := frozen(t)
	for number, ok := range map[string]bool{"4685784501": true, "46857845014x": false, "46857845014": false} {
		d := draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}, change: []string{"468578450149", number}}
		status, text := send(t, s, owner, d.transit())
		if says := fmt.Sprintf(`строка 3: supplierId: «%s» не номер налогоплательщика RU`, number); (status == 201) != ok || strings.Contains(text, says) == ok {
			t.Errorf("%s: %d %s", number, status, text)
		}
		if why := fmt.Sprintf(`supplierId: %q is no taxpayer's number of RU: these have [10 12] digits`, number); strings.Contains(lastEntry(t, s).Why, why) == ok {
			t.Errorf("%s: the journal says %s", number, lastEntry(t, s).Why)
		}
	}
}

func decode(t *testing.T, text string) string {
	t.Helper()
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// TestAnImportFromTheUnionIsWithdrawn: months later as well, as no term is printed.
func TestAnImportFromTheUnionIsWithdrawn(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}.transit())
	if err := s.Clock().Advance(100 * 24 * 3600e9); err != nil {
		t.Fatal(err)
	}
	status, text := decideBy(t, s, owner, id, "outgoing", "withdraw")
	if d := docOf(t, s, id); status != 201 || d.Status != state.StatusWithdrawn || d.Registry != "" {
		t.Errorf("%d %s: it is in %s", status, text, d.DocState)
	}
	if c := s.World().Code(box); c.Status != dict.Applied {
		t.Errorf("the box is %s", c.Status)
	}
}

// TestAnImportFromTheUnionIsCorrected: the original is annulled, the correction waits.
func TestAnImportFromTheUnionIsCorrected(t *testing.T) {
	s := frozen(t)
	all := draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}
	first := sent(t, s, owner, all.transit())
	all.goods, all.totals = []string{block}, []string{packGTIN + "*10"}
	all.change = []string{"IMPORT_TRANSIT_", "IM_TRANSIT_COR_", `correctionFlag="false"`, `correctionFlag="true" primaryDocId="` + first + `"`}
	all.change = append(all.change, "468578450149", "7707083893") // the number of the supplier abroad may be what was wrong
	second := sent(t, s, owner, all.transit())
	for kinds, n := range map[string]string{"": "2", "?type=1200": "2", "?type=1300": "1", "?type=1000": "0"} { // looked for as the notice is (recommendations, section 2)
		text := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/outgoing-documents"+kinds, "", "Authorization", "Bearer "+s.Token(owner))
		if got := fmt.Sprint(field(t, text, "count")); got != n {
			t.Errorf("outgoing-documents%s has %s documents, not %s", kinds, got, n)
		}
	}
	if a, b := docOf(t, s, first), docOf(t, s, second); a.Status != state.StatusAnnulled || b.Status != state.StatusWaiting {
		t.Fatalf("the original is in %s, the correction in %s: %v", a.DocState, b.DocState, b.Errors)
	}
	if status, text := decideBy(t, s, owner, second, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if in, out := s.World().Code(block), s.World().Code(box); in.Status != dict.Introduced || in.Parent != "" || out.Status != dict.Disaggregated {
		t.Errorf("the block is %s in %q, the box that it was taken out of %s", in.Status, in.Parent, out.Status)
	}
	if status, _ := decideBy(t, s, owner, first, "incoming", "approve"); status != 400 {
		t.Errorf("the annulled notice is approved: %d", status)
	}
}

// TestAnImportFromAThirdCountry is section 3: one call, then the registry by
// the number of the fileId, with the prefix or without.
func TestAnImportFromAThirdCountry(t *testing.T) {
	s := frozen(t)
	d := notify(t, s, owner, thirdPath, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN}}.third())
	if d.ID != noticeID || d.Number != "IMPORT_"+noticeID {
		t.Errorf("its id is %s, its number %s", d.ID, d.Number)
	}
	const printed = `{"results":[{"number":"IMPORT_` + noticeID + `","docDate":"2026-11-22T09:30:47.000Z","receivedAt":"2026-11-22T12:00:00.000Z","type":"IMPORT","status":"CHECKED_OK","senderName":"ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ","total":0,"downloadStatus":"CHECKED_OK","downloadDesc":"","input":false,"pdfFile":""}],"total":1}`
	for _, number := range []string{noticeID, "IMPORT_" + noticeID, "import_" + strings.ToUpper(noticeID)} {
		if text := registered(t, s, owner, number); text != printed {
			t.Errorf("%s: the registry says %s", number, text)
		}
	}
	if _, text := info(t, s, owner, box, block, pack); strings.Count(text, `"status":"INTRODUCED"`) != 3 {
		t.Errorf("the codes are %s", text)
	}
}

// trader has contracts in force for all groups.
const trader = "820215300112"

// stock is a code of the trader in a status; more are further fields of the
// order that generates it.
func stock(t *testing.T, s *Server, group, gtin, status string, more string) string {
	t.Helper()
	s.Token(trader) // they are registered by it
	want(t, s, 200, "POST", "/_mock/dataset", fmt.Sprintf(`
products:
  - {gtin: %q, productGroup: %s, name: Товар, packageType: UNIT}
`, gtin, group))
	return generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": %q, "count": 1%s}`, gtin, trader, status, more))[0]
}

// TestTheReasonsOfWithdrawal: each of the 18, from every status that a code can
// have; those of pharma only with its goods.
func TestTheReasonsOfWithdrawal(t *testing.T) {
	checkReasons(t, "withdrawal", state.Withdrawal)
	common := frozen(t)
	for reason := 1; reason <= 18; reason++ {
		for _, status := range dict.CodeStatuses() {
			for _, group := range []string{"pharma", "shoes"} {
				sold := status.Status == dict.Introduced || status.Status == dict.IntroducedReturned
				to := dict.Withdrawn
				switch {
				case reason <= 4:
					to = dict.WrittenOff
					sold = sold || status.Status == dict.Applied
				case reason == 11 || reason == 12:
					to = dict.Exported
				}
				if !sold || reason == 8 && group != "pharma" {
					to = status.Status
				}
				t.Run(fmt.Sprintf("%d %s %s", reason, status.Code, group), func(t *testing.T) {
					t.Parallel()
					s := common.Fork(t)
					code := stock(t, s, group, "04607112345677", status.Code, "")
					d := notify(t, s, trader, writeOffPath, draft{bin: trader, reason: fmt.Sprint(reason), goods: []string{code + "*1"}}.notice())
					checkNotice(t, s, d, code, status.Status, to)
				})
			}
		}
	}
}

// checkReasons: the rules of goods call each reason as its chapter prints it.
func checkReasons(t *testing.T, chapter string, kind state.DocType) {
	t.Helper()
	var printed, ours []string
	for _, c := range claims.All() {
		if c.Chapter == chapter && strings.HasPrefix(c.Text, "reason ") {
			printed = append(printed, strings.TrimSuffix(c.Text, " (только для ТГ Фарма)")) // a condition, see dict.Returned
		}
	}
	for _, rule := range state.GoodsRules() {
		if rule.Type == kind {
			ours = append(ours, fmt.Sprintf("reason %s: %s", rule.Reason, rule.About))
		}
	}
	if !slices.Equal(ours, printed) {
		t.Errorf("the reasons are\n%s\nprinted are\n%s", strings.Join(ours, "\n"), strings.Join(printed, "\n"))
	}
}

// checkNotice: the code is where it should be, and the registry says so.
func checkNotice(t *testing.T, s *Server, d *state.Document, code string, from, to dict.CodeStatus) {
	t.Helper()
	c := s.World().Code(code)
	if c.Status != to || c.OwnerBIN != trader {
		t.Errorf("%s of %s, not %s; %v", c.Status, c.OwnerBIN, to, d.Errors)
	}
	switch ok := d.Registry == state.CheckedOK; {
	case ok != (from != to) || ok != (len(d.Errors) == 0):
		t.Errorf("the notice came to %s: %v", d.DocState, d.Errors)
	case !ok && !strings.Contains(d.Errors[0].String(), c.CIS):
		t.Errorf("the error %q does not name the code %s", d.Errors[0], c.CIS)
	}
}

// TestTheReasonsOfIntroduction: each of the three, from every status.
func TestTheReasonsOfIntroduction(t *testing.T) {
	checkReasons(t, "introduction", state.IntroduceGoods)
	common := frozen(t)
	for reason, moves := range map[string]map[dict.CodeStatus]dict.CodeStatus{
		"1": {dict.Emitted: dict.Introduced, dict.Applied: dict.Introduced},
		"2": {dict.Emitted: dict.Introduced, dict.Applied: dict.Introduced},
		"3": {dict.Withdrawn: dict.IntroducedReturned, dict.WrittenOff: dict.IntroducedReturned},
	} {
		for _, status := range dict.CodeStatuses() {
			t.Run(reason+" "+status.Code, func(t *testing.T) {
				t.Parallel()
				s := common.Fork(t)
				code := stock(t, s, "shoes", "04607112345677", status.Code, "")
				to, ok := moves[status.Status]
				if !ok {
					to = status.Status
				}
				d := notify(t, s, trader, introducePath, draft{bin: trader, reason: reason, goods: []string{code}}.notice())
				checkNotice(t, s, d, code, status.Status, to)
			})
		}
	}
}

// TestAWithdrawalOpensPackages: what is around a withdrawn unit is broken up,
// what is not concerned keeps its content.
func TestAWithdrawalOpensPackages(t *testing.T) {
	s := frozen(t)
	outer := stock(t, s, "shoes", "04607112345677", "INTRODUCED", `, "pack": [2, 2]`)
	inner := s.World().Code(outer).Child
	unit := s.World().Code(inner[0]).Child[0]
	notify(t, s, trader, writeOffPath, draft{bin: trader, reason: "1", goods: []string{unit}}.notice())
	for code, want := range map[string]string{
		outer:    "DISAGGREGATED, parent , 0 inside",
		inner[0]: "DISAGGREGATED, parent , 0 inside",
		inner[1]: "INTRODUCED, parent , 2 inside",
		unit:     "WRITTEN_OFF, parent , 0 inside",
	} {
		c := s.World().Code(code)
		if got := fmt.Sprintf("%s, parent %s, %d inside", c.Status, c.Parent, len(c.Child)); got != want {
			t.Errorf("%s is %s, not %s", code, got, want)
		}
	}
}

// TestConfiscatedGoodsComeBack: reason 3 makes them the sender's.
func TestConfiscatedGoodsComeBack(t *testing.T) {
	s := frozen(t)
	code := stock(t, s, "shoes", "04607112345677", "INTRODUCED", "")
	notify(t, s, trader, writeOffPath, draft{bin: trader, reason: "17", goods: []string{code}}.notice())
	again := draft{bin: receiver, reason: "3", goods: []string{code}, change: []string{noticeID, "b4a7c270-5e1a-49bb-ad1a-dce90688b24a"}}
	d := notify(t, s, receiver, introducePath, again.notice())
	if c := s.World().Code(code); c.Status != dict.IntroducedReturned || c.OwnerBIN != receiver || d.Registry != state.CheckedOK {
		t.Errorf("it is %s of %s: %v", c.Status, c.OwnerBIN, d.Errors)
	}
}

// TestANoticeOfABlockedParticipant ends in PROCESSING_ERROR when they were blocked
// before it was processed.
func TestANoticeOfABlockedParticipant(t *testing.T) {
	s := frozen(t)
	xml := draft{bin: owner, reason: "1", goods: []string{box}}.notice()
	want(t, s, 200, "POST", "/api/v3/true-api"+writeOffPath, envelope(t, owner, xml), "Authorization", "Bearer "+s.Token(owner))
	if d := docOf(t, s, noticeID); d.Registry != state.InProgress {
		t.Errorf("at first it is in %s", d.DocState)
	}
	blocked(t, s, owner)
	if err := s.Clock().AdvanceToDocument(noticeID); err != nil {
		t.Fatal(err)
	}
	if d := docOf(t, s, noticeID); d.Registry != state.ProcessingError || len(d.Errors) != 1 || s.World().Code(box).Status != dict.Applied {
		t.Errorf("it is in %s: %v", d.DocState, d.Errors)
	}
}

func blocked(t *testing.T, s *Server, bin string) {
	t.Helper()
	err := s.World().Update(func(tx *state.Tx) error {
		p := *tx.Participant(bin)
		p.Status = dict.Blocked
		return tx.PutParticipant(p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnIntroductionInTheRegistry: receipt/listV2 finds it, by its number and
// among all; doc/listV2 never does.
func TestAnIntroductionInTheRegistry(t *testing.T) {
	s := frozen(t)
	notify(t, s, owner, introducePath, draft{bin: owner, reason: "1", goods: []string{box}}.notice())
	for query, total := range map[string]string{
		"receipt/listV2?pg=tobacco&number=" + noticeID:              "1",
		"receipt/listV2?pg=tobacco&number=KZ_EAES_" + noticeID:      "1",
		"receipt/listV2?pg=tobacco":                                 "1",
		"receipt/listV2?pg=tobacco&documentType=100":                "1",
		"receipt/listV2?pg=tobacco&documentType=KZ_INTRODUCE_GOODS": "0",
		"receipt/listV2?pg=tobacco&documentType=RECEIPT":            "0",
		"doc/listV2?number=" + noticeID:                             "0",
	} {
		text := want(t, s, 200, "GET", "/api/v3/true-api/"+query, "", "Authorization", "Bearer "+s.Token(owner))
		if got := fmt.Sprint(field(t, text, "total")); got != total {
			t.Errorf("%s: %s", query, text)
		}
	}
	if _, text := info(t, s, owner, box, block, pack); strings.Count(text, `"status":"INTRODUCED"`) != 3 {
		t.Errorf("the codes are %s", text)
	}
}

// TestANoticeOfACodeThatNobodyKnows stands in the registry under the product
// group of its GTIN, where its sender looks for what went wrong.
func TestANoticeOfACodeThatNobodyKnows(t *testing.T) {
	s := frozen(t)
	notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "1", goods: []string{packGTIN + "NOTHERE"}}.notice())
	auth := []string{"Authorization", "Bearer " + s.Token(owner)}
	text := want(t, s, 200, "GET", "/api/v3/true-api/doc/listV2?limit=10&pg=tobacco", "", auth...)
	if fmt.Sprint(field(t, text, "total")) != "1" || !strings.Contains(text, packGTIN+"NOTHERE не найден") {
		t.Errorf("among tobacco there is %s", text)
	}
	if text := registered(t, s, owner, noticeID); strings.Contains(text, "docErrors") || !strings.Contains(text, "errorMessages") {
		t.Errorf("«Для ТГ \"Табачная продукция\" не выводится»: %s", text)
	}
	if text := want(t, s, 200, "GET", "/api/v3/true-api/doc/listV2?did=KZ_EAES_"+noticeID, "", auth...); fmt.Sprint(field(t, text, "total")) != "0" {
		t.Errorf("behind the only one comes %s", text)
	}
}

// TestTotalsInTwoRows: productTotals may name a product again; in JSON it has one sum.
func TestTotalsInTwoRows(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*200", packGTIN + "*300"}}.transit())
	if status, text := decideBy(t, s, owner, id, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	text := want(t, s, 200, "GET", "/api/v3/true-api/documents/"+id+"/info", "", "Authorization", "Bearer "+s.Token(owner))
	if totals := fmt.Sprint(field(t, text, "body", "document", "productTotals")); totals != "map["+packGTIN+":500]" {
		t.Errorf("the totals are %s", totals)
	}
}
