package intake

import (
	"errors"

	"github.com/mockismp/mockismp/state"
)

// Verdict is what one check says of a document.
type Verdict struct {
	Check   Check
	Outcome Outcome
	Err     error    // the refusal of a check that answers at once
	Errors  []string // what a check made later finds
}

// Outcome of a check.
type Outcome string

// Checks behind the first that fails are not made.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	NotMade Outcome = "not made"
)

// errRollBack ends the transaction in which the world's checks are tried.
var errRollBack = errors.New("only tried")

// Explain makes every check in order, up to the first that fails, and changes nothing.
func (s *Submission) Explain(w *state.World) []Verdict {
	verdicts := make([]Verdict, 0, len(Checks()))
	failed := false
	_ = w.Do(func(tx *state.Tx) error { // always rolled back
		for _, c := range Checks() {
			v := Verdict{Check: c, Outcome: NotMade}
			if !failed {
				v = s.try(tx, c)
				failed = v.Outcome == Failed
			}
			verdicts = append(verdicts, v)
		}
		return errRollBack
	})
	return verdicts
}

func (s *Submission) try(tx *state.Tx, c Check) Verdict {
	v := Verdict{Check: c, Outcome: Passed}
	switch c.Phase {
	case Reading:
		v.Err = c.read(s)
	case World:
		v.Err = c.admit(tx, s)
	case Later:
		if name, found := tx.InspectGoods(&s.Document); name == c.Name {
			v.Errors = found
		}
	}
	if v.Err != nil || len(v.Errors) > 0 {
		v.Outcome = Failed
	}
	return v
}
