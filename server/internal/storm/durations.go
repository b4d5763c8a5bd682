package main

import (
	"math/bits"
	"time"
)

// durations counts how long calls took, to a few in a hundred. It does not grow
// with the calls, since it is measured what they leave in memory.
type durations struct {
	counts  [64 << fine]uint32 // by size in microseconds
	n       int
	longest time.Duration
}

// fine is how many bits behind its first one a duration is told apart by.
const fine = 5

// place is where a duration of so many microseconds is counted, and floor is the
// least that is counted there.
func place(micros uint64) int {
	shift := max(0, bits.Len64(micros)-fine-1)
	return shift<<fine + int(micros>>shift)
}

func floor(place int) uint64 {
	shift := max(0, place>>fine-1)
	return uint64(place-shift<<fine) << shift
}

func (d *durations) add(took time.Duration) {
	d.counts[place(uint64(max(0, took.Microseconds())))]++
	d.n++
	d.longest = max(d.longest, took)
}

func (d *durations) addAll(other *durations) {
	for i, n := range other.counts {
		d.counts[i] += n
	}
	d.n += other.n
	d.longest = max(d.longest, other.longest)
}

// at is the duration at this fraction of the calls.
func (d *durations) at(fraction float64) time.Duration {
	left := int(fraction * float64(d.n-1))
	for i, n := range d.counts {
		if left -= int(n); left < 0 {
			return time.Duration(floor(i)) * time.Microsecond
		}
	}
	return 0
}
