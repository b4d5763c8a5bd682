package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// longestAnswer is how many bytes of an answer are read at most.
const longestAnswer = 256 << 20

// request is one call of the API, which may take several attempts.
type request struct {
	method      string
	path        string // below the base, its parameters escaped
	query       url.Values
	contentType string
	body        []byte
	open        bool   // goes without a token
	once        bool   // a repeat would do harm
	token       string // with which it goes out
}

// answer is what came back.
type answer struct {
	status      int
	header      http.Header
	contentType string
	body        []byte
}

// pathOf fills the parameters of a path in: codes hold / and %.
func pathOf(form string, parameters ...any) string {
	escaped := make([]any, len(parameters))
	for i, p := range parameters {
		escaped[i] = url.PathEscape(fmt.Sprint(p))
	}
	return fmt.Sprintf(form, escaped...)
}

// url writes the address. A blank is %20: a plus of a form is a plus to some.
func (r *request) url(base string) string {
	if len(r.query) == 0 {
		return base + r.path
	}
	return base + r.path + "?" + strings.ReplaceAll(r.query.Encode(), "+", "%20")
}

// attempt sends a request once.
func (c *Client) attempt(ctx context.Context, r *request, answered func(*answer) error) *Error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.retry.Timeout, fmt.Errorf("no whole answer within %s", c.retry.Timeout))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, r.url(c.base), bytes.NewReader(r.body))
	if err != nil {
		return &Error{Method: r.method, Path: r.path, Err: err, unsent: true, hopeless: true}
	}
	req.Header.Set("Accept", "*/*") // what does not cover every possible answer, errors included, is answered 406
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return r.lost(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	a := &answer{status: resp.StatusCode, header: resp.Header, contentType: resp.Header.Get("Content-Type")}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, longestAnswer+1))
	switch {
	case err != nil:
		return r.unreadable(a, fmt.Errorf("the answer breaks off: %w", err))
	case len(a.body) > longestAnswer:
		return r.unreadable(a, fmt.Errorf("the answer is longer than %d MB", longestAnswer>>20))
	}
	if err := answered(a); err != nil {
		return r.unreadable(a, err)
	}
	return nil
}

// lost is the error of a request to which no answer came.
func (r *request) lost(ctx context.Context, err error) *Error {
	if why := new(url.Error); errors.As(err, &why) {
		err = why.Err // the rest repeats method and address
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return &Error{Method: r.method, Path: r.path, Err: err, unsent: unsent(err)}
}

// unreadable is the error of an answer that err says was not understood, or the
// refusal that it is.
func (r *request) unreadable(a *answer, err error) *Error {
	failed := new(Error)
	if !errors.As(err, &failed) {
		failed = &Error{Err: err}
	}
	failed.Method, failed.Path, failed.Status, failed.ContentType, failed.Size = r.method, r.path, a.status, a.contentType, len(a.body)
	failed.Body, failed.retry = a.body[:min(len(a.body), shownBody)], a.header.Get("Retry-After")
	return failed
}

// Answer is an answer as it came, refusals included.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Call makes any call of the API, signed in, and gives the answer as it is: for
// what has no method here. path stands below the base path, escaped, with its
// query. Only a GET is repeated. An error is an answer that did not come.
func (c *Client) Call(ctx context.Context, method, path, contentType string, body []byte) (out Answer, err error) {
	r := &request{method: method, path: path, contentType: contentType, body: body, once: method != http.MethodGet}
	err = c.do(ctx, r, func(a *answer) error {
		out = Answer{a.status, a.header, a.body}
		if a.status == http.StatusUnauthorized { // a token that ended is got anew
			return refusal(a)
		}
		return nil
	})
	if failed := new(Error); errors.As(err, &failed) && failed.Status == http.StatusUnauthorized {
		err = nil
	}
	return out, err
}
