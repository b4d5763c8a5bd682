package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// A move is something that is done to a connection after the one before.
type move struct {
	Pause int    // ms, even
	What  string // one of everyMove
	Until int    // ms from then, odd: nothing happens at the moment of a deadline; 0 for no deadline
}

var everyMove = []string{"read", "write", "send", "take", "read until", "write until", "both until"}

// A pipe is a connection that is played on, and its other side.
type pipe struct {
	conn, other net.Conn
	start       time.Time
	mu          sync.Mutex
	under       map[string]bool // what waits
	events      []string
}

// do reads or writes, if that is not under way already.
func (p *pipe) do(what string, does func([]byte) (int, error), size int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.under[what] {
		return
	}
	p.under[what] = true
	go func() {
		data := []byte("ab")[:size]
		n, err := does(data)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.under[what] = false
		p.events = append(p.events, fmt.Sprintf("%s %s: %d, %s, %v", time.Since(p.start), what, n, data, err))
	}()
}

func (p *pipe) move(m move) {
	var until time.Time
	if m.Until != 0 {
		until = time.Now().Add(time.Duration(m.Until) * time.Millisecond)
	}
	switch m.What {
	case "read":
		p.do(m.What, p.conn.Read, 1)
	case "write":
		p.do(m.What, p.conn.Write, 2)
	case "send":
		p.do(m.What, p.other.Write, 1)
	case "take":
		p.do(m.What, p.other.Read, 1)
	case "read until":
		_ = p.conn.SetReadDeadline(until)
	case "write until":
		_ = p.conn.SetWriteDeadline(until)
	case "both until":
		_ = p.conn.SetDeadline(until)
	}
}

// movesOn makes the moves on one side of a pipe, and tells what all reads and
// writes came to, and when.
func movesOn(t *testing.T, side func(net.Conn) net.Conn, moves []move) (events []string) {
	synctest.Test(t, func(*testing.T) {
		ours, theirs := net.Pipe()
		p := &pipe{conn: side(ours), other: theirs, start: time.Now(), under: map[string]bool{}}
		for _, m := range moves {
			time.Sleep(time.Duration(m.Pause) * time.Millisecond)
			synctest.Wait()
			p.move(m)
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		_, _ = p.conn.Close(), p.other.Close()
		synctest.Wait()
		events = slices.Sorted(slices.Values(p.events)) // some end at one moment
	})
	return events
}

// TestLazyDeadlines: whoever reads and writes sees no difference.
func TestLazyDeadlines(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) move {
		m := move{Pause: 2 * rapid.IntRange(0, 10).Draw(t, "pause"), What: rapid.SampledFrom(everyMove).Draw(t, "what")}
		if rapid.IntRange(0, 3).Draw(t, "ever") > 0 {
			m.Until = 2*rapid.IntRange(-5, 40).Draw(t, "until") + 1
		}
		return m
	})
	cutWrite := []move{{0, "write until", 5}, {0, "write", 0}, {0, "write until", 41}, {2, "take", 0}, {10, "take", 0}}
	lists := rapid.OneOf(rapid.Just(cutWrite), rapid.SliceOfN(one, 1, 30))
	rapid.Check(t, func(rt *rapid.T) {
		moves := lists.Draw(rt, "moves")
		want := movesOn(t, func(c net.Conn) net.Conn { return c }, moves)
		got := movesOn(t, func(c net.Conn) net.Conn { return newLazyConn(c) }, moves)
		if !slices.Equal(got, want) {
			rt.Fatalf("%v\n%v\ninstead of\n%v", moves, got, want)
		}
	})
}

// A tellTale counts how often a connection is told of a deadline.
type tellTale struct {
	net.Conn
	told *int
}

func (c tellTale) SetReadDeadline(t time.Time) error { *c.told++; return c.Conn.SetReadDeadline(t) }

func (c tellTale) SetWriteDeadline(t time.Time) error { *c.told++; return c.Conn.SetWriteDeadline(t) }

// watched serves one connection, which is a pipe, with net/http, and counts the
// deadlines that it is told of.
func watched(t *testing.T, h http.HandlerFunc, test func(ours net.Conn, told *int)) {
	synctest.Test(t, func(*testing.T) {
		var told int
		l := make(piped, 1)
		ours, theirs := net.Pipe()
		l <- tellTale{theirs, &told}
		s := &http.Server{IdleTimeout: time.Minute, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Hour, ConnState: settled, Handler: h}
		go func() { _ = s.Serve(counted{l, new(atomic.Int64), func(net.Addr) {}, nil}) }()
		test(ours, &told)
		_ = s.Close()
		time.Sleep(time.Second)
	})
}

// TestDeadlinesAreSeldomTold: of some eight deadlines of a call the socket hears
// of none, as long as calls follow each other.
func TestDeadlinesAreSeldomTold(t *testing.T) {
	watched(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }, func(ours net.Conn, told *int) {
		const calls = 100
		began := time.Now()
		for range calls {
			said(t, ours, postCall)
		}
		synctest.Wait()
		if took := time.Since(began); *told > 10 || took > 0 {
			t.Errorf("%d calls set %d deadlines, and wait for %s", calls, *told, took)
		}
	})
}

// TestTheWatchBeginsLater: a client that leaves is noticed, and the call after one
// that takes long is not lost.
func TestTheWatchBeginsLater(t *testing.T) {
	const long = 5 * watchAfter
	left := make(chan time.Duration, 2)
	slow := func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		select {
		case <-r.Context().Done():
			left <- time.Since(began)
		case <-time.After(long):
			_, _ = io.WriteString(w, r.Method)
		}
	}
	watched(t, slow, func(ours net.Conn, _ *int) {
		go func() { _, _ = io.WriteString(ours, getCall+strings.ReplaceAll(getCall, "GET", "PUT")) }()
		answers := bufio.NewReader(ours)
		for _, want := range []string{"GET", "PUT"} {
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := io.ReadAll(answer.Body); string(got) != want {
				t.Errorf("%s instead of %s", got, want)
			}
		}
		_, _ = io.WriteString(ours, getCall)
		_ = ours.Close()
		time.Sleep(long)
		if took := <-left; took > watchAfter {
			t.Errorf("that the client has left is noticed after %s", took)
		}
	})
}
