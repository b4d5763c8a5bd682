package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// call is one request of a client.
type call struct {
	world        *world
	route        string // name of the method
	method, path string // below the world's address
	body         []byte
	header       map[string]string
	bin          string                        // who is signed in, "" for nobody
	replaces     *world                        // that becomes another one by it, nil for none
	alone        func() bool                   // nobody else replaced that since the call began
	then         func(status int, body []byte) // what the client learns from the answer
	mutated      bool
}

func (k *call) String() string {
	return fmt.Sprintf("%s %s %s (%s in %s, by %q, headers %v) %.3000q", k.route, k.method, k.path, mutation[k.mutated], k.world.name, k.bin, k.header, k.body)
}

var mutation = map[bool]string{true: "mutated", false: "as drawn"}

// client makes one call after the other.
type client struct {
	*rand.Rand
	*arena
	n        int
	queue    []*call // what it does next, before anything else
	took     durations
	statuses map[string]map[int]int
}

func newClient(a *arena, n int) *client {
	return &client{Rand: rand.New(rand.NewPCG(a.seed, uint64(n))), arena: a, n: n, statuses: map[string]map[int]int{}}
}

func (c *client) play() {
	for c.left.Add(-1) >= 0 {
		var k *call
		if len(c.queue) > 0 {
			k, c.queue = c.queue[0], c.queue[1:]
		} else {
			k = c.draw()
		}
		c.do(k)
	}
}

// do makes a call and looks at the answer.
func (c *client) do(k *call) {
	if k.replaces != nil {
		alone, done := k.replaces.replacing()
		defer done()
		k.alone = alone
	}
	header := k.header
	if k.bin != "" {
		header = map[string]string{"Authorization": "Bearer " + c.token(k.world, k.bin)}
		for name, value := range k.header {
			header[name] = value
		}
	}
	took := state.Stopwatch()
	status, body, err := k.world.send(k.method, k.world.url()+k.path, k.body, header)
	c.took.add(took())
	if c.statuses[k.route] == nil {
		c.statuses[k.route] = map[int]int{}
	}
	c.statuses[k.route][status]++
	switch {
	case (err != nil || status >= 500) && k.expected(err):
	case err != nil:
		c.fail("client %d: %s: %s", c.n, k, err)
	case status >= 500 && !negative.MatchString(k.path):
		c.fail("client %d: %s: %d %.2000s", c.n, k, status, body)
	case status == 401:
		c.tokens.Delete(k.world.name + " " + k.bin) // too old by now
	}
	if k.then != nil {
		k.then(status, body)
	}
}

// negative is what the lists of edo-api answer with 500, as printed.
var negative = regexp.MustCompile(`\b(limit|offset)=-`)

// token is good for a participant in a world, or was; it is "" where none was given.
func (c *client) token(w *world, bin string) string {
	if kept, ok := c.tokens.Load(w.name + " " + bin); ok {
		return kept.(string)
	}
	status, body, err := w.send("POST", w.url()+"/_mock/tokens", fmt.Appendf(nil, `{"bin": %q}`, bin), nil)
	if err != nil || status >= 500 {
		c.fail("client %d: a token for %s in %s: %d %s %v", c.n, bin, w.name, status, body, err)
	}
	var token string
	if _, after, ok := strings.Cut(string(body), `"token":"`); ok {
		token, _, _ = strings.Cut(after, `"`)
		c.tokens.Store(w.name+" "+bin, token)
	}
	return token
}

// send makes a request and reads its answer whole.
func (a *arena) send(method, to string, body []byte, header map[string]string) (int, []byte, error) {
	req, err := http.NewRequest(method, "http://127.0.0.1", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	base, rest := to[:strings.Index(to[8:], "/")+8], to[strings.Index(to[8:], "/")+8:]
	req.URL.Host, req.Host = strings.TrimPrefix(base, "http://"), ""
	path, query, _ := strings.Cut(rest, "?")
	req.URL.Opaque, req.URL.RawQuery = strings.ReplaceAll(path, " ", "%20"), query // as it is, whatever it holds
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, text, err
}

// one picks any of a list, the zero value of an empty one.
func one[V any](c *client, list []V) (v V) {
	if len(list) > 0 {
		v = list[c.IntN(len(list))]
	}
	return v
}

// chance is true so many times of a hundred.
func (c *client) chance(percent int) bool { return c.IntN(100) < percent }

func (c *client) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", c.Uint32(), c.IntN(1<<16), c.IntN(1<<12), c.IntN(1<<12), c.Int64N(1<<48))
}

var parameter = regexp.MustCompile(`\{\w+\}`)

// call makes a call of a method; params fill its path from left to right.
func (c *client) call(w *world, route string, params ...string) *call {
	r := c.routes[route]
	k := &call{world: w, route: route, method: r.Method}
	k.path = parameter.ReplaceAllStringFunc(r.Path, func(string) (value string) {
		value, params = params[0], params[1:]
		return url.PathEscape(value)
	})
	if !r.Control && r.Access != "open" {
		k.bin = one(c, traders)
	}
	return k
}

func (k *call) by(bin string) *call { k.bin = bin; return k }

func (k *call) json(format string, args ...any) *call {
	k.body = fmt.Appendf(nil, format, args...)
	return k
}

func (k *call) query(pairs ...string) *call {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	k.path += "?" + q.Encode()
	return k
}

func (k *call) as(name, value string) *call {
	if k.header == nil {
		k.header = map[string]string{}
	}
	k.header[name] = value
	return k
}
