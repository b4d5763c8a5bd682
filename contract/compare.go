package contract

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/contract/record"
)

// every is how often a real system is asked for a status.
const every = 2 * time.Second

// Comparison is what two systems answered to the same calls.
type Comparison struct {
	Left        string            `json:"left"`
	Right       string            `json:"right"`
	Compared    int               `json:"compared"` // calls
	Differences []diff.Difference `json:"differences"`
	Uncompared  []Uncompared      `json:"uncompared,omitempty"`
	Useless     []diff.Acceptance `json:"useless,omitempty"` // acceptances that fit no difference

	day time.Time
}

// Left is what the right side is compared with.
type Left struct {
	Name      string
	Recording []record.Exchange
	Vars      Vars // that were used when it was recorded
}

// LeftOf plays the suite on a system, for others to be compared with.
func LeftOf(ctx context.Context, o Options) (Left, error) {
	o.plain = true
	report, err := Run(ctx, o)
	if err != nil && !errors.Is(err, ErrFailed) {
		return Left{}, err
	}
	vars := o.Vars
	if report.Double {
		vars = ofTheDouble()
	}
	return Left{o.Target, report.Exchanges, vars}, nil
}

// Compare sends to a system the calls that were sent to another one, and tells in
// what the answers differ. Accepted differences are marked as such.
func Compare(ctx context.Context, left Left, right Options, accepted []diff.Acceptance) (*Comparison, error) {
	r := &runner{Options: right}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	known := map[string]string{}
	for name, value := range left.Vars {
		if other := r.target.vars[name]; value != "" && other != "" {
			known[value] = other
		}
	}
	comparer := diff.NewComparer(routes(), diff.NewReferences(known))
	p := newPlayer(r.target, comparer, asked{r}, r.Now)
	p.patience, p.inStep = r.Patience, r.report.Double && steered(left.Recording)
	err := p.playAll(ctx, left.Recording)
	out := &Comparison{Left: left.Name, Right: right.Target, Compared: p.sent, Differences: comparer.Differences(), Uncompared: p.skipped, day: r.Now()}
	tables().Touch(out.Differences)
	out.Useless = diff.Accept(out.Differences, accepted, out.day)
	if p.sent == 0 && err == nil {
		err = ErrNothing
	}
	return out, errors.Join(err, r.close(ctx))
}

// steered tells whether a recording is one of a double, whose time the run moved.
func steered(recording []record.Exchange) bool {
	for _, e := range recording {
		if e.Method == http.MethodPost && isControlPath(e.Path()) {
			return true
		}
	}
	return false
}

// Open lists the differences that are not accepted.
func (c *Comparison) Open() (open []diff.Difference) {
	for _, d := range c.Differences {
		if d.Accepted == "" {
			open = append(open, d)
		}
	}
	return open
}

// Patch proposes what would bring the double closer to the right side.
func (c *Comparison) Patch() string {
	return tables().Patch(c.Differences, c.Right, c.day.UTC().Format(time.DateOnly))
}
