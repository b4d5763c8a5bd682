package mock

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// WorldPath is what addresses of worlds other than the default one begin with,
// before the world's name.
const WorldPath = "/w/"

// Client calls the control API of one world of a double. It may be used by many
// goroutines at once.
type Client struct {
	root  string // of the server
	path  string // of the world, "" for the default one
	token string
	http  *http.Client
}

// Option sets one property of a Client.
type Option func(*Client)

// WithControlToken gives the token that the double's control API demands.
func WithControlToken(token string) Option { return func(c *Client) { c.token = token } }

// WithTransport puts t under every request.
func WithTransport(t http.RoundTripper) Option { return func(c *Client) { c.http.Transport = t } }

// New makes a client for the double at an address: of the server, or of one of
// its worlds (…/w/NAME). Without a scheme it is http://.
func New(address string, options ...Option) (*Client, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a double, such as http://127.0.0.1:8080", address)
	}
	root, world, named := strings.Cut(u.String(), WorldPath)
	c := &Client{root: root, http: &http.Client{Transport: http.DefaultTransport}}
	if named {
		c.path = WorldPath + world
	}
	for _, set := range options {
		set(c)
	}
	return c, nil
}

// In is the client for another world of the same double, by its name; "default"
// is the one that always exists.
func (c *Client) In(world string) *Client {
	other := *c
	other.path = ""
	if world != "default" {
		other.path = WorldPath + url.PathEscape(world)
	}
	return &other
}

// URL is the address of the world.
func (c *Client) URL() string { return c.root + c.path }

// Error is a control call that the double refused: nothing was changed.
type Error struct {
	Method, Path string
	Status       int    // of HTTP
	Message      string // what was wrong
	Hint         string // what to do
}

// Error says what was wrong and what to do.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s)", e.Message, e.Hint)
}

// ErrNotMock is the error of an address at which something else answers.
var ErrNotMock = errors.New("what answers is not mockismp")

// strangerError is ErrNotMock with what was seen.
type strangerError string

func (e strangerError) Error() string { return string(e) }

// Is says what it is about.
func (e strangerError) Is(kind error) bool { return kind == ErrNotMock }

// Call makes any control call: path stands below /_mock, with its query. in goes
// out as JSON unless it is nil or an io.Reader, which goes out as it is; out, if
// not nil, takes the answer: a pointer for JSON, or an io.Writer.
func (c *Client) Call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	switch in := in.(type) {
	case nil:
	case io.Reader:
		body = in
	default:
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.URL()+"/_mock"+path, body)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if why := (*url.Error)(nil); errors.As(err, &why) {
			err = why.Err // the rest repeats method and address
		}
		return fmt.Errorf("no mockismp answers at %s: %w (start one with: mockismp serve)", c.URL(), err)
	}
	defer func() { _ = resp.Body.Close() }()
	if to, streamed := out.(io.Writer); streamed && resp.StatusCode < http.StatusBadRequest {
		_, err := io.Copy(to, resp.Body)
		return err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s /_mock%s: the answer breaks off: %w", method, path, err)
	}
	return c.read(method, path, resp, text, out)
}

func (c *Client) read(method, path string, resp *http.Response, text []byte, out any) error {
	if resp.StatusCode >= http.StatusBadRequest {
		var e struct{ Error, Hint string }
		if json.Unmarshal(text, &e) == nil && e.Error != "" {
			return &Error{method, path, resp.StatusCode, e.Error, e.Hint}
		}
		return c.stranger(resp, text)
	}
	if out == nil {
		return nil
	}
	if json.Unmarshal(text, out) != nil {
		return c.stranger(resp, text)
	}
	return nil
}

// stranger is the error when something else listens at the address.
func (c *Client) stranger(resp *http.Response, text []byte) error {
	const shown = 100
	return strangerError(fmt.Sprintf("what answers at %s is not mockismp: %s, %.*q", c.URL(), resp.Status, shown, bytes.TrimSpace(text)))
}

// get is a call that reads.
func get[Out any](ctx context.Context, c *Client, path string) (out Out, err error) {
	err = c.Call(ctx, http.MethodGet, path, nil, &out)
	return out, err
}

// post is a call that does something.
func post[Out any](ctx context.Context, c *Client, path string, in any) (out Out, err error) {
	err = c.Call(ctx, http.MethodPost, path, in, &out)
	return out, err
}

// withQuery adds the parameters that have a value: name, value, name, value…
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
