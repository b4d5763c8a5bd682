package faults

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Intervene tries the faults of a call's world, as pipeline.Intervene. Delays
// add up; the first fault that answers, or spoils the answer, is the last.
func (f *Faults) Intervene(c *pipeline.Call, ph pipeline.Phase) (i pipeline.Intervention, acts bool) {
	t := f.tables.Of(c.World)
	if ph == pipeline.Authenticated && c.Caller != nil && t.revoked.any.Load() && t.revoked.has(tokenOf(c)) {
		return pipeline.Intervention{Note: "the token expired by a fault", Err: expiredToken(c, "a fault let this token expire; sign in again")}, true
	}
	list := t.rules()
	if len(list) == 0 {
		return i, false
	}
	now := c.World.Present().Clock().Now()
	var notes []string
	for _, r := range list {
		if r.phase != ph || !r.fits(c, now) {
			continue
		}
		n, does := r.count(c, now)
		if !does {
			continue
		}
		notes, i.Fault = append(notes, r.note()), append(i.Fault, r.id)
		i.Dribble, i.Ago, i.Without = max(i.Dribble, r.dribble), max(i.Ago, r.stale), cmp.Or(i.Without, r.says.Without)
		i.Delay += r.delay(state.Share(c.World.Seed(), "delay", r.id, n))
		if r.says.ExpireToken {
			t.revoked.add(tokenOf(c))
		}
		if r.act(c, now, &i) {
			break
		}
	}
	i.Note = strings.Join(notes, "; ")
	return i, len(notes) > 0
}

// note names the fault in the journal.
func (r *rule) note() string {
	if r.says.Preset != "" {
		return fmt.Sprintf("fault %s (%s)", r.id, r.says.Preset)
	}
	return "fault " + r.id
}

// act says what becomes of the call, and whether that is the end of it.
func (r *rule) act(c *pipeline.Call, now state.Moment, i *pipeline.Intervention) (ends bool) {
	says := &r.says
	i.Cut, i.Retry = pipeline.Cut(says.Drop), says.RetryAfter
	why := r.note() + " of the world says so (GET /_mock/faults)"
	i.Why = why
	switch {
	case says.ExpireToken, says.Error == string(pipeline.TokenExpired):
		i.Err = expiredToken(c, why)
	case says.Error != "":
		i.Err = state.Errorf(state.Kind(says.Error), "%s", why).With(words[state.Kind(says.Error)]...)
	case says.Body != nil:
		i.Reply = &pipeline.Reply{Status: max(says.Status, http.StatusOK)}
		i.Reply.ContentType, i.Reply.Body = written(says.Body)
	case says.Rate != nil || says.Status != 0:
		i.Reply = r.refusal(c)
	}
	if says.Rate != nil && i.Retry == 0 {
		i.Retry = int((r.per - now%r.per + 999) / 1000)
	}
	return i.Cut != pipeline.Whole || i.Err != nil || i.Reply != nil
}

// refusal is the status in the words of the system.
func (r *rule) refusal(c *pipeline.Call) *pipeline.Reply {
	status := r.says.Status
	if status == 0 {
		status = http.StatusTooManyRequests
	}
	if status < http.StatusBadRequest {
		return &pipeline.Reply{Status: status}
	}
	reply := c.Refusal(status)
	return &reply
}

// written is how a body goes out, and as what.
func written(body json.RawMessage) (contentType string, text []byte) {
	var s string
	if json.Unmarshal(body, &s) != nil {
		return "application/json;charset=UTF-8", body
	}
	switch head := strings.ToLower(strings.TrimSpace(s)); {
	case strings.HasPrefix(head, "<?xml"):
		return "application/xml;charset=UTF-8", []byte(s)
	case strings.HasPrefix(head, "<"):
		return "text/html;charset=UTF-8", []byte(s)
	}
	return "text/plain;charset=UTF-8", []byte(s)
}

func expiredToken(c *pipeline.Call, why string) error {
	return state.Errorf(pipeline.TokenExpired, "%s", why).With(tokenOf(c))
}

// tokenOf is the token of a call, however its scheme is spelt.
func tokenOf(c *pipeline.Call) string {
	sent := strings.TrimSpace(c.Header("Authorization"))
	if len(sent) >= len("bearer") && strings.EqualFold(sent[:len("bearer")], "bearer") {
		sent = strings.TrimLeft(sent[len("bearer"):], ": ")
	}
	return sent
}

// tokens are those that faults let expire. Of more than mostTokens the oldest
// are good again.
type tokens struct {
	mu    sync.RWMutex
	all   map[string]bool
	order []string
	any   atomic.Bool // there is one; every call asks
}

const mostTokens = 10_000

func (t *tokens) add(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[string]bool{}
	}
	if t.all[token] {
		return
	}
	if len(t.order) == mostTokens {
		delete(t.all, t.order[0])
		t.order = t.order[1:]
	}
	t.all[token], t.order = true, append(t.order, token)
	t.any.Store(true)
}

func (t *tokens) has(token string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.all[token]
}

func (t *tokens) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all, t.order = nil, nil
	t.any.Store(false)
}
