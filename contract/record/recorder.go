package record

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// longestBody is how many bytes of a body are kept at most.
const longestBody = 64 << 20

// Recorder keeps what goes through it, without its secrets. It is put under a
// client (client.WithTransport), and may be used by many goroutines at once.
type Recorder struct {
	next    http.RoundTripper
	now     func() time.Time
	keep    func(Exchange)
	secrets secrets
}

// NewRecorder makes a recorder that sends by next and hands each exchange to
// keep, one at a time. now is the clock that it looks at, time.Now for nil.
func NewRecorder(next http.RoundTripper, now func() time.Time, keep func(Exchange)) *Recorder {
	if now == nil {
		now = time.Now
	}
	var one sync.Mutex
	return &Recorder{next: next, now: now, keep: func(e Exchange) {
		one.Lock()
		defer one.Unlock()
		keep(e)
	}}
}

// RoundTrip sends a request, and gives its answer once it was read whole.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	e := Exchange{Started: r.now(), Method: req.Method, URL: req.URL.String(), Header: req.Header.Clone(), Case: labelOf(req.Context(), caseKey{}), As: labelOf(req.Context(), roleKey{})}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("reading the request: %w", err)
		}
		req = req.Clone(req.Context())
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		if len(body) == 0 {
			req.Body = http.NoBody
		}
		e.Body = shortened(body)
	}
	resp, err := r.next.RoundTrip(req)
	if err == nil {
		err = e.read(resp)
	}
	e.Took = r.now().Sub(e.Started)
	if err != nil {
		e.Failure = err.Error()
	}
	r.secrets.hide(&e)
	r.keep(e)
	return resp, err
}

// read takes the answer in, and leaves it to be read once more.
func (e *Exchange) read(resp *http.Response) error {
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	e.Status, e.AnswerHeader = resp.StatusCode, resp.Header.Clone()
	if err != nil {
		return fmt.Errorf("the answer breaks off: %w", err)
	}
	e.Answer = shortened(decoded(resp.Header.Get("Content-Encoding"), body))
	return nil
}

// decoded is the body that travelled in an encoding. A body that cannot be read
// cannot be searched for secrets either, so it is not kept.
func decoded(encoding string, body []byte) []byte {
	switch strings.ToLower(encoding) {
	case "", "identity":
		return body
	case "gzip":
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			break
		}
		plain, err := io.ReadAll(io.LimitReader(z, longestBody+1))
		if err != nil {
			break
		}
		return plain
	}
	return fmt.Appendf(nil, "[not recorded: %d bytes in the encoding %s]", len(body), encoding)
}

func shortened(body []byte) []byte {
	if len(body) > longestBody {
		return fmt.Appendf(nil, "[not recorded: %d bytes, more than %d]", len(body), longestBody)
	}
	return bytes.Clone(body)
}
