// Package lex splits an XML document into tokens without copying it, within
// limits that no document of the exchange comes near. It is the one tokenizer
// behind the checks that come before a schema and behind the Go types.
//
// It tells apart what a document is made of and no more: that names match, that
// characters are allowed and that there is one root is for an XML parser to
// say. On a well-formed document both see the same tokens, because a "<" stands
// nowhere but at the start of one.
//
// JSON is split by encoding/json; [WalkJSON] adds the limits to it.
package lex

import (
	"bytes"
	"fmt"
	"io"
)

// Limits of one document. Those of depth, attributes and namespaces keep parsers
// from quadratic work; MaxToken is the limit libxml2 has of its own.
const (
	MaxDepth      = 100        // elements inside each other
	MaxAttrs      = 64         // attributes of one element, namespaces included
	MaxNamespaces = 64         // namespaces declared in the whole document
	MaxToken      = 10_000_000 // bytes of one text, tag, comment or CDATA section

	// Those of [Lexer.LimitText]: libxml2 copies the text of an element anew for
	// each of its pieces.
	MaxText   = 64_000 // bytes between two tags, and of a value of an attribute
	MaxPieces = 1_000  // references, CDATA sections and texts between two tags
)

// Code says what kind of error it is.
type Code string

const (
	Syntax     Code = "syntax"
	Doctype    Code = "doctype"
	Depth      Code = "depth"
	Attributes Code = "attributes"
	Length     Code = "length"
)

// Error is what stops a [Lexer], and where.
type Error struct {
	Code    Code
	Line    int // counted from 1
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Kind is the kind of a [Token].
type Kind uint8

const (
	Start Kind = iota + 1 // <a>; <a/> gives Start and End
	End
	Text
	CData
	Other // comment, processing instruction, declaration
)

// Token is one piece of a document. Its slices point into the document; Attrs
// is good until the next call of [Lexer.Next].
type Token struct {
	Kind  Kind
	Name  []byte // of Start and End
	Body  []byte // of the others, as written, without delimiters
	Attrs []Attr // of Start
}

// Attr is an attribute, its value as written between the quotes.
type Attr struct{ Name, Value []byte }

// Lexer walks over a document.
type Lexer struct {
	doc     []byte
	at, pos int // start of the last token, start of the next
	line    int // of counted
	counted int
	depth   int
	spaces  int    // namespaces declared
	closing []byte // name of an <a/> whose End is due
	most    int    // bytes of one text, if limited
	size    int    // bytes of text since the last tag
	pieces  int    // of text since the last tag
	attrs   []Attr
}

// New gives a lexer over doc, which must not change while it is used. A byte
// order mark is passed over.
func New(doc []byte) *Lexer {
	return &Lexer{doc: bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF")), line: 1}
}

// LimitText refuses more than most bytes, or [MaxPieces] pieces, of text between
// two tags, and more than most bytes of one attribute. Bytes are counted as
// written, references unresolved. Without it they are bounded by [MaxToken].
func (l *Lexer) LimitText(most int) { l.most = most }

// Line is the line on which the last token starts, from 1.
func (l *Lexer) Line() int { return l.lineAt(l.at) }

func (l *Lexer) lineAt(offset int) int {
	if offset >= l.counted {
		l.line += bytes.Count(l.doc[l.counted:offset], newline)
	} else {
		l.line -= bytes.Count(l.doc[offset:l.counted], newline)
	}
	l.counted = offset
	return l.line
}

var newline = []byte("\n")

func (l *Lexer) fail(code Code, offset int, format string, args ...any) error {
	return &Error{Code: code, Line: l.lineAt(offset), Message: fmt.Sprintf(format, args...)}
}

// Next gives the next token. At the end of the document the error is [io.EOF],
// any other is an [*Error].
func (l *Lexer) Next() (Token, error) {
	if l.closing != nil {
		name := l.closing
		l.closing = nil
		l.depth--
		return Token{Kind: End, Name: name}, nil
	}
	l.at = l.pos
	rest := l.doc[l.pos:]
	switch {
	case len(rest) == 0:
		return Token{}, io.EOF
	case rest[0] != '<':
		return l.text(rest)
	case len(rest) == 1:
		return Token{}, l.fail(Syntax, l.at, "the document ends after <")
	case rest[1] == '/':
		return l.end()
	case rest[1] == '?':
		return l.section(Other, "<?", "?>")
	case rest[1] != '!':
		return l.start()
	case bytes.HasPrefix(rest, []byte("<!--")):
		return l.section(Other, "<!--", "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return l.section(CData, "<![CDATA[", "]]>")
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return Token{}, l.fail(Doctype, l.at, "DOCTYPE is not allowed: leave it out, and every entity with it")
	}
	return Token{}, l.fail(Syntax, l.at, "a declaration %.20q is not allowed here", rest)
}

func (l *Lexer) text(rest []byte) (Token, error) {
	n := bytes.IndexByte(rest, '<')
	if n < 0 {
		n = len(rest)
	}
	references, err := l.references(l.pos, rest[:n])
	if err != nil {
		return Token{}, err
	}
	l.pos += n
	if err := l.bounded("text"); err != nil {
		return Token{}, err
	}
	return Token{Kind: Text, Body: rest[:n]}, l.piece(n, 1+references)
}

// section reads what lasts until its own closing mark.
func (l *Lexer) section(kind Kind, opening, closing string) (Token, error) {
	body := l.doc[l.pos+len(opening):]
	n := bytes.Index(body, []byte(closing))
	if n < 0 {
		return Token{}, l.fail(Syntax, l.at, "%s is never closed by %s", opening, closing)
	}
	l.pos += len(opening) + n + len(closing)
	if err := l.bounded(opening); err != nil || kind != CData {
		return Token{Kind: kind, Body: body[:n]}, err
	}
	return Token{Kind: kind, Body: body[:n]}, l.piece(n, 1)
}

// piece adds to the text of the innermost element.
func (l *Lexer) piece(size, pieces int) error {
	if l.most == 0 || l.depth == 0 {
		return nil
	}
	l.size += size
	l.pieces += pieces
	switch {
	case l.size > l.most:
		return l.fail(Length, l.at, "a text is longer than %d bytes, more are not taken", l.most)
	case l.pieces > MaxPieces:
		return l.fail(Length, l.at, "a text is made of more than %d pieces (references, CDATA sections, texts between comments), more are not taken", MaxPieces)
	}
	return nil
}

func (l *Lexer) bounded(what string) error {
	if n := l.pos - l.at; n > MaxToken {
		return l.fail(Length, l.at, "%s of %d bytes, at most %d are taken", what, n, MaxToken)
	}
	return nil
}

func (l *Lexer) end() (Token, error) {
	l.pos += len("</")
	l.size, l.pieces = 0, 0
	name := l.name()
	l.blanks()
	if len(name) == 0 || !l.take('>') {
		return Token{}, l.fail(Syntax, l.at, "the closing tag </%.40s is broken", name)
	}
	l.depth--
	if l.depth < 0 {
		return Token{}, l.fail(Syntax, l.at, "</%.40s> closes nothing", name)
	}
	return Token{Kind: End, Name: name}, l.bounded("closing tag")
}

func (l *Lexer) start() (Token, error) {
	l.pos++
	l.size, l.pieces = 0, 0
	name := l.name()
	if len(name) == 0 {
		return Token{}, l.fail(Syntax, l.at, "after < a name is due; in text < is written &lt;")
	}
	if l.depth++; l.depth > MaxDepth {
		return Token{}, l.fail(Depth, l.at, "<%.40s> lies deeper than %d elements", name, MaxDepth)
	}
	l.attrs = l.attrs[:0]
	for {
		blank := l.blanks()
		switch {
		case l.take('>'):
			return Token{Kind: Start, Name: name, Attrs: l.attrs}, l.bounded("tag")
		case l.take('/'):
			if !l.take('>') {
				return Token{}, l.fail(Syntax, l.pos, "after / in <%.40s> a > is due", name)
			}
			l.closing = name
			return Token{Kind: Start, Name: name, Attrs: l.attrs}, l.bounded("tag")
		case !blank:
			return Token{}, l.fail(Syntax, l.pos, "the tag <%.40s is broken, or never closed by >", name)
		}
		if err := l.attr(name); err != nil {
			return Token{}, err
		}
	}
}

func (l *Lexer) attr(element []byte) error {
	name := l.name()
	l.blanks()
	if len(name) == 0 || !l.take('=') {
		return l.fail(Syntax, l.pos, "an attribute of <%.40s> is not of the form name=\"value\"", element)
	}
	l.blanks()
	if l.pos == len(l.doc) || l.doc[l.pos] != '"' && l.doc[l.pos] != '\'' {
		return l.fail(Syntax, l.pos, "the value of %.40s is not quoted", name)
	}
	rest := l.doc[l.pos+1:]
	n := bytes.IndexByte(rest, l.doc[l.pos])
	if n < 0 {
		n = len(rest)
	}
	if bad := bytes.IndexByte(rest[:n], '<'); bad >= 0 || n == len(rest) {
		return l.fail(Syntax, l.pos, "the value of %.40s is never closed, or holds a < that is not written &lt;", name)
	}
	if _, err := l.references(l.pos+1, rest[:n]); err != nil {
		return err
	}
	if l.most > 0 && n > l.most {
		return l.fail(Length, l.pos, "the value of %.40s has %d bytes, at most %d are taken", name, n, l.most)
	}
	l.pos += n + len(`""`)
	if len(l.attrs) == MaxAttrs {
		return l.fail(Attributes, l.at, "<%.40s> has more than %d attributes", element, MaxAttrs)
	}
	if bytes.HasPrefix(name, []byte("xmlns")) {
		if l.spaces++; l.spaces > MaxNamespaces {
			return l.fail(Attributes, l.at, "with <%.40s> more than %d namespaces are declared", element, MaxNamespaces)
		}
	}
	l.attrs = append(l.attrs, Attr{Name: name, Value: rest[:n]})
	return nil
}

func (l *Lexer) name() []byte {
	from := l.pos
	for l.pos < len(l.doc) && !ends[l.doc[l.pos]] {
		l.pos++
	}
	return l.doc[from:l.pos]
}

// ends are the characters behind which a name can not go on.
var ends = [256]bool{
	' ': true, '\t': true, '\r': true, '\n': true,
	'<': true, '>': true, '/': true, '=': true, '"': true, '\'': true, '&': true, '!': true, '?': true, 0: true,
}

func (l *Lexer) blanks() bool {
	from := l.pos
	for l.pos < len(l.doc) && isBlank(l.doc[l.pos]) {
		l.pos++
	}
	return l.pos > from
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func (l *Lexer) take(c byte) bool {
	if l.pos == len(l.doc) || l.doc[l.pos] != c {
		return false
	}
	l.pos++
	return true
}
