package state

import (
	"time"
)

// wall is the only reading of the machine's clock in the whole program, so that
// everything else can be frozen and moved.
func wall() time.Time { return time.Now() }

// Stopwatch measures wall time, which world time cannot: it may be frozen.
// The function it gives returns the time that passed since the call.
func Stopwatch() func() time.Duration {
	start := wall()
	return func() time.Duration { return wall().Sub(start) }
}

// ClockSetting is how a world reads time: frozen at a moment, or running with
// an offset to the machine's clock. It is part of the world's version, so that
// fork, reset and snapshot carry it.
type ClockSetting struct {
	Frozen bool
	At     Moment // what a frozen clock shows
	Offset Moment // milliseconds that a running clock adds to the machine's clock
}

// FrozenAt is a clock that stands still at m.
func FrozenAt(m Moment) ClockSetting { return ClockSetting{Frozen: true, At: m} }

// RunningFrom is a clock that shows m now and runs on from there.
func RunningFrom(m Moment) ClockSetting { return ClockSetting{Offset: m - MomentOf(wall())} }

// Behind is how far the clock is behind that of the machine now; it is negative
// if the clock is ahead.
func (c ClockSetting) Behind() time.Duration {
	return time.Duration(MomentOf(wall())-c.now()) * time.Millisecond
}

// now is the time that the clock shows. A clock that ran through the whole
// calendar stands at its end.
func (c ClockSetting) now() Moment {
	if c.Frozen {
		return c.At
	}
	return inCalendar(MomentOf(wall()) + c.Offset)
}

// Clock is the handle on a world's time.
type Clock struct{ w *World }

// Clock gives the handle on this world's time.
func (w *World) Clock() Clock { return Clock{w} }

// Now is the world's time. It settles nothing.
func (c Clock) Now() Moment { return c.Setting().now() }

// Setting is how the world reads time at present.
func (c Clock) Setting() ClockSetting { return c.w.versions.Present().clock }

// Set changes the world's clock, and settles the entries that fall due by it.
// The clock may go back: settled entries stay settled. Set refuses moments
// outside the years 1 to 9999, which no timestamp of the API can show; a
// running clock stops at the end of 9999.
func (c Clock) Set(s ClockSetting) error {
	return c.w.setClock(func(ClockSetting) (ClockSetting, error) { return s, nil })
}

// Freeze stops the clock where it stands.
func (c Clock) Freeze() error {
	return c.w.setClock(func(s ClockSetting) (ClockSetting, error) { return FrozenAt(s.now()), nil })
}

// Run lets a frozen clock go on from where it stands.
func (c Clock) Run() error {
	return c.w.setClock(func(s ClockSetting) (ClockSetting, error) { return RunningFrom(s.now()), nil })
}

// Advance moves the clock forward and settles, in due order, all that falls due
// on the way: one long jump gives the same world as many short steps.
func (c Clock) Advance(by time.Duration) error {
	return c.w.setClock(func(s ClockSetting) (ClockSetting, error) { return s.advanced(Moment(by.Milliseconds())) })
}

// AdvanceTo moves the clock forward to m and settles what falls due on the way.
func (c Clock) AdvanceTo(m Moment) error {
	return c.w.setClock(func(s ClockSetting) (ClockSetting, error) { return s.advanced(m - s.now()) })
}

// AdvanceToDocument moves the clock forward until time does nothing more to the
// document, by any of its names: it waits for a party, or is at its end.
func (c Clock) AdvanceToDocument(name string) error {
	d, err := c.w.Snapshot().DocumentCalled(name)
	if err != nil {
		return err
	}
	for {
		due, ok := c.w.Snapshot().nextOf(MoveDocument, d.ID)
		if !ok {
			return nil
		}
		if err := c.AdvanceTo(due); err != nil {
			return err
		}
	}
}

func (c ClockSetting) advanced(by Moment) (ClockSetting, error) {
	if by < 0 {
		return c, Errorf(BadClock, "the world's time is %s and %s lies before it: the clock only advances; PUT /_mock/clock sets it back", c.now(), c.now()+by)
	}
	if by > lastMoment-c.now() {
		return c, Errorf(BadClock, "the world's time is %s and must lie in the years 1 to 9999: the clock cannot advance so far", c.now())
	}
	if c.Frozen {
		c.At += by
	} else {
		c.Offset += by
	}
	return c, nil
}

// check refuses a clock that stands outside the calendar, or runs so far away
// from the machine's that it could never show a moment inside.
func (c ClockSetting) check() error {
	outside := c.Offset < -lastMoment || c.Offset > lastMoment
	if c.Frozen {
		outside = !c.At.InCalendar()
	}
	if outside {
		return Errorf(BadClock, "the world's time must lie in the years 1 to 9999")
	}
	return nil
}
