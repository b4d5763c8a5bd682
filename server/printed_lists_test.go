package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// Printed defaults, filters and limits that take more documents or codes than
// the goldens have.

// submits takes documents as if their methods had, and gives their ids.
func submits(t *testing.T, s *Server, all ...state.Document) (ids []string) {
	t.Helper()
	for _, d := range all {
		s.Token(d.Supplier) // they are registered by it
		s.Token(d.Consignee)
	}
	if err := s.World().Update(func(tx *state.Tx) error {
		for _, d := range all {
			ids = append(ids, tx.Submit(d).ID)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

func ends(t *testing.T, s *Server, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.Clock().AdvanceToDocument(id); err != nil {
			t.Fatal(err)
		}
	}
}

// columnOf are the values of a field in the rows of a list.
func columnOf(t *testing.T, text, list, name string) (all []string) {
	t.Helper()
	rows, ok := field(t, text, list).([]any)
	if !ok {
		t.Fatalf("no %s in %.300s", list, text)
	}
	for _, row := range rows {
		all = append(all, fmt.Sprint(row.(map[string]any)[name]))
	}
	return all
}

// TestDefaultLimits: as many rows as the tables print come without limit.
func TestDefaultLimits(t *testing.T) {
	s := frozen(t, WithRule("receipts.tobacco-without-pg=off"))
	act := state.Document{Type: state.Act, Supplier: owner, Consignee: receiver}
	notice := state.Document{Type: state.Withdrawal, Supplier: trader, Consignee: trader, Reason: "1"}
	submits(t, s, slices.Repeat([]state.Document{act}, 10_001)...)
	submits(t, s, slices.Repeat([]state.Document{notice}, 101)...)
	if err := s.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	var products strings.Builder
	for i := range 11 {
		gtin := fmt.Sprintf("%014d", 4601000000000+i)
		fmt.Fprintf(&products, "  - {gtin: %q, productGroup: tobacco, name: Товар, packageType: UNIT}\n", gtin)
	}
	want(t, s, 200, "POST", "/_mock/dataset", "products:\n"+products.String())
	for i := range 11 {
		generated(t, s, fmt.Sprintf(`{"gtin": "%014d", "ownerBin": %q, "status": "APPLIED", "count": 1}`, 4601000000000+i, trader))
	}
	for _, c := range []struct {
		bin, path, list, name string
		rows                  int
	}{
		{owner, "/edo-api/outgoing-documents", "items", "id", 10_000},
		{receiver, "/edo-api/incoming-documents", "items", "id", 10_000},
		{trader, "/doc/listV2", "results", "number", 100},
		{trader, "/receipt/listV2", "results", "number", 100},
	} {
		if got := columnOf(t, asked(t, s, c.bin, c.path), c.list, c.name); len(got) != c.rows {
			t.Errorf("%s shows %d rows, not %d", c.path, len(got), c.rows)
		}
	}
	if got := textsOf(field(t, asked(t, s, trader, "/product/gtin?pg=tobacco"), "gtins")); len(got) != 10 {
		t.Errorf("product/gtin shows %v", got)
	}
}

// TestFiltersOfTheLists: every status finds the acts that are in it, and none
// else; both directions sort by asc; the number of each kind stands in the rows.
func TestFiltersOfTheLists(t *testing.T) {
	s := frozen(t)
	act := state.Document{Type: state.Act, Supplier: owner, Consignee: receiver}
	acts := map[string]string{}
	var inOrder []string
	for _, status := range []string{"3", "4", "5", "8", "16", "17"} {
		id := submits(t, s, act)[0]
		ends(t, s, id)
		acts[status], inOrder = id, append(inOrder, id)
	}
	for status, decision := range map[string]string{"4": "approve", "5": "reject", "16": "withdraw"} {
		want(t, s, 200, "POST", "/_mock/documents/"+acts[status]+"/"+decision, "")
	}
	notice := submits(t, s, state.Document{Type: state.Divergence, Supplier: owner, Consignee: receiver, Corrects: acts["8"]})
	correction := submits(t, s, state.Document{Type: state.CorrectiveAct, Supplier: owner, Consignee: receiver, Corrects: acts["17"]})
	ends(t, s, append(notice, correction...)...)
	for status, id := range acts {
		for bin, path := range map[string]string{owner: "/edo-api/outgoing-documents", receiver: "/edo-api/incoming-documents"} {
			text := asked(t, s, bin, path+"?type=1000&statuses="+status)
			if got := columnOf(t, text, "items", "id"); !slices.Equal(got, []string{id}) {
				t.Errorf("%s finds %v in status %s, not %s", path, got, status, id)
			}
		}
	}
	for statuses, found := range map[string][]string{"61": {acts["4"]}, "0": {}, "62": {}} {
		text := asked(t, s, owner, "/edo-api/outgoing-documents?type=1000&statuses="+statuses)
		if got := columnOf(t, text, "items", "id"); !slices.Equal(got, found) {
			t.Errorf("status %s finds %v, not %v", statuses, got, found)
		}
	}
	down := slices.Clone(inOrder)
	slices.Reverse(down)
	for query, order := range map[string][]string{"": down, "?asc=false": down, "?asc=true": inOrder} {
		if got := columnOf(t, asked(t, s, receiver, "/edo-api/incoming-documents"+query), "items", "id"); !slices.Equal(got, order) {
			t.Errorf("incoming-documents%s come as %v, not %v", query, got, order)
		}
	}
	for number, id := range map[string]string{"1100": correction[0], "1005": notice[0]} {
		text := asked(t, s, owner, "/edo-api/outgoing-documents?type="+number)
		if got := columnOf(t, text, "items", "id"); !slices.Equal(got, []string{id}) || columnOf(t, text, "items", "type")[0] != number {
			t.Errorf("type %s finds %s", number, text)
		}
	}
}

// TestTheSearchKnowsEachType: documents/search finds those of a type, and none else.
func TestTheSearchKnowsEachType(t *testing.T) {
	s := frozen(t)
	shipment := arrives(t, s, shoes(1))
	answer, _ := accepts(t, s, trader, acceptance(shipment, shoes(1)))
	accepted := field(t, answer, "acceptionId").(string)
	of := map[string][]string{"EAS_CROSSBORDER": {shipment}, "EAS_CROSSBORDER_GROUP": {accepted, shipment}}
	for _, kind := range []state.DocType{
		state.IntroduceGoods, state.Withdrawal, state.ImportThirdCountry, state.ImportTransit, state.DropoutReport, state.PackingReport, state.Act,
	} {
		d := state.Document{Type: kind, Supplier: trader, Consignee: trader, Reason: "1"}
		if kind == state.Act {
			d.Consignee = receiver
		}
		id := submits(t, s, d)[0]
		if state.DocTypeOf(kind).Flow != state.ReportFlow {
			ends(t, s, id)
		}
		if state.DocTypeOf(kind).Number != 0 {
			want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", "")
		}
		of[state.DocTypeOf(kind).Registry] = []string{docOf(t, s, id).Number}
	}
	for kind, numbers := range of {
		text := want(t, s, 200, "POST", "/api/v3/true-api/documents/search", jsonOf(t, map[string]any{"documentType": kind, "dateFrom": "2020-01-01", "pagination": map[string]any{}}), "Authorization", "Bearer "+s.Token(trader))
		got := columnOf(t, `{"rows": `+text+`}`, "rows", "fileId")
		slices.Sort(got)
		slices.Sort(numbers)
		if !slices.Equal(got, numbers) {
			t.Errorf("%s finds %v, not %v", kind, got, numbers)
		}
	}
}

// ordered is the result of an order for a list of codes.
func ordered(t *testing.T, s *Server, bin, order string) string {
	t.Helper()
	text := want(t, s, 200, "POST", "/api/v3/true-api/cises/my", order, "Authorization", "Bearer "+s.Token(bin))
	if err := s.Clock().Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	path := "/cises/orders/" + field(t, text, "uuid").(string)
	if status := asked(t, s, bin, path+"/status"); status != `"SUCCESS"` {
		t.Fatalf("the order is in %s", status)
	}
	return asked(t, s, bin, path+"/result")
}

// TestTheLargestResultIsSmall: «Максимальный размер ZIP-файла ~ 1 Мб».
func TestTheLargestResultIsSmall(t *testing.T) {
	s := frozen(t)
	generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": "APPLIED", "count": 10000}`, packGTIN, owner))
	if size := len(ordered(t, s, owner, `{"gtin": "`+packGTIN+`", "packageType": "UNIT"}`)); size > 1<<20 {
		t.Errorf("the file of 10,000 codes has %d bytes", size)
	}
}

// TestOrdersOfOtherGroups: orders, their results and history are not for tobacco alone.
func TestOrdersOfOtherGroups(t *testing.T) {
	s := frozen(t)
	pair := pairs(t, s, 1)[0]
	records := (&golden{t: t}).unzipped([]byte(ordered(t, s, trader, `{"gtin": "`+pairGTIN+`", "packageType": "UNIT"}`)))
	if !strings.Contains(string(records), strconv.Quote(pair)) {
		t.Errorf("the result has no %s: %s", pair, records)
	}
	if text := asked(t, s, trader, "/cises/history?code="+pair); !strings.Contains(text, pair) {
		t.Errorf("history answers %s", text)
	}
}

// TestOwnersAreToldToThemselves: «текущий собственник … только владельцу», of
// codes of several owners in one call too.
func TestOwnersAreToldToThemselves(t *testing.T) {
	s := frozen(t)
	const given = packGTIN + "GIVENAW"
	s.Token(receiver)
	if err := s.World().Update(func(tx *state.Tx) error {
		return tx.AddTree(state.Tree{Code: state.Code{CIS: given, GTIN: packGTIN, OwnerBIN: receiver, ProducerBIN: owner, Status: dict.Introduced, PackageType: dict.Unit}})
	}); err != nil {
		t.Fatal(err)
	}
	for caller, own := range map[string]string{owner: pack, receiver: given} {
		info := want(t, s, 200, "POST", "/api/v3/true-api/cises/info", arrayOf([]string{pack, given}), "Authorization", "Bearer "+s.Token(caller))
		list := want(t, s, 200, "POST", "/api/v3/true-api/cises/list?values="+queryEscape(pack)+"&values="+given, "", "Authorization", "Bearer "+s.Token(caller))
		for method, text := range map[string]string{"info": info, "list": list} {
			rows := field(t, `{"rows": `+text+`}`, "rows").([]any)
			if len(rows) != 2 {
				t.Errorf("%s answers %s", method, text)
			}
			for _, r := range rows {
				row := r.(map[string]any)
				if inner, ok := row["cisInfo"].(map[string]any); ok {
					row = inner
				}
				for _, f := range []string{"ownerBin", "ownerName"} {
					if _, told := row[f]; told != (row["cis"] == own) {
						t.Errorf("%s tells %s of %v to %s: %t", method, f, row["cis"], caller, told)
					}
				}
			}
		}
	}
}

// TestTotalsAreNeeded: an act, and one that corrects it, fail in processing
// without the totals of their goods.
func TestTotalsAreNeeded(t *testing.T) {
	s := frozen(t)
	goods := []string{block + "*10"}
	failed := sent(t, s, owner, actXML(owner, receiver, goods, nil))
	first := sent(t, s, owner, actXML(owner, receiver, goods, []string{packGTIN + "*10"}, "fe1c0b61", "fe1c0b62"))
	correction := sent(t, s, owner, actXML(owner, receiver, goods, nil, "EEU_ACT_fe1c0b61", "COR_ACT_fe1c0b63",
		`correctionFlag="false"`, `correctionFlag="true" correctionDocId="`+first+`"`))
	for id, want := range map[string]state.DocStatus{failed: state.StatusFailed, first: state.StatusWaiting, correction: state.StatusFailed} {
		if d := docOf(t, s, id); d.Status != want {
			t.Errorf("%s is in %d, not %d: %v", d.Type, d.Status, want, d.Errors)
		}
	}
}

// TestAShipmentIsCheckedFirst: IN_PROGRESS until the double has looked at it.
func TestAShipmentIsCheckedFirst(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	id := field(t, want(t, s, 200, "POST", "/_mock/shipments", arrival(shoes(1))), "id").(string)
	for _, status := range []string{"IN_PROGRESS", "WAIT_ACCEPTANCE"} {
		if got := field(t, asked(t, s, trader, "/documents/import/shipment/"+id), "status"); got != status {
			t.Errorf("it is in %s, not %s", got, status)
		}
		ends(t, s, id)
	}
}
