package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/server/internal/bots"
	"github.com/mockismp/mockismp/server/internal/control"
	"github.com/mockismp/mockismp/server/internal/faults"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/trueapi"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
)

// Server is a running mockismp, seen from one of its worlds.
type Server struct {
	URL string // where the world answers: http://127.0.0.1:PORT, behind it /w/NAME unless it is the default world

	world *pipeline.World
	core  *core
	t     T // nil on a server that New started
}

// core is what all views of one running server share.
type core struct {
	base         string
	options      Options
	secure       *security // nil without TLS
	schemas      *xsd.Set
	trust        *pki.Trust
	worlds       *pipeline.Worlds
	journals     *pipeline.Journals
	pipeline     *pipeline.Pipeline
	trueAPI      *trueapi.API
	faults       *faults.Faults
	controls     *control.API
	bots         *bots.Actor
	http         *http.Server
	underWay     atomic.Int64
	parking      *parking // of idle connections, nil with TLS
	controlToken string
	forks        atomic.Int64
	done         chan error
	trusting     sync.Once
	trustingBy   http.RoundTripper // of the server's own certificate
}

// New starts a server. It loads everything first and opens the socket last.
func New(opts ...Option) (*Server, error) {
	o := Defaults()
	for _, opt := range opts {
		opt(&o)
	}
	o.fill()
	parts, err := o.load()
	if err := errors.Join(o.check(), err); err != nil {
		return nil, errors.Join(append(parts.wrongDatasets(), err)...) // all that is wrong, at once
	}
	actor := &bots.Actor{Level: o.Signature, Trust: parts.trust, Schemas: parts.schemas}
	first, err := startWorld(&o, parts.datasets, actor.Bring)
	if err != nil {
		return nil, err
	}
	secure, err := secured(&o, time.Now)
	if err != nil {
		return nil, err
	}
	c := &core{secure: secure, options: o, schemas: parts.schemas, trust: parts.trust, controlToken: o.ControlToken, journals: pipeline.NewJournals(o.Journal), done: make(chan error, 1)}
	if c.controlToken == "" && !loopback(o.Listen...) {
		c.controlToken = rand.Text()
	}
	c.bots = actor
	c.worlds = pipeline.NewWorlds(c.dress(first), o.MaxWorlds)
	c.http = &http.Server{
		Handler:           c.handler(),
		ReadHeaderTimeout: 10 * time.Second, // a half-open connection does not stay for ever
		IdleTimeout:       2 * time.Minute,
		WriteTimeout:      time.Hour, // of small answers; the pipeline gives others a deadline of their own
		ConnState:         settled,
		ErrorLog:          slog.NewLogLogger(o.log.Handler(), slog.LevelWarn),
	}
	if err := c.begin(o.Scenario); err != nil {
		return nil, err
	}
	listeners, err := listen(o.Listen)
	if err != nil {
		return nil, err
	}
	c.base = c.scheme() + "://" + reachable(listeners[0].Addr().String())
	c.serve(listeners)
	return c.view(pipeline.DefaultWorld)
}

// serve answers on all listeners; the first that fails ends the server.
func (c *core) serve(listeners []net.Listener) {
	c.http.Protocols = new(http.Protocols)
	c.http.Protocols.SetHTTP1(true)
	c.http.Protocols.SetHTTP2(true)
	c.http.Protocols.SetUnencryptedHTTP2(true)
	if c.secure != nil {
		c.http.TLSConfig = c.secure.config
	}
	ended := make(chan error, len(listeners)+1)
	if c.secure == nil {
		c.parking = newParking(patience, c.http.IdleTimeout, listeners[0].Addr())
		go func() { ended <- c.http.Serve(c.parking) }()
	}
	for _, l := range listeners {
		open := counted{l, &c.underWay, c.hello, c.parking}
		if c.secure == nil {
			go func() { ended <- c.http.Serve(open) }()
		} else {
			go func() { ended <- c.http.ServeTLS(open, "", "") }()
		}
	}
	go func() {
		err := <-ended
		if err != http.ErrServerClosed { // in a shutdown calls under way go on
			_ = c.http.Close()
		}
		c.done <- err
	}()
}

func (c *core) scheme() string {
	if c.secure == nil {
		return "http"
	}
	return "https"
}

// hello is called when somebody speaks TLS on a port.
func (c *core) hello(from net.Addr) {
	if c.secure != nil {
		return
	}
	w, err := c.worlds.Get(pipeline.DefaultWorld)
	if err != nil {
		return
	}
	const why = "a client speaks TLS (https) here, where plain HTTP is spoken: serve with --tls auto, or give the client an http:// address"
	c.options.log.Warn("TLS on the plain port", "from", from.String(), "reason", why)
	w.Journal.Add(pipeline.Entry{At: w.Clock().Now(), Rule: "tls.hello", Why: why + "; it called from " + from.String()})
}

// begin starts a scenario in the default world, whose start that becomes.
func (c *core) begin(name string) error {
	if name == "" {
		return nil
	}
	f, err := scenarios.Find(name)
	if err != nil {
		return err
	}
	w, err := c.worlds.Get(pipeline.DefaultWorld)
	if err != nil {
		return err
	}
	if _, err := c.controls.Begin(context.Background(), w, f, c.options.Seed); err != nil {
		return fmt.Errorf("scenario %s: %w", name, err)
	}
	w.MarkStart()
	return nil
}

// dress puts beside a world's state what the server's options ask for.
func (c *core) dress(w *state.World) *pipeline.World {
	dressed := pipeline.NewWorld(w, c.journals.New())
	w.OnBot(c.bots.In(w))
	w.OnMishap(func(m state.Mishap) { c.tell(dressed, m) })
	w.OnStory(func(tx *state.Tx, what string) {
		if err := control.Tell(tx, what); err != nil {
			dressed.Journal.Add(pipeline.Entry{At: tx.Now(), Rule: "story.failed", Why: err.Error()})
		}
	})
	return dressed
}

// tell puts what went wrong by itself in log and journal, where calls are.
func (c *core) tell(w *pipeline.World, m state.Mishap) {
	c.options.log.Error("panic", "world", w.Name(), "due", m.Kind, "ref", m.Ref, "value", m.Panic, "stack", string(m.Stack))
	w.Journal.Add(pipeline.Entry{At: m.At, Rule: "due.panic", Why: m.String()})
}

// handler wires systems, pipeline and Echo.
func (c *core) handler() http.Handler {
	e := echo.New()
	c.pipeline = &pipeline.Pipeline{Worlds: c.worlds, Log: c.options.log, Now: time.Now}
	for _, s := range c.systems() {
		c.pipeline.Mount(e, s)
	}
	c.pipeline.Intervene = c.faults.Intervene
	e.HTTPErrorHandler = c.pipeline.Unknown
	return c.pipeline.CORS(c.options.CORS, c.pipeline.TidyPaths(e))
}

// systems are the emulated systems, and the control API last: it tells of the others.
func (c *core) systems() []*pipeline.System {
	c.trueAPI = trueapi.New(trueapi.Settings{Secret: c.secret(), Signature: c.options.Signature, Trust: c.trust, Schemas: c.schemas, Negotiate: c.options.Unauthorized == "negotiate"})
	emulated := []*pipeline.System{c.trueAPI.System()}
	c.faults = faults.New(emulated...)
	c.controls = &control.API{
		Token: c.controlToken, Self: func() http.Handler { return c.http.Handler }, Worlds: c.worlds, NewWorld: c.dress, Send: c.bots.Bring, About: c.about(), Signature: c.options.Signature, Trust: c.trust, Schemas: c.schemas, TrueAPI: c.trueAPI, Faults: c.faults, Guard: c.guard, Emulated: emulated, TLSAuthority: c.secure.pem(),
	}
	return append(emulated, c.controls.System())
}

func (c *core) about() mock.About {
	settings := c.options.settings()
	settings["control-token"] = c.controlToken != ""
	return mock.About{
		Version: Version(), Signature: c.options.Signature.String(), Participants: c.options.Participants,
		Strict: c.options.Strict, XSDEngine: c.schemas.Engine(), Settings: settings,
	}
}

// loopback tells whether nobody but this machine reaches the addresses.
func loopback(addrs ...string) bool {
	return !slices.ContainsFunc(addrs, func(addr string) bool {
		host, _, err := net.SplitHostPort(addr)
		ip := net.ParseIP(host)
		return err != nil || !strings.EqualFold(host, "localhost") && (ip == nil || !ip.IsLoopback())
	})
}

// reachable is an address that can be opened: whoever listens on all of them
// answers on loopback too.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

// view is the server as seen from one of its worlds.
func (c *core) view(name string) (*Server, error) {
	w, err := c.worlds.Get(name)
	if err != nil {
		return nil, err
	}
	url := c.base
	if name != pipeline.DefaultWorld {
		url += pipeline.WorldPath + name
	}
	return &Server{URL: url, world: w, core: c}, nil
}

// Wait returns when the server has stopped, with nil after Close or Shutdown.
func (s *Server) Wait() error {
	err := <-s.core.done
	s.core.done <- err
	if err == http.ErrServerClosed {
		return nil
	}
	return err
}

// Shutdown stops the server and lets calls under way finish until ctx ends. Where
// some have not, it returns ctx's error; Close ends those.
func (s *Server) Shutdown(ctx context.Context) error { return s.core.http.Shutdown(ctx) }

// UnderWay counts the calls under way, including those still being sent.
func (s *Server) UnderWay() int { return int(s.core.underWay.Load()) }

// Close stops the server at once.
func (s *Server) Close() error { return s.core.http.Close() }
