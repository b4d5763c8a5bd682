package server

import (
	"strings"
	"testing"
)

// TestOneNameOneThing: ids of documents, their numbers in the registry and ids
// of receipts are looked up alike, so nothing takes the name of another.
func TestOneNameOneThing(t *testing.T) {
	s := frozen(t)
	auth := []string{"Authorization", "Bearer " + s.Token(owner)}
	id := sent(t, s, owner, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}.transit())
	number := docOf(t, s, id).Number
	if number == id {
		t.Fatal("this needs a document whose number is not its id")
	}
	refused := func(when string) {
		t.Helper()
		for _, name := range []string{id, number, strings.ToUpper(number)} {
			loss := draft{bin: owner, reason: "2", goods: []string{pack}, change: []string{noticeID, name}}.notice()
			if text := want(t, s, 422, "POST", "/api/v3/true-api"+writeOffPath, envelope(t, owner, loss), auth...); text != `{"error_message":"Ошибка обработки документа KZ_EAES_`+name+`"}` {
				t.Errorf("%s: a notice of the name %s is answered %s", when, name, text)
			}
			if e := lastEntry(t, s); !strings.Contains(e.Why, "a document of the kind import-transit") {
				t.Errorf("%s: the journal says %s", when, e.Why)
			}
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
	want(t, s, 422, "POST", "/api/v3/true-api"+writeOffPath, envelope(t, owner, loss), auth...)
	if e := lastEntry(t, s); !strings.Contains(e.Why, "a receipt, received at") {
		t.Errorf("the journal says %s", e.Why)
	}
}
