package lex

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendBody appends the content of a Text or CData token to dst: references
// resolved in text, every line end a "\n".
func (t Token) AppendBody(dst []byte) []byte {
	if t.Kind == CData {
		return resolve(dst, t.Body, "\r", '\n')
	}
	return resolve(dst, t.Body, "&\r", '\n')
}

// AppendValue appends the value of an attribute to dst: references resolved,
// line ends and tabs made blanks, as XML has it.
func (a Attr) AppendValue(dst []byte) []byte {
	return resolve(dst, a.Value, "&\r\n\t", ' ')
}

// resolve copies raw and replaces the characters of special on the way:
// references by what they stand for, the others by lineEnd.
func resolve(dst, raw []byte, special string, lineEnd byte) []byte {
	for {
		n := bytes.IndexAny(raw, special)
		if n < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:n]...)
		found := raw[n]
		raw = raw[n+1:]
		if found == '&' {
			r, n, _ := reference(raw) // the lexer let it pass
			dst = utf8.AppendRune(dst, r)
			raw = raw[n:]
			continue
		}
		if found == '\r' && len(raw) > 0 && raw[0] == '\n' {
			raw = raw[1:] // one line end, not two
		}
		dst = append(dst, lineEnd)
	}
}

// references counts them, and refuses what stands behind an & and is none.
func (l *Lexer) references(offset int, raw []byte) (found int, err error) {
	for rest := raw; ; found++ {
		n := bytes.IndexByte(rest, '&')
		if n < 0 {
			return found, nil
		}
		rest = rest[n+1:]
		if _, _, err := reference(rest); err != nil {
			return 0, l.fail(Syntax, offset+len(raw)-len(rest), "%s", err)
		}
	}
}

// reference reads what follows an &, and tells how long it is. Only the
// entities that XML itself has are known, as there is no DOCTYPE to declare
// others.
func reference(raw []byte) (r rune, n int, err error) {
	n = bytes.IndexByte(raw[:min(len(raw), longestReference)], ';')
	if n < 0 {
		return 0, 0, errors.New("& begins no reference: write &amp;")
	}
	name := string(raw[:n])
	if r, known := entities[name]; known {
		return r, n + 1, nil
	}
	digits, isNumber := strings.CutPrefix(name, "#")
	if !isNumber {
		return 0, 0, fmt.Errorf("the entity &%s; is not known: only &amp; &lt; &gt; &quot; &apos; are", name)
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	number, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !isChar(rune(number)) {
		return 0, 0, fmt.Errorf("&%s; is no character that XML allows", name)
	}
	return rune(number), n + 1, nil
}

var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// longestReference has room for zeros in front of a number.
const longestReference = 64

// isChar: Char of XML 1.0.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
