// Package lex splits an XML document into tokens without copying it, within
// limits that no document of the exchange comes near. It is the one tokenizer
// behind the checks that come before a schema and behind the Go types.
//
// It splits the document and checks no more: its users check that names match, that characters are allowed and that there is one root. On a
// well-formed document both see the same tokens, because a "<" stands nowhere but at the start of one.
//
// JSON is split by [WalkJSON], which takes what encoding/json takes, within limits.
package lex

import (
	"bytes"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/internal/texts"
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
	Line    int    // counted from 1
	Message string // a Russian sentence for clients
	Detail  string // the same in English
}

func errorOf(code Code, line int, said texts.Said) *Error {
	return &Error{Code: code, Line: line, Message: said.String(), Detail: said.English()}
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Detail) }

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

	plain bool // it is known to hold nothing that is written for something else
}

// Attr is an attribute, its value as written between the quotes.
type Attr struct{ Name, Value []byte }

// Lexer walks over a document.
type Lexer struct {
	doc     []byte
	token   Token
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

	ampersand, carriage next
}

// next is where a byte stands next. A document has few of some, and most of its
// pieces need not be searched for them.
type next struct {
	offset int
	known  bool
}

// before tells whether the byte stands between two offsets; from only grows.
func (n *next) before(doc []byte, b byte, from, to int) bool {
	if !n.known || n.offset < from {
		n.known = true
		if n.offset = bytes.IndexByte(doc[from:], b); n.offset < 0 {
			n.offset = len(doc)
		} else {
			n.offset += from
		}
	}
	return n.offset < to
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

// LineAt is the line of a byte of the document, counted as [Lexer.Span] does.
func (l *Lexer) LineAt(offset int) int { return l.lineAt(min(offset, len(l.doc))) }

// Span is the place of the last token: its first byte, and the first byte after
// it.
func (l *Lexer) Span() (from, to int) { return l.at, l.pos }

// Document is what the lexer walks over, without its byte order mark.
func (l *Lexer) Document() []byte { return l.doc }

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

func (l *Lexer) fail(code Code, offset int, said texts.Said) error {
	return errorOf(code, l.lineAt(offset), said)
}

// Next gives the next token, which is good until the next call. At the end of the
// document the error is [io.EOF], any other is an [*Error].
func (l *Lexer) Next() (*Token, error) {
	l.token.Kind = 0 // none
	err := l.next()
	if l.token.Kind == 0 {
		l.token = Token{}
	}
	return &l.token, err
}

func (l *Lexer) next() error {
	if l.closing != nil {
		name := l.closing
		l.closing = nil
		l.depth--
		l.token = Token{Kind: End, Name: name}
		return nil
	}
	l.at = l.pos
	rest := l.doc[l.pos:]
	switch {
	case len(rest) == 0:
		return io.EOF
	case rest[0] != '<':
		return l.text(rest)
	case len(rest) == 1:
		return l.fail(Syntax, l.at, texts.XMLEndsAfterLess.Of())
	case rest[1] == '/':
		return l.end()
	case rest[1] == '?':
		return l.section(Other, "<?", "?>")
	case rest[1] != '!':
		return l.start()
	case bytes.HasPrefix(rest, []byte("<!--")):
		return l.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return l.section(CData, "<![CDATA[", "]]>")
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return l.fail(Doctype, l.at, texts.XMLNoDoctype.Of())
	}
	return l.fail(Syntax, l.at, texts.XMLNoDeclaration.Of(rest))
}

func (l *Lexer) text(rest []byte) error {
	n := bytes.IndexByte(rest, '<')
	if n < 0 {
		n = len(rest)
	}
	references, good, err := l.references(l.pos, rest[:n])
	if err != nil { // the text before it is given as well
		l.token = Token{Kind: Text, Body: rest[:good]}
		return err
	}
	l.pos += n
	if err := l.bounded(texts.TokenText); err != nil {
		return err
	}
	plain := references == 0 && !l.carriage.before(l.doc, '\r', l.pos-n, l.pos)
	l.token = Token{Kind: Text, Body: rest[:n], plain: plain}
	return l.piece(n, 1+references)
}

// section reads what lasts until its own closing mark.
func (l *Lexer) section(kind Kind, opening, closing string) error {
	body := l.doc[l.pos+len(opening):]
	if kind == CData && l.depth == 0 {
		return l.fail(Syntax, l.at, texts.XMLSectionOutside.Of())
	}
	if kind == Other {
		if err := l.target(body); err != nil {
			return err
		}
	}
	n := bytes.Index(body, []byte(closing))
	if n < 0 {
		return l.fail(Syntax, len(l.doc), texts.XMLNeverClosed.Of(opening, closing))
	}
	l.pos += len(opening) + n + len(closing)
	named := texts.TokenInstruction
	if kind == CData {
		named = texts.TokenSection
	}
	if err := l.bounded(named); err != nil || kind != CData {
		l.token = Token{Kind: kind, Body: body[:n]}
		return err
	}
	plain := !l.carriage.before(l.doc, '\r', l.at, l.pos)
	l.token = Token{Kind: kind, Body: body[:n], plain: plain}
	return l.piece(n, 1)
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
		return l.fail(Length, l.at, texts.XMLLongText.Of(l.most))
	case l.pieces > MaxPieces:
		return l.fail(Length, l.at, texts.XMLManyPieces.Of(MaxPieces))
	}
	return nil
}

// comment reads a comment, in which -- stands at the end only.
func (l *Lexer) comment() error {
	from := l.pos + len("<!--")
	n := bytes.Index(l.doc[from:], []byte("--"))
	switch {
	case n < 0 || from+n+len("--") == len(l.doc):
		return l.fail(Syntax, len(l.doc), texts.XMLNeverClosed.Of("<!--", "-->"))
	case l.doc[from+n+len("--")] != '>':
		return l.fail(Syntax, from+n, texts.XMLHyphens.Of())
	}
	l.pos = from + n + len("-->")
	l.token = Token{Kind: Other, Body: l.doc[from : from+n]}
	return l.bounded(texts.TokenComment)
}

// target looks at the word that an instruction begins with: behind it a blank
// stands, or the end.
func (l *Lexer) target(body []byte) error {
	n := 0
	for n < len(body) && classes[body[n]] != outsideNames {
		n++
	}
	switch at := l.pos + len("<?") + n; {
	case n == 0:
		return l.fail(Syntax, l.at, texts.XMLNoTarget.Of())
	case !IsName(body[:n]) && !bytes.Contains(body, []byte("?>")): // what comes first is told
		return l.fail(Syntax, l.at, texts.XMLNoTarget.Of())
	case n == len(body):
		return l.fail(Syntax, len(l.doc), texts.XMLNeverClosed.Of("<?", "?>"))
	case !isBlank(body[n]) && !bytes.HasPrefix(body[n:], []byte("?>")):
		return l.fail(Syntax, at, texts.XMLBadTarget.Of(body[:n]))
	case bytes.EqualFold(body[:n], []byte("xml")) && (l.at > 0 || string(body[:n]) != "xml"):
		return l.fail(Syntax, l.at, texts.XMLLateDeclaration.Of())
	case l.at == 0 && string(body[:n]) == "xml":
		if good := goodDeclaration(body[n:]); good >= 0 {
			return l.fail(Syntax, at+good, texts.XMLDeclaration.Of())
		}
	}
	return nil
}

// bounded refuses a token that is too long.
func (l *Lexer) bounded(what texts.Text0) error {
	if n := l.pos - l.at; n > MaxToken {
		return l.fail(Length, l.at, texts.XMLLongToken.Of(what.Of(), n, MaxToken))
	}
	return nil
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
