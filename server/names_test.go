package server

import (
	"fmt"
	"strings"
	"testing"
)

// TestOneNameOneThing: ids of documents, their numbers in the registry and ids
// of receipts are looked up alike, so no receipt takes the name of another; a
// notice may, and is told apart by its whole fileId.
func TestOneNameOneThing(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}.transit())
	number := docOf(t, s, id).Number
	if number == id {
		t.Fatal("this needs a document whose number is not its id")
	}
	refused := func(when string) {
		t.Helper()
		for _, name := range []string{id, number, strings.ToUpper(number)} {
			text := want(t, s, 409, "POST", "/_mock/receipts", `{"documentId": "`+name+`", "type": "RECEIPT", "senderBin": "`+owner+`", "products": [{"cis": "`+pack+`"}]}`)
			if !strings.Contains(text, "a document of the kind import-transit") {
				t.Errorf("%s: a receipt of the name %s is answered %s", when, name, text)
			}
		}
	}
	refused("while it waits")
	if status, text := decideBy(t, s, owner, id, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	refused("in the registry")
	if text := registered(t, s, owner, number); field(t, text, "results", 0, "type") != "IMPORT_TRANSIT" {
		t.Errorf("the number finds %s", text)
	}

	const bill = "b4a7c270-5e1a-49bb-ad1a-dce90688b24a"
	want(t, s, 200, "POST", "/_mock/receipts", `{"documentId": "`+bill+`", "type": "RECEIPT", "senderBin": "`+owner+`", "products": [{"cis": "`+pack+`"}]}`)
	loss := draft{bin: owner, reason: "2", goods: []string{block}, change: []string{noticeID, bill}}.notice()
	notify(t, s, owner, writeOffPath, loss) // the fileId of a notice is unique among its kind only
	if text := registered(t, s, owner, bill); fmt.Sprint(field(t, text, "total")) != "2" {
		t.Errorf("receipt and notice of one name are %s", text)
	}
	if text := registered(t, s, owner, "KZ_EAES_"+bill); field(t, text, "results", 0, "type") != "MTTPS_90" {
		t.Errorf("the whole fileId finds %s", text)
	}
	notify(t, s, owner, introducePath, draft{bin: owner, reason: "1", goods: []string{pack}, change: []string{noticeID, bill}}.notice())
	world := want(t, s, 200, "GET", "/_mock/snapshot", "")
	want(t, s, 204, "PUT", "/_mock/snapshot", world)
	if again := want(t, s, 200, "GET", "/_mock/snapshot", ""); again != world {
		t.Error("the restored world is another")
	}
}
