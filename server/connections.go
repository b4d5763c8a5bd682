package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// counted is a listener that counts the calls under way on its connections:
// from the first byte of a call, which net/http does not tell of, to the last
// of its answer.
type counted struct {
	net.Listener
	underWay *atomic.Int64
	hello    func(from net.Addr) // is called when a client speaks TLS
	parking  *parking            // for those that are idle, nil for none
}

type connection struct {
	*lazyConn
	busy     atomic.Bool
	parks    atomic.Bool // its closing parks it
	underWay *atomic.Int64
	hello    func(net.Addr)
	parking  *parking

	// Of who reads, which is one at a time.
	greeted bool      // something was read
	idle    bool      // a call has ended
	waits   bool      // net/http waits for the next one
	held    bool      // first was read while the connection was parked
	first   [1]byte   // of the next call
	until   time.Time // how long it may be idle
}

// Accept gives a new connection, unless there is a parking: then all wait there
// for their first call, and the parking gives them.
func (l counted) Accept() (net.Conn, error) {
	for {
		accepted, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &connection{lazyConn: newLazyConn(accepted), underWay: l.underWay, hello: l.hello, parking: l.parking}
		if l.parking == nil {
			return c, nil
		}
		l.parking.welcome(c)
	}
}

func (c *connection) Read(p []byte) (int, error) {
	n, err := c.read(p)
	if n > 0 && !c.greeted {
		c.greeted = true
		if p[0] == handshake && (n == 1 || p[1] == 3) {
			c.hello(c.RemoteAddr())
		}
	}
	if n > 0 && !c.busy.Load() {
		c.begin()
	}
	return n, err
}

func (c *connection) read(p []byte) (int, error) {
	switch {
	case c.held:
		c.held = false
		return copy(p, c.first[:]), nil
	case c.waits:
		return c.idled(p)
	case len(p) == 1: // net/http's watch for a client that leaves
		return c.watch(p)
	}
	return c.lazyConn.Read(p)
}

// begin counts a call.
func (c *connection) begin() {
	if !c.busy.Swap(true) {
		c.underWay.Add(1)
	}
}

// end counts the call no more.
func (c *connection) end() {
	if c.busy.Swap(false) {
		c.underWay.Add(-1)
	}
}

// handshake is the byte that a connection with TLS begins with, 3 its major
// version (RFC 8446, 5.1).
const handshake = 0x16

// settled is the server's hook of states.
func settled(conn net.Conn, state http.ConnState) {
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	c, ok := conn.(*connection)
	if !ok {
		return // HTTP/2 without TLS hands on a connection of its own
	}
	if state == http.StateIdle || state == http.StateClosed {
		c.end()
	}
	c.idle = state == http.StateIdle
}
