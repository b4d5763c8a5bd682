package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/state"
)

// misdeed plays a fault and gives what a client saw of it.
type misdeed struct {
	fault string
	play  func(t *testing.T, s *Server) string
	want  string
}

// answeredTo is what calls of a method answer one after the other, as statuses, with
// what ended them.
func answeredTo(method, path string, calls int) func(t *testing.T, s *Server) string {
	return func(t *testing.T, s *Server) string {
		var all []string
		token := s.Token(owner)
		for range calls {
			status, header, text, err := triedWith(t, s, token, method, path, "")
			said := fmt.Sprint(status)
			for _, name := range []string{"Retry-After", "Content-Type"} {
				if value := header.Get(name); value != "" && (name != "Content-Type" || strings.Contains(value, "html")) {
					said += " " + value
				}
			}
			switch {
			case err != nil && strings.Contains(err.Error(), "reset"):
				said += " reset"
			case err != nil:
				said += " cut at " + fmt.Sprint(len(text))
			}
			all = append(all, said)
		}
		return strings.Join(all, ", ")
	}
}

// follow sends an act, lets the receiver approve it, and asks in steps of world
// time for something.
func follow(step string, ask func(t *testing.T, s *Server, id string) string) func(*testing.T, *Server) string {
	return func(t *testing.T, s *Server) string {
		id := sent(t, s, owner, boxAct())
		want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", "")
		var seen []string
		for range 3 {
			seen = append(seen, ask(t, s, id))
			advanced(t, s, step)
		}
		return strings.Join(seen, ", ")
	}
}

func ownerOf(t *testing.T, s *Server, _ string) string {
	_, text := call(t, s, "POST", "/api/v3/true-api/cises/info?pg=tobacco", `["`+box+`"]`, "Authorization", "Bearer "+s.Token(receiver))
	_, after, _ := strings.Cut(text, `"ownerBin":"`)
	bin, _, _ := strings.Cut(after, `"`)
	return map[string]string{"": "before", receiver: "after"}[bin] // who has it no more is not told whose it is
}

func bodyOf(t *testing.T, s *Server, id string) string {
	status, _ := call(t, s, "GET", "/api/v3/true-api/edo-api/incoming-documents/"+id+"/base64", "", "Authorization", "Bearer "+s.Token(receiver))
	return fmt.Sprint(status)
}

// misdeeds are all that can go wrong on purpose, by what users call it.
var misdeeds = map[string]misdeed{
	"a printed error by its key":             {`"error": "attributes.wrong"`, answeredTo("GET", balance, 1), "402"},
	"a status":                               {`"status": 410`, answeredTo("GET", balance, 1), "410"},
	"a body":                                 {`"status": 418, "body": {"a": 1}`, answeredTo("GET", balance, 1), "418"},
	"a fixed delay":                          {`"delay": "1ms"`, answeredTo("GET", balance, 1), "200"},
	"a uniform delay":                        {`"delay": {"uniform": ["1ms", "2ms"]}`, answeredTo("GET", balance, 1), "200"},
	"a log-normal delay":                     {`"delay": {"lognormal": {"median": "1ms", "sigma": 1}}`, answeredTo("GET", balance, 1), "200"},
	"dribble":                                {`"dribble": "20ms"`, answeredTo("GET", balance, 1), "200"},
	"Retry-After":                            {`"status": 503, "retryAfter": 9`, answeredTo("GET", balance, 1), "503 9"},
	"a reset":                                {`"drop": "reset"`, answeredTo("GET", balance, 1), "0 reset"},
	"an empty answer":                        {`"drop": "empty"`, answeredTo("GET", balance, 1), "0 cut at 0"},
	"a truncated body":                       {`"drop": "truncate"`, answeredTo("GET", balance, 1), "200 cut at 44"},
	"the maintenance page with 503":          {`"preset": "maintenance"`, answeredTo("GET", balance, 1), "503 600 text/html;charset=UTF-8"},
	"the maintenance page with 502":          {`"preset": "maintenance", "status": 502`, answeredTo("GET", balance, 1), "502 600 text/html;charset=UTF-8"},
	"the maintenance page with 200":          {`"preset": "maintenance", "status": 200`, answeredTo("GET", balance, 1), "200 600 text/html;charset=UTF-8"},
	"a rate limit per participant":           {`"rate": {"calls": 1, "per": "1m"}`, answeredTo("GET", balance, 2), "200, 429 60"},
	"a token that expires while paging":      {`"match": {"nth": 2}, "expireToken": true`, answeredTo("GET", balance, 3), "200, 401, 401"},
	"an answer lost after the change":        {`"phase": "written", "drop": "empty", "match": {"method": "POST"}`, func(t *testing.T, s *Server) string { return lostAct(t, s) }, "no answer, 1 document"},
	"a token without pid":                    {`"without": "pid"`, signedIn, "404 В токене отсутствует свойство pid"},
	"the status of a code behind a document": {`"preset": "lagging-codes"`, follow("20s", ownerOf), "before, before, after"},
	"a document that is not found at first":  {`"preset": "late-documents"`, follow("5s", bodyOf), "404, 404, 200"},
	"a read older than the last write":       {`"stale": "10s", "match": {"path": "/cises/*"}`, follow("6s", ownerOf), "before, before, after"},
	"a path that no system serves":           {`"match": {"path": "/api/v1/other"}, "body": "up"`, answeredTo("GET", "/api/v1/other", 1), "200"},

	"matched by system":        {`"match": {"system": "True-API"}, "status": 500`, answeredTo("GET", balance, 1), "500"},
	"matched by route":         {`"match": {"route": "elk.balance"}, "status": 500`, answeredTo("GET", balance, 1), "200"},
	"matched by method":        {`"match": {"method": "POST"}, "status": 500`, answeredTo("GET", balance, 1), "200"},
	"matched by path":          {`"match": {"path": "/elk/*"}, "status": 500`, answeredTo("GET", balance, 1), "500"},
	"matched by party":         {`"match": {"bin": "` + receiver + `"}, "status": 500`, answeredTo("GET", balance, 1), "200"},
	"the n-th":                 {`"match": {"nth": 2}, "status": 500`, answeredTo("GET", balance, 3), "200, 500, 200"},
	"so many times":            {`"match": {"times": 2}, "status": 500`, answeredTo("GET", balance, 3), "500, 500, 200"},
	"by a seeded probability":  {`"match": {"probability": 0.5}, "status": 500`, answeredTo("GET", balance, 4), "200, 500, 500, 500"},
	"an outage window":         {`"match": {"from": "2026-11-22T12:00:00Z", "until": "2026-11-22T12:01:00Z"}, "status": 500`, followed("1m"), "500, 200"},
	"before the change":        {`"phase": "handled", "drop": "empty", "match": {"method": "POST"}`, func(t *testing.T, s *Server) string { return lostAct(t, s) }, "no answer, 0 documents"},
	"a time to live":           {`"ttl": "1m", "status": 500`, followed("1m"), "500, 200"},
	"the preset slow-monday":   {`"preset": "slow-monday", "delay": "1ms", "match": {"route": "elk.balance.all"}`, answeredTo("GET", balance, 1), "200"},
	"the preset flaky-network": {`"preset": "flaky-network", "delay": "1ms", "match": {"route": "elk.balance"}`, answeredTo("GET", balance, 1), "200"},
}

// TestEveryMisdeed: what users want to see go wrong, word by word, twice the same.
func TestEveryMisdeed(t *testing.T) {
	t.Parallel()
	for name, m := range misdeeds {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				s := frozen(t)
				want(t, s, 201, "POST", "/_mock/faults", "{"+m.fault+"}")
				if got := m.play(t, s); got != m.want {
					t.Fatalf("%s: %s, not %s", m.fault, got, m.want)
				}
			}
		})
	}
}

func followed(step string) func(*testing.T, *Server) string {
	return func(t *testing.T, s *Server) string {
		first := answeredTo("GET", balance, 1)(t, s)
		advanced(t, s, step)
		return first + ", " + answeredTo("GET", balance, 1)(t, s)
	}
}

// lostAct sends an act whose answer is lost, and counts what came of it.
func lostAct(t *testing.T, s *Server) string {
	said := "no answer"
	body, contentType := multipartForm(t, "content", enc(boxAct()), "signature", signature(t, owner, []byte(boxAct())))
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.TrueAPI()+"/edo-api/outgoing-documents/formal", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + s.Token(owner)}, "Content-Type": {contentType}}
	if resp, err := s.Client().Do(req); err == nil {
		said = resp.Status
		_ = resp.Body.Close()
	}
	n := 0
	s.World().Snapshot().DocumentsInOrder(func(*state.Document) bool { n++; return true })
	if n == 1 {
		return said + ", 1 document"
	}
	return fmt.Sprintf("%s, %d documents", said, n)
}

// signedIn signs in, and asks for the accounts.
func signedIn(t *testing.T, s *Server) string {
	key, err := s.Key(owner)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(s.URL, client.WithSigner(key))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.BalanceAll(t.Context())
	if refused := (*client.Error)(nil); errors.As(err, &refused) {
		return fmt.Sprint(refused.Status, " ", refused.Message)
	}
	return fmt.Sprint(err)
}

// TestTheSameBytes: of one seed, under a frozen clock, the same calls have the same
// answers, journal and world, whatever goes wrong on purpose.
func TestTheSameBytes(t *testing.T) {
	t.Parallel()
	var faults []string
	for name := range misdeeds {
		if f := misdeeds[name].fault; !strings.Contains(f, "preset") && !strings.Contains(f, "match") {
			faults = append(faults, `{"match": {"probability": 0.1}, `+f+`}`)
		}
	}
	slices.Sort(faults)
	body, contentType := multipartForm(t, "content", enc(boxAct()), "signature", signature(t, owner, []byte(boxAct())))
	calls := []struct{ method, path, body, contentType string }{
		{"GET", balance, "", ""},
		{"GET", "/api/v3/true-api/auth/key", "", ""},
		{"POST", "/api/v3/true-api/cises/info?pg=tobacco", `["` + box + `"]`, "application/json"},
		{"POST", cisesMy, `{"gtin": "` + packGTIN + `"}`, "application/json"},
		{"POST", "/api/v3/true-api/edo-api/outgoing-documents/formal", body, contentType},
		{"GET", "/api/v3/true-api/edo-api/outgoing-documents?limit=10", "", ""},
	}
	play := func(seed uint64) string {
		s := frozen(t, WithSeed(seed))
		for _, f := range faults {
			want(t, s, 201, "POST", "/_mock/faults", f)
		}
		want(t, s, 201, "POST", "/_mock/outcomes", `{"match": {"probability": 0.5}, "result": "stuck"}`)
		want(t, s, 201, "POST", "/_mock/bots", `{"do": "approve", "when": {"type": "act"}, "after": "3s"}`)
		var out strings.Builder
		for i := range 90 {
			c := calls[i%len(calls)]
			if i%30 == 0 {
				advanced(t, s, "2s")
			}
			fmt.Fprintln(&out, i, onTheWire(t, s, s.Token(owner), c.method, c.path, c.body, c.contentType))
		}
		kept, _ := s.world.Journal.Entries()
		for _, e := range kept {
			fmt.Fprintln(&out, e.At, e.Route, e.Status, e.Problem, e.Rule, e.Why, e.Notes, e.Faults, e.Outcome, e.Warnings, e.Changes)
		}
		return out.String() + want(t, s, 200, "GET", "/_mock/snapshot", "")
	}
	first := play(7)
	if again := play(7); again != first {
		a, b := strings.Split(first, "\n"), strings.Split(again, "\n")
		for i := range a {
			if i >= len(b) || a[i] != b[i] {
				t.Fatalf("line %d: %.400s\nand again: %.400s", i, a[i], b[min(i, len(b)-1)])
			}
		}
		t.Fatal("the second run tells more")
	}
	if play(8) == first {
		t.Error("another seed gives the same")
	}
}

// onTheWire is all that comes back of a call, without the machine's time.
func onTheWire(t *testing.T, s *Server, token, method, path, body, contentType string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Connection": {"close"}}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.GetBody = nil // so that nothing is sent a second time
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return "no answer"
	}
	defer func() { _ = resp.Body.Close() }()
	resp.Header.Del("Date")
	text, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.Status, resp.Header, resp.ContentLength, string(text), err)
}
