package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mockismp/mockismp/server"
)

// reads are the methods that change nothing though they are no GET; all others
// that are no GET write.
var reads = []string{
	"auth.simpleSignIn", "cis.cises-units-count", "cises.info", "cises.aggregated.list", "cises.list", "product.route.gtin",
	"documents.search", "documents.searchV2",
}

// writes are the methods that leave something behind.
var writes = []string{
	"cises.my", "elk.prequests", "edo.incoming.title", "edo.incoming.sign", "edo.outgoing.title", "edo.outgoing.sign", "edo.formal",
	"documents.introduce-goods", "documents.third-countries", "documents.writeOff", "shipments.create", "import.acceptancies",
}

// ErrWrite is the error of a call that would leave something behind, in a run
// that only reads.
var ErrWrite = errors.New("this run only reads")

// errBudget is the error of a call that is one too many.
var errBudget = errors.New("the budget of requests is used up")

// guard lets nothing out that the run must not send.
type guard struct {
	next   http.RoundTripper
	writes bool          // may leave something behind
	pace   time.Duration // between two requests
	budget int           // of requests, 0 for any number

	mu   sync.Mutex
	sent int
	free time.Time // when the next one may go

	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// sleep waits in wall time.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RoundTrip sends a request when its time has come, or tells why it must not go.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if !g.writes && !harmless(req) {
		return nil, fmt.Errorf("%w: %s %s was not sent", ErrWrite, req.Method, req.URL.Path)
	}
	wait, err := g.turn()
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		if err := g.sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
	return g.next.RoundTrip(req)
}

// turn counts a request, and tells how long it has to wait.
func (g *guard) turn() (time.Duration, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.budget > 0 && g.sent >= g.budget {
		return 0, fmt.Errorf("%w: %d were sent; --budget allows more", errBudget, g.sent)
	}
	g.sent++
	if g.pace == 0 {
		return 0, nil
	}
	now := g.now()
	wait := max(0, g.free.Sub(now))
	g.free = now.Add(wait + g.pace)
	return wait, nil
}

// harmless tells whether a request leaves nothing behind.
func harmless(req *http.Request) bool {
	if req.Method == http.MethodGet || req.Method == http.MethodHead {
		return true
	}
	for _, r := range server.Routes() {
		if r.Method == req.Method && slices.Contains(reads, r.Name) && strings.HasSuffix(req.URL.Path, r.Path) {
			return true
		}
	}
	return req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/doc/listV2")
}
