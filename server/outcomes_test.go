package server

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const cisesMy = "/api/v3/true-api/cises/my"

// noted is what the journal says that happened to the last call on purpose.
func noted(s *Server) string {
	kept, _ := s.world.Journal.Entries()
	return strings.Join(kept[len(kept)-1].Notes, "; ")
}

// TestAnOutcomeOfAnAct from the control API to the API, the journal and the view of the document.
func TestAnOutcomeOfAnAct(t *testing.T) {
	s := frozen(t)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"match": {"type": "act", "sender": "`+owner+`", "times": 1}, "result": "CHECKED_NOT_OK", "errors": [22]}`)
	if list := want(t, s, 200, "GET", "/_mock/outcomes", ""); fmt.Sprint(field(t, list, "items", 0, "acted")) != "0" {
		t.Errorf("unused: %s", list)
	}
	id := sent(t, s, owner, boxAct())
	if got := noted(s); got != "outcome o1: CHECKED_NOT_OK" {
		t.Errorf("the journal says %q", got)
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"until": "document:`+id+`"}`)
	view := want(t, s, 200, "GET", "/_mock/documents/"+id, "")
	if fmt.Sprint(field(t, view, "status")) != "10" || field(t, view, "outcome", "rule") != "o1" || !strings.Contains(fmt.Sprint(field(t, view, "errors")), "не найден") {
		t.Errorf("the document: %s", view)
	}
	if list := want(t, s, 200, "GET", "/_mock/outcomes", ""); fmt.Sprint(field(t, list, "items", 0, "acted")) != "1" {
		t.Errorf("used: %s", list)
	}
	next := sent(t, s, owner, boxAct("fe1c0b61", "fe1c0b62"))
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"until": "document:`+next+`"}`)
	if view := want(t, s, 200, "GET", "/_mock/documents/"+next, ""); fmt.Sprint(field(t, view, "status")) != "3" {
		t.Errorf("the next document: %s", view)
	}
}

// TestAHeaderWithoutEffectIsTold on every method that takes nothing that could
// fare in any way.
func TestAHeaderWithoutEffectIsTold(t *testing.T) {
	s := frozen(t)
	token := "Bearer " + s.Token(owner)
	warned := func(method, path, body string) bool {
		call(t, s, method, path, body, "Authorization", token, "X-Mock-Outcome", "ERROR")
		kept, _ := s.world.Journal.Entries()
		for _, w := range kept[len(kept)-1].Warnings {
			if w.Rule == "outcome" && strings.Contains(w.Why, kept[len(kept)-1].Route) {
				return true
			}
		}
		return false
	}
	for path, method := range map[string]string{"/api/v3/true-api/elk/product-groups/balance/all": "GET", "/api/v3/true-api/auth/key": "GET", "/api/v3/true-api/cises/info": "POST"} {
		if !warned(method, path, `["`+box+`"]`) {
			t.Errorf("%s %s: the journal does not warn", method, path)
		}
	}
	if warned("POST", cisesMy, `{"gtin": "`+packGTIN+`"}`) {
		t.Error("an order that fares so is warned of")
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+cisesMy, strings.NewReader(`{"gtin": "`+packGTIN+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {token}, "Content-Type": {"application/json"}, "X-Mock-Outcome": {"ERROR", "SUCCESS"}}
	resp, err := s.Client().Do(req)
	if err != nil || resp.StatusCode != 400 {
		t.Errorf("the header twice: %v %v", resp, err)
	}
}

// TestTheHeaderOfOutcomes says the same for one call, before the list.
func TestTheHeaderOfOutcomes(t *testing.T) {
	s := frozen(t)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"result": "stuck"}`)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"kind": "order", "result": "stuck"}`)
	token := "Bearer " + s.Token(owner)
	for header, status := range map[string]string{
		"ERROR": "ERROR", "SUCCESS;delay=5s": "NEW", "VALIDATION_FAILED": "VALIDATION_FAILED", ";delay=500ms": "SUCCESS", "": "IN PROGRESS",
	} {
		text := want(t, s, 200, "POST", cisesMy, `{"gtin": "`+packGTIN+`"}`, "Authorization", token, "X-Mock-Outcome", header)
		want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1s"}`)
		got := want(t, s, 200, "GET", fmt.Sprintf("/api/v3/true-api/cises/orders/%s/status", field(t, text, "uuid")), "", "Authorization", token)
		if status == "NEW" && got != `"IN PROGRESS"` && got != `"PRODUCTION"` || status != "NEW" && got != `"`+status+`"` {
			t.Errorf("%q: %s", header, got)
		}
	}
	for header, part := range map[string]string{
		"CHECKED": "CHECKED", "ERROR;delay=x": "delay", "ERROR;late": "late is unknown", "CHECKED_OK": "there are [SUCCESS", ";accepted=half": "nothing is accepted",
	} {
		text := want(t, s, 400, "POST", cisesMy, `{"gtin": "`+packGTIN+`"}`, "Authorization", token, "X-Mock-Outcome", header)
		if !strings.Contains(text, "X-Mock-Outcome") {
			t.Errorf("%q: %s", header, text)
		}
		kept, _ := s.world.Journal.Entries()
		if why := kept[len(kept)-1].Why; !strings.Contains(why, part) {
			t.Errorf("%q: the journal says %s", header, why)
		}
	}
	body, contentType := multipartForm(t, "content", base64.StdEncoding.EncodeToString([]byte(boxAct())), "signature", signature(t, owner, []byte(boxAct())))
	text := want(t, s, 201, "POST", "/api/v3/true-api/edo-api/outgoing-documents/formal", body, "Authorization", token, "Content-Type", contentType, "X-Mock-Outcome", "CHECKED_NOT_OK;error=22;error=Своя;delay=1m")
	if got := noted(s); got != "outcome of the call: CHECKED_NOT_OK in 1m0s" {
		t.Errorf("the journal says %q", got)
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1m"}`)
	view := want(t, s, 200, "GET", fmt.Sprint("/_mock/documents/", field(t, text, "id")), "")
	if fmt.Sprint(field(t, view, "status")) != "10" || len(field(t, view, "errors").([]any)) != 2 {
		t.Errorf("the document: %s", view)
	}
}

// TestOutcomesArePartOfSnapshots, as are those that documents and orders have,
// and what follows is the same.
func TestOutcomesArePartOfSnapshots(t *testing.T) {
	s := frozen(t)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"match": {"nth": 2, "probability": 1, "until": "2030-01-01T00:00:00Z"}, "result": "CHECKED_NOT_OK", "errors": [22, "Своя", {"number": 24, "of": ["A"], "text": "и ещё"}], "delay": "1m30s"}`)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"kind": "order", "match": {"sender": "`+owner+`"}, "result": "ERROR"}`)
	want(t, s, 201, "POST", "/_mock/outcomes", `{"match": {"type": "shipment"}, "accepted": "half"}`)
	for range 2 {
		sent(t, s, owner, boxAct())
	}
	want(t, s, 200, "POST", cisesMy, `{"gtin": "`+packGTIN+`"}`, "Authorization", "Bearer "+s.Token(owner))
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	other := Run(t, WithWorld("empty"))
	want(t, other, 204, "PUT", "/_mock/snapshot", kept)
	after := func(s *Server) string {
		want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "2m"}`)
		return want(t, s, 200, "GET", "/_mock/snapshot", "")
	}
	if again := want(t, other, 200, "GET", "/_mock/snapshot", ""); again != kept {
		t.Fatal("a restored world gives another snapshot")
	}
	if first, second := after(s), after(other); first != second || !strings.Contains(first, "и ещё") || !strings.Contains(first, `"status":"ERROR"`) {
		t.Error("the restored world goes on in another way")
	}
	for what, broken := range map[string]string{`"id":"o2"`: `"id":"o1"`, `"id":"o3"`: `"id":"x"`, `"result":"ERROR"`: `"result":"BAD"`, `"acted":1`: `"acted":-1`} {
		want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(kept, what, broken, 1))
	}
}

func TestOutcomeMistakes(t *testing.T) {
	s := frozen(t)
	for body, parts := range map[string][]string{
		`[]`:                                     {"must be an object"},
		`{}`:                                     {"nothing that happens"},
		`{"match": {"route": ""}}`:               {"match.route is unknown"},
		`{"kind": "receipt", "result": "ERROR"}`: {"kind: "},
		`{"match": {"type": "packing-report", "sender": "1", "nth": -1, "times": -1, "probability": 2, "from": "now", "until": "x"}, "result": "LOST", "delay": "0s", "accepted": "most"}`: {
			"match.type", "match.sender", "match.nth", "match.times", "match.probability", "match.from", "match.until", "result: ", "delay: ", "accepted: ",
		},
		`{"result": "CHECKED_NOT_OK", "errors": [1, {}, {"text": "x", "of": ["A"]}]}`: {"the catalogue has no 1", "errors[1] has neither", "errors[2]: of"},
		`{"result": "CHECKED_OK", "errors": [22]}`:                                    {"errors go with"},
		`{"kind": "order", "result": "ERROR", "errors": [22], "accepted": "half"}`:    {"errors go with", "nothing is accepted"},
		`{"kind": "order", "match": {"type": "act"}, "result": "ERROR"}`:              {"only the sender"},
		`{"match": {"type": "act", "receiver": "1"}, "result": "ERROR"}`:              {"match.receiver"},
	} {
		refused := fmt.Sprint(field(t, want(t, s, 400, "POST", "/_mock/outcomes", body), "error"))
		for _, part := range parts {
			if !strings.Contains(refused, part) {
				t.Errorf("%s: no %q in %s", body, part, refused)
			}
		}
	}
	want(t, s, 404, "DELETE", "/_mock/outcomes/o1", "")
	for range 1000 { // how many a world may have
		want(t, s, 201, "POST", "/_mock/outcomes", `{"result": "stuck"}`)
	}
	want(t, s, 400, "POST", "/_mock/outcomes", `{"result": "stuck"}`)
	want(t, s, 204, "DELETE", "/_mock/outcomes/o7", "")
	want(t, s, 204, "DELETE", "/_mock/outcomes", "")
	if id := field(t, want(t, s, 201, "POST", "/_mock/outcomes", `{"result": "stuck"}`), "id"); id != "o1001" {
		t.Errorf("an id is given again: %v", id)
	}
}
