package state

import (
	"errors"
	"testing"
)

// TestSavepoint takes back whole what fails, for views taken before as well, and
// keeps what does not.
func TestSavepoint(t *testing.T) {
	w, wrong := newTestWorld(t), errors.New("wrong")
	add := func(tx *Tx, bin string) { must(t, tx.PutParticipant(Participant{BIN: bin, Name: bin})) }
	must(t, w.Update(func(tx *Tx) error {
		n := tx.Counts().Participants
		early := tx.View
		add(tx, "100000000001")
		err := tx.Savepoint(func() error {
			add(tx, "100000000002")
			must(t, tx.Savepoint(func() error { add(tx, "100000000003"); return nil }))
			if err := tx.Savepoint(func() error { add(tx, "100000000004"); return wrong }); !errors.Is(err, wrong) {
				t.Errorf("inner: %v", err)
			}
			if got := early.Counts().Participants; got != n+3 {
				t.Errorf("%d participants before the outer one fails, want %d", got, n+3)
			}
			return wrong
		})
		if !errors.Is(err, wrong) {
			t.Errorf("outer: %v", err)
		}
		for _, v := range []View{early, tx.View} {
			if v.Counts().Participants != n+1 || v.Participant("100000000001") == nil || v.Participant("100000000002") != nil {
				t.Errorf("%d participants, want %d", v.Counts().Participants, n+1)
			}
		}
		add(tx, "100000000005")
		if early.Participant("100000000005") == nil {
			t.Error("a view of the transaction does not see what comes behind the savepoint")
		}
		return nil
	}))
	if w.Snapshot().Participant("100000000005") == nil {
		t.Error("what came behind the savepoint was not published")
	}
}

// TestMustSucceed: a transaction that panics changes nothing, and the world goes on.
func TestMustSucceed(t *testing.T) {
	w, wrong := newTestWorld(t), errors.New("wrong")
	func() {
		defer func() {
			if got := recover(); got != any(wrong) {
				t.Errorf("panicked with %v", got)
			}
		}()
		_ = w.Update(func(tx *Tx) error {
			must(t, tx.PutParticipant(Participant{BIN: "100000000001", Name: "A"}))
			mustSucceed(nil)
			mustSucceed(wrong)
			return nil
		})
	}()
	if w.Snapshot().Participant("100000000001") != nil {
		t.Error("half of the transaction was published")
	}
	must(t, w.Update(func(*Tx) error { return nil }))
}
