package server

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// callAs makes a control call as some client sends it. Host stands among the
// headers, and a body of "" is none.
func callAs(t *testing.T, s *Server, method, path, body string, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	return answered(t, s, req)
}

// TestStrangersKeepOutOfTheControlAPI: without a control token, what a web page
// can make a browser of this machine send is refused.
func TestStrangersKeepOutOfTheControlAPI(t *testing.T) {
	s := frozen(t)
	const clock, reset = "/_mock/clock/advance", "/_mock/reset"
	const by = `{"by": "1h"}`
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	for _, c := range []struct {
		name               string
		method, path, body string
		headers            []string
		status             int
	}{
		{"curl --json", "POST", clock, by, []string{"Content-Type", "application/json"}, 200},
		{"curl -d", "POST", clock, by, []string{"Content-Type", "application/x-www-form-urlencoded"}, 200},
		{"a program without a label", "POST", clock, by, nil, 200},
		{"localhost", "GET", "/_mock/clock", "", []string{"Host", "localhost" + port}, 200},
		{"localhost on another port, as behind a tunnel", "GET", "/_mock/clock", "", []string{"Host", "localhost:1"}, 200},
		{"a name below localhost", "GET", "/_mock/clock", "", []string{"Host", "A.localhost."}, 200},
		{"IPv6", "GET", "/_mock/clock", "", []string{"Host", "[::1]:8080"}, 200},
		{"the address bar", "GET", "/_mock/clock", "", []string{"Sec-Fetch-Site", "none"}, 200},
		{"a link of another site", "GET", "/_mock/clock", "", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		{"a page of ours", "POST", clock, by, []string{"Origin", s.URL, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/json"}, 200},
		{"a page of ours, without a body", "POST", reset, "", []string{"Origin", s.URL}, 204},

		{"a rebound name", "GET", "/_mock/snapshot", "", []string{"Host", "evil.example"}, 403},
		{"a rebound name that begins well", "GET", "/_mock/requests", "", []string{"Host", "localhost.evil.example" + port}, 403},
		{"another address", "POST", reset, "", []string{"Host", "192.168.0.7"}, 403},
		{"all addresses", "POST", reset, "", []string{"Host", "0.0.0.0" + port}, 403},
		{"a form of another site", "POST", reset, "", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"}, 403},
		{"an older browser", "POST", reset, "", []string{"Origin", "https://evil.example"}, 403},
		{"a frame without an origin", "POST", "/_mock/worlds", `{"name": "x"}`, []string{"Origin", "null"}, 403},
		{"another port of this machine", "POST", clock, by, []string{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site", "Content-Type", "application/json"}, 403},
		{"a script that reads", "GET", "/_mock/requests", "", []string{"Origin", "https://evil.example"}, 403},
		{"text of a browser", "POST", clock, by, []string{"Origin", s.URL, "Content-Type", "text/plain"}, 415},
		{"a form of a browser", "POST", clock, by, []string{"Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"files of a browser", "POST", clock, by, []string{"Sec-Fetch-Site", "none", "Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"a browser without a label", "POST", clock, by, []string{"Origin", s.URL}, 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, text := callAs(t, s, c.method, c.path, c.body, c.headers...)
			if status != c.status {
				t.Fatalf("answers %d, not %d: %.300s", status, c.status, text)
			}
			hint := map[int]string{403: "--control-token", 415: "Content-Type: application/json"}[status]
			if status >= 400 && !strings.Contains(field(t, text, "hint").(string), hint) {
				t.Errorf("no hint of %s in %s", hint, text)
			}
		})
	}
	if status, _ := callAs(t, s, "GET", "/api/v3/true-api/auth/key", "", "Host", "stage.ismet.kz", "Origin", "https://evil.example"); status != 200 {
		t.Errorf("the True-API, which has its own tokens, answers %d", status)
	}
}

// TestBearerTokens: the scheme has no letter case (RFC 9110 11.1), and must be there.
func TestBearerTokens(t *testing.T) {
	s := frozen(t, WithControlToken("secret"))
	for authorization, want := range map[string]int{
		"Bearer secret":  200,
		"bearer secret":  200,
		"BEARER  secret": 200,
		"secret":         401,
		"Basic secret":   401,
		"Bearersecret":   401,
		"Bearer Secret":  401,
		"Bearer":         401,
		"Bearer ":        401,
		"":               401,
	} {
		if status, text := callAs(t, s, "GET", "/_mock/clock", "", "Authorization", authorization); status != want {
			t.Errorf("%q answers %d: %s", authorization, status, text)
		}
	}
	// Whoever knows the token calls from anywhere.
	want(t, s, 204, "POST", "/_mock/reset", "", "Authorization", "Bearer secret", "Origin", "https://team.example")
}

// TestControlBodiesAreBounded: no control call holds a body of any size, and
// the refusal says what to do.
func TestControlBodiesAreBounded(t *testing.T) {
	t.Parallel()
	s := frozen(t)
	controls := s.core.controls.System()
	for i := range controls.Routes {
		r := &controls.Routes[i]
		if r.Method == "GET" || r.Method == "DELETE" || r.Name == "mock.reset" || r.Name == "mock.scenarios.stop" || r.Name == "mock.snapshot.restore" {
			continue // they read no body, or hold none
		}
		limit := cmp.Or(r.Limit, controls.Limit)
		if limit > 64<<20 {
			t.Errorf("%s takes bodies of %d bytes", r.Name, limit)
			continue
		}
		path := "/_mock" + strings.NewReplacer("{", "", "}", "").Replace(r.Path)
		t.Run(r.Name, func(t *testing.T) {
			if !refusesAnnounced(t, s, r.Method, path, limit+1) {
				t.Errorf("takes more than %d bytes that are announced", limit)
			}
			if r.Name != "mock.dataset" { // one shows it with a large limit; for the others, the row's limit may be small
				r.Limit = min(limit, 64<<10)
				limit = r.Limit
			}
			if !refusesAtLength(t, s, r.Method, path, limit+1) {
				t.Errorf("takes more than %d bytes that come in pieces", limit)
			}
		})
	}
	if used := len(want(t, s, 200, "GET", "/_mock/worlds", "")); used > 1000 {
		t.Errorf("the worlds take %d bytes", used)
	}
}

// refusesAnnounced tells whether a body is answered with 413 for the length that
// stands in its head, before any of it is sent.
func refusesAnnounced(t *testing.T, s *Server, method, path string, size int64) bool {
	t.Helper()
	host := strings.TrimPrefix(s.core.base, "http://")
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", method, path, host, size); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	return saysTooLarge(resp)
}

// refusesAtLength tells whether a call with a body that is too large is answered
// with 413, or ended where the client sends on behind what is drained.
func refusesAtLength(t *testing.T, s *Server, method, path string, size int64) bool {
	t.Helper()
	body := io.MultiReader(strings.NewReader(`{"by": "`), io.LimitReader(ones{}, size)) // of which nobody knows the length
	req, err := http.NewRequest(method, s.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		return strings.Contains(err.Error(), "connection reset") || strings.Contains(err.Error(), "broken pipe")
	}
	return saysTooLarge(resp)
}

func saysTooLarge(resp *http.Response) bool {
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return err == nil && resp.StatusCode == http.StatusRequestEntityTooLarge && bytes.Contains(text, []byte("docs/control.md"))
}

type ones struct{}

func (ones) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '1'
	}
	return len(p), nil
}

// TestHead: HEAD answers wherever GET does, with the head of GET and no body.
func TestHead(t *testing.T) {
	s := frozen(t)
	token := s.Token(owner)
	for _, r := range Routes() {
		if r.Method != "GET" {
			continue
		}
		path := strings.NewReplacer("{", "", "}", "").Replace(r.Path)
		get := headOf(t, s, "GET", path, token)
		head := headOf(t, s, "HEAD", path, token)
		if head.status != get.status || head.size != 0 || get.size == 0 && get.status == 200 {
			t.Errorf("%s: HEAD answers %d with %d bytes, GET %d with %d", r.Path, head.status, head.size, get.status, get.size)
		}
		if head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("%s: Content-Type is %q, with GET %q", r.Path, head.header.Get("Content-Type"), get.header.Get("Content-Type"))
		}
	}
	if a, b := headOf(t, s, "GET", "/_mock/ready", ""), headOf(t, s, "HEAD", "/_mock/ready", ""); a.header.Get("Content-Length") != b.header.Get("Content-Length") {
		t.Errorf("Content-Length is %q, with GET %q", b.header.Get("Content-Length"), a.header.Get("Content-Length"))
	}
	if e := lastEntry(t, s); e.Method != "HEAD" || e.ResponseSize != 0 || e.Route == "" {
		t.Errorf("the journal says %+v", e)
	}
	if got := headOf(t, s, "HEAD", "/api/v3/true-api/cises/info", token); got.status != 404 {
		t.Errorf("HEAD of a method that has no GET answers %d", got.status)
	}
}

type head struct {
	status, size int
	header       http.Header
}

func headOf(t *testing.T, s *Server, method, path, token string) head {
	t.Helper()
	if token == "" {
		return headWith(t, s, method, path)
	}
	return headWith(t, s, method, path, "Authorization", "Bearer "+token)
}

// headWith sends headers, given as name and value in turn.
func headWith(t *testing.T, s *Server, method, path string, headers ...string) head {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return head{resp.StatusCode, len(text), resp.Header}
}
