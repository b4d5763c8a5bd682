package state

import (
	"fmt"
	"testing"
)

// TestImportOfManyCodes: codes that are registered beside the reading of others are
// all there when another record may ask for them, and what is wrong with one of
// them fails the whole, whoever asks first.
func TestImportOfManyCodes(t *testing.T) {
	const many = 2*importedAtOnce + 5
	name := func(n int) string { return fmt.Sprintf("%s%07d", pack, n) }
	restored := func(w *World, doubled int, then func(*Import) error) error {
		return w.Restore(func(i *Import) error {
			if err := aliceAndBob(i.Tx()); err != nil {
				return err
			}
			for n := range many {
				if n == doubled {
					n = 0
				}
				if err := i.Code(unit(name(n)).Code); err != nil {
					return err
				}
			}
			return then(i)
		})
	}
	w := newTestWorld(t)
	err := restored(w, -1, func(i *Import) error {
		if n := i.Tx().countCodes(); n != many-5 {
			t.Errorf("%d codes are registered while 5 wait for the end", n)
		}
		return i.Done()
	})
	if n := w.Snapshot().countCodes(); err != nil || n != many {
		t.Errorf("%d of %d codes are there: %v", n, many, err)
	}
	for what, c := range map[string]struct {
		doubled int
		then    func(*Import) error
	}{
		"in one batch":                  {5, (*Import).Done},
		"in the next batch":             {importedAtOnce + 1, (*Import).Done},
		"in the last batch":             {many - 1, (*Import).Done},
		"in one that is beside":         {2*importedAtOnce - 1, func(i *Import) error { i.Tx(); return i.Done() }},
		"in one that nobody asks about": {2*importedAtOnce - 1, func(*Import) error { return nil }},
	} {
		before := w.Snapshot()
		if err := restored(w, c.doubled, c.then); kindOf(t, err) != CodeExists {
			t.Errorf("a code twice, %s: %v", what, err)
		}
		if w.Snapshot().version != before.version {
			t.Errorf("a code twice, %s: the world has changed", what)
		}
	}
}

func (v View) countCodes() (n int) {
	v.Codes("", func(*Code) bool { n++; return true })
	return n
}
