package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// hands is a clock that somebody moves: whoever waits, moves it.
type hands struct{ at time.Time }

func (h *hands) now() time.Time { return h.at }

func (h *hands) sleep(_ context.Context, d time.Duration) error {
	h.at = h.at.Add(d)
	return nil
}

// timed notes at which time of the clock requests go.
type timed struct {
	clock *hands
	next  http.RoundTripper
	went  []time.Duration
	took  time.Duration // what each takes
}

func (t *timed) RoundTrip(req *http.Request) (*http.Response, error) {
	t.went = append(t.went, t.clock.at.Sub(time.Unix(0, 0)))
	t.clock.at = t.clock.at.Add(t.took)
	return t.next.RoundTrip(req)
}

// TestPaceAndBudget: requests go one each pace, those that took longer at once, and
// the one behind the budget does not go.
func TestPaceAndBudget(t *testing.T) {
	for _, c := range []struct {
		pace, took time.Duration
		want       string
	}{
		{200 * time.Millisecond, 0, "[0s 200ms 400ms]"},
		{200 * time.Millisecond, 50 * time.Millisecond, "[0s 200ms 400ms]"},
		{200 * time.Millisecond, time.Second, "[0s 1s 2s]"},
		{0, 0, "[0s 0s 0s]"},
	} {
		clock := &hands{time.Unix(0, 0)}
		line := &timed{clock: clock, next: canned{200, "application/json", "{}"}, took: c.took}
		g := &guard{next: line, pace: c.pace, budget: 3, now: clock.now, sleep: clock.sleep}
		for n := range 5 {
			req, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:1"+basePath+"/auth/key", nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = g.RoundTrip(req); (n < 3) != (err == nil) || n >= 3 && !errors.Is(err, errBudget) {
				t.Errorf("request %d: %v", n, err)
			}
		}
		if got := fmt.Sprint(line.went); got != c.want {
			t.Errorf("pace %s, each takes %s: they go at %s, not at %s", c.pace, c.took, got, c.want)
		}
	}
}

// TestRunsKeepPaceAndBudget: also a whole run, at a real system.
func TestRunsKeepPaceAndBudget(t *testing.T) {
	s := newStage(t)
	clock := &hands{time.Unix(0, 0)}
	line := &timed{clock: clock, next: http.DefaultTransport}
	o := s.options(t, ownerRole)
	o.Transport, o.Now, o.sleep, o.Pace, o.Budget = line, clock.now, clock.sleep, 3*time.Second, 12
	before := len(s.came)
	report, _ := Run(t.Context(), o) // what is behind the budget is skipped
	asked := 0
	for _, call := range s.came[before:] {
		if !strings.Contains(call, "/_mock/") {
			asked++
		}
	}
	if asked != 12 {
		t.Errorf("%d requests came, not 12: %s", asked, report.text())
	}
	for i := range line.went[1:] {
		if pause := line.went[i+1] - line.went[i]; pause != 3*time.Second && i > 0 { // the first asks for a control API
			t.Errorf("request %d came %s behind the one before it", i+1, pause)
		}
	}
}
