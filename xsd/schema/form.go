package schema

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// form looks after what makes a document well-formed beside its tokens: names
// and characters, one root, tags that match, attributes once each, prefixes that
// are declared.
type form struct {
	lex    *lex.Lexer
	doc    []byte
	rooted bool // the root has begun
	depth  int

	bad    int // offset of the next character that XML does not allow
	close  int // offset of the next ]]>
	bound  []binding
	levels []int // of each open element: how many bindings there were before
	attrs  []given
	wrong  error // of a prefix
}

// binding is a prefix with its namespace.
type binding struct{ prefix, space string }

// qualified is a name whose prefix was resolved.
type qualified struct {
	space string
	local []byte
}

func (f *form) begin(l *lex.Lexer) {
	f.lex, f.doc = l, l.Document()
	f.bad, f.close = badCharacter(f.doc), -1
}

// badCharacter gives the offset of the first character of a text in UTF-8 that
// XML does not allow, or the length of the text.
func badCharacter(doc []byte) int {
	for i := 0; i < len(doc); i++ {
		if i+8 <= len(doc) && ordinary(binary.LittleEndian.Uint64(doc[i:])) {
			i += 7
			continue
		}
		switch b := doc[i]; {
		case b >= ' ' && b != 0xEF || b == '\n' || b == '\t' || b == '\r':
		case b < ' ':
			return i
		case bytes.HasPrefix(doc[i:], []byte("\xEF\xBF\xBE")) || bytes.HasPrefix(doc[i:], []byte("\xEF\xBF\xBF")):
			return i
		}
	}
	return len(doc)
}

// ordinary tells whether eight bytes are all from the blank to 0x7F.
func ordinary(eight uint64) bool {
	const high, blanks = 0x8080808080808080, 0x2020202020202020
	return (eight|(eight-blanks))&high == 0 // a borrow goes on only from a byte that is below
}

func (f *form) fail(offset int, said texts.Said) error {
	return &lex.Error{Code: lex.Syntax, Line: f.lex.LineAt(offset), Message: said.String(), Detail: said.English()}
}

// look checks a token by the rules that need no other token. If the lexer broke
// off, the reason may be an earlier character.
func (f *form) look(t *lex.Token, err error) error {
	from, to := f.lex.Span()
	if f.depth == 0 && f.beyond(t, from) {
		return f.fail(from+notBlank(f.doc[from:]), texts.FormOutside.Of())
	}
	if err != nil {
		wrong := new(lex.Error)
		if errors.As(err, &wrong) && wrong.Code == lex.Syntax && f.bad < len(f.doc) && f.lex.LineAt(f.bad) < wrong.Line {
			return f.fail(f.bad, texts.FormBadChar.Of())
		}
		return err
	}
	if f.bad < to && f.bad >= from {
		return f.fail(f.bad, texts.FormBadChar.Of())
	}
	switch t.Kind {
	case lex.Text, lex.CData:
		if t.Kind == lex.Text {
			return f.closing(from, to)
		}
	case lex.Other:
		return f.other(t, from)
	case lex.Start, lex.End:
	}
	return nil
}

// beyond tells whether something stands before the root or behind it that cannot.
func (f *form) beyond(t *lex.Token, from int) bool {
	rest := f.doc[from:]
	if len(rest) == 0 || rest[0] != '<' { // a text, or none
		at := notBlank(rest)
		return at < len(rest) && rest[at] != '<'
	}
	return f.rooted && t.Kind != lex.End && !bytes.HasPrefix(rest, []byte("<!--")) && !bytes.HasPrefix(rest, []byte("<?"))
}

// before is the part of a text before the place where it broke off. If ]]>
// broke it off, libxml2 takes nothing of it, and so do we.
func (f *form) before(t *lex.Token) *lex.Token {
	from, to := f.lex.Span()
	switch {
	case f.bad >= from && f.bad < from+len(t.Body):
		piece := *t
		piece.Body = t.Body[:f.bad-from]
		return &piece
	case f.close >= from && f.close < to:
		piece := *t
		piece.Body = nil
		return &piece
	}
	return t
}

func notBlank(text []byte) int {
	return len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
}

// closing refuses ]]> in a text: it closes a section only.
func (f *form) closing(from, to int) error {
	if f.close < from {
		n := bytes.Index(f.doc[from:], []byte("]]>"))
		if n < 0 {
			f.close = len(f.doc)
		} else {
			f.close = from + n
		}
	}
	if f.close < to {
		return f.fail(f.close, texts.FormSectionEnd.Of())
	}
	return nil
}

// other looks at instructions.
func (f *form) other(t *lex.Token, from int) error {
	if bytes.HasPrefix(f.doc[from:], []byte("<!--")) {
		return nil
	}
	target := t.Body
	if n := bytes.IndexAny(target, " \t\r\n"); n >= 0 {
		target = target[:n]
	}
	if !lex.IsName(target) || bytes.IndexByte(target, ':') >= 0 {
		return f.fail(from, texts.FormBadTarget.Of(cut(string(target))))
	}
	return nil
}

// start looks at a start tag, and resolves its prefixes.
func (f *form) start(t *lex.Token, depth int) (qualified, []given, error) {
	_, to := f.lex.Span()
	f.wrong = nil
	f.rooted = true
	f.depth = depth + 1
	f.levels = append(f.levels, len(f.bound))
	f.attrs = f.attrs[:0]
	for _, a := range t.Attrs {
		if prefix, declares := a.Namespace(); declares {
			f.bound = append(f.bound, binding{string(prefix), string(a.AppendValue(nil))})
			continue
		}
		f.attrs = append(f.attrs, given{attr: a, qualified: qualified{local: a.Name}})
	}
	for i := range f.attrs {
		a := &f.attrs[i]
		if bytes.IndexByte(a.local, ':') >= 0 {
			a.qualified = f.resolve(a.local, to-1)
			same := func(b given) bool { return b.space == a.space && bytes.Equal(b.local, a.local) }
			if a.space != "" && slices.ContainsFunc(f.attrs[:i], same) {
				f.note(to-1, texts.FormSpacesTwice.Of(cut(string(a.attr.Name))))
			}
		}
	}
	name := qualified{local: t.Name}
	if len(f.bound) > 0 || bytes.IndexByte(t.Name, ':') >= 0 {
		name = f.resolve(t.Name, to-1)
	}
	return name, f.attrs, f.wrong
}

// note keeps the first thing that is wrong with the prefixes of a tag.
func (f *form) note(at int, said texts.Said) {
	if f.wrong == nil {
		f.wrong = f.fail(at, said)
	}
}

// space gives the namespace of a prefix, "" of the empty one if none is declared.
func (f *form) space(prefix []byte) (string, bool) {
	for _, b := range slices.Backward(f.bound) {
		if b.prefix == string(prefix) {
			return b.space, true
		}
	}
	if string(prefix) == "xml" {
		return xmlSpace, true
	}
	return "", len(prefix) == 0
}

func (f *form) resolve(name []byte, at int) qualified {
	prefix, local, prefixed := bytes.Cut(name, []byte(":"))
	if !prefixed {
		space, _ := f.space(nil)
		return qualified{space, name}
	}
	space, bound := f.space(prefix)
	if !bound {
		f.note(at, texts.FormUnbound.Of(cut(string(prefix)), cut(string(name))))
	}
	return qualified{space, local}
}

// stop looks at an end tag, whose element is the innermost that is open.
func (f *form) stop(t *lex.Token, open []open) error {
	_, to := f.lex.Span()
	last := open[len(open)-1]
	if !bytes.Equal(last.name, t.Name) {
		return f.fail(to-1, texts.FormMismatch.Of(cut(string(t.Name)), cut(string(last.name))))
	}
	f.depth = len(open) - 1
	f.bound = f.bound[:f.levels[f.depth]]
	f.levels = f.levels[:f.depth]
	return nil
}

// end looks at the document as a whole.
func (f *form) end(depth int) error {
	switch {
	case !f.rooted:
		return f.fail(len(f.doc), texts.FormNoRoot.Of())
	case depth > 0:
		return f.fail(len(f.doc), texts.FormEndsInside.Of())
	}
	return nil
}
