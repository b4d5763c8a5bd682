package contract

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/server"
)

// stage is a double that hides what a real system does not have, and counts what
// comes in.
type stage struct {
	*httptest.Server
	double *server.Server
	mu     sync.Mutex
	came   []string
}

func newStage(t *testing.T, options ...server.Option) *stage {
	t.Helper()
	s := &stage{double: server.Run(t, append([]server.Option{server.WithWorld("empty"), server.WithProcessing("instant")}, options...)...)}
	control, err := s.double.Control()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := control.AddDataset(t.Context(), bytes.NewReader(worldText)); err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(s.double.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.URL.RawQuery = r.In.URL.RawQuery
		s.mu.Lock()
		defer s.mu.Unlock()
		s.came = append(s.came, r.In.Method+" "+r.In.URL.Path)
		if strings.HasPrefix(r.In.URL.Path, "/_mock") {
			r.Out.URL.Path = "/no/control/here"
		}
	}})
	t.Cleanup(s.Close)
	return s
}

func (s *stage) options(t *testing.T, parties ...string) Options {
	t.Helper()
	vars := ofTheDouble()
	o := Options{Target: s.URL, Vars: vars, Signers: map[string]client.Option{}}
	for _, role := range parties {
		key, err := s.double.Key(vars[role])
		if err != nil {
			t.Fatal(err)
		}
		o.Signers[role] = client.WithSigner(key)
	}
	return o
}

// TestOnlyReadsLeave: without Write nothing but reads goes to a real system.
func TestOnlyReadsLeave(t *testing.T) {
	s := newStage(t)
	report, err := Run(t.Context(), s.options(t, ownerRole, partnerRole))
	if err != nil {
		t.Fatalf("%s\n%s", err, report.text())
	}
	harmless := []string{
		"/auth/simpleSignIn", "/cises/info", "/cises/list", "/cises/aggregated/list", "/cis/cises-units-count", "/product/route/gtin", "/documents/search", "/documents/searchV2",
	}
	for _, call := range s.came {
		method, path, _ := strings.Cut(call, " ")
		if method != http.MethodGet && !slices.Contains(harmless, strings.TrimPrefix(path, basePath)) {
			t.Errorf("%s left the machine", call)
		}
	}
	if len(s.came) < 30 || report.Count(Passed) < 15 {
		t.Errorf("%d requests: %s", len(s.came), report.text())
	}
	for _, r := range report.Results {
		if r.Outcome == Skipped && r.Reason == "" {
			t.Errorf("%s is skipped without a reason", r.Name)
		}
	}
}

// TestTheGuardStopsWrites: also where a case, by a fault of its own, would send one.
func TestTheGuardStopsWrites(t *testing.T) {
	g := &guard{next: http.DefaultTransport, now: time.Now, sleep: sleep}
	for _, call := range []string{"POST /edo-api/outgoing-documents/formal", "POST /documents/writeOff", "PUT /cises/info", "DELETE /x", "POST /cises/my"} {
		method, path, _ := strings.Cut(call, " ")
		req, err := http.NewRequest(method, "http://127.0.0.1:1"+basePath+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.RoundTrip(req); !errors.Is(err, ErrWrite) {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// TestWritesAreTakenBack: behind a run that writes the goods are where they were.
func TestWritesAreTakenBack(t *testing.T) {
	s := newStage(t)
	o := s.options(t, ownerRole, partnerRole)
	o.Write = true
	report, err := Run(t.Context(), o)
	if err != nil {
		t.Fatalf("%s\n%s", err, report.text())
	}
	for _, name := range []string{"giveBox", "writeOff"} {
		code, err := s.double.Code(o.Vars[name])
		if err != nil {
			t.Fatal(err)
		}
		if code.OwnerBin != o.Vars["owner"] || !strings.HasPrefix(code.Status, "INTRODUCED") {
			t.Errorf("%s is %s of %s", name, code.Status, code.OwnerBin)
		}
	}
	if report.Count(Passed) < 20 {
		t.Error(report.text())
	}
}

func TestUnfitTargets(t *testing.T) {
	answering := func(status int, contentType, body string) string {
		s := httptest.NewServer(&httputil.ReverseProxy{
			Rewrite:   func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "x" },
			Transport: canned{status, contentType, body},
		})
		t.Cleanup(s.Close)
		return s.URL
	}
	known := newStage(t, server.WithParticipants("known"))
	for name, c := range map[string]struct {
		target string
		want   Unfit
	}{
		"nobody there":       {"http://127.0.0.1:1", Down},
		"an error inside":    {answering(503, "application/json", `{"error_message":"Удаленная система недоступна"}`), Down},
		"a web page":         {answering(200, "text/html", "<!DOCTYPE html><html></html>"), WebPage},
		"a page behind 404":  {answering(404, "text/html; charset=utf-8", "<html>no</html>"), WebPage},
		"another API":        {answering(200, "application/json", `{"hello":"world"}`), Stranger},
		"an unknown address": {answering(404, "application/json", `{"error_message":"Метод с указанным URL не найден"}`), Stranger},
		"a refused sign-in":  {known.URL, Refused},
	} {
		t.Run(name, func(t *testing.T) {
			o := known.options(t, ownerRole)
			key, err := known.double.Key("111111111110") // no participant
			if err != nil {
				t.Fatal(err)
			}
			o.Target, o.Signers[ownerRole] = c.target, client.WithSigner(key)
			_, err = Run(t.Context(), o)
			if unfit := new(UnfitError); !errors.As(err, &unfit) || unfit.Reason != c.want || strings.Contains(err.Error(), "\n") {
				t.Errorf("it is %v, not %s", err, c.want)
			}
		})
	}
}

type canned struct {
	status            int
	contentType, body string
}

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", c.contentType)
	rec.Code = c.status
	_, _ = rec.WriteString(c.body)
	resp := rec.Result()
	resp.StatusCode, resp.Request = c.status, req
	return resp, nil
}

func TestRunsThatPlayNothing(t *testing.T) {
	s := newStage(t)
	o := s.options(t, ownerRole)
	o.Only = []string{"invoice"}
	report, err := Run(t.Context(), o)
	if !errors.Is(err, ErrNothing) || report.Count(Skipped) != 1 {
		t.Errorf("%v: %s", err, report.text())
	}
	before := len(s.came)
	o.Only, o.DryRun = nil, true
	if report, err = Run(t.Context(), o); err != nil || report.Count(Planned) < 15 {
		t.Errorf("%v: %s", err, report.text())
	}
	for _, call := range s.came[before:] {
		if !strings.Contains(call, "/auth/") && !strings.Contains(call, "/_mock/") {
			t.Errorf("a dry run sends %s", call)
		}
	}
	o.DryRun, o.Budget = false, 5
	if report, _ = Run(t.Context(), o); report.Count(Failed) > 0 || report.Count(Skipped) < 10 {
		t.Errorf("behind the budget: %s", report.text())
	}
	o.Only = []string{"no such case"}
	if _, err = Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "no case") {
		t.Error(err)
	}
	for _, production := range []string{"prod", "https://elk.prod.markirovka.ismet.kz", "https://ELK.PROD.markirovka.ismet.kz./api/v3/true-api", "https://omscloud.ismet.kz"} {
		if _, err := Run(t.Context(), Options{Target: production}); err == nil || !strings.Contains(err.Error(), "--i-know-this-is-production") {
			t.Errorf("%s: %v", production, err)
		}
	}
}

func TestVariablesAreRefusedAllAtOnce(t *testing.T) {
	_, err := ReadVars([]byte("owner: 123\ngroup: \"\"\nbox: x\ncode: y\ngtin: \"123\"\ncolour: red\npartner:\n"))
	if err == nil {
		t.Fatal("they are taken")
	}
	for _, want := range []string{"owner is 123", "group is empty", "groupId is missing", `gtin is "123"`, "colour is no variable", "partner is empty"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %s", want, err)
		}
	}
	if _, err := ReadVars([]byte(Starter())); err == nil || strings.Count(err.Error(), "is empty") != 6 {
		t.Errorf("the starter: %v", err)
	}
}
