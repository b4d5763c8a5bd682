package claims

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// call is what a golden file holds.
type call struct {
	line, head, body string // of the request
	status, answer   string
}

// calls are the golden files that were read: many claims cite the same ones.
var calls = map[string]call{}

func goldenCall(t *testing.T, name string) call {
	t.Helper()
	if c, ok := calls[name]; ok {
		return c
	}
	archive, err := txtar.ParseFile(root + "server/testdata/golden/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var c call
	for _, f := range archive.Files {
		head, body, _ := strings.Cut(string(f.Data), "\n\n")
		switch f.Name {
		case "request":
			c.line, c.head, _ = strings.Cut(head, "\n")
			c.body = body
		case "answer":
			c.status, _, _ = strings.Cut(head, "\n")
			c.answer = strings.TrimSuffix(body, "\n")
		}
	}
	calls[name] = c
	return c
}

// TestGoldensShowTheirFields: the answer of the golden that a claim cites has the
// field, with a value of the printed type.
func TestGoldensShowTheirFields(t *testing.T) {
	for _, f := range Fields() {
		if f.Side != "response" || f.Golden() == "" || f.Name == "(body)" {
			continue
		}
		c := goldenCall(t, f.Golden())
		if f.Method == "*" && strings.HasPrefix(c.answer, "<") {
			if !strings.Contains(c.answer, "<"+f.Name[strings.LastIndex(f.Name, ".")+1:]+">") {
				t.Errorf("%s: %s does not show it", f.ID, f.Golden())
			}
			continue
		}
		text := zipped.ReplaceAllString(c.answer, "")
		var answer any
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Errorf("%s: %s answers no JSON: %s", f.ID, f.Golden(), err)
			continue
		}
		found := false
		for _, v := range at(answer, steps(f.Name)) {
			found = found || fits(v, f.Type, f.Name)
		}
		if !found {
			t.Errorf("%s, %s: %s does not show it", f.ID, f.Type, f.Golden())
		}
	}
}

// zipped is what goldens write before the file of a ZIP: its name and date.
var zipped = regexp.MustCompile(`^\S+\.json \S+\n`)

// steps splits a path: a.b[].c has the steps a, b, [] and c.
func steps(path string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(path, "[]", ".[]"), func(r rune) bool { return r == '.' })
}

// at gives the values at a path; {name} is any member.
func at(v any, path []string) []any {
	if len(path) == 0 {
		return []any{v}
	}
	var next []any
	switch v := v.(type) {
	case []any:
		if path[0] == "[]" {
			next = v
		}
	case map[string]any:
		for name, member := range v {
			if name == path[0] || strings.HasPrefix(path[0], "{") {
				next = append(next, member)
			}
		}
	}
	var all []any
	for _, n := range next {
		all = append(all, at(n, path[1:])...)
	}
	return all
}

var listType = regexp.MustCompile(`^(Array|Area|List)( of)? *`)

// fits tells whether a value is of a printed type.
func fits(v any, kind, name string) bool {
	if strings.HasSuffix(name, "[]") {
		kind = strings.Trim(listType.ReplaceAllString(kind, ""), "[]<> ")
	}
	kind = strings.ToLower(kind)
	ok := v != nil
	for prefix, check := range map[string]func(any) bool{
		"string": is[string], "uuid": is[string], "date": is[string], "boolean": is[bool],
		"number": is[float64], "integer": is[float64], "object": is[map[string]any], "complextype": is[map[string]any],
		"map": is[map[string]any], "array": is[[]any], "area": is[[]any], "list": is[[]any],
	} {
		if strings.HasPrefix(kind, prefix) {
			ok = ok && check(v)
		}
	}
	return ok
}

func is[V any](v any) bool { _, ok := v.(V); return ok }

// TestGoldensSendTheirParameters: the golden that a claim cites sends an optional
// parameter, and lacks a required one and is refused for it.
func TestGoldensSendTheirParameters(t *testing.T) {
	for _, f := range Fields() {
		if f.Side != "request" || f.Golden() == "" {
			continue
		}
		c := goldenCall(t, f.Golden())
		name := strings.TrimSuffix(f.Name[strings.LastIndex(f.Name, ".")+1:], "[]")
		refused := strings.HasPrefix(c.status, "4")
		sent := strings.Contains(c.body, `"`+name+`"`) && !emptyMember(c.body, name)
		switch {
		case f.In == "path", f.In == "header" && refused:
			continue // another one, or none, is refused; or another address of the method is shown
		case f.In == "query":
			sent = regexp.MustCompile(`[?&]` + regexp.QuoteMeta(name) + `=[^&]`).MatchString(c.line)
		case f.In == "header":
			sent = strings.Contains(strings.ToLower(c.head), strings.ToLower(name)+":")
		case f.Type == "none":
			sent = strings.TrimSpace(c.body) == ""
		case name == "(body)":
			continue // shown by what becomes of a wrong one
		case name == "":
			sent = strings.Trim(c.body, "[] \n") != "" && !refused
		}
		if f.Required == "yes" && (!refused || sent) {
			t.Errorf("%s is required, and %s does not show that it must be there", f.ID, f.Golden())
		}
		if f.Required != "yes" && !sent {
			t.Errorf("%s: %s does not send it", f.ID, f.Golden())
		}
	}
}

func emptyMember(body, name string) bool {
	return regexp.MustCompile(`"` + regexp.QuoteMeta(name) + `": *(""|null|\[\])`).MatchString(body)
}

// TestGoldensShowTheirDocuments: the document in the answer of the golden that a
// claim cites has the element or attribute.
func TestGoldensShowTheirDocuments(t *testing.T) {
	for _, f := range Documents() {
		if f.Golden() == "" || !strings.HasPrefix(f.Document, "title-") {
			continue // titles are what we write; an obligation of others may be proven by a refusal
		}
		c := goldenCall(t, f.Golden())
		text := strings.TrimPrefix(c.answer, "base64 of\n")
		if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
			text = string(raw)
		}
		if !pathsOf(t, []byte(text))[f.Path] {
			t.Errorf("%s: %s does not show it", f.ID, f.Golden())
		}
	}
}

// pathsOf lists the elements and attributes of an XML document.
func pathsOf(t *testing.T, text []byte) map[string]bool {
	t.Helper()
	found, d, path := map[string]bool{}, xml.NewDecoder(bytes.NewReader(text)), ""
	for {
		token, err := d.Token()
		if err != nil {
			return found
		}
		switch e := token.(type) {
		case xml.StartElement:
			path = strings.TrimPrefix(path+"/"+e.Name.Local, "/")
			found[path] = true
			for _, a := range e.Attr {
				found[path+"/@"+a.Name.Local] = true
			}
		case xml.EndElement:
			path = strings.TrimSuffix(strings.TrimSuffix(path, e.Name.Local), "/")
		}
	}
}
