package lex_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd/lex"
)

func walk(doc string) (string, error) {
	var seen []string
	err := lex.WalkJSON([]byte(doc), func(pointer []byte, line int) {
		seen = append(seen, fmt.Sprintf("%d%s", line, pointer))
	})
	return strings.Join(seen, " "), err
}

func TestWalkJSON(t *testing.T) {
	for doc, want := range map[string]string{
		"null":                                              "1",
		"\uFEFF\n{}":                                        "2",
		"[\n1,\n\n[[], \"a\"],\n{}]":                        "1 2/0 4/1 4/1/0 4/1/1 5/2",
		"{\"a\"\n:\n1, \"b\": {\n\"c\": [2]\n}}":            "1 1/a 3/b 4/b/c 4/b/c/0",
		`{"a/b~": {"": 1}, "\u0061": 0}`:                    "1 1/a~1b~0 1/a~1b~0/ 1/a",
		`[{"a": 1}, {"a": {"a": 1}}]`:                       "1 1/0 1/0/a 1/1 1/1/a 1/1/a/a",
		strings.Repeat("9", lex.MaxNumber):                  "1",
		"[1e99, -2.5E-99, 10000]":                           "1 1/0 1/1 1/2",
		`{"a": "\ud800", "b": "` + "\u2028" + `", "c": ""}`: "1 1/a 1/b 1/c",
	} {
		if got, err := walk(doc); err != nil || got != want {
			t.Errorf("%s\ngot  %s, %v\nwant %s", doc, got, err, want)
		}
	}
}

func TestWalkJSONRefuses(t *testing.T) {
	for doc, want := range map[string]string{
		"":                          "syntax line 1: unexpected end of JSON input",
		"[\n1,\n2":                  "syntax line 3: unexpected end of JSON input",
		"[1,\n]":                    "syntax line 2: invalid character ']' looking for beginning of value",
		"{\"a\": 1,\n}":             "syntax line 2: invalid character '}' looking for beginning of object key string",
		"{}\n{}":                    "syntax line 2: invalid character '{' after top-level value",
		"[1 2]":                     "syntax line 1: invalid character '2' after array element",
		"{1: 2}":                    "syntax line 1: invalid character '1' looking for beginning of object key string",
		"[1}":                       "syntax line 1: invalid character '}' after array element",
		"01":                        "syntax line 1: invalid character '1' after top-level value",
		"[\"a\n\"]":                 `syntax line 1: invalid character '\n' in string literal`,
		`"\u0000"`:                  "syntax line 1: NUL is no character of a text",
		"{\"a\":1,\n\"\\u0061\":1}": `duplicate line 2: the name "a" stands twice in one object`,
		"[\n1e100]":                 "number line 2: the number 1e100 is too long, or its exponent is",
		`{"\ud800":1,"\ud801":1}`:   "duplicate line 1: the name \"\uFFFD\" stands twice in one object",
	} {
		_, err := walk(doc)
		if found := new(lex.Error); !errors.As(err, &found) || string(found.Code)+" "+found.Error() != want {
			t.Errorf("%q\ngot  %v\nwant %s", doc, err, want)
		}
	}
}

func TestJSONLimits(t *testing.T) {
	members := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"%d":0,`, i)
		}
		return "{" + strings.TrimSuffix(b.String(), ",") + "}"
	}
	array := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("1,", n), ",") + "]" }
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	passOver := func(doc string) error { return lex.WalkJSON([]byte(doc), func([]byte, int) {}) }
	for name, c := range map[string]struct {
		text func(over int) string
		code lex.Code
	}{
		"depth":          {func(over int) string { return deep(lex.MaxDepth + over) }, lex.Depth},
		"open brackets":  {func(over int) string { return strings.Repeat("[", over*100_000) + deep(1) }, lex.Depth},
		"names":          {func(over int) string { return members(lex.MaxNames + over) }, lex.Names},
		"string":         {func(over int) string { return `"` + strings.Repeat("a", lex.MaxToken+over) + `"` }, lex.Length},
		"number":         {func(over int) string { return strings.Repeat("1", lex.MaxNumber+over) }, lex.Number},
		"values":         {func(over int) string { return `{"a":` + array(lex.MaxValues-2+over) + "}" }, lex.Length},
		"values of item": {func(over int) string { return "[[" + array(lex.MaxItemValues-1+over) + "]]" }, lex.Length},
	} {
		if err := passOver(c.text(0)); err != nil {
			t.Errorf("%s: just inside the limit: %v", name, err)
		}
		err := passOver(c.text(1))
		if found := new(lex.Error); !errors.As(err, &found) || found.Code != c.code {
			t.Errorf("%s: just outside the limit: %v", name, err)
		}
	}
}

// sameTree: the values are those that encoding/json reads.
func sameTree(t *testing.T, doc, plain []byte) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	if got, err := lex.TreeOfJSON(doc); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%#v, %v, and by encoding/json %#v", got, err, want)
	}
}

// FuzzWalkJSON: what passes is JSON, and is read as such; what is no JSON, or outside of a limit, is
// refused on one of its lines.
func FuzzWalkJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5e3,"\u0416\n"],"b":{"c":null}}`, "[true, false]", "[0, -0, 1.50, 1E+2, -0.1e-3]", "[[], {}, [[1], {\"\\n\": {}}]]",
		`["\"\\\/\b\f\r\t\uD83D\ude00\ud800", "` + "\xFF\u2028\x7F" + `"]`, `["\q"]`, `["\u00g0"]`, "\"\t\"", "[1.]", "[.1]", "[-]", "[1e]", "[+1]", "[tru]", "[1 2]",
		`{"a" 1}`, `{"a":1,}`, `{,}`, "{1:2}", "[1}", "[\x00]", "1\x00", `"a`, `"\`, `"\u12`, `{"a":`, "nul",
		"\uFEFF1", `{"a":1,"a":2}`, "[01]", "1e9999", "[[[", "[1,]", "{}{}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		lines := 1 + bytes.Count(doc, []byte("\n"))
		err := lex.WalkJSON(doc, func(_ []byte, line int) {
			if line < 1 || line > lines {
				t.Fatalf("line %d of %d", line, lines)
			}
		})
		plain := bytes.TrimPrefix(doc, []byte("\uFEFF"))
		valid := json.Valid(plain)
		found := new(lex.Error)
		switch {
		case err == nil && !valid:
			t.Fatal("no JSON, but taken")
		case err == nil:
			sameTree(t, doc, plain)
		case !errors.As(err, &found) || found.Line < 1 || found.Line > lines:
			t.Fatal(err)
		case valid && found.Code == lex.Syntax && !strings.Contains(found.Message, "NUL"):
			t.Fatalf("%s, but it is JSON", err)
		}
	})
}
