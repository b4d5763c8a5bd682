package state

import "time"

// patience is how long a reader waits for what fell due. A running clock does
// not stop while an act of a million codes is settled, so a reader behind that
// gets the version before it, as if he had come a moment earlier.
const patience = 100 * time.Millisecond

// settling is what fell due being settled beside the readers.
type settling struct {
	done chan struct{} // closed at the end
	slow chan struct{} // closed when readers need not wait any more
}

// catchUp settles what is due, and gives the version to read. Under a frozen
// clock every reader waits for it: there, the same calls give the same answers.
func (w *World) catchUp(v *version) *version {
	if v.clock.Frozen {
		w.writer.Lock()
		defer w.writer.Unlock()
		return w.settled()
	}
	s := w.settling.Load()
	if s == nil {
		s = &settling{done: make(chan struct{}), slow: make(chan struct{})}
		if !w.settling.CompareAndSwap(nil, s) {
			return w.catchUp(v) // another reader was faster
		}
		go w.settleBeside(s)
	}
	select {
	case <-s.done:
	case <-s.slow:
		return v
	}
	return w.published.Load()
}

func (w *World) settleBeside(s *settling) {
	impatient := time.AfterFunc(patience, func() { close(s.slow) })
	defer func() {
		impatient.Stop()
		w.settling.Store(nil)
		close(s.done)
	}()
	w.writer.Lock()
	defer w.writer.Unlock()
	w.settled()
}
