package intake

import (
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Verdict is what one check says of a document.
type Verdict struct {
	Check    Check
	Outcome  Outcome
	Err      error           // the refusal of a check that answers at once
	Errors   []texts.Said    // what a check made later finds
	Warnings []rules.Warning // what passed here and may not pass there
	Findings []Finding       // where it is wrong, and what to do
}

// Judge says what came of a check that answers at once.
func (v *Verdict) Judge(err error, warnings []rules.Warning) {
	v.Err, v.Warnings = err, warnings
	switch {
	case err != nil:
		v.Outcome, v.Findings = Failed, []Finding{{Expected: err.Error(), Fix: v.Check.Fix}}
	case len(warnings) > 0:
		v.Outcome = Warned
	default:
		v.Outcome = Passed
	}
}

// Outcome of a check.
type Outcome string

// Checks behind a refusal are not reached, nor later ones of what is known to fail.
const (
	Passed     Outcome = "passed"
	Warned     Outcome = "warned"
	Failed     Outcome = "failed"
	NotReached Outcome = "not reached"
)

// Explain makes every check in order, up to the first that fails, and changes
// nothing. A document that is not refused has the id then that it would get.
// Warnings are all of them, as the journal would have them. A caller of "" is
// whoever the kind says sends it.
func (s *Submission) Explain(w *state.World) (verdicts []Verdict, warnings []rules.Warning) {
	e := explanation{Submission: s}
	e.phase(Reading, func(c Check) ([]texts.Said, error) {
		err := s.named(c.read(s))
		if s.Caller == "" && s.Document.Sender() != "" {
			s.Caller = s.Document.Sender()
		}
		return nil, err
	})
	w = w.Fork(w.Name(), nil) // what follows may change it, and holds nobody up
	_ = w.Update(func(tx *state.Tx) error {
		e.phase(World, func(c Check) ([]texts.Said, error) {
			known := len(s.Document.Errors)
			err := s.named(c.admit(tx, s))
			if c.Kind == BadParties && err == nil {
				s.warnings = append(s.warnings, tx.Warnings()...)
			}
			if c.Kind == BadReference && err == nil {
				_ = s.Warnings()
			}
			return s.Document.Errors[known:], err
		})
		return nil
	})
	refused := e.over
	e.over = e.over || len(s.Document.Errors) > 0
	_ = w.Update(func(tx *state.Tx) error { tx.BringIn(&e.Document); return nil })
	e.later(w.Snapshot())
	if !refused {
		_ = w.Update(func(tx *state.Tx) error { s.Document = *tx.Submit(s.Document); return nil })
	}
	return e.verdicts, s.warnings
}

// later makes the checks of processing.
func (e *explanation) later(v state.View) {
	var goods []state.GoodsVerdict
	e.phase(Later, func(c Check) ([]texts.Said, error) {
		if c.Name == stillWaits {
			e.over = !v.MovesGoods(&e.Document) // then nobody looks at its codes
			return v.CheckReference(&e.Document), nil
		}
		if goods == nil {
			goods = v.InspectGoods(&e.Document)
		}
		i := slices.IndexFunc(goods, func(g state.GoodsVerdict) bool { return g.Name == c.Name })
		if i < 0 {
			return nil, nil
		}
		e.warnings = append(e.warnings, goods[i].Warnings...) // they would stand at the document
		e.about = nil
		for _, f := range goods[i].Failures {
			e.about = append(e.about, f.Of...)
		}
		return goods[i].Errors, nil
	})
}

// explanation collects verdicts until a document is refused. One of recognition
// is taken with errors of its parties, and fails by them later.
type explanation struct {
	*Submission
	verdicts []Verdict
	about    []string // what the errors of the last check are about, by kind
	over     bool
}

func (e *explanation) phase(p Phase, try func(Check) (found []texts.Said, refusal error)) {
	for _, c := range checks {
		if c.Phase != p {
			continue
		}
		v := Verdict{Check: c, Outcome: NotReached}
		if !e.over {
			v.Outcome = Passed
			warned := len(e.warnings)
			v.Errors, v.Err = try(c)
			v.Warnings = e.warnings[warned:len(e.warnings):len(e.warnings)]
			switch {
			case v.Err != nil || len(v.Errors) > 0:
				v.Outcome, e.over = Failed, v.Err != nil || p == Later
				v.Findings = e.findings(c, v.Err, v.Errors)
			case len(v.Warnings) > 0:
				v.Outcome = Warned
			}
		}
		e.verdicts = append(e.verdicts, v)
	}
}
