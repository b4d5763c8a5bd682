package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
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
