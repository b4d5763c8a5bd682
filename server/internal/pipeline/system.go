package pipeline

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// System is one emulated system: where it stands, what it answers, how it fails.
type System struct {
	Name     string
	Base     string                       // path below which all its routes stand
	Routes   []Route                      // its table of contents
	Problems []Problem                    // its table of errors
	Limit    int64                        // largest body in bytes
	Decode   func(c *Call, dst any) error // how its JSON bodies are read
	Control  bool                         // the control API: never journaled, never faulted, no query parameter is passed over, and handlers read bodies as they come
}

// Access says what a caller must show.
type Access string

// Bearer routes demand a token; Optional routes look at one if it is sent; Open
// routes tolerate any; Guarded routes are the control API's, whose guard the
// server sets.
const (
	Bearer   Access = "bearer"
	Optional Access = "optional"
	Open     Access = "open"
	Guarded  Access = "guarded"
)

// Evidence says how we know a behaviour, strongest first.
type Evidence string

// The four strengths of evidence, as the fidelity ledger uses them.
const (
	Observed   Evidence = "observed"   // a real answer of the real system is printed
	Documented Evidence = "documented" // the specification states it
	Sibling    Evidence = "sibling"    // sister systems on the same code base, or its framework, do so
	Assumed    Evidence = "assumed"    // nobody knows; a sensible choice
)

// Route is one method of a system.
type Route struct {
	Method   string
	Path     string // below the system's base; {name} is a path parameter
	Name     string // how journal, goldens and faults call it
	Access   Access
	Handler  Handler
	Takes    []state.DocType           // the kinds of documents that are sent to it
	Taken    func(*state.Document) any // what it answers of a document that it took, where that is JSON
	Own      []Problem                 // errors that this method words in its own way
	Aliases  []string                  // other addresses under which it is printed: a path, another method and a path, or a whole path from /api/ on
	Limit    int64                     // largest body in bytes where it is not the system's, Unlimited for a stream that is never held whole
	Produces string                    // media types of its success, the first that fits goes out; application/json if empty
	Source   string                    // chapter of the specification, if it is not headed by method and path
	Evidence Evidence
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
func (s *System) addresses(r *Route) []address {
	all := []address{{r.Method, s.Base + r.Path}}
	for _, alias := range r.Aliases {
		at := address{r.Method, alias}
		if method, path, ok := strings.Cut(alias, " "); ok {
			at = address{method, path}
		}
		if !strings.HasPrefix(at.path, "/api/") {
			at.path = s.Base + at.path
		}
		all = append(all, at)
	}
	return all
}

// RouteFor is the method that a kind of documents is sent to, nil for none.
func (s *System) RouteFor(t state.DocType) *Route {
	for i := range s.Routes {
		if slices.Contains(s.Routes[i].Takes, t) {
			return &s.Routes[i]
		}
	}
	return nil
}

func (r *Route) produces() []string {
	if r.Produces == "" {
		return []string{mediaJSON}
	}
	return strings.Fields(r.Produces)
}

// Handler is a typed handler with its types' names kept for the listing of routes.
type Handler struct {
	serve   func(*Call) (any, error)
	In, Out reflect.Type
}

// Handle makes a Handler of a typed function. In is a struct whose fields say
// where they come from (see Plan), Out is anything encoding/json can write, or
// a Reply or Stream. It panics on an In that no request can fill, at start.
func Handle[In, Out any](f func(*Call, In) (Out, error)) Handler {
	plan := planFor(reflect.TypeFor[In]())
	return Handler{
		serve: func(c *Call) (any, error) {
			judge := plan.judge
			if c.system.Control {
				judge = plan.refuseOthers
			}
			if err := judge(c); err != nil {
				return nil, err
			}
			var in In
			if err := plan.fill(c, reflect.ValueOf(&in).Elem()); err != nil {
				return nil, err
			}
			return f(c, in)
		},
		In:  reflect.TypeFor[In](),
		Out: reflect.TypeFor[Out](),
	}
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
