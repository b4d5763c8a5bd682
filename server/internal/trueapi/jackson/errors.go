package jackson

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrMissing says that the body is absent: zero bytes, or the JSON value null.
// The service then answers "Required request body is missing" (observed).
var ErrMissing = errors.New("jackson: the request body is absent or null")

// Error is what the service says about a body that it cannot read.
type Error struct {
	Message string // the full text, "JSON parse error: …", as it stands behind "error_message"
	Line    int    // counted from 1
	Column  int    // in bytes from 1; 0 where nothing was read

	exception string   // class of the library's exception, empty when the Go type has no rule
	text      string   // what the library says, without place and path
	path      []string // innermost step first, as the error rises
	unnamed   bool     // a class of the service is part of the path
}

func (e *Error) Error() string { return e.Message }

// ofReader tells an error in the JSON itself from one of its binding to a type.
func (e *Error) ofReader() bool {
	return e.exception == parseException || e.exception == eofException || e.exception == limitException
}

// through notes the container that the error rises through.
func (e *Error) through(step string) *Error {
	e.path = append(e.path, step)
	return e
}

// finish composes the text the way Spring does: the bare text, then the exception with place and path.
//
// The library adds the path ("reference chain") to every error inside a container. The printed sample
// of a wrong field has none, and the classes of the service are not known: a path with a class of the
// service in it is left out (observed), one of Java's own containers alone is printed (library).
func (e *Error) finish() error {
	if e.exception == "" {
		return errors.New(e.text)
	}
	chain := ""
	if len(e.path) > 0 && !e.unnamed {
		slices.Reverse(e.path)
		chain = " (through reference chain: " + strings.Join(e.path, "->") + ")"
	}
	e.Message = fmt.Sprintf("JSON parse error: %s; nested exception is %s: %s\n at %s%s",
		e.text, e.exception, e.text, source(e.Line, e.Column), chain)
	return e
}

// source writes a place the way the library does; the body reaches it through Spring's PushbackInputStream.
func source(line, column int) string {
	return fmt.Sprintf("[Source: (PushbackInputStream); line: %d, column: %d]", line, column)
}
