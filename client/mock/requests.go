package mock

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// pairs are the filter as parameters of a query, and more of them.
func (f RequestFilter) pairs(more ...string) []string {
	return append([]string{
		"system", f.System, "route", f.Route, "method", f.Method, "path", f.Path, "bin", f.BIN, "status", number(f.Status),
		"rule", f.Rule, "refused", truth(f.Refused), "warned", truth(f.Warned), "changed", truth(f.Changed),
		"fault", f.Fault, "outcome", f.Outcome, "since", f.Since, "from", f.From, "until", f.Until,
	}, more...)
}

func truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// Requests gives all that the journal holds of the requests that fit, newest
// first and with their bodies: Complete and Evicted say what it may have lost.
func (c *Client) Requests(ctx context.Context, f RequestFilter) (Requests, error) {
	whole := Requests{Items: []Request{}}
	for after := ""; ; {
		p, err := get[Requests](ctx, c, withQuery("/requests", f.pairs("after", after, "limit", perPage, "bodies", "true")...))
		if err != nil {
			return whole, err
		}
		whole.Items, whole.Complete, whole.Evicted = append(whole.Items, p.Items...), p.Complete, p.Evicted
		if after = p.Next; after == "" {
			return whole, nil
		}
	}
}

// CountRequests counts the requests of the journal that fit.
func (c *Client) CountRequests(ctx context.Context, f RequestFilter) (RequestCount, error) {
	return post[RequestCount](ctx, c, "/requests/count", f)
}

// WaitForRequests returns once count requests fit, those counted that the
// journal holds already. An [Error] with status 408 says that the timeout, at
// most a minute, passed before.
func (c *Client) WaitForRequests(ctx context.Context, f RequestFilter, count int, timeout time.Duration) (RequestCount, error) {
	return get[RequestCount](ctx, c, withQuery("/requests/wait", f.pairs("count", strconv.Itoa(count), "timeout", timeout.String())...))
}

// ClearRequests empties the journal.
func (c *Client) ClearRequests(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/requests", nil, nil)
}

// Coverage tells what the calls so far touched.
func (c *Client) Coverage(ctx context.Context) (Coverage, error) {
	return get[Coverage](ctx, c, "/coverage")
}

// Doctor tells what the calls so far tell about the client.
func (c *Client) Doctor(ctx context.Context) (Diagnosis, error) {
	return get[Diagnosis](ctx, c, "/doctor")
}
