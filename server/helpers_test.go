package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/server/internal/pipeline"
)

// box, block and pack are codes of the published box; owner owns them.
const (
	owner = "940517350290"
	box   = "010460026600575520021121051210AL65588523"
	block = "010460026600575521gy4R,sn"
	pack  = "00000046082251PW?&;Ge"
)

// call sends a request below the server's world and gives status and body. body
// is sent as JSON unless it is "".
func call(t *testing.T, s *Server, method, path, body string, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return answered(t, s, req)
}

// pieces are a body that is not joined, so that many long ones can share a text.
type pieces []string

// as is n letters A, which are base64 of zeros too.
func as(n int) string { return allAs()[:n] }

var allAs = sync.OnceValue(func() string { return strings.Repeat("A", 45<<20) })

// posts brings pieces to a path below the True-API, signed in as bin, and gives head and body of the answer. They
// go over no wire, which would take longer than all that is done with them.
func (p pieces) posts(t *testing.T, s *Server, bin, path, contentType string) (*http.Response, string) {
	t.Helper()
	var all []io.Reader
	var length int64
	for _, piece := range p {
		all, length = append(all, strings.NewReader(piece)), length+int64(len(piece))
	}
	req, err := http.NewRequest("POST", s.TrueAPI()+path, io.MultiReader(all...))
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = length
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token(bin))
	return s.answersInside(t, req)
}

// answersInside answers a request in this process.
func (s *Server) answersInside(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := pipeline.InProcess(s.core.http.Handler).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

// unchanged gives what tells whether the world is the very version that it was, with the same faults: a snapshot of it
// is the same then, too. Its clock must be frozen.
func unchanged(s *Server) func() bool {
	at := func() any {
		return [...]any{s.World().Snapshot(), s.World().Start(), fmt.Sprint(s.core.faults.List(s.world), s.core.faults.Newest(s.world))}
	}
	before := at()
	return func() bool { return at() == before }
}

// answered sends a request and gives status and body.
func answered(t *testing.T, s *Server, req *http.Request) (int, string) {
	t.Helper()
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// want calls and demands a status; it gives the body.
func want(t *testing.T, s *Server, status int, method, path, body string, headers ...string) string {
	t.Helper()
	got, text := call(t, s, method, path, body, headers...)
	if got != status {
		t.Fatalf("%s %s %s answers %d, not %d: %s", method, path, body, got, status, text)
	}
	return text
}

// info asks cises/info for codes, signed in as bin.
func info(t *testing.T, s *Server, bin string, codes ...string) (int, string) {
	t.Helper()
	return call(t, s, "POST", "/api/v3/true-api/cises/info", jsonOf(t, codes), "Authorization", "Bearer "+s.Token(bin))
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// field reads one value out of a JSON text by its path of names and indices.
func field(t *testing.T, text string, path ...any) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewBufferString(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s is no JSON: %s", text, err)
	}
	for _, p := range path {
		switch at := p.(type) {
		case string:
			object, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %q in %s", path, at, text)
			}
			v = object[at]
		case int:
			array, ok := v.([]any)
			if !ok || at >= len(array) {
				t.Fatalf("%v: no element %d in %s", path, at, text)
			}
			v = array[at]
		}
	}
	return v
}

// queryEscape is s as a value of a query string.
func queryEscape(s string) string { return url.QueryEscape(s) }

// indented is a JSON text as the specification prints it.
func indented(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		t.Fatalf("%s is no JSON: %s", text, err)
	}
	return b.String()
}
