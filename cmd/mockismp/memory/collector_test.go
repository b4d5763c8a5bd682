package memory

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestGrowthFollowsWhatIsAlive(t *testing.T) {
	for _, c := range []struct {
		alive, roots uint64 // MB
		want         int
	}{
		{0, 0, 400}, {4, 0, 400}, {8, 1, 350}, {10, 0, 300}, {16, 1, 150}, {20, 0, 100}, {20, 6, 75}, {32, 0, 100}, {300, 2, 100}, {1 << 20, 0, 100},
	} {
		if got := growthFor(c.alive<<20, c.roots<<20); got != c.want {
			t.Errorf("of %d MB alive, and %d of roots, the heap grows by %d %%, not %d", c.alive, c.roots, got, c.want)
		}
	}
}

// TestTheSettingFollows: behind a collection that finds much alive, the heap may
// grow by less. The standard variables are left alone.
func TestTheSettingFollows(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	setting := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	t.Setenv("GOGC", "77")
	settle()
	runtime.GC()
	if got := setting(); got != 77 {
		t.Errorf("with GOGC=77 it is %d", got)
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	settle()
	if got, want := setting(), growthFor(alive()); got != want {
		t.Errorf("it is %d %%, not %d", got, want)
	}
	much := make([]byte, 64<<20)
	for i := 0; setting() != 100 && i < 1000; i++ { // cleanups run beside
		runtime.GC()
		runtime.Gosched()
	}
	runtime.KeepAlive(much)
	if got := setting(); got != 100 {
		t.Errorf("with 64 MB alive it is %d %%", got)
	}
}
