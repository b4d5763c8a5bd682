package intake

import (
	"sync"

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

// Checks behind a refusal are not made, nor later ones of what is known to fail.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	NotMade Outcome = "not made"
)

// Explain makes every check in order, up to the first that fails, and changes
// nothing. A document that is not refused has the id then that it would get.
func (s *Submission) Explain(w *state.World) []Verdict {
	e := explanation{}
	e.phase(Reading, func(c Check) ([]string, error) { return nil, s.named(c.read(s)) })
	w = w.Fork(w.Name(), nil) // what follows may change it, and holds nobody up
	_ = w.Update(func(tx *state.Tx) error {
		e.phase(World, func(c Check) ([]string, error) {
			known := len(s.Document.Errors)
			err := s.named(c.admit(tx, s))
			return s.Document.Errors[known:], err
		})
		if !e.over {
			s.warnings = append(s.warnings, tx.Warnings()...)
		}
		return nil
	})
	refused := e.over
	e.over = e.over || len(s.Document.Errors) > 0
	v := w.Snapshot()
	goods := sync.OnceValues(func() (string, state.Findings) { return v.InspectGoods(&s.Document) })
	e.phase(Later, func(c Check) ([]string, error) {
		if c.Name == stillWaits {
			e.over = !v.MovesGoods(&s.Document) // then nobody looks at its codes
			return v.CheckReference(&s.Document), nil
		}
		if name, found := goods(); c.Name == name {
			return found.Errors, nil
		}
		return nil, nil
	})
	if !refused {
		_, found := goods()
		s.warnings = append(s.warnings, found.Warnings...) // they would stand at the document
	}
	if !refused {
		_ = w.Update(func(tx *state.Tx) error { s.Document = *tx.Submit(s.Document); return nil })
	}
	return e.verdicts
}

// explanation collects verdicts until a document is refused. One of recognition
// is taken with errors of its parties, and fails by them later.
type explanation struct {
	verdicts []Verdict
	over     bool
}

func (e *explanation) phase(p Phase, try func(Check) (found []string, refusal error)) {
	for _, c := range checks {
		if c.Phase != p {
			continue
		}
		v := Verdict{Check: c, Outcome: NotMade}
		if !e.over {
			v.Outcome = Passed
			if v.Errors, v.Err = try(c); v.Err != nil || len(v.Errors) > 0 {
				v.Outcome, e.over = Failed, v.Err != nil || p == Later
			}
		}
		e.verdicts = append(e.verdicts, v)
	}
}
