package schema

import (
	"bytes"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/datatype"
)

// simple is a simple type: an atom, a list of items, or a union of members, and
// what restricts it.
type simple struct {
	words   texts.Said // what a value is
	atom    *datatype.Type
	item    *simple
	members []*simple
	space   datatype.Space

	length, least, most int // of a text in characters, of a list in items; -1: not set
	total, fraction     int // digits, -1: not set
	bounds              []bound
	enumeration         []choiceOf
	patterns            []patterns // each of them has to match
}

func newSimple() *simple { return &simple{length: -1, least: -1, most: -1, total: -1, fraction: -1} }

type bound struct {
	facet, text string
	value       datatype.Value
}

type choiceOf struct {
	text  string
	value value
}

// patterns are alternatives.
type patterns []expression

type expression struct {
	text     string
	compiled *regexp.Regexp
}

// value is a value of a simple type: of a list several.
type value struct {
	items []datatype.Value
	one   datatype.Value
	list  bool
}

func (v value) equal(w value) bool {
	if v.list != w.list {
		return false
	}
	if v.list {
		return slices.EqualFunc(v.items, w.items, datatype.Value.Equal)
	}
	return v.one.Equal(w.one)
}

// parse gives the value of a text, if it is one of the type with all that
// restricts it.
func (s *simple) parse(raw []byte) (value, bool) {
	text := s.space.Normalize(raw, nil)
	v, ok := s.read(text)
	return v, ok && s.restrictions(text, v, nil)
}

// read gives the value of a text whose blanks are already collapsed. It checks
// the restrictions of the items and members of the type, not those of the type
// itself.
func (s *simple) read(text []byte) (value, bool) {
	switch {
	case s.atom != nil:
		v, ok := s.atom.Parse(text)
		return value{one: v}, ok
	case s.item != nil:
		list := value{list: true}
		for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) { // collapsed
			v, ok := s.item.parse(word)
			if !ok {
				return value{}, false
			}
			list.items = append(list.items, v.one)
		}
		return list, true
	}
	for _, m := range s.members {
		if v, ok := m.parse(text); ok {
			return v, true
		}
	}
	return value{}, false
}

// within tells whether a value lies inside the bounds.
func (s *simple) within(v datatype.Value) bool {
	for _, b := range s.bounds {
		if !b.holds(v) {
			return false
		}
	}
	return true
}

func (b bound) holds(v datatype.Value) bool {
	order, comparable := v.Compare(b.value)
	if !comparable {
		return false
	}
	switch b.facet {
	case "minInclusive":
		return order >= 0
	case "minExclusive":
		return order > 0
	case "maxInclusive":
		return order <= 0
	default:
		return order < 0
	}
}

// plain tells quickly that a text is a value, as most texts are: any text of
// enough characters, or at most nine digits, if the only bound is a minimum of
// 0. If it is not sure, the whole check decides.
func (s *simple) plain(text []byte) bool {
	if s.atom == nil || s.enumeration != nil || s.patterns != nil || s.length >= 0 || s.total >= 0 || s.fraction >= 0 {
		return false
	}
	if s.atom.Any() {
		return len(text) >= utf8.UTFMax*max(s.least, 0) && (s.most < 0 || len(text) <= s.most)
	}
	if !s.atom.Counts() || len(text) == 0 || len(text) > 9 {
		return false
	}
	for _, b := range text {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(s.bounds) == 0 || len(s.bounds) == 1 && s.bounds[0].facet == "minInclusive" && s.bounds[0].text == "0"
}

// witness is told what is wrong with a value.
type witness interface{ wrong(p problem) }

// check finds what is wrong with a text, and tells whether nothing is. The
// scratch may be written to.
func (s *simple) check(raw, scratch []byte, to witness) bool {
	text := s.space.Normalize(raw, scratch)
	if s.plain(text) {
		return true
	}
	v, ok := s.read(text)
	if !ok {
		to.wrong(texts.SchemaValue.Of(shown(text), s.words))
		return false
	}
	return s.restrictions(text, v, to)
}

// restrictions holds a value against all facets. Without anybody to tell it
// stops at the first that does not fit.
func (s *simple) restrictions(text []byte, v value, to witness) bool {
	fits := true
	tell := func(p problem) bool {
		fits = false
		if to != nil {
			to.wrong(p)
		}
		return to == nil
	}
	if s.length >= 0 || s.least >= 0 || s.most >= 0 {
		switch n := s.size(text, v); {
		case s.length >= 0 && n != s.length && tell(texts.SchemaExactLength.Of(n, s.length)),
			s.least >= 0 && n < s.least && tell(texts.SchemaMinLength.Of(n, s.least)),
			s.most >= 0 && n > s.most && tell(texts.SchemaMaxLength.Of(n, s.most)):
			return false
		}
	}
	for _, b := range s.bounds {
		if !b.holds(v.one) && tell(bounds[b.facet].Of(shown(text), b.text)) {
			return false
		}
	}
	if s.total >= 0 || s.fraction >= 0 {
		whole, fraction := v.one.Number().Digits()
		if s.total >= 0 && whole+fraction > s.total && tell(texts.SchemaTotalDigits.Of(shown(text), s.total)) ||
			s.fraction >= 0 && fraction > s.fraction && tell(texts.SchemaFractionDigits.Of(shown(text), s.fraction)) {
			return false
		}
	}
	if s.enumeration != nil && !slices.ContainsFunc(s.enumeration, func(c choiceOf) bool { return c.value.equal(v) }) &&
		tell(texts.SchemaEnumeration.Of(shown(text), s.choices())) {
		return false
	}
	for _, level := range s.patterns {
		if !slices.ContainsFunc(level, func(e expression) bool { return e.compiled.Match(text) }) {
			tell(texts.SchemaPattern.Of(shown(text), level.String()))
			break
		}
	}
	return fits
}

// size is what the facets of length measure.
func (s *simple) size(text []byte, v value) int {
	switch {
	case v.list:
		return len(v.items)
	case s.atom != nil && s.atom.Kind == datatype.Binary:
		return v.one.Octets()
	}
	return utf8.RuneCount(text)
}
