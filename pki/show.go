package pki

import (
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
