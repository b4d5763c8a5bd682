// Package engine is the machinery under a world, which knows nothing of what
// worlds keep: versions of a whole state, a queue by world time, timelines, random
// streams, and a memory of what queries found.
package engine

import (
	"sync"
	"sync/atomic"
	"time"
)

// Versions are the states of a world. Readers take the published one without a
// lock, and may keep it. A writer holds the lock, works on a copy and publishes
// it; a long change is made aside, and small writers get in meanwhile.
type Versions[V any] struct {
	turn      sync.Mutex // of the writer
	publisher sync.Mutex // of who publishes: the writer, but for work aside, or a small writer
	settling  atomic.Pointer[settling]
	published atomic.Pointer[V]
	start     *V // guarded by the lock
}

// Lock keeps everybody else from writing.
func (s *Versions[V]) Lock() {
	s.turn.Lock()
	s.publisher.Lock()
}

// Unlock lets the next one write.
func (s *Versions[V]) Unlock() {
	s.publisher.Unlock()
	s.turn.Unlock()
}

// Aside does work while small writers may publish. The caller holds the lock, and
// has to join what they published with what it publishes then.
func (s *Versions[V]) Aside(work func()) {
	s.publisher.Unlock()
	defer s.publisher.Lock()
	work()
}

// LockBriefly is the lock of a small writer, who does not wait for work aside.
func (s *Versions[V]) LockBriefly() { s.publisher.Lock() }

// UnlockBriefly ends it.
func (s *Versions[V]) UnlockBriefly() { s.publisher.Unlock() }

// Present is the published version, which never changes.
func (s *Versions[V]) Present() *V { return s.published.Load() }

// Publish puts a version in the place of the present one.
func (s *Versions[V]) Publish(v *V) { s.published.Store(v) }

// Start is the version that a world begins with, and Mark sets it.
func (s *Versions[V]) Start() *V { return s.start }

// Mark says which version a world begins with.
func (s *Versions[V]) Mark(v *V) { s.start = v }

// patience is how long a reader waits for what fell due. A running clock does
// not stop while an act of a million codes is settled, so a reader behind that
// gets the version before it, as if they had come a moment earlier.
const patience = 100 * time.Millisecond

// settling is what fell due being settled beside the readers.
type settling struct {
	done chan struct{} // closed at the end
	slow chan struct{} // closed when readers need not wait any more
}

// CatchUp settles what is due behind v by a call of settle, which runs under the
// lock, and gives the version to read: v itself if that takes long.
func (s *Versions[V]) CatchUp(v *V, settle func()) *V {
	beside := s.settling.Load()
	if beside == nil {
		beside = &settling{done: make(chan struct{}), slow: make(chan struct{})}
		if !s.settling.CompareAndSwap(nil, beside) {
			return s.CatchUp(v, settle) // another reader was faster
		}
		go s.settleBeside(beside, settle)
	}
	select {
	case <-beside.done:
	case <-beside.slow:
		return v
	}
	return s.Present()
}

func (s *Versions[V]) settleBeside(beside *settling, settle func()) {
	impatient := time.AfterFunc(patience, func() { close(beside.slow) })
	defer func() {
		impatient.Stop()
		s.settling.Store(nil)
		close(beside.done)
	}()
	s.Lock()
	defer s.Unlock()
	settle()
}
