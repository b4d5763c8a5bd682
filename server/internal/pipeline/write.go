package pipeline

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// failure is a refusal on its way to the client.
type failure struct {
	kind state.Kind
	rule string
	args []any
	why  string
}

func failureOf(err error) *failure {
	var e *state.Error
	if errors.As(err, &e) {
		rule := e.Rule
		if rule == "" {
			rule = string(e.Kind)
		}
		return &failure{e.Kind, rule, e.Args, e.Why}
	}
	return &failure{Internal, string(Internal), nil, err.Error()}
}

// answer is what goes on the wire.
type answer struct {
	status      int
	contentType string
	body        []byte
	lent        *JSON // that body lies in, nil for bytes of the handler's own
	stream      func(*StreamWriter) error
	close       bool   // end the connection after it
	challenge   string // WWW-Authenticate of a 401
	failure     *failure
	anyhow      bool // it goes out whatever Accept says
}

// success renders what a handler returned.
func success(out any) (answer, error) {
	switch out := out.(type) {
	case Reply:
		return out.answer()
	case nil:
		return Reply{ContentType: contentJSON}.answer()
	}
	return Reply{Body: out}.answer()
}

// answer renders a reply.
func (r Reply) answer() (a answer, err error) {
	a = answer{status: cmp.Or(r.Status, http.StatusOK), contentType: cmp.Or(r.ContentType, contentJSON), challenge: r.Challenge}
	switch body := r.Body.(type) {
	case nil:
		a.contentType = r.ContentType
	case []byte:
		a.body = body
	case Stream:
		a.contentType, a.stream = body.ContentType, body.Write
	default:
		if a.lent, err = encodeBody(body); err == nil {
			a.body = a.lent.text
		}
	}
	return a, err
}

// refusal renders an error by the tables of problems.
func refusal(s *System, r *Route, accept string, set rules.Set, err error) answer {
	f := failureOf(err)
	if f.kind == ClientLeft {
		return answer{status: clientLeft, failure: f, anyhow: true}
	}
	row, ok := s.problem(r, f.kind)
	if !ok {
		f = &failure{Internal, string(Internal), nil, fmt.Sprintf("kind %q has no row in the problems of %s: %s", f.kind, s.Name, f.why)}
		row, _ = s.problem(r, Internal)
	}
	a := answer{status: row.Status, failure: f, anyhow: row.Anyhow}
	said := Refusal{Problem: row, Said: row.text(f.args), Rule: f.rule, Why: f.why, Accept: accept, Rules: set}
	a.contentType, a.body = row.Shape.Render(said)
	a.challenge = said.challenge()
	return a
}

// clientLeft is the status of a call whose answer reaches nobody, as nginx counts
// it. It stands in journal and log; nothing is written.
const clientLeft = 499

// challenge is what a refusal's shape has to say in WWW-Authenticate.
func (r Refusal) challenge() string {
	if shape, ok := r.Shape.(Challenger); ok {
		return shape.Challenge(r)
	}
	return ""
}

// Answer is what a client of a route would be answered with for what its handler
// returned, or of no route in particular: status and JSON body.
func (s *System) Answer(r *Route, out any, err error) (status int, body []byte) {
	var a answer
	if err == nil {
		a, err = success(out)
	}
	if err != nil {
		a = refusal(s, r, "", rules.Set{}, err)
	}
	return a.status, a.body
}

// send is the only place that writes a status line. HEAD is answered with the
// head that GET would have, as far as it is known without making a stream.
func (p *Pipeline) send(w http.ResponseWriter, method string, a answer) error {
	if a.stream != nil && method != http.MethodHead {
		return p.stream(w, a)
	}
	sendHead(w, a)
	if method == http.MethodHead {
		return nil
	}
	if len(a.body) > buffered {
		return writeAll(w, a.body, p.Now())
	}
	_, err := w.Write(a.body)
	return err
}

// errUnbegun is what a stream failed with before anything of it went out: there can
// still be another answer.
type errUnbegun struct{ error }

// stream lets the head go out with the first bytes.
func (p *Pipeline) stream(w http.ResponseWriter, a answer) error {
	to := &StreamWriter{ResponseWriter: w, now: p.Now, head: func() { sendHead(w, a) }}
	err := func() (err error) {
		defer p.recovered("of a stream", &err)
		return a.stream(to)
	}()
	switch {
	case err == nil:
		to.begin()
	case to.head != nil:
		return errUnbegun{err}
	}
	return err
}

// sendHead sends the status line and the headers. Their names are spelt as http.Header
// keeps them: to spell each anew would cost every call.
func sendHead(w http.ResponseWriter, a answer) {
	h := w.Header()
	values := [2]string{a.contentType}
	if a.contentType != "" {
		h["Content-Type"] = values[:1:1]
	}
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", cmp.Or(a.challenge, "Bearer")) // RFC 9110 15.5.2: a 401 has one
	}
	if a.close {
		h.Set("Connection", "close")
	}
	if a.stream == nil {
		values[1] = strconv.Itoa(len(a.body))
		h["Content-Length"] = values[1:]
	}
	w.WriteHeader(a.status)
}

// buffered is how much of an answer surely goes out at once.
const buffered = 16 << 10

// mostPieces is how many pieces an answer dribbles out in.
const mostPieces = 20

// dribbler writes in pieces, with a pause before each, until the client leaves. No
// deadline cuts it off: each piece has the time of a whole answer.
type dribbler struct {
	http.ResponseWriter
	c   *Call
	now func() time.Time
}

// Unwrap is for http.ResponseController.
func (d *dribbler) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *dribbler) Write(body []byte) (int, error) {
	pieces := max(1, min(mostPieces, len(body)))
	for i := range pieces {
		if err := d.c.wait(d.c.dribble / time.Duration(pieces)); err != nil {
			return 0, http.ErrAbortHandler
		}
		if err := writeAll(d.ResponseWriter, body[len(body)*i/pieces:len(body)*(i+1)/pieces], d.now()); err != nil {
			return 0, err
		}
		if err := http.NewResponseController(d.ResponseWriter).Flush(); err != nil {
			return 0, err
		}
	}
	return len(body), nil
}

// writeAll gives a client that reads as much time as one that sends: a while at
// first, and then as long as it keeps up the pace.
func writeAll(w http.ResponseWriter, body []byte, now time.Time) error {
	_ = http.NewResponseController(w).SetWriteDeadline(now.Add(firstWait + time.Duration(len(body))*time.Second/pace))
	_, err := w.Write(body)
	return err
}

// StreamWriter is where a Stream writes; a write fails when the client is gone,
// or does not read.
type StreamWriter struct {
	http.ResponseWriter
	now  func() time.Time
	head func() // sends it, nil when it was
}

// begin sends the head, once.
func (w *StreamWriter) begin() {
	if w.head != nil {
		w.head()
		w.head = nil
	}
}

// Write waits for a client that reads slowly, not for one that does not read.
func (w *StreamWriter) Write(p []byte) (int, error) {
	w.begin()
	if err := writeAll(w.ResponseWriter, p, w.now()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// sendCut sends as much of an answer as the cut leaves. The error is
// http.ErrAbortHandler where the server has to end the connection.
func sendCut(w http.ResponseWriter, a answer, cut Cut) error {
	switch cut {
	case Truncated:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
	case Reset:
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			break // HTTP/2 resets the stream
		}
		for inner := conn; inner != nil; inner = within(inner) {
			if tcp, ok := inner.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // unsent bytes are dropped, and the other side reads a reset
			}
		}
		return conn.Close()
	}
	return http.ErrAbortHandler
}

// within is the connection that another one wraps, nil for none.
func within(c net.Conn) net.Conn {
	if wrapped, ok := c.(interface{ NetConn() net.Conn }); ok {
		return wrapped.NetConn()
	}
	return nil
}

// kept is an answer that stays in memory, see [InProcess].
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader notes the status.
func (k *kept) WriteHeader(status int) { k.status = status }

// Write adds to the body.
func (k *kept) Write(text []byte) (int, error) { return k.body.Write(text) }
