package state

import (
	"fmt"
	"runtime/debug"
)

// An event that happens by itself is an entry in a queue by due time, not a
// timer. Due entries are settled in due order: before and after a transaction,
// and before a reading. While an entry is settled, the transaction's time is its
// due time; entries that it adds join the same pass.

// DueKind names what happens when an entry falls due.
type DueKind string

// The kinds of entries. The table dueKinds has the effect of each.
const (
	ForgetChallenge DueKind = "challenge.forget"
	MoveOrder       DueKind = "order.move"
	MoveDocument    DueKind = "document.move"
	Story           DueKind = "story"   // see OnStory
	BotActs         DueKind = "bot.act" // of a bot, and of the document that it answers
)

// dueKinds has the effect of each kind of entry on the world. An entry cannot
// fail: the record that it names may be gone by then, and that is not an error.
func dueKinds() map[DueKind]func(tx *Tx, ref string) {
	return map[DueKind]func(*Tx, string){
		ForgetChallenge: (*Tx).forgetChallenge,
		MoveOrder:       (*Tx).moveOrder,
		MoveDocument:    (*Tx).moveDocument,
		Story:           (*Tx).tellStory,
		BotActs:         (*Tx).botActs,
	}
}

// Due is an entry of the queue.
type Due struct {
	At   Moment
	Kind DueKind
	Ref  string // what it happens to: a key of the table that the kind concerns; of a story, what happens
}

// Settle does everything that is due at the transaction's time, as the world does
// after it. It is for callers that need to see the results of their changes.
func (tx *Tx) Settle() { tx.world.settle(tx) }

// settle does everything that is due at the transaction's time, in order, and
// leaves the transaction at that time. An entry that panics does nothing: it is
// taken out of the queue and told of, and the world goes on.
func (w *World) settle(tx *Tx) {
	now := tx.now
	if _, due := tx.due.Head(int64(now)); !due {
		return
	}
	err := tx.Savepoint(func() error {
		if !tx.settleUntil(now, func(d Due) bool { return w.runDue(tx, d) == nil }) {
			return errTakenBack
		}
		return nil
	})
	if err != nil { // half of an entry had happened: the whole pass anew, one by one
		tx.settleUntil(now, func(d Due) bool { w.happenAlone(tx, d); return true })
	}
	tx.now = now
}

// settleUntil takes the entries that are due at now out of the queue, one by
// one, until do says false. It tells whether it came to the end.
func (tx *Tx) settleUntil(now Moment, do func(Due) bool) bool {
	for {
		d, due := tx.due.Head(int64(now))
		if !due {
			return true
		}
		tx.due.Pop()
		tx.now = d.At
		if !do(d) {
			return false
		}
	}
}

// happenAlone lets an entry happen whole or not at all.
func (w *World) happenAlone(tx *Tx, d Due) {
	var m *Mishap
	err := tx.Savepoint(func() error {
		if m = w.runDue(tx, d); m != nil {
			return errTakenBack
		}
		return nil
	})
	if err != nil && w.mishap != nil {
		w.mishap(*m)
	}
}

// Mishap is an entry of the queue that panicked when it fell due, which is a
// fault of this program.
type Mishap struct {
	Due
	Panic any    // what it panicked with
	Stack []byte // where
}

func (m Mishap) String() string {
	return fmt.Sprintf("what was due at %s (%s of %s) panicked: %v; it was taken out of the queue and changed nothing; this is a fault of mockismp, please report it", m.At, m.Kind, m.Ref, m.Panic)
}

// runDue does what an entry says. nil: it did not panic.
func (w *World) runDue(tx *Tx, d Due) (m *Mishap) {
	defer func() {
		if v := recover(); v != nil {
			m = &Mishap{Due: d, Panic: v, Stack: debug.Stack()}
		}
	}()
	w.dueKinds[d.Kind](tx, d.Ref)
	return nil
}

// schedule adds an entry to the queue. An entry for a moment that has passed
// happens next, at the present time: world time never runs backwards in a pass.
// An entry for a moment after the end of the calendar never happens.
func (tx *Tx) schedule(at Moment, k DueKind, ref string) {
	if at = max(at, tx.now); at.InCalendar() {
		tx.due.Add(int64(at), Due{At: at, Kind: k, Ref: ref})
	}
}

// restoreDue puts an entry back as a snapshot kept it, due or overdue. It
// refuses kinds that nothing settles.
func (tx *Tx) restoreDue(d Due) error {
	if tx.world.dueKinds[d.Kind] == nil {
		return Errorf(BadRecord, "due entry at %s: there is no kind %q", d.At, d.Kind)
	}
	tx.due.Add(int64(d.At), d)
	return nil
}

// Upcoming gives the next entries of the queue, soonest first, at most limit.
func (v View) Upcoming(limit int) []Due {
	next := make([]Due, 0, min(limit, v.due.Len()))
	v.due.Each(func(d Due) bool {
		if len(next) < limit {
			next = append(next, d)
		}
		return len(next) < limit
	})
	return next
}

// nextOf is when something of a kind happens next to a record.
func (v View) nextOf(k DueKind, ref string) (at Moment, ok bool) {
	v.due.Each(func(d Due) bool {
		if d.Kind == k && d.Ref == ref {
			at, ok = d.At, true
		}
		return !ok
	})
	return at, ok
}
