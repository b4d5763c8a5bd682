package server

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"

	"github.com/mockismp/mockismp/server/internal/trueapi"
	"github.com/mockismp/mockismp/state"
)

// T is the part of testing.TB that this package needs, so that the program does
// not carry the testing package.
type T interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Run starts a server on a free port of loopback for one test, and stops it
// when the test ends.
func Run(t T, opts ...Option) *Server {
	t.Helper()
	s, err := New(append([]Option{WithListen("127.0.0.1:0")}, opts...)...)
	if err != nil {
		t.Fatalf("mockismp does not start: %s", err)
	}
	s.t = t
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TrueAPI is the address that a client of the True-API is given.
func (s *Server) TrueAPI() string { return s.URL + trueapi.Base }

// Client is an HTTP client for the server. It follows redirects within one host
// only: an answer that leads to another host is given as it is.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: s.core.transport(), CheckRedirect: withinHost}
}

// transport trusts the server's own certificate, if it has one.
func (c *core) transport() http.RoundTripper {
	if c.secure == nil {
		return http.DefaultTransport
	}
	c.trusting.Do(func() {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(c.secure.authority)
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.TLSClientConfig = &tls.Config{RootCAs: pool}
		c.trustingBy = own
	})
	return c.trustingBy
}

// withinHost is a policy of redirects, see http.Client.
func withinHost(next *http.Request, via []*http.Request) error {
	if next.URL.Host != via[0].URL.Host || len(via) >= 10 {
		return http.ErrUseLastResponse
	}
	return nil
}

// World is the state of the world, to read with Snapshot and View, to change with Update.
func (s *Server) World() *state.World { return s.world.World }

// Clock is the world's time.
func (s *Server) Clock() state.Clock { return s.world.Clock() }

// Reset brings the world back to its start and empties its journal.
func (s *Server) Reset() { s.world.Reset() }

// Token gives a token for a participant without the ceremony of a signature.
// It ends the test where IssueToken fails.
func (s *Server) Token(bin string) string {
	token, err := s.IssueToken(bin)
	if err != nil && s.t != nil {
		s.t.Helper()
		s.t.Fatalf("no token for %s: %s", bin, err)
	}
	return token
}

// IssueToken is Token for programs. It fails for a BIN of a wrong form, for
// strangers where participants are known, and for blocked ones.
func (s *Server) IssueToken(bin string) (string, error) {
	return s.core.trueAPI.IssueToken(s.world, bin)
}

// Fork gives the test a world of its own: a copy of this one, made in constant
// time, that answers under another address and is dropped when the test ends.
func (s *Server) Fork(t T) *Server {
	t.Helper()
	name := fmt.Sprintf("fork-%d", s.core.forks.Add(1))
	copied := s.core.dress(s.world.Fork(name, nil))
	s.core.faults.Fork(s.world, copied)
	if err := s.core.worlds.Add(copied); err != nil {
		t.Fatalf("mockismp does not fork: %s", err)
	}
	t.Cleanup(func() { _ = s.core.worlds.Drop(name) })
	fork, err := s.core.view(name)
	if err != nil {
		t.Fatalf("mockismp does not fork: %s", err)
	}
	fork.t = t
	return fork
}

// TLSAuthority is the certificate of the authority that clients have to trust, in
// PEM; nil without TLS.
func (s *Server) TLSAuthority() []byte { return s.core.secure.pem() }

// ControlToken is what the control API demands, "" for nothing.
func (s *Server) ControlToken() string { return s.core.controlToken }
