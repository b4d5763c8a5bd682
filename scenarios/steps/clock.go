package steps

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// planned is an entry of the timeline with the time of the world at which it is due.
type planned struct {
	due time.Time
	at
}

// plan gives the entries of the timeline their times: offsets count from now on.
func (p *play) plan(env environment) error {
	for _, entry := range p.file.timeline {
		after, err := duration(entry.after)
		if err != nil {
			return &Failure{Line: entry.line, Step: entry.String(), What: err.Error()}
		}
		p.ahead = append(p.ahead, planned{p.now().Add(after), entry})
	}
	slices.SortStableFunc(p.ahead, func(a, b planned) int { return a.due.Compare(b.due) })
	p.env = env
	return nil
}

// advanceTo moves the world's time on. On the way it stops where the timeline
// has something to do.
func (p *play) advanceTo(ctx context.Context, to time.Time) error {
	for len(p.ahead) > 0 && !p.ahead[0].due.After(to) {
		next := p.ahead[0]
		p.ahead = p.ahead[1:]
		if next.due.After(p.now()) {
			if err := p.jump(ctx, next.due); err != nil {
				return err
			}
		}
		if _, err := p.step(ctx, next.step, p.env); err != nil {
			return fmt.Errorf("timeline at %s: %w", next.after, err)
		}
	}
	if !to.After(p.now()) {
		return nil
	}
	return p.jump(ctx, to)
}

func (p *play) jump(ctx context.Context, to time.Time) error {
	c, err := p.control.AdvanceTo(ctx, to)
	if err != nil {
		return err
	}
	return p.clockIs(c)
}

// soonest is when something happens by itself next, or by the timeline; false if
// nothing will.
func (p *play) soonest(ctx context.Context) (time.Time, bool, error) {
	due, err := p.control.Upcoming(ctx, 1)
	if err != nil {
		return time.Time{}, false, err
	}
	var at time.Time
	if len(due) == 1 {
		at, err = time.Parse(time.RFC3339, due[0].At)
	}
	if len(p.ahead) > 0 && (at.IsZero() || p.ahead[0].due.Before(at)) {
		at = p.ahead[0].due
	}
	return at, !at.IsZero(), err
}

// advance moves the world's time on, by a duration or to a time.
func advance(ctx context.Context, p *play, t *turn) error {
	text, err := t.arg.text(t.env)
	if err != nil {
		return err
	}
	if err := p.readClock(ctx); err != nil {
		return err
	}
	if by, err := duration(text); err == nil {
		return p.advanceTo(ctx, p.now().Add(by))
	}
	if to, err := time.Parse(time.RFC3339, text); err == nil {
		return p.advanceTo(ctx, to)
	}
	var c mock.Clock // such as document:ID
	if err := p.control.Call(ctx, http.MethodPost, "/clock/advance", mock.Advance{Until: text}, &c); err != nil {
		return err
	}
	return p.clockIs(c)
}
