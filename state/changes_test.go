package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// checkChanges holds what a published transaction tells of itself against the
// worlds before and after it.
func checkChanges(t interface{ Fatalf(string, ...any) }, before View, tx *Tx) {
	told := tx.Changes()
	for table := range tableCount {
		i := slices.IndexFunc(told, func(c TableChanges) bool { return c.Table == table })
		var got TableChanges
		if i >= 0 {
			got = told[i]
		}
		changed := changedKeys(table, before, tx.View)
		if len(changed) <= keptChanges && got.Count != len(changed) || got.Count < len(changed) || len(got.First) != min(got.Count, keptChanges) {
			t.Fatalf("%s: %d records and the first %d are told of, %d have changed", table, got.Count, len(got.First), len(changed))
		}
		for _, c := range got.First {
			key := c.Key
			if table == Codes {
				id, _ := cis.Identify(c.Key)
				key = string(id)
			}
			if !slices.Contains(changed, key) || c.before != before.record(table, key) || c.after != tx.record(table, key) {
				t.Fatalf("%s: %s is told of as %v before, %v after", table, c.Key, c.before, c.after)
			}
		}
	}
}

// changedKeys are those under which other records stand.
func changedKeys(t Table, before, after View) (keys []string) {
	all := map[string]bool{}
	for _, v := range []View{before, after} {
		for _, key := range keysOf(v, t) {
			all[key] = true
		}
	}
	for key := range all {
		if before.record(t, key) != after.record(t, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func keysOf(v View, t Table) (keys []string) {
	switch t {
	case Participants:
		return v.participants.Keys()
	case Products:
		return v.products.Keys()
	case Codes:
		for _, id := range v.codes.Keys() {
			keys = append(keys, string(id))
		}
		return keys
	case Documents:
		return v.documents.Keys()
	case Receipts:
		return v.receipts.Keys()
	case Orders:
		return v.orders.Keys()
	}
	return v.challenges.Keys()
}

// TestChangesAreTold in the words of the control API: what is new whole, what was
// replaced by what has become another, what is gone as it was.
func TestChangesAreTold(t *testing.T) {
	w := newTestWorld(t)
	said := func(do func(*Tx) error) string {
		var text strings.Builder
		before, done := w.Snapshot(), (*Tx)(nil)
		must(t, w.Update(func(tx *Tx) error {
			done = tx
			return do(tx)
		}))
		checkChanges(t, before, done)
		for _, table := range done.Changes() {
			fmt.Fprintln(&text, table.Table, table.Count)
			for _, c := range table.First {
				was, is := c.Told()
				fmt.Fprintln(&text, c.Key, was, "->", is)
			}
		}
		return text.String()
	}
	code := pack + "abcdefg"
	emitted := unit(code)
	emitted.Status, emitted.EmissionDate = dict.Emitted, noon
	for _, c := range []struct {
		about string
		do    func(*Tx) error
		want  string
	}{
		{"nothing", func(*Tx) error { return nil }, ""},
		{
			"a code", func(tx *Tx) error { return tx.AddTree(emitted) },
			"codes 1\n" + code + " [] -> [{gtin " + pack + "} {packageType UNIT} {status EMITTED} {ownerBin " + alice + "} {producerBin " + alice + "} {emissionDate 2026-11-22T12:00:00.000Z}]\n",
		},
		{
			"its application", func(tx *Tx) error { return tx.Utilise([]string{code}) },
			"codes 1\n" + code + " [{status EMITTED}] -> [{status APPLIED_NOT_PAID} {producedDate 2026-11-22T12:00:00.000Z} {operation 2026-11-22T12:00:00.000Z}]\n",
		},
		{
			"money", func(tx *Tx) error { return tx.TopUp(alice, "tobacco", 500) },
			"participants 1\n" + alice + " [] -> [{balance.tobacco 232}]\ncodes 1\n" + code + " [{status APPLIED_NOT_PAID}] -> [{status APPLIED}]\n",
		},
		{"what fails", func(tx *Tx) error {
			_ = tx.Savepoint(func() error {
				must(t, tx.TopUp(alice, "tobacco", 1))
				_, err := tx.Admit("123456789012", "")
				must(t, err)
				return errTakenBack
			})
			if warnings := tx.Warnings(); warnings != nil {
				t.Errorf("warned of %v", warnings)
			}
			return nil
		}, ""},
	} {
		if got := said(c.do); got != c.want {
			t.Errorf("%s is told as\n%swant\n%s", c.about, got, c.want)
		}
	}
}

// TestManyChangesAreCounted, each code once, and take no memory.
func TestManyChangesAreCounted(t *testing.T) {
	w := newTestWorld(t)
	const many = 5 * keptChanges
	var codes []string
	must(t, w.Update(func(tx *Tx) error {
		for n := range many {
			codes = append(codes, fmt.Sprintf("%sMANY%03d", pack, n))
			must(t, tx.AddTree(unit(codes[n])))
		}
		return nil
	}))
	must(t, w.Update(func(tx *Tx) error {
		must(t, tx.Pack(Packing{"00046002660143821017", dict.Level1, codes}))
		told := tx.Changes()
		if len(told) != 2 || told[0].Table != Codes || len(told[0].First) != keptChanges || told[0].Count != many+1 {
			t.Errorf("told: %d tables, %s %d", len(told), told[0].Table, told[0].Count)
		}
		return nil
	}))
	records := new(btree.Map[string, *Product])
	tx := &Tx{}
	for n := range keptChanges {
		keep(tx, Products, records, fmt.Sprint(n), &Product{})
	}
	p := &Product{}
	records.Set("many", p)
	if n := testing.AllocsPerRun(100, func() { tx.changes.note(Products, "many", p) }); n != 0 {
		t.Errorf("%v allocations to count a change", n)
	}
}
