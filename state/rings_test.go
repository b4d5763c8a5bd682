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
	return w.Update(func(tx *Tx) error {
		for i := range codes {
			c := &codes[i]
			c.GTIN, c.OwnerBIN, c.ProducerBIN, c.PackageType = pack, alice, alice, dict.Level1
		}
		if err := restore(tx, codes...); err != nil {
			return err
		}
		err := tx.checkPackages()
		if joins := tx.packages().join(tx.View); joins != (err == nil) {
			t.Errorf("they join: %t; what is wrong: %v", joins, err)
		}
		return err
	})
}

// restore puts records back as a snapshot does.
func restore(tx *Tx, codes ...Code) error {
	b := Batch{Tx: tx}
	for _, c := range codes {
		if err := b.restore(c); err != nil {
			return err
		}
	}
	return b.Flush()
}

func TestPackagesAndWhatIsInThem(t *testing.T) {
	name := func(n int) string { return fmt.Sprintf("%s%07d", pack, n) }
	chain := func(n int) (codes []Code) {
		for i := range n {
			c := Code{CIS: name(i)}
			if i > 0 {
				c.Parent, codes[i-1].Child = name(i-1), []string{c.CIS}
			}
			codes = append(codes, c)
		}
		return codes
	}
	box := func(children ...int) Code {
		c := Code{CIS: name(0)}
		for _, n := range children {
			c.Child = append(c.Child, name(n))
		}
		return c
	}
	in := func(n, parent int) Code { return Code{CIS: name(n), Parent: name(parent)} }
	many := func(more ...int) (codes []Code) {
		all := make([]int, 3*fewInside)
		for i := range all {
			all[i] = i + 1
			codes = append(codes, in(i+1, 0))
		}
		return append(codes, box(append(all, more...)...))
	}
	for what, c := range map[string]struct {
		codes []Code
		want  Kind
	}{
		"a box with two packs":          {[]Code{box(1, 2), in(1, 0), in(2, 0)}, ""},
		"a pack in two boxes":           {[]Code{box(2), {CIS: name(1), Child: []string{name(2)}}, in(2, 0)}, BadRecord},
		"a pack in a box twice":         {[]Code{box(1, 1), in(1, 0)}, BadRecord},
		"a pack twice, another not":     {[]Code{box(1, 1), in(1, 0), in(2, 0)}, BadRecord},
		"many packs":                    {many(), ""},
		"many packs, one of them twice": {append(many(1), in(3*fewInside+1, 0)), BadRecord},
		"another spelling":              {[]Code{{CIS: "01" + blocks + "21A1", Child: []string{name(1)}}, {CIS: name(1), Parent: "(01)" + blocks + "(21)A1"}}, BadRecord},
		"a child of another spelling":   {[]Code{{CIS: name(0), Child: []string{"(01)" + blocks + "(21)A1"}}, {CIS: "01" + blocks + "21A1", Parent: name(0)}}, BadRecord},
		"a child that is not there":     {[]Code{box(9)}, BadRecord},
		"a parent that is not there":    {[]Code{in(0, 8)}, BadRecord},
		"a parent of nothing":           {[]Code{box(), in(1, 0)}, BadRecord},
		"a parent of others":            {[]Code{box(1), in(1, 0), in(2, 0)}, BadRecord},
		"a child of nobody":             {[]Code{box(1), {CIS: name(1)}}, BadRecord},
		"a code that is its own parent": {[]Code{in(0, 0)}, BadRecord},
		"a code in itself":              {[]Code{{CIS: name(0), Parent: name(0), Child: []string{name(0)}}}, BadRecord},
		"two that hold each other": {[]Code{
			{CIS: name(0), Parent: name(1), Child: []string{name(1)}}, {CIS: name(1), Parent: name(0), Child: []string{name(0)}},
		}, BadRecord},
		"two parents of each other":           {[]Code{in(0, 1), in(1, 0)}, BadRecord},
		"as deep as may be":                   {chain(maxPacked), ""},
		"too deep":                            {chain(maxPacked + 1), BadRecord},
		"so deep that no stack could hold it": {chain(20_000), BadRecord},
	} {
		if got := kindOf(t, linked(t, c.codes...)); got != c.want {
			t.Errorf("%s: %q, not %q", what, got, c.want)
		}
	}
}
