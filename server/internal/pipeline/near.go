package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state/rules"
)

// What misses is told what is near: the real services do not, but who debugs has
// use for it.

// Elsewhere is an address that clients of sister systems call, and whose it is.
type Elsewhere struct {
	Begins string // the path below the base
	About  string
}

// nearRoute says what may have been meant by a path below the base that no route has.
func (s *System) nearRoute(method, base, below string) string {
	var methods, cased []string
	for _, r := range s.Routes {
		switch {
		case fitsPath(r.Path, below):
			methods = append(methods, r.Method)
		case fitsPath(strings.ToLower(r.Path), strings.ToLower(below)):
			cased = append(cased, r.Method+" "+r.Path)
		}
	}
	switch {
	case slices.Contains(methods, method):
		return "; a slash of it was sent as %2F, which makes it a part of a name"
	case len(methods) > 0:
		return fmt.Sprintf("; %s is called with %s, not %s", below, strings.Join(methods, " or "), method)
	case len(cased) > 0:
		return "; letter case counts: " + strings.Join(cased, " or ")
	case strings.Contains(below, "//"):
		return "; there is an empty segment in it, as an empty value makes one"
	}
	for _, e := range s.Elsewhere {
		if strings.HasPrefix(below, e.Begins) {
			return "; it is of " + e.About
		}
	}
	return cmp.Or(s.withoutBase(base, below), s.nearestRoute(below))
}

// nearestRoute is the route whose path is nearly the same.
func (s *System) nearestRoute(below string) string {
	paths := make([]string, len(s.Routes))
	for i, r := range s.Routes {
		paths[i] = r.Path
	}
	near, far := rules.Nearest(below, paths)
	if far > max(2, len(below)/4) {
		return ""
	}
	for _, r := range s.Routes {
		if r.Path == near {
			return fmt.Sprintf("; the nearest is %s %s", r.Method, r.Path)
		}
	}
	return ""
}

// fitsPath tells whether a path has the form of a route's, segment by segment.
func fitsPath(route, path string) bool {
	want, is := strings.Split(route, "/"), strings.Split(path, "/")
	if len(want) != len(is) {
		return false
	}
	for i, segment := range want {
		if segment != is[i] && !(strings.HasPrefix(segment, "{") && is[i] != "") {
			return false
		}
	}
	return true
}

// withoutBase says that a path behind some beginning is one of the system's without
// its base, or with another one.
func (s *System) withoutBase(begins, path string) string {
	for _, r := range s.Routes {
		if fitsPath(r.Path, path) {
			return fmt.Sprintf("; %s %s stands under %s", r.Method, r.Path, s.Bases[0])
		}
		for at := 1; at < len(path); at++ {
			if path[at] == '/' && !strings.HasPrefix(r.Path, "/{") && fitsPath(r.Path, path[at:]) {
				return fmt.Sprintf("; %s %s stands under %s, not under %s", r.Method, r.Path, s.Bases[0], begins+path[:at])
			}
		}
	}
	return ""
}

// nearParameter is the parameter that may have been meant by an unknown one.
func (p plan) nearParameter(name string) string {
	names := p.names()
	if len(names) == 0 {
		return ""
	}
	if meant := strings.TrimPrefix(name, "amp;"); meant != name && slices.Contains(names, meant) {
		return fmt.Sprintf("; the & before %s was escaped as &amp;", meant)
	}
	if near, far := rules.Nearest(name, names); far <= max(1, len(name)/4) {
		return fmt.Sprintf("; the nearest is %s", near)
	}
	return ""
}
