package lex

import (
	"unicode"
	"unicode/utf8"
)

// NameStart and NameRest are the characters of names of XML 1.0, fifth edition:
// those that a name begins with, colon included, and those that it may have
// besides.
var (
	NameStart = &unicode.RangeTable{
		R16: []unicode.Range16{
			{':', ':', 1},
			{'A', 'Z', 1},
			{'_', '_', 1},
			{'a', 'z', 1},
			{0xC0, 0xD6, 1},
			{0xD8, 0xF6, 1},
			{0xF8, 0x2FF, 1},
			{0x370, 0x37D, 1},
			{0x37F, 0x1FFF, 1},
			{0x200C, 0x200D, 1},
			{0x2070, 0x218F, 1},
			{0x2C00, 0x2FEF, 1},
			{0x3001, 0xD7FF, 1},
			{0xF900, 0xFDCF, 1},
			{0xFDF0, 0xFFFD, 1},
		},
		R32:         []unicode.Range32{{0x10000, 0xEFFFF, 1}},
		LatinOffset: 6,
	}
	NameRest = &unicode.RangeTable{
		R16:         []unicode.Range16{{'-', '.', 1}, {'0', '9', 1}, {0xB7, 0xB7, 1}, {0x300, 0x36F, 1}, {0x203F, 0x2040, 1}},
		LatinOffset: 3,
	}
)

// IsName tells whether a text is a name of XML, with colons or without.
func IsName(text []byte) bool {
	first, _ := utf8.DecodeRune(text)
	return unicode.Is(NameStart, first) && IsNameToken(text)
}

// IsNameToken tells whether a text has characters of names only, and at least one.
func IsNameToken(text []byte) bool {
	for rest := text; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if !unicode.In(r, NameStart, NameRest) {
			return false
		}
		rest = rest[n:]
	}
	return len(text) > 0
}
