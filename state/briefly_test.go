package state

import (
	"errors"
	"fmt"
	"testing"
)

// signIn is what signing in does to a world.
func signIn(tx *Tx) error {
	tx.NewChallenge()
	tx.UUID("token.jti")
	return nil
}

// TestSmallWritersDoNotWait: while something that fell due is settled, under either clock, and while a long transaction is
// under way, others sign in; nothing of either is lost.
func TestSmallWritersDoNotWait(t *testing.T) {
	for name, long := range map[string]func(w *World, work func(*Tx)) error{
		"what fell due, met by a reader": func(w *World, work func(*Tx)) error {
			w.dueKinds["test"] = func(tx *Tx, _ string) { work(tx) }
			fallDue(t, w)
			for w.Snapshot().Product("00000046082251") == nil { // the settlement goes on beside the readers
			}
			return nil
		},
		"what fell due, met by a writer": func(w *World, work func(*Tx)) error {
			w.dueKinds["test"] = func(tx *Tx, _ string) { work(tx) }
			fallDue(t, w)
			return w.Update(func(*Tx) error { return nil })
		},
		"a long transaction": func(w *World, work func(*Tx)) error {
			return w.UpdateAside(func(tx *Tx) error { work(tx); return nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := NewWorld(Config{Seed: 1, Clock: RunningFrom(noon)})
			must(t, w.UpdateBriefly(signIn))
			err := long(w, func(tx *Tx) {
				for range 3 {
					must(t, w.UpdateBriefly(signIn)) // would wait for ever for a lock
				}
				tx.Draw("mine")
				must(t, tx.PutProduct(Product{GTIN: "00000046082251", ProductGroup: "tobacco"}))
			})
			v := w.Snapshot()
			if err != nil || v.challenges.Len() != 4 || v.streams.Given("token.jti") != 4 || v.streams.Given("mine") != 1 || v.Product("00000046082251") == nil {
				t.Errorf("%d challenges, %d tokens, %v", v.challenges.Len(), v.streams.Given("token.jti"), err)
			}
			if due := v.Upcoming(10); len(due) != 4 {
				t.Errorf("%d challenges are forgotten in time", len(due))
			}
		})
	}
}

// TestWhatCannotBeJoined is done once more under the lock: where both drew from one stream, nobody gets a value twice.
func TestWhatCannotBeJoined(t *testing.T) {
	w := NewWorld(Config{Seed: 1, Clock: FrozenAt(noon)})
	runs, given := 0, map[string]int{}
	must(t, w.UpdateAside(func(tx *Tx) error {
		if runs++; runs == 1 {
			must(t, w.UpdateBriefly(func(tx *Tx) error { given[tx.UUID("token.jti")]++; return nil }))
		}
		id := tx.UUID("token.jti")
		if runs == 2 {
			given[id]++
		}
		return nil
	}))
	if runs != 2 || len(given) != 2 || w.Snapshot().streams.Given("token.jti") != 2 {
		t.Errorf("%d runs, %v", runs, given)
	}
	if err := w.UpdateAside(func(tx *Tx) error { tx.NewChallenge(); return errors.New("no") }); err == nil || w.Snapshot().challenges.Len() != 0 {
		t.Errorf("a failure leaves something behind: %v", err)
	}
}

// TestWhatIsNoSmallWrite: who is made on the spot, and who fails, takes the way of all writers.
func TestWhatIsNoSmallWrite(t *testing.T) {
	w := NewWorld(Config{Seed: 1, Clock: RunningFrom(noon), OpenParticipants: true})
	w.dueKinds["test"] = func(tx *Tx, _ string) { must(t, tx.PutParticipant(Participant{BIN: bob})) }
	fallDue(t, w)
	runs := 0
	must(t, w.UpdateBriefly(func(tx *Tx) error {
		runs++
		_, err := tx.Admit(alice, "")
		return errors.Join(err, signIn(tx))
	}))
	v := w.Snapshot()
	if runs != 2 || v.Participant(alice) == nil || v.Participant(bob) == nil || v.challenges.Len() != 1 || v.streams.Given("token.jti") != 1 {
		t.Errorf("%d runs, %d challenges", runs, v.challenges.Len())
	}
	if err := w.UpdateBriefly(func(*Tx) error { return errors.New("no") }); fmt.Sprint(err) != "no" {
		t.Errorf("%v", err)
	}
}

// TestTheOldestAreForgottenBesideToo: small writers who fill the world with challenges while others work leave as many as
// they do alone.
func TestTheOldestAreForgottenBesideToo(t *testing.T) {
	w := NewWorld(Config{Seed: 1, Clock: FrozenAt(noon)})
	fill := func(n int) error {
		return w.UpdateBriefly(func(tx *Tx) error {
			for range n {
				tx.NewChallenge()
			}
			return nil
		})
	}
	must(t, fill(mostChallenges-1))
	must(t, w.UpdateAside(func(*Tx) error { return fill(5) }))
	if v := w.Snapshot(); v.challenges.Len() != mostChallenges || v.due.Len() != mostChallenges {
		t.Errorf("%d challenges, %d due", v.challenges.Len(), v.due.Len())
	}
}
