package xsd

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

var (
	byteOrderMark = []byte("\xEF\xBB\xBF")

	// declaration takes the attributes out of <?xml … ?>; a broken one does not
	// match, and is left to the engine.
	declaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*["']([^"'<>]*)["']` +
		`(?:\s+encoding\s*=\s*["']([^"'<>]*)["'])?`)
)

// guard refuses a document that libxml2 must not see. Broken syntax passes, as
// libxml2 reports it; if it does not, broken does. No text may have more than
// longest bytes. Tokens go to see as they pass, if it is not nil.
func guard(doc []byte, longest int, see See) (refused, broken *Violation) {
	tokens := lex.New(doc)
	tokens.LimitText(longest)
	token, err := tokens.Next()
	for ; err == nil; token, err = tokens.Next() {
		if see != nil {
			see(tokens, token)
		}
	}
	found := new(lex.Error)
	if !errors.As(err, &found) { // the end
		return nil, nil
	}
	if found.Code == lex.Syntax {
		return nil, refusal(found)
	}
	return refusal(found), nil
}

// wellGuarded refuses a schema that libxml2 must not see.
func wellGuarded(schema []byte) *Violation {
	refused, _ := guard(schema, lex.MaxToken, nil)
	return refused
}

func refusal(e *lex.Error) *Violation {
	return &Violation{Line: e.Line, Code: string(e.Code), Message: e.Message, Detail: e.Detail}
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
	wrong := func(offset int, what texts.Said) *Violation {
		return said(1+bytes.Count(doc[:offset], []byte("\n")), Encoding, "", what)
	}
	for _, start := range []string{"\xFE\xFF", "\xFF\xFE", "\x00<", "<\x00", "\x00{", "{\x00", "\x00\x00"} {
		if bytes.HasPrefix(doc, []byte(start)) {
			return wrong(0, texts.BytesNotUTF8.Of(start))
		}
	}
	// An engine written in C takes it for the end, and what follows for absent.
	if n := bytes.IndexByte(doc, 0); n >= 0 {
		return wrong(n, texts.BytesIsNUL.Of(n+1))
	}
	if m := declaration.FindSubmatch(bytes.TrimPrefix(doc, byteOrderMark)); m != nil {
		if string(m[1]) != "1.0" {
			return wrong(0, texts.BytesOtherVersion.Of(m[1]))
		}
		if len(m[2]) > 0 && !strings.EqualFold(string(m[2]), "UTF-8") {
			return wrong(0, texts.BytesOtherEncoding.Of(m[2]))
		}
	}
	if n := invalidUTF8(doc); n >= 0 {
		return wrong(n, texts.BytesOtherByte.Of(n+1, doc[n]))
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
