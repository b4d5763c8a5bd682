package lex

import (
	"bytes"
	"regexp"
)

// parts of a declaration, in their order: its names, and what their values may be.
var declared = []struct {
	name     string
	value    *regexp.Regexp
	required bool
}{
	{"version", regexp.MustCompile(`^1\.[0-9]+$`), true},
	{"encoding", regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`), false},
	{"standalone", regexp.MustCompile(`^(yes|no)$`), false},
}

// goodDeclaration reads what stands behind <?xml, and gives the offset where it
// stops being a declaration, or -1.
func goodDeclaration(text []byte) int {
	rest := text
	offset := func() int { return len(text) - len(rest) }
	for _, part := range declared {
		after := bytes.TrimLeft(rest, " \t\r\n")
		behind, found := bytes.CutPrefix(after, []byte(part.name))
		switch {
		case !found && part.required:
			rest = after
			return offset()
		case !found:
			continue
		case len(after) == len(rest): // no blank in front
			return offset()
		}
		rest = bytes.TrimLeft(behind, " \t\r\n")
		if len(rest) == 0 || rest[0] != '=' {
			return offset()
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return offset()
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || !part.value.Match(rest[1:1+end]) {
			return offset()
		}
		rest = rest[end+2:]
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if bytes.HasPrefix(rest, []byte("?>")) {
		return -1
	}
	return offset()
}
