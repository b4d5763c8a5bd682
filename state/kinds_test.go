package state

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

var ids sync.Map // of written forms

// idOf is the identity of a code, which models ask for at every step.
func idOf(c *Code) cis.ID {
	id, known := ids.Load(c.CIS)
	if !known {
		id = c.ID()
		ids.Store(c.CIS, id)
	}
	return id.(cis.ID)
}

// checkKinds counts the kinds of all codes anew.
func checkKinds(t rapid.TB, v View) {
	t.Helper()
	type alike struct {
		prefix, gtin, owner, producer string
		status                        dict.CodeStatus
		height                        dict.PackageType
		made                          dict.ReleaseMethod
	}
	counted, want := map[alike]int{}, map[alike]int{}
	name := func(prefix string, c *Code) alike {
		return alike{prefix, c.GTIN, c.OwnerBIN, c.ProducerBIN, c.Status, c.PackageType, c.EmissionType}
	}
	v.kinds.all.Scan(func(k *kind) bool { counted[name(k.prefix, &k.like)] = k.n; return true })
	odd := 0
	v.Codes("", func(c *Code) bool {
		prefix := prefixOf(idOf(c), c.GTIN)
		if prefix != "" {
			want[name(prefix, c)]++
		} else if _, known := v.odd.Get(idOf(c)); known {
			odd++
		}
		return true
	})
	if !maps.Equal(counted, want) || odd != v.odd.Len() || odd+sum(want) != v.codes.Len() {
		t.Fatalf("kinds are counted as\n%v\nand are\n%v\n%d of %d are of none", counted, want, odd, v.odd.Len())
	}
}

func sum[K comparable](counts map[K]int) (all int) {
	for _, n := range counts {
		all += n
	}
	return all
}

// TestKindsOfPrefixes: of every prefix, the kinds that it does not part have as
// many codes as begin with it, and the others are told.
func TestKindsOfPrefixes(t *testing.T) {
	gtins := []string{pack, "01010101010101", "01000000460822", "00000000000000", blocks}
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		_ = w.Update(func(tx *Tx) error {
			for _, gtin := range gtins {
				if err := tx.PutProduct(Product{GTIN: gtin, ProductGroup: "tobacco"}); err != nil {
					return err
				}
			}
			return nil
		})
		for range rapid.IntRange(0, 30).Draw(t, "codes") {
			gtin := rapid.SampledFrom(gtins).Draw(t, "gtin")
			form := rapid.SampledFrom([]string{gtin, "01" + gtin + "21", "(01)" + gtin + "(21)", "00" + gtin + "99", "odd" + gtin}).Draw(t, "form")
			u := unit(form + rapid.StringMatching(`[0-3]{2,7}`).Draw(t, "serial"))
			u.GTIN, u.Status = gtin, rapid.SampledFrom([]dict.CodeStatus{dict.Emitted, dict.Applied, dict.Exported}).Draw(t, "status")
			u.OwnerBIN = rapid.SampledFrom([]string{alice, bob}).Draw(t, "owner")
			_ = w.Update(func(tx *Tx) error { return tx.AddTree(u) }) // refused where it is there already
		}
		v := w.Snapshot()
		checkKinds(t, v)
		prefix := rapid.SampledFrom(append(gtins, "", "0", "01", "00", "odd", pack+"1", "01"+blocks, "01"+blocks+"21", "0100000046082251", "9")).Draw(t, "prefix")
		n, whole := map[string]int{}, true
		parted := map[string]bool{}
		whole = v.Kinds(prefix, func(like *Code, more int) bool {
			n[like.OwnerBIN] += more
			parted[like.OwnerBIN] = parted[like.OwnerBIN] || more == 0
			return true
		})
		for _, bin := range []string{alice, bob} {
			want := 0
			v.Codes("", func(c *Code) bool {
				if strings.HasPrefix(string(c.ID()), prefix) && c.OwnerBIN == bin {
					want++
				}
				return true
			})
			if n[bin] > want || !parted[bin] && n[bin] != want || whole && parted[bin] {
				t.Fatalf("%q: %d codes of %s, by kinds %d (whole: %t)", prefix, want, bin, n[bin], whole)
			}
		}
	})
}

// TestKindsAreOfTheirVersion: a counter that a transaction changes is its own, and
// what fails, or happens in a fork, is counted nowhere else.
func TestKindsAreOfTheirVersion(t *testing.T) {
	w := newTestWorld(t)
	stock(t, w, 0, 40)
	before := w.Snapshot()
	fork := w.Fork("fork", nil)
	stock(t, fork, 40, 60)
	_ = w.Update(func(tx *Tx) error {
		for i := range 5 {
			must(t, tx.AddTree(unit(fmt.Sprintf("%sGONE%03d", pack, i))))
		}
		return fmt.Errorf("refused")
	})
	must(t, w.Update(func(tx *Tx) error {
		err := tx.Savepoint(func() error {
			must(t, tx.AddTree(unit(pack+"FIRST01")))
			checkKinds(t, tx.View)
			return errTakenBack
		})
		if err == nil {
			t.Error("the savepoint kept its changes")
		}
		checkKinds(t, tx.View)
		return tx.AddTree(unit(pack + "SECOND1"))
	}))
	w.Reset()
	stock(t, w, 60, 70)
	for _, v := range []View{before, w.Snapshot(), fork.Snapshot()} {
		checkKinds(t, v)
	}
	if n := before.kinds.all.Len(); n == 0 || before.Registered(cis.ID(pack+"SECOND1")) {
		t.Errorf("%d kinds", n)
	}
}
