package state

import (
	"cmp"
	"math"

	"github.com/tidwall/btree"
)

// slot is where something stands in a timeline: by time, within one moment by
// order of arrival; in the timelines of parties and of names, among what is of
// its party or its name.
type slot struct {
	of    string // the party or the name, "" where there are none
	at    Moment
	order int
}

// firstOf and lastOf lie before and behind everything of a party or a name.
func firstOf(of string) slot { return slot{of, math.MinInt64, math.MinInt} }
func lastOf(of string) slot  { return slot{of, math.MaxInt64, math.MaxInt} }

// among is the same place among what is of a party or a name.
func (p slot) among(of string) slot { return slot{of, p.at, p.order} }

func (p slot) compare(o slot) int {
	if c := cmp.Compare(p.of, o.of); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(p.at, o.at), cmp.Compare(p.order, o.order))
}

// slotted is what stands there.
type slotted[R any] struct {
	slot
	what R
}

// timeline is a table by slot.
type timeline[R any] struct{ *btree.BTreeG[slotted[R]] }

func newTimeline[R any]() timeline[R] {
	before := func(a, b slotted[R]) bool { return a.compare(b.slot) < 0 }
	const degree = 8 // small nodes: each transaction copies those that it changes
	return timeline[R]{btree.NewBTreeGOptions(before, btree.Options{NoLocks: true, Degree: degree})}
}

func (t timeline[R]) copy() timeline[R] { return timeline[R]{t.Copy()} }

func (t timeline[R]) put(p slot, what R) { t.Set(slotted[R]{p, what}) }

func (t timeline[R]) taken(p slot) bool {
	_, ok := t.Get(slotted[R]{slot: p})
	return ok
}

// up and down visit from a slot on, that one included, until f says false.
func (t timeline[R]) up(from slot, f func(slot, R) bool) {
	t.Ascend(slotted[R]{slot: from}, func(e slotted[R]) bool { return f(e.slot, e.what) })
}

func (t timeline[R]) down(from slot, f func(slot, R) bool) {
	t.Descend(slotted[R]{slot: from}, func(e slotted[R]) bool { return f(e.slot, e.what) })
}
