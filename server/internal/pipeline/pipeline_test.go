package pipeline

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestQueries(t *testing.T) {
	for raw, want := range map[string]string{
		"":                          "[]",
		"code=a;b":                  "[{code a;b}]", // codes hold semicolons
		"code=a%26b%2Bc":            "[{code a&b+c}]",
		"code=a+b":                  "[{code a b}]",
		"a=1&a=2&b":                 "[{a 1} {a 2} {b }]",
		"&&a=1&":                    "[{a 1}]",
		"a=b=c":                     "[{a b=c}]",
		"code=50%&pg=tobacco":       "[{pg tobacco}]", // a broken escape: the pair is ignored
		"%D0%B0=%D0%B1":             "[{а б}]",
		"values=(01)1(21)%22%25%3E": `[{values (01)1(21)"%>}]`,
	} {
		q, dropped := parseQuery(raw)
		var pairs []string
		for _, p := range q {
			pairs = append(pairs, fmt.Sprintf("{%s %s}", p.Name, p.Value))
			if p.Plus != (raw == "code=a+b") {
				t.Errorf("%q: a + became a blank in %+v", raw, p)
			}
		}
		if got := fmt.Sprint(pairs); got != want {
			t.Errorf("%q is read as %s, not %s", raw, got, want)
		}
		if (len(dropped) > 0) != strings.Contains(raw, "50%&") {
			t.Errorf("%q drops %v", raw, dropped)
		}
	}
	q, _ := parseQuery("a=1&b=2&a=3")
	if v, sent := q.Get("a"); v != "1" || !sent || fmt.Sprint(q.All("a")) != "[1 3]" {
		t.Errorf("%v", q)
	}
	if v, sent := q.Get("c"); v != "" || sent {
		t.Errorf("c is %q, sent %t", v, sent)
	}
}

func TestAcceptable(t *testing.T) {
	for _, c := range []struct {
		accept string
		want   bool
	}{
		{"application/json", true},
		{"application/json; charset=utf-8", true},
		{"APPLICATION/JSON", true},
		{"*/*", true},
		{"/", true},
		{"text/html, */*;q=0.1", true},
		{"application/*", true},
		{"application/xml", false},
		{"text/html, application/xhtml+xml", false},
		{"application/json;q=0", false},
		{"application/json;q=0, */*", true},
		{"nonsense", false},
		{"", true},
	} {
		if got := acceptable([]string{c.accept}, mediaJSON); got != c.want {
			t.Errorf("Accept: %s takes JSON: %t", c.accept, got)
		}
	}
	if !acceptable(nil, "application/zip") {
		t.Error("no Accept takes nothing")
	}
	if !acceptable([]string{"application/octet-stream", "application/json"}, mediaJSON) {
		t.Error("the second of two headers is not looked at")
	}
}

func TestPlans(t *testing.T) {
	for name, in := range map[string]any{
		"a field without a tag": struct{ A string }{},
		"a field with two": struct {
			A string `query:"a" path:"a"`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			planFor(reflect.TypeOf(in))
		}()
	}
}

func TestParametersOfTheWrongType(t *testing.T) {
	var in struct {
		Limit *int     `query:"limit"`
		Deep  bool     `query:"deep"`
		Code  string   `query:"code,required"`
		All   []string `query:"all"`
	}
	fill := func(raw string) error {
		c := &Call{}
		c.Query, _ = parseQuery(raw)
		v := reflect.ValueOf(&in).Elem()
		v.SetZero()
		return planFor(v.Type()).fill(c, v)
	}
	if err := fill("limit=5&deep=true&code=x&all=1&all=2"); err != nil || *in.Limit != 5 || !in.Deep || in.Code != "x" || len(in.All) != 2 {
		t.Errorf("%v: %+v", err, in)
	}
	for _, raw := range []string{"code=x", "code=x&limit=&deep=&all="} { // an empty one counts as absent
		if err := fill(raw); err != nil || in.Limit != nil || in.All != nil {
			t.Errorf("%q, %v: %+v", raw, err, in)
		}
	}
	if err := fill("code=&code=x"); err != nil || in.Code != "x" {
		t.Errorf("%v: %+v", err, in)
	}
	for raw, want := range map[string]*failure{
		"":                                  {kind: ParamMissing, args: []any{"code"}},
		"code=":                             {kind: ParamMissing, args: []any{"code"}},
		"code=x&limit=many":                 {kind: ParamType, args: []any{"limit", "Integer"}},
		"code=x&limit=99999999999999999999": {kind: ParamType, args: []any{"limit", "Integer"}},
		"code=x&deep=yes please":            {kind: ParamType, args: []any{"deep", "Boolean"}},
	} {
		if got := failureOf(fill(raw)); got.kind != want.kind || fmt.Sprint(got.args) != fmt.Sprint(want.args) {
			t.Errorf("%q: %s %v", raw, got.kind, got.args)
		}
	}
}
