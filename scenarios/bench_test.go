package scenarios_test

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// BenchmarkRuns plays a scenario in a world of its own, two at once, and tells by
// how much the process has grown since the first tenth: nothing may stay of a
// world that was dropped. make scenarios plays a thousand.
func BenchmarkRuns(b *testing.B) {
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("empty"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	control, err := srv.Control()
	if err != nil {
		b.Fatal(err)
	}
	f, err := scenarios.Find("act-approved")
	if err != nil {
		b.Fatal(err)
	}
	runner := &steps.Runner{Target: steps.Double(control), Seed: 1}
	play := func(n int) {
		files := make([]*steps.File, n)
		for i := range files {
			files[i] = f
		}
		runner.RunAll(b.Context(), files, 2, func(r *steps.Result) {
			if r.Outcome != steps.Passed {
				b.Errorf("%+v", r.Failure)
			}
		})
	}
	play(max(1, b.N/10))
	before, live := resident(b)
	b.ResetTimer()
	play(b.N)
	b.StopTimer()
	after, still := resident(b)
	b.ReportMetric(float64(after-before)/1024, "kB-grown")
	b.ReportMetric(float64(still-live)/1024, "live-kB-grown")
	b.ReportMetric(float64(before)/1024, "kB-at-first")
}

// resident is how much memory the process has after a collection, and how much of
// its heap is in use.
func resident(b *testing.B) (rss, live int) {
	debug.FreeOSMemory()
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("no /proc here")
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		b.Fatal(err)
	}
	return pages * os.Getpagesize(), int(heap.HeapAlloc)
}
