package steps

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
)

// caller is the client of the True-API that a step calls with.
type caller = *client.Client

// session is a participant who is signed in, with the wire under its client.
type session struct {
	client caller
	signer client.Signer // nil against a real system: its client signs
	wire   *wire
}

// exchange is a request with its answer.
type exchange struct {
	method, path string
	request      []byte
	kind         string // of the request's body
	status       int
	header       http.Header
	body         []byte
	err          error // why no answer came
}

// sent is the request as a report shows it.
func (e *exchange) sent() string {
	text := e.method + " " + e.path
	if len(e.request) > 0 {
		text += "\n" + cut(string(e.request))
	}
	return text
}

// got is the answer as a report shows it.
func (e *exchange) got() string {
	if e.err != nil {
		return "no answer: " + e.err.Error()
	}
	text := fmt.Sprintf("%d %s", e.status, http.StatusText(e.status))
	if len(e.body) > 0 {
		text += "\n" + cut(string(e.body))
	}
	return text
}

// wire carries requests and keeps the exchanges of a step.
type wire struct {
	under http.RoundTripper
	mu    sync.Mutex
	kept  []*exchange
}

// RoundTrip sends a request, with the headers that the step asks for.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	e := &exchange{method: req.Method, path: req.URL.RequestURI(), kind: req.Header.Get("Content-Type")}
	if more, ok := req.Context().Value(headersKey{}).(map[string]string); ok {
		req = req.Clone(req.Context())
		for name, value := range more {
			req.Header.Set(name, value)
		}
	}
	if req.Body != nil {
		e.request, e.err = io.ReadAll(req.Body)
		_ = req.Body.Close()
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(e.request))
	}
	resp, err := w.under.RoundTrip(req)
	if err == nil {
		e.status, e.header = resp.StatusCode, resp.Header
		e.body, err = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(e.body), failing{err}))
	}
	e.err = err
	w.mu.Lock()
	w.kept = append(w.kept, e)
	w.mu.Unlock()
	if resp == nil {
		return nil, err
	}
	return resp, nil
}

type headersKey struct{}

// failing passes on how reading an answer ended.
type failing struct{ err error }

// Read ends at once.
func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// begin forgets the exchanges of the step before.
func (w *wire) begin() {
	w.mu.Lock()
	w.kept = nil
	w.mu.Unlock()
}

// last is the last exchange of a method, nil if there was none.
func (w *wire) last(method string) *exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.kept) - 1; i >= 0; i-- {
		e := w.kept[i]
		if signingIn := strings.Contains(e.path, "/auth/"); (method == "" || e.method == method) && !signingIn {
			return e
		}
	}
	return nil
}

// sessionOf gives the session of a participant, who signs in with the first call.
func (p *play) sessionOf(ctx context.Context, name, bin string) (*session, error) {
	p.mu.Lock()
	s := p.sessions[name]
	p.mu.Unlock()
	if s != nil {
		return s, nil
	}
	s, err := p.newSession(ctx, name, bin)
	if err != nil {
		return nil, fmt.Errorf("a session of %s: %w", name, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.sessions[name]; first != nil {
		return first, nil
	}
	p.sessions[name] = s
	return s, nil
}

func (p *play) newSession(ctx context.Context, name, bin string) (s *session, err error) {
	s = &session{wire: &wire{under: p.runner.Target.Transport}}
	if s.wire.under == nil {
		s.wire.under = http.DefaultTransport
	}
	var signs client.Option
	if p.control == nil {
		signs, err = p.runner.Target.Signer(ctx, name, bin)
	} else if s.signer, err = p.runner.key(ctx, p.control, mock.KeyFor{BIN: bin, Algorithm: quickKeys}); err == nil {
		signs = client.WithSigner(s.signer)
	}
	if err != nil {
		return nil, err
	}
	s.client, err = p.newClient(s.wire, signs)
	return s, err
}

// newClient makes a client that repeats nothing: a step is one call.
func (p *play) newClient(w *wire, who client.Option) (caller, error) {
	retry := client.DefaultRetry()
	retry.Attempts, retry.Settle = 1, 0
	if p.control == nil {
		retry = client.DefaultRetry()
	}
	return client.New(p.url, who, client.WithTransport(w), client.WithRetry(retry), client.WithClock(func() time.Time { return p.now() }))
}

// quickKeys are those with which participants of a scenario sign at the double: an
// RSA key takes longer to make than many a scenario to play.
const quickKeys = string(pki.EC)

// key issues a test key, once for all plays of the runner.
func (r *Runner) key(ctx context.Context, control *mock.Client, k mock.KeyFor) (client.Signer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.keys[k]; s != nil {
		return s, nil
	}
	issued, err := control.Key(ctx, k)
	if err != nil {
		return nil, err
	}
	s, err := client.PKCS12(issued.P12, issued.Password)
	if err != nil {
		return nil, err
	}
	if r.keys == nil {
		r.keys = map[mock.KeyFor]client.Signer{}
	}
	r.keys[k] = s
	return s, nil
}
