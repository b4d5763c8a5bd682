package server

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/rules"
)

// TestSlashesThatComeFromJoining: an address with a slash too many is taken, with
// a warning; refused where nothing is let pass.
func TestSlashesThatComeFromJoining(t *testing.T) {
	s := frozen(t)
	s.Fork(t) // /w/fork-1
	for _, path := range []string{
		"/api/v3/true-api//auth/key", "/api/v3/true-api/auth/key/", "//api/v3/true-api/auth/key", "///api/v3/true-api///auth/key//", "/w/fork-1//api/v3/true-api//auth/key/",
	} {
		want(t, s, 200, "GET", path, "")
	}
	if e := lastEntry(t, s); e.Route != "auth.key" || e.Path != "/auth/key" || len(e.Warnings) != 1 || e.Warnings[0].Rule != rules.PathSlashes {
		t.Errorf("the journal says %+v", e)
	}
	want(t, s, 200, "GET", "/_mock//ready/", "")
	for _, path := range []string{"/api/v3/true-api/auth//key", "/api//v3/true-api/auth/key", "/api/v3/true-api/", "//x"} {
		want(t, s, 404, "GET", path, "")
	}
	token := s.Token(owner)
	code := "/cises/" + "%30%31" + "0460026600575521gy4R%2Csn/history/"
	want(t, s, 200, "GET", "/api/v3/true-api"+code, "", "Authorization", "Bearer "+token)
	strict := frozen(t, WithStrict())
	want(t, strict, 404, "GET", "/api/v3/true-api/auth/key/", "")
}

// TestEvery401SaysHowToCome (RFC 9110 15.5.2).
func TestEvery401SaysHowToCome(t *testing.T) {
	s := frozen(t, WithControlToken("sesame"))
	for _, c := range []struct{ path, token, challenge string }{
		{"/api/v3/true-api/elk/product-groups/balance/all", "", `Bearer realm="oauth2-resource", error="unauthorized", error_description="Full authentication is required to access this resource"`},
		{"/api/v3/true-api/elk/product-groups/balance/all", "nonsense", `Bearer realm="oauth2-resource", error="invalid_token", error_description="Cannot convert access token to JSON"`},
		{"/_mock/clock", "nonsense", "Bearer"},
	} {
		got := headOf(t, s, "GET", c.path, c.token)
		if got.status != 401 || got.header.Get("WWW-Authenticate") != c.challenge {
			t.Errorf("%s: %d, WWW-Authenticate %q, not %q", c.path, got.status, got.header.Get("WWW-Authenticate"), c.challenge)
		}
	}
}

func TestAWrongMethodIsNotAllowedAnything(t *testing.T) {
	s := frozen(t)
	if got := headOf(t, s, "DELETE", "/api/v3/true-api/cises/info", ""); got.status != 404 || got.header.Get("Allow") != "" {
		t.Errorf("%d with Allow %q", got.status, got.header.Get("Allow"))
	}
}

// TestABrokenEscapeIsNamed where it makes a required parameter vanish.
func TestABrokenEscapeIsNamed(t *testing.T) {
	s := frozen(t)
	for query, says := range map[string]string{
		"code=%zz":    `query parameter "code" is required and was not sent: its value holds a % that begins no escape, and was thrown away; write %25`,
		"code[]=a":    `query parameter "code" is required and was not sent; "code[]" was: write code, once for each value`,
		"CODE=a":      `query parameter "code" is required and was not sent; "CODE" was: write code, once for each value`,
		"code=":       `query parameter "code" is required and was not sent: it was sent empty`,
		"other=value": `query parameter "code" is required and was not sent`,
	} {
		want(t, s, 400, "GET", "/api/v3/true-api/cises/history?"+query, "", "Authorization", "Bearer "+s.Token(owner))
		if e := lastEntry(t, s); e.Why != says {
			t.Errorf("%s: %s", query, e.Why)
		}
	}
}

// TestAFieldInOtherLetterCaseIsNamed where one that is required is missing.
func TestAFieldInOtherLetterCaseIsNamed(t *testing.T) {
	s := frozen(t)
	for path, body := range map[string]string{
		"/auth/simpleSignIn":        `{"UUID": "4d3f", "data": "MIIB"}`,
		"/product/route/gtin":       `{"Data": ["04600266005755"]}`,
		"/elk/crm-api/prequests":    `{"ContractID": "1"}`,
		"/auth/simpleSignIn?a=1&b=": `{"uuid": "4d3f", "DATA": "MIIB"}`,
	} {
		_, _ = call(t, s, "POST", "/api/v3/true-api"+path, body, "Authorization", "Bearer "+s.Token(owner))
		if e := lastEntry(t, s); !strings.Contains(e.Why, " was sent: write ") {
			t.Errorf("%s %s: %s", path, body, e.Why)
		}
	}
}

// TestBoundariesWithoutQuotes, as clients make them that build forms by hand.
func TestBoundariesWithoutQuotes(t *testing.T) {
	s := frozen(t)
	for _, boundary := range []string{"===1656457491496===", "a/b", "(x)", "a:b?c", "plain"} {
		form := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n!\r\n--" + boundary + "--\r\n"
		want(t, s, 400, "POST", "/api/v3/true-api/edo-api/outgoing-documents/formal", form, "Authorization", "Bearer "+s.Token(owner), "Content-Type", "multipart/form-data; boundary="+boundary)
		e := lastEntry(t, s)
		if e.Rule != "document.envelope" || (len(e.Warnings) > 0) != (boundary != "plain") {
			t.Errorf("%s: %s, %s, warnings %v", boundary, e.Rule, e.Why, e.Warnings)
		}
	}
}

// TestLocalhostIsBothLoopbacks where the machine has both.
func TestLocalhostIsBothLoopbacks(t *testing.T) {
	s, err := New(WithListen("localhost:0", "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if s.ControlToken() != "" {
		t.Error("loopback asks for a token")
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	hosts := []string{"127.0.0.1"}
	if l, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		_ = l.Close()
		hosts = append(hosts, "::1")
	}
	for _, host := range hosts {
		resp, err := http.Get("http://" + net.JoinHostPort(host, port) + "/_mock/ready")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("%s answers %d", host, resp.StatusCode)
		}
	}
	if _, err := New(WithListen("127.0.0.1:0", strings.TrimPrefix(s.URL, "http://"))); err == nil {
		t.Error("an address that is taken is taken again")
	}
}

// TestHTTP2WithoutTLS, as clients speak that know before.
func TestHTTP2WithoutTLS(t *testing.T) {
	s := frozen(t)
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Get(s.URL + "/_mock/ready")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 200 || resp.ProtoMajor != 2 {
		t.Errorf("%d by %s", resp.StatusCode, resp.Proto)
	}
}

// TestCORS: pages of the origins that are named may call, the control API too; others may not.
func TestCORS(t *testing.T) {
	s := frozen(t, WithCORS("http://localhost:5173"))
	token := s.Token(owner)
	preflight := []string{"Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization,content-type"}
	for _, c := range []struct {
		origin, method, path string
		headers              []string
		status               int
		allowed              bool
	}{
		{"http://localhost:5173", "OPTIONS", "/api/v3/true-api/cises/info", preflight, 204, true},
		{"http://localhost:5173", "OPTIONS", "/_mock/clock", preflight, 204, true},
		{"http://localhost:5173", "GET", "/api/v3/true-api/elk/product-groups/balance/all", []string{"Authorization", "Bearer " + token}, 200, true},
		{"http://localhost:5173", "GET", "/api/v3/true-api/elk/product-groups/balance/all", nil, 401, true},
		{"http://localhost:5173", "POST", "/_mock/reset", []string{"Sec-Fetch-Site", "cross-site"}, 204, true},
		{"http://localhost:5174", "POST", "/_mock/reset", []string{"Sec-Fetch-Site", "cross-site"}, 403, false},
		{"http://localhost:5174", "OPTIONS", "/_mock/clock", preflight, 204, false},
		{"null", "GET", "/_mock/ready", nil, 200, false},
		{"", "GET", "/_mock/ready", nil, 200, false},
	} {
		headers := slices.Clone(c.headers)
		if c.origin != "" {
			headers = append(headers, "Origin", c.origin)
		}
		got := headWith(t, s, c.method, c.path, headers...)
		h := got.header
		if got.status != c.status || (h.Get("Access-Control-Allow-Origin") == c.origin && c.origin != "") != c.allowed || h.Get("Vary") != "Origin" {
			t.Errorf("%s %s from %q: %d, %v", c.method, c.path, c.origin, got.status, h)
		}
		if asked := c.method == "OPTIONS" && c.allowed; asked != (h.Get("Access-Control-Allow-Methods") == "PUT") || asked != (h.Get("Access-Control-Allow-Headers") == "authorization,content-type") {
			t.Errorf("%s %s from %q: %v", c.method, c.path, c.origin, h)
		}
	}
	if got := headWith(t, frozen(t), "GET", "/_mock/ready", "Origin", "http://localhost:5173"); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("without --cors: %v", got.header)
	}
}
