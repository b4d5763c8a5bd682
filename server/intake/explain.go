package intake

import "github.com/mockismp/mockismp/state"

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

// Explain makes every check in order, up to the first that fails, and changes
// nothing. Like Submit it reads the document before it asks for the world.
func (s *Submission) Explain(w *state.World) []Verdict {
	e := explanation{}
	e.phase(Reading, func(c Check) ([]string, error) { return nil, s.named(c.read(s)) })
	w = w.Fork(w.Name(), nil) // what follows may change it, and holds nobody up
	_ = w.Do(func(tx *state.Tx) error {
		e.phase(World, func(c Check) ([]string, error) {
			err := s.named(c.admit(tx, s))
			return s.Document.Errors, err // documents of recognition are taken with these, and fail later
		})
		return nil
	})
	if !w.Look().MovesGoods(&s.Document) {
		e.over = true // nobody looks at the codes of such a document
	}
	name, found := "", []string(nil)
	if !e.over {
		name, found = w.Look().InspectGoods(&s.Document)
	}
	e.phase(Later, func(c Check) ([]string, error) {
		if c.Name == name {
			return found, nil
		}
		return nil, nil
	})
	return e.verdicts
}

// explanation collects verdicts until a check fails.
type explanation struct {
	verdicts []Verdict
	over     bool
}

func (e *explanation) phase(p Phase, try func(Check) (found []string, refusal error)) {
	for _, c := range Checks() {
		if c.Phase != p {
			continue
		}
		v := Verdict{Check: c, Outcome: NotMade}
		if !e.over {
			v.Outcome = Passed
			if v.Errors, v.Err = try(c); v.Err != nil || len(v.Errors) > 0 {
				v.Outcome, e.over = Failed, true
			}
		}
		e.verdicts = append(e.verdicts, v)
	}
}
