package state

import (
	"sync"
	"sync/atomic"
)

// countCache remembers counts while codes, products and participants stay as
// they are: paging through them counts once, not at every page.
type countCache struct {
	stamps atomic.Uint64 // the last one given; no two changes of a world get the same
	mu     sync.Mutex
	over   uint64 // the stamp of what was counted
	counts map[string]int
}

// stamp says that codes, products or participants change.
func (tx *Tx) stamp() { tx.goods = tx.world.counts.stamps.Add(1) }

func (c *countCache) of(goods uint64, name string, count func() int) int {
	c.mu.Lock()
	if c.over == goods && c.counts != nil {
		if n, ok := c.counts[name]; ok {
			c.mu.Unlock()
			return n
		}
	}
	c.mu.Unlock()
	n := count()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != goods || c.counts == nil || len(c.counts) > 1000 {
		c.over, c.counts = goods, map[string]int{}
	}
	c.counts[name] = n
	return n
}
