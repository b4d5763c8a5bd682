package state

import (
	"testing"
	"time"
)

func TestTheClock(t *testing.T) {
	w := newTestWorld(t)
	clock := w.Clock()
	if clock.Now() != noon {
		t.Fatalf("frozen at noon it shows %s", clock.Now())
	}
	for name, c := range map[string]struct {
		do   func() error
		want Kind
	}{
		"forward":           {func() error { return clock.Advance(time.Hour) }, ""},
		"to a time":         {func() error { return clock.AdvanceTo(clock.Now() + 1) }, ""},
		"backwards":         {func() error { return clock.Advance(-time.Second) }, BadClock},
		"to the past":       {func() error { return clock.AdvanceTo(clock.Now() - 1) }, BadClock},
		"set to the past":   {func() error { return clock.Set(FrozenAt(noon - 1)) }, ""},
		"past all years":    {func() error { return clock.AdvanceTo(lastMoment + 1) }, BadClock},
		"before all years":  {func() error { return clock.Set(FrozenAt(firstMoment - 1)) }, BadClock},
		"run from the past": {func() error { return clock.Set(RunningFrom(noon)) }, ""},
	} {
		before := clock.Setting()
		if got := kindOf(t, c.do()); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if c.want != "" && clock.Setting() != before {
			t.Errorf("%s was refused and moved the clock", name)
		}
	}
}

func TestARunningClockRuns(t *testing.T) {
	w := newTestWorld(t)
	if err := w.Clock().Run(); err != nil {
		t.Fatal(err)
	}
	first := w.Clock().Now()
	for passed := Stopwatch(); passed() < 2*time.Millisecond; { // world time has milliseconds
	}
	second := w.Clock().Now()
	if first < noon || second <= first {
		t.Errorf("running from noon it showed %s, then %s", first, second)
	}
	if err := w.Clock().Freeze(); err != nil {
		t.Fatal(err)
	}
	if s := w.Clock().Setting(); !s.Frozen || s.At < second {
		t.Errorf("frozen: %+v", s)
	}
}

// TestTheEndsOfTheCalendar: a clock that runs through the whole calendar stands
// at its end, can be frozen there, set back, and put elsewhere as it is; nothing
// is scheduled behind it.
func TestTheEndsOfTheCalendar(t *testing.T) {
	w := newTestWorld(t)
	clock := w.Clock()
	must(t, clock.Set(RunningFrom(lastMoment-1)))
	for passed := Stopwatch(); passed() < 3*time.Millisecond; {
	}
	if now := w.Snapshot().Now(); now != lastMoment || clock.Now() != lastMoment || now.String() != "9999-12-31T23:59:59.999Z" {
		t.Errorf("behind the end of the calendar the clock shows %s and %s", now, clock.Now())
	}
	must(t, NewWorld(Config{}).Replace(clock.Setting(), func(*Tx) error { return nil }))
	if got := kindOf(t, clock.Advance(time.Millisecond)); got != BadClock {
		t.Errorf("it advances: %q", got)
	}
	must(t, w.Update(func(tx *Tx) error { tx.NewChallenge(); return nil }))
	if due := w.Snapshot().Upcoming(1); len(due) > 0 {
		t.Errorf("scheduled: %v", due)
	}
	must(t, clock.Freeze())
	must(t, clock.Set(FrozenAt(firstMoment)))
	if now := clock.Now().String(); now != "0001-01-01T00:00:00.000Z" {
		t.Errorf("set back it shows %q", now)
	}
	for _, far := range []Moment{-lastMoment - 1, lastMoment + 1, -1 << 63, 1<<63 - 1} {
		if got := kindOf(t, clock.Set(ClockSetting{Offset: far})); got != BadClock {
			t.Errorf("an offset of %d: %q", far, got)
		}
	}
}

// TestTimeIsFixedInATransaction: all records of one change bear one time.
func TestTimeIsFixedInATransaction(t *testing.T) {
	w := newTestWorld(t)
	if err := w.Clock().Run(); err != nil {
		t.Fatal(err)
	}
	_ = w.Update(func(tx *Tx) error {
		first := tx.Now()
		for passed := Stopwatch(); passed() < 2*time.Millisecond; {
		}
		if tx.Now() != first {
			t.Errorf("the transaction's time went from %s to %s", first, tx.Now())
		}
		return nil
	})
}

func TestMoments(t *testing.T) {
	m, err := ParseMoment("2021-05-12T18:22:32.5299+06:00")
	if err != nil || m.String() != "2021-05-12T12:22:32.529Z" {
		t.Errorf("%s, %v", m, err)
	}
	for _, bad := range []string{"12.05.2021", "", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59Z"} {
		if m, err := ParseMoment(bad); err == nil {
			t.Errorf("%q was taken for %s", bad, m)
		}
	}
	for _, good := range []string{"0001-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"} {
		if m, err := ParseMoment(good); err != nil || m == 0 || m.String() != good || MomentOf(m.Time()) != m {
			t.Errorf("%s became %s, %v", good, m, err)
		}
	}
	if early, late := MomentOf(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)), MomentOf(time.Date(12_000, 1, 1, 0, 0, 0, 0, time.UTC)); early != firstMoment || late != lastMoment {
		t.Errorf("outside the calendar: %s and %s", early, late)
	}
	if Moment(0).String() != "" {
		t.Error("no moment is written as a time")
	}
}
