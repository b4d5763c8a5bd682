package pki

import (
	"bytes"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
)

// show writes bytes for people: how many, and the first of them, as text if they are.
func show(data []byte) texts.Said {
	const mostText, mostBinary = 40, 16
	start := data[:min(len(data), mostText)]
	for len(start) > 0 && len(start) > mostText-utf8.UTFMax && !utf8.Valid(start) && len(start) < len(data) {
		start = start[:len(start)-1]
	}
	if utf8.Valid(start) {
		if len(start) < len(data) {
			return texts.ShownTextCut.Of(len(data), string(start))
		}
		return texts.ShownText.Of(len(data), string(start))
	}
	start = bytes.Clone(data[:min(len(data), mostBinary)])
	if len(start) < len(data) {
		return texts.ShownBytesCut.Of(len(data), start)
	}
	return texts.ShownBytes.Of(len(data), start)
}

// brief writes an identifier in hex; longer ones than there are get cut.
func brief(id []byte) texts.Said {
	const most = 64
	if len(id) <= most {
		return texts.ShownID.Of(id)
	}
	return texts.ShownIDCut.Of(id[:most], len(id))
}
