package state

import (
	"encoding/binary"
	"fmt"

	"github.com/tidwall/btree"
)

// What happens by itself is an entry in a queue by due time, not a timer. Before
// and behind a transaction, and before a reading when the head of the queue is
// due, the entries that fell due are settled in due order; while one is
// settled the transaction's time is its due time, and entries that it adds
// join the same pass.

// DueKind names what happens when an entry falls due.
type DueKind string

// The kinds of entries; what each does stands in the table dueKinds.
const (
	ForgetChallenge DueKind = "challenge.forget"
	MoveOrder       DueKind = "order.move"
	MoveDocument    DueKind = "document.move"
)

// dueKinds says what each kind of entry does to the world. An entry can not
// fail: what it names may be gone by then, and that is no error.
func dueKinds() map[DueKind]func(tx *Tx, ref string) {
	return map[DueKind]func(*Tx, string){
		ForgetChallenge: (*Tx).forgetChallenge,
		MoveOrder:       (*Tx).moveOrder,
		MoveDocument:    (*Tx).moveDocument,
	}
}

// Due is an entry of the queue.
type Due struct {
	At   Moment
	Kind DueKind
	Ref  string // what it happens to: a key of the table that the kind concerns
}

// queue holds entries by due time, and by order of arrival within one moment.
type queue struct {
	entries *btree.Map[string, Due]
	arrived uint64
}

func newQueue() queue { return queue{entries: new(btree.Map[string, Due])} }

func (q *queue) copy() queue { return queue{q.entries.Copy(), q.arrived} }

func (q *queue) add(d Due) {
	q.arrived++
	var key [16]byte
	binary.BigEndian.PutUint64(key[:8], uint64(d.At)^1<<63) // keeps the order of moments before 1970
	binary.BigEndian.PutUint64(key[8:], q.arrived)
	q.entries.Set(string(key[:]), d)
}

// head tells whether an entry is due at now, and which comes first.
func (q *queue) head(now Moment) (Due, bool) {
	_, d, ok := q.entries.Min()
	return d, ok && d.At <= now
}

// settle does everything that is due at the transaction's time, in order, and
// leaves the transaction at that time. It tells whether there was anything.
func (w *World) settle(tx *Tx) bool {
	now, any := tx.now, false
	for {
		d, ok := tx.due.head(now)
		if !ok {
			tx.now = now
			return any
		}
		any = true
		tx.due.entries.PopMin()
		tx.now = d.At
		w.dueKinds[d.Kind](tx, d.Ref)
	}
}

// Schedule adds an entry to the queue. An entry for a moment that has passed
// happens next, at the present time: world time never runs backwards in a pass.
func (tx *Tx) Schedule(at Moment, k DueKind, ref string) {
	tx.due.add(Due{At: max(at, tx.now), Kind: k, Ref: ref})
}

// RestoreDue puts an entry back as a snapshot kept it, due or overdue. It
// refuses kinds that nothing settles.
func (tx *Tx) RestoreDue(d Due) error {
	if tx.world.dueKinds[d.Kind] == nil {
		return Fail(BadRecord, fmt.Sprintf("due entry at %s: there is no kind %q", d.At, d.Kind))
	}
	tx.due.add(d)
	return nil
}

// Upcoming gives the next entries of the queue, soonest first, at most limit.
func (v View) Upcoming(limit int) []Due {
	next := make([]Due, 0, min(limit, v.due.entries.Len()))
	v.due.entries.Scan(func(_ string, d Due) bool {
		if len(next) < limit {
			next = append(next, d)
		}
		return len(next) < limit
	})
	return next
}

// nextOf is when something of a kind happens next to a record.
func (v View) nextOf(k DueKind, ref string) (at Moment, ok bool) {
	v.due.entries.Scan(func(_ string, d Due) bool {
		if d.Kind == k && d.Ref == ref {
			at, ok = d.At, true
		}
		return !ok
	})
	return at, ok
}
