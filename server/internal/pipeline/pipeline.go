package pipeline

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Pipeline leads requests to the routes of the systems it was given.
type Pipeline struct {
	Worlds    *Worlds
	Log       *slog.Logger
	Negotiate bool              // 401 as JSON to clients that take no XML
	Guard     func(*Call) error // who may use the control API, nil: anybody
	Fault     func(*Call) error // what shall go wrong instead of the call, nil: nothing
	systems   []*System
}

// Mount puts a system's routes on the server twice: under its base path for the
// default world, and under /w/{world} for every world.
func (p *Pipeline) Mount(e *echo.Echo, s *System) {
	p.systems = append(p.systems, s)
	for i := range s.Routes {
		r := &s.Routes[i]
		for _, at := range s.addresses(r) {
			path := strings.NewReplacer("{", ":", "}", "").Replace(at.path)
			methods := []string{at.method}
			if at.method == http.MethodGet {
				methods = append(methods, http.MethodHead) // RFC 9110 9.1
			}
			e.Match(methods, path, func(ec echo.Context) error { return p.serve(ec, s, r, DefaultWorld) })
			e.Match(methods, "/w/:world"+path, func(ec echo.Context) error { return p.serve(ec, s, r, ec.Param("world")) })
		}
	}
}

// Unknown answers for every path and method that no route takes. Give it to
// Echo as its error handler.
func (p *Pipeline) Unknown(_ error, ec echo.Context) {
	path := ec.Request().URL.Path
	world, rest := splitWorld(path)
	system := p.systems[0]
	for _, s := range p.systems {
		if strings.HasPrefix(rest, s.Base) {
			system = s
		}
	}
	_ = p.serve(ec, system, nil, world) // a client that is gone is no concern of ours
}

// splitWorld takes the world's prefix off a path, if it has one.
func splitWorld(path string) (world, rest string) {
	after, ok := strings.CutPrefix(path, "/w/")
	if !ok {
		return DefaultWorld, path
	}
	world, rest, _ = strings.Cut(after, "/")
	return world, "/" + rest
}

// serve is the path of every request.
func (p *Pipeline) serve(ec echo.Context, s *System, r *Route, world string) error {
	took := state.Stopwatch()
	c := &Call{Route: r, system: s, echo: ec}
	w, err := p.Worlds.Get(world)
	c.World = w
	var a answer
	if err == nil {
		a, err = p.run(c, s)
	}
	if err != nil {
		a = p.fitting(c, p.refusal(s, r, c.accept(), err))
	}
	sent := send(ec.Response(), ec.Request().Method, a)
	if w != nil && !s.Control {
		w.Journal.Add(c.entry(a, took()))
	}
	giveBack(a.borrowed)
	return sent
}

// run does the steps that may refuse.
func (p *Pipeline) run(c *Call, s *System) (a answer, err error) {
	defer func() {
		if v := recover(); v != nil {
			p.Log.Error("panic", "path", c.echo.Request().URL.Path, "value", v, "stack", string(debug.Stack()))
			err = state.Fail(Internal, fmt.Sprintf("panic: %v; this is a fault of mockismp, please report it", v))
		}
	}()
	c.body = &bounded{Reader: c.echo.Request().Body, limit: s.limit(c.Route), announced: c.echo.Request().ContentLength}
	if !s.Control {
		if c.Body, err = c.body.all(); err != nil {
			return a, err
		}
	}
	if c.Route == nil {
		return a, unknownRoute(c, s)
	}
	if err := p.admit(c, s); err != nil {
		return a, err
	}
	out, err := c.Route.Handler.serve(c)
	if err != nil {
		return a, err
	}
	if a, err = success(out); err != nil || s.Control || a.contentType == "" {
		return a, err
	}
	if media, _, _ := strings.Cut(a.contentType, ";"); c.accepted(media) == "" {
		return answer{}, c.notAcceptable(media)
	}
	return a, nil
}

// fitting is a refusal that the client takes, or 406 in its place: Accept holds
// for errors, too. With --unauthorized xml a 401 goes out whatever it says.
func (p *Pipeline) fitting(c *Call, a answer) answer {
	media, _, _ := strings.Cut(a.contentType, ";")
	if c.system.Control || media == "" || c.accepted(media) != "" || a.status == http.StatusUnauthorized && !p.Negotiate {
		return a
	}
	unfit := c.notAcceptable(media)
	unfit.Why = fmt.Sprintf("%s; the refusal that does not fit is %d %s: %s", unfit.Why, a.status, a.failure.rule, a.failure.why)
	return p.refusal(c.system, c.Route, "", unfit)
}

// admit does everything between the body and the handler.
func (p *Pipeline) admit(c *Call, s *System) (err error) {
	if p.Fault != nil && !s.Control {
		if err := p.Fault(c); err != nil {
			return err
		}
	}
	if c.Route.Access == Guarded && p.Guard != nil {
		if err := p.Guard(c); err != nil {
			return err
		}
	}
	if c.Route.Access == Bearer || c.Route.Access == Optional && c.Header("Authorization") != "" {
		if c.Caller, err = p.signIn(c); err != nil {
			return err
		}
	}
	// Nothing that the method answers would fit, so it does nothing. A refusal and an
	// empty list are JSON, whatever else it gives: «один и тот же метод в
	// зависимости от ситуации может вернуть разные типы содержимого».
	if !s.Control && c.accepted(c.Route.produces()...) == "" && c.accepted(mediaJSON) == "" {
		return c.notAcceptable(strings.Join(c.Route.produces(), " "))
	}
	var dropped []string
	c.Query, dropped = parseQuery(c.echo.Request().URL.RawQuery)
	for _, name := range dropped {
		c.Tolerate(rules.QueryPercent, fmt.Sprintf("query parameter %q holds a %% that begins no escape: it was ignored, as the real server does; write %%25", name))
	}
	return nil
}

// unknownRoute names the routes that are near, which the real service does not.
func unknownRoute(c *Call, s *System) error {
	_, path := splitWorld(c.echo.Request().URL.Path)
	method := c.echo.Request().Method
	why := fmt.Sprintf("%s %s is no method of %s, whose methods stand under %s", method, path, s.Name, s.Base)
	for _, r := range s.Routes {
		if s.Base+r.Path == path {
			why += fmt.Sprintf("; %s is called with %s", r.Path, r.Method)
		}
	}
	return state.Fail(RouteUnknown, why)
}
