package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Pipeline leads requests to the routes of the systems it was given. It knows
// none of them: what differs between systems, each brings along.
type Pipeline struct {
	Worlds    *Worlds
	Log       *slog.Logger
	Now       func() time.Time                               // the machine's clock, for how long slow bodies and readers are waited for
	Intervene func(*Call, Phase) (i Intervention, acts bool) // what shall happen on purpose, nil: nothing
	systems   []*System
}

// echoPath writes a path with parameters as Echo does.
var echoPath = strings.NewReplacer("{", ":", "}", "")

// Mount puts a system's routes on the server twice: under its base path for the
// default world, and under /w/{world} for every world.
func (p *Pipeline) Mount(e *echo.Echo, s *System) {
	p.systems = append(p.systems, s)
	for i := range s.Routes {
		r := &s.Routes[i]
		for _, at := range s.addresses(r) {
			path := echoPath.Replace(at.path)
			methods := []string{at.method}
			if at.method == http.MethodGet {
				methods = append(methods, http.MethodHead) // RFC 9110 9.1
			}
			e.Match(methods, path, func(ec echo.Context) error { return p.serve(ec, s, r, DefaultWorld) })
			e.Match(methods, WorldPath+":world"+path, func(ec echo.Context) error { return p.serve(ec, s, r, ec.Param("world")) })
		}
	}
}

// Unknown answers for every path and method that no route takes. Give it to
// Echo as its error handler.
func (p *Pipeline) Unknown(_ error, ec echo.Context) {
	ec.Response().Header().Del(echo.HeaderAllow) // which belongs to 405
	world, rest := splitWorld(ec.Request().URL.EscapedPath())
	system, _, ok := p.systemOf(rest)
	if !ok {
		system = p.systems[0]
	}
	_ = p.serve(ec, system, nil, world) // a client that is gone is no concern of ours
}

// systemOf finds the system on whose address a path lies, the deepest of
// several, and what follows its base.
func (p *Pipeline) systemOf(path string) (system *System, below string, ok bool) {
	deepest := 0
	for _, s := range p.systems {
		if rest, depth, fits := s.below(path); fits && (!ok || depth > deepest) {
			system, below, deepest, ok = s, rest, depth, true
		}
	}
	return system, below, ok
}

// splitWorld takes the world's prefix off a path, if it has one.
func splitWorld(path string) (world, rest string) {
	after, ok := strings.CutPrefix(path, WorldPath)
	if !ok {
		return DefaultWorld, path
	}
	world, rest, _ = strings.Cut(after, "/")
	return world, "/" + rest
}

// serve is the path of every request.
func (p *Pipeline) serve(ec echo.Context, s *System, r *Route, world string) error {
	c := &Call{Route: r, system: s, echo: ec, body: p.bodyOf(ec, s.limit(r)), watch: state.WatchFor(ec.Request().Context()), began: p.Now()}
	w, err := p.Worlds.Get(world)
	c.World = w
	var a answer
	if err == nil {
		a, err = p.run(c, s)
	}
	if err != nil {
		a = p.refused(c, err)
		a.close = !c.body.discard()
	}
	sent := p.journaled(c, world, a)
	if failed, unbegun := errors.AsType[errUnbegun](sent); unbegun {
		sent = p.journaled(c, world, p.refused(c, cmp.Or(c.left(), failed.error)))
	}
	giveBack(a.lent)
	tidy(&c.body)
	if sent != nil {
		panic(http.ErrAbortHandler) // net/http ends the connection then: the answer did not go out whole
	}
	return nil
}

// refused is the answer to a call that failed.
func (p *Pipeline) refused(c *Call, err error) answer {
	a := refusal(c.system, c.Route, c.accept(), c.rules(), err)
	if a.failure.kind == Internal && !c.onPurpose {
		p.Log.Error("internal error", "system", c.system.Name, "why", a.failure.why)
	}
	return fitting(c, a)
}

// remember keeps a request in the journal of its world, if there is one, and
// tells of it in the log.
func (p *Pipeline) remember(c *Call, world string, e Entry) {
	if c.World != nil {
		c.World.Journal.Add(e)
	}
	p.log(world, &e)
}

// journaled puts the call in the journal and sends its answer, in this order, so
// that whoever has the answer finds the call there. A stream is still in the
// making when it begins; one that failed before that is not kept: there will be
// another answer.
func (p *Pipeline) journaled(c *Call, world string, a answer) error {
	streams := a.stream != nil && c.cut == Whole
	if !streams {
		p.keep(c, world, a)
	}
	if c.cut != Whole {
		return sendCut(c.echo.Response(), a, c.cut)
	}
	var to http.ResponseWriter = c.echo.Response()
	if c.dribble > 0 && a.stream == nil {
		to = &dribbler{to, c, p.Now}
	}
	sent := p.send(to, c.echo.Request().Method, a)
	if streams {
		if _, unbegun := errors.AsType[errUnbegun](sent); !unbegun {
			p.keep(c, world, a)
		}
	}
	return sent
}

// keep puts the call in the journal, if its system has one.
func (p *Pipeline) keep(c *Call, world string, a answer) {
	if c.system.Journaled {
		p.remember(c, world, c.entry(a, p.Now()))
	}
}

// recovered makes the panic of a handler the error of its call.
func (p *Pipeline) recovered(path string, err *error) {
	if v := recover(); v != nil {
		p.Log.Error("panic", "path", path, "value", v, "stack", string(debug.Stack()))
		*err = state.Errorf(Internal, "panic: %v; this is a fault of mockismp, please report it", v)
	}
}

// run does the steps that may refuse. Nobody's body is kept before they are
// known.
func (p *Pipeline) run(c *Call, s *System) (a answer, err error) {
	defer p.recovered(c.echo.Request().URL.Path, &err)
	if a, over, err := p.at(c, Received); over {
		return a, err
	}
	if err := c.untidy(); err != nil {
		return a, err
	}
	if c.Route == nil {
		return a, unknownRoute(c, s)
	}
	if err := admit(c, s); err != nil {
		return a, err
	}
	if a, over, err := p.at(c, Authenticated); over {
		return a, err
	}
	work, err := decode(c, s)
	if err != nil {
		return a, err
	}
	for _, ph := range []Phase{Decoded, Handled} {
		if a, over, err := p.at(c, ph); over {
			return a, err
		}
	}
	if a, err = answerOf(c, s, work); err != nil {
		return a, err
	}
	if instead, over, err := p.at(c, Written); over {
		return instead, err
	}
	return a, nil
}

// fitting is a refusal that the client takes, or 406 in its place: Accept holds
// for errors, too.
func fitting(c *Call, a answer) answer {
	media, _, _ := strings.Cut(a.contentType, ";")
	if !c.system.Negotiates || media == "" || a.anyhow || c.accepted(media) != "" {
		return a
	}
	unfit := c.notAcceptable(media)
	unfit.Why = fmt.Sprintf("%s; the refusal that does not fit is %d %s: %s", unfit.Why, a.status, a.failure.rule, a.failure.why)
	return refusal(c.system, c.Route, "", c.rules(), unfit)
}

// admit looks at who calls, and at what the client takes.
func admit(c *Call, s *System) (err error) {
	if asks := c.Route.Access != Open && (c.Route.Access != Optional || c.Header("Authorization") != ""); asks && s.SignIn != nil {
		if c.Caller, err = s.SignIn(c); err != nil {
			return err
		}
	}
	// Nothing that the method answers would fit, so it does nothing. A refusal and an
	// empty list are JSON, whatever else it gives: «один и тот же метод в
	// зависимости от ситуации может вернуть разные типы содержимого».
	if s.Negotiates && c.accepted(c.Route.produces()...) == "" && c.accepted(mediaJSON) == "" {
		return c.notAcceptable(strings.Join(c.Route.produces(), " "))
	}
	return nil
}

// decode reads the call into what its handler takes.
func decode(c *Call, s *System) (work func() (answer, error), err error) {
	if !s.Streams {
		if c.Body, err = c.body.all(); err != nil {
			return nil, err
		}
	}
	c.Query, c.dropped = parseQuery(c.echo.Request().URL.RawQuery)
	for _, name := range c.dropped {
		c.Tolerate(rules.QueryPercent, fmt.Sprintf("query parameter %q holds a %% that begins no escape: it was ignored, as the real server does; write %%25", name))
	}
	return c.Route.Handler.decode(c)
}

// answerOf does the work, and looks whether what came of it fits.
func answerOf(c *Call, s *System, work func() (answer, error)) (a answer, err error) {
	a, err = work()
	if left := c.left(); left != nil {
		giveBack(a.lent)
		return answer{}, left
	}
	if err != nil || !s.Negotiates || a.contentType == "" {
		return a, err
	}
	if media, _, _ := strings.Cut(a.contentType, ";"); c.accepted(media) == "" {
		giveBack(a.lent)
		return answer{}, c.notAcceptable(media)
	}
	return a, nil
}

// unknownRoute names the routes that are near, which the real service does not.
func unknownRoute(c *Call, s *System) error {
	_, path := splitWorld(cutText(c.echo.Request().URL.Path))
	method := c.echo.Request().Method
	why := fmt.Sprintf("%s %s is no method of %s, whose methods stand under %s", method, path, s.Name, strings.Join(s.Bases, " and "))
	if below, _, ok := s.below(path); ok {
		why += s.nearRoute(method, strings.TrimSuffix(path, below), below)
	} else {
		why += s.withoutBase("", path)
	}
	return state.Errorf(RouteUnknown, "%s", why)
}
