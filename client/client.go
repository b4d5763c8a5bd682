package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The systems that New knows by name. Source: chapter «Единый адрес сервера».
const (
	Double     = "double" // mockismp serve on this machine, at its usual address
	Stage      = "stage"  // the operator's test system
	Production = "prod"   // the real thing: documents sent there have consequences in law
)

// basePath is where the True-API stands on every server.
const basePath = "/api/v3/true-api"

var servers = map[string]string{
	Double:     "http://127.0.0.1:8080",
	Stage:      "https://stage.ismet.kz",
	Production: "https://elk.prod.markirovka.ismet.kz",
}

// Client calls the True-API as one participant. It may be used by many
// goroutines at once.
type Client struct {
	base  string // without a slash at its end
	http  *http.Client
	retry Retry
	now   func() time.Time
	signs Signer // nil: cannot sign
	token session

	unsure sync.Map // decided: decisions that may have been taken, nobody knows
}

// Option sets one property of a Client.
type Option func(*Client)

// WithSigner says who signs: the client signs in by itself, gets a new token
// before the old one expires, and signs documents and decisions.
func WithSigner(s Signer) Option { return func(c *Client) { c.signs = s } }

// WithToken gives the client a token from elsewhere. It is used until the system
// refuses it; then the signer, if there is one, signs in again.
func WithToken(token string) Option { return func(c *Client) { c.token.ready(token) } }

// WithTransport puts t under every request: to trace, to record, to go through
// a proxy, to trust another authority, or to break answers in a test.
func WithTransport(t http.RoundTripper) Option { return func(c *Client) { c.http.Transport = t } }

// WithRetry says how often and how long calls are repeated.
func WithRetry(r Retry) Option { return func(c *Client) { c.retry = r } }

// WithClock gives the client another clock than the machine's: it stamps
// documents, and tells when a token is about to expire.
func WithClock(now func() time.Time) Option { return func(c *Client) { c.now = now } }

// New makes a client of the system that target names: Double, Stage, Production,
// or a URL, with or without /api/v3/true-api at its end, so that the address of
// a world of the double will do. The production system is reached by its name
// only; its address is refused, as it may stand in a variable by mistake.
func New(target string, options ...Option) (*Client, error) {
	base, err := baseOf(target)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base: base, retry: DefaultRetry(), now: machineClock, token: newSession(),
		http: &http.Client{
			Transport: http.DefaultTransport,
			// A redirected POST would arrive without its body: an answer 3xx is an error.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	for _, set := range options {
		set(c)
	}
	return c, c.retry.check()
}

// BaseURL is where the client's True-API stands.
func (c *Client) BaseURL() string { return c.base }

// SystemAddress is the address of the system that target names, without the
// path of the True-API, and whether it is the production system.
func SystemAddress(target string) (address string, production bool, err error) {
	if server, known := servers[target]; known {
		return server, target == Production, nil
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", false, fmt.Errorf("%q is none of %s, %s and %s, and no URL with http:// or https:// and a host", target, Double, Stage, Production)
	}
	return strings.TrimSuffix(strings.TrimRight(target, "/"), basePath), isProduction(u), nil
}

// productionHosts are the hosts of the production system: cabinet, catalogue and
// True-API lie below the first, the order station is the second.
var productionHosts = []string{"prod.markirovka.ismet.kz", "omscloud.ismet.kz"}

// isProduction tells whether an address is that of the production system.
func isProduction(u *url.URL) bool {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return slices.ContainsFunc(productionHosts, func(p string) bool { return host == p || strings.HasSuffix(host, "."+p) })
}

func baseOf(target string) (string, error) {
	if server, known := servers[target]; known {
		return server + basePath, nil
	}
	u, err := url.Parse(target)
	if err != nil {
		return "", fmt.Errorf("target %q: %w", target, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("target %q is none of %s, %s and %s, and no URL with http:// or https:// and a host", target, Double, Stage, Production)
	}
	if isProduction(u) {
		return "", fmt.Errorf("target %q is the production system: ask for it by its name, %q", target, Production)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("target " + u.Redacted() + " has a user, a query or a fragment; give the address alone")
	}
	base := strings.TrimRight(target, "/")
	if !strings.HasSuffix(base, basePath) {
		base += basePath
	}
	return base, nil
}
