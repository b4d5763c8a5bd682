package doc

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/xsd/lex"
)

// jsonReader turns the tokens of a JSON document into calls, one for each
// member of an object.
type jsonReader struct {
	lex     *lex.JSON
	texts   arena
	scratch []byte
	err     error
}

// member is a member that an object may have.
type member struct {
	name     string
	optional bool
	read     func(value lex.JSONToken)
}

// readJSON reads a document that is an object.
func readJSON(doc []byte, members func(r *jsonReader) []member) error {
	if !utf8.Valid(doc) {
		return &Error{Line: 1, Message: "the document is not UTF-8"}
	}
	r := &jsonReader{lex: lex.NewJSON(doc)}
	r.texts.size = min(len(doc), 64<<10)
	r.object(r.next(), members(r))
	for r.err == nil {
		if _, err := r.lex.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			r.stop(err)
		}
	}
	return r.err
}

// next gives the next token, or after an error one of no kind.
func (r *jsonReader) next() lex.JSONToken {
	if r.err != nil {
		return lex.JSONToken{}
	}
	t, err := r.lex.Next()
	if errors.Is(err, io.EOF) {
		r.fail("the document is empty")
	} else if err != nil {
		r.stop(err)
	}
	return t
}

func (r *jsonReader) stop(err error) {
	found := new(lex.Error)
	errors.As(err, &found)
	r.err = &Error{Line: found.Line, Message: found.Message}
}

// fail keeps the first error, of where the reader is.
func (r *jsonReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Line: r.lex.Line(), Message: fmt.Sprintf(format, args...)}
	}
}

// line is the line of the last token, for objects that there are many of.
func (r *jsonReader) line() int32 { return int32(min(r.lex.Line(), math.MaxInt32)) }

// object reads an object of these members, at most 64, in any order.
func (r *jsonReader) object(t lex.JSONToken, members []member) {
	if t.Kind != lex.ObjectStart {
		r.fail("no object where one is due")
		return
	}
	line, seen := r.lex.Line(), uint64(0)
	for t = r.next(); t.Kind == lex.Name; t = r.next() {
		r.scratch = t.AppendText(r.scratch[:0])
		i := slices.IndexFunc(members, func(m member) bool { return m.name == string(r.scratch) })
		if i < 0 {
			r.fail("%.60q is not known here", r.scratch)
			return
		}
		seen |= 1 << i
		members[i].read(r.next())
	}
	for i, m := range members {
		if r.err == nil && !m.optional && seen&(1<<i) == 0 {
			r.err = &Error{Line: line, Message: m.name + " is missing"}
		}
	}
}

// array calls item with the first token of each value of an array.
func (r *jsonReader) array(t lex.JSONToken, item func(t lex.JSONToken)) {
	if t.Kind != lex.ArrayStart {
		r.fail("no array where one is due")
		return
	}
	for t = r.next(); t.Kind != lex.ArrayEnd && r.err == nil; t = r.next() {
		item(t)
	}
}

// text is a member that has to be a string.
func (r *jsonReader) text(to *string) func(lex.JSONToken) {
	return func(t lex.JSONToken) {
		if t.Kind != lex.Str {
			r.fail("no string where one is due")
			return
		}
		r.scratch = t.AppendText(r.scratch[:0])
		*to = r.texts.keep(r.scratch)
	}
}

// trimmed is text without the blanks around it.
func (r *jsonReader) trimmed(to *string) func(lex.JSONToken) {
	text := r.text(to)
	return func(t lex.JSONToken) {
		text(t)
		*to = strings.Trim(*to, " \t\n\f\r")
	}
}

// textOrNumber is a member that is a number for some and a string for others.
func (r *jsonReader) textOrNumber(to *string) func(lex.JSONToken) {
	text := r.text(to)
	return func(t lex.JSONToken) {
		if t.Kind == lex.Num {
			*to = r.texts.keep(t.Body)
			return
		}
		text(t)
	}
}

// flag is a member that has to be true or false.
func (r *jsonReader) flag(to *bool) func(lex.JSONToken) {
	return func(t lex.JSONToken) {
		if t.Kind != lex.True && t.Kind != lex.False {
			r.fail("neither true nor false where one is due")
		}
		*to = t.Kind == lex.True
	}
}
