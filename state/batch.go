package state

import (
	"cmp"
	"slices"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
)

// Tree is a code with all that is packed in it, as it is to be registered.
type Tree struct {
	Code
	Inside []Tree
}

// AddTree registers a code and everything inside it; Parent and Child of every
// code are set here, from the shape of the tree. It refuses codes that cannot
// be read or are registered already, products and participants that are not
// there, and more than 64 levels; then the caller's transaction must fail as a
// whole.
func (tx *Tx) AddTree(t Tree) error {
	b := Batch{Tx: tx}
	if err := b.Add(t); err != nil {
		return err
	}
	return b.Flush()
}

// Batch registers many codes at once. Codes that were added are in the world
// after Flush. They are sorted, so that neighbours in the tables are written
// one after another and lie side by side in memory. At a million codes that
// takes half the time, and the collector a quarter of its time ever after.
type Batch struct {
	*Tx
	added []Code // as they came
	order []added
	under *version // whose codes may be replaced by what is added, nil: none may
}

// added is where a record of a batch is, with what it is sorted by.
type added struct {
	id       cis.ID
	emission Moment
	at       int
}

// Len is how many codes wait for Flush.
func (b *Batch) Len() int { return len(b.added) }

// Add checks a tree as AddTree does, except whether its codes are there already,
// and keeps a copy of it. A tree that is refused leaves nothing behind.
func (b *Batch) Add(t Tree) error {
	before, n := len(b.added), t.size()
	b.added, b.order = slices.Grow(b.added, n), slices.Grow(b.order, n)
	err := b.add(&t, "", 1)
	if err != nil {
		b.letGo(before)
	}
	return err
}

// letGo forgets what was added behind the first ones, with its texts.
func (b *Batch) letGo(first int) {
	clear(b.added[first:])
	clear(b.order[first:])
	b.added, b.order = b.added[:first], b.order[:first]
}

// size is how many codes a tree has.
func (t *Tree) size() int {
	n := 1
	for i := range t.Inside {
		n += t.Inside[i].size()
	}
	return n
}

func (b *Batch) add(t *Tree, parent string, depth int) error {
	if depth > maxPacked {
		return Errorf(BadRecord, "code %s lies more than %d levels deep", t.CIS, maxPacked)
	}
	c := t.Code
	c.Parent, c.Child = parent, nil
	if len(t.Inside) > 0 {
		c.Child = make([]string, len(t.Inside))
	}
	for i := range t.Inside {
		c.Child[i] = t.Inside[i].CIS
	}
	for old := c.Prev; old != nil; old = old.Prev {
		if _, err := b.complete(old); err != nil {
			return err
		}
	}
	if err := b.keep(c); err != nil {
		return err
	}
	for i := range t.Inside {
		if err := b.add(&t.Inside[i], c.CIS, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// keep checks one code and lets it wait as it stands.
func (b *Batch) keep(c Code) error {
	id, err := b.complete(&c)
	if err != nil {
		return err
	}
	b.order = append(b.order, added{id, c.EmissionDate, len(b.added)})
	b.added = append(b.added, c)
	return nil
}

// Flush registers what was added, which the batch then forgets. It fails with
// CodeExists; then the caller's transaction must fail as a whole.
func (b *Batch) Flush() error {
	defer b.letGo(0)
	slices.SortFunc(b.order, func(x, y added) int { return cmp.Compare(x.id, y.id) })
	codes := make([]Code, len(b.order))
	for i, a := range b.order {
		codes[i] = b.added[a.at]
		b.order[i].at = i
		if old := b.put(a.id, &codes[i]); old != nil { // one descent for finding and adding
			if err := b.replaces(a.id, old, &codes[i]); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(b.order, func(x, y added) int {
		return cmp.Or(cmp.Compare(x.emission, y.emission), cmp.Compare(codes[x.at].CIS, codes[y.at].CIS))
	})
	var near btree.PathHint
	for _, a := range b.order {
		b.emitted.SetHint(&codes[a.at], &near)
	}
	return nil
}

// replaces refuses a record of a code that is there already, unless it is a later
// one than that of the version below.
func (b *Batch) replaces(id cis.ID, old, c *Code) error {
	if b.under == nil || b.under.codeOf(id) != old {
		return Errorf(CodeExists, "code %s is registered already, as %s", c.CIS, old.CIS)
	}
	if old.GTIN != c.GTIN || old.ProducerBIN != c.ProducerBIN || old.EmissionDate != c.EmissionDate || old.CIS != c.CIS {
		return Errorf(BadRecord, "code %s: gtin, producerBin and emissionDate are as at the start, and it is %s of %s, emitted %s there", c.CIS, old.GTIN, old.ProducerBIN, old.EmissionDate)
	}
	return nil
}

func (v *version) codeOf(id cis.ID) *Code {
	c, _ := v.codes.Get(id)
	return c
}

// complete gives the identity of a code and checks what it names.
func (tx *Tx) complete(c *Code) (cis.ID, error) {
	id, err := cis.Identify(c.CIS)
	if err != nil {
		return "", Errorf(CodeUnreadable, "%s", err).With(c.CIS)
	}
	if !c.Skew.possible() {
		return "", Errorf(BadRecord, "code %s: numbers of skew are from 0 on", c.CIS)
	}
	product, ok := tx.products.Get(c.GTIN)
	if !ok {
		return "", Errorf(BrokenReference, "code %s: no product with gtin %q", c.CIS, c.GTIN)
	}
	owner, ok := tx.participants.Get(c.OwnerBIN)
	if !ok {
		return "", Errorf(BrokenReference, "code %s: no participant with ownerBin %q", c.CIS, c.OwnerBIN)
	}
	producer, ok := tx.participants.Get(c.ProducerBIN)
	if !ok {
		return "", Errorf(BrokenReference, "code %s: no participant with producerBin %q", c.CIS, c.ProducerBIN)
	}
	// The records' own strings, so that a million codes hold one copy of each.
	c.GTIN, c.OwnerBIN, c.ProducerBIN = product.GTIN, owner.BIN, producer.BIN
	return id, nil
}

// addCode registers one code as it stands.
func (tx *Tx) addCode(c *Code) error {
	id, err := tx.complete(c)
	if err != nil {
		return err
	}
	if old := tx.put(id, c); old != nil {
		return Errorf(CodeExists, "code %s is registered already, as %s", c.CIS, old.CIS)
	}
	tx.emitted.Set(c)
	return nil
}

// restore lets a record with its history wait as a snapshot kept it: parents and
// children are taken as they stand, and joinPackages has to look at them once
// all codes are there. It refuses what AddTree refuses, and a history of another code.
func (b *Batch) restore(c Code) error {
	for old := c.Prev; old != nil; old = old.Prev {
		if old.CIS != c.CIS {
			return Errorf(BadRecord, "code %s: its history is of %q", c.CIS, old.CIS)
		}
		if _, err := b.complete(old); err != nil {
			return err
		}
	}
	return b.keep(c)
}
