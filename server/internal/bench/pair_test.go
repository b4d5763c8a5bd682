package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// benchstat reads lines of Go's benchmarks, and finds the programs by the name.
func TestPairTellsLinesOfBenchmarks(t *testing.T) {
	var out bytes.Buffer
	p := &pair{out: &out}
	p.tell("Act", "before", 60, millis(1500*time.Microsecond, "p50-ms"), figure{813.354, "cpu-µs/op"})
	if want := "BenchmarkAct/program=before\t60\t1.5 p50-ms\t813.35 cpu-µs/op\n"; out.String() != want {
		t.Errorf("told %q, not %q", out.String(), want)
	}
}

func TestPairRefusesWhatItCannotMeasure(t *testing.T) {
	for want, args := range map[string][]string{
		"pair needs two programs":       {"one"},
		`no part "speed"; there are`:    {"-part", "speed", "one", "two"},
		"fork/exec no/such/program: no": {"-part", "info", "no/such/program", "two"},
	} {
		if err := measurePair(t.Context(), new(bytes.Buffer), args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, not %s", args, err, want)
		}
	}
}
