package datatype

import (
	"bytes"
	std "encoding/base64"
	"encoding/hex"

	"github.com/mockismp/mockismp/xsd/lex"
)

func anyText(text []byte) (Value, bool) { return Value{text: text}, true }

func named(is func([]byte) bool) func([]byte) (Value, bool) {
	return func(text []byte) (Value, bool) { return Value{text: text}, is(text) }
}

func isNCName(text []byte) bool { return lex.IsName(text) && bytes.IndexByte(text, ':') < 0 }

// language: words of up to eight letters, from the second on digits too.
func language(text []byte) (Value, bool) {
	for i, word := range bytes.Split(text, []byte("-")) {
		if len(word) == 0 || len(word) > 8 {
			return Value{}, false
		}
		for _, c := range word {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !letter && (i == 0 || !isDigit(c)) {
				return Value{}, false
			}
		}
	}
	return Value{text: text}, true
}

func hexadecimal(text []byte) (Value, bool) {
	octets := make([]byte, hex.DecodedLen(len(text)))
	_, err := hex.Decode(octets, text)
	return Value{text: octets}, err == nil
}

func base64(text []byte) (Value, bool) {
	octets, err := std.StdEncoding.Strict().AppendDecode(nil, bytes.ReplaceAll(text, []byte(" "), nil))
	return Value{text: octets}, err == nil && !bytes.ContainsAny(text, "\r\n")
}

// Normalize does with the blanks of a text what a type does. It gives the text
// itself where nothing is to be done, else it appends to scratch.
func (s Space) Normalize(text, scratch []byte) []byte {
	switch {
	case s == Preserve:
		return text
	case s == Collapse && len(text) > 0 && (text[0] <= ' ' || text[len(text)-1] <= ' '): // Trim is slow even where nothing is to be done
		text = bytes.Trim(text, " \t\r\n")
	}
	if !unclean(text, s == Collapse) {
		return text
	}
	blank := false
	for _, c := range text {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			if blank && s == Collapse {
				continue
			}
			blank, c = true, ' '
		} else {
			blank = false
		}
		scratch = append(scratch, c)
	}
	return scratch
}

func unclean(text []byte, rows bool) bool {
	for i, c := range text {
		switch c {
		case '\t', '\r', '\n':
			return true
		case ' ':
			if rows && i > 0 && text[i-1] == ' ' {
				return true
			}
		}
	}
	return false
}
