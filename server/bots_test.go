package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
)

func bot(t *testing.T, s *Server, text string) string {
	t.Helper()
	return fmt.Sprint(field(t, want(t, s, 201, "POST", "/_mock/bots", text), "id"))
}

func advanced(t *testing.T, s *Server, by string) {
	t.Helper()
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "`+by+`"}`)
}

func documentOf(t *testing.T, s *Server, id string) *state.Document {
	t.Helper()
	d, err := s.World().Snapshot().Document(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBotsAnswerActs in their time, signed as the receiver would.
func TestBotsAnswerActs(t *testing.T) {
	for do, status := range map[string]state.DocStatus{
		"approve": state.StatusApproved, "reject": state.StatusRejected, "diverge": state.StatusDiverged, "ignore": state.StatusWaiting,
	} {
		s := frozen(t)
		bot(t, s, `{"bin": "`+owner+`", "do": "reject"}`) // of somebody else
		bot(t, s, `{"bin": "`+receiver+`", "when": {"type": "act", "sender": "`+owner+`"}, "do": "`+do+`", "after": "30s"}`)
		bot(t, s, `{"do": "reject"}`) // behind the one that takes it on
		id := sent(t, s, owner, boxAct())
		of := func() *state.Document { return documentOf(t, s, id) }
		advanced(t, s, "29s")
		if d := of(); d.Status != state.StatusWaiting {
			t.Errorf("%s before its time: %s", do, d.DocState)
		}
		advanced(t, s, "2s")
		d := of()
		if d.Status != status {
			t.Errorf("%s: %s; %s", do, d.DocState, want(t, s, 200, "GET", "/_mock/bots", ""))
		}
		if title := d.Taken(); (title != nil) != (do == "approve" || do == "reject") || title != nil && len(title.Signature) == 0 {
			t.Errorf("%s: the title is %+v", do, title)
		}
		list := want(t, s, 200, "GET", "/_mock/bots", "")
		if got := fmt.Sprintln(field(t, list, "items", 0, "acted"), field(t, list, "items", 1, "acted"), field(t, list, "items", 2, "acted")); got != "0 1 0\n" {
			t.Errorf("%s: they acted %s", do, got)
		}
		if strings.Contains(list, "failed") {
			t.Errorf("%s: %s", do, list)
		}
	}
}

// TestBotsAnswerShipments both ways over the border: whole, in half, not at all.
func TestBotsAnswerShipments(t *testing.T) {
	for says, taken := range map[string]int{`"do": "approve"`: 3, `"do": "approve", "accepted": "half"`: 2, `"do": "reject"`: 0} {
		s := frozen(t)
		bot(t, s, `{`+says+`}`)
		for kind, id := range map[string]string{"shipment": shipped(t, s, exported(pairs(t, s, 3))), "foreign-shipment": arrives(t, s, shoes(3))} {
			advanced(t, s, "5s")
			d := documentOf(t, s, id)
			got := 0
			for _, g := range d.Goods {
				if g.Revise == state.GoodsAccepted {
					got++
				}
			}
			if got != taken || d.Registry != state.ShipmentAccepted {
				t.Errorf("%s: of a %s %d codes are accepted, not %d; it is in %s: %s", says, kind, got, taken, d.DocState, want(t, s, 200, "GET", "/_mock/bots", ""))
			}
		}
	}
}

// TestBotsShip from abroad, again and again, with new codes.
func TestBotsShip(t *testing.T) {
	s := frozen(t)
	bot(t, s, `{"do": "ship", "every": "1h", "when": {"times": 2}, "shipment": `+arrival([]string{pairGTIN, pairGTIN})+`}`)
	advanced(t, s, "5h")
	seen, n := map[string]bool{}, 0
	s.World().Snapshot().Documents("", func(d *state.Document) bool {
		n++
		for _, g := range d.Goods {
			seen[g.CIS] = true
		}
		if d.Registry != state.ArrivalWaiting {
			t.Errorf("%s with %q", d.DocState, d.Errors)
		}
		return true
	})
	if n != 2 || len(seen) != 4 {
		t.Errorf("%d shipments with %d codes", n, len(seen))
	}
}

// TestBotsShipSoOftenOnly: however far the clock jumps, a bot's work has an end;
// where nothing goes out, too.
func TestBotsShipSoOftenOnly(t *testing.T) {
	s := frozen(t)
	bot(t, s, `{"do": "ship", "every": "1s", "when": {"probability": 0}, "shipment": `+arrival(shoes(1))+`}`)
	advanced(t, s, "40d")
	if list := want(t, s, 200, "GET", "/_mock/bots", ""); !strings.Contains(list, `"matched":10000,"acted":0`) {
		t.Errorf("after 40 days: %s", list)
	}
	if next := want(t, s, 200, "GET", "/_mock/clock/upcoming", ""); strings.Contains(next, "bot.act") {
		t.Errorf("it goes on: %s", next)
	}
}

// TestBotsBelongToTheWorld: what they are about to do is in snapshots and forks,
// and comes out the same.
func TestBotsBelongToTheWorld(t *testing.T) {
	s := frozen(t)
	bot(t, s, `{"when": {"type": "act", "nth": 1}, "do": "approve", "after": "1h"}`)
	bot(t, s, `{"do": "ship", "after": "2h", "shipment": `+arrival(shoes(1))+`}`)
	id := sent(t, s, owner, boxAct())
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	fork, other := s.Fork(t), Run(t, WithWorld("empty"))
	want(t, other, 204, "PUT", "/_mock/snapshot", kept)
	if again := want(t, other, 200, "GET", "/_mock/snapshot", ""); again != kept {
		t.Fatal("a restored world gives another snapshot")
	}
	after := func(s *Server) string {
		advanced(t, s, "3h")
		return want(t, s, 200, "GET", "/_mock/snapshot", "")
	}
	begunElsewhere := func(snapshot string) string { // without the start, of which a fork has its own
		before, rest, _ := strings.Cut(snapshot, `,"start":{`)
		_, rest, _ = strings.Cut(rest, `,"participants":[`)
		return before + rest
	}
	first := after(s)
	if begunElsewhere(after(fork)) != begunElsewhere(first) || after(other) != first {
		t.Error("a fork or a restored world goes on in another way")
	}
	if d := documentOf(t, s, id); d.Status != state.StatusApproved {
		t.Errorf("it is in %s", d.DocState)
	}
	for what, broken := range map[string]string{`"id":"b2"`: `"id":"b1"`, `"id":"b1"`: `"id":"x"`, `"do":"approve"`: `"do":"nod"`} {
		want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(kept, what, broken, 1))
	}
	fork.Reset()
	if list := want(t, fork, 200, "GET", "/_mock/bots", ""); !strings.Contains(list, `"acted":1`) {
		t.Errorf("the fork after its reset: %s", list)
	}
	s.Reset()
	if list := want(t, s, 200, "GET", "/_mock/bots", ""); list != `{"items":[]}` {
		t.Errorf("after a reset: %s", list)
	}
}

// TestABotOfAnotherKindDoesNothing: a snapshot may give the number of a bot that
// ships to one that answers, and the other way round.
func TestABotOfAnotherKindDoesNothing(t *testing.T) {
	var log bytes.Buffer
	s := frozen(t, WithLog(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))))
	bot(t, s, `{"when": {"type": "act"}, "do": "approve", "after": "1h"}`)
	bot(t, s, `{"do": "ship", "after": "2h", "shipment": `+arrival(shoes(1))+`}`)
	id := sent(t, s, owner, boxAct())
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	want(t, s, 204, "PUT", "/_mock/snapshot", strings.NewReplacer(`"ref":"b1 `, `"ref":"b2 `, `"ref":"b2"`, `"ref":"b1"`).Replace(kept))
	advanced(t, s, "3h")
	if d := documentOf(t, s, id); d.Status == state.StatusApproved || log.Len() > 0 {
		t.Errorf("%s: %s", d.DocState, &log)
	}
}

// TestABotThatFails says why, and somebody who was faster is no failure.
func TestABotThatFails(t *testing.T) {
	s := frozen(t)
	bot(t, s, `{"do": "reject", "after": "1m"}`)
	slow := sent(t, s, owner, boxAct())
	want(t, s, 200, "POST", "/_mock/documents/"+slow+"/withdraw", "")
	advanced(t, s, "1m")
	if list := want(t, s, 200, "GET", "/_mock/bots", ""); strings.Contains(list, "failed") {
		t.Errorf("somebody was faster: %s", list)
	}
	want(t, s, 204, "DELETE", "/_mock/bots", "")
	bot(t, s, `{"do": "ship", "shipment": {"exporterInn": "`+foreigner+`", "senderCountryCode": "643", "receiverInn": "`+foreigner+`", "products": [{"cis": "a"}]}}`)
	advanced(t, s, "1s")
	if list := want(t, s, 200, "GET", "/_mock/bots", ""); !strings.Contains(list, "failed") {
		t.Errorf("a shipment that nobody could send: %s", list)
	}
}

func TestBotMistakes(t *testing.T) {
	s := frozen(t)
	for body, parts := range map[string][]string{
		`[]`: {"must be an object"},
		`{}`: {"do: "},
		`{"bin": "1", "when": {"type": "act", "nth": -1}, "do": "nod", "after": "x", "every": "1h"}`: {"bin: ", "when.nth", "do: ", "after: ", "every goes with"},
		`{"when": {"type": "withdrawal"}, "do": "approve"}`:                                          {"nobody answers a withdrawal"},
		`{"when": {"type": "shipment"}, "do": "diverge"}`:                                            {"is about an act"},
		`{"when": {"type": "import-transit"}, "do": "reject"}`:                                       {"nobody can reject"},
		`{"when": {"type": "act"}, "do": "approve", "accepted": "half"}`:                             {"of shipments"},
		`{"do": "approve", "accepted": "most"}`:                                                      {"accepted: "},
		`{"do": "ship"}`:                                                                             {"shipment goes with"},
		`{"do": "reject", "shipment": {"products": []}}`:                                             {"shipment goes with"},
		`{"do": "ship", "shipment": {}, "every": "999ms"}`:                                           {"every: ", "1s at least"},
		`{"do": "ship", "shipment": {}, "every": "0s"}`:                                              {"every: ", "1s at least"},
		`{"do": "ship", "bin": "` + owner + `", "shipment": {}, "after": "1s", "every": "1s"}`:       {"answers no document", "in the place of after"},
	} {
		refused := fmt.Sprint(field(t, want(t, s, 400, "POST", "/_mock/bots", body), "error"))
		for _, part := range parts {
			if !strings.Contains(refused, part) {
				t.Errorf("%s: no %q in %s", body, part, refused)
			}
		}
	}
	want(t, s, 404, "DELETE", "/_mock/bots/b1", "")
}
