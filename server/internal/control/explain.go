package control

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type explainIn struct {
	Body mock.Explain `body:"json"`
}

// explain makes all checks of a document, or of a decision, in order, and
// changes nothing.
func (a *API) explain(c *pipeline.Call, in explainIn) (mock.Explanation, error) {
	if in.Body.Decision != "" || in.Body.ID != "" {
		return a.explainDecision(c, &in.Body)
	}
	content := in.Body.Document
	if begin := strings.TrimSpace(content); strings.HasPrefix(begin, "<") || strings.HasPrefix(begin, "{") {
		content = base64.StdEncoding.EncodeToString([]byte(content))
	}
	takes, err := kindsOf(in.Body.Type)
	if err != nil {
		return mock.Explanation{}, err
	}
	view := c.World.Snapshot()
	s := &intake.Submission{
		Content: content, Signature: in.Body.Signature, Caller: in.Body.BIN, Takes: takes,
		Level: a.Signature, Trust: a.Trust, Schemas: a.Schemas, Rules: view.Rules(), Now: view.Now(),
	}
	verdicts, warnings := s.Explain(c.World.World)
	out, refusal := explained(verdicts)
	out.Type, out.BIN, out.Warnings = string(s.Document.Type), s.Caller, warningsOf(warnings)
	route := a.TrueAPI.RouteFor(cmp.Or(append(takes, s.Document.Type)...)) // all kinds of one name go to one method
	if route != nil {
		out.Route = route.Method + " " + route.Path
	}
	switch {
	case refusal != nil:
		out.Answer = answerOf(a.TrueAPI.Refused(route, refusal))
	case route != nil:
		out.Answer = answerOf(a.TrueAPI.Taken(route, &s.Document))
	}
	return out, nil
}

// explainDecision makes the checks of a decision in order.
func (a *API) explainDecision(c *pipeline.Call, in *mock.Explain) (mock.Explanation, error) {
	if in.Document != "" || in.ID == "" || in.BIN == "" {
		return mock.Explanation{}, state.Errorf(badCall, "a decision is explained by decision, id (of the document it is about), bin and signature; there is no document to be sent with it")
	}
	route, verdicts, warnings, err := a.TrueAPI.ExplainDecision(c.World, in.BIN, in.ID, in.Decision, in.Signature)
	if err != nil {
		return mock.Explanation{}, state.Errorf(badCall, "%s", err)
	}
	out, refusal := explained(verdicts)
	out.BIN, out.Warnings, out.Route = in.BIN, warningsOf(warnings), route.Method+" "+route.Path
	if out.Answer = answerOf(http.StatusCreated, nil); refusal != nil {
		out.Answer = answerOf(a.TrueAPI.Refused(route, refusal))
	}
	return out, nil
}

// explained are the verdicts on the wire, and the refusal among them.
func explained(verdicts []intake.Verdict) (out mock.Explanation, refusal error) {
	for _, v := range verdicts {
		row := mock.Verdict{
			Check: v.Check.Name, About: v.Check.About, Phase: string(v.Check.Phase), Outcome: string(v.Outcome), Errors: texts.Strings(v.Errors), Warnings: warningsOf(v.Warnings),
		}
		if v.Err != nil {
			row.Why, refusal = v.Err.Error(), v.Err
		}
		if v.Outcome == intake.Failed {
			out.Verdict = cmp.Or(out.Verdict, v.Check.Name)
		}
		for _, f := range v.Findings {
			row.Findings = append(row.Findings, mock.Finding(f))
		}
		out.Checks = append(out.Checks, row)
	}
	out.Accepted = out.Verdict == ""
	return out, refusal
}

func answerOf(status int, body []byte) *mock.Answer {
	if status == 0 {
		return nil
	}
	return &mock.Answer{Status: status, Body: body}
}

// kindsOf are the kinds of documents that a type names, none for no name.
func kindsOf(name string) (kinds []state.DocType, err error) {
	if name == "" {
		return nil, nil
	}
	var names []string
	for _, row := range state.DocTypes() {
		if name == string(row.Type) || name == row.Registry {
			kinds = append(kinds, row.Type)
		}
		names = append(names, string(row.Type))
	}
	if len(kinds) == 0 {
		return nil, state.Errorf(badCall, "type %q is no kind of documents; they are: %s", name, strings.Join(names, ", "))
	}
	return kinds, nil
}
