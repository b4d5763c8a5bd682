package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Code is one marking code (КМ) as it stands after its last operation. Records
// are immutable: a change makes a new record whose Prev is the old one, so the
// chain of records is the code's history.
//
// A million of these must fit into little memory: moments instead of times,
// numbers instead of names, and strings shared with the records they name.
type Code struct {
	CIS         string // the registered form, shown in all answers whatever form was asked with
	GTIN        string
	OwnerBIN    string
	ProducerBIN string
	Parent      string   // registered form of the package around it, "" for none
	Child       []string // registered forms of what is packed in it, in order of packing

	EmissionDate Moment
	ProducedDate Moment

	Op   *Operation // what made this record; shared by all codes of one operation
	Prev *Code      // the record before, nil for the first
	Skew *Skew      // what the methods are to get wrong about the content, nil for nothing

	Status       dict.CodeStatus
	PackageType  dict.PackageType
	EmissionType dict.ReleaseMethod
}

// Operation is what changed codes: one value for all codes it touched.
type Operation struct {
	At    Moment
	DocID string // the document, "" when there was none
}

// Skew makes the methods disagree about the content of a package on purpose, as
// the real system's do at times (table 1 of the recommendations). nil: the truth.
type Skew struct {
	Info       *int // how many of the children cises/info shows
	Units      *int // how many packs cises-units-count counts
	Aggregated *int // how many of the children aggregated/list shows
}

func (s *Skew) possible() bool {
	if s == nil {
		return true
	}
	return !slices.ContainsFunc([]*int{s.Info, s.Units, s.Aggregated}, func(n *int) bool { return n != nil && *n < 0 })
}

// ID is the identity under which the code is kept. The registered form was
// readable when the code was added.
func (c *Code) ID() cis.ID {
	id, _ := cis.Identify(c.CIS)
	return id
}

// CheckForm refuses a code whose written form contradicts its record: one that
// spells a GTIN is of that product, and the form of a pack is a unit's. Codes
// that spell none, such as an SSCC, may be of any product.
func CheckForm(written, gtin string, p dict.PackageType) error {
	read, err := cis.Parse(written)
	switch {
	case err != nil:
		return Fail(CodeUnreadable, err.Error(), written)
	case read.Kind == cis.Pack && p > dict.Unit:
		return Fail(BadRecord, fmt.Sprintf("code %s has the form of a unit, GTIN and serial without application identifiers, and can be no %s", written, p))
	case read.GTIN == "" || read.GTIN == gtin:
		return nil
	case strings.HasPrefix(string(read.ID), gtin):
		return nil // a pack whose GTIN begins with 01 may read as 01 GTIN 21 serial
	}
	return Fail(BadRecord, fmt.Sprintf("code %s spells gtin %s and can not be of %s", written, read.GTIN, gtin))
}

// Tree is a code with all that is packed in it, as it is to be registered.
type Tree struct {
	Code
	Inside []Tree
}

// AddTree registers a code and everything inside it; Parent and Child of every
// code are set here, from the shape of the tree. It refuses codes that can not
// be read or are registered already, and products and participants that are not
// there; then the caller's transaction must fail as a whole.
func (tx *Tx) AddTree(t Tree) error {
	b := Batch{Tx: tx}
	if err := b.Add(t); err != nil {
		return err
	}
	return b.Flush()
}

// Batch registers many trees at once. What was added is in the world after
// Flush: sorted, so that neighbours in the tables are written one after another,
// which at a million codes takes half the time.
type Batch struct {
	*Tx
	added []newCode
}

type newCode struct {
	id cis.ID
	*Code
}

// Len is how many codes wait for Flush.
func (b *Batch) Len() int { return len(b.added) }

// Add checks a tree as AddTree does, except whether its codes are there already,
// and keeps a copy of it.
func (b *Batch) Add(t Tree) error { return b.add(&t, "") }

func (b *Batch) add(t *Tree, parent string) error {
	c := t.Code
	c.Parent, c.Child = parent, nil
	if len(t.Inside) > 0 {
		c.Child = make([]string, len(t.Inside))
	}
	for i := range t.Inside {
		c.Child[i] = t.Inside[i].CIS
	}
	id, err := b.complete(&c)
	if err != nil {
		return err
	}
	b.added = append(b.added, newCode{id, &c})
	for i := range t.Inside {
		if err := b.add(&t.Inside[i], c.CIS); err != nil {
			return err
		}
	}
	return nil
}

// Flush registers what was added. It fails with CodeExists; then the caller's
// transaction must fail as a whole.
func (b *Batch) Flush() error {
	slices.SortFunc(b.added, func(x, y newCode) int { return cmp.Compare(x.id, y.id) })
	for _, c := range b.added {
		if old := b.put(c.id, c.Code); old != nil { // one descent for finding and adding
			return Fail(CodeExists, fmt.Sprintf("code %s is registered already, as %s", c.CIS, old.CIS))
		}
	}
	slices.SortFunc(b.added, func(x, y newCode) int { return byEmission(x.Code, y.Code) })
	var near btree.PathHint
	for _, c := range b.added {
		b.emitted.SetHint(c.Code, &near)
	}
	clear(b.added)
	b.added = b.added[:0]
	return nil
}

// complete gives the identity of a code and checks what it names.
func (tx *Tx) complete(c *Code) (cis.ID, error) {
	id, err := cis.Identify(c.CIS)
	if err != nil {
		return "", Fail(CodeUnreadable, err.Error(), c.CIS)
	}
	if !c.Skew.possible() {
		return "", Fail(BadRecord, fmt.Sprintf("code %s: numbers of skew are from 0 on", c.CIS))
	}
	product, ok := tx.products.Get(c.GTIN)
	if !ok {
		return "", Fail(BrokenReference, fmt.Sprintf("code %s: no product with gtin %q", c.CIS, c.GTIN))
	}
	owner, ok := tx.participants.Get(c.OwnerBIN)
	if !ok {
		return "", Fail(BrokenReference, fmt.Sprintf("code %s: no participant with ownerBin %q", c.CIS, c.OwnerBIN))
	}
	producer, ok := tx.participants.Get(c.ProducerBIN)
	if !ok {
		return "", Fail(BrokenReference, fmt.Sprintf("code %s: no participant with producerBin %q", c.CIS, c.ProducerBIN))
	}
	// The records' own strings, so that a million codes hold one copy of each.
	c.GTIN, c.OwnerBIN, c.ProducerBIN = product.GTIN, owner.BIN, producer.BIN
	return id, nil
}

// replace puts the next record of a code in the place of the present one.
func (tx *Tx) replace(c *Code, next Code, op *Operation) {
	next.Prev, next.Op = c, op
	tx.put(next.ID(), &next)
}

// put keeps a record and gives the one that it replaced.
func (tx *Tx) put(id cis.ID, c *Code) *Code {
	tx.stamp()
	old, _ := tx.codes.Set(id, c)
	if c.Status == dict.AppliedNotPaid {
		tx.unpaid.Set(id, struct{}{})
	} else if old != nil {
		tx.unpaid.Delete(id)
	}
	return old
}

// byEmission orders codes by date of emission, then by registered form.
func byEmission(a, b *Code) int {
	return cmp.Or(cmp.Compare(a.EmissionDate, b.EmissionDate), cmp.Compare(a.CIS, b.CIS))
}

// RestoreCode puts a record with its history back as a snapshot kept it:
// parents and children are taken as they stand, and CheckPackages has to look at
// them once all codes are there. It refuses what AddTree refuses, and a history
// of another code.
func (tx *Tx) RestoreCode(c *Code) error {
	for old := c.Prev; old != nil; old = old.Prev {
		if old.CIS != c.CIS {
			return Fail(BadRecord, fmt.Sprintf("code %s: its history is of %q", c.CIS, old.CIS))
		}
		if _, err := tx.complete(old); err != nil {
			return err
		}
	}
	return tx.addCode(c)
}

// addCode registers one code as it stands.
func (tx *Tx) addCode(c *Code) error {
	id, err := tx.complete(c)
	if err != nil {
		return err
	}
	b := Batch{tx, []newCode{{id, c}}}
	return b.Flush()
}
