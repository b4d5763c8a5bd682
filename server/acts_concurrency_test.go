package server

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	traders = 64 // clients at once
	houses  = 8  // suppliers, buyers and shops; so many clients speak for each

	// anySignature passes where signatures are off: nobody looks inside.
	anySignature = "MAA="
)

// exchange is a server on which many clients trade: suppliers' boxes go to
// buyers and on to shops, never back.
type exchange struct {
	sent atomic.Int64 // documents: a fileId is unique within its kind
	*Server
	before *state.World // as it was, for the replay
	own    []string     // three boxes for each client
	shared []string     // one box for each supplier, which all its clients give away

	mutex  sync.Mutex
	posted map[string]int // how many times the answer 201 named a document
}

func supplierOf(client int) string { return fmt.Sprintf("1000000000%02d", client%houses) }
func buyerOf(client int) string    { return fmt.Sprintf("2000000000%02d", client/houses) }
func shopOf(client int) string     { return fmt.Sprintf("3000000000%02d", client%houses) }

func newExchange(t *testing.T) *exchange {
	e := &exchange{Server: frozen(t, WithSignature(pki.Off), WithProcessing(state.Instant)), posted: map[string]int{}}
	err := e.World().Update(func(tx *state.Tx) error {
		for client := range traders {
			for _, bin := range []string{supplierOf(client), buyerOf(client), shopOf(client)} {
				if _, err := tx.Admit(bin, ""); err != nil {
					return err
				}
			}
			boxes, err := fixtures.Generate{
				GTIN: "00000046082251", GTINs: []string{"04600266005755"}, Pack: []int{2, 2}, OwnerBIN: supplierOf(client), Status: dict.Applied, Count: 4,
			}.Into(tx)
			if err != nil {
				return err
			}
			e.own = append(e.own, boxes[:3]...)
			if client < houses {
				e.shared = append(e.shared, boxes[3])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	e.before = e.World().Fork("before", nil)
	return e
}

func (c *caller) post(path, contentType, body string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequest("POST", c.srv.TrueAPI()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatalf("%s", err)
		return 0, ""
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", contentType)
	resp, err := c.srv.Client().Do(req)
	if err != nil {
		c.t.Fatalf("%s", err)
		return 0, ""
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s", err)
	}
	return resp.StatusCode, string(text)
}

// client speaks for a participant, in a goroutine.
func (e *exchange) client(t *testing.T, bin string) *caller {
	return &caller{&reader{t}, e.Server, bin, e.Token(bin)}
}

// give sends an act over a box of four packs, which must be taken.
func (e *exchange) give(t *testing.T, from, to, box string) (id string) {
	xml := actXML(from, to, []string{box + "*4"}, []string{"00000046082251*4"}, "fe1c0b61-09dc", fmt.Sprintf("%08x-09dc", e.sent.Add(1)))
	body, contentType := multipartForm(t, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", anySignature)
	status, text := e.client(t, from).post("/edo-api/outgoing-documents/formal", contentType, body)
	if status != 201 {
		t.Errorf("an act from %s to %s is answered with %d %s", from, to, status, text)
		return "none"
	}
	id, _ = field(t, text, "id").(string)
	e.mutex.Lock()
	e.posted[id]++
	e.mutex.Unlock()
	return id
}

// decide takes a decision in two calls and tells whether it was taken.
func (e *exchange) decide(t *testing.T, bin, id, side, decision string) bool {
	c := e.client(t, bin)
	path := "/edo-api/" + side + "-documents/" + id + "/events/" + decision
	status, text := c.post(path, "application/json", "")
	if status == 200 {
		status, text = c.post(path+"/signature", "text/plain", anySignature)
	}
	if status != 201 && status != 400 {
		t.Errorf("%s of %s by %s is answered with %d %s", decision, id, bin, status, text)
	}
	return status == 201
}

// rivals takes two decisions of one document at once: one of them must win.
func (e *exchange) rivals(t *testing.T, client int, id string) {
	var won [2]bool
	var both sync.WaitGroup
	both.Go(func() { won[0] = e.decide(t, buyerOf(client), id, "incoming", "approve") })
	both.Go(func() {
		switch client % 3 {
		case 0:
			won[1] = e.decide(t, buyerOf(client), id, "incoming", "approve")
		case 1:
			won[1] = e.decide(t, buyerOf(client), id, "incoming", "reject")
		default:
			won[1] = e.decide(t, supplierOf(client), id, "outgoing", "withdraw")
		}
	})
	both.Wait()
	if won[0] == won[1] {
		t.Errorf("of two decisions of %s at once both were taken, or none: %t", id, won)
	}
}

// trade is all that one client does.
func (e *exchange) trade(t *testing.T, client int) {
	supplier, buyer, shop := supplierOf(client), buyerOf(client), shopOf(client)
	if first := e.give(t, supplier, buyer, e.own[3*client]); !e.decide(t, buyer, first, "incoming", "approve") {
		t.Errorf("client %d: nobody but it decides of act %s, and its approval is not taken", client, first)
	}
	contested := e.give(t, supplier, buyer, e.shared[client%houses])
	onward := e.give(t, buyer, shop, e.own[3*client])
	e.decide(t, buyer, contested, "incoming", "approve") // not taken when another was quicker and this act failed
	e.rivals(t, client, e.give(t, supplier, buyer, e.own[3*client+1]))
	if !e.decide(t, shop, onward, "incoming", "approve") {
		t.Errorf("client %d: the act %s onward is not approved", client, onward)
	}
	if left := e.give(t, supplier, buyer, e.own[3*client+2]); !e.decide(t, buyer, left, "incoming", "reject") {
		t.Errorf("client %d: the act %s is not rejected", client, left)
	}
}

// TestManyTradeAtOnce: 64 clients send acts over their own boxes, and over boxes
// that others give away at the same time, approve, reject and withdraw. Nothing
// is lost, nothing happens twice, and all of it could have happened one by one.
func TestManyTradeAtOnce(t *testing.T) {
	t.Parallel()
	e := newExchange(t)
	var clients sync.WaitGroup
	for client := range traders {
		clients.Go(func() { e.trade(t, client) })
	}
	clients.Wait()
	if n := len(e.posted); n != 5*traders {
		t.Errorf("%d acts were taken, %d were sent", n, 5*traders)
	}
	e.checkLists(t)

	var moved []*state.Document
	given := map[string]int{} // how often each box changed hands
	e.World().Snapshot().DocumentsInOrder(func(d *state.Document) bool {
		if d.Registry == state.CheckedOK {
			moved = append(moved, d)
			given[d.Goods[0].CIS]++
		}
		return true
	})
	for n, box := range e.own {
		if want := 2 - n%3; n%3 != 1 && given[box] != want {
			t.Errorf("box %s changed hands %d times, not %d", box, given[box], want)
		}
	}
	for _, box := range e.shared {
		if given[box] != 1 {
			t.Errorf("box %s was given away by %d clients at once and changed hands %d times", box, traders/houses, given[box])
		}
	}
	replay(t, e.before, moved)
	if now, replayed := hands(e.World()), hands(e.before); now != replayed {
		t.Errorf("the codes are not where the documents took them:\n%.2000s\none by one:\n%.2000s", now, replayed)
	}
}

// checkLists: every act that was taken stands once in its sender's list and, if
// it did not fail before it was delivered, once in its receiver's; no other does.
func (e *exchange) checkLists(t *testing.T) {
	for side, bins := range map[string]func(int) []string{
		"outgoing": func(n int) []string { return []string{supplierOf(n), buyerOf(n * houses)} },
		"incoming": func(n int) []string { return []string{buyerOf(n * houses), shopOf(n)} },
	} {
		listed := map[string]int{}
		for n := range houses {
			for _, bin := range bins(n) {
				_, text := e.client(t, bin).send("GET", "/edo-api/"+side+"-documents", "")
				for _, item := range field(t, text, "items").([]any) {
					listed[item.(map[string]any)["id"].(string)]++
				}
			}
		}
		due := 0
		for id, n := range e.posted {
			stands := 1
			if side == "incoming" && docOf(t, e.Server, id).Status == state.StatusFailed {
				stands = 0
			}
			due += stands
			if n != 1 || listed[id] != stands {
				t.Errorf("act %s was answered %d times, and stands in %s lists %d times, not %d", id, n, side, listed[id], stands)
			}
		}
		if len(listed) != due {
			t.Errorf("%d acts are due in %s lists, %d stand there", due, side, len(listed))
		}
	}
}

// replay lets the documents happen one by one, each as soon as its goods are
// there: boxes never come back, so that any such order ends alike.
func replay(t *testing.T, w *state.World, moved []*state.Document) {
	t.Helper()
	for waiting := moved; len(waiting) > 0; {
		n := len(waiting)
		waiting = slices.DeleteFunc(slices.Clone(waiting), func(d *state.Document) bool {
			return len(w.Snapshot().CheckGoods(d).Errors) == 0 && happens(t, w, d)
		})
		if len(waiting) == n {
			t.Fatalf("%d of %d documents cannot have happened one by one: %v", n, len(moved), w.Snapshot().CheckGoods(waiting[0]).Errors)
		}
	}
}

// happens submits and approves a document like d.
func happens(t *testing.T, w *state.World, d *state.Document) bool {
	var id string
	err := w.Update(func(tx *state.Tx) error {
		id = tx.Submit(state.Document{Type: d.Type, Supplier: d.Supplier, Consignee: d.Consignee, Goods: d.Goods, Totals: d.Totals}).ID
		return nil
	})
	if err == nil {
		err = w.Update(func(tx *state.Tx) error {
			begun, err := tx.BeginDecision(id, d.Consignee, state.Approve)
			if err == nil {
				_, err = tx.Decide(id, d.Consignee, state.Approve, begun.Title(state.Approve).FileUUID, nil)
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

// hands is what documents change of codes: who has them, and how often that changed.
func hands(w *state.World) string {
	var b strings.Builder
	w.Snapshot().Codes("", func(c *state.Code) bool {
		changes := 0
		for at := c; at.Prev != nil; at = at.Prev {
			changes++
		}
		fmt.Fprintln(&b, c.CIS, c.OwnerBIN, c.Status, c.Parent, c.Child, changes)
		return true
	})
	return b.String()
}
