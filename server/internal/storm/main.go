// Command storm plays many clients at once against servers of its own process:
// all methods, valid documents of every kind, mutated and random calls, and the
// control API with forks, resets, snapshots and jumps of the clock. It fails for
// an answer of 5xx, a panic, a hanging call, or a world that contradicts itself.
//
// STORM_CALLS says how many calls (200,000 if nothing is said), STORM_SEED what
// they are drawn from. It reads /proc, and so needs Linux.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	s, err := settingsOf(os.Getenv)
	if err == nil {
		var r *report
		if r, err = run(s, os.Stderr); r != nil {
			r.print(os.Stdout)
		}
	}
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "storm: %s\n", err)
		os.Exit(1)
	}
}

// settings are what one storm is made of.
type settings struct {
	calls   int
	seed    uint64
	clients int
	parts   int // behind each nobody calls for a moment, see blow
}

func settingsOf(env func(string) string) (settings, error) {
	s := settings{calls: 200_000, seed: 1, clients: 64, parts: 10}
	if text := env("STORM_CALLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, fmt.Errorf("STORM_CALLS is %q; it is a number of calls, from 1", text)
		}
		s.calls = n
	}
	if text := env("STORM_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return s, fmt.Errorf("STORM_SEED is %q; it is a number, from 0", text)
		}
		s.seed = n
	}
	return s, nil
}
