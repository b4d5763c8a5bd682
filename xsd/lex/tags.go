package lex

import (
	"bytes"

	"github.com/mockismp/mockismp/internal/texts"
)

func (l *Lexer) end() error {
	l.pos += len("</")
	l.size, l.pieces = 0, 0
	name, plain := l.name()
	switch {
	case l.depth == 0:
		return l.fail(Syntax, l.at, texts.XMLClosesNothing.Of(name))
	case !plain && !IsName(name):
		return l.fail(Syntax, l.at, texts.XMLBrokenEnd.Of(name))
	}
	l.blanks()
	if len(name) == 0 || !l.take('>') {
		return l.fail(Syntax, l.pos, texts.XMLBrokenEnd.Of(name))
	}
	l.depth--
	l.token = Token{Kind: End, Name: name}
	return l.bounded(texts.TokenClosingTag)
}

func (l *Lexer) start() error {
	l.pos++
	l.size, l.pieces = 0, 0
	name, plain := l.name()
	if len(name) == 0 {
		return l.fail(Syntax, l.at, texts.XMLNoName.Of())
	}
	if l.depth++; l.depth > MaxDepth {
		return l.fail(Depth, l.at, texts.XMLTooDeep.Of(name, MaxDepth))
	}
	if err := l.named(plain, name); err != nil {
		return err
	}
	l.attrs = l.attrs[:0]
	for {
		blank := l.blanks()
		switch {
		case l.take('>'):
			return l.started(name)
		case l.take('/'):
			if !l.take('>') {
				return l.fail(Syntax, l.pos, texts.XMLSlash.Of(name))
			}
			l.closing = name
			return l.started(name)
		case !blank:
			return l.fail(Syntax, l.pos, texts.XMLBrokenTag.Of(name))
		}
		if err := l.attr(name); err != nil {
			return err
		}
	}
}

// started ends a start tag.
func (l *Lexer) started(name []byte) error {
	for i, a := range l.attrs {
		if has(l.attrs[:i], a.Name) {
			return l.fail(Syntax, l.pos-1, texts.XMLAttributeTwice.Of(a.Name))
		}
	}
	l.token = Token{Kind: Start, Name: name, Attrs: l.attrs}
	return l.bounded(texts.TokenTag)
}

func has(attrs []Attr, name []byte) bool {
	for _, a := range attrs {
		if bytes.Equal(a.Name, name) {
			return true
		}
	}
	return false
}

func (l *Lexer) attr(element []byte) error {
	name, plain := l.name()
	if err := l.named(plain, name); err != nil {
		return err
	}
	l.blanks()
	if len(name) == 0 || !l.take('=') {
		return l.fail(Syntax, l.pos, texts.XMLBrokenAttr.Of(element))
	}
	l.blanks()
	if l.pos == len(l.doc) || l.doc[l.pos] != '"' && l.doc[l.pos] != '\'' {
		return l.fail(Syntax, l.pos, texts.XMLUnquoted.Of(name))
	}
	value, err := l.value(name)
	if err != nil {
		return err
	}
	if len(l.attrs) == MaxAttrs {
		return l.fail(Attributes, l.at, texts.XMLManyAttrs.Of(element, MaxAttrs))
	}
	a := Attr{Name: name, Value: value}
	if _, declares := a.Namespace(); declares {
		if err := l.namespace(element, a); err != nil {
			return err
		}
	}
	l.attrs = append(l.attrs, a)
	return nil
}

// value reads from a quote to the next one like it.
func (l *Lexer) value(name []byte) ([]byte, error) {
	rest := l.doc[l.pos+1:]
	n := bytes.IndexByte(rest, l.doc[l.pos])
	if n < 0 {
		n = len(rest)
	}
	good := n
	if bad := bytes.IndexByte(rest[:n], '<'); bad >= 0 {
		good = bad
	}
	if _, _, err := l.references(l.pos+1, rest[:good]); err != nil {
		return nil, err
	}
	if good < n || n == len(rest) {
		return nil, l.fail(Syntax, l.pos+1+good, texts.XMLOpenValue.Of(name))
	}
	if l.most > 0 && n > l.most {
		return nil, l.fail(Length, l.pos, texts.XMLLongValue.Of(name, n, l.most))
	}
	l.pos += n + len(`""`)
	return rest[:n], nil
}

// name reads as far as a name may go; it is plain if it has letters only.
func (l *Lexer) name() (name []byte, plain bool) {
	from := l.pos
	plain = true
	for l.pos < len(l.doc) {
		switch classes[l.doc[l.pos]] {
		case outsideNames:
			return l.doc[from:l.pos], plain
		case rarely:
			plain = false
		case letter:
		}
		l.pos++
	}
	return l.doc[from:l.pos], plain
}

// named refuses what is no name, or has a colon out of place: at most one may
// stand between two names.
func (l *Lexer) named(plain bool, name []byte) error {
	if plain {
		return nil
	}
	prefix, local, prefixed := bytes.Cut(name, []byte(":"))
	switch {
	case !IsName(name):
		return l.fail(Syntax, l.pos, texts.XMLBadName.Of(name))
	case prefixed && (!IsName(prefix) || !IsName(local) || bytes.IndexByte(local, ':') >= 0):
		return l.fail(Syntax, l.pos, texts.XMLColon.Of(name))
	}
	return nil
}

// class tells the bytes of names apart. [IsName] tells where each of the bytes
// that are not letters may stand.
type class uint8

const (
	outsideNames class = iota
	rarely
	letter
)

var classes = func() (all [256]class) {
	for b := range all {
		switch c := byte(b); {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			all[b] = letter
		case c >= '0' && c <= '9', c == '_', c == ':', c == '-', c == '.', c >= 0x80:
			all[b] = rarely
		}
	}
	return all
}()
