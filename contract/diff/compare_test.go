package diff_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/contract/record"
)

const (
	id1 = "0f8fad5b-d9cb-469f-a165-70867728950e"
	id2 = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	id3 = "16fd2706-8baf-433b-82eb-8c7fada847da"
)

func answer(status int, contentType, body string) record.Exchange {
	return record.Exchange{
		Method: "GET", URL: "http://x/api/v3/true-api/cises/info", Status: status, Answer: []byte(body), AnswerHeader: http.Header{"Content-Type": {contentType}},
	}
}

// found lists what a comparison of answers in their order finds.
func found(left, right []record.Exchange) (out []string) {
	c := diff.NewComparer([]diff.Route{{Method: "GET", Path: "/api/v3/true-api/cises/info", Name: "cises.info"}}, diff.NewReferences(nil))
	for i := range left {
		c.Pair(left[i:i+1], right[i:i+1])
	}
	for _, d := range c.Differences() {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s", d.Kind, d.Field)))
	}
	return out
}

func TestCompare(t *testing.T) {
	const json = "application/json;charset=UTF-8"
	for name, c := range map[string]struct {
		left, right string
		want        []string
	}{
		"the same":                         {`{"a":1}`, `{"a":1}`, nil},
		"an id for an id":                  {`{"a":"` + id1 + `","b":"` + id1 + `"}`, `{"a":"` + id2 + `","b":"` + id2 + `"}`, nil},
		"an id that is another":            {`{"a":"` + id1 + `","b":"` + id1 + `"}`, `{"a":"` + id2 + `","b":"` + id3 + `"}`, []string{"reference b"}},
		"two ids that became one":          {`{"a":"` + id1 + `","b":"` + id3 + `"}`, `{"a":"` + id2 + `","b":"` + id2 + `"}`, []string{"reference b"}},
		"a time for a time":                {`{"a":"2021-05-12T12:25:39.018Z"}`, `{"a":"2026-11-30T10:00:00.000Z"}`, nil},
		"a time without milliseconds":      {`{"a":"2021-05-12T12:25:39.018Z"}`, `{"a":"2021-05-12T12:25:39Z"}`, []string{"date format a"}},
		"seconds and milliseconds":         {`{"a":1620822339}`, `{"a":1620822339018}`, []string{"date format a"}},
		"a number for a number of seconds": {`{"a":1620822339}`, `{"a":1620822340}`, nil},
		"null against absence":             {`{"a":null,"b":1}`, `{"b":1}`, []string{"null a"}},
		"absence against null":             {`{"b":1}`, `{"b":1,"a":null}`, []string{"null a"}},
		"null against a value":             {`{"a":null}`, `{"a":"x"}`, []string{"null a"}},
		"a string for a number":            {`{"a":3}`, `{"a":"3"}`, []string{"type a"}},
		"a word of a list":                 {`{"a":"APPLIED"}`, `{"a":"EMITTED"}`, []string{"enum a"}},
		"a text":                           {`{"e":"КМ не найден"}`, `{"e":"Код не найден"}`, []string{"text e"}},
		"a text with another id":           {`{"e":"Заказ ` + id1 + ` не найден"}`, `{"e":"Заказ ` + id2 + ` не найден"}`, nil},
		"a field more and one less":        {`{"a":1,"b":true}`, `{"a":1,"c":"x"}`, []string{"missing b", "extra c"}},
		"a field under another name":       {`{"a":1,"b":"x"}`, `{"a":1,"B":"x"}`, []string{"renamed b"}},
		"another order of fields":          {`{"a":1,"b":2}`, `{"b":2,"a":1}`, []string{"field order"}},
		"another order of items":           {`[1,2,3]`, `[3,2,1]`, []string{"item order []"}},
		"fewer items":                      {`{"r":[1,2,3]}`, `{"r":[1,2]}`, []string{"paging r[]"}},
		"names that are data":              {`{"00000046082251":1}`, `{"00000046082252":1}`, nil},
		"nothing in it":                    {`{"a":1}`, ``, []string{"empty body"}},
		"a page":                           {`{"a":1}`, `<html></html>`, []string{"media type"}},
		"a byte order mark":                {`{"a":1}`, "\xEF\xBB\xBF" + `{"a":1}`, []string{"encoding"}},
		"letters that are escaped":         {`{"a":"ж"}`, `{"a":"\u0436"}`, []string{"encoding"}},
		"a token for a token":              {`{"token":"eyJh.eyJi.x"}`, `{"token":"eyJz.eyJy.w"}`, nil},
		"deep in lists":                    {`[{"a":{"b":[{"c":1}]}},{"a":{"b":[{"c":1}]}}]`, `[{"a":{"b":[{"c":2}]}},{"a":{"b":[{"c":3}]}}]`, []string{"value [].a.b[].c"}},
		"an element of XML":                {`<e><a>x</a></e>`, `<e><b>x</b></e>`, []string{"renamed e.a"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := found([]record.Exchange{answer(200, json, c.left)}, []record.Exchange{answer(200, json, c.right)})
			if !slices.Equal(got, c.want) {
				t.Errorf("%s and %s: %v, not %v", c.left, c.right, got, c.want)
			}
		})
	}
	plain, slow := answer(200, json, "1"), answer(200, json, "1")
	slow.Took = time.Minute
	for want, right := range map[string]record.Exchange{
		"status": answer(404, json, "1"), "header Content-Type": answer(200, "text/plain", "1"), "timing": slow, "unanswered": {Failure: "refused"},
	} {
		if got := found([]record.Exchange{plain}, []record.Exchange{right}); !slices.Equal(got, []string{want}) {
			t.Errorf("%v, not %s", got, want)
		}
	}
}

func TestLifeCycle(t *testing.T) {
	at := func(all ...string) (out []record.Exchange) {
		for _, s := range all {
			out = append(out, answer(200, "application/json", `{"status":"`+s+`"}`))
		}
		return out
	}
	for want, right := range map[string][]record.Exchange{
		"":                   at("NEW", "NEW", "READY"),
		"NEW → LOST":         at("NEW", "LOST"),
		"NEW → HELD → READY": at("NEW", "HELD", "READY"),
	} {
		c := diff.NewComparer(nil, diff.NewReferences(nil))
		c.Pair(at("NEW", "READY", "READY"), right)
		got := ""
		for _, d := range c.Differences() {
			got += strings.TrimPrefix(d.Right, "")
			if d.Kind != diff.LifeCycle || d.Field != "status" {
				t.Errorf("%+v", d)
			}
		}
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestAccepted(t *testing.T) {
	_, err := diff.ReadAccepted([]byte("accepted:\n  - {kind: extras, method: GET, path: /a, reason: r, until: soon}\n  - {kind: extra, method: GET, path: /a, owner: me, until: 2027-01-31}\n"))
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, want := range []string{`1: there is no kind "extras"`, "1 has no owner", `1: until is "soon"`, "2 has no reason"} {
		if !strings.Contains(strings.ReplaceAll(err.Error(), "accepted difference ", ""), want) {
			t.Errorf("%q is not told: %s", want, err)
		}
	}
	accepted, err := diff.ReadAccepted([]byte("accepted:\n  - {kind: extra, method: GET, path: /a, field: 'r[].*', reason: r, owner: me, until: 2027-01-31}\n  - {kind: text, method: GET, path: /b, reason: r, owner: me, until: 2027-01-31}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2027-01-31T23:00:00Z": true, "2027-02-01T00:00:00Z": false} {
		all := []diff.Difference{{Kind: diff.Extra, Method: "GET", Path: "/api/a", Field: "r[].new"}, {Kind: diff.Missing, Method: "GET", Path: "/api/a", Field: "r[].new"}}
		at, err := time.Parse(time.RFC3339, day)
		if err != nil {
			t.Fatal(err)
		}
		useless := diff.Accept(all, accepted, at)
		if (all[0].Accepted != "") != want || all[1].Accepted != "" || len(useless) != 1 || useless[0].Path != "/b" {
			t.Errorf("on %s: %+v, %+v", day, all, useless)
		}
	}
}

// FuzzCompare: no answer breaks the comparison, and each is like itself.
func FuzzCompare(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}]}`, `<a b="c">d<e/></a>`, `"NEW"`, "PK\x03\x04", "", `{"a":"` + id1 + `"}`, `[[[[`, `{"a":1,"a":2}`} {
		f.Add([]byte(s), []byte(`{"a":1}`))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		left, right := answer(200, "x", ""), answer(200, "x", "")
		left.Answer, right.Answer = a, b
		found([]record.Exchange{left}, []record.Exchange{right})
		right.Answer = bytes.Clone(a)
		if got := found([]record.Exchange{left}, []record.Exchange{right}); len(got) > 0 {
			t.Errorf("%q is not like itself: %v", a, got)
		}
	})
}
