package main

import (
	"testing"
	"time"
)

// TestDurations: what is told of many durations is what a sorted list of them
// would tell, but for a thirty-second part.
func TestDurations(t *testing.T) {
	var one, other, all durations
	for i := range 100_000 {
		d := []*durations{&one, &other}[i%2]
		d.add(time.Duration(i) * 100 * time.Microsecond)
	}
	all.addAll(&one)
	all.addAll(&other)
	for _, fraction := range []float64{0, 0.01, 0.5, 0.99, 1} {
		want := time.Duration(fraction*99_999) * 100 * time.Microsecond
		if got := all.at(fraction); got > want || got < want-want/32 {
			t.Errorf("at %v is %s, and %s was there", fraction, got, want)
		}
	}
	if all.n != 100_000 || all.longest != 99_999*100*time.Microsecond {
		t.Errorf("%d durations, %s at most", all.n, all.longest)
	}
	for micros := range uint64(1 << 12) {
		if f := floor(place(micros)); f > micros || place(f) != place(micros) {
			t.Fatalf("%d µs stand at %d, whose least is %d", micros, place(micros), f)
		}
	}
	all.add(-time.Second)
	all.add(1<<63 - 1)
}
