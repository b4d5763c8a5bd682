package control

import (
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

func clockOf(v state.View) mock.Clock {
	return mock.Clock{Now: v.Now().String(), Frozen: v.Clock().Frozen}
}

func (a *API) clock(c *pipeline.Call, _ struct{}) (mock.Clock, error) {
	return clockOf(c.World.Snapshot()), nil
}

type setClockIn struct {
	Body mock.SetClock `body:"json"`
}

func (a *API) setClock(c *pipeline.Call, in setClockIn) (out mock.Clock, err error) {
	v := c.World.Snapshot()
	now, frozen := v.Now(), v.Clock().Frozen
	if in.Body.Now != nil {
		if now, err = moment("now", *in.Body.Now); err != nil {
			return out, err
		}
	}
	if in.Body.Frozen != nil {
		frozen = *in.Body.Frozen
	}
	setting := state.RunningFrom(now)
	if frozen {
		setting = state.FrozenAt(now)
	}
	if err := c.World.Clock().Set(setting); err != nil {
		return out, err
	}
	return clockOf(c.World.Snapshot()), nil
}

type advanceIn struct {
	Body mock.Advance `body:"json"`
}

// advance moves world time by a duration, to a time, or until time does nothing
// more to a document.
func (a *API) advance(c *pipeline.Call, in advanceIn) (out mock.Clock, err error) {
	by, until := in.Body.By, in.Body.Until
	switch {
	case (by == "") == (until == ""):
		return out, state.Errorf(badCall, `advance takes either "by" or "until"`)
	case by != "":
		err = advanceBy(c.World.Clock(), by)
	default:
		err = advanceTo(c.World.Clock(), until)
	}
	if err != nil {
		return out, err
	}
	return clockOf(c.World.Snapshot()), nil
}

func advanceBy(clock state.Clock, by string) error {
	d, err := duration(by)
	if err != nil {
		return err
	}
	return clock.Advance(d)
}

func advanceTo(clock state.Clock, until string) error {
	if id, ok := strings.CutPrefix(until, "document:"); ok {
		return clock.AdvanceToDocument(id)
	}
	m, err := moment("until", until)
	if err != nil {
		return err
	}
	return clock.AdvanceTo(m)
}

func moment(name, s string) (state.Moment, error) {
	m, err := state.ParseMoment(s)
	if err != nil {
		return 0, state.Errorf(state.BadClock, "%s: %s", name, err)
	}
	return m, nil
}

// duration reads what Go writes (1h30m, 250ms), and days, which Go has not.
func duration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, state.Errorf(state.BadClock, "by: %q is no duration", s)
	}
	return d, nil
}

type upcomingIn struct {
	Limit *int `query:"limit"`
}

// upcoming tells what will happen by itself, soonest first.
func (a *API) upcoming(c *pipeline.Call, in upcomingIn) (out mock.Items[mock.Due], err error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	out.Items = []mock.Due{}
	for _, d := range c.World.Snapshot().Upcoming(limit) {
		out.Items = append(out.Items, records.OfDue(d))
	}
	return out, nil
}
