package server

import (
	"fmt"
	"strings"
	"testing"
)

// introduced are milk cartons that the maker sells: single ones, and a block of two.
func introduced(t *testing.T, s *Server) (single []string, block string) {
	t.Helper()
	single = made(t, s, milkGTIN, "INTRODUCED", 3)
	return single, generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": "INTRODUCED", "count": 1, "pack": [2]}`, milkGTIN, maker))[0]
}

// receipt is a body of POST /_mock/receipts.
func receipt(t *testing.T, kind string, codes ...string) string {
	t.Helper()
	products := []map[string]any{}
	for _, c := range codes {
		products = append(products, map[string]any{"cis": c, "price": 52000, "count": 1, "sum": 52000})
	}
	return jsonOf(t, map[string]any{"type": kind, "senderBin": maker, "products": products})
}

// TestReceipts: a sale and a return, as cises/info and cises/history tell of them.
func TestReceipts(t *testing.T) {
	s := withMaker(t)
	single, block := introduced(t, s)
	packs := textsOf(inside(t, s, block, "child"))
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
	sold := field(t, want(t, s, 200, "POST", "/_mock/receipts", receipt(t, "RECEIPT", single[0], packs[0])), "documentId")
	for code, status := range map[string]string{single[0]: "WITHDRAWN", single[1]: "INTRODUCED", packs[0]: "WITHDRAWN", packs[1]: "INTRODUCED", block: "DISAGGREGATED"} {
		checkStatus(t, s, maker, code, status)
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
	text := want(t, s, 200, "POST", "/_mock/receipts", `{"documentId": "12345", "documentDate": "2026-11-22T13:30:00Z", "type": "RECEIPT_RETURN", "senderBin": "`+maker+`",
		"fiscalDocumentNumber": 17, "shiftNumber": 3, "operationType": 2, "kktRegId": "010100456789", "products": [{"cis": `+jsonOf(t, packs[0])+`, "price": 52000, "count": 1, "sum": 52000}]}`)
	if text != `{"documentId":"12345"}` {
		t.Errorf("answers %s", text)
	}
	history := historyOf(t, s, s.Token(maker), packs[0])
	for i, want := range []struct{ status, docID, at string }{
		{"INTRODUCED_RETURNED", "12345", "2026-11-22T14:00:00.000Z"},
		{"WITHDRAWN", fmt.Sprint(sold), "2026-11-22T13:00:00.000Z"},
		{"INTRODUCED", "<nil>", "2026-11-22T12:00:00.000Z"},
	} {
		event := field(t, history, i).(map[string]any)
		if event["status"] != want.status || fmt.Sprint(event["docId"]) != want.docID || event["operationDate"] != want.at {
			t.Errorf("event %d is %v, want %+v", i, event, want)
		}
	}
}

func TestBadReceipts(t *testing.T) {
	s := withMaker(t)
	single, block := introduced(t, s)
	good, applied := single[0], made(t, s, milkGTIN, "APPLIED", 1)[0]
	want(t, s, 200, "POST", "/_mock/receipts", `{"documentId": "taken", "type": "RECEIPT", "senderBin": "`+maker+`", "products": [{"cis": `+jsonOf(t, single[1])+`}]}`)
	sale := func(more string) string {
		return `{"type": "RECEIPT", "senderBin": "` + maker + `", "products": [{"cis": ` + jsonOf(t, good) + `}]` + more + `}`
	}
	for _, c := range []struct {
		status int
		body   string
		want   string
	}{
		{409, receipt(t, "RECEIPT", good, applied), "is APPLIED and cannot be sold"},
		{409, receipt(t, "RECEIPT", good, single[1]), "is WITHDRAWN"},
		{409, receipt(t, "RECEIPT", good, pack), "is APPLIED and cannot be sold"},
		{409, receipt(t, "RECEIPT", good, "\x1d"+good), "twice"},
		{409, receipt(t, "RECEIPT", block, textsOf(inside(t, s, block, "child"))[0]), "twice"},
		{409, receipt(t, "RECEIPT_RETURN", single[1], good), "is INTRODUCED and cannot be returned"},
		{409, sale(`, "documentId": "taken"`), "taken already"},
		{404, receipt(t, "RECEIPT", good, "nothing"), `"nothing" is not registered`},
		{400, receipt(t, "RECEIPT", good, ""), "empty"},
		{400, receipt(t, "RECEIPT"), "products is empty"},
		{400, receipt(t, "SALE", good), `type is "SALE", and must be one of RECEIPT and RECEIPT_RETURN`},
		{400, sale(`, "operationType": 2`), "operationType is 2, and 1 for a RECEIPT"},
		{400, sale(`, "documentDate": "today"`), `"today" is not a time`},
		{400, sale(`, "documentId": "a/b"`), "documentId"},
		{400, sale(`, "status": "IN_PROGRESS"`), "must be one of"},
		{400, sale(`, "errors": ["КМ"]`), "status must say so"},
		{400, sale(`, "shiftNumber": "1"`), "shiftNumber"},
		{400, `{"type": "RECEIPT", "products": [{"cis": ` + jsonOf(t, good) + `}]}`, "12 digits"},
		{400, "", "no body"},
	} {
		refused(t, s, c.status, "POST", "/_mock/receipts", c.body, c.want)
	}
}

// TestSnapshotsKeepReceipts: the one restored knows the receipts, and goes on as the first does.
func TestSnapshotsKeepReceipts(t *testing.T) {
	s := withMaker(t)
	single, block := introduced(t, s)
	for _, body := range []string{receipt(t, "RECEIPT", single[0], block), receipt(t, "RECEIPT_RETURN", single[0])} {
		want(t, s, 200, "POST", "/_mock/receipts", body)
	}
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	empty := Run(t, WithWorld("empty"))
	want(t, empty, 204, "PUT", "/_mock/snapshot", kept)
	if restored := want(t, empty, 200, "GET", "/_mock/snapshot", ""); restored != kept {
		t.Errorf("the snapshot\n%.2000s\nbecame\n%.2000s", kept, restored)
	}
	first := field(t, kept, "receipts", 0).(map[string]any)
	if len(field(t, kept, "receipts").([]any)) != 2 || first["status"] != "CHECKED_OK" || first["receivedAt"] != "2026-11-22T12:00:00.000Z" {
		t.Errorf("kept: %v", first)
	}
	again := receipt(t, "RECEIPT", single[0])
	if a, b := want(t, s, 200, "POST", "/_mock/receipts", again), want(t, empty, 200, "POST", "/_mock/receipts", again); a != b {
		t.Errorf("the next receipt is %s in the first world and %s in the restored one", a, b)
	}
}

// TestAReceiptThatFailedUnsaid: without errors of its own it names its codes.
func TestAReceiptThatFailedUnsaid(t *testing.T) {
	s := frozen(t)
	id := field(t, want(t, s, 200, "POST", "/_mock/receipts", `{"type": "RECEIPT", "senderBin": "`+owner+`", "status": "CHECKED_NOT_OK", "products": [{"cis": "`+pack+`"}]}`), "documentId")
	r := s.World().Snapshot().Receipt(fmt.Sprint(id))
	if len(r.Errors) != 1 || !strings.HasSuffix(r.Errors[0].String(), ": код маркировки "+pack) {
		t.Errorf("it failed because of %q", r.Errors)
	}
}
