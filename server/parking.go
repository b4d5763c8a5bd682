package server

import (
	"errors"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// patience is how long an idle connection is left to net/http.
const patience = 200 * time.Millisecond

// What many connections leave behind that are parked is given back to the machine
// when no more have come for a rest.
const (
	many = 256
	rest = time.Second
)

// A parking is where connections wait that are idle. net/http keeps two buffers
// of 4 kB and a stack of 8 kB for each; here it is a stack of 2 kB. A connection
// comes in when it is new, and when net/http closes it because it was idle for so
// long. It goes out as a new one with its next byte: to net/http it is a listener.
// Clients notice nothing. Where net/http's own closing is meant, it is closed.
//
// net/http would give a new connection no longer than a call that has begun, and
// clients open some before they need them: they would lose their first call.
type parking struct {
	after  time.Duration // how long idle connections are left to net/http
	idle   time.Duration // how long new ones may wait for their first call
	now    func() time.Time
	addr   net.Addr
	tidy   *time.Timer
	woken  chan net.Conn
	closed chan struct{}
	mu     sync.Mutex
	parked map[net.Conn]struct{} // nil when the parking is closed
	left   int                   // connections whose buffers lie about
}

func newParking(after, idle time.Duration, addr net.Addr) *parking {
	p := &parking{after: after, idle: idle, now: time.Now, addr: addr, woken: make(chan net.Conn), closed: make(chan struct{}), parked: map[net.Conn]struct{}{}}
	p.tidy = time.AfterFunc(rest, p.clean)
	p.tidy.Stop()
	return p
}

// clean gives memory back.
func (p *parking) clean() {
	p.mu.Lock()
	p.left = 0
	p.mu.Unlock()
	runtime.GC() // net/http's pools drop what two collections found unused
	debug.FreeOSMemory()
}

// Accept gives a connection that was parked and is called again.
func (p *parking) Accept() (net.Conn, error) {
	select {
	case c := <-p.woken:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Addr is the address of one of the server's listeners.
func (p *parking) Addr() net.Addr { return p.addr }

// Close closes all connections that are parked.
func (p *parking) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked == nil {
		return nil
	}
	for c := range p.parked {
		_ = c.Close()
	}
	p.parked = nil
	p.tidy.Stop()
	close(p.closed)
	return nil
}

// welcome waits for the first byte of a new connection.
func (p *parking) welcome(c *connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.park(c, p.now().Add(p.idle))
}

// take waits for the next byte of a connection in place of net/http.
func (p *parking) take(c *connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left++; p.left >= many && p.parked != nil {
		p.tidy.Reset(rest)
	}
	p.park(&connection{lazyConn: c.lazyConn, underWay: c.underWay, hello: c.hello, parking: p, greeted: true}, c.until)
}

// park lets a connection wait, but not in a parking that is closed.
func (p *parking) park(c *connection, until time.Time) {
	if p.parked == nil {
		_ = c.lazyConn.Close()
		return
	}
	p.parked[c.lazyConn] = struct{}{}
	go p.wait(c, until)
}

func (p *parking) wait(c *connection, until time.Time) {
	_ = c.lazyConn.SetReadDeadline(until)
	n, err := c.lazyConn.Read(c.first[:])
	for err == nil && (c.first[0] == '\r' || c.first[0] == '\n') { // empty lines before a call are ignored (RFC 9112 2.2)
		n, err = c.lazyConn.Read(c.first[:])
	}
	p.mu.Lock()
	delete(p.parked, c.lazyConn)
	p.mu.Unlock()
	if n > 0 {
		c.held = true
		c.begin()
		select {
		case p.woken <- c:
			return
		case <-p.closed:
			c.end()
		}
	}
	_ = c.lazyConn.Close()
}

// SetReadDeadline is told by net/http at first how long a connection that has
// become idle may be so: until then at most, and for a while in net/http's care.
// Told again, net/http has the beginning of the next call.
func (c *connection) SetReadDeadline(until time.Time) error {
	switch {
	case c.idle && c.parking != nil:
		c.idle, c.waits, c.until = false, true, until
		if soon := until.Add(c.parking.after - c.parking.idle); soon.Before(until) { // net/http has added idle to the present
			until = soon
		}
	case c.waits:
		c.waits = false
	}
	return c.lazyConn.SetReadDeadline(until)
}

// net/http reads a connection into a buffer of so many bytes, and takes it for
// idle until it has a few of the next call.
const (
	buffer = 4 << 10
	few    = 4
)

// idled is a read of a connection that waits for a call. It fails when the connection has
// been idle for long enough and net/http holds no byte of it: where some of the
// next call has come, the buffer that it fills has less room.
func (c *connection) idled(p []byte) (int, error) {
	n, err := c.lazyConn.Read(p)
	late := errors.Is(err, os.ErrDeadlineExceeded)
	if late && len(p) == buffer {
		c.parks.Store(true)
		return n, err
	}
	c.waits = false
	if late || n < few {
		_ = c.lazyConn.SetReadDeadline(c.until)
	}
	if late {
		return c.lazyConn.Read(p)
	}
	return n, err
}

// Close closes the connection, or parks it.
func (c *connection) Close() error {
	if c.parks.Swap(false) {
		c.parking.take(c)
		return nil
	}
	return c.lazyConn.Close()
}
