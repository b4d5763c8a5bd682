package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
)

// most is how many things of a sort a world remembers for its clients.
const most = 256

// world is what the clients know together of a world of an arena.
type world struct {
	*arena
	name   string
	quiet  bool // nothing is emitted there, nor is it replaced
	faulty bool // calls go wrong there on purpose

	busy, epoch  atomic.Int64 // replacements under way, and all their beginnings and ends
	tainted      atomic.Bool  // what a mutated snapshot said may be there
	bornTainted  atomic.Bool  // so that a reset does not help
	sent, topped atomic.Int64 // tiyn that were sent to its accounts, and that arrived

	mu        sync.Mutex
	documents []document
	boxes     map[string][]string // by owner
	pairs     map[string][]string
	orders    []string
	receipts  []receipt
	next      int // which of them is forgotten for a new one

	looking sync.Mutex // one look at a time
	last    *look
}

// document is one that was sent.
type document struct {
	id                  string
	kind                state.DocType
	supplier, consignee string
	goods               []string
}

// receipt is one that came from a cash register.
type receipt struct{ id, seller string }

func (a *arena) makeWorlds() error {
	for _, name := range []string{"default", "quiet", "w1", "w2", "w3", "faulty1", "faulty2"} {
		a.worlds = append(a.worlds, &world{arena: a, name: name, quiet: name == "quiet", faulty: strings.HasPrefix(name, "faulty")})
	}
	status, start, err := a.send("GET", a.URL+"/_mock/snapshot", nil, nil)
	if err != nil || status != 200 {
		return fmt.Errorf("the default world gives no snapshot of its start: %d %s %w", status, start, err)
	}
	a.start = start
	return a.begin()
}

// begin brings all worlds to their start, while nobody calls.
func (a *arena) begin() error {
	for _, w := range a.worlds {
		w.forget()
		w.tainted.Store(false)
		w.bornTainted.Store(false)
		w.sent.Store(0)
		w.topped.Store(0)
		w.last = nil
		if w.name == "default" {
			// A snapshot that a client put there brought a start of its own.
			if status, body, err := w.send("PUT", a.URL+"/_mock/snapshot", a.start, nil); err != nil || status != 204 {
				return fmt.Errorf("the default world does not become as it was: %d %s %w", status, body, err)
			}
			if status, body, err := w.send("POST", a.URL+"/_mock/reset", nil, nil); err != nil || status != 204 {
				return fmt.Errorf("the default world does not begin again: %d %s %w", status, body, err)
			}
			continue
		}
		if status, body, err := w.send("DELETE", a.URL+"/_mock/worlds/"+w.name, nil, nil); err != nil || status != 204 && status != 404 {
			return fmt.Errorf("the world %s does not go: %d %s %w", w.name, status, body, err)
		}
		status, body, err := w.send("POST", a.URL+"/_mock/worlds", fmt.Appendf(nil, `{"name": %q}`, w.name), nil)
		if err != nil || status != 201 {
			return fmt.Errorf("the world %s is not made: %d %s %w", w.name, status, body, err)
		}
	}
	return nil
}

// forget drops what was known of a world that is another one now.
func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.documents, w.orders, w.receipts = nil, nil, nil
	w.boxes, w.pairs = map[string][]string{}, map[string][]string{}
}

// url is where the world answers.
func (w *world) url() string {
	if w.name == "default" {
		return w.URL
	}
	return w.URL + mock.WorldPath + w.name
}

// String names the world and says whether a mutated snapshot made it.
func (w *world) String() string {
	if w.tainted.Load() {
		return w.name + " (of a mutated snapshot)"
	}
	return w.name
}

// replacing says that the world becomes another one until done is called. alone
// tells whether nobody else replaced it since.
func (w *world) replacing() (alone func() bool, done func()) {
	w.busy.Add(1)
	epoch := w.epoch.Add(1)
	return func() bool { return w.busy.Load() == 1 && w.epoch.Load() == epoch }, func() {
		w.epoch.Add(1)
		w.busy.Add(-1)
	}
}

// keep adds something to what is remembered, in place of something else when it is full.
func keep[V any](w *world, list *[]V, v V) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(*list) < most {
		*list = append(*list, v)
		return
	}
	w.next++
	(*list)[w.next%most] = v
}

// keepOf is keep for what belongs to somebody.
func keepOf(w *world, byOwner *map[string][]string, bin, code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len((*byOwner)[bin]) < most {
		(*byOwner)[bin] = append((*byOwner)[bin], code)
	}
}

// stock says what codes a trader has.
type stock struct {
	Items []struct {
		Cis         string
		PackageType string
		Child       []string
		Status      string
	}
}

func (w *world) learn(bin string, body []byte) {
	var s stock
	if json.Unmarshal(body, &s) != nil {
		return
	}
	for _, c := range s.Items {
		switch {
		case c.PackageType == "LEVEL2" && len(c.Child) == 2:
			keepOf(w, &w.boxes, bin, c.Cis)
		case c.PackageType == "UNIT" && c.Status == "INTRODUCED":
			keepOf(w, &w.pairs, bin, c.Cis)
		}
	}
}
