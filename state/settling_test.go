package state

import (
	"runtime"
	"testing"
)

// fallDue lets an entry "test" fall due in the running clock, and nobody settle it.
func fallDue(t *testing.T, w *World) (due Moment) {
	t.Helper()
	must(t, w.Do(func(tx *Tx) error {
		due = tx.Now() + 1
		tx.Schedule(due, "test", "")
		return nil
	}))
	for w.Clock().Now() < due {
		runtime.Gosched()
	}
	return due
}

// TestAReaderIsNotHeldUp: under a running clock, what takes long to settle is
// settled beside the readers, who see the version before it until it is done.
func TestAReaderIsNotHeldUp(t *testing.T) {
	w := NewWorld(Config{Clock: RunningFrom(0)})
	release, done := make(chan struct{}), make(chan struct{})
	w.dueKinds["test"] = func(tx *Tx, _ string) {
		<-release
		tx.PutParticipant(Participant{BIN: alice})
		close(done)
	}
	due := fallDue(t, w)
	for range 3 {
		if v := w.Look(); v.Participant(alice) != nil || v.Now() < due {
			t.Fatal("a reader saw what is not settled yet")
		}
	}
	close(release)
	<-done
	if err := w.Do(func(tx *Tx) error { return nil }); err != nil || w.Look().Participant(alice) == nil {
		t.Errorf("what fell due was never settled: %v", err)
	}
}

// TestAPanicReachesTheReader: what panics while it is settled is told to the
// request that waits for it, and does not end the program.
func TestAPanicReachesTheReader(t *testing.T) {
	w := NewWorld(Config{Clock: RunningFrom(0)})
	w.dueKinds["test"] = func(*Tx, string) { panic("told") }
	fallDue(t, w)
	defer func() {
		if got := recover(); got != "told" {
			t.Errorf("the reader got %v", got)
		}
	}()
	w.Look()
}

// TestWhatIsDueAtOnceIsTheWritersWork: what a change makes due at once is done
// when the change is there to be seen.
func TestWhatIsDueAtOnceIsTheWritersWork(t *testing.T) {
	w := tradeWorld(t)
	w.processing = Instant
	submit(w, act(testBox+"*4"))
	if d, due := w.published.Load().due.head(w.Clock().Now()); due {
		t.Errorf("the next reader is left with %+v", d)
	}
}
