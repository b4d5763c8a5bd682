package state

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Sees tells whether a participant may see a code: its owner and its producer do.
func Sees(bin string, c *Code) bool { return c.OwnerBIN == bin || c.ProducerBIN == bin }

// TookPart tells whether a participant took part in what made a record of a code:
// as the one who has it since, or had it before, or as its producer.
func TookPart(bin string, c *Code) bool {
	return Sees(bin, c) || c.Prev != nil && c.Prev.OwnerBIN == bin
}

// CodesOf visits the codes whose written form begins with a GTIN, as that of
// packs does and, after 01, that of everything else with a GTIN, until f
// returns false.
func (v View) CodesOf(gtin string, f func(*Code) bool) {
	prefixes := []string{gtin, "01" + gtin}
	if strings.HasPrefix(prefixes[1], gtin) {
		prefixes = prefixes[:1] // 01010101010101: what begins with the second begins with the first
	}
	for _, prefix := range prefixes {
		more := true
		v.CodesWith(prefix, func(c *Code) bool {
			if c.GTIN == gtin {
				more = f(c)
			}
			return more
		})
		if !more {
			return
		}
	}
}

// CodesWith visits the codes whose identity begins with prefix, in order, until f says false.
func (v View) CodesWith(prefix string, f func(*Code) bool) {
	v.codes.Ascend(cis.ID(prefix), func(id cis.ID, c *Code) bool {
		return strings.HasPrefix(string(id), prefix) && v.Here() && f(c)
	})
}

// Units counts the consumer packs in a code: one for a unit, none for an empty package.
func (v View) Units(c *Code) int {
	n := 0
	v.EachUnit(c, func(*Code) { n++ })
	return n
}

// EachUnit visits the consumer packs in a code, itself if it is one.
func (v View) EachUnit(c *Code, f func(*Code)) {
	if c.PackageType == dict.Unit {
		f(c)
		return
	}
	for _, child := range c.Child {
		if !v.Here() {
			return
		}
		if inside, err := v.Code(child); err == nil && inside != nil {
			v.EachUnit(inside, f)
		}
	}
}

// CodeQuery asks for a page of codes by key.
type CodeQuery struct {
	Name       string           // tells its prefix and filters from those of others; "": what it finds is not remembered
	Prefix     string           // of the identity, "" for all codes
	Keep       func(*Code) bool // which of them
	Kinds      bool             // Keep looks at GTIN, parties, status and types only
	Fixed      func(*Code) bool // what Keep says of the things that no record of a code changes: all but owner, status, package and produced date; nil: nothing
	Descending bool             // newest first; codes are sorted by date of emission, then by code
	From       *CodeKey         // the record of the page before that the page goes on from, nil for the first page
	Back       bool             // the page before From instead of the one behind it
	Limit      int
}

// CodeKey is where a record stands in the sorted codes.
type CodeKey struct {
	EmissionDate Moment
	CIS          string
}

// CodePage gives the page in the order that the query asks for. The cost
// depends on the page alone, wherever in the list it stands. Only the first
// query for few codes of a version walks through all codes with the prefix.
func (v View) CodePage(q CodeQuery) []*Code {
	if total, codes := v.fitting(q); total <= few {
		return cut(codes, q)
	}
	var page []*Code
	v.walkByEmission(q, func(c *Code) bool {
		if q.Keep(c) {
			page = append(page, c)
		}
		return len(page) < q.Limit
	})
	if q.Back {
		slices.Reverse(page)
	}
	return page
}

// CodeCount counts all codes of a query, whatever the page.
func (v View) CodeCount(q CodeQuery) int {
	total, _ := v.fitting(q)
	return total
}

// few is how many fitting codes of a query are remembered at most, sorted,
// instead of walking all codes of the world by emission.
const few = 10_000

// fitting counts the codes of a query and, if they are few, gives them by emission.
func (v View) fitting(q CodeQuery) (total int, codes []*Code) {
	if q.Name == "" {
		return v.look(q)
	}
	return v.world.found.Of(v.goods, q.Name, func() (int, []*Code, bool) {
		total, codes := v.look(q)
		return total, codes, !v.ended()
	})
}

func (v View) look(q CodeQuery) (total int, codes []*Code) {
	if total, known := v.countKinds(q); known && (total == 0 || total > few) {
		return total, nil
	}
	v.CodesWith(q.Prefix, func(c *Code) bool {
		if q.Keep(c) {
			if total++; total <= few {
				codes = append(codes, c)
			}
		}
		return true
	})
	if total > few {
		return total, nil
	}
	slices.SortFunc(codes, ByEmission)
	return total, slices.Clip(codes)
}

// countKinds counts the codes of a query by their kinds, if they tell.
func (v View) countKinds(q CodeQuery) (total int, known bool) {
	if !q.Kinds {
		return 0, false
	}
	known = true
	v.Kinds(q.Prefix, func(like *Code, n int) bool {
		if q.Keep(like) {
			total += n
			known = n > 0
		}
		return known
	})
	return total, known
}

// cut takes a page out of all codes of a query, which are sorted by emission.
func cut(codes []*Code, q CodeQuery) []*Code {
	down := q.Descending != q.Back
	from, to := 0, len(codes)
	if q.From != nil {
		key := &Code{EmissionDate: q.From.EmissionDate, CIS: q.From.CIS}
		at, there := slices.BinarySearchFunc(codes, key, ByEmission)
		switch {
		case down:
			to = at
		case there:
			from = at + 1
		default:
			from = at
		}
	}
	if down {
		from = max(from, to-q.Limit)
	} else {
		to = min(to, from+q.Limit)
	}
	page := slices.Clone(codes[from:to])
	if q.Descending {
		slices.Reverse(page)
	}
	return page
}

// walkByEmission visits the codes of a query behind its key.
func (v View) walkByEmission(q CodeQuery, f func(*Code) bool) {
	var from *Code
	if q.From != nil {
		from = &Code{EmissionDate: q.From.EmissionDate, CIS: q.From.CIS}
	}
	visit := func(first *Code) bool {
		if !v.Here() {
			return false
		}
		if from != nil && ByEmission(first, from) == 0 || q.Fixed != nil && !q.Fixed(first) {
			return true
		}
		id := first.ID()
		if !strings.HasPrefix(string(id), q.Prefix) {
			return true
		}
		c, _ := v.codes.Get(id) // the index keeps the first record as its key
		return f(c)
	}
	down := q.Descending != q.Back
	switch {
	case from == nil && down:
		v.emitted.Reverse(visit)
	case from == nil:
		v.emitted.Scan(visit)
	case down:
		v.emitted.Descend(from, visit)
	default:
		v.emitted.Ascend(from, visit)
	}
}

// stamp marks a change of codes, products or participants: results of earlier
// queries are no longer valid.
func (tx *Tx) stamp() { tx.goods = tx.world.found.Stamp() }
