package faults

import (
	"math"
	"sync"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/said"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// rule is a fault of a world. What it says never changes; what it has counted does.
type rule struct {
	id      string
	says    mock.Fault
	phase   pipeline.Phase
	pick    state.Pick
	expires state.Moment // 0 for never
	delay   func(share float64) time.Duration
	per     state.Moment // how long a window of its rate is
	dribble time.Duration
	stale   time.Duration

	counting sync.Mutex // guards what follows
	matched  int
	acted    int
	window   state.Moment   // number of the window of the rate that is counted
	calls    map[string]int // in it, by BIN
}

// newRule makes a rule of what was found right.
func newRule(id string, says mock.Fault, now state.Moment) *rule {
	r := &rule{id: id, says: says, phase: phaseOf(&says), delay: func(float64) time.Duration { return 0 }}
	r.pick, _ = pickOf(&says.Match)
	if says.TTL != "" {
		ttl, _ := said.Duration(says.TTL)
		if end := now.Add(ttl); end.InCalendar() { // what ends behind the calendar never does
			r.expires = end
		}
	}
	if says.Delay != nil {
		r.delay, _ = delayOf(says.Delay)
	}
	if says.Dribble != "" {
		r.dribble, _ = wall(says.Dribble)
	}
	if says.Stale != "" {
		r.stale, _ = said.Duration(says.Stale)
	}
	if says.Rate != nil {
		per, _ := said.Duration(says.Rate.Per)
		r.per = state.Moment(per.Milliseconds())
	}
	return r
}

// copy is the same rule, which counts on by itself.
func (r *rule) copy() *rule {
	r.counting.Lock()
	defer r.counting.Unlock()
	out := &rule{id: r.id, says: r.says, phase: r.phase, pick: r.pick, expires: r.expires, delay: r.delay, per: r.per, dribble: r.dribble, stale: r.stale}
	out.matched, out.acted, out.window, out.calls = r.matched, r.acted, r.window, map[string]int{}
	for bin, n := range r.calls {
		out.calls[bin] = n
	}
	return out
}

func (r *rule) kept() mock.KeptFault {
	r.counting.Lock()
	defer r.counting.Unlock()
	return mock.KeptFault{ID: r.id, Fault: r.says, Expires: r.expires.String(), Matched: r.matched, Acted: r.acted}
}

func (r *rule) expired(now state.Moment) bool { return r.expires != 0 && now >= r.expires }

// fits tells whether a call is one of those that the rule is about.
func (r *rule) fits(c *pipeline.Call, now state.Moment) bool {
	m := &r.says.Match
	switch {
	case r.expired(now), !r.pick.Open(now):
		return false
	case m.System != "" && m.System != c.System(),
		m.Route != "" && (c.Route == nil || m.Route != c.Route.Name),
		m.Method != "" && m.Method != c.Request().Method,
		m.BIN != "" && (c.Caller == nil || m.BIN != c.Caller.BIN),
		r.says.Without != "" && (c.Route == nil || c.Route.Name != signIn),
		m.Path != "" && !pipeline.MatchesPath(m.Path, c.Path()):
		return false
	}
	return (r.says.Error == "" || c.Knows(state.Kind(r.says.Error))) && (!r.says.ExpireToken || c.Caller != nil)
}

// count counts a call that fits, gives its number, and tells whether the rule
// acts on it.
func (r *rule) count(c *pipeline.Call, now state.Moment) (n int, acts bool) {
	r.counting.Lock()
	defer r.counting.Unlock()
	r.matched++
	n = r.matched
	acts = r.pick.Takes(c.World.Seed(), r.id, n, r.acted) && (r.says.Rate == nil || r.over(c, now))
	if acts {
		r.acted++
	}
	return n, acts
}

// over counts a call of a participant and tells whether it is more than their rate.
func (r *rule) over(c *pipeline.Call, now state.Moment) bool {
	if window := now / r.per; window != r.window || r.calls == nil {
		r.window, r.calls = window, map[string]int{}
	}
	bin := ""
	if c.Caller != nil {
		bin = c.Caller.BIN
	}
	r.calls[bin]++
	return r.calls[bin] > r.says.Rate.Calls
}

// signIn is the method that gives tokens.
const signIn = "auth.simpleSignIn"

// longest is the longest delay, in which a distribution is cut off as well.
const longest = 10 * time.Minute

// logNormal is the quantile of the distribution.
func logNormal(median time.Duration, sigma, share float64) time.Duration {
	d := float64(median) * math.Exp(sigma*math.Sqrt2*math.Erfinv(2*share-1))
	return time.Duration(min(d, float64(longest)))
}
