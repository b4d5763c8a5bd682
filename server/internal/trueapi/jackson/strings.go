package jackson

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// site is where a quoted text stands; names and values differ in their error texts, and the encoding of
// a name is checked only when the whole name has been read.
type site struct {
	what    string
	lateUTF bool
}

var (
	inName   = site{"name", true}
	inString = site{"string value", false}
)

// quoted reads up to the closing quote. What needs no rewriting is cut out of the body, the rest is
// composed in scratch: either is valid until the next call.
func (r *reader) quoted(s site) ([]byte, *Error) {
	r.unread = false
	from := r.pos
	text := units{out: r.scratch[:0]}
	for run := from; ; {
		for r.pos < len(r.buf) && plain(r.buf[r.pos]) {
			r.pos++
		}
		if r.pos >= len(r.buf) {
			return nil, r.endOfText(s, from)
		}
		c := r.buf[r.pos]
		r.pos++
		switch {
		case c == '"':
			whole := r.buf[from : r.pos-1]
			if run != from {
				r.scratch = append(text.out, r.buf[run:r.pos-1]...)
				whole = r.scratch
			}
			if s.lateUTF {
				return whole, r.checkName(whole)
			}
			return whole, nil
		case c == '\\':
			text.out = append(text.out, r.buf[run:r.pos-1]...)
			u, err := r.escape()
			if err != nil {
				return nil, err
			}
			text.add(u)
			run = r.pos
		case c < ' ':
			return nil, r.fail(parseException, fmt.Sprintf(illegalControl, describe(rune(c)), s.what))
		case !s.lateUTF:
			begin := r.pos - 1
			u, err := r.multibyte(c)
			if err != nil {
				return nil, err
			}
			if !utf8.Valid(r.buf[begin:r.pos]) {
				text.out = append(text.out, r.buf[run:begin]...)
				text.add(u)
				run = r.pos
			}
		}
	}
}

// plain tells the bytes that stand for themselves in a quoted text.
func plain(c byte) bool { return c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' }

func (r *reader) endOfText(s site, from int) *Error {
	switch {
	case s == inString:
		return r.ended(eofException, fmt.Sprintf(endInToken, valueString))
	case r.pos == from:
		return r.ended(eofException, endBeforeName)
	default:
		return r.ended(eofException, endInName)
	}
}

// escape reads what follows a backslash.
func (r *reader) escape() (rune, *Error) {
	const letters, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if r.pos >= len(r.buf) {
		return 0, r.ended(eofException, endInEscape)
	}
	c := r.buf[r.pos]
	r.pos++
	if c == 'u' {
		return r.hex()
	}
	if i := strings.IndexByte(letters, c); i >= 0 {
		return rune(meanings[i]), nil
	}
	char, err := r.charForError(c)
	if err != nil {
		return 0, err
	}
	return 0, r.fail(parseException, fmt.Sprintf(unknownEscape, describe(char)))
}

func (r *reader) hex() (u rune, err *Error) {
	for range 4 {
		if r.pos >= len(r.buf) {
			return 0, r.ended(eofException, endInEscape)
		}
		c := r.buf[r.pos]
		r.pos++
		digit := strings.IndexByte("0123456789abcdef", c|0x20)
		if digit < 0 || c < '0' {
			return 0, r.unexpected(rune(c), wantHex)
		}
		u = u<<4 | rune(digit)
	}
	return u, nil
}

// units collects UTF-16 units as UTF-8: two halves of a pair that meet are joined, whatever has no
// character of its own becomes U+FFFD (Java keeps lone halves and prints them as '?').
type units struct {
	out  []byte
	high rune // the half that out ends with, as U+FFFD
	end  int  // length of out behind it
}

func (t *units) add(u rune) {
	if pair := utf16.DecodeRune(t.high, u); pair != utf8.RuneError && t.end == len(t.out) {
		t.out = t.out[:t.end-len("\uFFFD")]
		u = pair
	}
	t.out = utf8.AppendRune(t.out, u)
	t.high, t.end = u, len(t.out)
}

// followers counts the bytes that the first byte of a character announces; -1 when it can be none.
// The library looks at nothing but these bits: overlong forms and halves of pairs pass.
func followers(first byte) int {
	switch {
	case first < utf8.RuneSelf:
		return 0
	case first&0xE0 == 0xC0:
		return 1
	case first&0xF0 == 0xE0:
		return 2
	case first&0xF8 == 0xF0:
		return 3
	default:
		return -1
	}
}

// multibyte reads the rest of the character that begins with first.
func (r *reader) multibyte(first byte) (rune, *Error) {
	n := followers(first)
	if n < 0 {
		return 0, r.fail(parseException, fmt.Sprintf(badStartByte, first))
	}
	c := rune(first)
	if n > 0 {
		c &= 0x3F >> n
	}
	for range n {
		if r.pos >= len(r.buf) {
			return 0, r.ended(eofException, fmt.Sprintf(endInToken, r.tok))
		}
		next := r.buf[r.pos]
		r.pos++
		if next&0xC0 != 0x80 {
			return 0, r.fail(parseException, fmt.Sprintf(badMiddleByte, next))
		}
		c = c<<6 | rune(next&0x3F)
	}
	return c, nil
}

// charForError decodes the character that an error text shows; Java's char holds its lower 16 bits.
func (r *reader) charForError(first byte) (rune, *Error) {
	c, err := r.multibyte(first)
	return c & 0xFFFF, err
}

// checkName checks the encoding of a name that has been read to its end.
//
// The library keeps a name in groups of four bytes and forgets to cut the wrong byte out of its group:
// the number in the text has the bytes before it as well, with the sign of the group.
func (r *reader) checkName(name []byte) *Error {
	if utf8.Valid(name) {
		return nil
	}
	for i := 0; i < len(name); i++ {
		first := i
		n := followers(name[i])
		if n < 0 {
			return r.fail(parseException, fmt.Sprintf(badStartByte, name[i]))
		}
		if i+n >= len(name) {
			return r.fail(eofException, unexpectedEnd+endInName)
		}
		for i < first+n {
			i++
			if name[i]&0xC0 == 0x80 {
				continue
			}
			group := int32(int8(name[i&^3]))
			for _, b := range name[i&^3+1 : i+1] {
				group = group<<8 | int32(b)
			}
			if i-first == 3 {
				group &= 0xFF // the one place where it is cut
			}
			return r.fail(parseException, fmt.Sprintf(badMiddleByte, uint32(group)))
		}
	}
	return nil
}
