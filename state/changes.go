package state

import (
	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
)

// Table is one of the tables of records of a world. Tables that are derived from
// them, to find records or to count them, do not count.
type Table uint8

// The tables.
const (
	Participants Table = iota
	Products
	Codes
	Documents
	Receipts
	Orders
	Challenges

	tableCount
)

func (t Table) String() string {
	return [...]string{"participants", "products", "codes", "documents", "receipts", "orders", "challenges"}[t]
}

// keptChanges is how many records of each table a transaction tells about. More
// are counted only, so that one that writes a million costs no more memory.
const keptChanges = 32

// Change is a record in the place of another one.
type Change struct {
	Key           string // BIN, GTIN, registered form of a code, id
	before, after any    // *Code, *Document …, nil for none
}

// TableChanges is what a transaction did to a table.
type TableChanges struct {
	Table Table
	Count int      // of records; behind the first keptChanges one that is written by two events counts twice
	First []Change // the first keptChanges of them
}

// changes are noted as the tables are written.
type changes struct {
	first [tableCount][]Change // without what comes after
	count [tableCount]int
}

// note remembers what stood under a key before the transaction, nil for nothing.
func (c *changes) note(t Table, key string, before any) {
	known := c.first[t]
	if c.count[t] >= keptChanges {
		known = known[:1] // a package that is made comes before what goes into it, and is written again behind that
	}
	for _, k := range known {
		if k.Key == key {
			return
		}
	}
	if c.count[t] < keptChanges {
		c.first[t] = append(c.first[t], Change{Key: key, before: before})
	}
	c.count[t]++
}

// only tells whether no other table was written.
func (c *changes) only(t Table) bool {
	for other, count := range c.count {
		if count > 0 && Table(other) != t {
			return false
		}
	}
	return true
}

// keep puts a record into its table, and gives the one that it replaced.
func keep[R any](tx *Tx, t Table, in *btree.Map[string, *R], key string, r *R) {
	old, _ := in.Set(key, r)
	tx.changes.note(t, key, boxed(old))
}

// boxed is a record, or nil where there is none.
func boxed[R any](r *R) any {
	if r == nil {
		return nil
	}
	return r
}

// Changes are the tables that the transaction has written, with their records as
// they were before it and as it leaves them. Once it is published that includes
// what it made due at once.
func (tx *Tx) Changes() (all []TableChanges) {
	for t := range tableCount {
		if tx.changes.count[t] == 0 {
			continue
		}
		first := make([]Change, len(tx.changes.first[t]))
		for i, c := range tx.changes.first[t] {
			c.after = tx.record(t, c.Key)
			if code, ok := c.after.(*Code); ok {
				c.Key = code.CIS // the table has its identity
			}
			first[i] = c
		}
		all = append(all, TableChanges{t, tx.changes.count[t], first})
	}
	return all
}

// record finds a record by the key of its table, nil for none.
func (v View) record(t Table, key string) any {
	switch t {
	case Participants:
		return boxed(at(v.participants, key))
	case Products:
		return boxed(at(v.products, key))
	case Codes:
		c, _ := v.codes.Get(cis.ID(key))
		return boxed(c)
	case Documents:
		return boxed(at(v.documents, key))
	case Receipts:
		return boxed(at(v.receipts, key))
	case Orders:
		return boxed(at(v.orders, key))
	}
	return boxed(at(v.challenges, key))
}

// Since visits the records of a table in which two versions of a world differ, in
// order of their keys, with the record before and the record now; both are
// pointers, nil if there is none. Versions share the records that were not
// replaced between them, so this costs no more than a walk through the keys.
func (v View) Since(before View, t Table, f func(was, now any) bool) {
	was, now := before.version, v.version
	switch t {
	case Participants:
		differing(was.participants, now.participants, f)
	case Products:
		differing(was.products, now.products, f)
	case Codes:
		differing(was.codes, now.codes, f)
	case Documents:
		differing(was.documents, now.documents, f)
	case Receipts:
		differing(was.receipts, now.receipts, f)
	case Orders:
		differing(was.orders, now.orders, f)
	case Challenges:
		differing(was.challenges, now.challenges, f)
	}
}

// differing walks through two tables side by side.
func differing[K ~string, R any](before, after *btree.Map[K, *R], f func(was, now any) bool) {
	was, now := before.Iter(), after.Iter()
	left, right := was.First(), now.First()
	for more := true; more && (left || right); {
		switch {
		case !right || left && was.Key() < now.Key():
			more = f(boxed(was.Value()), nil)
			left = was.Next()
		case !left || now.Key() < was.Key():
			more = f(nil, boxed(now.Value()))
			right = now.Next()
		default:
			if was.Value() != now.Value() {
				more = f(boxed(was.Value()), boxed(now.Value()))
			}
			left, right = was.Next(), now.Next()
		}
	}
}
