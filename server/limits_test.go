package server

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestTheLimitIsThatOfTheDocument, decoded: its base64 may be longer. One over 30
// MB is answered 413 by every method that takes documents, one under it is looked
// at; other methods take bodies up to 30 MB.
func TestTheLimitIsThatOfTheDocument(t *testing.T) {
	t.Parallel()
	s := frozen(t)
	s.Token(trader)
	document := func(mega int) string { return base64.StdEncoding.EncodeToString(make([]byte, mega<<20)) }
	for mega, limit := range map[int]bool{29: false, 31: true} {
		sent := map[string]int{}
		sent["formal"], _ = sendForm(t, s, owner, "content", document(mega), "signature", "AAAA")
		for name, path := range map[string]string{"shipments": shipmentsPath, "acceptances": acceptancesPath, "writeOff": "/api/v3/true-api" + writeOffPath} {
			sent[name], _ = call(t, s, "POST", path, `{"document": "`+document(mega)+`", "signature": "AAAA"}`, "Authorization", "Bearer "+s.Token(trader))
		}
		sent["cises/info"], _ = ask(t, s, "/cises/info", owner, `["`+strings.Repeat("A", mega<<20)+`"]`)
		for name, status := range sent {
			if (status == 413) != limit || status < 400 && name != "cises/info" {
				t.Errorf("%s with %d MB answers %d", name, mega, status)
			}
		}
	}
}
