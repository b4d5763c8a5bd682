package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state/dict"
)

// TestARetailDay: a shop takes a box from its supplier by an act, sells packs
// out of it all day, takes some back, sells one of those again, and reads all of
// it at night: receipts by type and in order, one of them whole, and the codes.
func TestARetailDay(t *testing.T) {
	s := frozen(t)
	const shop = receiver
	day := s.Clock().Now()
	act := sent(t, s, owner, boxAct())
	if status, text := decideBy(t, s, shop, act, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	blockOf := s.World().Code(block)
	till := func(kind, code string) string {
		t.Helper()
		if err := s.Clock().Advance(10 * time.Minute); err != nil {
			t.Fatal(err)
		}
		text := want(t, s, 200, "POST", "/_mock/receipts", jsonOf(t, map[string]any{
			"type": kind, "senderBin": shop, "products": []map[string]any{{"cis": code, "price": 95000, "count": 1}},
		}))
		return field(t, text, "documentId").(string)
	}
	var sold []string
	for _, code := range blockOf.Child {
		sold = append(sold, till("RECEIPT", code))
	}
	returned := till("RECEIPT_RETURN", blockOf.Child[3])
	again := till("RECEIPT", blockOf.Child[3])
	wrong := want(t, s, 409, "POST", "/_mock/receipts", fmt.Sprintf(`{"type": "RECEIPT", "senderBin": %q, "products": [{"cis": %q}]}`, shop, blockOf.Child[0]))
	if !strings.Contains(wrong, "WITHDRAWN") {
		t.Errorf("a pack is sold twice: %s", wrong)
	}
	failed := field(t, want(t, s, 200, "POST", "/_mock/receipts", fmt.Sprintf(`{"type": "RECEIPT", "senderBin": %q, "status": "CHECKED_NOT_OK", "errors": ["КМ уже продан"], "products": [{"cis": %q}]}`, shop, blockOf.Child[0])), "documentId").(string)

	auth := "Bearer " + s.Token(shop)
	list := func(query string) string {
		t.Helper()
		return want(t, s, 200, "GET", "/api/v3/true-api/receipt/listV2?"+query, "", "Authorization", auth)
	}
	sales := list("documentType=RECEIPT&documentStatus=CHECKED_OK&order=ASC&pg=tobacco&dateFrom=" + day.String())
	if n := fmt.Sprint(field(t, sales, "total")); n != fmt.Sprint(len(sold)+1) {
		t.Errorf("%s sales, not %d: %s", n, len(sold)+1, sales)
	}
	for i, id := range append(sold, again) {
		if field(t, sales, "results", i, "number") != id {
			t.Fatalf("sale %d is not %s: %s", i, id, sales)
		}
	}
	if text := list("pg=tobacco&documentType=RECEIPT_RETURN"); field(t, text, "results", 0, "number") != returned || fmt.Sprint(field(t, text, "total")) != "1" {
		t.Errorf("the returns are %s", text)
	}
	if text := list("pg=tobacco&number=" + failed); field(t, text, "results", 0, "errorMessage") != "code: 106 error: КМ уже продан" || field(t, text, "results", 0, "downloadDesc") != "КМ уже продан" {
		t.Errorf("the failed receipt is %s", text)
	}
	receipt := want(t, s, 200, "GET", "/api/v3/true-api/receipt/"+returned+"/info?pg=tobacco", "", "Authorization", auth)
	if field(t, receipt, "type") != "RECEIPT_RETURN" || fmt.Sprint(field(t, receipt, "operationType")) != "2" || field(t, receipt, "body", "products", 0, "cis") != blockOf.Child[3] || fmt.Sprint(field(t, receipt, "products", 0, "sum")) != "95000" {
		t.Errorf("the return reads %s", receipt)
	}
	want(t, s, 403, "GET", "/api/v3/true-api/receipt/"+returned+"/info", "", "Authorization", "Bearer "+s.Token(owner))

	for _, code := range blockOf.Child {
		if c := s.World().Code(code); c.Status != dict.Withdrawn || c.OwnerBIN != shop || c.Parent != "" {
			t.Errorf("%s is %s of %s", code, c.Status, c.OwnerBIN)
		}
	}
	for _, opened := range []string{block, box} {
		if c := s.World().Code(opened); c.Status != dict.Disaggregated || len(c.Child) != 0 {
			t.Errorf("%s is %s with %d inside", opened, c.Status, len(c.Child))
		}
	}
	history := want(t, s, 200, "GET", "/api/v3/true-api/cises/history?code="+queryEscape(blockOf.Child[3]), "", "Authorization", auth)
	// the first sale opened the block, and so the pack lost its parent by that receipt
	for i, want := range []string{"WITHDRAWN " + again, "INTRODUCED_RETURNED " + returned, "WITHDRAWN " + sold[3], "INTRODUCED " + sold[0], "INTRODUCED " + docOf(t, s, act).Number} {
		if got := fmt.Sprint(field(t, history, i, "status"), " ", field(t, history, i, "docId")); got != want {
			t.Errorf("event %d is %s, not %s", i, got, want)
		}
	}
}
