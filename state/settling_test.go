package state

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state/internal/engine"
)

// fallDue lets an entry "test" fall due in the running clock, and nobody settle it.
func fallDue(t *testing.T, w *World) (due Moment) {
	t.Helper()
	must(t, w.Update(func(tx *Tx) error {
		due = tx.Now() + 1
		tx.schedule(due, "test", "")
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
	w := NewWorld(Config{Clock: RunningFrom(noon)})
	release, done := make(chan struct{}), make(chan struct{})
	w.dueKinds["test"] = func(tx *Tx, _ string) {
		<-release
		tx.PutParticipant(Participant{BIN: alice})
		close(done)
	}
	due := fallDue(t, w)
	for range 3 {
		if v := w.Snapshot(); v.Participant(alice) != nil || v.Now() < due {
			t.Fatal("a reader saw what is not settled yet")
		}
	}
	close(release)
	<-done
	if err := w.Update(func(tx *Tx) error { return nil }); err != nil || w.Snapshot().Participant(alice) == nil {
		t.Errorf("what fell due was never settled: %v", err)
	}
}

// TestWhatPanicsIsTakenOut: an entry that panics changes nothing and is told of,
// what fell due before and behind it happens, and the world goes on. So it is for
// a reader under either clock, a writer, and who moves the clock.
func TestWhatPanicsIsTakenOut(t *testing.T) {
	for name, settle := range map[string]func(*World){
		"a reader": func(w *World) {
			w.versions.Present().clock.At += 3 // as if the time had come with nobody there
			w.Snapshot()
		},
		"a reader under a running clock": func(w *World) {
			w.versions.Present().clock = RunningFrom(w.Clock().Now() + 3)
			w.Snapshot()
		},
		"a writer": func(w *World) {
			w.versions.Present().clock.At += 3
			must(t, w.Update(func(*Tx) error { return nil }))
		},
		"a writer who made it due": func(w *World) {
			must(t, w.Update(func(tx *Tx) error {
				all := tx.Upcoming(4)
				tx.due = engine.NewQueue[Due]()
				for _, d := range all {
					tx.schedule(tx.now, d.Kind, d.Ref)
				}
				return nil
			}))
		},
		"the clock": func(w *World) { advance(t, w, 3*time.Millisecond) },
		"a fork":    func(w *World) { w.versions.Present().clock.At += 3; w.Fork("fork", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestWorld(t)
			w.dueKinds["test"] = func(tx *Tx, bin string) {
				must(t, tx.PutParticipant(Participant{BIN: bin}))
				if bin != carol && bin != dave {
					panic("told")
				}
			}
			var told []string
			w.OnMishap(func(m Mishap) { told = append(told, fmt.Sprint(m.Ref, " ", m.Panic, " ", len(m.Stack) > 0)) })
			must(t, w.Update(func(tx *Tx) error {
				for i, bin := range []string{carol, erin, mallory, dave} {
					tx.schedule(tx.now+1+Moment(i)/2, "test", bin)
				}
				return nil
			}))
			settle(w)
			v := w.Snapshot()
			if v.Participant(carol) == nil || v.Participant(dave) == nil || v.Participant(erin) != nil || v.Participant(mallory) != nil {
				t.Error("what panicked left something behind, or something else did not happen")
			}
			if want := []string{erin + " told true", mallory + " told true"}; !slices.Equal(told, want) {
				t.Errorf("told of %q, not %q", told, want)
			}
			if left := v.Upcoming(1); len(left) > 0 {
				t.Errorf("still in the queue: %v", left)
			}
		})
	}
}

// TestNobodyNeedBeTold: without a hook, as in a fork by itself, the world goes on too.
func TestNobodyNeedBeTold(t *testing.T) {
	w := newTestWorld(t)
	w.dueKinds["test"] = func(*Tx, string) { panic("told") }
	must(t, w.Update(func(tx *Tx) error { tx.schedule(tx.now, "test", ""); return nil }))
	if left := w.Snapshot().Upcoming(1); len(left) > 0 {
		t.Errorf("still in the queue: %v", left)
	}
}

// TestWhatIsDueAtOnceIsTheWritersWork: what a change makes due at once is done
// when the change is there to be seen.
func TestWhatIsDueAtOnceIsTheWritersWork(t *testing.T) {
	w := tradeWorld(t)
	w.setProcessing(Instant)
	submit(w, act(testBox+"*4"))
	if d, due := w.versions.Present().due.Head(int64(w.Clock().Now())); due {
		t.Errorf("the next reader is left with %+v", d)
	}
}

// setProcessing says how fast the documents of a world go on.
func (w *World) setProcessing(p Processing) {
	if err := w.Update(func(tx *Tx) error { s := tx.Settings(); s.Processing = p; return tx.SetSettings(s) }); err != nil {
		panic(err)
	}
}
