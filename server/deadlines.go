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

// NetConn is the connection itself, for who has to reset it.
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

// watchAfter is how long net/http's watch for a client that leaves stays away from
// the socket: most calls have ended by then, and save it.
const watchAfter = 10 * time.Millisecond

// watch is Read for who has time: it begins a moment later, unless a deadline is
// set meanwhile.
func (c *lazyConn) watch(p []byte) (int, error) {
	if !c.reads.rest(watchAfter) {
		return 0, os.ErrDeadlineExceeded
	}
	return c.Read(p)
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

	resting bool
	changed chan struct{} // while it rests
	alarm   *time.Timer   // at the end of the rest
}

// set means another deadline. A wait that is under way must end in time.
func (d *deadline) set(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.meant = t
	if d.resting {
		d.resting = false
		d.changed <- struct{}{}
	}
	if d.waiting > 0 {
		return d.settle()
	}
	return nil
}

// rest waits so long, or until another deadline is set. It tells whether there is
// time left.
func (d *deadline) rest(long time.Duration) bool {
	if !d.mayRest(long) {
		return false
	}
	select {
	case <-d.changed:
		d.alarm.Stop()
	case <-d.alarm.C:
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.resting = false
	return !d.over()
}

func (d *deadline) mayRest(long time.Duration) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over() {
		return false
	}
	if d.alarm == nil {
		d.changed, d.alarm = make(chan struct{}, 1), time.NewTimer(long)
	} else {
		d.alarm.Reset(long)
	}
	select {
	case <-d.changed: // with the alarm of an earlier rest
	default:
	}
	d.resting = true
	return true
}

// over tells whether the deadline that is meant has passed.
func (d *deadline) over() bool { return !d.meant.IsZero() && !d.now().Before(d.meant) }

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
	return !d.over()
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
