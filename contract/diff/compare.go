package diff

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/contract/record"
)

// Route is a method of a system: by its path the calls of one method are told.
type Route struct{ Method, Path, Name string }

// Comparer compares answers, call by call, in the order in which they were given.
type Comparer struct {
	References *References
	routes     []Route
	found      map[string]*Difference
}

// NewComparer makes a comparer. Routes are paths from the root, with parameters in braces.
func NewComparer(routes []Route, references *References) *Comparer {
	return &Comparer{References: references, routes: routes, found: map[string]*Difference{}}
}

// call is a pair of answers under comparison.
type call struct {
	*Comparer
	route       Route
	name        string // of the case
	left, right record.Exchange
	polled      map[string]bool // fields that are compared as a life cycle
}

// Pair compares the answers to one request. A client that waits for a status asks
// the same several times: then the last answers are compared, and the statuses of
// all of them, in their order.
func (c *Comparer) Pair(left, right []record.Exchange) {
	if len(left) == 0 || len(right) == 0 {
		return
	}
	one := call{Comparer: c, left: left[len(left)-1], right: right[len(right)-1], name: left[0].Case, polled: map[string]bool{}}
	one.route = RouteOf(c.routes, one.left.Method, one.left.Path())
	if len(left) > 1 || len(right) > 1 {
		one.lifeCycle(left, right)
	}
	one.answers()
}

// RouteOf finds the method of a call, by the end of its path: a world, or a
// proxy, may stand before it. Identifiers of a path that no route has are left out.
func RouteOf(routes []Route, method, path string) Route {
	for _, r := range routes {
		if r.Method == method && fits(r.Path, path) {
			return r
		}
	}
	return Route{method, someID.ReplaceAllString(path, "{id}"), ""}
}

// fits tells whether a path ends as a route's does.
func fits(route, path string) bool {
	want, got := strings.Split(strings.Trim(route, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	if len(got) < len(want) {
		return false
	}
	got = got[len(got)-len(want):]
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}

// note keeps a difference, or counts it once more.
func (c *call) note(kind Kind, field, left, right string) {
	d := &Difference{Kind: kind, Method: c.route.Method, Path: c.route.Path, Route: c.route.Name, Field: field, Left: shown(left), Right: shown(right)}
	before := c.found[d.Key()]
	if before == nil {
		before = d
		c.found[d.Key()] = d
	}
	before.Count++
	if c.name != "" && !slices.Contains(before.Cases, c.name) {
		before.Cases = append(before.Cases, c.name)
	}
}

// longestShown is how many bytes of a value a difference shows.
const longestShown = 300

func shown(s string) string {
	if len(s) > longestShown {
		return strings.ToValidUTF8(s[:longestShown], "") + "…"
	}
	return s
}

// Differences lists what was found, what breaks clients first.
func (c *Comparer) Differences() []Difference {
	out := make([]Difference, 0, len(c.found))
	for _, d := range c.found {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Difference) int {
		if n := slices.Index(severity, a.Kind) - slices.Index(severity, b.Kind); n != 0 {
			return n
		}
		return strings.Compare(a.Key(), b.Key())
	})
	return out
}

// answers compares the whole of two answers.
func (c *call) answers() {
	if (c.left.Status == 0) != (c.right.Status == 0) {
		c.note(Unanswered, "", answered(c.left), answered(c.right))
		return
	}
	if c.left.Status != c.right.Status {
		c.note(Status, "", fmt.Sprint(c.left.Status), fmt.Sprint(c.right.Status))
	}
	c.headers()
	if slow, fast := max(c.left.Took, c.right.Took), min(c.left.Took, c.right.Took); slow > slowFrom && slow > slowTimes*fast {
		c.note(Timing, "", c.left.Took.String(), c.right.Took.String())
	}
	left, right := bodyOf(c.left.Answer), bodyOf(c.right.Answer)
	switch {
	case left.media != right.media && (left.root == nil || right.root == nil):
		c.note(Empty, "", left.media, right.media)
	case left.media != right.media:
		c.note(Media, "", left.media, right.media)
	default:
		if left.odd != right.odd {
			c.note(Encoding, "", usual(left.odd), usual(right.odd))
		}
		if left.odd != "not UTF-8" && right.odd != "not UTF-8" && left.root != nil {
			c.values("", left.root, right.root)
		}
	}
}

func usual(odd string) string {
	if odd == "" {
		return "UTF-8"
	}
	return odd
}

func answered(e record.Exchange) string {
	if e.Status == 0 {
		return e.Failure
	}
	return fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
}

// headers compares the headers that matter.
func (c *call) headers() {
	for _, name := range headers {
		left, right := header(c.left, name), header(c.right, name)
		if left != right {
			c.note(Header, name, left, right)
		}
	}
}

// header is the value of a header as clients read it: blanks and the letter case
// of a character set say nothing.
func header(e record.Exchange, name string) string {
	value := strings.Join(e.AnswerHeader.Values(name), ", ")
	if name == "Content-Type" {
		return strings.ToLower(strings.ReplaceAll(value, " ", ""))
	}
	return masked(value)
}

// values compares two values at a place.
func (c *call) values(at string, left, right *node) {
	if isVolatile(c.route.Name, at) || c.polled[at] {
		return
	}
	switch {
	case left.kind == right.kind:
	case left.kind == null || right.kind == null:
		c.note(Null, at, said(left), said(right))
		return
	default:
		c.note(Type, at, said(left), said(right))
		return
	}
	switch left.kind {
	case object:
		c.objects(at, left, right)
	case array:
		c.lists(at, left, right)
	case text:
		c.texts(at, left.text, right.text)
	case number:
		c.numbers(at, left.text, right.text)
	case boolean:
		if left.text != right.text {
			c.note(Value, at, left.text, right.text)
		}
	}
}

// said is a value in words.
func said(n *node) string {
	switch n.kind {
	case null:
		return "null"
	case object, array:
		return "a " + string(n.kind)
	}
	return fmt.Sprintf("%s %.80s", n.kind, n.text)
}
