package lex

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
)

// peek passes blanks, and tells what stands behind them: 0 at the end, as where a
// NUL stands, which begins nothing either.
func (w *jsonWalk) peek() byte {
	for ; w.at < len(w.doc) && isBlank(w.doc[w.at]); w.at++ {
		if w.doc[w.at] == '\n' {
			w.line++
		}
	}
	if w.at == len(w.doc) {
		return 0
	}
	return w.doc[w.at]
}

func (w *jsonWalk) take(c byte) bool {
	if w.peek() != c {
		return false
	}
	w.at++
	return true
}

// words of JSON, by the letter that they begin with.
var words = map[byte]struct {
	word  string
	value any
}{'t': {"true", true}, 'f': {"false", false}, 'n': {"null", nil}}

// scalar passes a text, a number or a word. A bracket is left where it is.
func (w *jsonWalk) scalar(first byte) (any, error) {
	switch {
	case first == '{' || first == '[':
		return nil, nil
	case first == '"':
		raw, err := w.text()
		if err != nil || !w.tree {
			return nil, err
		}
		return unquoted(raw), nil
	case first == '-' || isDigit(first):
		return w.number()
	}
	known := words[first]
	if known.word == "" || !bytes.HasPrefix(w.doc[w.at:], []byte(known.word)) {
		return nil, errBroken
	}
	w.at += len(known.word)
	return known.value, nil
}

// text passes a text, and gives it as it is written, with its quotes.
func (w *jsonWalk) text() ([]byte, error) {
	from, nul := w.at, false
	for w.at++; ; w.at++ {
		if w.at >= len(w.doc) || w.doc[w.at] < ' ' {
			return nil, errBroken
		}
		if w.doc[w.at] == '"' {
			break
		}
		if w.doc[w.at] != '\\' {
			continue
		}
		n := escape(w.doc[w.at:])
		if n == 0 {
			return nil, errBroken
		}
		nul = nul || string(w.doc[w.at:w.at+n]) == `\u0000`
		w.at += n - 1
	}
	w.at++
	raw := w.doc[from:w.at]
	if len(raw)-len(`""`) > MaxToken {
		if n := len(unquoted(raw)); n > MaxToken {
			return nil, w.fail(Length, texts.XMLLongString.Of(n, MaxToken))
		}
	}
	if nul {
		return nil, w.fail(Syntax, texts.XMLNulInText.Of())
	}
	return raw, nil
}

// escape is how long the escape is that stands here, 0 if it is none.
func escape(rest []byte) int {
	switch {
	case len(rest) < 2:
		return 0
	case strings.IndexByte(`"\/bfnrt`, rest[1]) >= 0:
		return 2
	case rest[1] != 'u' || len(rest) < len(`\u0000`):
		return 0
	}
	for _, c := range rest[2:len(`\u0000`)] {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return 0
		}
	}
	return len(`\u0000`)
}

// unquoted is what a text says that is written so.
func unquoted(raw []byte) string {
	inside := raw[1 : len(raw)-1]
	if bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
		return string(inside)
	}
	var s string
	_ = json.Unmarshal(raw, &s) // it was looked at
	return s
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number passes a number. One that computers need long for is refused.
func (w *jsonWalk) number() (any, error) {
	from := w.at
	digits := func() bool {
		before := w.at
		for w.at < len(w.doc) && isDigit(w.doc[w.at]) {
			w.at++
		}
		return w.at > before
	}
	one := func(of string) bool {
		if w.at == len(w.doc) || strings.IndexByte(of, w.doc[w.at]) < 0 {
			return false
		}
		w.at++
		return true
	}
	one("-")
	whole := one("0") || digits()
	if !whole || one(".") && !digits() {
		return nil, errBroken
	}
	exponent := w.at
	if one("eE") {
		one("+-")
		if exponent = w.at; !digits() {
			return nil, errBroken
		}
	}
	raw := w.doc[from:w.at]
	if len(raw) > MaxNumber || w.at-exponent > MaxExponent {
		return nil, w.fail(Number, texts.XMLLongNumber.Of(string(raw)))
	}
	if !w.tree {
		return nil, nil
	}
	return json.Number(raw), nil
}
