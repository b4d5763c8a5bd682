package main

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
)

// look is what was seen of a world at one moment, by its snapshot.
type look struct {
	epoch   int64
	codes   map[string]bool
	final   map[string]state.DocState // where documents stand at their end
	balance int64
}

// snapshot is the part of a snapshot that is looked at.
type snapshot struct {
	Participants []struct {
		Bin     string
		Balance map[string]int64
	}
	Codes     []seenCode
	Documents []seenDocument
}

type seenCode struct {
	Cis, OwnerBin, Parent string
	Child                 []string
}

type seenDocument struct {
	ID   string
	Type state.DocType
	seenState
	History []seenState // newest first
}

type seenState struct {
	Status   state.DocStatus
	Registry state.RegistryStatus
}

func (s seenState) docState() state.DocState {
	return state.DocState{Status: s.Status, Registry: s.Registry}
}

// look takes a snapshot of a world, and holds it against itself and, where the
// world was not replaced meanwhile, against the one before.
func (c *client) look(w *world) {
	if !w.looking.TryLock() {
		return
	}
	defer w.looking.Unlock()
	busy, epoch, tainted, topped := w.busy.Load(), w.epoch.Load(), w.tainted.Load(), w.topped.Load()
	status, text, err := w.send("GET", w.url()+"/_mock/snapshot", nil, nil)
	sent, stable := w.sent.Load(), busy == 0 && epoch == w.epoch.Load()
	if err != nil || status != 200 && status != 404 {
		c.fail("a snapshot of %s: %d %v %.500s", w, status, err, text)
	}
	if status != 200 {
		return
	}
	var s snapshot
	if err := json.Unmarshal(text, &s); err != nil {
		c.fail("the snapshot of %s is not read: %s", w, err)
		return
	}
	now := &look{epoch: epoch, codes: map[string]bool{}, final: map[string]state.DocState{}}
	c.checkCodes(w, &s, now)
	c.checkDocuments(w, &s, now, !stable || tainted)
	if !stable || tainted {
		w.last = nil
		return
	}
	if w.last != nil && w.last.epoch == epoch {
		c.compare(w, w.last, now)
	}
	if w.quiet && (now.balance < startBalance+topped || now.balance > startBalance+sent) {
		c.fail("the accounts of %s hold %d tiyn: at least %d and at most %d were paid in", w, now.balance, startBalance+topped, startBalance+sent)
	}
	w.last = now
}

// startBalance is what the accounts of the traders hold together at the start.
var startBalance = int64(100_000 * len(traders))

// checkCodes: every code stands there once, lies in the package that holds it,
// and belongs to somebody.
func (c *client) checkCodes(w *world, s *snapshot, now *look) {
	known := map[string]bool{}
	for _, p := range s.Participants {
		known[p.Bin] = true
		if slices.Contains(traders, p.Bin) {
			now.balance += p.Balance["tobacco"]
		}
	}
	codes := map[cis.ID]*seenCode{}
	for i := range s.Codes {
		code := &s.Codes[i]
		id, err := cis.Identify(code.Cis)
		if err != nil || codes[id] != nil {
			c.fail("%s has the code %s twice, or cannot read it: %v", w, code.Cis, err)
		}
		codes[id], now.codes[code.Cis] = code, true
		if !known[code.OwnerBin] {
			c.fail("in %s the owner %q of %s is no participant", w, code.OwnerBin, code.Cis)
		}
	}
	at := func(code string) *seenCode {
		id, _ := cis.Identify(code)
		return codes[id]
	}
	for i := range s.Codes {
		code := &s.Codes[i]
		for _, child := range code.Child {
			if in := at(child); in == nil || in.Parent != code.Cis {
				c.fail("in %s the child %s of %s is %+v", w, child, code.Cis, in)
			}
		}
		if code.Parent == "" {
			continue
		}
		if around := at(code.Parent); around == nil || !slices.Contains(around.Child, code.Cis) {
			c.fail("in %s %s lies in %s, which is %+v", w, code.Cis, code.Parent, around)
		}
	}
}

// moves are the rows of the life cycles of documents.
var moves = func() map[state.Flow][]state.DocMove {
	all := map[state.Flow][]state.DocMove{}
	for _, m := range state.DocMoves() {
		all[m.Flow] = append(all[m.Flow], m)
	}
	return all
}()

// checkDocuments: every document came where it stands by rows of its life cycle,
// unless a mutated snapshot may have brought it in.
func (c *client) checkDocuments(w *world, s *snapshot, now *look, strange bool) {
	for i := range s.Documents {
		d := &s.Documents[i]
		rows, at := moves[state.DocTypeOf(d.Type).Flow], d.docState()
		ends := !slices.ContainsFunc(rows, func(m state.DocMove) bool { return m.From == at })
		if ends {
			now.final[d.ID] = at
		}
		if strange {
			continue
		}
		c.note(d.Type, at)
		for _, before := range d.History {
			from := before.docState()
			if !slices.ContainsFunc(rows, func(m state.DocMove) bool { return m.From == from && m.To == at }) {
				c.fail("in %s the %s %s went from %s to %s", w, d.Type, d.ID, from, at)
			}
			c.note(d.Type, from)
			at = from
		}
	}
}

func (s *storm) note(kind state.DocType, at state.DocState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen[kind] == nil {
		s.seen[kind] = map[state.DocState]bool{}
	}
	s.seen[kind][at] = true
}

// compare: nothing that was there is gone, what was at its end stays there, and
// where nothing is emitted nothing comes.
func (c *client) compare(w *world, before, now *look) {
	for code := range before.codes {
		if !now.codes[code] {
			c.fail("%s lost the code %s", w, code)
		}
	}
	if w.quiet && len(now.codes) != len(before.codes) {
		c.fail("%s has %d codes, and had %d", w, len(now.codes), len(before.codes))
	}
	for id, end := range before.final {
		if now.final[id] != end {
			c.fail("the document %s of %s was at its end, %s, and is in %s", id, w, end, now.final[id])
		}
	}
}

// lastLook looks at all worlds when nobody changes them any more.
func (c *client) lastLook() {
	for _, w := range c.worlds {
		c.look(w)
		k := requests(c, w)
		panics := k.then
		k.then = func(status int, body []byte) { // only now: a journal that goes on while it is read gives more
			panics(status, body)
			if n := bytes.Count(body, []byte(`"requestSize":`)); n > journalSize {
				c.fail("the journal of %s has %d entries, more than %d", w, n, journalSize)
			}
		}
		c.do(k)
	}
}
