package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync/atomic"
)

// counted is a listener that counts the calls under way on its connections:
// from the first byte of a call, which net/http does not tell of, to the last
// of its answer.
type counted struct {
	net.Listener
	underWay *atomic.Int64
	hello    func(from net.Addr) // is called when a client speaks TLS
}

type connection struct {
	net.Conn
	busy     atomic.Bool
	greeted  bool // something was read; only its reader looks
	underWay *atomic.Int64
	hello    func(net.Addr)
}

func (l counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &connection{Conn: c, underWay: l.underWay, hello: l.hello}, nil
}

// NetConn is the connection itself, for who has to reset it.
func (c *connection) NetConn() net.Conn { return c.Conn }

func (c *connection) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.greeted {
		c.greeted = true
		if p[0] == handshake && (n == 1 || p[1] == 3) {
			c.hello(c.RemoteAddr())
		}
	}
	if n > 0 && !c.busy.Load() && !c.busy.Swap(true) {
		c.underWay.Add(1)
	}
	return n, err
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
	if (state == http.StateIdle || state == http.StateClosed) && c.busy.Swap(false) {
		c.underWay.Add(-1)
	}
}
