package xsd

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/xsd/lex"
)

var (
	byteOrderMark = []byte("\xEF\xBB\xBF")

	// declaration takes the attributes out of <?xml … ?>; a broken one does not
	// match, and is left to the engine.
	declaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']([^"'<>]*)["']` +
		`(?:\s+encoding\s*=\s*["']([^"'<>]*)["'])?`)
)

// guard refuses what no engine shall see. Broken syntax passes: the engine stops
// there, and says it better; should it not, broken says it. No text may have more
// than longest bytes.
func guard(doc []byte, longest int) (refused, broken *Violation) {
	if v := encoding(doc); v != nil {
		return v, nil
	}
	tokens := lex.New(doc)
	tokens.LimitText(longest)
	var err error
	for err == nil {
		_, err = tokens.Next()
	}
	found := new(lex.Error)
	if !errors.As(err, &found) { // the end
		return nil, nil
	}
	v := &Violation{Line: found.Line, Code: string(found.Code), Message: found.Message}
	if found.Code == lex.Syntax {
		return nil, v
	}
	return v, nil
}

// longestText gives how many bytes a text may have in documents of a schema:
// [lex.MaxText], or as many as the largest length or maxLength in it needs.
func longestText(schema []byte) int {
	longest := lex.MaxText
	for tokens := lex.New(schema); ; {
		token, err := tokens.Next()
		if err != nil {
			return longest
		}
		_, local, prefixed := bytes.Cut(token.Name, []byte(":"))
		if !prefixed {
			local = token.Name
		}
		if name := string(local); name != "length" && name != "maxLength" {
			continue
		}
		for _, a := range token.Attrs {
			characters, err := strconv.Atoi(string(bytes.TrimSpace(a.AppendValue(nil))))
			if string(a.Name) == "value" && err == nil && characters > 0 {
				longest = max(longest, min(characters, lex.MaxToken)*utf8.UTFMax)
			}
		}
	}
}

// encoding refuses all but UTF-8, in XML and JSON: «использует кодировку UTF-8» (Общие
// требования к файлам обмена). The line <?xml …?>, which the same chapter asks
// for, may be missing: a printed sample has none.
func encoding(doc []byte) *Violation {
	wrong := func(offset int, format string, args ...any) *Violation {
		line := 1 + bytes.Count(doc[:offset], []byte("\n"))
		return &Violation{Line: line, Code: Encoding, Message: fmt.Sprintf(format, args...)}
	}
	for _, start := range []string{"\xFE\xFF", "\xFF\xFE", "\x00<", "<\x00", "\x00{", "{\x00", "\x00\x00"} {
		if bytes.HasPrefix(doc, []byte(start)) {
			return wrong(0, "the document is UTF-16 or UTF-32 (it begins % X): send UTF-8", start)
		}
	}
	// An engine written in C takes it for the end, and what follows for absent.
	if n := bytes.IndexByte(doc, 0); n >= 0 {
		return wrong(n, "byte %d is NUL, which neither XML nor JSON allows", n+1)
	}
	if m := declaration.FindSubmatch(bytes.TrimPrefix(doc, byteOrderMark)); m != nil {
		if string(m[1]) != "1.0" {
			return wrong(0, "the document declares XML version %.40q: send version 1.0", m[1])
		}
		if len(m[2]) > 0 && !strings.EqualFold(string(m[2]), "UTF-8") {
			return wrong(0, "the document declares encoding %.40q: send UTF-8, and declare it", m[2])
		}
	}
	if n := invalidUTF8(doc); n >= 0 {
		return wrong(n, "byte %d (%#x) is not UTF-8: send UTF-8, not windows-1251 or another code page", n+1, doc[n])
	}
	return nil
}

// invalidUTF8 gives the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(doc []byte) int {
	if utf8.Valid(doc) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}
