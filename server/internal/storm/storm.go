package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
)

// journalSize is small, so that the journals overflow all the time.
const journalSize = 200

// patience is how long the clients keep idle connections, as Go's own client does.
// The servers keep them longer, so none ends under a call.
const patience = 90 * time.Second

// mostFaults is when a storm gives up.
const mostFaults = 10

// storm is one run.
type storm struct {
	settings
	routes   map[string]server.Route
	names    []string // of the routes, sorted
	arenas   []*arena // one for each client of four; those of the same level are the same
	progress io.Writer
	left     atomic.Int64 // calls that are still to be made

	mu     sync.Mutex
	faults []string
	seen   map[state.DocType]map[state.DocState]bool // in the snapshots that were looked at
}

func newStorm(set settings) *storm {
	s := &storm{settings: set, progress: io.Discard, routes: map[string]server.Route{}, seen: map[state.DocType]map[state.DocState]bool{}}
	for _, r := range server.Routes() {
		s.routes[r.Name] = r
		s.names = append(s.names, r.Name)
	}
	slices.Sort(s.names)
	return s
}

// fail notes what must not happen.
func (s *storm) fail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults = append(s.faults, fmt.Sprintf(format, args...)); len(s.faults) >= mostFaults {
		s.left.Store(0)
	}
}

// arena is a server with its worlds.
type arena struct {
	*server.Server
	*storm
	http   *http.Client
	keys   map[string]*pki.Key // of the traders, nil where signatures are off
	worlds []*world
	start  []byte   // snapshot of the default world before anybody called
	tokens sync.Map // world and BIN → token
}

// traders are the participants that send and decide.
var traders = func() (bins []string) {
	for i := range 6 {
		bins = append(bins, fmt.Sprintf("1000000000%02d", i))
	}
	return bins
}()

// run makes a storm, tells of each part, and looks at what is left behind it. The report is nil only
// if it did not begin.
func run(set settings, progress io.Writer) (*report, error) {
	s := newStorm(set)
	s.progress = progress
	defer s.close()
	log.SetOutput(s) // where net/http tells of panics that nobody caught
	defer log.SetOutput(os.Stderr)
	for _, level := range []pki.Level{pki.Off, pki.Off, pki.Off, pki.Crypto} { // every fourth client signs
		if err := s.open(level); err != nil {
			return nil, err
		}
	}
	before := usage()
	r, err := s.blow()
	if err != nil {
		return r, err
	}
	after := s.settled(before)
	r.before, r.after = before, after
	if after.goroutines > before.goroutines || after.files > before.files {
		s.fail("%d goroutines and %d open files are left of %d and %d before", after.goroutines, after.files, before.goroutines, before.files)
	}
	s.checkReach(r)
	if len(s.faults) > 0 {
		return r, fmt.Errorf("%d faults with STORM_SEED=%d STORM_CALLS=%d:\n%s", len(s.faults), s.seed, s.calls, strings.Join(s.faults, "\n"))
	}
	return r, nil
}

// open starts one more server with its worlds, or uses the one of this level.
func (s *storm) open(level pki.Level) error {
	for _, a := range s.arenas {
		if (a.keys == nil) == (level == pki.Off) {
			s.arenas = append(s.arenas, a)
			return nil
		}
	}
	a := &arena{storm: s}
	if level != pki.Off {
		a.keys = map[string]*pki.Key{}
		for _, bin := range traders {
			key, err := pki.Issue(pki.Request{BIN: bin, Name: "ИВАНОВ ИВАН", Organisation: "ТОО " + bin})
			if err != nil {
				return err
			}
			a.keys[bin] = key
		}
	}
	data, err := dataset()
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(data) }()
	a.Server, err = server.New(
		server.WithListen("127.0.0.1:0"), server.WithWorld("spec", data), server.WithSeed(s.seed), server.WithSignature(level),
		server.WithJournal(journalSize), server.WithClock("2026-11-22T12:00:00Z,run"), server.WithLog(slog.New(alarm{s})),
	)
	if err != nil {
		return err
	}
	a.http = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: s.clients, IdleConnTimeout: patience}}
	s.arenas = append(s.arenas, a)
	return a.makeWorlds()
}

// close stops the servers.
func (s *storm) close() {
	for _, a := range s.arenas {
		_ = a.Close()
	}
}

// blow lets all clients call until no call is left. Behind each part of the storm
// nobody calls for a moment, all worlds begin again, and what the process holds is
// measured: else it would grow by what the worlds were told to keep.
func (s *storm) blow() (*report, error) {
	r := &report{storm: s, statuses: map[string]map[int]int{}}
	clients := make([]*client, s.clients)
	for n := range clients {
		clients[n] = newClient(s.arenas[n%len(s.arenas)], n)
	}
	servers := slices.Compact(slices.Clone(s.arenas))
	for part := range s.parts {
		s.left.Store(int64(s.calls*(part+1)/s.parts - s.calls*part/s.parts))
		took := state.Stopwatch()
		var all sync.WaitGroup
		for _, c := range clients {
			all.Go(c.play)
		}
		all.Wait()
		r.wall += took()
		for _, a := range servers {
			newClient(a, s.clients).lastLook()
		}
		if len(s.faults) >= mostFaults {
			break
		}
		for _, a := range servers {
			if err := a.begin(); err != nil {
				return r, err
			}
		}
		for _, c := range clients {
			c.queue = nil // which was about worlds that are gone
		}
		debug.FreeOSMemory()
		r.held = append(r.held, usage())
		_, _ = fmt.Fprintf(s.progress, "storm: %d of %d parts, RSS %s\n", part+1, s.parts, r.held[part].rss)
	}
	r.count(clients)
	for _, a := range s.arenas {
		a.http.CloseIdleConnections()
	}
	return r, nil
}

// settled waits until the servers have let go of what the clients held.
func (s *storm) settled(before used) (after used) {
	for range 100 {
		runtime.GC()
		if after = usage(); after.goroutines <= before.goroutines && after.files <= before.files {
			return after
		}
		time.Sleep(100 * time.Millisecond)
	}
	return after
}

// manyCalls are so many that every route must have been called with success,
// and every kind of documents must have been met on its way.
const manyCalls = 20_000

// checkReach: a storm that does not come everywhere shows little.
func (s *storm) checkReach(r *report) {
	if s.calls < manyCalls || len(s.faults) > 0 { // faults end it early
		return
	}
	for _, name := range s.names {
		if statuses := r.statuses[name]; statuses[200]+statuses[201]+statuses[204] == 0 {
			s.fail("no call of %s had success: %v", name, statuses)
		}
	}
	for _, row := range state.DocTypes() {
		if len(s.seen[row.Type]) < 2 && row.Type != state.ForeignAcceptance && row.Flow != state.ReportFlow { // which are made at their end
			s.fail("documents of the kind %s were seen in the states %v only", row.Type, s.seen[row.Type])
		}
	}
}

// Write takes a line of the log of net/http.
func (s *storm) Write(line []byte) (int, error) {
	s.fail("net/http logs: %s", line)
	return len(line), nil
}

// alarm is a log that takes every error for a fault of the server.
type alarm struct{ *storm }

func (a alarm) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

func (a alarm) Handle(_ context.Context, r slog.Record) error {
	var attributes []string
	r.Attrs(func(at slog.Attr) bool {
		attributes = append(attributes, fmt.Sprintf("%s=%.4000v", at.Key, at.Value))
		return true
	})
	a.fail("the server logs: %s %s", r.Message, strings.Join(attributes, " "))
	return nil
}

func (a alarm) WithAttrs([]slog.Attr) slog.Handler { return a }
func (a alarm) WithGroup(string) slog.Handler      { return a }

// dataset writes the goods that every world begins with to a file, and gives its name.
func dataset() (string, error) {
	var b strings.Builder
	b.WriteString("products:\n  - {gtin: \"04610046110210\", productGroup: shoes, name: Ботинки, packageType: UNIT}\nparticipants:\n")
	for _, bin := range traders {
		fmt.Fprintf(&b, "  - {bin: %q, name: ТОО %s, groups: {tobacco: [PRODUCER, IMPORTER, WHOLESALER], shoes: [PRODUCER, IMPORTER, WHOLESALER]}, balance: {tobacco: 100000}}\n", bin, bin)
	}
	b.WriteString("codes:\n")
	for _, bin := range traders {
		fmt.Fprintf(&b, "  - {generate: {gtin: \"00000046082251\", gtins: [\"04600266005755\"], pack: [2, 2], count: 30, status: APPLIED, ownerBin: %q}}\n", bin)
		fmt.Fprintf(&b, "  - {generate: {gtin: \"04610046110210\", count: 10, status: INTRODUCED, ownerBin: %q}}\n", bin)
	}
	f, err := os.CreateTemp("", "storm-*.yaml")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(b.String())
	return f.Name(), errors.Join(err, f.Close())
}
