package engine

import (
	"sync"
	"sync/atomic"
)

// Memory holds what queries found while what they look at stays as it is: paging
// through a list goes through the records once, not at every page.
type Memory[R any] struct {
	stamps  atomic.Uint64 // the last one given; no two changes of a world get the same
	mu      sync.Mutex
	over    uint64 // the stamp of what was found
	byQuery map[string]*finding[R]
	kept    int // records in all of them
}

// The most that a memory holds; then it begins anew.
const (
	maxFindings = 1000
	maxKept     = 500_000
)

// finding is what a query fits.
type finding[R any] struct {
	mu      sync.Mutex // who comes while others look waits for what they find
	done    bool
	total   int
	records []R // in the order of the query, if they are few; else nil
}

// Stamp is a number for a change of what is looked at.
func (m *Memory[R]) Stamp() uint64 { return m.stamps.Add(1) }

// StampAfter lets the stamps begin behind those of another memory, which mean
// other things.
func (m *Memory[R]) StampAfter(other *Memory[R]) { m.stamps.Store(other.stamps.Load()) }

// Of gives the result of look, or the one that it gave before at the same stamp
// under the name. An incomplete result is not remembered.
func (m *Memory[R]) Of(stamp uint64, name string, look func() (total int, found []R, whole bool)) (int, []R) {
	f := m.finding(stamp, name)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.done {
		total, records, whole := look()
		if !whole {
			return total, records
		}
		f.total, f.records, f.done = total, records, true
		m.keep(stamp, len(records))
	}
	return f.total, f.records
}

func (m *Memory[R]) finding(stamp uint64, name string) *finding[R] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over != stamp || m.byQuery == nil || len(m.byQuery) >= maxFindings || m.kept > maxKept {
		m.over, m.byQuery, m.kept = stamp, map[string]*finding[R]{}, 0
	}
	if m.byQuery[name] == nil {
		m.byQuery[name] = new(finding[R])
	}
	return m.byQuery[name]
}

func (m *Memory[R]) keep(stamp uint64, records int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over == stamp {
		m.kept += records
	}
}
