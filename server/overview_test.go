package server

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// opened is what a client gets that sends these headers: name, value, name, value…
func opened(t *testing.T, address string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(headers, 2) {
		req.Header.Set(pair[0], pair[1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

// TestOverviewPage: a browser gets a page whose links all lead somewhere, on
// this server only.
func TestOverviewPage(t *testing.T) {
	s := frozen(t)
	fork := s.Fork(t)
	for _, address := range []string{s.URL, s.URL + "/", s.URL + "/_mock", s.URL + "/_mock/", fork.URL, fork.URL + "/_mock"} {
		resp, page := opened(t, address, "Accept", browser)
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/html;charset=UTF-8" {
			t.Fatalf("%s answers %s, %s", address, resp.Status, resp.Header.Get("Content-Type"))
		}
		for _, wanted := range []string{Version(), fork.World().Name(), owner, "/api/v3/true-api/cises/info", "--signature"} {
			if !strings.Contains(page, wanted) {
				t.Errorf("%s shows no %s", address, wanted)
			}
		}
		if foreign := regexp.MustCompile(`(?i)<script|<link|\ssrc=|@import|url\(`).FindString(page); foreign != "" {
			t.Errorf("%s asks for more: %s", address, foreign)
		}
	}
	_, page := opened(t, fork.URL, "Accept", browser)
	links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 20 {
		t.Errorf("%d links", len(links))
	}
	for _, link := range links {
		to := html.UnescapeString(link[1])
		if strings.HasPrefix(to, "/") {
			to = s.URL + to
		}
		if !strings.HasPrefix(to, s.URL+"/") {
			t.Errorf("a link leads to %s", to)
			continue
		}
		if strings.Contains(to, "/wait") {
			continue // answers once there is a request
		}
		if resp, text := opened(t, to, "Accept", browser); resp.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s %s", to, resp.Status, text)
		}
	}
}

// TestOverviewJSON: programs get the same as JSON, whose codes are of different packages.
func TestOverviewJSON(t *testing.T) {
	s := frozen(t)
	for _, accept := range []string{"*/*", "application/json"} {
		resp, text := opened(t, s.URL+"/", "Accept", accept)
		var o mock.Overview
		if err := json.Unmarshal([]byte(text), &o); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %s", accept, resp.Status, err)
		}
		packages := map[string]bool{}
		for _, code := range o.Codes {
			packages[code.PackageType] = true
		}
		if o.TrueAPI != s.TrueAPI() || len(packages) != 3 || len(o.Participants) != o.Ready.Counts.Participants || o.Closed != "" {
			t.Errorf("%+v", o)
		}
		for _, call := range o.Calls {
			if strings.Contains(call.Href, "{") {
				t.Errorf("no link: %s", call.Href)
			}
		}
	}
}

// TestOverviewClosed: who does not know the token sees no records.
func TestOverviewClosed(t *testing.T) {
	s := frozen(t, WithControlToken("secret"))
	resp, page := opened(t, s.URL, "Accept", browser)
	if strings.Contains(page, owner) || !strings.Contains(page, "--control-token") || strings.Contains(page, "secret") {
		t.Error("without the token the page shows records, or the token, or does not say what is missing")
	}
	if resp.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("a browser is not asked for the token: %s, %q", resp.Status, resp.Header.Get("WWW-Authenticate"))
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:secret"))
	for _, knows := range []string{"Bearer secret", basic} {
		if resp, page := opened(t, s.URL, "Accept", browser, "Authorization", knows); resp.StatusCode != http.StatusOK || !strings.Contains(page, owner) || strings.Contains(page, "secret") {
			t.Errorf("%s: %s, and the page shows no records, or the token", knows, resp.Status)
		}
	}
	if resp, _ := opened(t, s.URL+"/_mock/clock", "Authorization", basic, "Origin", "http://elsewhere.example"); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a page of somebody else's calls with the password that the browser knows: %s", resp.Status)
	}
	if _, text := opened(t, s.URL); strings.Contains(text, owner) || !strings.Contains(text, `"control-token":true`) {
		t.Errorf("as JSON: %s", text)
	}
}
