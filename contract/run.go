package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract/record"
)

// Options choose the cases to play, and how carefully. The zero value of every
// other option is the careful one.
type Options struct {
	Target       string                   // stage, prod, or an address
	ControlToken string                   // of a double that demands one
	Vars         Vars                     // of a real system
	Signers      map[string]client.Option // of a real system, by party: owner, partner
	Write        bool                     // plays what leaves something behind at a real system
	Production   bool                     // the production system is meant
	DryRun       bool                     // sends nothing beside the sign-in, and tells what would be played
	Only         []string                 // names of cases; all if none
	Budget       int                      // of requests, 0 for any number
	Pace         time.Duration            // between two requests to a real system
	Patience     time.Duration            // how long a real system may take to process a document; a minute if 0
	Transport    http.RoundTripper        // under everything; nil for the usual one
	Now          func() time.Time         // by which the run is timed; time.Now if nil
	Told         func(Result)             // is called behind each case; nil for nobody

	sleep func(context.Context, time.Duration) error // how the pace is kept; wall time if nil
	plain bool                                       // without scenario files, whose worlds nobody else has
}

// Outcome is how a case fared.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
	Planned Outcome = "planned" // in a dry run
)

// Result is how a case fared.
type Result struct {
	Name     string        `json:"name"`
	About    string        `json:"about"`
	Writes   bool          `json:"writes"`
	Outcome  Outcome       `json:"outcome"`
	Reason   string        `json:"reason,omitempty"`  // of one that was skipped
	Wrong    []string      `json:"wrong,omitempty"`   // of one that failed
	Left     []string      `json:"left,omitempty"`    // what could not be taken back
	Without  []string      `json:"without,omitempty"` // steps of a scenario that a real system cannot play
	Requests int           `json:"requests"`          // that it sent
	Took     time.Duration `json:"took"`              // nanoseconds
	Methods  []string      `json:"methods,omitempty"` // that were called, by their names
	Answers  []string      `json:"-"`                 // what was answered last, for a failure
}

// Report is a run of the suite.
type Report struct {
	Target  string    `json:"target"`
	Double  bool      `json:"double"`
	Started time.Time `json:"started"`
	Results []Result  `json:"results"`

	// Exchanges are the requests and answers of the run, without their secrets.
	Exchanges []record.Exchange `json:"-"`
}

// Count tells how many cases came to an outcome.
func (r *Report) Count(o Outcome) (n int) {
	for _, result := range r.Results {
		if result.Outcome == o {
			n++
		}
	}
	return n
}

// ErrNothing is the error of a run that played no case: it says nothing of the target.
var ErrNothing = errors.New("no case was played")

// ErrFailed is the error of a run in which a case failed.
var ErrFailed = errors.New("the contract does not hold")

// Run plays the suite against a system. The error is an [UnfitError] where the
// target cannot be played against, ErrNothing or ErrFailed; the report says more.
func Run(ctx context.Context, o Options) (*Report, error) {
	r := &runner{Options: o}
	if err := r.open(ctx); err != nil {
		return r.report, err
	}
	for _, c := range r.cases() {
		if r.wanted(c.Name) {
			r.play(ctx, c)
		}
	}
	return r.report, errors.Join(r.verdict(), r.close(ctx))
}

// runner is a run that goes on.
type runner struct {
	Options
	report *Report
	target *target
	guard  *guard
	mu     sync.Mutex // guards the exchanges
}

// open finds the target.
func (r *runner) open(ctx context.Context) (err error) {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Transport == nil {
		r.Transport = http.DefaultTransport
	}
	if r.sleep == nil {
		r.sleep = sleep
	}
	if r.Patience == 0 {
		r.Patience = time.Minute
	}
	r.report = &Report{Target: r.Options.Target, Started: r.Now()}
	if err := r.named(); err != nil {
		return err
	}
	recorder := record.NewRecorder(r.Transport, r.Now, func(e record.Exchange) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.report.Exchanges = append(r.report.Exchanges, e)
	})
	r.guard = &guard{next: recorder, writes: r.Write, budget: r.Budget, pace: r.Pace, now: r.Now, sleep: r.sleep}
	r.target, err = r.Options.open(ctx, asked{r})
	if err == nil {
		r.report.Double = r.target.double != nil
	}
	return err
}

// asked is the transport of a run: careful at a real system, while a double may
// be asked anything at once.
type asked struct{ *runner }

func (a asked) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.target != nil && a.target.double != nil || isControl(req) {
		return a.guard.next.RoundTrip(req)
	}
	return a.guard.RoundTrip(req)
}

// named refuses names of cases that are not there.
func (r *runner) named() error {
	known := map[string]bool{}
	for _, c := range r.cases() {
		known[c.Name] = true
	}
	for _, name := range r.Only {
		if !known[name] {
			return fmt.Errorf("there is no case %q; --dry-run lists them", name)
		}
	}
	return nil
}

// cases are the suite, and behind it the scenario files.
func (r *runner) cases() []Case {
	if r.plain {
		return Suite()
	}
	return append(Suite(), scenarioCases()...)
}

func (r *runner) wanted(name string) bool {
	for _, only := range r.Only {
		if only == name {
			return true
		}
	}
	return len(r.Only) == 0
}

// play plays a case, or says why not.
func (r *runner) play(ctx context.Context, c Case) {
	result := Result{Name: c.Name, About: c.About, Writes: c.Writes, Outcome: Passed}
	if result.Reason = c.missing(r.target, r.Write); result.Reason != "" {
		result.Outcome = Skipped
	} else if ctx.Err() != nil {
		result.Outcome, result.Reason = Skipped, "the run was ended"
	} else if r.DryRun {
		result.Outcome = Planned
	} else {
		r.playNow(ctx, c, &result)
	}
	r.report.Results = append(r.report.Results, result)
	if r.Told != nil {
		r.Told(result)
	}
}

func (r *runner) playNow(ctx context.Context, c Case, result *Result) {
	began, before := r.Now(), len(r.report.Exchanges)
	p := &Play{Vars: r.target.vars, Control: r.target.double, target: r.target, patience: r.Patience, every: 2 * time.Second}
	left, err := c.play(ctx, p)
	result.Took, result.Left, result.Without = r.Now().Sub(began), left, p.without
	seen := map[string]bool{}
	for _, e := range r.report.Exchanges[before:] {
		if isControlPath(e.Path()) {
			continue
		}
		result.Requests++
		result.Answers = []string{fmt.Sprintf("%s %s → %d %.300s", e.Method, e.Path(), e.Status, e.Answer)}
		if name := routeOf(e.Method, e.Path()).Name; name != "" && !seen[name] {
			seen[name] = true
			result.Methods = append(result.Methods, name)
		}
	}
	switch {
	case errors.Is(err, errBudget):
		result.Outcome, result.Reason = Skipped, err.Error()
	case err != nil:
		result.Outcome = Failed
		for _, one := range flatErrors(err) {
			result.Wrong = append(result.Wrong, one.Error())
		}
	}
}

// flatErrors takes apart what errors.Join has put together.
func flatErrors(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}

func (r *runner) verdict() error {
	switch failed, passed := r.report.Count(Failed), r.report.Count(Passed); {
	case failed > 0:
		return fmt.Errorf("%w: %d of %d cases failed", ErrFailed, failed, failed+passed)
	case passed == 0 && !r.DryRun:
		return fmt.Errorf("%w at %s: %d were skipped, each with its reason", ErrNothing, r.Options.Target, r.report.Count(Skipped))
	}
	return nil
}

// close drops the world of the run, also when the run was ended.
func (r *runner) close(ctx context.Context) error {
	return r.target.drop(context.WithoutCancel(ctx))
}
