package pki

import "sync"

// memo is what was found out before; it forgets all when it is full.
type memo[K comparable, V any] struct {
	mutex sync.Mutex
	found map[K]V
}

func (m *memo[K, V]) get(key K) (value V, ok bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	value, ok = m.found[key]
	return value, ok
}

func (m *memo[K, V]) keep(key K, value V) {
	const most = 1000
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.found == nil || len(m.found) >= most {
		m.found = map[K]V{}
	}
	m.found[key] = value
}
