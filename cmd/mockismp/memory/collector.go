// Package memory settles how the program takes memory. Importing it does: Go
// initialises the packages that are ready in the order of their paths, and this
// one, which needs little, comes before those that make most of the tables.
package memory

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The collector runs whenever the heap has grown by as much as was alive, which
// for the small heap of a small world is all the time. So the heap may always
// fill leastHeap, as far as mostGrowth lets it: a small world pays with some
// megabytes, a large one with nothing.
const (
	leastHeap  = 40 << 20
	mostGrowth = 400 // per cent
)

func init() { settle() }

// settle lets the collector's setting follow what is alive, unless the
// standard variables GOGC or GOMEMLIMIT say how it shall be.
func settle() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(-1) // one collection, not two
		useLargePages()
		debug.SetGCPercent(mostGrowth)
		(&collections{growth: mostGrowth}).follow()
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

// growthFor is by how much a heap may grow before it is collected, in per cent of
// what is alive in it and of the roots beside it, stacks above all: so Go counts.
func growthFor(alive, roots uint64) int {
	room := max(leastHeap, 2*float64(alive)) - float64(alive)
	growth := min(room/float64(max(alive+roots, 1))*100, mostGrowth)
	return int(math.Round(growth/25)) * 25 // in steps: setting it stops the program
}

// alive is how much the last collection found alive, and what it started from, in bytes.
func alive() (heap, roots uint64) {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64() + s[2].Value.Uint64()
}
