package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

const requests = "/_mock/requests"

// TestRequestsAreFiltered, newest first, alike when they are listed, counted and
// waited for.
func TestRequestsAreFiltered(t *testing.T) {
	s := frozen(t)
	for range 3 {
		want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1m"}`)
	_, _ = info(t, s, owner, pack)
	want(t, s, 404, "GET", "/api/v3/true-api/cises/nothing/at/all", "")
	want(t, s, 200, "GET", "/api/v3/true-api/auth/key?extra=1", "")
	for _, c := range []struct {
		filter string // as a query
		body   string // the same as JSON
		ids    string
	}{
		{"", "", "[6 5 4 3 2 1]"},
		{"route=auth.key", `{"route": "auth.key"}`, "[6 3 2 1]"},
		{"route=none", `{"route": "none"}`, "[]"},
		{"system=True-API", `{"system": "True-API"}`, "[6 5 4 3 2 1]"},
		{"system=none", `{"system": "none"}`, "[]"},
		{"method=POST", `{"method": "POST"}`, "[4]"},
		{"path=/auth/key", `{"path": "/auth/key"}`, "[6 3 2 1]"},
		{"path=/cises/*", `{"path": "/cises/*"}`, "[5 4]"},
		{"path=/cises", `{"path": "/cises"}`, "[]"},
		{"bin=" + owner, `{"bin": "` + owner + `"}`, "[4]"},
		{"status=404", `{"status": 404}`, "[5]"},
		{"refused=true", `{"refused": true}`, "[5]"},
		{"refused=false", `{"refused": false}`, "[6 4 3 2 1]"},
		{"rule=route.unknown", `{"rule": "route.unknown"}`, "[5]"},
		{"rule=query.unknown", `{"rule": "query.unknown"}`, "[6]"},
		{"warned=true", `{"warned": true}`, "[6]"},
		{"warned=false&method=GET", `{"warned": false, "method": "GET"}`, "[5 3 2 1]"},
		{"changed=true", `{"changed": true}`, "[6 3 2 1]"},
		{"changed=false", `{"changed": false}`, "[5 4]"},
		{"fault=none", `{"fault": "none"}`, "[]"},
		{"outcome=none", `{"outcome": "none"}`, "[]"},
		{"until=2026-11-22T12:01:00Z", `{"until": "2026-11-22T12:01:00Z"}`, "[3 2 1]"},
		{"from=2026-11-22T12:01:00Z&until=2026-11-22T12:01:01Z", `{"from": "2026-11-22T12:01:00Z", "until": "2026-11-22T12:01:01Z"}`, "[6 5 4]"},
		{"since=4", `{"since": "4"}`, "[6 5]"},
		{"since=2026-11-22T12:01:00Z", `{"since": "2026-11-22T12:01:00Z"}`, "[6 5 4]"},
	} {
		list := want(t, s, 200, "GET", requests+"?"+c.filter, "")
		if got := fmt.Sprint(idsOf(t, list)); got != c.ids {
			t.Errorf("%q lists %s, not %s", c.filter, got, c.ids)
		}
		count := want(t, s, 200, "POST", requests+"/count", c.body)
		if n := len(strings.Fields(strings.Trim(c.ids, "[]"))); fmt.Sprint(field(t, count, "count")) != fmt.Sprint(n) || field(t, count, "complete") != true {
			t.Errorf("%s is counted as %s, not %d", c.body, count, n)
		} else if n > 0 {
			if waited := want(t, s, 200, "GET", fmt.Sprintf("%s/wait?count=%d&%s", requests, n, c.filter), ""); waited != count {
				t.Errorf("%q is waited for as %s, counted as %s", c.filter, waited, count)
			}
		}
	}
}

func idsOf(t *testing.T, list string) []uint64 {
	t.Helper()
	var page mock.Requests
	if err := json.Unmarshal([]byte(list), &page); err != nil {
		t.Fatal(err)
	}
	ids := make([]uint64, len(page.Items))
	for i, r := range page.Items {
		ids[i] = r.ID
	}
	return ids
}

// TestRequestsArePaged, while more come in.
func TestRequestsArePaged(t *testing.T) {
	s := frozen(t)
	ask := func() { want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "") }
	for range 5 {
		ask()
	}
	first := want(t, s, 200, "GET", requests+"?limit=2", "")
	ask()
	second := want(t, s, 200, "GET", fmt.Sprintf("%s?limit=3&after=%s", requests, field(t, first, "next")), "")
	if got := fmt.Sprint(idsOf(t, first), idsOf(t, second), field(t, second, "next")); got != "[5 4] [3 2 1] <nil>" {
		t.Errorf("the pages are %s", got)
	}
	if strings.Contains(second, `"response":`) || fmt.Sprint(field(t, second, "items", 0, "responseSize")) == "0" {
		t.Errorf("without bodies there are sizes: %s", second)
	}
	if whole := want(t, s, 200, "GET", requests+"?limit=1&bodies=true", ""); !strings.Contains(fmt.Sprint(field(t, whole, "items", 0, "response")), `"uuid":`) {
		t.Errorf("with bodies: %s", whole)
	}
	want(t, s, 204, "DELETE", requests, "")
	ask()
	if got := fmt.Sprint(idsOf(t, want(t, s, 200, "GET", requests, ""))); got != "[7]" {
		t.Errorf("after clearing there are %s", got)
	}
}

func TestTheJournalSaysWhatItLost(t *testing.T) {
	s := frozen(t, WithJournal(2))
	for range 5 {
		want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
		want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1m"}`)
	}
	for filter, complete := range map[string]bool{
		"":                           false,
		"since=2":                    false, // the third might have matched
		"since=3":                    true,
		"since=2026-11-22T12:02:00Z": false,
		"since=2026-11-22T12:03:00Z": true,
		"since=3&route=none":         true,
	} {
		list := want(t, s, 200, "GET", requests+"?"+filter, "")
		if fmt.Sprint(field(t, list, "evicted")) != "3" || field(t, list, "complete") != complete {
			t.Errorf("%q: %s", filter, list)
		}
	}
	if count := want(t, s, 200, "POST", requests+"/count", ""); count != `{"count":2,"complete":false,"evicted":3}` {
		t.Errorf("%s", count)
	}
	want(t, s, 204, "DELETE", requests, "")
	if count := want(t, s, 200, "POST", requests+"/count", ""); count != `{"count":0,"complete":true,"evicted":0}` {
		t.Errorf("after clearing: %s", count)
	}
	none := frozen(t, WithJournal(0))
	want(t, none, 200, "GET", "/api/v3/true-api/auth/key", "")
	if kept, evicted := none.world.Journal.Entries(); len(kept) != 0 || evicted != 1 {
		t.Errorf("a journal of none keeps %d, lost %d", len(kept), evicted)
	}
}

func TestFiltersThatDoNotFit(t *testing.T) {
	s := frozen(t)
	for query, says := range map[string]string{
		"?since=yesterday":        `since is \"yesterday\"`,
		"?from=yesterday":         `from is \"yesterday\"`,
		"?until=4":                `until is \"4\"`,
		"?status=ok":              `parameter \"status\"`,
		"?refused=perhaps":        `parameter \"refused\"`,
		"?stat=400":               `no query parameter \"stat\"`,
		"?limit=0":                "limit is 0",
		"/wait?count=0":           "count is 0",
		"/wait?timeout=2m":        "timeout is 2m0s",
		"/wait?timeout=soon":      `timeout is \"soon\"`,
		"/wait?timeout=-1s":       "timeout is -1s",
		"/wait?since=tomorrow":    `since is \"tomorrow\"`,
		"/wait?count=99999999999": "99999999999",
	} {
		if refusal := want(t, s, 400, "GET", requests+query, ""); !strings.Contains(refusal, says) {
			t.Errorf("%s: %s", query, refusal)
		}
	}
	want(t, s, 400, "POST", requests+"/count", `{"stat": 400}`)
	want(t, s, 400, "POST", requests+"/count", `{"since": "yesterday"}`)
	if refusal := want(t, s, 408, "GET", requests+"/wait?timeout=1ms&count=3", ""); !strings.Contains(refusal, "requests that fit: 0 in 1ms of waiting; waited for: 3") {
		t.Errorf("%s", refusal)
	}
}

// waiting makes a call that waits, and gives its status once it is answered; 0
// for one that was given up.
func waiting(ctx context.Context, s *Server, query string) <-chan int {
	done := make(chan int, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+requests+"/wait?timeout=30s&"+query, nil)
		if err != nil {
			panic(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			done <- 0
			return
		}
		_ = resp.Body.Close()
		done <- resp.StatusCode
	}()
	return done
}

// TestWaitingForRequests: many wait, each for another number, and every one is
// answered however its waiting and the requests meet.
func TestWaitingForRequests(t *testing.T) {
	s := frozen(t)
	var all []<-chan int
	for i := range 8 {
		all = append(all, waiting(t.Context(), s, fmt.Sprintf("route=auth.key&count=%d", i+1)))
	}
	started := time.Now()
	for range 8 {
		want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	}
	for i, done := range all {
		if status := <-done; status != 200 {
			t.Errorf("who waited for %d is answered %d after %s", i+1, status, time.Since(started))
		}
	}
}

// TestWaitingEnds with the world, and with the client.
func TestWaitingEnds(t *testing.T) {
	s := frozen(t)
	want(t, s, 201, "POST", "/_mock/worlds", `{"name": "short"}`)
	short, err := s.core.view("short")
	if err != nil {
		t.Fatal(err)
	}
	dropped := waiting(t.Context(), short, "")
	ctx, leave := context.WithCancel(t.Context())
	left := waiting(ctx, s, "")
	leave()
	want(t, s, 204, "DELETE", "/_mock/worlds/short", "")
	if status := <-dropped; status != 404 {
		t.Errorf("who waited in a world that was dropped is answered %d", status)
	}
	if status := <-left; status != 0 {
		t.Errorf("who left is answered %d", status)
	}
}

// TestSignInsHaveTheirCaller, who is known only when the body was read.
func TestSignInsHaveTheirCaller(t *testing.T) {
	s := frozen(t)
	for bin, made := range map[string]bool{owner: false, "940517350920": true} {
		signInAs(t, s, bin)
		list := want(t, s, 200, "GET", requests+"?path=/auth/simpleSignIn&bin="+bin, "")
		if ids := idsOf(t, list); len(ids) != 1 {
			t.Errorf("sign-ins of %s: %v", bin, ids)
		}
		if says := strings.Contains(list, "participant 940517350920 was made on the spot (--participants open); the nearest that was there is "+owner); says != made {
			t.Errorf("%s: %s", bin, list)
		}
	}
}

func signInAs(t *testing.T, s *Server, bin string) {
	t.Helper()
	signer, err := s.As(bin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signer.Call(t.Context(), "GET", "/cises/history?cis=none", "", nil); err != nil {
		t.Fatal(err)
	}
}
