package steps

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mockismp/mockismp/fixtures/source"
)

// expectation is what must hold of an answer.
type expectation struct {
	status  []int
	lost    bool // no answer comes
	headers map[string]value
	body    value       // all that is written here must be in the body
	json    []pathValue // values at paths of the body
	xml     []pathValue // texts at paths of XML
	text    value       // a piece of the body
	that    []*expression
	lines   map[string]int
}

type pathValue struct {
	path  string
	expr  *expression // of JSON
	value value
}

// expectationFields are the fields of expect, for the documentation.
var expectationFields = [][2]string{
	{"status", "the status of HTTP, or a list of them; absent: any below 400"},
	{"lost", "true: no answer comes, as the connection breaks"},
	{"headers", "headers of the answer by name"},
	{"body", "what the body of JSON holds: of mappings the keys that are written here, of lists all items"},
	{"json", "values at paths of the body, such as items[0].status"},
	{"xml", "texts at paths of a body of XML, such as /file/document/productList/iCode[1] or /file/@fileId"},
	{"text", "a piece of the body as it came"},
	{"that", "expressions, all of which hold: over status, headers, body, text, and what is named before"},
}

func (r *reader) expectation(n ast.Node) (e expectation) {
	e.lines = map[string]int{}
	e.lines[""] = r.Place(n).Line
	note := func(name string, read func(ast.Node)) source.Field {
		return may(name, func(n ast.Node) { e.lines[name] = r.Place(n).Line; read(n) })
	}
	r.Object(n, "expect",
		note("status", func(n ast.Node) { e.status = r.statuses(n) }),
		note("lost", func(n ast.Node) {
			b, is := n.(*ast.BoolNode)
			if e.lost = is && b.Value; !e.lost {
				r.Addf(r.Place(n), "lost can only be true: leave it out where an answer comes")
			}
		}),
		note("headers", r.Table("headers", func(key source.String, n ast.Node) {
			if e.headers == nil {
				e.headers = map[string]value{}
			}
			e.headers[key.Value] = r.free(n)
		})),
		note("body", func(n ast.Node) { e.body = r.free(n) }),
		note("json", r.Table("json", func(key source.String, n ast.Node) {
			dot := "."
			if strings.HasPrefix(key.Value, "[") {
				dot = ""
			}
			p := pathValue{path: key.Value, expr: r.expression("body"+dot+key.Value, key.At), value: r.free(n)}
			e.json = append(e.json, p)
		})),
		note("xml", r.Table("xml", func(key source.String, n ast.Node) {
			if why := checkXMLPath(key.Value); why != "" {
				r.Addf(key.At, "%s", why)
			}
			e.xml = append(e.xml, pathValue{path: key.Value, value: r.free(n)})
		})),
		note("text", func(n ast.Node) { e.text = r.free(n) }),
		note("that", func(n ast.Node) { e.that = r.conditions(n) }),
	)
	return e
}

func (r *reader) statuses(n ast.Node) (all []int) {
	one := func(n ast.Node) {
		i, ok := source.Number[int](&r.Reader, 100)(n)
		if ok && i > 599 {
			r.Addf(r.Place(n), "a status of HTTP lies between 100 and 599, this is %d", i)
		} else if ok {
			all = append(all, i)
		}
	}
	if _, is := n.(*ast.SequenceNode); !is {
		one(n)
		return all
	}
	r.List("status", one)(n)
	return all
}

// unmet is the first thing that does not hold, "" if all does.
type unmet struct {
	line int
	what string
}

// check holds an answer against what is expected.
func (e expectation) check(a *answer, env environment) *unmet {
	for _, look := range []func(*answer, environment) (string, string){
		e.checkStatus, e.checkHeaders, e.checkBody, e.checkJSON, e.checkXML, e.checkText,
	} {
		if field, what := look(a, env); what != "" {
			return &unmet{e.lines[field], what}
		}
	}
	return holds(e.that, env)
}

// holds tells which of the expressions does not hold first.
func holds(all []*expression, env environment) *unmet {
	for _, cond := range all {
		got, err := cond.of(env)
		if err != nil {
			return &unmet{cond.at.Line, err.Error()}
		}
		if got != true {
			return &unmet{cond.at.Line, fmt.Sprintf("%s does not hold: it is %s%s", cond.text, cut(jsonText(got)), cond.sides(env))}
		}
	}
	return nil
}

func (e expectation) checkStatus(a *answer, _ environment) (string, string) {
	switch {
	case e.lost && a.lost == "":
		return "lost", fmt.Sprintf("the answer was to be lost, and came with status %d", a.status)
	case e.lost:
	case a.lost != "":
		return "", "no answer came: " + a.lost
	case e.status == nil && a.status >= 400:
		return "", fmt.Sprintf("status %d; where no status is expected, one below 400 is", a.status)
	case e.status != nil && !slices.Contains(e.status, a.status):
		return "status", fmt.Sprintf("status %d, not %s", a.status, joined(e.status))
	}
	return "", ""
}

func joined(all []int) string {
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = fmt.Sprint(n)
	}
	return strings.Join(words, " or ")
}

func (e expectation) checkHeaders(a *answer, env environment) (string, string) {
	for _, name := range slices.Sorted(maps.Keys(e.headers)) {
		want, err := e.headers[name].text(env)
		if err != nil {
			return "headers", err.Error()
		}
		if got := a.header.Get(name); got != want {
			return "headers", fmt.Sprintf("header %s is %q, not %q", name, got, want)
		}
	}
	return "", ""
}

func (e expectation) checkBody(a *answer, env environment) (string, string) {
	if !e.body.set() {
		return "", ""
	}
	want, err := e.body.of(env)
	if err != nil {
		return "body", err.Error()
	}
	return "body", differ("body", want, a.body)
}

func (e expectation) checkJSON(_ *answer, env environment) (string, string) {
	for _, p := range e.json {
		want, err := p.value.of(env)
		if err != nil {
			return "json", err.Error()
		}
		got, err := p.expr.of(env)
		if err != nil {
			return "json", err.Error()
		}
		if what := differ(p.path, want, got); what != "" {
			return "json", what
		}
	}
	return "", ""
}

func (e expectation) checkXML(a *answer, env environment) (string, string) {
	for _, p := range e.xml {
		want, err := p.value.text(env)
		if err != nil {
			return "xml", err.Error()
		}
		got, err := xmlAt(a.xml(), p.path)
		if err != nil {
			return "xml", err.Error()
		}
		if got != want {
			return "xml", fmt.Sprintf("%s is %q, not %q", p.path, got, want)
		}
	}
	return "", ""
}

func (e expectation) checkText(a *answer, env environment) (string, string) {
	want, err := e.text.text(env)
	if err != nil {
		return "text", err.Error()
	}
	if !strings.Contains(a.text, want) {
		return "text", fmt.Sprintf("the body does not hold %q", want)
	}
	return "", ""
}

// differ tells where what is there differs from what is wanted: of mappings, only
// the wanted keys are looked at. "": nowhere.
func differ(path string, want, got any) string {
	switch want := want.(type) {
	case map[string]any:
		m, is := got.(map[string]any)
		if !is {
			return fmt.Sprintf("%s is %s, not an object", path, cut(jsonText(got)))
		}
		for _, key := range slices.Sorted(maps.Keys(want)) {
			v, there := m[key]
			if !there && want[key] != nil {
				return fmt.Sprintf("%s has no %s; it has %s", path, key, strings.Join(slices.Sorted(maps.Keys(m)), ", "))
			}
			if what := differ(path+"."+key, want[key], v); what != "" {
				return what
			}
		}
		return ""
	case []any:
		list, is := got.([]any)
		if !is || len(list) != len(want) {
			return fmt.Sprintf("%s is %s, not a list of %d", path, cut(jsonText(got)), len(want))
		}
		for i := range want {
			if what := differ(fmt.Sprintf("%s[%d]", path, i), want[i], list[i]); what != "" {
				return what
			}
		}
		return ""
	}
	if w, g := jsonText(want), jsonText(got); w != g {
		return fmt.Sprintf("%s is %s, not %s", path, cut(g), cut(w))
	}
	return ""
}

// jsonText writes a value as JSON, without unreadable escapes.
func jsonText(v any) string {
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if out.Encode(v) != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cut keeps what is shown of a value readable.
func cut(text string) string {
	const most = 300
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func fromJSON(text string) (out any, err error) {
	err = json.Unmarshal([]byte(text), &out)
	return out, err
}
