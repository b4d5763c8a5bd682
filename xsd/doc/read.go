// Package doc has the Go types of the documents of the exchange, as xsd has
// their schemas: reading them, and writing them as the real system does.
//
// Reading refuses a document that does not fit the types: an unknown element or
// attribute, a missing one, a text where a number belongs. The schema checks
// lengths, patterns and enumerations, and in JSON also what is missing. Text
// that XML trims (dates, numbers, booleans) is trimmed; all other text is kept
// as it stands.
package doc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// Error says why a document could not be read.
type Error struct {
	Line    int    // counted from 1
	Message string // a Russian sentence for clients
	Detail  string // the same in English
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Detail) }

func failed(line int, said texts.Said) *Error {
	return &Error{Line: line, Message: said.String(), Detail: said.English()}
}

// Root is what tells the kind of a document before its schema is known.
type Root struct{ Name, FileID string }

// Peek reads the root element and looks no further: the rest may be anything.
func Peek(doc []byte) (Root, error) {
	var root Root
	r := newReader(doc, func(e *element) *string {
		e.used = len(e.attrs) // whatever else it has
		root.Name, root.FileID = string(e.name), e.optional("fileId")
		return nil
	})
	err := r.until(doc, 1)
	if err == nil && r.visited == 0 {
		err = r.end()
	}
	return root, err
}

// reader turns the tokens of a document into calls, one for each element.
type reader struct {
	lex   *lex.Lexer // that gave the last token
	path  []byte     // file/document/productList/iCode
	texts arena
	err   error

	visit   visit
	text    *string // where the text of the innermost element goes
	content []byte  // of it, so far
	visited int     // elements

	element element // used for every visit
	scratch []byte  // and for every value
}

func newReader(doc []byte, v visit) *reader {
	r := &reader{lex: lex.New(doc), visit: v}
	r.texts.size = min(len(doc), 64<<10)
	return r
}

// visit is called where an element begins. It takes its attributes and gives
// the place of its text, or nil if it may have none.
type visit func(e *element) (text *string)

// Reading is a document on its way from tokens into its type. It gets the
// tokens from another walk by [Reading.See], or walks over them itself.
type Reading[D any] struct {
	*reader
	done func(error) (*D, error)
}

// See takes the next token of the document.
func (r *reader) See(l *lex.Lexer, token *lex.Token) {
	if r.err != nil {
		return
	}
	r.lex = l
	switch token.Kind {
	case lex.Start:
		r.start(token)
	case lex.End:
		if r.text != nil {
			*r.text = r.texts.keep(r.content)
			r.text = nil
		}
		r.leave(token.Name)
	case lex.Text, lex.CData:
		if r.text == nil {
			r.blank(token)
			break
		}
		r.content = token.AppendBody(r.content)
	case lex.Other:
	}
}

func (r *reader) start(token *lex.Token) {
	if r.text != nil {
		r.fail(texts.DocInsideText.Of(token.Name, r.path))
		return
	}
	r.enter(token.Name)
	r.element = element{reader: r, name: token.Name, attrs: token.Attrs}
	r.text = r.visit(&r.element)
	r.element.done()
	r.visited++
	r.content = r.content[:0]
}

// Done gives the document, once all its tokens were seen. The error is an [*Error].
func (r *Reading[D]) Done() (*D, error) { return r.done(r.end()) }

// all passes over the tokens of a document.
func (r *Reading[D]) all(doc []byte) (*D, error) {
	if err := r.until(doc, math.MaxInt); err != nil {
		return r.done(err)
	}
	return r.Done()
}

// until passes over the tokens of a document, up to so many elements.
func (r *reader) until(doc []byte, most int) error {
	for r.err == nil && r.visited < most {
		token, err := r.lex.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			limit := new(lex.Error)
			errors.As(err, &limit)
			return &Error{Line: limit.Line, Message: limit.Message, Detail: limit.Detail}
		}
		r.See(r.lex, token)
	}
	return r.err
}

// end is what is wrong with a document that ends here.
func (r *reader) end() error {
	switch {
	case r.err != nil:
	case r.visited == 0:
		return r.fail(texts.DocNoRoot.Of())
	case len(r.path) > 0:
		return r.fail(texts.DocEndsInside.Of(r.path))
	}
	return r.err
}

// fail keeps the first error, of where the reader is.
func (r *reader) fail(said texts.Said) error {
	if r.err == nil {
		r.err = failed(r.lex.Line(), said)
	}
	return r.err
}

func (r *reader) enter(name []byte) {
	if len(r.path) > 0 {
		r.path = append(r.path, '/')
	}
	r.path = append(r.path, name...)
}

func (r *reader) leave(name []byte) {
	rest, ok := bytes.CutSuffix(r.path, name)
	if !ok || len(rest) > 0 && rest[len(rest)-1] != '/' {
		r.fail(texts.DocDoesNotClose.Of(name, r.path))
	}
	r.path = bytes.TrimSuffix(rest, []byte("/"))
}

func (r *reader) blank(t *lex.Token) {
	if rest := bytes.TrimSpace(t.Body); len(rest) > 0 {
		if len(r.path) == 0 {
			r.fail(texts.DocTextOutside.Of(rest))
			return
		}
		r.fail(texts.DocTextInside.Of(rest, r.path))
	}
}

// element is an element that a [visit] looks at.
type element struct {
	*reader
	name  []byte
	attrs []lex.Attr
	used  int
}

// unknown refuses an element that the visit has no place for.
func (e *element) unknown() { e.fail(texts.DocUnknownElement.Of(e.path)) }

// once keeps where an element stands and refuses it the second time.
func (e *element) once(line *int) {
	if *line != 0 {
		e.fail(texts.DocSecond.Of(e.path, *line))
	}
	*line = e.lex.Line()
}

// line is the line of the element, for elements that there are many of.
func (e *element) line() int32 { return int32(min(e.lex.Line(), math.MaxInt32)) }

// value is good until the next one is asked for.
func (e *element) value(name string) (value []byte, found bool) {
	for _, a := range e.attrs {
		if string(a.Name) != name {
			continue
		}
		e.scratch = a.AppendValue(e.scratch[:0])
		e.used++
		return e.scratch, true
	}
	return nil, false
}

// must is an attribute that has to be there.
func (e *element) must(name string) string {
	value, found := e.value(name)
	if !found {
		e.fail(texts.DocMissingAttr.Of(e.path, name))
	}
	return e.texts.keep(value)
}

// optional is an attribute that may be missing: "" then.
func (e *element) optional(name string) string {
	value, _ := e.value(name)
	return e.texts.keep(value)
}

// trimmed is must for the types that XML trims.
func (e *element) trimmed(name string) string { return strings.TrimSpace(e.must(name)) }

// optionalTrimmed is optional for the types that XML trims.
func (e *element) optionalTrimmed(name string) string { return strings.TrimSpace(e.optional(name)) }

// number is an attribute that has to be a whole number of 32 bits.
func (e *element) number(name string) int32 {
	value, found := e.value(name)
	if !found {
		e.fail(texts.DocMissingAttr.Of(e.path, name))
		return 0
	}
	return e.wholeNumber(name, value)
}

// count is a number that may be missing, Uncounted then, and is not negative:
// it could be taken for missing.
func (e *element) count(name string) int32 {
	value, found := e.value(name)
	if !found {
		return Uncounted
	}
	n := e.wholeNumber(name, value)
	if n < 0 {
		e.fail(texts.DocNegative.Of(name, e.path))
	}
	return n
}

func (e *element) wholeNumber(name string, value []byte) int32 {
	n, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 32)
	if err != nil {
		e.fail(texts.DocNoNumber.Of(name, e.path, value))
	}
	return int32(n)
}

// flag is an attribute that has to be true, false, 1 or 0.
func (e *element) flag(name string) bool {
	switch value := e.trimmed(name); value {
	case "true", "1":
		return true
	case "false", "0":
		return false
	default:
		e.fail(texts.DocNoFlag.Of(name, e.path, value))
		return false
	}
}

// optionalFlag is a flag that may be missing: false then.
func (e *element) optionalFlag(name string) (flag, missing bool) {
	if _, found := e.value(name); !found {
		return false, true
	}
	e.used-- // it is counted once more
	return e.flag(name), false
}

// done refuses attributes that no reader asked for, except those of namespaces,
// such as the location of the schema.
func (e *element) done() {
	own := 0
	for _, a := range e.attrs {
		if string(a.Name) == "xmlns" || bytes.IndexByte(a.Name, ':') >= 0 {
			own++
		}
	}
	if own+e.used < len(e.attrs) {
		e.fail(texts.DocUnknownAttr.Of(e.path))
	}
}

// place is an element and the line it was found on.
type place struct {
	path string
	line int
}

// whole gives a document that was read, unless that failed or one of these
// elements is missing.
func whole[D any](d *D, err error, places ...place) (*D, error) {
	for _, p := range places {
		if err == nil && p.line == 0 {
			err = failed(1, texts.DocMissingElement.Of(p.path))
		}
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// arena keeps short strings in common pieces of memory: 300,000 codes take some
// hundred allocations.
type arena struct {
	piece strings.Builder
	size  int // of the pieces
}

func (a *arena) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if a.piece.Cap()-a.piece.Len() < len(b) {
		a.piece = strings.Builder{}
		a.piece.Grow(max(a.size, len(b)))
	}
	from := a.piece.Len()
	a.piece.Write(b)
	return a.piece.String()[from:]
}
