package state

import (
	"errors"
	"testing"
)

// TestBeside: who adds goods beside holds nobody up, loses nothing of what
// others did meanwhile, and does it anew where they changed goods too.
func TestBeside(t *testing.T) {
	product := func(gtin string) func(*Tx) error {
		return func(tx *Tx) error { return tx.PutProduct(Product{GTIN: gtin, ProductGroup: "tobacco"}) }
	}
	for name, c := range map[string]struct {
		meanwhile func(*Tx) error
		runs      int
	}{
		"a sign-in":              {func(tx *Tx) error { tx.NewChallenge(); return nil }, 1},
		"another product":        {product("00000046200877"), 2},
		"a draw from the stream": {func(tx *Tx) error { tx.Draw("mine"); return nil }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w, plain := NewWorld(Config{Seed: 1}), NewWorld(Config{Seed: 1})
			runs := 0
			var drawn [32]byte
			err := w.UpdateBeside(func(tx *Tx) error {
				if runs++; runs == 1 {
					if err := w.Update(c.meanwhile); err != nil { // would wait for ever under the lock
						return err
					}
				}
				drawn = tx.Draw("mine")
				return product("00000046082251")(tx)
			})
			if err != nil || runs != c.runs {
				t.Fatalf("%d runs, %v", runs, err)
			}
			var want [32]byte
			err = errors.Join(plain.Update(c.meanwhile), plain.Update(func(tx *Tx) error { want = tx.Draw("mine"); return product("00000046082251")(tx) }))
			if err != nil || drawn != want {
				t.Errorf("the stream gave another value than one after the other: %v", err)
			}
			if got, wanted := w.Snapshot().Counts(), plain.Snapshot().Counts(); got != wanted {
				t.Errorf("%+v, one after the other %+v", got, wanted)
			}
			if w.Snapshot().challenges.Len() != plain.Snapshot().challenges.Len() {
				t.Error("what happened meanwhile is lost")
			}
		})
	}
	w := NewWorld(Config{})
	if err := w.UpdateBeside(func(tx *Tx) error { _ = product("00000046082251")(tx); return errors.New("no") }); err == nil || w.Snapshot().Counts().Products != 0 {
		t.Errorf("a failure leaves %+v behind, %v", w.Snapshot().Counts(), err)
	}
}
