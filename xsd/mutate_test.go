package xsd_test

import (
	"bytes"
	"math/rand/v2"
)

// mutant changes a document in one to three places: bytes, pieces of XML, whole
// tags. The same random numbers give the same mutant.
func mutant(r *rand.Rand, text []byte) []byte {
	text = bytes.Clone(text)
	for range 1 + r.IntN(3) {
		mutations[r.IntN(len(mutations))](r, &text)
	}
	return text
}

// words are what is put into documents: what means something to XML, to the
// schemas or to their types.
var mutantWords = []string{
	"<", ">", "/", "&", "\"", "'", "=", " ", "\n", "\t", "\r", "]]>", "<![CDATA[", "<!--", "-->", "--", "<?", "?>", "<?xml version=\"1.0\"?>",
	"&#49;", "&#x20;", "&#10;", "&lt;", "&amp;", "&nbsp;", "&#0;", "\u0001", "\uFFFE", "ж", "0", "1", "-1", "+1", "9", "a", ".", ":", "-",
	"<a/>", "<a>", "</a>", "<iCode count=\"1\">1</iCode>", "<gtin count=\"1\">04627110630079</gtin>", "<p:a/>", "<document/>", "<file>", "</file>",
	" a=\"1\"", " count=\"1\"", " count='x'", " xml:lang=\"ru\"", " p:a=\"1\"", " xmlns=\"urn:a\"", " xmlns:p=\"urn:a\"", " xmlns:p=\"\"",
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"", " xsi:nil=\"true\"", " xsi:type=\"xs:int\"",
	"<![CDATA[ ]]>", "<![CDATA[1]]>", "<!-- a -->", "<?a b?>", "2147483648", "2022-02-30", "24:00:00", "T", "Z", "+14:00", "true", "text",
}

var mutations = []func(r *rand.Rand, text *[]byte){
	func(r *rand.Rand, text *[]byte) { // another byte
		if n := len(*text); n > 0 {
			(*text)[r.IntN(n)] = byte(' ' + r.IntN(0x5F))
		}
	},
	func(r *rand.Rand, text *[]byte) { // a word more
		at := r.IntN(len(*text) + 1)
		*text = bytes.Join([][]byte{(*text)[:at], []byte(mutantWords[r.IntN(len(mutantWords))]), (*text)[at:]}, nil)
	},
	func(r *rand.Rand, text *[]byte) { // a word more where a tag or a value begins or ends
		at := boundary(r, *text)
		*text = bytes.Join([][]byte{(*text)[:at], []byte(mutantWords[r.IntN(len(mutantWords))]), (*text)[at:]}, nil)
	},
	func(r *rand.Rand, text *[]byte) { // a few bytes less
		from := r.IntN(len(*text) + 1)
		to := min(len(*text), from+1+r.IntN(8))
		*text = append((*text)[:from], (*text)[to:]...)
	},
	func(r *rand.Rand, text *[]byte) { // a tag, or a text, less
		from, to := piece(r, *text)
		*text = append((*text)[:from], (*text)[to:]...)
	},
	func(r *rand.Rand, text *[]byte) { // or twice
		from, to := piece(r, *text)
		*text = bytes.Join([][]byte{(*text)[:to], (*text)[from:]}, nil)
	},
	func(r *rand.Rand, text *[]byte) { // or elsewhere
		from, to := piece(r, *text)
		moved := bytes.Clone((*text)[from:to])
		*text = append((*text)[:from], (*text)[to:]...)
		at := boundary(r, *text)
		*text = bytes.Join([][]byte{(*text)[:at], moved, (*text)[at:]}, nil)
	},
	func(r *rand.Rand, text *[]byte) { // the end is missing
		if r.IntN(8) == 0 {
			*text = (*text)[:r.IntN(len(*text)+1)]
		}
	},
}

// boundary is a place beside a character that separates things.
func boundary(r *rand.Rand, text []byte) int {
	at := r.IntN(len(text) + 1)
	if n := bytes.IndexAny(text[at:], "<>\"=/ "); n >= 0 {
		at += n + r.IntN(2)
	}
	return at
}

// piece is a tag, or what stands between two.
func piece(r *rand.Rand, text []byte) (from, to int) {
	at := r.IntN(len(text) + 1)
	from = max(0, bytes.LastIndexAny(text[:at], "<>"))
	to = len(text)
	if n := bytes.IndexAny(text[at:], "<>"); n >= 0 {
		to = at + n + 1
	}
	return min(from, to), to
}
