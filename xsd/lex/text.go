package lex

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
)

// AppendBody appends the content of a Text or CData token to dst: references
// resolved in text, every line end a "\n".
func (t *Token) AppendBody(dst []byte) []byte {
	if t.plain {
		return append(dst, t.Body...)
	}
	if t.Kind == CData {
		return resolve(dst, t.Body, "\r", '\n')
	}
	return resolve(dst, t.Body, "&\r", '\n')
}

// AppendValue appends the value of an attribute to dst: references resolved,
// line ends and tabs made blanks, as XML has it.
func (a Attr) AppendValue(dst []byte) []byte {
	if a.Plain() {
		return append(dst, a.Value...)
	}
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

// references counts them, and refuses what stands behind an & and is none. Up to
// there the text is good.
func (l *Lexer) references(offset int, raw []byte) (found, good int, err error) {
	if !l.ampersand.before(l.doc, '&', offset, offset+len(raw)) {
		return 0, len(raw), nil
	}
	for rest := raw; ; found++ {
		n := bytes.IndexByte(rest, '&')
		if n < 0 {
			return found, len(raw), nil
		}
		rest = rest[n+1:]
		if _, _, wrong := reference(rest); wrong.Key() != "" {
			good = len(raw) - len(rest) - 1
			return found, good, errorOf(Syntax, l.lineAt(offset+good), wrong)
		}
	}
}

// reference reads what follows an &, and tells how long it is. Only the
// entities that XML itself has are known, as there is no DOCTYPE to declare
// others. An error is told in words.
func reference(raw []byte) (r rune, n int, wrong texts.Said) {
	n = bytes.IndexByte(raw[:min(len(raw), longestReference)], ';')
	if n < 0 {
		return 0, 0, texts.XMLNoReference.Of()
	}
	name := string(raw[:n])
	if r, known := entities[name]; known {
		return r, n + 1, wrong
	}
	digits, isNumber := strings.CutPrefix(name, "#")
	if !isNumber {
		return 0, 0, texts.XMLUnknownEntity.Of(name)
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	number, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !isChar(rune(number)) {
		return 0, 0, texts.XMLNoSuchChar.Of(name)
	}
	return rune(number), n + 1, wrong
}

var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// longestReference has room for zeros in front of a number.
const longestReference = 64

// isChar: Char of XML 1.0.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// Plain tells whether the content of a Text or CData token is known to be its
// body as it stands.
func (t *Token) Plain() bool { return t.plain }

// Plain tells whether the value of an attribute is as it stands.
func (a Attr) Plain() bool {
	for _, b := range a.Value {
		if b == '&' || b == '\r' || b == '\n' || b == '\t' {
			return false
		}
	}
	return true
}
