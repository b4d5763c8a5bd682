package lex_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd/lex"
)

// jsonTokens writes a document the way the lexer sees it, one token a word.
func jsonTokens(doc string) (string, error) {
	var seen []string
	l := lex.NewJSON([]byte(doc))
	for {
		t, err := l.Next()
		switch {
		case errors.Is(err, io.EOF):
			return strings.Join(seen, " "), nil
		case err != nil:
			return strings.Join(seen, " "), err
		}
		switch t.Kind {
		case lex.ObjectStart, lex.ObjectEnd, lex.ArrayStart, lex.ArrayEnd:
			seen = append(seen, []string{"{", "}", "[", "]"}[t.Kind-lex.ObjectStart])
		case lex.Name:
			seen = append(seen, fmt.Sprintf("%q:", t.AppendText(nil)))
		case lex.Str:
			seen = append(seen, fmt.Sprintf("%q", t.AppendText(nil)))
		case lex.Num:
			seen = append(seen, string(t.AppendText(nil)))
		default:
			seen = append(seen, map[lex.JSONKind]string{lex.True: "true", lex.False: "false", lex.Null: "null"}[t.Kind])
		}
	}
}

func TestJSONTokens(t *testing.T) {
	for doc, want := range map[string]string{
		"{}":                                 "{ }",
		" [ ] ":                              "[ ]",
		"\uFEFFnull":                         "null",
		`{"a":1,"b" : [true,false,null]}`:    `{ "a": 1 "b": [ true false null ] }`,
		`{"a":{"a":{}},"b":[{"a":0},{}]}`:    `{ "a": { "a": { } } "b": [ { "a": 0 } { } ] }`,
		"[0,-0,1.5,-2.25e+3,1E-9]":           "[ 0 -0 1.5 -2.25e+3 1E-9 ]",
		`"\"\\\/\b\f\n\r\t"`:                 `"\"\\/\b\f\n\r\t"`,
		`"a\u0416\uD83D\uDE00b\u001d"`:       `"aЖ😀b\x1d"`,
		`{"\u0061":"Ж"}`:                     `{ "a": "Ж" }`,
		`{"":"","a b":"<a>"}`:                `{ "": "" "a b": "<a>" }`,
		strings.Repeat("9", lex.MaxNumber):   strings.Repeat("9", lex.MaxNumber),
		"1e999":                              "1e999",
		"[\n\t[[]],\r\n\"]\", \"[\", \",\"]": `[ [ [ ] ] "]" "[" "," ]`,
	} {
		if got, err := jsonTokens(doc); err != nil || got != want {
			t.Errorf("%s: %s, %v\nnot %s", doc, got, err, want)
		}
	}
}

func TestJSONErrors(t *testing.T) {
	for doc, want := range map[string]string{
		"":                        "line 1: the document ends where a value is due",
		"\n\n":                    "line 3: the document ends where a value is due",
		"[\n1":                    "line 2: the document ends where a comma or the closing bracket is due",
		"[1,":                     "line 1: the document ends where a value is due",
		"[1,]":                    "line 1: ']' stands where a value is due",
		"[,1]":                    "line 1: ',' stands where a value or ] is due",
		"[1 2]":                   "line 1: '2' stands where a comma or the closing bracket is due",
		"[1}":                     "line 1: '}' stands where a comma or the closing bracket is due",
		"{]":                      "line 1: ']' stands where a name in quotes or } is due",
		`{"a":1,}`:                "line 1: '}' stands where a name in quotes is due",
		`{"a":1,"b"}`:             `line 1: no colon behind the name "b"`,
		`{"a":}`:                  "line 1: '}' stands where a value is due",
		`{"a":1 "b":2}`:           `line 1: '"' stands where a comma or the closing bracket is due`,
		"{a:1}":                   "line 1: 'a' stands where a name in quotes or } is due",
		"{1:1}":                   "line 1: '1' stands where a name in quotes or } is due",
		"1\n,":                    "line 2: ',' stands where nothing is due",
		"{}\n{}":                  "line 2: '{' stands where nothing is due",
		"truee":                   "line 1: 'e' stands where nothing is due",
		"True":                    "line 1: 'T' stands where a value is due",
		"Ж":                       "line 1: 'Ж' stands where a value is due",
		"-":                       `line 1: "-" is no number as JSON writes it`,
		"01":                      `line 1: "01" is no number as JSON writes it`,
		"1.":                      `line 1: "1." is no number as JSON writes it`,
		"1e":                      `line 1: "1e" is no number as JSON writes it`,
		".5":                      "line 1: '.' stands where a value is due",
		"1.5.2":                   "line 1: '.' stands where nothing is due",
		"1e1000":                  "line 1: the number 1e1000 is too long, or its exponent is",
		"[\"a\n\"]":               `line 1: '\n' stands in a string: write it as an escape`,
		"\"\n":                    `line 1: '\n' stands in a string: write it as an escape`,
		"[\n\"a":                  "line 2: a string is never closed by a quote",
		`"\x"`:                    `line 1: "\\x\"" is no escape that is allowed`,
		`"\u12"`:                  `line 1: "\\u12\"" is no escape that is allowed`,
		`"\u+123"`:                `line 1: "\\u+123" is no escape that is allowed`,
		`"\u0000"`:                `line 1: "\\u0000" is no escape that is allowed`,
		`"\uD83D"`:                `line 1: "\\uD83D" is no escape that is allowed`,
		`"\uD83D\u0041"`:          `line 1: "\\uD83D" is no escape that is allowed`,
		`"\uDE00\uD83D"`:          `line 1: "\\uDE00" is no escape that is allowed`,
		`"\`:                      `line 1: "\\" is no escape that is allowed`,
		"{\"a\":1,\n\"a\":1}":     `line 2: the name "a" stands twice in one object`,
		`{"a":{},"\u0061":1}`:     `line 1: the name "\\u0061" stands twice in one object`,
		`[{"b":1,"a":{"b":1,"b"}`: `line 1: the name "b" stands twice in one object`,
	} {
		_, err := jsonTokens(doc)
		if found := new(lex.Error); !errors.As(err, &found) || err.Error() != want {
			t.Errorf("%q: %v\nnot %s", doc, err, want)
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
	for name, docs := range map[lex.Code][2]string{
		lex.Depth:  {strings.Repeat("[", lex.MaxDepth) + strings.Repeat("]", lex.MaxDepth), strings.Repeat("[", lex.MaxDepth+1)},
		lex.Names:  {"[" + members(lex.MaxNames) + "," + members(lex.MaxNames) + "]", members(lex.MaxNames + 1)},
		lex.Number: {strings.Repeat("1", lex.MaxNumber), strings.Repeat("1", lex.MaxNumber+1)},
		lex.Length: {`"` + strings.Repeat("a", lex.MaxToken) + `"`, `"` + strings.Repeat("a", lex.MaxToken+1) + `"`},
	} {
		if _, err := jsonTokens(docs[0]); err != nil {
			t.Errorf("%s: just inside the limit: %v", name, err)
		}
		_, err := jsonTokens(docs[1])
		if found := new(lex.Error); !errors.As(err, &found) || found.Code != name {
			t.Errorf("%s: just outside the limit: %v", name, err)
		}
	}
}

func TestJSONOffsets(t *testing.T) {
	doc := "\uFEFF{ \"a\" : [ 12 ,\n\"b\" ] }"
	l := lex.NewJSON([]byte(doc))
	doc = strings.TrimPrefix(doc, "\uFEFF")
	var seen []string
	for {
		token, err := l.Next()
		if err != nil {
			break
		}
		seen = append(seen, fmt.Sprintf("%d %s", l.Line(), doc[token.Start:l.Offset()]))
	}
	if got, want := strings.Join(seen, "|"), `1 {|1 "a" :|1 [|1 12|2 "b"|2 ]|2 }`; got != want {
		t.Errorf("%s\nnot %s", got, want)
	}
}

// FuzzJSONTokens: what the lexer takes, encoding/json takes and means the same;
// what it refuses, encoding/json refuses, or it is one of the limits.
func FuzzJSONTokens(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"\u0416\uD83D\uDE00\n"],"b":{"c":null}}`, "[true, false]", "\uFEFF1", `{"a":1,"a":2}`, "[01]", `"\ud800"`, "1e9999", "[[[", "nul"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		var ours bytes.Buffer
		l := lex.NewJSON(doc)
		comma := false
		for {
			token, err := l.Next()
			found := new(lex.Error)
			if errors.As(err, &found) {
				limit := found.Code != lex.Syntax || strings.Contains(found.Message, "no escape")
				if !limit && json.Valid(bytes.TrimPrefix(doc, []byte("\uFEFF"))) {
					t.Fatalf("%s, but it is JSON", err)
				}
				return
			}
			if err != nil {
				break
			}
			comma = write(&ours, token, comma)
		}
		var theirs bytes.Buffer
		if err := json.Compact(&theirs, bytes.TrimPrefix(doc, []byte("\uFEFF"))); err != nil {
			t.Fatalf("taken, but %s", err)
		}
		if !bytes.Equal(ours.Bytes(), theirs.Bytes()) {
			t.Fatalf("%s\nnot %s", ours.Bytes(), theirs.Bytes())
		}
	})
}

// write writes a token as it was written, and says whether a comma is due before
// the next one.
func write(to *bytes.Buffer, t lex.JSONToken, comma bool) bool {
	if comma && t.Kind != lex.ObjectEnd && t.Kind != lex.ArrayEnd {
		to.WriteByte(',')
	}
	switch t.Kind {
	case lex.ObjectStart, lex.ArrayStart, lex.ObjectEnd, lex.ArrayEnd:
		to.WriteString([]string{"{", "}", "[", "]"}[t.Kind-lex.ObjectStart])
	case lex.Name:
		fmt.Fprintf(to, `"%s":`, t.Body)
	case lex.Str:
		fmt.Fprintf(to, `"%s"`, t.Body)
	case lex.Num:
		to.Write(t.Body)
	default:
		to.WriteString(map[lex.JSONKind]string{lex.True: "true", lex.False: "false", lex.Null: "null"}[t.Kind])
	}
	return t.Kind != lex.ObjectStart && t.Kind != lex.ArrayStart && t.Kind != lex.Name
}
