package steps

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// plan lets the timeline happen by itself, its expressions filled in as they are
// now: offsets count from now on.
func (p *play) plan(ctx context.Context, env environment) error {
	if len(p.file.timeline) == 0 || p.control == nil {
		return nil
	}
	list := make([]mock.Planned, len(p.file.timeline))
	for i, entry := range p.file.timeline {
		with, err := entry.arg.of(env)
		if err != nil {
			return &Failure{Line: entry.line, Step: entry.String(), What: err.Error()}
		}
		list[i] = mock.Planned{After: entry.after, Do: entry.verb.name, With: with}
	}
	planned, err := p.control.Plan(ctx, list...)
	if err != nil {
		return &Failure{Line: p.file.timeline[0].line, Step: "timeline", What: err.Error()}
	}
	p.planned, p.put = planned, append(p.put, "/timeline")
	return nil
}

// toldOf tells of an entry of the timeline that failed, in the order of the file.
func (p *play) toldOf(ctx context.Context) error {
	if len(p.planned) == 0 {
		return nil
	}
	failed, err := p.control.Requests(ctx, mock.RequestFilter{Rule: storyFailed})
	if err != nil {
		return err
	}
	for i, entry := range p.file.timeline {
		for _, e := range failed.Items {
			if what, of := strings.CutPrefix(e.Why, entry.verb.name+": "); of && e.At == p.planned[i].At {
				return &Failure{Line: entry.line, Step: "timeline at " + entry.after + ": " + entry.String(), What: what}
			}
		}
	}
	return nil
}

// storyFailed is the rule under which the journal has what was planned and failed.
const storyFailed = "story.failed"

func (p *play) advanceTo(ctx context.Context, to time.Time) error {
	if !to.After(p.now()) {
		return nil
	}
	c, err := p.control.AdvanceTo(ctx, to)
	if err != nil {
		return err
	}
	return p.moved(ctx, c)
}

// moved is what happens when the world's time has moved on.
func (p *play) moved(ctx context.Context, c mock.Clock) error {
	if err := p.clockIs(c); err != nil {
		return err
	}
	return p.toldOf(ctx)
}

// soonest is when something happens by itself next; false if nothing will.
func (p *play) soonest(ctx context.Context) (at time.Time, some bool, err error) {
	due, err := p.control.Upcoming(ctx, 1)
	if err != nil || len(due) == 0 {
		return at, false, err
	}
	at, err = time.Parse(time.RFC3339, due[0].At)
	return at, true, err
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
	return p.moved(ctx, c)
}
