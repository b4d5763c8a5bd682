package state

import (
	"cmp"
	"slices"
	"strings"

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

// Skew makes the methods disagree about the content of a package, as those of the
// real system sometimes do (table 1 of the recommendations). nil: they tell the
// truth.
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
		return Errorf(CodeUnreadable, "%s", err).With(written)
	case read.Kind == cis.Pack && p > dict.Unit:
		return Errorf(BadRecord, "code %s has the form of a unit, GTIN and serial without application identifiers, and can be no %s", written, p)
	case read.GTIN == "" || read.GTIN == gtin:
		return nil
	case strings.HasPrefix(string(read.ID), gtin):
		return nil // a pack whose GTIN begins with 01 may read as 01 GTIN 21 serial
	}
	return Errorf(BadRecord, "code %s spells gtin %s and cannot be of %s", written, read.GTIN, gtin)
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
	if old == nil || c.Op == nil || old.Op != c.Op { // else the event has written it before
		tx.changes.note(Codes, string(id), boxed(old))
	}
	tx.tally(id, old, c)
	if c.Status == dict.AppliedNotPaid {
		tx.unpaid.Set(id, struct{}{})
	} else if old != nil {
		tx.unpaid.Delete(id)
	}
	return old
}

// ByEmission orders codes by date of emission, then by registered form.
func ByEmission(a, b *Code) int {
	return cmp.Or(cmp.Compare(a.EmissionDate, b.EmissionDate), cmp.Compare(a.CIS, b.CIS))
}
