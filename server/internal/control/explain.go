package control

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type explainIn struct {
	Body mock.Explain `body:"json"`
}

func answered(status int, body []byte) *mock.Answer {
	if status == 0 {
		return nil
	}
	return &mock.Answer{Status: status, Body: body}
}

// explain makes all checks of a document in order, and changes nothing.
func (a *API) explain(c *pipeline.Call, in explainIn) (out mock.Explanation, err error) {
	content := in.Body.Document
	if begin := strings.TrimSpace(content); strings.HasPrefix(begin, "<") || strings.HasPrefix(begin, "{") {
		content = base64.StdEncoding.EncodeToString([]byte(content))
	}
	takes, err := kindsOf(in.Body.Type)
	if err != nil {
		return out, err
	}
	view := c.World.Snapshot()
	s := &intake.Submission{
		Content: content, Signature: in.Body.Signature, Caller: in.Body.BIN, Takes: takes,
		Level: a.Signature, Trust: a.Trust, Schemas: a.Schemas, Rules: view.Rules(), Now: view.Now(),
	}
	verdicts := s.Explain(c.World.World)
	route := a.TrueAPI.RouteFor(cmp.Or(append(takes, s.Document.Type)...)) // all kinds of one name go to one method
	var refusal error
	for _, v := range verdicts {
		row := mock.Verdict{Check: v.Check.Name, About: v.Check.About, Phase: string(v.Check.Phase), Outcome: string(v.Outcome), Errors: v.Errors}
		if v.Err != nil {
			row.Why = v.Err.Error()
			refusal = v.Err
		}
		if v.Outcome == intake.Failed {
			out.Verdict = cmp.Or(out.Verdict, v.Check.Name)
		}
		out.Checks = append(out.Checks, row)
	}
	out.Warnings = warningsOf(s.Warnings())
	switch {
	case refusal != nil:
		out.Answer = answered(a.TrueAPI.Refused(route, refusal))
	case route != nil:
		out.Answer = answered(a.TrueAPI.Taken(route, &s.Document))
	}
	return out, nil
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
		return nil, state.Errorf(badCall, fmt.Sprintf("type %q is no kind of documents; they are: %s", name, strings.Join(names, ", ")))
	}
	return kinds, nil
}
