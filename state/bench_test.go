package state

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// crowd is a world of n codes or a few more, in boxes of 50 blocks of 10 packs,
// and the written forms of all its codes in random order.
func crowd(b *testing.B, n int) (w *World, written []string) {
	b.Helper()
	w = newTestWorld(b)
	name := func() string {
		written = append(written, fmt.Sprintf("%s%07d", pack, len(written)))
		return written[len(written)-1]
	}
	var tree func(sizes ...int) Tree
	tree = func(sizes ...int) Tree {
		t := unit(name())
		t.PackageType = dict.Unit + dict.PackageType(len(sizes))
		if len(sizes) > 0 {
			for range sizes[0] {
				t.Inside = append(t.Inside, tree(sizes[1:]...))
			}
		}
		return t
	}
	err := w.Update(func(tx *Tx) error {
		for len(written) < n {
			if err := tx.AddTree(tree(50, 10)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	w.MarkStart()
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(written), func(i, j int) { written[i], written[j] = written[j], written[i] })
	return w, written
}

const (
	thousand = 1_000
	million  = 1_000_000
)

func BenchmarkLookup(b *testing.B) {
	for name, n := range map[string]int{"1e3": thousand, "1e6": million} {
		b.Run(name, func(b *testing.B) {
			w, written := crowd(b, n)
			i := 0
			for b.Loop() {
				if w.Code(written[i%len(written)]) == nil {
					b.Fatalf("no code %s", written[i%len(written)])
				}
				i++
			}
		})
	}
}

func BenchmarkFork(b *testing.B) {
	w, _ := crowd(b, million)
	b.ReportAllocs()
	for b.Loop() {
		w.Fork("fork", nil)
	}
}

func BenchmarkReset(b *testing.B) {
	w, _ := crowd(b, million)
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
	}
}

// BenchmarkDo adds one code to a million, each time in another place: a path of
// the tree is copied, as behind every published version.
func BenchmarkDo(b *testing.B) {
	w, _ := crowd(b, million)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		added := unit(fmt.Sprintf("%s%06d%c", pack, i*7919%100_000, 'A'+i/100_000))
		if err := w.Update(func(tx *Tx) error { return tx.AddTree(added) }); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkListing asks a million codes for a page of what few or many of them
// are, again and behind a change of one code.
func BenchmarkListing(b *testing.B) {
	w, _ := crowd(b, million)
	added := 0
	for name, q := range map[string]CodeQuery{
		"none":  {Kinds: true, Keep: func(c *Code) bool { return c.Status == dict.Exported }},
		"boxes": {Kinds: true, Keep: func(c *Code) bool { return c.PackageType == dict.Level2 }},
		"one":   {Keep: func(c *Code) bool { return c.CIS == pack+"0777777" }},
		"all":   {Kinds: true, Keep: func(c *Code) bool { return c.OwnerBIN == alice }},
	} {
		q.Name, q.Prefix, q.Limit = name, pack, 100
		ask := func() {
			w.Snapshot().CodePage(q)
			w.Snapshot().CodeCount(q)
		}
		b.Run(name+"/again", func(b *testing.B) {
			ask()
			for b.Loop() {
				ask()
			}
		})
		b.Run(name+"/changed", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				one := unit(fmt.Sprintf("%sZ%06d", pack, added))
				added++
				if err := w.Update(func(tx *Tx) error { return tx.AddTree(one) }); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				ask()
			}
		})
	}
}
