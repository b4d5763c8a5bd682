package state

import (
	"fmt"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// linked are codes with parents and children as a snapshot may claim them.
func linked(t *testing.T, codes ...Code) error {
	t.Helper()
	w := newTestWorld(t)
	return w.Do(func(tx *Tx) error {
		for _, c := range codes {
			c.GTIN, c.OwnerBIN, c.ProducerBIN, c.PackageType = pack, alice, alice, dict.Level1
			if err := tx.RestoreCode(&c); err != nil {
				return err
			}
		}
		return tx.CheckPackages()
	})
}

func TestPackagesThatLieInThemselves(t *testing.T) {
	name := func(n int) string { return fmt.Sprintf("%s%07d", pack, n) }
	var chain []Code
	for n := range maxPacked + 1 {
		c := Code{CIS: name(n), Child: []string{name(n + 1)}}
		if n > 0 {
			c.Parent = name(n - 1)
		}
		chain = append(chain, c)
	}
	for what, c := range map[string]struct {
		codes []Code
		want  Kind
	}{
		"a box with two packs":          {[]Code{{CIS: name(0), Child: []string{name(1), name(2)}}, {CIS: name(1), Parent: name(0)}, {CIS: name(2), Parent: name(0)}}, ""},
		"a pack in two boxes":           {[]Code{{CIS: name(0), Child: []string{name(2)}}, {CIS: name(1), Child: []string{name(2)}}, {CIS: name(2), Child: []string{name(3)}}, {CIS: name(3)}}, ""},
		"a package that is not kept":    {[]Code{{CIS: name(0), Parent: name(8), Child: []string{name(9)}}}, ""},
		"a code that is its own parent": {[]Code{{CIS: name(0), Parent: name(0)}}, BadRecord},
		"a code in itself":              {[]Code{{CIS: name(0), Child: []string{name(0)}}}, BadRecord},
		"two that hold each other":      {[]Code{{CIS: name(0), Child: []string{name(1)}}, {CIS: name(1), Child: []string{name(0)}}}, BadRecord},
		"two parents of each other":     {[]Code{{CIS: name(0), Parent: name(1)}, {CIS: name(1), Parent: name(0)}}, BadRecord},
		"as deep as may be":             {chain[1:maxPacked], ""},
		"too deep":                      {chain, BadRecord},
	} {
		if got := kindOf(t, linked(t, c.codes...)); got != c.want {
			t.Errorf("%s: %q, not %q", what, got, c.want)
		}
	}
}
