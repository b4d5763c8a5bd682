package state

import (
	"sync"
	"sync/atomic"
)

// memory holds what queries found while codes, products and participants stay as
// they are: paging through a list goes through the codes once, not at every page.
type memory struct {
	stamps  atomic.Uint64 // the last one given; no two changes of a world get the same
	mu      sync.Mutex
	over    uint64 // the stamp of what was found
	byQuery map[string]*finding
	kept    int // codes in all of them
}

// What memory holds at most; then it begins anew.
const (
	maxFindings = 1000
	maxKept     = 500_000
)

// finding is what a query fits.
type finding struct {
	mu    sync.Mutex // who comes while others look waits for what they find
	done  bool
	total int
	codes []*Code // by emission, if they are few; else nil
}

// stamp says that codes, products or participants change.
func (tx *Tx) stamp() { tx.goods = tx.world.found.stamps.Add(1) }

// of gives what look finds, or found before at the same stamp under the name.
func (m *memory) of(goods uint64, name string, look func() (int, []*Code)) (int, []*Code) {
	f := m.finding(goods, name)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.done {
		f.total, f.codes = look()
		f.done = true
		m.keep(goods, len(f.codes))
	}
	return f.total, f.codes
}

func (m *memory) finding(goods uint64, name string) *finding {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over != goods || m.byQuery == nil || len(m.byQuery) >= maxFindings || m.kept > maxKept {
		m.over, m.byQuery, m.kept = goods, map[string]*finding{}, 0
	}
	if m.byQuery[name] == nil {
		m.byQuery[name] = new(finding)
	}
	return m.byQuery[name]
}

func (m *memory) keep(goods uint64, codes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over == goods {
		m.kept += codes
	}
}
