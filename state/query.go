package state

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Sees tells whether a participant may see a code: its owner and its producer do.
func Sees(bin string, c *Code) bool { return c.OwnerBIN == bin || c.ProducerBIN == bin }

// CodesOf visits the codes whose written form begins with a GTIN, as packs do
// and, behind 01, everything else that carries one, until f says false.
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
		return strings.HasPrefix(string(id), prefix) && f(c)
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
		if inside, err := v.Code(child); err == nil && inside != nil {
			v.EachUnit(inside, f)
		}
	}
}

// CodeQuery asks for a page of codes by key.
type CodeQuery struct {
	Prefix     string           // of the identity, "" for all codes
	Keep       func(*Code) bool // which of them
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

// CodePage gives the page in the order that the query asks for. It costs what
// the page costs, wherever in the list it stands.
func (v View) CodePage(q CodeQuery) []*Code {
	var page []*Code
	v.walk(q, q.Descending != q.Back, func(c *Code) bool {
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

// CodeCount counts all codes of a query, whatever the page. Counting goes
// through the whole range, so the world remembers it until codes, products or
// participants change: name is what tells this query from others.
func (v View) CodeCount(name string, q CodeQuery) int {
	return v.world.counts.of(v.goods, name, func() int {
		n := 0
		v.CodesWith(q.Prefix, func(c *Code) bool {
			if q.Keep(c) {
				n++
			}
			return true
		})
		return n
	})
}

// walk visits the codes of a query behind its key, downwards or upwards.
func (v View) walk(q CodeQuery, down bool, f func(*Code) bool) {
	if codes, ok := v.fewCodes(q.Prefix); ok {
		walkSlice(codes, q.From, down, f)
		return
	}
	v.walkByEmission(q, down, f)
}

// few is up to how many codes are sorted on the spot instead of walking all
// codes of the world by emission.
const few = 10_000

func (v View) fewCodes(prefix string) (codes []*Code, all bool) {
	v.CodesWith(prefix, func(c *Code) bool {
		codes = append(codes, c)
		return len(codes) <= few
	})
	if len(codes) > few {
		return nil, false
	}
	slices.SortFunc(codes, byEmission)
	return codes, true
}

func walkSlice(codes []*Code, from *CodeKey, down bool, f func(*Code) bool) {
	if down {
		slices.Reverse(codes)
	}
	for _, c := range codes {
		if from != nil {
			order := byEmission(c, &Code{EmissionDate: from.EmissionDate, CIS: from.CIS})
			if order == 0 || (order < 0) != down {
				continue
			}
		}
		if !f(c) {
			return
		}
	}
}

func (v View) walkByEmission(q CodeQuery, down bool, f func(*Code) bool) {
	var from *Code
	if q.From != nil {
		from = &Code{EmissionDate: q.From.EmissionDate, CIS: q.From.CIS}
	}
	visit := func(first *Code) bool {
		if from != nil && byEmission(first, from) == 0 {
			return true
		}
		id := first.ID()
		if !strings.HasPrefix(string(id), q.Prefix) {
			return true
		}
		c, _ := v.codes.Get(id) // the index keeps the first record as its key
		return f(c)
	}
	if from == nil {
		if down {
			v.emitted.Reverse(visit)
		} else {
			v.emitted.Scan(visit)
		}
		return
	}
	if down {
		v.emitted.Descend(from, visit)
	} else {
		v.emitted.Ascend(from, visit)
	}
}
