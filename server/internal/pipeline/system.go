package pipeline

import (
	"math"
	"reflect"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
)

// System is what one emulated system brings along: where it stands, who calls,
// what it answers, how it fails.
type System struct {
	Name      string
	Bases     []string    // paths below which all its routes stand, the printed one first; {name} is a path parameter
	Routes    []Route     // its table of contents
	Elsewhere []Elsewhere // what clients of sister systems call here
	Problems  []Problem   // its table of errors, which words everything that can go wrong on its addresses
	Limit     int64       // largest body in bytes

	SignIn func(*Call) (*Caller, error) // who calls, by whatever its clients show; it fails for who may not
	Decode func(c *Call, dst any) error // how its JSON bodies are read

	Journaled   bool // its calls stand in the journal, and interventions act on them
	Negotiates  bool // an answer that Accept does not take is refused
	Streams     bool // handlers read bodies as they come
	StrictQuery bool // query parameters that nobody reads are refused
}

// Caller is who calls.
type Caller struct {
	BIN   string // or IIN
	Knows any    // what else the system has learned of them
}

// Access says what a caller must show.
type Access string

// Bearer and Guarded routes want to know who calls, by a token and by the guard
// of the control API; Optional routes ask where an Authorization is sent; Open
// routes do not ask.
const (
	Bearer   Access = "bearer"
	Guarded  Access = "guarded"
	Optional Access = "optional"
	Open     Access = "open"
)

// Route is one method of a system.
type Route struct {
	Method   string
	Path     string // below the system's base; {name} is a path parameter
	Name     string // how journal, goldens and faults call it
	Access   Access
	Handler  Handler
	Own      []Problem // errors that this method words in its own way
	Aliases  []string  // other addresses below the base: a path, or another method and a path
	Rooted   []string  // whole paths outside of the base, under which it is printed too
	Limit    int64     // largest body in bytes where it is not the system's, Unlimited for a stream that is never held whole
	Produces string    // media types of its success, the first that fits goes out; application/json if empty
	Source   string    // chapter of the specification, if it is not headed by method and path
	Evidence texts.Evidence
}

// Unlimited is the Limit of a route that takes bodies of any size.
const Unlimited = math.MaxInt64

// limit is the largest body of a route, which may be none of the system's.
func (s *System) limit(r *Route) int64 {
	if r != nil && r.Limit != 0 {
		return r.Limit
	}
	return s.Limit
}

// address is a method and a whole path under which a route answers.
type address struct{ method, path string }

// addresses are all of a route.
func (s *System) addresses(r *Route) (all []address) {
	for _, base := range s.Bases {
		all = append(all, address{r.Method, base + r.Path})
		for _, alias := range r.Aliases {
			at := address{r.Method, base + alias}
			if method, path, ok := strings.Cut(alias, " "); ok {
				at = address{method, base + path}
			}
			all = append(all, at)
		}
	}
	for _, path := range r.Rooted {
		all = append(all, address{r.Method, path})
	}
	return all
}

// below is what follows the system's base in a path, and how many segments that
// base has; ok tells whether the path lies below one at all.
func (s *System) below(path string) (rest string, depth int, ok bool) {
	for _, base := range s.Bases {
		if after, fits := cutBase(path, base); fits {
			if n := strings.Count(base, "/"); !ok || n > depth {
				rest, depth, ok = after, n, true
			}
		}
	}
	return rest, depth, ok
}

// cutBase takes a base off a path, segment by segment.
func cutBase(path, base string) (rest string, ok bool) {
	if !strings.Contains(base, "{") {
		rest, ok = strings.CutPrefix(path, base)
		return rest, ok && (rest == "" || rest[0] == '/')
	}
	rest = path
	for segment := range strings.SplitSeq(strings.TrimPrefix(base, "/"), "/") {
		if !strings.HasPrefix(rest, "/") {
			return "", false
		}
		is, _, _ := strings.Cut(rest[1:], "/")
		if is == "" || is != segment && !strings.HasPrefix(segment, "{") {
			return "", false
		}
		rest = rest[1+len(is):]
	}
	return rest, true
}

func (r *Route) produces() []string {
	if r.Produces == "" {
		return []string{mediaJSON}
	}
	return strings.Fields(r.Produces)
}

// Handler is a typed handler.
type Handler struct {
	decode func(*Call) (work func() (answer, error), err error)
}

// Handle makes a Handler of a typed function. In is a struct whose tags say
// where its fields come from: query, path or body, as decode.go lists them. Out is anything encoding/json can write, or
// a Reply or Stream. It panics on an In that no request can fill, at start.
func Handle[In, Out any](f func(*Call, In) (Out, error)) Handler {
	plan := planFor(reflect.TypeFor[In]())
	return Handler{func(c *Call) (func() (answer, error), error) {
		judge := plan.judge
		if c.system.StrictQuery {
			judge = plan.refuseOthers
		}
		if err := judge(c); err != nil {
			return nil, err
		}
		var in In
		if err := plan.fill(c, reflect.ValueOf(&in).Elem()); err != nil {
			return nil, err
		}
		return func() (answer, error) {
			out, err := f(c, in)
			if err != nil {
				return answer{}, err
			}
			if r, ok := any(out).(Reply); ok { // it need not be copied, as what success takes
				return r.answer()
			}
			return success(out)
		}, nil
	}}
}

// Before lets look see every call that was decoded, before it is handled.
func (h Handler) Before(look func(*Call)) Handler {
	return Handler{func(c *Call) (func() (answer, error), error) {
		work, err := h.decode(c)
		if err == nil {
			look(c)
		}
		return work, err
	}}
}

// problem finds the row for a kind: the route's own wording before the system's.
func (s *System) problem(r *Route, k state.Kind) (Problem, bool) {
	if r != nil {
		for _, p := range r.Own {
			if p.Kind == k {
				return p, true
			}
		}
	}
	for _, p := range s.Problems {
		if p.Kind == k {
			return p, true
		}
	}
	return Problem{}, false
}
