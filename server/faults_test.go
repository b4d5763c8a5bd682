package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/mockismp/mockismp/server/internal/faults"
)

const balance = "/api/v3/true-api/elk/product-groups/balance/all"

// tried makes a call as a participant, and gives the answer whole.
func tried(t *testing.T, s *Server, bin, method, path, body string) (status int, header http.Header, text string, err error) {
	t.Helper()
	token := ""
	if bin != "" {
		token = s.Token(bin)
	}
	return triedWith(t, s, token, method, path, body)
}

func triedWith(t *testing.T, s *Server, token, method, path, body string) (status int, header http.Header, text string, err error) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	whole, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(whole), err
}

func statuses(t *testing.T, s *Server, bin string, n int) (all []int) {
	t.Helper()
	for range n {
		status, _, _, _ := tried(t, s, bin, "GET", balance, "")
		all = append(all, status)
	}
	return all
}

// fault adds a fault and gives the id of the first that was made.
func fault(t *testing.T, s *Server, text string) string {
	t.Helper()
	return fmt.Sprint(field(t, want(t, s, 201, "POST", "/_mock/faults", text), "items", 0, "id"))
}

// TestFaultsFindTheirCalls: each key of a match alone, on eight calls.
func TestFaultsFindTheirCalls(t *testing.T) {
	for match, want := range map[string][]int{
		`{}`:                           {503, 503, 503, 503},
		`{"system": "True-API"}`:       {503, 503, 503, 503},
		`{"route": "elk.balance.all"}`: {503, 503, 503, 503},
		`{"route": "cises.info"}`:      {200, 200, 200, 200},
		`{"method": "GET"}`:            {503, 503, 503, 503},
		`{"method": "POST"}`:           {200, 200, 200, 200},
		`{"path": "/elk/*"}`:           {503, 503, 503, 503},
		`{"path": "/elk"}`:             {200, 200, 200, 200},
		`{"bin": "940517350290"}`:      {503, 503, 503, 503},
		`{"bin": "970425450202"}`:      {200, 200, 200, 200},
		`{"nth": 2}`:                   {200, 503, 200, 200},
		`{"times": 2}`:                 {503, 503, 200, 200},
		`{"nth": 2, "times": 2}`:       {200, 503, 503, 200},
		`{"probability": 0}`:           {200, 200, 200, 200},
		`{"probability": 1, "nth": 4}`: {200, 200, 200, 503},
		`{"from": "2026-11-22T12:00:00Z", "until": "2026-11-22T12:00:01Z"}`: {503, 503, 503, 503},
		`{"from": "2026-11-22T12:00:01Z"}`:                                  {200, 200, 200, 200},
		`{"until": "2026-11-22T12:00:00Z"}`:                                 {200, 200, 200, 200},
	} {
		s := frozen(t)
		fault(t, s, `{"status": 503, "match": `+match+`}`)
		if got := statuses(t, s, owner, 4); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, not %v", match, got, want)
		}
	}
}

// TestFaultsAnswer with what they say, and the journal says which.
func TestFaultsAnswer(t *testing.T) {
	for does, want := range map[string]struct {
		status int
		text   string // a part of the body, or of the error
		header string
	}{
		`"status": 503`:                        {503, `{"error_message":"Удаленная система недоступна"}`, ""},
		`"status": 429, "retryAfter": 7`:       {429, `{"error_message":"Превышено допустимое количество запросов"}`, "Retry-After: 7"},
		`"status": 502`:                        {502, `{"error_message":"Bad Gateway"}`, ""},
		`"status": 204`:                        {204, "", ""},
		`"body": {"a": [1]}`:                   {200, `{"a": [1]}`, "Content-Type: application/json;charset=UTF-8"},
		`"status": 502, "body": "<html>"`:      {502, "<html>", "Content-Type: text/html;charset=UTF-8"},
		`"body": "<?xml?>"`:                    {200, "<?xml?>", "Content-Type: application/xml;charset=UTF-8"},
		`"body": "up"`:                         {200, "up", "Content-Type: text/plain;charset=UTF-8"},
		`"error": "conflict"`:                  {409, "конфликтного обращения", ""},
		`"error": "gone"`:                      {410, "удалён и недоступен", ""},
		`"error": "attributes.wrong"`:          {402, "Ошибка в атрибутивном составе", ""},
		`"error": "account.none"`:              {404, "нет пользователя с идентификаторами", ""},
		`"expireToken": true`:                  {401, "Access token expired", ""},
		`"drop": "reset"`:                      {0, "reset", ""},
		`"drop": "empty"`:                      {0, "EOF", ""},
		`"drop": "truncate"`:                   {200, "unexpected EOF", ""},
		`"delay": "1ms"`:                       {200, "120000000", ""},
		`"delay": {"uniform": ["1ms", "2ms"]}`: {200, "120000000", ""},
		`"delay": {"lognormal": {"median": "1ms", "sigma": 0.1}}`: {200, "120000000", ""},
		`"rate": {"calls": 0, "per": "1m"}`:                       {429, "Превышено допустимое количество запросов", "Retry-After: 60"},
	} {
		s := frozen(t)
		id := fault(t, s, `{"match": {"route": "elk.balance.all"}, `+does+`}`)
		status, header, text, err := tried(t, s, owner, "GET", balance, "")
		if status != want.status || !strings.Contains(text+fmt.Sprint(err), want.text) {
			t.Errorf("%s: %d %s %v", does, status, text, err)
		}
		if name, value, _ := strings.Cut(want.header, ": "); name != "" && header.Get(name) != value {
			t.Errorf("%s: %s is %q", does, name, header.Get(name))
		}
		kept, _ := s.world.Journal.Entries()
		if last := kept[len(kept)-1]; fmt.Sprint(last.Notes) != "[fault "+id+"]" || last.Status != want.status && want.status != 0 {
			t.Errorf("%s: the journal has %d %v", does, last.Status, last.Notes)
		}
	}
}

// TestEveryErrorCanBeProvoked: every row of every method, with its text finished.
func TestEveryErrorCanBeProvoked(t *testing.T) {
	s := frozen(t)
	routes := map[string]Route{}
	for _, r := range Routes() {
		routes[r.Name] = r
	}
	for _, p := range Problems() {
		r, own := routes[p.Route]
		if !own {
			r = routes["elk.balance.all"]
		}
		want(t, s, 204, "DELETE", "/_mock/faults", "")
		fault(t, s, fmt.Sprintf(`{"error": %q, "match": {"route": %q}}`, p.Kind, r.Name))
		status, _, text, err := tried(t, s, "", r.Method, strings.NewReplacer("{", "", "}", "").Replace(r.Path), "")
		if status != p.Status || err != nil || strings.Contains(text, "%!") || strings.Contains(text, "%s") {
			t.Errorf("%s of %s: %d, not %d: %s %v", p.Kind, r.Name, status, p.Status, text, err)
		}
		before, _, _ := strings.Cut(p.Text, "%s")
		if !strings.Contains(text, strings.ReplaceAll(before, `"`, `\"`)) {
			t.Errorf("%s of %s: %s, not %s", p.Kind, r.Name, text, p.Text)
		}
	}
}

func TestFaultMistakes(t *testing.T) {
	s := frozen(t)
	for body, parts := range map[string][]string{
		`[]`: {"must be an object"},
		`{}`: {"nothing that happens"},
		`{"a": 1, "match": {"b": 2, "nth": "x"}, "status": "y"}`: {"a is unknown", "match.b is unknown", "match.nth: ", "status: "},
		`{"status": 99, "drop": "x", "phase": "later", "match": {"path": "elk", "method": "get", "bin": "1", "route": "none", "system": "x", "nth": -1, "times": -1, "probability": 2, "from": "now", "until": "x"}, "ttl": "0s", "retryAfter": -1}`: {
			"status is 99", "drop: ", "phase: ", "match.path", "match.method", "match.bin", "match.route", "match.system", "match.nth", "match.times", "match.probability", "match.from", "match.until", "ttl", "retryAfter",
		},
		`{"stale": "x", "dribble": "11m"}`:                                                            {"stale: ", "dribble: "},
		`{"stale": "1m", "status": 500, "phase": "written"}`:                                          {"stale: the method itself answers"},
		`{"without": "inn", "match": {"route": "cises.info"}, "drop": "reset"}`:                       {"without: the method auth.simpleSignIn answers", "no claim that can be left out"},
		`{"dribble": "1s", "drop": "truncate"}`:                                                       {"dribble excludes drop"},
		`{"status": 500, "match": {"path": "/a*"}}`:                                                   {"match.path"},
		`{"status": 500, "match": {"from": "2026-11-22T12:00:00Z", "until": "2026-11-22T12:00:00Z"}}`: {"never acts"},
		`{"error": "no-such"}`:                                                                        {"no kind of error"},
		`{"error": "document.empty", "match": {"route": "cises.info"}}`:                               {"no kind of error of cises.info"},
		`{"error": "gone", "status": 500}`:                                                            {"error excludes"},
		`{"expireToken": true, "status": 500}`:                                                        {"expireToken excludes"},
		`{"status": 204, "body": 1}`:                                                                  {"has none"},
		`{"status": 500, "drop": "reset"}`:                                                            {"dropped answer"},
		`{"delay": "1ms", "retryAfter": 1}`:                                                           {"retryAfter goes with"},
		`{"expireToken": true, "phase": "received"}`:                                                  {"nobody knows yet"},
		`{"rate": {"calls": -1, "per": "x"}, "error": "gone"}`:                                        {"rate.calls", "rate.per", "rate excludes"},

		`{"delay": "x"}`:                                          {"delay: "},
		`{"delay": "11m"}`:                                        {"longer than"},
		`{"delay": {"uniform": ["2ms", "1ms"]}}`:                  {"which is less"},
		`{"delay": {"uniform": ["x", "1ms"]}}`:                    {"no duration"},
		`{"delay": {"uniform": ["1ms"]}}`:                         {"lognormal"},
		`{"delay": {"gauss": 1}}`:                                 {"gauss"},
		`{"delay": {"lognormal": {"median": "1ms", "sigma": 9}}}`: {"sigma"},
		`{"preset": "monday"}`:                                    {"bad-gateway, flaky-network, lagging-codes, late-documents, maintenance, slow-monday"},
		`{"preset": "maintenance", "match": {"route": "none"}}`:   {"match.route"},
	} {
		refused := fmt.Sprint(field(t, want(t, s, 400, "POST", "/_mock/faults", body), "error"))
		for _, part := range parts {
			if !strings.Contains(refused, part) {
				t.Errorf("%s: no %q in %s", body, part, refused)
			}
		}
	}
	want(t, s, 404, "DELETE", "/_mock/faults/f1", "")
	if list := want(t, s, 200, "GET", "/_mock/faults", ""); list != `{"items":[]}` {
		t.Errorf("after mistakes there is %s", list)
	}
}

// TestAnAnswerLost: the change has happened, and the client does not know.
func TestAnAnswerLost(t *testing.T) {
	for phase, changed := range map[string]bool{"handled": false, "written": true} {
		s := frozen(t)
		fault(t, s, `{"match": {"route": "auth.key", "times": 1}, "drop": "reset", "phase": "`+phase+`"}`)
		fresh := frozen(t)
		_, _, first, _ := tried(t, fresh, "", "GET", "/api/v3/true-api/auth/key", "")
		if _, _, _, err := tried(t, s, "", "GET", "/api/v3/true-api/auth/key", ""); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: %v", phase, err)
		}
		if _, _, next, _ := tried(t, s, "", "GET", "/api/v3/true-api/auth/key", ""); (next != first) != changed {
			t.Errorf("%s: the next key is %s, the first is %s", phase, next, first)
		}
	}
}

// TestATokenExpires in the middle of paging, and stays so until a new sign-in.
func TestATokenExpires(t *testing.T) {
	s := frozen(t)
	token, page := s.Token(owner), "/api/v3/true-api/elk/product-groups/balance/all"
	fault(t, s, `{"match": {"nth": 2}, "expireToken": true}`)
	for i, status := range []int{200, 401, 401} {
		text := want(t, s, status, "GET", page, "", "Authorization", "Bearer "+token)
		if status == 401 && !strings.Contains(text, "Access token expired: "+token) {
			t.Errorf("call %d: %s", i, text)
		}
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1s"}`)
	want(t, s, 200, "GET", page, "", "Authorization", "Bearer "+s.Token(owner))
	want(t, s, 401, "GET", page, "", "Authorization", "Bearer: "+token)
	want(t, s, 204, "DELETE", "/_mock/faults", "")
	want(t, s, 200, "GET", page, "", "Authorization", "Bearer "+token)
}

// TestRate: each participant for themselves, in windows of world time.
func TestRate(t *testing.T) {
	s := frozen(t)
	fault(t, s, `{"rate": {"calls": 2, "per": "10s"}}`)
	for range 2 {
		if got := fmt.Sprint(statuses(t, s, owner, 3), statuses(t, s, receiver, 3)); got != "[200 200 429] [200 200 429]" {
			t.Error(got)
		}
		want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "10s"}`)
	}
}

func TestFaultsEnd(t *testing.T) {
	s := frozen(t)
	id := fault(t, s, `{"status": 500, "ttl": "1m"}`)
	other := fault(t, s, `{"status": 503}`)
	steps := []struct {
		method, path, body string
		then               int
	}{
		{"POST", "/_mock/clock/advance", `{"by": "59s"}`, 500},
		{"POST", "/_mock/clock/advance", `{"by": "1s"}`, 503},
		{"DELETE", "/_mock/faults/" + other, "", 200},
	}
	for _, step := range steps {
		call(t, s, step.method, step.path, step.body)
		if got := statuses(t, s, owner, 1)[0]; got != step.then {
			t.Errorf("%s %s: then %d, not %d", step.method, step.path, got, step.then)
		}
	}
	want(t, s, 404, "DELETE", "/_mock/faults/"+id, "") // it expired
}

// TestFaultsBelongToTheWorld: fork, reset and snapshot.
func TestFaultsBelongToTheWorld(t *testing.T) {
	s := frozen(t)
	fault(t, s, `{"match": {"nth": 3}, "status": 503}`)
	statuses(t, s, owner, 1)
	want(t, s, 201, "POST", "/_mock/worlds", `{"name": "made"}`)
	list := want(t, s, 200, "GET", "/_mock/faults", "")
	if other := want(t, s, 200, "GET", "/w/made/_mock/faults", ""); other != list {
		t.Errorf("the world that was made has %s, not %s", other, list)
	}
	fork, snapshot := s.Fork(t), want(t, s, 200, "GET", "/_mock/snapshot", "")
	for range 2 { // a reset brings a fork back to where it was made
		if got := fmt.Sprint(statuses(t, fork, owner, 3)); got != "[200 503 200]" {
			t.Errorf("the fork: %s", got)
		}
		fork.Reset()
	}
	if got := fmt.Sprint(statuses(t, s, owner, 3)); got != "[200 503 200]" {
		t.Errorf("the world after its fork: %s", got)
	}
	want(t, s, 204, "PUT", "/_mock/snapshot", snapshot)
	if got := want(t, s, 200, "GET", "/_mock/snapshot", ""); got != snapshot {
		t.Error("a restored world gives another snapshot")
	}
	if got := fmt.Sprint(statuses(t, s, owner, 3)); got != "[200 503 200]" {
		t.Errorf("the restored world: %s", got)
	}
	for what, broken := range map[string]string{`"id":"f1"`: `"id":"x"`, `"status":503`: `"status":1`, `"matched":1`: `"matched":-1`} {
		want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(snapshot, what, broken, 1))
	}
	s.Reset()
	if got := want(t, s, 200, "GET", "/_mock/faults", ""); got != `{"items":[]}` {
		t.Errorf("after a reset there is %s", got)
	}
}

// TestPresets are faults like any others, and what stands beside them holds.
func TestPresets(t *testing.T) {
	for _, name := range faults.Presets() {
		s := frozen(t)
		list := want(t, s, 201, "POST", "/_mock/faults", `{"preset": "`+name+`", "match": {"route": "cises.info"}, "ttl": "1h"}`)
		for i := range field(t, list, "items").([]any) {
			if field(t, list, "items", i, "match", "route") != "cises.info" || field(t, list, "items", i, "preset") != name || field(t, list, "items", i, "expires") == "" {
				t.Errorf("%s: %s", name, list)
			}
		}
	}
	s := frozen(t)
	fault(t, s, `{"preset": "maintenance", "status": 200}`)
	if status, header, text, _ := tried(t, s, owner, "GET", balance, ""); status != 200 || !strings.Contains(text, "<h1>") || header.Get("Retry-After") != "600" {
		t.Errorf("%d %s", status, text)
	}
	kept, _ := s.world.Journal.Entries()
	if got := fmt.Sprint(kept[0].Notes); got != "[fault f1 (maintenance)]" {
		t.Error(got)
	}
}

// TestCannedAnswer: on a path that no system serves.
func TestCannedAnswer(t *testing.T) {
	s := frozen(t)
	fault(t, s, `{"match": {"path": "/api/v1/other/*"}, "body": {"ok": true}}`)
	want(t, s, 200, "POST", "/api/v1/other/thing", "{}")
	want(t, s, 404, "POST", "/api/v1/others", "{}")
}

// TestFaultsRepeat: same seed, frozen clock and calls, same bytes.
func TestFaultsRepeat(t *testing.T) {
	run := func(seed uint64) (out []string) {
		s := frozen(t, WithSeed(seed))
		fault(t, s, `{"match": {"probability": 0.3}, "delay": {"uniform": ["1ms", "2ms"]}}`)
		fault(t, s, `{"match": {"probability": 0.3}, "error": "unavailable"}`)
		fault(t, s, `{"match": {"probability": 0.3}, "drop": "empty", "phase": "written"}`)
		for range 40 {
			status, header, text, err := tried(t, s, owner, "GET", balance, "")
			header.Del("Date")
			out = append(out, fmt.Sprint(status, header, text, err != nil))
		}
		return append(out, want(t, s, 200, "GET", "/_mock/faults", ""))
	}
	first := fmt.Sprint(run(7))
	if again := fmt.Sprint(run(7)); again != first {
		t.Errorf("again:\n%s\nbefore:\n%s", again, first)
	}
	if fmt.Sprint(run(8)) == first {
		t.Error("another seed gives the same")
	}
}

// TestFaultsCountTogether: many calls at once are counted one by one.
func TestFaultsCountTogether(t *testing.T) {
	s := frozen(t)
	fault(t, s, `{"match": {"times": 7}, "status": 503}`)
	fault(t, s, `{"rate": {"calls": 11, "per": "1h"}}`)
	seen := make(chan int, 40)
	var all sync.WaitGroup
	token := s.Token(owner)
	for range 40 {
		all.Go(func() {
			status, _ := call(t, s, "GET", balance, "", "Authorization", "Bearer "+token)
			seen <- status
		})
	}
	all.Go(func() { fault(t, s, `{"match": {"route": "auth.key"}, "status": 500}`) })
	all.Wait()
	close(seen)
	n := map[int]int{}
	for status := range seen {
		n[status]++
	}
	if fmt.Sprint(n) != "map[200:11 429:22 503:7]" {
		t.Error(n)
	}
}

// TestAResetIsOne: the connection ends with a reset, not in order.
func TestAResetIsOne(t *testing.T) {
	s := frozen(t)
	fault(t, s, `{"drop": "reset"}`)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "GET /api/v3/true-api/auth/key HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if _, err := bufio.NewReader(conn).ReadByte(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection ends with %v", err)
	}
}
