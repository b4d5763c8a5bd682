package jackson

import (
	"bytes"
	"fmt"
	"strings"
)

// maxDepth bounds nesting. Version 2.9 has no bound and ends in a StackOverflowError; the bound and
// its text are those of the library since 2.16 (assumed).
const maxDepth = 1000

// reader walks over the tokens of one body in one pass.
//
// It keeps the library's habits that show in answers: the value behind a field name is begun together
// with the name, a string is checked only when it is read or skipped, and the place of an error is either
// that of the current token or the one behind the last byte taken. And one fault: each look beyond the
// end of the body moves the column on by the size of the library's last buffer.
type reader struct {
	buf     []byte
	pos     int // behind the last byte taken
	tok     token
	start   int    // of the current value or, after a closing bracket, of that bracket; -1 before the first
	name    []byte // last field name; valid until the next string is read
	nameAt  int    // its opening quote
	ahead   token  // the value begun behind a field name
	unread  bool   // the string begun last is still to be read
	scopes  []scope
	scratch []byte // for strings that cannot be cut out of buf
	buffer  int    // size of the library's last buffer
	misses  int    // looks beyond the end
}

// scope is an open array or object; open is '[', '{', or 0 for the root.
type scope struct {
	open byte
	used bool // a comma is due before the next entry
	at   int
}

// read begins to read body, which came as received bytes (with byte order mark, in its own encoding).
func (r *reader) read(body []byte, received int) {
	const buffer = 8000
	r.buf, r.start, r.buffer = body, -1, (received-1)%buffer+1
	r.scopes = append(r.scopes, scope{at: -1})
}

func (r *reader) top() *scope { return &r.scopes[len(r.scopes)-1] }

func (s *scope) String() string {
	switch s.open {
	case '[':
		return "Array"
	case '{':
		return "Object"
	default:
		return "root"
	}
}

// next moves to the next token; none is the end of the body behind the root value.
func (r *reader) next() *Error {
	if r.tok == fieldName {
		return r.stand(r.ahead)
	}
	if r.unread {
		if _, err := r.quoted(inString); err != nil {
			return err
		}
	}
	c, err := r.solid()
	if err != nil {
		return err
	}
	top := r.top()
	switch {
	case c == ']' || c == '}':
		return r.close(byte(c))
	case c < 0 && top.open == 0:
		r.tok = none
		return nil
	case c < 0:
		return r.ended(eofException, fmt.Sprintf(endUnclosed, top, source(r.position(top.at, top.at))))
	}
	if top.open != 0 {
		if c, err = r.comma(c); err != nil {
			return err
		}
	}
	if top.open == '{' {
		return r.field(c)
	}
	r.start = r.pos - 1
	t, err := r.value(c)
	if err != nil {
		return err
	}
	return r.stand(t)
}

// stand makes t the current token and opens its scope.
func (r *reader) stand(t token) *Error {
	r.tok = t
	if t != startArray && t != startObject {
		return nil
	}
	if depth := len(r.scopes); depth > maxDepth {
		return r.fail(limitException, fmt.Sprintf(tooDeep, depth, maxDepth))
	}
	r.scopes = append(r.scopes, scope{open: r.buf[r.start], at: r.start})
	return nil
}

func (r *reader) close(c byte) *Error {
	r.start = r.pos - 1
	open, other, t := byte('['), '}', endArray
	if c == '}' {
		open, other, t = '{', ']', endObject
	}
	top := r.top()
	if top.open != open {
		return r.fail(parseException, fmt.Sprintf(unexpectedClose, c, other, top, source(r.position(top.at, top.at))))
	}
	r.scopes = r.scopes[:len(r.scopes)-1]
	r.tok = t
	return nil
}

// comma takes the comma before every entry but the first and returns what follows.
func (r *reader) comma(c int) (int, *Error) {
	top := r.top()
	if !top.used {
		top.used = true
		return c, nil
	}
	if c != ',' {
		return 0, r.unexpected(rune(c), fmt.Sprintf(wantComma, top))
	}
	c, err := r.solid()
	if err == nil && c < 0 {
		err = r.ended(parseException, fmt.Sprintf(endBetween, top))
	}
	return c, err
}

// field reads a name, the colon and the beginning of the value.
func (r *reader) field(c int) *Error {
	r.nameAt = r.pos - 1
	if c != '"' {
		char, err := r.charForError(byte(c))
		if err != nil {
			return err
		}
		return r.unexpected(char, wantName)
	}
	name, err := r.quoted(inName)
	if err != nil {
		return err
	}
	r.name, r.tok = name, fieldName
	for _, want := range [...]bool{true, false} {
		if c, err = r.solid(); err != nil {
			return err
		}
		if c < 0 {
			return r.ended(eofException, fmt.Sprintf(endBetween, r.top()))
		}
		if want && c != ':' {
			return r.unexpected(rune(c), wantColon)
		}
	}
	r.start = r.pos - 1
	r.ahead, err = r.value(c)
	return err
}

// value begins the value whose first byte is c.
func (r *reader) value(c int) (token, *Error) {
	switch c {
	case '"':
		r.unread = true
		return valueString, nil
	case '[':
		return startArray, nil
	case '{':
		return startObject, nil
	case 't':
		return valueTrue, r.word("true", 1)
	case 'f':
		return valueFalse, r.word("false", 1)
	case 'n':
		return valueNull, r.word("null", 1)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return r.number(byte(c))
	default:
		return none, r.noValue(c)
	}
}

func (r *reader) noValue(c int) *Error {
	switch {
	case c == ',' || c == '}' || c == ']' && r.top().open == '[':
		return r.unexpected(rune(c), wantSomeVal)
	case c == 'N':
		return r.infinite("NaN", 1)
	case c == 'I':
		return r.infinite("Infinity", 1)
	case c == '+':
		return r.noNumber('+', endInNumber)
	case identifierStart(rune(c)):
		return r.badWord(string(rune(c)), wordsOfAnyStart)
	default:
		return r.unexpected(rune(c), wantValue)
	}
}

// word takes the rest of a literal from its byte i on.
func (r *reader) word(w string, i int) *Error {
	for ; i < len(w); i++ {
		if !r.more() || r.buf[r.pos] != w[i] {
			return r.badWord(w[:i], wordsOfLikeStart)
		}
		r.pos++
	}
	if !r.more() || r.buf[r.pos] < '0' || r.buf[r.pos] == ']' || r.buf[r.pos] == '}' {
		return nil
	}
	// The library decodes the byte behind the word without having taken it, so any character beyond
	// ASCII there comes out as a broken one.
	c, err := r.charForError(r.buf[r.pos])
	if err == nil && identifierPart(c) {
		return r.badWord(w, wordsOfLikeStart)
	}
	return err
}

// badWord reports an unknown word with as much of it as looks like an identifier.
func (r *reader) badWord(begin, want string) *Error {
	const most = 256
	var b strings.Builder
	b.WriteString(begin)
	for n := len([]rune(begin)); r.more(); {
		r.pos++
		c, err := r.charForError(r.buf[r.pos-1])
		if err != nil {
			return err
		}
		if !identifierPart(c) {
			break
		}
		b.WriteRune(c)
		if n++; n >= most {
			b.WriteString("...")
			break
		}
	}
	return r.fail(parseException, fmt.Sprintf(unknownWord, b.String(), want))
}

// more looks whether there is another byte.
func (r *reader) more() bool {
	if r.pos < len(r.buf) {
		return true
	}
	r.misses++
	return false
}

// solid takes white space and the byte behind it; -1 is the end of the body.
func (r *reader) solid() (int, *Error) {
	for r.pos < len(r.buf) {
		c := r.buf[r.pos]
		r.pos++
		switch {
		case c == '/':
			return 0, r.unexpected('/', noComments)
		case c > ' ':
			return int(c), nil
		case c != ' ' && c != '\n' && c != '\r' && c != '\t':
			return 0, r.fail(parseException, fmt.Sprintf(illegalSpace, describe(rune(c))))
		}
	}
	return -1, nil
}

// skip goes to the end of the value the reader stands on, without recursion.
func (r *reader) skip() *Error {
	if r.tok != startArray && r.tok != startObject {
		return nil
	}
	for depth := len(r.scopes); len(r.scopes) >= depth; {
		if err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// fail makes an error behind the last byte taken. That byte is the offending one: if it is a line break,
// the library has not counted it as one.
func (r *reader) fail(exception, text string) *Error {
	return r.behind(r.pos-1, exception, text)
}

func (r *reader) unexpected(c rune, want string) *Error {
	return r.fail(parseException, fmt.Sprintf(unexpectedChar, describe(c), want))
}

// ended makes an error about one more look beyond the end of the body.
func (r *reader) ended(exception, where string) *Error {
	r.misses++
	return r.behind(r.pos, exception, unexpectedEnd+where)
}

func (r *reader) behind(counted int, exception, text string) *Error {
	line, column := r.position(r.pos, counted)
	return &Error{exception: exception, text: text, Line: line, Column: column + r.misses*r.buffer}
}

// here is the place of the current token.
func (r *reader) here() (line, column int) {
	at := r.start
	if r.tok == fieldName {
		at = r.nameAt
	}
	return r.position(at, at)
}

// position turns an offset into line and column by the line breaks \n, \r and \r\n in buf[:counted].
// It is called once for each error, so nothing is counted while a good body is read.
func (r *reader) position(offset, counted int) (line, column int) {
	seen := r.buf[:max(counted, 0)]
	line = 1 + bytes.Count(seen, []byte{'\n'}) + bytes.Count(seen, []byte{'\r'}) - bytes.Count(seen, []byte("\r\n"))
	return line, offset - bytes.LastIndexAny(seen, "\r\n")
}
