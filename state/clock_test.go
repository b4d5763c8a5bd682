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

// TestTimeIsFixedInATransaction: all records of one change bear one time.
func TestTimeIsFixedInATransaction(t *testing.T) {
	w := newTestWorld(t)
	if err := w.Clock().Run(); err != nil {
		t.Fatal(err)
	}
	_ = w.Do(func(tx *Tx) error {
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
	if _, err := ParseMoment("12.05.2021"); err == nil {
		t.Error("a date of another form was taken")
	}
	if Moment(0).String() != "" {
		t.Error("no moment is written as a time")
	}
}
