package pipeline

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Call is one request on its way: what a handler may see and say.
type Call struct {
	World  *World
	Route  *Route
	Caller *Caller // who calls, nil where nobody asked
	Query  Query
	Body   []byte

	system    *System
	echo      echo.Context
	warnings  []rules.Warning
	changes   []state.TableChanges
	faults    []string // that acted on it
	outcome   string   // that chose what becomes of it
	notes     []string // of what happens to it on purpose
	document  string   // id of the document that the call brought
	body      bounded
	reason    *failure // of an answer that says itself what it refuses
	dropped   []string // query parameters whose values hold broken escapes
	cut       Cut      // what an intervention leaves of the answer
	dribble   time.Duration
	without   string
	onPurpose bool // it fails because a fault says so
	watch     state.Watch
	began     time.Time // wall time
	retry     int       // seconds of Retry-After, 0 for none
}

// Header is the first value of a request header. A name that is spelt as net/http
// keeps it is found at once.
func (c *Call) Header(name string) string {
	h := c.echo.Request().Header
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return h.Get(name)
}

// Request is the call as it came in.
func (c *Call) Request() *http.Request { return c.echo.Request() }

// System is the name of the system that is called.
func (c *Call) System() string { return c.system.Name }

// Path is the path below the system's base, or the whole one where it lies
// below none, as it was escaped.
func (c *Call) Path() string {
	_, path := splitWorld(c.echo.Request().URL.EscapedPath())
	if below, _, ok := c.system.below(path); ok {
		return below
	}
	return path
}

// Reader is the body of a control call, which nobody has read yet. It fails
// with BodyTooLarge behind the limit of the route.
func (c *Call) Reader() io.Reader { return &c.body }

// whole is the body, which only control calls have not read yet.
func (c *Call) whole() ([]byte, error) {
	if c.system.Streams {
		return c.body.all()
	}
	return c.Body, nil
}

// Context ends when the client goes away.
func (c *Call) Context() context.Context { return c.echo.Request().Context() }

// Snapshot is the world as the call sees it. Walks over many of its records end
// when the client leaves, and with them the call.
func (c *Call) Snapshot() state.View { return c.watch.Over(c.World.Snapshot()) }

// Here is asked by walks over other things than the world's records, at each of
// them; false ends the walk, and with it the call: the client has left.
func (c *Call) Here() bool { return c.watch.Here() }

// left is what a call ends with whose client has left while it walked.
func (c *Call) left() error {
	if c.watch.Ended() {
		return state.Errorf(ClientLeft, "the client left before the answer was made")
	}
	return nil
}

// Param is a path parameter, decoded once: codes hold / and %.
func (c *Call) Param(name string) string {
	value := c.echo.Param(name)
	if c.echo.Request().URL.RawPath == "" {
		return value // net/http decoded the whole path, and nothing was lost by it
	}
	if decoded, err := url.PathUnescape(value); err == nil {
		return decoded
	}
	return value
}

// Produces is the first media type of the route that the client accepts. If it
// accepts none it is the first of all: the answer is then refused by it.
func (c *Call) Produces() string {
	media := cmp.Or(c.accepted(c.Route.produces()...), c.Route.produces()[0])
	if media == mediaJSON || strings.HasPrefix(media, "text/") {
		return media + ";charset=UTF-8"
	}
	return media // bytes have no charset
}

// accepted is the first of some media types that the client accepts, or empty.
func (c *Call) accepted(types ...string) string {
	accept := c.echo.Request().Header["Accept"]
	for _, media := range types {
		if acceptable(accept, media) {
			return media
		}
	}
	return ""
}

// accept is what the client says it takes, of all its headers.
func (c *Call) accept() string { return strings.Join(c.echo.Request().Header.Values("Accept"), ",") }

func (c *Call) notAcceptable(answered string) *state.Error {
	return state.Errorf(NotAcceptable, "Accept is %q and this method answers %s", c.echo.Request().Header.Values("Accept"), answered)
}

// Brought notes in the journal which document the call brought.
func (c *Call) Brought(id string) { c.document = id }

// Warn notes in the journal what the double let pass and the real system may not.
func (c *Call) Warn(warnings ...rules.Warning) { c.warnings = append(c.warnings, warnings...) }

// Reason says for the journal why an answer refuses something that it is asked
// about, or all of it, in a body of its own.
func (c *Call) Reason(k state.Kind, why string) {
	c.reason = &failure{kind: k, rule: string(k), why: why}
}

// Warnings are those noted so far.
func (c *Call) Warnings() []rules.Warning { return c.warnings }

// Update changes the world, as its Update does. What it changed stands in the
// journal, and so do the participants who were made on the spot.
func (c *Call) Update(f func(*state.Tx) error) error { return c.noted(c.World.Present().Update, f) }

// UpdateBriefly is Update by UpdateBriefly of the world.
func (c *Call) UpdateBriefly(f func(*state.Tx) error) error {
	return c.noted(c.World.Present().UpdateBriefly, f)
}

// UpdateAside is Update by UpdateAside of the world.
func (c *Call) UpdateAside(f func(*state.Tx) error) error {
	return c.noted(c.World.Present().UpdateAside, f)
}

func (c *Call) noted(update func(func(*state.Tx) error) error, f func(*state.Tx) error) error {
	if err := c.left(); err != nil {
		return err // what was found so far is not whole
	}
	var done *state.Tx
	err := update(func(tx *state.Tx) error {
		done = tx
		return f(tx)
	})
	if err == nil {
		c.changes = append(c.changes, done.Changes()...)
		c.Warn(done.Warnings()...)
	}
	return err
}

// ChosenBy names in the journal the outcome that chose what becomes of the call.
func (c *Call) ChosenBy(outcome string) { c.outcome = outcome }

// Note says in the journal what happens to the call on purpose.
func (c *Call) Note(what string) { c.notes = append(c.notes, what) }

// rules are those of the world, all defaults where there is none.
func (c *Call) rules() (set rules.Set) {
	if c.World != nil {
		set = c.World.Snapshot().Rules()
	}
	return set
}

// Soften judges what the real system may refuse by a rule of the world: it is
// returned, or noted as a warning, or passes.
func (c *Call) Soften(n rules.Name, refusal *state.Error) error {
	return state.Soften(c.World.Snapshot().Rules(), n, refusal, &c.warnings)
}

// Tolerate notes what passes by a rule that cannot refuse.
func (c *Call) Tolerate(n rules.Name, whys ...string) {
	if len(whys) > 0 {
		state.Tolerate(c.World.Snapshot().Rules(), n, &c.warnings, whys...)
	}
}

// Reply is a success that is not a plain 200 with JSON.
type Reply struct {
	Status      int    // 0: 200
	ContentType string // "" with a nil Body: no body; otherwise JSON
	Body        any    // []byte goes out as it is, everything else as JSON
	Challenge   string // WWW-Authenticate of a 401
}

// Stream is a success written piece by piece, for answers too large to hold.
type Stream struct {
	ContentType string
	Write       func(w *StreamWriter) error
}
