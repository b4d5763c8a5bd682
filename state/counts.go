package state

import "sync"

// countCache remembers counts over one version: paging through a world that
// nobody changes counts once, not at every page.
type countCache struct {
	mu     sync.Mutex
	over   *version
	counts map[string]int
}

func (c *countCache) of(v *version, name string, count func() int) int {
	c.mu.Lock()
	if c.over == v {
		if n, ok := c.counts[name]; ok {
			c.mu.Unlock()
			return n
		}
	}
	c.mu.Unlock()
	n := count()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != v || len(c.counts) > 1000 {
		c.over, c.counts = v, map[string]int{}
	}
	c.counts[name] = n
	return n
}
