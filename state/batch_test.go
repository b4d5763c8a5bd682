package state

import (
	"errors"
	"testing"
)

// TestABatchForgetsWhatIsRefused: the mistakes of one tree are not told again with
// the next, and nothing of it is registered.
func TestABatchForgetsWhatIsRefused(t *testing.T) {
	w, undone := newTestWorld(t), errors.New("undone")
	serial := func(s string) Tree { return unit(pack + s) }
	err := w.Update(func(tx *Tx) error {
		b := Batch{Tx: tx}
		half := serial("half001")
		half.Inside = []Tree{serial("inside1")}
		half.Inside[0].OwnerBIN = "nobody"
		if err := b.Add(half); kindOf(t, err) != BrokenReference || b.Len() != 0 {
			t.Errorf("a tree with a code of nobody's: %v, and %d wait", err, b.Len())
		}
		for _, twice := range []Kind{"", CodeExists} {
			if err := b.Add(serial("twice01")); err != nil {
				t.Error(err)
			}
			if err := b.Flush(); kindOf(t, err) != twice {
				t.Errorf("a code: %v, not %q", err, twice)
			}
		}
		if err := errors.Join(b.Add(serial("good001")), b.Flush()); err != nil {
			t.Errorf("a code behind one that was there already: %s", err)
		}
		if c, _ := tx.Code(pack + "half001"); c != nil {
			t.Error("half a tree was registered")
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Error(err)
	}
}
