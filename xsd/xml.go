package xsd

import (
	"github.com/mockismp/mockismp/xsd/lex"
	"github.com/mockismp/mockismp/xsd/schema"
)

// xmlSchema is what the engines made of a schema.
type xmlSchema struct {
	own     *schema.Schema // nil if ours does not take it
	second  *libxml2Schema // nil unless libxml2 checks
	longest int            // bytes that a text may have
}

func (s *xmlSchema) check(doc []byte, most int) (found []Violation, more int) {
	if s.second == nil {
		return s.byOwn(doc, most)
	}
	refused, broken := guard(doc, s.longest)
	switch {
	case refused != nil && s.own != nil: // it may find something that comes before
		return s.byOwn(doc, most)
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

func (s *xmlSchema) byOwn(doc []byte, most int) (found []Violation, more int) {
	l := lex.New(doc)
	l.LimitText(s.longest)
	faults, more, refused := s.own.Check(l, most)
	if refused != nil {
		return []Violation{*refusal(refused)}, 0
	}
	for _, f := range faults {
		found = append(found, Violation(f))
	}
	return found, more
}

var onlyLibXML2 = lex.Words{Russian: "документ не соответствует схеме", English: "libxml2: %s"}

// word puts our words in the place of libxml2's, which are English: what ours
// found on the same lines. Where it found nothing, libxml2's stay for the journal.
func (s *xmlSchema) word(doc []byte, found []Violation) {
	var ours []Violation
	if s.own != nil {
		ours, _ = s.byOwn(doc, len(found))
	}
	for i, v := range found {
		for len(ours) > 0 && ours[0].Line < v.Line {
			ours = ours[1:]
		}
		if len(ours) > 0 && ours[0].Line == v.Line && (ours[0].Code == Syntax) == (v.Code == Syntax) {
			found[i] = ours[0]
			ours = ours[1:]
			continue
		}
		words := lex.Words{Russian: onlyLibXML2.Russian, English: onlyLibXML2.With(v.Detail).English}
		if v.Code == Syntax {
			words.Russian = "это не XML: ошибка в этой строке"
		}
		found[i] = *said(v.Line, v.Code, v.Path, words)
	}
}
