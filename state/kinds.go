package state

import (
	"cmp"
	"strings"
	"sync/atomic"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
)

// kinds counts the codes that are alike: in what their identities begin with,
// product, parties, status and types. There are few kinds among many codes, so
// whoever counts codes of a kind need not go through them.
type kinds struct {
	all *btree.BTreeG[*kind]
	own uint64 // marks the counters that nobody shares
}

// kind is a counter; one that another version shares is replaced, not changed.
type kind struct {
	prefix string // that the identities of all begin with
	like   Code   // GTIN, parties, status and types as all have them, and nothing else
	n      int
	own    uint64
}

var owners atomic.Uint64

func newKinds() kinds {
	return kinds{btree.NewBTreeGOptions(func(a, b *kind) bool { return a.compare(b) < 0 }, btree.Options{NoLocks: true}), owners.Add(1)}
}

// copy takes the counters away from both.
func (k *kinds) copy() kinds {
	k.own = owners.Add(1)
	return kinds{k.all.Copy(), owners.Add(1)}
}

func (k *kind) compare(o *kind) int {
	a, b := &k.like, &o.like
	if c := cmp.Compare(kindBits(a), kindBits(b)); c != 0 {
		return c
	}
	if c := cmp.Compare(k.prefix, o.prefix); c != 0 {
		return c
	}
	if c := cmp.Compare(a.OwnerBIN, b.OwnerBIN); c != 0 {
		return c
	}
	return cmp.Compare(a.ProducerBIN, b.ProducerBIN)
}

// kindBits are the status and the types of a code.
func kindBits(c *Code) int {
	return int(c.Status)<<16 | int(c.PackageType)<<8 | int(c.EmissionType)
}

// prefixOf is what the identity of a code begins with because of its product,
// "" for one that has nothing of its product in it.
func prefixOf(id cis.ID, gtin string) string {
	switch text := string(id); {
	case strings.HasPrefix(text, gtin):
		return text[:len(gtin)]
	case strings.HasPrefix(text, "01") && strings.HasPrefix(text[2:], gtin):
		return text[:2+len(gtin)]
	}
	return ""
}

// tally counts a record that takes the place of an old one, nil for none.
func (tx *Tx) tally(id cis.ID, old, c *Code) {
	if old != nil && kindBits(old) == kindBits(c) && old.OwnerBIN == c.OwnerBIN {
		return // nothing else of a kind ever changes
	}
	prefix := prefixOf(id, c.GTIN)
	if prefix == "" {
		tx.odd.Set(id, struct{}{})
		return
	}
	if old != nil {
		tx.count(prefix, old, -1)
	}
	tx.count(prefix, c, 1)
}

func (tx *Tx) count(prefix string, c *Code, by int) {
	near := &tx.near[(by+1)/2] // moving many codes counts two kinds by turns
	if k := *near; k == nil || k.own != tx.kinds.own || k.prefix != prefix || !k.has(c) {
		*near = tx.counter(prefix, c)
	}
	k := *near
	if k.n += by; k.n == 0 {
		tx.kinds.all.Delete(k)
		k.own = 0 // whoever finds it near needs another
	}
}

func (k *kind) has(c *Code) bool {
	return kindBits(&k.like) == kindBits(c) && k.like.OwnerBIN == c.OwnerBIN && k.like.ProducerBIN == c.ProducerBIN && k.like.GTIN == c.GTIN
}

// counter finds the counter of a kind, and makes one that this transaction may change.
func (tx *Tx) counter(prefix string, c *Code) *kind {
	k := &kind{prefix: prefix, own: tx.kinds.own, like: Code{
		GTIN: c.GTIN, OwnerBIN: c.OwnerBIN, ProducerBIN: c.ProducerBIN, Status: c.Status, PackageType: c.PackageType, EmissionType: c.EmissionType,
	}}
	if known, ok := tx.kinds.all.Get(k); ok && known.own == k.own {
		return known
	} else if ok {
		k.n = known.n
	}
	k.prefix = strings.Clone(prefix) // of the text of one code
	tx.kinds.all.Set(k)
	return k
}

// Kinds visits the kinds of codes whose identity begins with prefix, with how many
// there are of each, until f says false: like has GTIN, parties, status and types
// of all of them, and nothing else. Codes that are of no kind are visited one by
// one. It tells whether that were all: a prefix that goes into serial numbers
// parts kinds, and those that it may part are visited with the number 0.
func (v View) Kinds(prefix string, f func(like *Code, n int) bool) (whole bool) {
	whole, more := true, true
	v.kinds.all.Scan(func(k *kind) bool {
		switch {
		case !v.Here():
			more = false
		case strings.HasPrefix(k.prefix, prefix):
			more = f(&k.like, k.n)
		case strings.HasPrefix(prefix, k.prefix):
			whole = false
			more = f(&k.like, 0)
		}
		return more
	})
	if !more {
		return whole
	}
	v.odd.Ascend(cis.ID(prefix), func(id cis.ID, _ struct{}) bool {
		c, _ := v.codes.Get(id)
		return strings.HasPrefix(string(id), prefix) && v.Here() && f(c, 1)
	})
	return whole
}
