package pattern

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mockismp/mockismp/xsd/lex"
)

// span is a range of characters, both ends included.
type span struct{ from, to rune }

// set are the characters of a class: spans in order, none touching another.
type set []span

func spans(s ...span) set {
	slices.SortFunc(s, func(a, b span) int { return int(a.from - b.from) })
	var joined set
	for _, next := range s {
		if n := len(joined); n > 0 && next.from <= joined[n-1].to+1 {
			joined[n-1].to = max(joined[n-1].to, next.to)
			continue
		}
		joined = append(joined, next)
	}
	return joined
}

func (s set) with(others ...span) set { return spans(append(slices.Clone(s), others...)...) }

// others are the characters that are not in the set.
func (s set) others() set {
	var rest set
	from := rune(0)
	for _, each := range s {
		if from < each.from {
			rest = append(rest, span{from, each.from - 1})
		}
		from = each.to + 1
	}
	if from <= unicode.MaxRune {
		rest = append(rest, span{from, unicode.MaxRune})
	}
	return rest
}

func (s set) without(taken set) set { return s.others().with(taken...).others() }

func (s set) write(to *strings.Builder) {
	if len(s) == 0 { // of nothing: Go has no [] for it
		to.WriteString(`[^\x{0}-\x{10FFFF}]`)
		return
	}
	to.WriteByte('[')
	for _, each := range s {
		fmt.Fprintf(to, `\x{%x}`, each.from)
		if each.to > each.from {
			fmt.Fprintf(to, `-\x{%x}`, each.to)
		}
	}
	to.WriteByte(']')
}

// table gives the characters of tables of Unicode.
func table(tables ...*unicode.RangeTable) set {
	var all []span
	add := func(from, to, stride rune) {
		if stride == 1 {
			all = append(all, span{from, to})
			return
		}
		for r := from; r <= to; r += stride {
			all = append(all, span{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return spans(all...)
}

// escapes are what a letter behind \ stands for; the large ones are the others.
var escapes = map[rune]func() set{
	's': func() set { return spans(span{' ', ' '}, span{'\t', '\n'}, span{'\r', '\r'}) },
	'i': func() set { return table(lex.NameStart) },
	'c': func() set { return table(lex.NameStart, lex.NameRest) },
	'd': func() set { return table(unicode.Nd) },
	'w': func() set { return table(unicode.L, unicode.M, unicode.N, unicode.S) },
}

// blocks are those of Unicode that documents here come near to.
var blocks = map[string]span{
	"IsBasicLatin":            {0x00, 0x7F},
	"IsLatin-1Supplement":     {0x80, 0xFF},
	"IsLatinExtended-A":       {0x100, 0x17F},
	"IsLatinExtended-B":       {0x180, 0x24F},
	"IsGreek":                 {0x370, 0x3FF},
	"IsCyrillic":              {0x400, 0x4FF},
	"IsArmenian":              {0x530, 0x58F},
	"IsArabic":                {0x600, 0x6FF},
	"IsGeorgian":              {0x10A0, 0x10FF},
	"IsGeneralPunctuation":    {0x2000, 0x206F},
	"IsCurrencySymbols":       {0x20A0, 0x20CF},
	"IsLetterlikeSymbols":     {0x2100, 0x214F},
	"IsNumberForms":           {0x2150, 0x218F},
	"IsMathematicalOperators": {0x2200, 0x22FF},
}

// escape reads what stands behind a \.
func (t *translation) escape() (set, error) {
	r := t.next()
	if control := strings.IndexRune("nrt", r); control >= 0 {
		r = []rune("\n\r\t")[control]
		return set{{r, r}}, nil
	}
	if strings.ContainsRune(`\|.-^?*+{}()[]`, r) {
		return set{{r, r}}, nil
	}
	if r == 'p' || r == 'P' {
		found, err := t.property()
		if r == 'P' {
			found = found.others()
		}
		return found, err
	}
	if find, known := escapes[unicode.ToLower(r)]; known {
		if unicode.IsUpper(r) {
			return find().others(), nil
		}
		return find(), nil
	}
	if r == 0 {
		return nil, t.wrong(`nothing stands behind \`)
	}
	return nil, t.wrong(`\%c is not known`, r)
}

// property reads {Lu} or {IsCyrillic}.
func (t *translation) property() (set, error) {
	name, rest, closed := strings.Cut(strings.TrimPrefix(t.rest, "{"), "}")
	if !closed || !strings.HasPrefix(t.rest, "{") {
		return nil, t.wrong(`behind \p or \P a name in {} is due`)
	}
	if block, known := blocks[name]; known {
		t.rest = rest
		return set{block}, nil
	}
	category, known := unicode.Categories[name]
	if !known || len(name) > 2 || name == "C" || name == "Cn" { // of what is unassigned Go has no table
		return nil, t.wrong("the category or block %.40q is not known to this engine", name)
	}
	t.rest = rest
	return table(category), nil
}

// class reads what stands behind a [.
func (t *translation) class(depth int) (set, error) {
	if depth > MaxDepth {
		return nil, t.wrong("classes lie deeper than %d in each other", MaxDepth)
	}
	negative := t.take("^")
	var found set
	for first := true; ; first = false {
		switch {
		case t.rest == "":
			return nil, t.wrong("a class is never closed by ]")
		case !first && t.take("]"):
			return signed(found, negative), nil
		case !first && t.take("-["):
			taken, err := t.class(depth + 1)
			if err != nil {
				return nil, err
			}
			if !t.take("]") {
				return nil, t.wrong("behind a class that is taken away a ] is due")
			}
			return signed(found, negative).without(taken), nil
		}
		one, err := t.member()
		if err != nil {
			return nil, err
		}
		found = found.with(one...)
	}
}

func signed(s set, negative bool) set {
	if negative {
		return s.others()
	}
	return s
}

// member reads a character, a range of them or an escape inside of a class.
func (t *translation) member() (set, error) {
	from, err := t.end()
	if err != nil || len(from) != 1 || from[0].from != from[0].to {
		return from, err
	}
	if !strings.HasPrefix(t.rest, "-") || strings.HasPrefix(t.rest, "-]") || strings.HasPrefix(t.rest, "-[") {
		return from, nil
	}
	t.take("-")
	to, err := t.end()
	switch {
	case err != nil:
		return nil, err
	case len(to) != 1 || to[0].from != to[0].to || to[0].to < from[0].from:
		return nil, t.wrong("a range does not end with a character behind its first")
	}
	return set{{from[0].from, to[0].to}}, nil
}

func (t *translation) end() (set, error) {
	if t.take(`\`) {
		return t.escape()
	}
	if strings.HasPrefix(t.rest, "[") || strings.HasPrefix(t.rest, "]") {
		return nil, t.wrong("%q inside of a class is written %q", t.rest[:1], `\`+t.rest[:1])
	}
	r := t.next()
	if r == 0 {
		return nil, t.wrong("a class is never closed by ]")
	}
	return set{{r, r}}, nil
}
