package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Retry says how calls are repeated. A call that only reads, or does no harm
// twice, is repeated after a lost answer, 429, 500, 502, 503 and 504. Any other
// call (a document, an invoice) is repeated only if it surely was not taken:
// the server was not reached, or answered 429. Send takes care of documents
// itself.
type Retry struct {
	Attempts int           // of one call, at least 1: 1 never repeats
	Wait     time.Duration // before the second attempt; each further one waits twice as long
	Longest  time.Duration // of a single wait; a longer Retry-After ends the call
	Timeout  time.Duration // of one attempt, with its answer read whole
	Settle   time.Duration // how long Send looks for a document whose answer was lost
}

// DefaultRetry is what a client does unless told otherwise.
func DefaultRetry() Retry {
	return Retry{Attempts: 4, Wait: 500 * time.Millisecond, Longest: time.Minute, Timeout: time.Minute, Settle: 15 * time.Second}
}

func (r Retry) check() error {
	if r.Attempts < 1 || r.Wait < 0 || r.Longest < 0 || r.Timeout <= 0 || r.Settle < 0 {
		return fmt.Errorf("retry %+v: at least one attempt, a timeout, and no negative time; start from DefaultRetry", r)
	}
	return nil
}

// refusals are the statuses after which nothing has happened: the request was
// looked at and not taken.
var refusals = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
}

// passing are the statuses that may be gone a moment later.
var passing = []int{
	http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// worthwhile tells whether a request may be sent again after err.
func (r *request) worthwhile(err *Error) bool {
	switch {
	case err.hopeless:
		return false
	case err.unsent || err.Status == http.StatusTooManyRequests:
		return true
	case r.once:
		return false
	}
	return err.Status == 0 || err.Err != nil || slices.Contains(passing, err.Status)
}

// do sends a request until it is answered, or until another attempt is of no
// use. answered reads the answer; an answer that it cannot read counts as lost.
// The error is an *Error, or that of signing in.
func (c *Client) do(ctx context.Context, r *request, answered func(*answer) error) error {
	renewed := false
	for attempt := 1; ; attempt++ {
		if !r.open {
			token, err := c.Token(ctx)
			if err != nil {
				return signInError{err}
			}
			r.token = token
		}
		failed := c.attempt(ctx, r, answered)
		if failed == nil {
			return nil
		}
		if failed.Status == http.StatusUnauthorized && !r.open && !renewed && c.signs != nil {
			renewed = true // the token ended sooner than it said
			c.token.drop(r.token)
			attempt--
			continue
		}
		if attempt >= c.retry.Attempts || !r.worthwhile(failed) || ctx.Err() != nil {
			return failed
		}
		wait := c.retry.wait(attempt)
		if asked, ok := failed.retryAfter(c.now); ok {
			if asked > c.retry.Longest {
				return fmt.Errorf("%w; it asks to come back in %s, and %s is the longest wait", failed, asked, c.retry.Longest)
			}
			wait = asked
		}
		if pause(ctx, wait) != nil {
			return failed
		}
	}
}

// signInError is why a request was not sent.
type signInError struct{ error }

func (e signInError) Error() string { return "signing in: " + e.error.Error() }

func (e signInError) Unwrap() error { return e.error }

// wait is the pause behind the attempt of this number.
func (r Retry) wait(attempt int) time.Duration {
	wait := r.Wait
	for range attempt - 1 {
		wait = min(2*wait, r.Longest)
	}
	return min(wait, r.Longest)
}

// retryAfter is what the answer's Retry-After asks for: seconds, or a date.
func (e *Error) retryAfter(now func() time.Time) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(e.retry); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if at, err := http.ParseTime(e.retry); err == nil {
		return max(0, at.Sub(now())), true
	}
	return 0, false
}

// unsent tells whether a request surely never arrived, because the server was
// not reached.
func unsent(err error) bool {
	op := new(net.OpError)
	return errors.As(err, &op) && op.Op == "dial"
}
