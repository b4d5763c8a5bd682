package server

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheLimitIsThatOfTheDocument, decoded: its base64 may be longer. One over 30
// MB is answered 413 by every method that takes documents, one under it is looked
// at; other methods take bodies up to 30 MB. TestHostileEnvelopes shows it of the methods that take notices.
func TestTheLimitIsThatOfTheDocument(t *testing.T) {
	t.Parallel()
	s := frozen(t)
	s.Token(trader)
	document := func(mega int) string { return as(mega << 20 / 3 * 4) }
	for mega, limit := range map[int]bool{29: false, 31: true} {
		sent := map[string]*http.Response{}
		form, contentType := multipartForm(t, "content", "%", "signature", "AAAA")
		head, tail, _ := strings.Cut(form, "%")
		sent["formal"], _ = pieces{head, document(mega), tail}.posts(t, s, owner, "/edo-api/outgoing-documents/formal", contentType)
		for name, path := range map[string]string{"shipments": shipmentsPath, "acceptances": acceptancesPath} {
			sent[name], _ = pieces{`{"document": "`, document(mega), `", "signature": "AAAA"}`}.posts(t, s, trader, strings.TrimPrefix(path, "/api/v3/true-api"), "application/json")
		}
		sent["cises/info"], _ = pieces{`["`, as(mega << 20), `"]`}.posts(t, s, owner, "/cises/info", "application/json")
		for name, resp := range sent {
			if (resp.StatusCode == 413) != limit || resp.StatusCode < 400 && name != "cises/info" {
				t.Errorf("%s with %d MB answers %d", name, mega, resp.StatusCode)
			}
		}
	}
}
