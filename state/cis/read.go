package cis

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state/dict"
)

// reading is a written code laid against the tables. Its texts are parts of
// what was written as long as that had no brackets, so reading allocates nothing.
type reading struct {
	id        string
	layout    *layout // nil for what fits none
	values    [maxParts]string
	structure *structure // nil if a separator set the tail off, or there is none
	tail      string
	form      Form
}

// read lays written against the layouts in turn, and never fails. A scanner's
// prefix comes only off a code that then fits a layout. Separators come off every
// code; one that fits no layout with them is tried again without.
func (r *reading) read(written string) {
	body, form := undress(written)
	for i := range layouts {
		if r.fit(&layouts[i], body, form) {
			return
		}
	}
	if strings.Contains(written, GS) {
		r.read(strings.ReplaceAll(written, GS, ""))
		r.form |= Separated
		return
	}
	*r = reading{id: written}
}

func undress(written string) (body string, form Form) {
	body = written
	if strings.HasPrefix(body, GS) {
		body, form = strings.TrimLeft(body, GS), Separated
	}
	if prefixed(body) {
		body, form = body[3:], form|Prefixed
	}
	if strings.Contains(body, GS) {
		body = strings.TrimLeft(body, GS)
		form |= Separated
	}
	if strings.HasPrefix(body, "(") {
		form |= Bracketed
	}
	return body, form
}

// prefixed tells whether a scanner's prefix stands in front.
func prefixed(s string) bool {
	return len(s) > 3 && s[0] == ']' && strings.IndexByte(symbologies, s[1]) >= 0 && strings.IndexByte(modifiers, s[2]) >= 0
}

// fit reports whether s is laid out by l, and only then leaves r whole. A
// separator may stand before and behind each identifier, needed or not.
func (r *reading) fit(l *layout, s string, form Form) (ok bool) {
	rest, bracketed := s, form&Bracketed != 0
	for i := range l.parts {
		if r.values[i], rest, ok = take(&l.parts[i], strings.TrimLeft(rest, GS), bracketed); !ok {
			return false
		}
	}
	last := &r.values[len(l.parts)-1]
	end := len(s) - len(rest) - len(*last)
	*last, r.structure = unseal(l.kind, *last)
	end += len(*last)

	r.layout, r.form = l, form
	r.id, r.tail = s[:end], strings.Trim(s[end:], GS)
	if bracketed || form&Separated != 0 && strings.Contains(r.id, GS) {
		r.id = l.write(r.values)
	}
	closed := r.tail == "" || r.structure != nil || l.open
	return closed && (l.last == 0 || l.last == len(*last))
}

func (l *layout) write(values [maxParts]string) string {
	var texts [2 * maxParts]string
	for i, p := range l.parts {
		texts[2*i], texts[2*i+1] = p.AI, values[i]
	}
	return strings.Join(texts[:], "")
}

// unseal parts a serial from a tail that no separator sets off. It looks at
// nothing else, and cuts until nothing can be cut: so all forms of a code end in
// the same serial, and a serial that was cut is not cut again.
func unseal(kind Kind, value string) (serial string, by *structure) {
	tails := dict.CheckTails()
	for i := 0; i < len(tails); i++ {
		s := (*structure)(&tails[i])
		if s.kind() != kind {
			continue
		}
		if n := s.serialIn(value); n > 0 {
			value, by, i = value[:n], s, -1
		}
	}
	return value, by
}

// serialIn is how long the serial before the tail of s is, 0 if value does not
// end in that tail. Brackets set a tail off behind a serial of any length; without
// them only the length of the group's serials tells where it begins.
func (s *structure) serialIn(value string) int {
	if n := len(value) - s.bracketed(); n > 0 && n <= maxSerial && value[n] == '(' && s.fits(value, n, true) {
		return n
	}
	if len(value) > s.Serial && s.Certain && (!s.Country || isDigit(value[0])) && s.fits(value, s.Serial, false) {
		return s.Serial
	}
	return 0
}

// bracketed is the length of the tail written with brackets.
func (s *structure) bracketed() (n int) {
	for i := range s.Parts {
		n += len(s.Parts[i].AI) + s.Parts[i].Size + len("()")
	}
	return n
}

// fits reports whether value is a serial of n characters and exactly the tail
// of s, both of the alphabet: an escape that stands for GS is not.
func (s *structure) fits(value string, n int, bracketed bool) bool {
	tail := value[n:]
	for i := range s.Parts {
		ok := false
		if _, tail, ok = take(&s.Parts[i], tail, bracketed); !ok {
			return false
		}
	}
	return tail == "" && allInAlphabet(value[:n])
}

// take reads the part that s begins with.
func take(p *part, s string, bracketed bool) (value, rest string, ok bool) {
	if s, ok = behindAI(p, s, bracketed); !ok {
		return "", "", false
	}
	if p.AI != "" {
		s = strings.TrimLeft(s, GS)
	}
	n := p.Size
	if n == 0 {
		if n = strings.IndexByte(s, GS[0]); n < 0 {
			n = len(s)
		}
		return s[:n], s[n:], n > 0
	}
	if len(s) < n || p.Digits && !allDigits(s[:n]) || !p.Digits && !allInAlphabet(s[:n]) {
		return "", "", false
	}
	return s[:n], s[n:], true
}

func behindAI(p *part, s string, bracketed bool) (string, bool) {
	n := len(p.AI)
	if !bracketed || n == 0 {
		if len(s) < n || s[:n] != p.AI {
			return "", false
		}
		return s[n:], true
	}
	if len(s) < n+2 || s[0] != '(' || s[1:n+1] != p.AI || s[n+1] != ')' {
		return "", false
	}
	return s[n+2:], true
}

func (r *reading) kind() Kind {
	if r.layout == nil {
		return Other
	}
	return r.layout.kind
}

func (r *reading) code() Code {
	c := Code{ID: ID(r.id), Kind: r.kind(), Tail: r.tail, Form: r.form}
	switch c.Kind {
	case Other:
		return c
	case Pack:
		c.GTIN, c.Serial = r.values[0], r.values[1]
		return c
	}
	for i, p := range r.layout.parts {
		c.Elements = append(c.Elements, Element{p.AI, r.values[i]})
		switch p.AI {
		case "00":
			c.SSCC = r.values[i]
		case gtin.AI:
			c.GTIN = r.values[i]
		case serial.AI:
			c.Serial = r.values[i]
		}
	}
	c.Elements = append(c.Elements, r.tailElements()...)
	return c
}

// tailElements reads the tail by its structure, then by the identifiers that
// are known, and stops at the first unknown one.
func (r *reading) tailElements() (elements []Element) {
	tail := r.tail
	next := func(p part) bool {
		value, rest, ok := take(&p, tail, strings.HasPrefix(tail, "("))
		if ok {
			elements = append(elements, Element{p.AI, value})
			tail = strings.TrimLeft(rest, GS)
		}
		return ok
	}
	if r.structure != nil {
		for _, p := range r.structure.Parts {
			next(p)
		}
	}
	for known := true; known; {
		known = slices.ContainsFunc(tailParts[:], next)
	}
	return elements
}
