package state

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// stock adds single units: code i is emitted at one of a few moments, so that
// many have their place in the list by their form alone.
func stock(t interface{ Fatalf(string, ...any) }, w *World, from, to int) {
	statuses := dict.CodeStatuses()
	err := w.Update(func(tx *Tx) error {
		for i := from; i < to; i++ {
			n := i * 7919 % 100_003 // neighbours in the list are none in the index
			u := unit(fmt.Sprintf("%s%05d%02d", pack, n, i%7))
			if i%3 == 0 {
				u.CIS = fmt.Sprintf("(01)%s(21)%05d%02d", pack, n, i%7)
			}
			u.EmissionDate, u.Status = noon+Moment(i%5), statuses[i%len(statuses)].Status
			if i%4 == 0 {
				u.OwnerBIN = bob
			}
			if err := tx.AddTree(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("stock: %s", err)
	}
}

// keeps are filters, by name.
var keeps = map[string]func(*Code) bool{
	"all":     func(*Code) bool { return true },
	"none":    func(*Code) bool { return false },
	"alice's": func(c *Code) bool { return c.OwnerBIN == alice },
	"applied": func(c *Code) bool { return c.Status == dict.Applied },
	"of two":  func(c *Code) bool { return c.EmissionDate < noon+2 },
}

// naiveFind looks at each code.
func naiveFind(v View, q CodeQuery) (all []*Code) {
	v.Codes("", func(c *Code) bool {
		if strings.HasPrefix(string(idOf(c)), q.Prefix) && q.Keep(c) {
			all = append(all, c)
		}
		return true
	})
	return all
}

// naivePage collects, sorts and slices.
func naivePage(v View, q CodeQuery) []*Code {
	all := naiveFind(v, q)
	before := func(a, b *Code) int {
		order := 0
		switch {
		case a.EmissionDate != b.EmissionDate:
			order = int(a.EmissionDate - b.EmissionDate)
		default:
			order = strings.Compare(a.CIS, b.CIS)
		}
		if q.Descending {
			return -order
		}
		return order
	}
	slices.SortFunc(all, before)
	if q.From != nil {
		from := &Code{EmissionDate: q.From.EmissionDate, CIS: q.From.CIS}
		all = slices.DeleteFunc(all, func(c *Code) bool {
			order := before(c, from)
			return q.Back && order >= 0 || !q.Back && order <= 0
		})
	}
	if q.Back {
		return all[max(0, len(all)-q.Limit):]
	}
	return all[:min(q.Limit, len(all))]
}

func names(page []*Code) (out []string) {
	for _, c := range page {
		out = append(out, c.CIS)
	}
	return out
}

// anyQuery draws a query about the codes of a world.
func anyQuery(t *rapid.T, v View, prefixes []string, most int) (q CodeQuery, keep string) {
	keep = rapid.SampledFrom([]string{"all", "all", "alice's", "applied", "none", "of two"}).Draw(t, "keep")
	q = CodeQuery{
		Prefix: rapid.SampledFrom(prefixes).Draw(t, "prefix"), Keep: keeps[keep],
		Descending: rapid.Bool().Draw(t, "descending"), Back: rapid.Bool().Draw(t, "back"), Limit: rapid.IntRange(1, most).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "remembered") {
		q.Name = keep + q.Prefix
	}
	if q.Kinds = keep != "of two" && rapid.Bool().Draw(t, "by kinds"); keep == "of two" && rapid.Bool().Draw(t, "fixed") {
		q.Fixed = q.Keep
	}
	switch rapid.SampledFrom([]string{"first page", "from a code", "from nowhere", "from a code of another date"}).Draw(t, "from") {
	case "from a code":
		if c := someCode(t, v); c != nil {
			q.From = &CodeKey{c.EmissionDate, c.CIS}
		}
	case "from nowhere":
		q.From = &CodeKey{noon + Moment(rapid.IntRange(-1, 6).Draw(t, "at")), rapid.SampledFrom([]string{"", pack, pack + "5", "~"}).Draw(t, "uit")}
	case "from a code of another date":
		if c := someCode(t, v); c != nil {
			q.From = &CodeKey{c.EmissionDate + Moment(rapid.IntRange(-2, 2).Draw(t, "off")), c.CIS}
		}
	}
	return q, keep
}

// someCode is a code of the world, nil in an empty one.
func someCode(t *rapid.T, v View) (found *Code) {
	from := cis.ID(fmt.Sprintf("%s%05d", pack, rapid.IntRange(0, 99_999).Draw(t, "near")))
	for _, from := range []cis.ID{from, ""} {
		v.Codes(from, func(c *Code) bool { found = c; return false })
		if found != nil {
			return found
		}
	}
	return nil
}

func checkPage(t rapid.TB, v View, q CodeQuery, keep string) {
	t.Helper()
	got, want := v.CodePage(q), naivePage(v, q)
	if d := difference(names(got), names(want)); d != "" {
		t.Fatalf("%s of %q, %+v from %+v: %s", keep, q.Prefix, q, q.From, d)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s of %q: some records on the page are older than those of the version", keep, q.Prefix)
	}
	q.From = nil
	if got, want := v.CodeCount(q), len(naiveFind(v, q)); got != want {
		t.Fatalf("%s of %q: counts %d, want %d", keep, q.Prefix, got, want)
	}
}

func TestAPageIsTheSliceOfTheSortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		n := rapid.IntRange(0, 60).Draw(t, "codes")
		stock(t, w, 0, n)
		prefixes := []string{"", "0", pack, "01" + pack, "01" + pack + "2100", pack + "03", "9"}
		for range 8 {
			q, keep := anyQuery(t, w.Snapshot(), prefixes, 20)
			checkPage(t, w.Snapshot(), q, keep)
		}
		stock(t, w, n, n+3) // what was counted counts no more
		q, keep := anyQuery(t, w.Snapshot(), prefixes, 20)
		checkPage(t, w.Snapshot(), q, keep)
	})
}

// crowded is a world with more codes than are sorted on the spot, and with a
// prefix that has exactly as many as are; some codes have a history.
func crowded(t *testing.T) (*World, []string) {
	t.Helper()
	w := crowdOfCodes().Fork("crowd", nil)
	n := 0
	w.Snapshot().CodesWith(pack, func(*Code) bool { n++; return true })
	if all := w.Snapshot().Counts().Codes; n != few || all <= few {
		t.Fatalf("%d codes begin with the pack's gtin, %d are there: the two ways of listing are not both gone", n, all)
	}
	return w, []string{"", pack, pack + "0", "01" + pack}
}

var crowdOfCodes = sync.OnceValue(func() *World {
	t := panics{}
	w := newTestWorld(t)
	stock(t, w, 0, few*3/2) // every third of them is written with brackets, and begins with 01
	err := w.Update(func(tx *Tx) error {
		var emitted []string
		tx.Codes("", func(c *Code) bool {
			if c.Status == dict.Emitted {
				emitted = append(emitted, c.CIS)
			}
			return true
		})
		return errors.Join(tx.TopUp(alice, "tobacco", 1_000_000), tx.Utilise(emitted))
	})
	if err != nil {
		t.Fatalf("crowd: %s", err)
	}
	return w
})

// panics is who is told of faults of what tests share.
type panics struct{}

func (panics) Fatalf(format string, values ...any) { panic(fmt.Sprintf(format, values...)) }

// checks makes rapid try n times only in a test whose every try is large.
func checks(t *testing.T, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	usual := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(usual) })
}

func TestAPageOfManyCodesIsTheSameSlice(t *testing.T) {
	checks(t, 30)
	w, prefixes := crowded(t)
	rapid.Check(t, func(t *rapid.T) {
		q, keep := anyQuery(t, w.Snapshot(), prefixes, few)
		checkPage(t, w.Snapshot(), q, keep)
	})
	more := w.Fork("more", nil) // one code past the threshold: the pack's list goes the other way
	if err := more.Update(func(tx *Tx) error { return tx.AddTree(unit(pack + "zzzzzzz")) }); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		q, keep := anyQuery(t, more.Snapshot(), []string{pack}, few)
		checkPage(t, more.Snapshot(), q, keep)
	})
}

// TestAKeyOfAnotherDateIsAPlaceLikeAnyOther: a key whose code has another date
// of emission leaves out no record, the code itself included.
func TestAKeyOfAnotherDateIsAPlaceLikeAnyOther(t *testing.T) {
	small := newTestWorld(t)
	stock(t, small, 0, 60)
	many, _ := crowded(t)
	for name, w := range map[string]*World{"few codes": small, "many codes": many} {
		v := w.Snapshot()
		var codes []*Code
		v.Codes("", func(c *Code) bool { codes = append(codes, c); return len(codes) < 10 })
		for i, c := range codes {
			for _, off := range []Moment{-1, 0, 1} {
				q := CodeQuery{Keep: keeps["all"], Limit: 1 << 20, From: &CodeKey{c.EmissionDate + off, c.CIS}, Descending: i%2 == 0, Back: i%3 == 0}
				checkPage(t, v, q, name)
			}
		}
	}
}

// checkPaging pages through a list to its end, forwards or backwards, while
// codes come in and move between the pages: those that are there throughout
// appear once each, in order.
func checkPaging(t *rapid.T, w *World, prefix string, limit, room int) {
	t.Helper()
	q := CodeQuery{
		Prefix: prefix, Keep: keeps["alice's"], Limit: limit,
		Descending: rapid.Bool().Draw(t, "descending"), Back: rapid.Bool().Draw(t, "back"),
	}
	all := q
	all.Limit = 1 << 20
	throughout := names(naivePage(w.Snapshot(), all))
	seen := []string{}
	for pages := 0; ; pages++ {
		page := w.Snapshot().CodePage(q)
		if len(page) == 0 {
			break
		}
		if pages > (len(throughout)+room*8)/limit+1 {
			t.Fatalf("paging does not end")
		}
		edge := page[len(page)-1]
		if q.Back {
			edge = page[0]
			seen = append(names(page), seen...)
		} else {
			seen = append(seen, names(page)...)
		}
		q.From = &CodeKey{edge.EmissionDate, edge.CIS}
		disturb(t, w, room, pages)
	}
	if len(slices.Compact(sorted(seen))) != len(seen) {
		t.Fatalf("a code appears twice in %v", seen)
	}
	kept := slices.DeleteFunc(slices.Clone(seen), func(name string) bool { return !slices.Contains(throughout, name) })
	if d := difference(kept, throughout); d != "" {
		t.Fatalf("paging by %d through those that are there throughout: %s", limit, d)
	}
}

// difference tells where two lists part, "" if they are the same.
func difference(got, want []string) string {
	at := func(list []string, i int) string {
		if i < len(list) {
			return list[i]
		}
		return "the end"
	}
	for i := range max(len(got), len(want)) {
		if g, w := at(got, i), at(want, i); g != w {
			return fmt.Sprintf("%d codes instead of %d; at %d stands %s instead of %s", len(got), len(want), i, g, w)
		}
	}
	return ""
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// disturb adds codes all over the list and packs some, in the first rounds:
// paging through a list that grows for ever need not end.
func disturb(t *rapid.T, w *World, room, round int) {
	if round >= room {
		return
	}
	at := 50_000 + round*7
	stock(t, w, at, at+rapid.IntRange(0, 7).Draw(t, "new codes"))
	_ = w.Update(func(tx *Tx) error { // refused as a whole if what it is about lies packed or is sold, which is fine
		var some []string
		for range 3 {
			if c := someCode(t, tx.View); c != nil && c.Status != dict.Disaggregated {
				some = append(some, c.CIS)
			}
		}
		return tx.Pack(Packing{fmt.Sprintf("01%s13211209215%06d", pack, round), dict.Level1, some})
	})
}

func TestPagingShowsEveryCodeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		stock(t, w, 0, rapid.IntRange(0, 60).Draw(t, "codes"))
		checkPaging(t, w, rapid.SampledFrom([]string{"", pack, "01" + pack}).Draw(t, "prefix"), rapid.IntRange(1, 20).Draw(t, "limit"), 8)
	})
}

func TestPagingThroughManyCodesShowsEveryCodeOnce(t *testing.T) {
	checks(t, 2)
	w, prefixes := crowded(t)
	for _, prefix := range prefixes {
		rapid.Check(t, func(t *rapid.T) {
			checkPaging(t, w.Fork("paged", nil), prefix, rapid.IntRange(700, 1500).Draw(t, "limit"), 8)
		})
	}
}

// TestCodesOfAProduct: packs begin with their GTIN, everything else that has
// one with 01 before it. A GTIN may look like either.
func TestCodesOfAProduct(t *testing.T) {
	gtins := []string{pack, "01010101010101", "01000000460822", "00000000000000"}
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		want := map[string][]string{}
		_ = w.Update(func(tx *Tx) error {
			for _, gtin := range gtins {
				if err := tx.PutProduct(Product{GTIN: gtin, ProductGroup: "tobacco"}); err != nil {
					return err
				}
			}
			for range rapid.IntRange(0, 20).Draw(t, "codes") {
				gtin := rapid.SampledFrom(gtins).Draw(t, "gtin")
				u := unit(rapid.SampledFrom([]string{"", "01"}).Draw(t, "ai") + gtin + rapid.StringMatching(`(21)?[0-3]{7}`).Draw(t, "serial"))
				u.GTIN = gtin
				if tx.AddTree(u) == nil {
					want[gtin] = append(want[gtin], u.CIS)
				}
			}
			return nil
		})
		for _, gtin := range gtins {
			var got []string
			w.Snapshot().CodesOf(gtin, func(c *Code) bool { got = append(got, c.CIS); return true })
			if !slices.Equal(sorted(got), sorted(want[gtin])) {
				t.Fatalf("codes of %s: %v, want %v", gtin, got, want[gtin])
			}
			n := 0
			w.Snapshot().CodesOf(gtin, func(*Code) bool { n++; return n < 2 })
			if n != min(2, len(want[gtin])) {
				t.Fatalf("codes of %s: asked to stop at the second, it went to %d of %d", gtin, n, len(want[gtin]))
			}
		}
	})
}

func TestWhoSeesACode(t *testing.T) {
	c := &Code{OwnerBIN: alice, ProducerBIN: bob}
	for bin, want := range map[string]bool{alice: true, bob: true, "000000000000": false, "": false} {
		if Sees(bin, c) != want {
			t.Errorf("%q sees the code: %t", bin, !want)
		}
	}
}

// TestAForkCountsForItself: what the parent counted at a stamp says nothing of
// the fork's own changes, however many there are.
func TestAForkCountsForItself(t *testing.T) {
	w := tradeWorld(t)
	stamp := int(w.Snapshot().goods)
	fork := w.Fork("fork", nil)
	all := CodeQuery{Name: "all", Keep: func(*Code) bool { return true }}
	before := fork.Snapshot().CodeCount(all)
	must(t, fork.Update(func(tx *Tx) error {
		for n := range stamp {
			if err := tx.AddTree(unit(fmt.Sprintf("%sFORK%03d", pack, n))); err != nil {
				return err
			}
		}
		return nil
	}))
	if n := fork.Snapshot().CodeCount(all); n != before+stamp {
		t.Errorf("%d codes are counted, there are %d", n, before+stamp)
	}
}
