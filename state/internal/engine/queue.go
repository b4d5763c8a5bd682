package engine

import "math"

// Queue holds entries by due time, and by order of arrival within one moment.
type Queue[E comparable] struct {
	entries Timeline[E]
	arrived int
}

// NewQueue makes an empty queue.
func NewQueue[E comparable]() Queue[E] { return Queue[E]{entries: NewTimeline[E]()} }

// Copy takes constant time.
func (q *Queue[E]) Copy() Queue[E] { return Queue[E]{q.entries.Copy(), q.arrived} }

// Len is how many entries wait.
func (q *Queue[E]) Len() int { return q.entries.Len() }

// Add puts an entry behind those of its moment.
func (q *Queue[E]) Add(at int64, e E) {
	q.arrived++
	q.entries.Put(Slot{At: at, Order: q.arrived}, e)
}

// Remove takes the first entry out that equals e.
func (q *Queue[E]) Remove(at int64, e E) {
	q.entries.Up(Slot{At: at, Order: math.MinInt}, func(place Slot, one E) bool {
		if one == e && place.At == at {
			q.entries.tree.Delete(slotted[E]{Slot: place})
			return false
		}
		return place.At == at
	})
}

// RemoveAll takes all entries out of which f says so.
func (q *Queue[E]) RemoveAll(f func(E) bool) {
	var out []Slot
	q.entries.Up(FirstOf(""), func(place Slot, e E) bool {
		if f(e) {
			out = append(out, place)
		}
		return true
	})
	for _, place := range out {
		q.entries.tree.Delete(slotted[E]{Slot: place})
	}
}

// Head tells whether an entry is due at now, and which comes first.
func (q *Queue[E]) Head(now int64) (E, bool) {
	first, ok := q.entries.tree.Min()
	return first.what, ok && first.At <= now
}

// Pop takes the first entry out.
func (q *Queue[E]) Pop() { q.entries.tree.PopMin() }

// Each visits the entries, soonest first, until f says false.
func (q *Queue[E]) Each(f func(E) bool) {
	q.entries.Up(FirstOf(""), func(_ Slot, e E) bool { return f(e) })
}
