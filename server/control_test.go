package server

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/control"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

func frozen(t *testing.T, opts ...Option) *Server {
	t.Helper()
	return Run(t, append([]Option{WithWorld("spec"), WithClock(goldenNow)}, opts...)...)
}

func TestReady(t *testing.T) {
	s := frozen(t, WithSeed(7), WithControlToken("secret"))
	text := want(t, s, 200, "GET", "/_mock/ready", "") // without a token
	for _, f := range []struct {
		path []any
		want string
	}{
		{[]any{"world"}, "default"},
		{[]any{"seed"}, "7"},
		{[]any{"version"}, Version()},
		{[]any{"signature"}, "crypto"},
		{[]any{"xsdEngine"}, s.core.schemas.Engine()},
		{[]any{"clock", "now"}, "2026-11-22T12:00:00.000Z"},
		{[]any{"clock", "frozen"}, "true"},
		{[]any{"counts", "codes"}, fmt.Sprint(s.World().Snapshot().Counts().Codes)},
	} {
		if got := fmt.Sprint(field(t, text, f.path...)); got != f.want {
			t.Errorf("%v is %s, not %s", f.path, got, f.want)
		}
	}
}

func TestControlToken(t *testing.T) {
	s := frozen(t, WithControlToken("secret"))
	for _, r := range (&control.API{}).System().Routes {
		if r.Access == pipeline.Open {
			continue // TestReady and TestOverviewClosed have those
		}
		path := "/_mock" + strings.NewReplacer("{", "", "}", "").Replace(r.Path)
		text := want(t, s, 401, r.Method, path, "{}", "Authorization", "Bearer wrong")
		if field(t, text, "hint") == "" {
			t.Errorf("%s: no hint in %s", r.Name, text)
		}
	}
	want(t, s, 200, "GET", "/_mock/clock", "", "Authorization", "Bearer secret")
}

func TestOffLoopbackATokenIsMadeUp(t *testing.T) {
	for addr, open := range map[string]bool{"127.0.0.1:0": true, "localhost:0": true, "[::1]:0": true, "0.0.0.0:0": false, ":0": false} {
		if loopback(addr) != open {
			t.Errorf("%s counts as loopback: %t", addr, !open)
		}
	}
}

func TestWorlds(t *testing.T) {
	s := frozen(t)
	made := want(t, s, 201, "POST", "/_mock/worlds", `{"name": "a"}`)
	if got := field(t, made, "path"); got != "/w/a" {
		t.Errorf("path %v", got)
	}
	fork := &Server{URL: s.URL + "/w/a", core: s.core}
	w, err := s.core.worlds.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	fork.world = w

	if status, text := info(t, fork, owner, pack); status != 200 || !strings.Contains(text, pack) {
		t.Errorf("the fork answers %d %s", status, text)
	}
	// A token belongs to the world that issued it.
	want(t, fork, 401, "POST", "/api/v3/true-api/cises/info", "[]", "Authorization", "Bearer "+s.Token(owner))

	want(t, s, 201, "POST", "/_mock/worlds", `{"name": "b", "dataset": "empty", "seed": 9}`)
	if got := field(t, want(t, s, 200, "GET", "/w/b/_mock/ready", ""), "counts", "codes"); fmt.Sprint(got) != "0" {
		t.Errorf("the empty world holds %v codes", got)
	}
	want(t, s, 201, "POST", "/w/b/_mock/worlds", `{"name": "c", "dataset": {"participants": [{"bin": "123456789012", "name": "ТОО"}]}}`)
	if got := field(t, want(t, s, 200, "GET", "/w/c/_mock/ready", ""), "counts", "participants"); fmt.Sprint(got) != "1" {
		t.Errorf("world c has %v participants", got)
	}
	list := want(t, s, 200, "GET", "/_mock/worlds", "")
	for i, name := range []string{"a", "b", "c", "default"} {
		if got := field(t, list, "items", i, "name"); got != name {
			t.Errorf("world %d is %v, not %s", i, got, name)
		}
	}
	want(t, s, 204, "DELETE", "/_mock/worlds/a", "")
	want(t, fork, 404, "GET", "/api/v3/true-api/auth/key", "")
}

func TestReset(t *testing.T) {
	s := frozen(t)
	first := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	token := s.Token("123456789012")
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
	want(t, s, 204, "POST", "/_mock/reset", "")
	if again := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", ""); again != first {
		t.Errorf("after reset the first key is %s, before it was %s", again, first)
	}
	// Tokens survive, though who they name is forgotten.
	if status, text := call(t, s, "POST", "/api/v3/true-api/cises/info", `["00000046082251PW?&;Ge"]`, "Authorization", "Bearer "+token); status != 200 || text != "[]" {
		t.Errorf("a token from before the reset: %d %s", status, text)
	}
	if kept, evicted := s.world.Journal.Entries(); len(kept) != 2 || evicted != 0 {
		t.Errorf("the journal holds %d requests after reset, %d evicted", len(kept), evicted)
	}
}

func TestControlClock(t *testing.T) {
	s := frozen(t)
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string // now, or a part of the error
	}{
		{"GET", "/_mock/clock", "", 200, "2026-11-22T12:00:00.000Z"},
		{"POST", "/_mock/clock/advance", `{"by": "90m"}`, 200, "2026-11-22T13:30:00.000Z"},
		{"POST", "/_mock/clock/advance", `{"by": "5d"}`, 200, "2026-11-27T13:30:00.000Z"},
		{"POST", "/_mock/clock/advance", `{"until": "2026-12-01T00:00:00+05:00"}`, 200, "2026-11-30T19:00:00.000Z"},
		{"PUT", "/_mock/clock", `{"now": "2024-02-29T00:00:00Z"}`, 200, "2024-02-29T00:00:00.000Z"},
		{"POST", "/_mock/clock/advance", `{"by": "-1h"}`, 400, "only advances"},
		{"POST", "/_mock/clock/advance", `{"by": "soon"}`, 400, "no duration"},
		{"POST", "/_mock/clock/advance", `{"until": "tomorrow"}`, 400, "RFC 3339"},
		{"POST", "/_mock/clock/advance", `{"until": "document:1"}`, 404, "no document"},
		{"POST", "/_mock/clock/advance", `{}`, 400, "either"},
		{"POST", "/_mock/clock/advance", `{"by": "1h", "until": "2026-12-01T00:00:00Z"}`, 400, "either"},
		{"POST", "/_mock/clock/advance", ``, 400, "no body"},
		{"POST", "/_mock/clock/advance", `{"buy": "1h"}`, 400, "buy"},
		{"PUT", "/_mock/clock", `{"now": "noon"}`, 400, "RFC 3339"},
		{"GET", "/_mock/clock/upcoming?limit=0", "", 400, "limit"},
		{"GET", "/_mock/clock/upcoming?limit=x", "", 400, "limit"},
	} {
		text := want(t, s, c.status, c.method, c.path, c.body)
		got := field(t, text, map[bool]string{true: "now", false: "error"}[c.status == 200])
		if !strings.Contains(fmt.Sprint(got), c.want) {
			t.Errorf("%s %s %s: %v, not %s", c.method, c.path, c.body, got, c.want)
		}
	}
	want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	due := want(t, s, 200, "GET", "/_mock/clock/upcoming", "")
	if field(t, due, "items", 0, "kind") != "challenge.forget" || field(t, due, "items", 0, "at") != "2024-02-29T01:00:00.000Z" {
		t.Errorf("upcoming: %s", due)
	}
	want(t, s, 200, "PUT", "/_mock/clock", `{"frozen": false}`)
	if s.Clock().Setting().Frozen {
		t.Error("the clock is still frozen")
	}
}

func TestControlKeysSignIn(t *testing.T) {
	s := frozen(t, WithSignature(pki.Chain))
	text := want(t, s, 200, "POST", "/_mock/keys", `{"bin": "970425450202", "name": "ИВАНОВ ИВАН", "organisation": "ТОО ПРИМЕР"}`)
	p12, err := base64.StdEncoding.DecodeString(field(t, text, "p12").(string))
	if err != nil {
		t.Fatal(err)
	}
	key, err := pki.OpenPKCS12(p12, field(t, text, "password").(string))
	if err != nil {
		t.Fatal(err)
	}
	auth := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	cms, err := key.Sign([]byte(field(t, auth, "data").(string)), pki.SignOptions{})
	if err != nil {
		t.Fatal(err)
	}
	body := jsonOf(t, map[string]any{"uuid": field(t, auth, "uuid"), "data": base64.StdEncoding.EncodeToString(cms)})
	for range 2 { // the uuid is good for five minutes, not for one use
		if token := field(t, want(t, s, 200, "POST", "/api/v3/true-api/auth/simpleSignIn", body), "token"); token == "" {
			t.Error("no token")
		}
	}
	if p := s.World().Snapshot().Participant("970425450202"); p == nil || p.Name != "ТОО ПРИМЕР" {
		t.Errorf("the stranger became %+v", p)
	}
	checkAuthority(t, want(t, s, 200, "GET", "/_mock/ca.pem", ""), field(t, text, "certificate").(string))
	want(t, s, 400, "POST", "/_mock/keys", `{"bin": "1"}`)
	want(t, s, 400, "POST", "/_mock/keys", `{}`)
}

// checkAuthority verifies a certificate with what /_mock/ca.pem gives.
func checkAuthority(t *testing.T, ca, certificate string) {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(ca)) {
		t.Fatalf("no certificate in %s", ca)
	}
	block, _ := pem.Decode([]byte(certificate))
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
}

func TestControlCodes(t *testing.T) {
	s := frozen(t)
	one := want(t, s, 200, "GET", "/_mock/codes?cis="+block+"%1D93dGVz", "")
	if field(t, one, "items", 0, "cis") != "(01)04600266005755(21)gy4R,sn" || field(t, one, "items", 0, "parent") != box {
		t.Errorf("the block is %s", one)
	}
	if none := want(t, s, 200, "GET", "/_mock/codes?cis=nothing", ""); strings.TrimSpace(none) != `{"items":[]}` {
		t.Errorf("no code is %s", none)
	}
	asked := 0
	s.World().Snapshot().Codes("", func(c *state.Code) bool {
		if c.PackageType == dict.Unit && c.Status == dict.Applied && c.OwnerBIN == owner {
			asked++
		}
		return true
	})
	seen, after, pages := map[any]bool{}, "", 0
	for {
		text := want(t, s, 200, "GET", "/_mock/codes?packageType=UNIT&status=APPLIED&ownerBin="+owner+"&limit=99&after="+queryEscape(after), "")
		for _, item := range field(t, text, "items").([]any) {
			seen[item.(map[string]any)["cis"]] = true
		}
		pages++
		next := field(t, text, "next")
		if next == nil {
			break
		}
		after = next.(string)
	}
	if len(seen) != asked || pages != (asked+98)/99 {
		t.Errorf("%d packs on %d pages, there are %d", len(seen), pages, asked)
	}
	want(t, s, 400, "GET", "/_mock/codes?status=GLUED", "")
	want(t, s, 400, "GET", "/_mock/codes?packageType=BAG", "")
}

func TestFidelityLedger(t *testing.T) {
	s := frozen(t)
	items := field(t, want(t, s, 200, "GET", "/_mock/fidelity", ""), "items").([]any)
	if len(items) < 30 || len(items) != len(control.Ledger()) {
		t.Errorf("%d rows are served", len(items))
	}
	evidence := map[texts.Evidence]bool{texts.Recorded: true, texts.Observed: true, texts.Documented: true, texts.Sibling: true, texts.Assumed: true}
	for _, row := range control.Ledger() {
		if row.Area == "" || row.Behaviour == "" || row.Source == "" || !evidence[texts.Evidence(row.Evidence)] {
			t.Errorf("incomplete: %+v", row)
		}
	}
}
