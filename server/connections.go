package server

import (
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
}

type connection struct {
	net.Conn
	busy     atomic.Bool
	underWay *atomic.Int64
}

func (l counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &connection{Conn: c, underWay: l.underWay}, nil
}

// NetConn is the connection itself, for who has to reset it.
func (c *connection) NetConn() net.Conn { return c.Conn }

func (c *connection) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.busy.Load() && !c.busy.Swap(true) {
		c.underWay.Add(1)
	}
	return n, err
}

// settled is the server's hook of states.
func settled(conn net.Conn, state http.ConnState) {
	c := conn.(*connection)
	if (state == http.StateIdle || state == http.StateClosed) && c.busy.Swap(false) {
		c.underWay.Add(-1)
	}
}
