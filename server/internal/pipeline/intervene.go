package pipeline

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
)

// Phase is a point on the way of a request at which something may happen on
// purpose.
type Phase string

// The phases in their order. Nothing has changed before Written, at which the
// change has happened and its answer has not gone out.
const (
	Received      Phase = "received"      // its world is known
	Authenticated Phase = "authenticated" // so is who calls
	Decoded       Phase = "decoded"       // so is what they want
	Handled       Phase = "handled"       // it is about to be done
	Written       Phase = "written"       // it is done, and so is the answer
)

// Intervention is what happens to a call on purpose. Its parts happen in the
// order of the fields.
type Intervention struct {
	Note  string        // says in the journal that it happened
	Why   string        // the reason of what it answers, or of the answer that it spoils
	Fault []string      // identifiers of the faults that it comes of
	Delay time.Duration // wall time before anything else; it ends when the client leaves
	Retry int           // seconds of Retry-After, 0 for none
	Err   error         // what the call fails with, by the tables of problems
	Reply *Reply        // what is answered instead; before Written the call does nothing then
	Cut   Cut           // what becomes of the answer on the wire

	Dribble time.Duration // wall time over which the answer goes out in pieces
	Ago     time.Duration // of world time: the call sees the world as it was then, and changes the present one
	Without string        // what the handler leaves out of what it gives
}

// PID is what a call may be Without: the claim of that name in the token that a
// sign-in gives.
const PID = "pid"

// Cut is how an answer is spoilt.
type Cut string

// An answer comes whole; half of it; not at all, in order; or with a reset of
// the connection. Of the last two the call does nothing, unless it is Written.
const (
	Whole     Cut = ""
	Truncated Cut = "truncate"
	Nothing   Cut = "empty"
	Reset     Cut = "reset"
)

// at lets an intervention act. over tells that the call ends with this answer,
// or with the error.
func (p *Pipeline) at(c *Call, ph Phase) (a answer, over bool, err error) {
	if p.Intervene == nil || !c.system.Journaled {
		return a, false, nil
	}
	i, acts := p.Intervene(c, ph)
	if !acts {
		return a, false, nil
	}
	c.faults = append(c.faults, i.Fault...)
	if i.Note != "" {
		c.Note(i.Note)
	}
	if err := c.wait(i.Delay); err != nil {
		return a, true, err
	}
	if i.Retry != 0 {
		c.retry = i.Retry
		c.echo.Response().Header().Set("Retry-After", strconv.Itoa(i.Retry))
	}
	if i.Cut != Whole {
		c.cut = i.Cut
	}
	if i.Ago > 0 {
		c.World = c.World.asOf(i.Ago)
	}
	c.dribble, c.without = max(c.dribble, i.Dribble), cmp.Or(i.Without, c.without)
	switch {
	case i.Err != nil:
		c.onPurpose = true
		return a, true, i.Err
	case c.reason == nil && (i.Reply != nil || i.Cut != Whole):
		c.reason = &failure{why: i.Why}
	}
	if i.Reply != nil {
		a, err = i.Reply.answer()
		return a, true, err
	}
	return a, c.cut == Nothing || c.cut == Reset, nil
}

// Without tells whether the call is to leave something out, on purpose.
func (c *Call) Without(what string) bool { return c.without == what }

// wait is over when the time is, or the client has left.
func (c *Call) wait(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.Context().Done():
		return state.Errorf(ClientLeft, "the client left while its call was held up")
	}
}

// Knows tells whether the call's system has words for a kind.
func (c *Call) Knows(k state.Kind) bool {
	_, ok := c.system.problem(c.Route, k)
	return ok
}

// unworded are the words for statuses that no table of problems has.
var unworded = map[int]string{http.StatusTooManyRequests: texts.TooManyRequests.Text}

// Refusal answers a call with a status in the shape of its system: in the words
// of its general table, if that has the status with a whole sentence.
func (c *Call) Refusal(status int) Reply {
	row, _ := c.system.problem(c.Route, Internal)
	row.Status, row.Text = status, unworded[status]
	if row.Text == "" {
		row.Text = http.StatusText(status)
	}
	for _, p := range c.system.Problems {
		if p.Status == status && p.Text != "" && !strings.Contains(p.Text, "%s") {
			row = p
			break
		}
	}
	r := Refusal{Problem: row, Said: row.Text, Rule: string(row.Kind), Accept: c.accept()}
	media, body := row.Shape.Render(r)
	return Reply{Status: status, ContentType: media, Body: body, Challenge: r.challenge()}
}

// MatchesPath tells whether a path fits a pattern: the same, or one that ends
// in /* and begins it.
func MatchesPath(pattern, path string) bool {
	if below, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasSuffix(below, "/") {
		return strings.HasPrefix(path, below)
	}
	return path == pattern
}
