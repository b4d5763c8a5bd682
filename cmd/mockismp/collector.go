package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The collector runs whenever the heap has grown by as much as was alive, which
// for the small heap of a small world is all the time. So the heap may always
// grow by heapRoom, and by as much as is alive where that is more: a small world
// pays with some megabytes, a large one with nothing.
const (
	heapRoom   = 32 << 20
	mostGrowth = 400 // per cent
)

// settleCollector lets the collector's setting follow what is alive, unless the
// standard variables GOGC or GOMEMLIMIT say how it shall be.
func settleCollector() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		new(collections).follow()
	}
}

// collections is told of the end of each collection.
type collections struct{ growth int }

// follow chooses the growth for what is alive now, and asks to be called again
// behind the next collection: an object that nobody refers to is found then.
func (c *collections) follow() {
	if growth := growthFor(alive()); growth != c.growth {
		c.growth = growth
		debug.SetGCPercent(growth)
	}
	runtime.AddCleanup(new([64]byte), func(c *collections) { c.follow() }, c)
}

// growthFor is by how much a heap may grow before it is collected, in per cent.
func growthFor(alive uint64) int {
	room := float64(heapRoom) / math.Max(float64(alive), 1) * 100
	return int(math.Min(math.Max(room, 100), mostGrowth)) / 50 * 50 // in steps: setting it stops the program
}

// alive is how much the last collection found alive, in bytes.
func alive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
