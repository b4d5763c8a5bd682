package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/mockismp/mockismp/state"
)

// used is what the process holds.
type used struct {
	goroutines, files int
	rss, peak         string
	live              uint64 // bytes of the heap that are in use, where garbage was collected before
}

func usage() used {
	u := used{goroutines: runtime.NumGoroutine()}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.files = len(files)
	}
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	u.live = heap.HeapAlloc
	status, _ := os.ReadFile("/proc/self/status") // where there is none, there are no figures
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch name {
		case "VmRSS":
			u.rss = strings.TrimSpace(value)
		case "VmHWM":
			u.peak = strings.TrimSpace(value)
		}
	}
	return u
}

// report is what a storm came to.
type report struct {
	*storm
	took          durations
	wall          time.Duration
	statuses      map[string]map[int]int
	before, after used
	held          []used // behind each part of the calls
}

// count adds up what the clients noted.
func (r *report) count(clients []*client) {
	for _, c := range clients {
		r.took.addAll(&c.took)
		for route, statuses := range c.statuses {
			if r.statuses[route] == nil {
				r.statuses[route] = map[int]int{}
			}
			for status, n := range statuses {
				r.statuses[route][status] += n
			}
		}
	}
}

// rss is what the process held behind each part, and the last beside the second:
// the first one still fills pools and caches.
func (r *report) rss() string {
	var all []string
	var kb []float64
	for _, u := range r.held {
		all = append(all, u.rss)
		var n float64
		_, _ = fmt.Sscan(u.rss, &n) // 0 where it is not told
		kb = append(kb, n)
	}
	text := strings.Join(all, ", ")
	if len(kb) == r.parts && len(kb) > 1 && kb[1] > 0 {
		text += fmt.Sprintf("; the last is %.2f of the second", kb[len(kb)-1]/kb[1])
	}
	return text
}

// live is what of that is in use: what grows here is kept by somebody, and the rest
// of the resident memory is room between it.
func (r *report) live() string {
	var all []string
	for _, u := range r.held {
		all = append(all, fmt.Sprintf("%.1f", float64(u.live)/(1<<20)))
	}
	return strings.Join(all, ", ") + " MB"
}

func (r *report) print(to io.Writer) {
	out := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	p("seed %d, %d clients", r.seed, r.clients)
	p("%d calls in %s, %.0f/s; p50 %s, p99 %s, max %s", r.took.n, r.wall.Round(time.Millisecond), float64(r.took.n)/r.wall.Seconds(), r.took.at(0.5), r.took.at(0.99), r.took.longest.Round(10*time.Microsecond))
	p("goroutines %d → %d, open files %d → %d", r.before.goroutines, r.after.goroutines, r.before.files, r.after.files)
	p("RSS %s → %s, at most %s (clients and servers are one process)", r.before.rss, r.after.rss, r.after.peak)
	p("RSS behind each part: %s", r.rss())
	p("live heap behind each part: %s", r.live())
	p("\nkind of documents\tstates that were seen")
	for _, row := range state.DocTypes() {
		var states []string
		for at := range r.seen[row.Type] {
			states = append(states, at.String())
		}
		slices.Sort(states)
		p("%s\t%s", row.Type, strings.Join(states, " | "))
	}
	p("\nroute\tstatus × calls")
	for _, route := range slices.Sorted(maps.Keys(r.statuses)) {
		var all []string
		for _, status := range slices.Sorted(maps.Keys(r.statuses[route])) {
			all = append(all, fmt.Sprintf("%d × %d", status, r.statuses[route][status]))
		}
		p("%s\t%s", route, strings.Join(all, ", "))
	}
	_ = out.Flush()
}
