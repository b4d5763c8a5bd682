package server

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
)

// journal is what the journal has of the requests that fit, newest first.
func journal(t *testing.T, s *Server, filter string) []mock.Request {
	t.Helper()
	var page mock.Requests
	if err := json.Unmarshal([]byte(want(t, s, 200, "GET", requests+"?"+filter, "")), &page); err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func changed(r mock.Request) (all []string) {
	for _, c := range r.Changes {
		all = append(all, fmt.Sprint(c.Table, " ", c.Count))
	}
	return all
}

// TestRequestsTellWhatTheyChanged: an act is sent to somebody new, its title is
// made, it is approved; looking changes nothing.
func TestRequestsTellWhatTheyChanged(t *testing.T) {
	s := frozen(t)
	const stranger = "970425450203"
	s.Token(receiver) // who is near
	id := sent(t, s, owner, boxAct(receiver, stranger))
	if status, text := decideBy(t, s, stranger, id, "incoming", "approve"); status != 201 {
		t.Fatalf("approved with %d %s", status, text)
	}
	_, _ = info(t, s, owner, box)
	all := journal(t, s, "")
	for i, want := range []string{"[]", "[codes 551 documents 1]", "[documents 1]", "[participants 1 documents 1]"} {
		if got := fmt.Sprint(changed(all[i])); got != want {
			t.Fatalf("%s changed %s, not %s", all[i].Route, got, want)
		}
	}
	codes, decided, taken := all[1].Changes[0].Items, all[1].Changes[1].Items[0], all[3].Changes[1].Items[0]
	if len(codes) == 0 || len(codes) > 32 {
		t.Errorf("the first %d codes are told of", len(codes))
	}
	for _, c := range codes {
		if c.Before["ownerBin"] != owner || c.After["ownerBin"] != stranger || c.Before["status"] != "APPLIED" || c.After["status"] != "INTRODUCED" || c.After["gtin"] != "" {
			t.Errorf("a code has changed from %v to %v", c.Before, c.After)
		}
	}
	if decided.Key != id || decided.Before["status"] != "3" || decided.After["status"] != "4" {
		t.Errorf("the approval changed %+v", decided)
	}
	if taken.Key != id || taken.Before != nil || taken.After["supplier"] != owner || taken.After["status"] != "1" {
		t.Errorf("sending made %+v", taken)
	}
	if w := all[3].Warnings; len(w) != 1 || w[0].Rule != "participant.made" || !strings.HasSuffix(w[0].Why, "the nearest that was there is "+receiver) {
		t.Errorf("the consignee who is made on the spot is warned of as %+v", w)
	}
	if n := len(journal(t, s, "changed=true")); n != 3 {
		t.Errorf("%d requests changed something", n)
	}
	if n := len(journal(t, s, "changed=false")); n != len(all)-3 {
		t.Errorf("%d requests changed nothing", n)
	}
}

// TestRefusalsChangeNothing: nobody is made on the spot by a document that is refused.
func TestRefusalsChangeNothing(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, boxAct())
	status, text := send(t, s, owner, strings.Replace(boxAct(receiver, "970425450203", "EEU_ACT_", "COR_ACT_"), "<mainInfo>", `<mainInfo primaryDocId="`+id+`">`, 1))
	if status != 400 {
		t.Fatalf("answers %d %s", status, text)
	}
	if r := journal(t, s, "limit=1")[0]; r.Changes != nil || r.Warnings != nil {
		t.Errorf("the refusal changed %v, and is warned of with %v", r.Changes, r.Warnings)
	}
}

// TestTokensTellOfStrangers, of whom the journal has no entry: control calls have none.
func TestTokensTellOfStrangers(t *testing.T) {
	s := frozen(t)
	const asks = `{"bin": "940517350920"}`
	first, second := want(t, s, 200, "POST", "/_mock/tokens", asks), want(t, s, 200, "POST", "/_mock/tokens", asks)
	says := `"warnings":[{"rule":"participant.made","why":"participant 940517350920 was made on the spot (--participants open); the nearest that was there is ` + owner + `"}]`
	if !strings.Contains(first, says) || strings.Contains(second, "warnings") {
		t.Errorf("%s, then %s", first, second)
	}
}

// TestRequestsTellTheirFaults, by id.
func TestRequestsTellTheirFaults(t *testing.T) {
	s := frozen(t)
	id := field(t, want(t, s, 201, "POST", "/_mock/faults", `{"match": {"times": 1}, "status": 503}`), "items", 0, "id").(string)
	want(t, s, 503, "GET", "/api/v3/true-api/auth/key", "")
	want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	if all := journal(t, s, "fault="+id); len(all) != 1 || all[0].Status != 503 || fmt.Sprint(all[0].Faults) != "["+id+"]" {
		t.Errorf("the journal has %+v", all)
	}
}
