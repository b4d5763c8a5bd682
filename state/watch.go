package state

import "context"

// lookUp is after how many records a walk looks up whether anybody waits for it.
const lookUp = 1024

// Watch ends the walks of one call over many records when its context ends:
// their results are incomplete then, and must not be used.
type Watch struct {
	ctx   context.Context
	seen  int
	ended bool
}

// WatchFor makes the watch of a call. It counts the records of all its views; one
// goroutine uses it.
func WatchFor(ctx context.Context) Watch { return Watch{ctx: ctx} }

// Over gives the view with walks that end with the context.
func (w *Watch) Over(v View) View {
	v.watch = w
	return v
}

// Here is asked at every record of a walk, and tells whether to go on.
func (w *Watch) Here() bool {
	if w.seen++; w.seen%lookUp == 0 && w.ctx.Err() != nil {
		w.ended = true
	}
	return !w.ended
}

// Ended tells whether a walk was ended.
func (w *Watch) Ended() bool { return w.ended }

// Here is asked at every record of a walk, and tells whether to go on.
func (v View) Here() bool { return v.watch == nil || v.watch.Here() }

// ended tells whether a walk of the view was ended before its end.
func (v View) ended() bool { return v.watch != nil && v.watch.ended }
