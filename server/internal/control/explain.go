package control

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

type explainIn struct {
	Body struct {
		Type      string `json:"type"`      // of the document, as mockismp or the registry calls it; needed where the document does not tell
		Document  string `json:"document"`  // XML, JSON, or its base64
		Signature string `json:"signature"` // base64 CMS; none is a finding where one is required
		BIN       string `json:"bin"`       // who would send it
	} `body:"json"`
}

type explainOut struct {
	Checks  []verdictOut `json:"checks"`
	Verdict string       `json:"verdict"` // name of the check that fails first, "" for none
	Answer  *answerOut   `json:"answer,omitempty"`

	Warnings []rules.Warning `json:"warnings,omitempty"` // what passes here and may not pass there
}

type verdictOut struct {
	Check   string         `json:"check"`
	About   string         `json:"about"`
	Phase   intake.Phase   `json:"phase"`
	Outcome intake.Outcome `json:"outcome"`
	Why     string         `json:"why,omitempty"`
	Errors  []string       `json:"errors,omitempty"`
}

// answerOut is what the real call would be answered with.
type answerOut struct {
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

func answered(status int, body []byte) *answerOut {
	if status == 0 {
		return nil
	}
	return &answerOut{status, body}
}

// explain makes all checks of a document in order, and changes nothing.
func (a *API) explain(c *pipeline.Call, in explainIn) (out explainOut, err error) {
	content := in.Body.Document
	if begin := strings.TrimSpace(content); strings.HasPrefix(begin, "<") || strings.HasPrefix(begin, "{") {
		content = base64.StdEncoding.EncodeToString([]byte(content))
	}
	takes, err := kindsOf(in.Body.Type)
	if err != nil {
		return out, err
	}
	view := c.World.Look()
	s := &intake.Submission{
		Content: content, Signature: in.Body.Signature, Caller: in.Body.BIN, Takes: takes,
		Level: a.Signature, Schemas: a.Schemas, Rules: view.Rules(), Now: view.Now(),
	}
	verdicts := s.Explain(c.World.World)
	route := a.TrueAPI.RouteFor(cmp.Or(append(takes, s.Document.Type)...)) // all kinds of one name go to one method
	var refusal error
	for _, v := range verdicts {
		row := verdictOut{Check: v.Check.Name, About: v.Check.About, Phase: v.Check.Phase, Outcome: v.Outcome, Errors: v.Errors}
		if v.Err != nil {
			row.Why = v.Err.Error()
			refusal = v.Err
		}
		if v.Outcome == intake.Failed {
			out.Verdict = cmp.Or(out.Verdict, v.Check.Name)
		}
		out.Checks = append(out.Checks, row)
	}
	out.Warnings = s.Warnings()
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
		return nil, state.Fail(badCall, fmt.Sprintf("type %q is no kind of documents; they are: %s", name, strings.Join(names, ", ")))
	}
	return kinds, nil
}
