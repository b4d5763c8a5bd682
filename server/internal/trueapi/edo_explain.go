package trueapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// signing are the methods that take decisions, by decision.
var signing = map[string]struct {
	route    string
	decision state.Decision
}{
	"approve":  {"edo.incoming.sign", state.Approve},
	"reject":   {"edo.incoming.sign", state.Reject},
	"withdraw": {"edo.outgoing.sign", state.Withdraw},
}

// ExplainDecision makes the checks of a decision in the order in which its
// method does, and changes nothing. It fails for what is no decision.
func (a *API) ExplainDecision(w *pipeline.World, bin, id, decision, signature string) (r *pipeline.Route, verdicts []intake.Verdict, warnings []rules.Warning, err error) {
	how, known := signing[decision]
	if !known {
		return nil, nil, nil, fmt.Errorf("decision is %.50q; there are approve, reject and withdraw", decision)
	}
	at := slices.IndexFunc(a.system.Routes, func(r pipeline.Route) bool { return r.Name == how.route })
	r = &a.system.Routes[at]
	c := &pipeline.Call{World: w, Route: r, Caller: &pipeline.Caller{BIN: bin}}
	id = strings.ToLower(id)
	var d *state.Document
	var title state.Title
	var cms []byte
	v, fork := w.Snapshot(), w.Fork(w.Name(), nil)
	for _, step := range []struct {
		intake.Check
		try func() error
	}{
		{intake.Check{Name: "decision", Phase: intake.World, About: "the document is there, waits for a decision, and the caller may take it", Fix: "let who decides of it decide: GET /_mock/documents/{id} tells parties and status"}, func() (err error) {
			d, err = v.MayDecide(id, bin, how.decision)
			return err
		}},
		{intake.Check{Name: "title", Phase: intake.World, About: "the title of the decision was made", Fix: "call the method without /signature first, and sign what it answers"}, func() error {
			if len(d.TitlesOf(how.decision)) == 0 {
				return titleMissing(id, how.decision)
			}
			return nil
		}},
		{intake.Check{Name: "signature", Phase: intake.Reading, About: "a detached CMS over the bytes of the title, by the caller", Fix: "decode the title from base64 and sign its bytes, detached, with a key of the caller"}, func() (err error) {
			title, cms, err = a.signedTitle(c, v, d, d.TitlesOf(how.decision), signature)
			return err
		}},
		{intake.Check{Name: "taken", Phase: intake.World, About: "the document still waits for it", Fix: "read the status of the document again"}, func() error {
			return fork.Update(func(tx *state.Tx) error {
				_, err := tx.Decide(id, bin, how.decision, title.FileUUID, cms)
				return err
			})
		}},
	} {
		row := intake.Verdict{Check: step.Check, Outcome: intake.NotReached}
		if err == nil {
			warned := len(c.Warnings())
			err = step.try()
			row.Judge(err, c.Warnings()[warned:])
		}
		verdicts = append(verdicts, row)
	}
	return r, verdicts, c.Warnings(), nil
}

// titleMissing refuses the signature of a title that was not made.
func titleMissing(id string, decision state.Decision) error {
	return state.Errorf(state.TitleMissing, "the title of the decision %s of document %s was not made yet: call the method without /signature first", decision, id)
}
