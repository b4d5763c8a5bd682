// Package redact hides secrets from journals, logs and recordings: tokens
// wherever they stand, cut ones too, and the values of fields that are named like
// a secret, in JSON, in forms and in queries, however the name is spelt.
package redact

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// Mark stands in place of a secret.
const Mark = "[redacted]"

// jwt is a token, or so much of one that its claims begin.
var jwt = regexp.MustCompile(`eyJ[\w-]+(?:\.|%2[eE])[\w-]*(?:(?:\.|%2[eE])[\w-]*)?`)

// key is a private key in PEM, or so much of one that its first line is whole.
var key = regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`)

// Secret tells whether a field or parameter of that name is a secret.
func Secret(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{"password", "token", "secret", "privatekey"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return name == "p12" // a file of keys
}

// longestName is how long a secret's name may be written: each letter can take
// six characters.
const longestName = 6 * 32

// Text hides the secrets of a text.
func Text(s string) string {
	if strings.Contains(s, "eyJ") {
		s = jwt.ReplaceAllString(s, Mark)
	}
	if strings.Contains(s, "PRIVATE KEY-----") {
		s = key.ReplaceAllString(s, Mark)
	}
	return redactParts(redactPairs(redactFields(s)))
}

// Address is Text for paths and queries, where any letter may be written as %XX.
func Address(s string) string {
	s = Text(s)
	if !strings.Contains(s, "%") {
		return s
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '&' })
	for _, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil && Text(plain) != plain {
			s = strings.ReplaceAll(s, part, Mark)
		}
	}
	return s
}

// redactFields hides the values of secret fields of JSON. It looks for "name":
// anywhere, since what is cut or broken is shown too.
func redactFields(s string) string {
	var out strings.Builder
	written := 0
	for at, end := quote(s, 0), 0; ; at = end {
		if end = quote(s, at+1); end == len(s) {
			return out.String() + s[written:]
		}
		value, ok := valueBehind(s, end+1)
		if ok && end-at <= longestName && Secret(unquoted(s[at:end+1])) {
			out.WriteString(s[written:value] + `"` + Mark + `"`)
			written = value + valueLength(s[value:])
			end = quote(s, written)
		}
	}
}

// quote is where the next quotation mark stands, the end of s for none.
func quote(s string, from int) int {
	if from >= len(s) {
		return len(s)
	}
	if at := strings.IndexByte(s[from:], '"'); at >= 0 {
		return from + at
	}
	return len(s)
}

// valueBehind is where the value begins if a name ends here: behind a colon.
func valueBehind(s string, at int) (int, bool) {
	at += len(s[at:]) - len(strings.TrimLeft(s[at:], " \t\r\n"))
	if at == len(s) || s[at] != ':' {
		return 0, false
	}
	at++
	return at + len(s[at:]) - len(strings.TrimLeft(s[at:], " \t\r\n")), true
}

// valueLength is how long the value is that s begins with; all of s if it does not end.
func valueLength(s string) int {
	if strings.HasPrefix(s, `\"`) { // in a sentence that quotes JSON
		if end := strings.Index(s[2:], `\"`); end >= 0 {
			return 2 + end + 2
		}
		return len(s)
	}
	if !strings.HasPrefix(s, `"`) {
		if end := strings.IndexAny(s, ",}] \t\r\n"); end >= 0 {
			return end
		}
		return len(s)
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// unquoted reads a name in quotes, which may spell its letters as \uXXXX, and
// may itself be quoted by a sentence.
func unquoted(s string) (name string) {
	s = strings.ReplaceAll(strings.TrimSuffix(s, `\"`), `"`, "")
	if json.Unmarshal([]byte(`"`+s+`"`), &name) != nil {
		return s
	}
	return name
}

// redactPairs hides the values of name=value, as forms and queries have them.
func redactPairs(s string) string {
	var out strings.Builder
	written := 0
	for at := strings.IndexByte(s, '='); at >= 0; {
		begin := max(written, at-longestName)
		begin += strings.LastIndexAny(s[begin:at], "&?; \t\r\n\"<") + 1
		name, err := url.QueryUnescape(s[begin:at])
		if err == nil && Secret(name) {
			out.WriteString(s[written:at+1] + Mark)
			written = at + 1 + len(s[at+1:])
			if end := strings.IndexAny(s[at+1:], "& \t\r\n\"<"); end >= 0 {
				written = at + 1 + end
			}
		}
		from := max(at+1, written)
		next := strings.IndexByte(s[from:], '=')
		if next < 0 {
			break
		}
		at = from + next
	}
	return out.String() + s[written:]
}

// part is a field of a multipart form with its name and value; the value ends
// before the next boundary, or where the text was cut.
var part = regexp.MustCompile(`(?is)(\bname="?([^"\r\n;]*)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)(.*?)(\r?\n--|$)`)

// redactParts hides the secret fields of a multipart form.
func redactParts(s string) string {
	if !strings.Contains(s, "form-data") {
		return s
	}
	return part.ReplaceAllStringFunc(s, func(field string) string {
		m := part.FindStringSubmatch(field)
		if !Secret(m[2]) {
			return field
		}
		return m[1] + Mark + m[4]
	})
}
