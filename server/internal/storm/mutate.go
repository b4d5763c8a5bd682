package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
)

func quoted(s string) string {
	text, _ := json.Marshal(s) // strings always can be
	return string(text)
}

// mutate changes something about a call.
func (c *client) mutate(k *call) {
	k.mutated, k.then = true, nil
	switch c.IntN(8) {
	case 0, 1, 2:
		k.body = c.mangled(k.body)
	case 3:
		k.path += one(c, []string{"/", "/x", "%2f", "?", "?limit=99999999999", "&limit=0", ";x=1", "%00", "?a=%zz", "&&=&"})
	case 4:
		if !k.isControl() {
			k.method = one(c, []string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
		}
	case 5:
		k.as("Accept", one(c, []string{"text/html", "application/json;q=0", "*/*;q=x", "application/zip", ";", "text/plain, */*"}))
	case 6:
		k.as("Content-Type", one(c, []string{"text/plain", "application/xml", "multipart/form-data; boundary=x", "multipart/form-data", "application/json; charset=utf-16", ";;;"}))
	case 7:
		k.as("Authorization", one(c, []string{"", "Bearer", "Bearer x", "Basic eDp5", "BearerX", "Bearer eyJhbGciOiJub25lIn0.eyJpbm4iOiI5NDA1MTczNTAyOTAifQ."}))
	}
}

var word = regexp.MustCompile(`"[^"]*"|>[^<]+<|\b\d+\b`)

// mangled changes a text in one place.
func (c *client) mangled(text []byte) []byte {
	if len(text) == 0 {
		return []byte(one(c, strange))
	}
	at := c.IntN(len(text))
	switch c.IntN(6) {
	case 0: // another byte
		out := bytes.Clone(text)
		out[at] = byte(c.IntN(256))
		return out
	case 1: // cut off
		return text[:at]
	case 2: // a piece twice
		return slices.Concat(text[:at], text[max(0, at-c.IntN(100)):])
	case 3: // a piece less
		return slices.Concat(text[:at], text[min(len(text), at+c.IntN(100)):])
	}
	words := word.FindAllIndex(text, -1) // another value
	if len(words) == 0 {
		return text[:at]
	}
	from, to := one(c, words), one(c, words)
	value := text[to[0]:to[1]]
	if c.chance(50) {
		value = []byte(quoted(one(c, strange)))
	}
	return slices.Concat(text[:from[0]], value, text[from[1]:])
}
