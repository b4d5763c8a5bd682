package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// A lazyConn tells the socket of a deadline only when that could end a wait too
// late. net/http sets some eight in each call, most of them before anything waits,
// and nearly all later than the one before: the socket keeps the sooner one, and
// when that passes is given the one that is meant.
type lazyConn struct {
	net.Conn
	reads, writes deadline
}

func newLazyConn(c net.Conn) *lazyConn {
	return &lazyConn{
		Conn: c, reads: deadline{tell: c.SetReadDeadline, now: time.Now}, writes: deadline{tell: c.SetWriteDeadline, now: time.Now},
	}
}

// NetConn is the connection itself.
func (c *lazyConn) NetConn() net.Conn { return c.Conn }

func (c *lazyConn) Read(p []byte) (int, error) {
	for {
		c.reads.begin()
		n, err := c.Conn.Read(p)
		if !c.reads.end(err) {
			return n, err
		}
	}
}

func (c *lazyConn) Write(p []byte) (int, error) {
	written := 0
	for {
		c.writes.begin()
		n, err := c.Conn.Write(p[written:])
		written += n
		if !c.writes.end(err) {
			return written, err
		}
	}
}

func (c *lazyConn) SetReadDeadline(t time.Time) error  { return c.reads.set(t) }
func (c *lazyConn) SetWriteDeadline(t time.Time) error { return c.writes.set(t) }

func (c *lazyConn) SetDeadline(t time.Time) error {
	return errors.Join(c.reads.set(t), c.writes.set(t))
}

// A deadline is that of reads, or of writes.
type deadline struct {
	tell func(time.Time) error // the socket
	now  func() time.Time

	mu      sync.Mutex
	waiting int       // how many wait in the socket
	meant   time.Time // zero for none
	told    time.Time // what the socket knows, zero for none
	passed  bool      // and it has passed
}

// set means another deadline. A wait that is under way must end in time.
func (d *deadline) set(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.meant = t
	if d.waiting > 0 {
		return d.settle()
	}
	return nil
}

// begin begins a wait.
func (d *deadline) begin() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting++
	_ = d.settle() // fails where the connection is closed, and so will the wait
}

// end ends a wait, and tells whether it has to go on: what passed was not the
// deadline that is meant.
func (d *deadline) end(err error) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting--
	if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	d.passed = true
	return d.meant.IsZero() || d.now().Before(d.meant)
}

// settle tells the socket of the deadline that is meant, unless what it knows
// comes no later.
func (d *deadline) settle() error {
	if !d.passed && !sooner(d.meant, d.told) {
		return nil
	}
	d.told, d.passed = d.meant, false
	return d.tell(d.meant)
}

// sooner compares deadlines, of which zero never comes.
func sooner(a, b time.Time) bool {
	return !a.IsZero() && (b.IsZero() || a.Before(b))
}
