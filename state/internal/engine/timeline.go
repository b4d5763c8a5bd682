package engine

import (
	"cmp"
	"math"

	"github.com/tidwall/btree"
)

// Slot is where something stands in a timeline: by time, within one moment by
// order of arrival; in the timelines of parties and of names, among what is of
// its party or its name.
type Slot struct {
	Of    string // the party or the name, "" where there are none
	At    int64  // milliseconds of world time
	Order int
}

// FirstOf and LastOf lie before and behind everything of a party or a name.
func FirstOf(of string) Slot { return Slot{of, math.MinInt64, math.MinInt} }
func LastOf(of string) Slot  { return Slot{of, math.MaxInt64, math.MaxInt} }

// Among is the same place among what is of a party or a name.
func (p Slot) Among(of string) Slot { return Slot{of, p.At, p.Order} }

func (p Slot) compare(o Slot) int {
	if c := cmp.Compare(p.Of, o.Of); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(p.At, o.At), cmp.Compare(p.Order, o.Order))
}

// slotted is what stands there.
type slotted[R any] struct {
	Slot
	what R
}

// Timeline is a table by slot.
type Timeline[R any] struct{ tree *btree.BTreeG[slotted[R]] }

// NewTimeline makes an empty table.
func NewTimeline[R any]() Timeline[R] {
	before := func(a, b slotted[R]) bool { return a.compare(b.Slot) < 0 }
	const degree = 8 // small nodes: each transaction copies those that it changes
	return Timeline[R]{btree.NewBTreeGOptions(before, btree.Options{NoLocks: true, Degree: degree})}
}

// Copy takes constant time.
func (t Timeline[R]) Copy() Timeline[R] { return Timeline[R]{t.tree.Copy()} }

// Len is how much stands there.
func (t Timeline[R]) Len() int { return t.tree.Len() }

// Put gives something a place.
func (t Timeline[R]) Put(p Slot, what R) { t.tree.Set(slotted[R]{p, what}) }

// Taken tells whether something stands at a place.
func (t Timeline[R]) Taken(p Slot) bool {
	_, ok := t.tree.Get(slotted[R]{Slot: p})
	return ok
}

// Up visits upwards from a place on, that one included, until f says false.
func (t Timeline[R]) Up(from Slot, f func(Slot, R) bool) {
	t.tree.Ascend(slotted[R]{Slot: from}, func(e slotted[R]) bool { return f(e.Slot, e.what) })
}

// Down visits downwards from a place on, that one included, until f says false.
func (t Timeline[R]) Down(from Slot, f func(Slot, R) bool) {
	t.tree.Descend(slotted[R]{Slot: from}, func(e slotted[R]) bool { return f(e.Slot, e.what) })
}
