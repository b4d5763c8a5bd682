package xsd

import (
	"regexp"
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
	"github.com/mockismp/mockismp/xsd/schema"
)

// xmlSchema is what the engines made of a schema.
type xmlSchema struct {
	own     *schema.Schema // nil if ours does not take it
	second  *libxml2Schema // nil unless libxml2 checks
	longest int            // bytes that a text may have
}

func (s *xmlSchema) check(doc []byte, most int, see See) (found []Violation, more int) {
	if s.second == nil {
		return s.byOwn(doc, most, see)
	}
	refused, broken := guard(doc, s.longest, see)
	switch {
	case refused != nil && s.own != nil: // it may find something that comes before
		return s.byOwn(doc, most, nil)
	case refused != nil:
		return []Violation{*refused}, 0
	}
	found, more = s.second.check(doc, most)
	if len(found) == 0 && broken != nil {
		return []Violation{*broken}, 0
	}
	if len(found) > 0 {
		s.word(doc, found)
	}
	return found, more
}

func (s *xmlSchema) byOwn(doc []byte, most int, see See) (found []Violation, more int) {
	l := lex.New(doc)
	l.LimitText(s.longest)
	faults, more, refused := s.own.Check(l, most, see)
	if refused != nil {
		return []Violation{*refusal(refused)}, 0
	}
	for _, f := range faults {
		found = append(found, Violation(f))
	}
	return found, more
}

// word replaces the English words of libxml2 by those of our engine for the same
// lines. Where our engine found nothing, the words of libxml2 stay, for the
// journal.
func (s *xmlSchema) word(doc []byte, found []Violation) {
	var ours []Violation
	if s.own != nil {
		ours, _ = s.byOwn(doc, len(found), nil)
	}
	for len(found) > 0 {
		line := found[0].Line
		here := leading(found, func(v Violation) bool { return v.Line == line })
		ours = ours[leading(ours, func(v Violation) bool { return v.Line < line }):]
		mine := leading(ours, func(v Violation) bool { return v.Line == line })
		wordLine(found[:here], ours[:mine])
		found, ours = found[here:], ours[mine:]
	}
}

// leading counts those at the front that are so.
func leading(all []Violation, so func(Violation) bool) int {
	if i := slices.IndexFunc(all, func(v Violation) bool { return !so(v) }); i >= 0 {
		return i
	}
	return len(all)
}

// wordLine words the findings of one line. The engines may have found different
// numbers of them: first those of the same attribute are paired, then the rest
// in order.
func wordLine(found, ours []Violation) {
	worded := make([]bool, len(found))
	for _, same := range []func(a, b Violation) bool{
		func(a, b Violation) bool { return attributeOf(a) == attributeOf(b) },
		func(a, b Violation) bool { return true },
	} {
		var left []Violation
		for _, o := range ours {
			i := 0
			for i < len(found) && (worded[i] || (o.Code == Syntax) != (found[i].Code == Syntax) || !same(o, found[i])) {
				i++
			}
			if i == len(found) {
				left = append(left, o)
				continue
			}
			found[i], worded[i] = o, true
		}
		ours = left
	}
	for i, v := range found {
		if !worded[i] {
			found[i] = theirWords(v)
		}
	}
}

func theirWords(v Violation) Violation {
	if v.Code == Syntax {
		return *said(v.Line, v.Code, v.Path, texts.XMLLibXML2.Of(v.Detail))
	}
	return *said(v.Line, v.Code, v.Path, texts.SchemaLibXML2.Of(v.Detail))
}

// named is how both engines name the attribute that they speak of: ours
// "attribute fileId", libxml2 "attribute 'fileId'" or with the address of its
// namespace in braces.
var named = regexp.MustCompile(`\battribute '?(?:\{[^}]*\}|[\w-]+:)?([\w.-]+)`)

func attributeOf(v Violation) string {
	if m := named.FindStringSubmatch(v.Detail); m != nil {
		return m[1]
	}
	return ""
}
