package pipeline

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// WorldPath is what addresses of worlds other than the default one begin with, before
// the world's name.
const WorldPath = mock.WorldPath

// TidyPaths takes the slashes off a path that come from joining addresses: several
// before the base or behind it, and those at its end. Spring, on which the real
// service stands, takes a slash at the end; the description prints the address
// of one stand with it.
func (p *Pipeline) TidyPaths(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sent := r.URL.EscapedPath(); strings.HasSuffix(sent, "/") || strings.Contains(sent, "//") {
			if path := p.tidied(sent); path != sent {
				r = withPath(r, sent, path)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// tidied is an escaped path without these slashes. Slashes elsewhere stay: what
// stands between them may have been meant as a value.
func (p *Pipeline) tidied(path string) string {
	world, rest := "", "/"+strings.TrimLeft(path, "/")
	if after, ok := strings.CutPrefix(rest, WorldPath); ok {
		name, _, _ := strings.Cut(after, "/")
		world = rest[:len(WorldPath)+len(name)]
		rest = "/" + strings.TrimLeft(rest[len(world):], "/")
	}
	if _, below, ok := p.systemOf(rest); ok {
		base := rest[:len(rest)-len(below)]
		rest = base + strings.TrimRight(below, "/")
		if strings.HasPrefix(below, "//") {
			rest = base + "/" + strings.Trim(below, "/")
		}
	}
	if rest == "" {
		rest = "/"
	}
	return world + rest
}

// asSent is the key under which a request's context has the path as it came.
type asSent struct{}

func withPath(r *http.Request, sent, path string) *http.Request {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return r
	}
	r = r.WithContext(context.WithValue(r.Context(), asSent{}, sent))
	address := *r.URL
	address.Path = plain
	if address.RawPath != "" {
		address.RawPath = path
	}
	r.URL = &address
	return r
}

// untidy judges a path that came with slashes too many.
func (c *Call) untidy() error {
	sent, ok := c.Context().Value(asSent{}).(string)
	if !ok || !c.system.Journaled {
		return nil
	}
	return c.Soften(rules.PathSlashes, state.Errorf(RouteUnknown, "the path was sent as %.200q, with slashes too many; it was taken as %.200q", sent, c.echo.Request().URL.EscapedPath()))
}
