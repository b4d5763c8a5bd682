package pki

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"unicode/utf8"
)

// show writes bytes for people: how many, and the first of them, as text if they are.
func show(data []byte) string {
	const mostText, mostBinary = 40, 16
	start := data[:min(len(data), mostText)]
	for len(start) > 0 && len(start) > mostText-utf8.UTFMax && !utf8.Valid(start) && len(start) < len(data) {
		start = start[:len(start)-1]
	}
	format := "%d байт %q"
	if !utf8.Valid(start) {
		format, start = "%d байт 0x%x", data[:min(len(data), mostBinary)]
	}
	if len(start) < len(data) {
		format += "…"
	}
	return fmt.Sprintf(format, len(data), start)
}

// brief writes an identifier in hex; longer ones than there are get cut.
func brief(id []byte) string {
	const most = 64
	if len(id) <= most {
		return hex.EncodeToString(id)
	}
	return fmt.Sprintf("%x… (%d байт)", id[:most], len(id))
}

// slips are the ways in which clients sign something else than they send (sibling, assumed).
var slips = []struct {
	about string
	made  func([]byte) []byte
}{
	{"подписан текст base64, а не сами данные", func(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }},
	{"подписаны данные с лишним переводом строки в конце", func(b []byte) []byte { return append(bytes.Clone(b), '\n') }},
	{"подписаны данные с лишним CRLF в конце", func(b []byte) []byte { return append(bytes.Clone(b), '\r', '\n') }},
	{"подписаны данные без перевода строки в конце", func(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }},
	{"подписаны данные с CRLF вместо LF", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }},
	{"подписаны данные с LF вместо CRLF", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }},
	{"подписаны данные с кавычками вокруг", func(b []byte) []byte { return []byte(`"` + string(b) + `"`) }},
	{"подписаны данные с BOM в начале", func(b []byte) []byte { return append([]byte("\uFEFF"), b...) }},
	{"подписано ноль байт", func([]byte) []byte { return nil }},
}

// guess names the slip that explains what was signed, or says nothing: about long content nothing either, since each
// guess costs a digest of it.
func (i *inspection) guess(signed func([]byte) bool) string {
	const most = 1 << 20
	if len(i.Content) > most {
		return ""
	}
	for _, slip := range slips {
		if signed(slip.made(i.Content)) {
			return "; похоже, " + slip.about
		}
	}
	return ""
}
