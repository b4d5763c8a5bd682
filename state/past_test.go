package state

import (
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state/dict"
)

// TestAsOf: the world as it was, with what fell due until then, and nothing since.
func TestAsOf(t *testing.T) {
	start, _ := ParseMoment("2026-11-22T12:00:00Z")
	w := NewWorld(Config{Name: "w", Clock: FrozenAt(start)})
	number := func(w *World) int {
		if p := w.Snapshot().Participant("940517350290"); p != nil {
			return len(p.Name)
		}
		return -1
	}
	set := func(n int) {
		t.Helper()
		err := w.Update(func(tx *Tx) error {
			return tx.PutParticipant(Participant{BIN: "940517350290", Name: strings.Repeat("x", n), Status: dict.Registered})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	step := func(d time.Duration) {
		t.Helper()
		if err := w.Clock().Advance(d); err != nil {
			t.Fatal(err)
		}
	}
	if number(w.AsOf(time.Hour)) != -1 {
		t.Error("a world that keeps nothing is as it is")
	}
	w.KeepPast(10 * time.Second)
	set(1)
	step(5 * time.Second)
	set(2)
	for ago, want := range map[time.Duration]int{0: 2, 4 * time.Second: 1, 5 * time.Second: 1, time.Hour: -1} {
		if got := number(w.AsOf(ago)); got != want {
			t.Errorf("%s ago: %d, not %d", ago, got, want)
		}
	}
	if at := w.AsOf(3 * time.Second).Clock().Now(); at != start.Add(2*time.Second) {
		t.Errorf("its clock is at %s", at)
	}
	step(20 * time.Second)
	if got := number(w.AsOf(time.Hour)); got != 2 || len(w.past.versions) > 3 {
		t.Errorf("behind what is kept: %d, of %d versions", got, len(w.past.versions))
	}
	for i := range 3 * mostPast {
		set(1 + i%9)
	}
	if n := len(w.past.versions); n > mostPast {
		t.Errorf("%d versions are kept", n)
	}
	w.Reset()
	if got := number(w.AsOf(time.Second)); got != -1 || len(w.past.versions) != 1 {
		t.Errorf("behind a reset: %d, of %d versions", got, len(w.past.versions))
	}
	w.KeepPast(0)
	if len(w.past.versions) != 0 {
		t.Error("something is kept")
	}
}
