package record

import (
	"context"
	"net/http"
)

type (
	caseKey struct{}
	roleKey struct{}
)

// InCase names the case of a contract run to which the requests of a context belong.
func InCase(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, caseKey{}, name)
}

func labelOf(ctx context.Context, key any) string {
	name, _ := ctx.Value(key).(string)
	return name
}

// As is a transport whose requests are recorded as those of who.
func As(who string, next http.RoundTripper) http.RoundTripper { return named{who, next} }

type named struct {
	who  string
	next http.RoundTripper
}

func (n named) RoundTrip(req *http.Request) (*http.Response, error) {
	return n.next.RoundTrip(req.WithContext(context.WithValue(req.Context(), roleKey{}, n.who)))
}
