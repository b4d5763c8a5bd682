package server

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// piped is a listener whose connections are pipes, which keep the time of a bubble.
type piped chan net.Conn

func (l piped) Accept() (net.Conn, error) {
	if c, open := <-l; open {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l piped) Addr() net.Addr { return &net.TCPAddr{} }
func (l piped) Close() error   { close(l); return nil }

// parked runs a server whose idle connections are parked. It answers with the
// number of its connection, as net/http counts them.
func parked(t *testing.T, test func(p *parking, http *http.Server, underWay *atomic.Int64, dial func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		var underWay, opened atomic.Int64
		p, l := newParking(patience, time.Minute, &net.TCPAddr{}), make(piped)
		s := &http.Server{IdleTimeout: time.Minute, ReadHeaderTimeout: 10 * time.Second, ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateNew {
				opened.Add(1)
			}
			settled(c, state)
		}}
		s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
			_, _ = io.WriteString(w, strconv.FormatInt(opened.Load(), 10))
		})
		go func() { _ = s.Serve(p) }()
		go func() { _ = s.Serve(counted{l, &underWay, func(net.Addr) {}, p}) }()
		defer synctest.Wait()
		defer func() { _ = s.Close() }()
		test(p, s, &underWay, func() net.Conn {
			ours, theirs := net.Pipe()
			l <- theirs
			return ours
		})
	})
}

// said sends some text and gives the answer that comes.
func said(t *testing.T, conn net.Conn, text string) string {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

const (
	getCall  = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	postCall = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n#"
)

// waiting is the count of what is parked.
func (p *parking) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.parked)
}

func pass(d time.Duration) {
	time.Sleep(d) // in a bubble
	synctest.Wait()
}

// TestIdleConnectionsAreParked, and come back with the next call, as often as they like.
func TestIdleConnectionsAreParked(t *testing.T) {
	parked(t, func(p *parking, _ *http.Server, underWay *atomic.Int64, dial func() net.Conn) {
		conn := dial()
		for round := 1; round <= 3; round++ {
			for i, text := range []string{"\r\n" + getCall, postCall, getCall} {
				if got := said(t, conn, text); got != strings.Repeat("#", i%2)+strconv.Itoa(round) {
					t.Fatalf("round %d is answered %s", round, got)
				}
				pass(patience / 2)
			}
			if p.waiting() > 0 {
				t.Fatal("it was parked too soon")
			}
			pass(patience)
			if p.waiting() != 1 || underWay.Load() != 0 {
				t.Fatalf("parked are %d, under way %d", p.waiting(), underWay.Load())
			}
		}
	})
}

// TestHalfACallIsNotLost: where some of the next call has come, with the call before
// it or behind it, net/http keeps the connection.
func TestHalfACallIsNotLost(t *testing.T) {
	for n := 1; n < len(getCall); n++ {
		for _, texts := range [][]string{{getCall + getCall[:n], "", getCall[n:]}, {getCall, getCall[:n], getCall[n:]}} {
			parked(t, func(p *parking, _ *http.Server, _ *atomic.Int64, dial func() net.Conn) {
				conn := dial()
				if got := said(t, conn, texts[0]); got != "1" {
					t.Fatal(got)
				}
				if texts[1] != "" { // pipes pass on what is empty
					if _, err := io.WriteString(conn, texts[1]); err != nil {
						t.Fatal(err)
					}
				}
				pass(2 * patience)
				if p.waiting() > 0 {
					t.Fatalf("it is parked; sent is %q", texts)
				}
				if got := said(t, conn, texts[2]); got != "1" {
					t.Errorf("sent is %q, and the answer %s", texts, got)
				}
			})
		}
	}
}

// TestANewConnectionMayWait for its first call as long as others for their next
// one, and that call then has the time of any other.
func TestANewConnectionMayWait(t *testing.T) {
	for n := range len(getCall) {
		parked(t, func(p *parking, s *http.Server, underWay *atomic.Int64, dial func() net.Conn) {
			conn := dial()
			pass(s.IdleTimeout - time.Second)
			if p.waiting() != 1 || underWay.Load() != 0 {
				t.Fatalf("parked are %d, under way %d", p.waiting(), underWay.Load())
			}
			if n > 0 {
				if _, err := io.WriteString(conn, getCall[:n]); err != nil {
					t.Fatal(err)
				}
				pass(s.ReadHeaderTimeout - time.Second)
			}
			if got := said(t, conn, getCall[n:]); got != "1" {
				t.Errorf("the first call came in two, %d bytes first, and is answered %s", n, got)
			}
		})
	}
}

// TestACallThatDoesNotGoOnIsCut and not parked.
func TestACallThatDoesNotGoOnIsCut(t *testing.T) {
	parked(t, func(p *parking, s *http.Server, _ *atomic.Int64, dial func() net.Conn) {
		conn := dial()
		said(t, conn, getCall+"GET / HTTP/1.1\r\n")
		pass(s.ReadHeaderTimeout)
		if n := p.waiting(); n > 0 {
			t.Fatalf("parked are %d", n)
		}
		if _, err := conn.Read(make([]byte, 1)); err == nil {
			t.Error("the client reads on")
		}
	})
}

// TestWhatIsParkedEnds with the client, with its time, and with the server.
func TestWhatIsParkedEnds(t *testing.T) {
	for name, end := range map[string]func(*http.Server, net.Conn){
		"the client leaves":     func(_ *http.Server, c net.Conn) { _ = c.Close() },
		"it is idle too long":   func(*http.Server, net.Conn) { pass(time.Minute) },
		"the server closes":     func(s *http.Server, _ net.Conn) { _ = s.Close() },
		"the server shuts down": func(s *http.Server, _ net.Conn) { _ = s.Shutdown(t.Context()) },
	} {
		for _, called := range []bool{false, true} {
			parked(t, func(p *parking, s *http.Server, _ *atomic.Int64, dial func() net.Conn) {
				conn := dial()
				if called {
					said(t, conn, getCall)
				}
				pass(2 * patience)
				if p.waiting() != 1 {
					t.Fatal("it is not parked")
				}
				end(s, conn)
				synctest.Wait()
				if n := p.waiting(); n > 0 {
					t.Fatalf("%s: parked are %d", name, n)
				}
				if _, err := conn.Read(make([]byte, 1)); err == nil {
					t.Errorf("%s: the client reads on", name)
				}
			})
		}
	}
}

// TestManyThatAreParked leave memory behind, which is given back once.
func TestManyThatAreParked(t *testing.T) {
	parked(t, func(p *parking, _ *http.Server, _ *atomic.Int64, dial func() net.Conn) {
		for range many {
			said(t, dial(), getCall)
		}
		left := func() int {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.left
		}
		pass(patience)
		if left() != many {
			t.Errorf("%d left something behind, not %d", left(), many)
		}
		pass(rest)
		if left() != 0 || p.waiting() != many {
			t.Errorf("%d left something behind; %d are parked", left(), p.waiting())
		}
	})
}
