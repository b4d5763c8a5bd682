package record

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
)

// Replay answers requests from a recording. The n-th request of a kind gets the
// n-th recorded answer to it; when these are used up, the last one. If no
// recorded request had the same body (a signature differs each time), one with
// the same address counts. Replay is a transport, and by [Replay.Handler] a
// server.
type Replay struct {
	mu     sync.Mutex
	exact  map[string]*answers // by method, path, query and body
	near   map[string]*answers // by method, path and query
	misses []string
}

// answers are those to one request, in order.
type answers struct {
	all  []Exchange
	next int
}

func (a *answers) take() Exchange {
	e := a.all[a.next]
	a.next = min(a.next+1, len(a.all)-1)
	return e
}

// NewReplay makes a replay of a recording.
func NewReplay(recording []Exchange) *Replay {
	r := &Replay{exact: map[string]*answers{}, near: map[string]*answers{}}
	for _, e := range recording {
		if e.Status == 0 {
			continue // no answer came
		}
		address := addressOf(e.Method, e.Path(), e.Query())
		for where, key := range map[*map[string]*answers]string{&r.exact: address + "\n" + string(bodyKey(e.Header, e.Body)), &r.near: address} {
			list := (*where)[key]
			if list == nil {
				list = &answers{}
				(*where)[key] = list
			}
			list.all = append(list.all, e)
		}
	}
	return r
}

func addressOf(method, path, query string) string { return method + " " + path + "?" + query }

// bodyKey is what stays of a body from call to call: the boundary of a form does not.
func bodyKey(h http.Header, body []byte) []byte {
	_, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if boundary := params["boundary"]; err == nil && boundary != "" {
		return bytes.ReplaceAll(body, []byte(boundary), []byte("boundary"))
	}
	return body
}

// Handler is a server of the recording.
func (r *Replay) Handler() http.Handler {
	return serve(r, func(p *httputil.ProxyRequest) { p.Out.URL.Scheme, p.Out.URL.Host = "http", p.In.Host })
}

// Misses lists the requests that the recording had no answer for.
func (r *Replay) Misses() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.misses...)
}

// RoundTrip answers a request from the recording, or 404 where it has none.
func (r *Replay) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := Exchange{Method: req.Method, URL: req.URL.String(), Header: req.Header.Clone()}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("reading the request: %w", err)
		}
		asked.Body = body
	}
	var s secrets
	s.hide(&asked) // as it would have been recorded
	address := addressOf(asked.Method, asked.Path(), asked.Query())
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.exact[address+"\n"+string(bodyKey(asked.Header, asked.Body))]
	if list == nil {
		list = r.near[address]
	}
	if list == nil {
		r.misses = append(r.misses, strings.TrimSuffix(address, "?"))
		return told(req, http.StatusNotFound, "the recording has no answer to "+strings.TrimSuffix(address, "?"), "record this call too, or send it as it was recorded"), nil
	}
	return list.take().response(req), nil
}

// response is the recorded answer to a request of now.
func (e Exchange) response(req *http.Request) *http.Response {
	h := e.AnswerHeader.Clone()
	for _, gone := range []string{"Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection"} {
		h.Del(gone) // the body is sent as it was read
	}
	return &http.Response{
		StatusCode: e.Status, Status: fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(e.Answer)), ContentLength: int64(len(e.Answer)), Request: req,
	}
}
