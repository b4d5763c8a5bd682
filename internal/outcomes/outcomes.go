// Package outcomes reads and shows outcomes, which choose the results of the
// next documents and orders, and bots, which answer them. Package state applies
// both.
package outcomes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/said"
	"github.com/mockismp/mockismp/state"
)

// Read makes a rule of a call's body. A body with mistakes is refused with
// state.OutcomeBad, all of them in one sentence.
func Read(text []byte) (state.OutcomeRule, error) {
	return said.Read(state.OutcomeBad, text, ruleOf)
}

func ruleOf(o *mock.Outcome) (state.OutcomeRule, []string) {
	r := state.OutcomeRule{Kind: o.Kind}
	if r.Kind == "" {
		r.Kind = state.OfDocuments
	}
	match, wrong := said.Documents("match", r.Kind, &o.Match)
	given, mistakes := outcomeOf(r.Kind, &mock.GivenOutcome{Result: o.Result, Delay: o.Delay, Errors: o.Errors, Accepted: o.Accepted})
	r.DocumentMatch, r.Outcome, wrong = match, given, append(wrong, mistakes...)
	return r, append(wrong, said.Mistakes(
		said.If(r.Kind == state.OfOrders && string(r.Type)+r.Receiver+r.FileID != "", "match: of an order there is only the sender, who orders"),
	)...)
}

// outcomeOf reads the outcome of a document or an order.
func outcomeOf(kind string, g *mock.GivenOutcome) (o state.Outcome, wrong []string) {
	o = state.Outcome{Rule: g.Rule, Result: state.Result(g.Result), Half: g.Accepted != ""}
	if g.Delay != "" {
		var err error
		o.Delay, err = said.Duration(g.Delay)
		wrong = said.At("delay", err)
	}
	results := state.ResultsOf(kind)
	if len(results) == 0 {
		return o, append(wrong, fmt.Sprintf("kind: %q is none; there are %s and %s", kind, state.OfDocuments, state.OfOrders))
	}
	for i, e := range g.Errors {
		o.Errors = append(o.Errors, state.OutcomeError(e))
		wrong = append(wrong, said.Mistakes(
			said.If(e.Number == 0 && e.Text == "", fmt.Sprintf("errors[%d] has neither a number nor a text", i)),
			said.If(e.Number != 0 && state.FailureOf(e.Number).Number != e.Number, fmt.Sprintf("errors[%d]: the catalogue has no %d; there are %s", i, e.Number, numbers())),
			said.If(e.Number == 0 && len(e.Of) > 0, fmt.Sprintf("errors[%d]: of goes with a number: a text of your own says what it is about", i)),
		)...)
	}
	ofOrder := kind == state.OfOrders
	fails := slices.Contains([]state.Result{state.ComesNotOK, state.ComesBroken, state.ComesError}, o.Result)
	return o, append(wrong, said.Mistakes(
		said.If(o.Result != "" && !slices.Contains(results, o.Result), fmt.Sprintf("result: %q is none of a %s; there are %v", o.Result, kind, results)),
		said.If(g.Accepted != "" && g.Accepted != half, fmt.Sprintf("accepted: %q is none; there is %q", g.Accepted, half)),
		said.If(ofOrder && g.Accepted != "", "accepted: of an order nothing is accepted"),
		said.If(len(o.Errors) > 0 && (ofOrder || !fails), "errors go with CHECKED_NOT_OK, PROCESSING_ERROR or ERROR of documents"),
		said.If(o.Result == "" && o.Delay == 0 && !o.Half, "it says nothing that happens: give result, delay or accepted"),
	)...)
}

const half = "half"

func numbers() string {
	var all []string
	for _, row := range state.Failures() {
		all = append(all, fmt.Sprint(row.Number))
	}
	return strings.Join(all, ", ")
}

// Show is a rule as the control API gives it.
func Show(r *state.OutcomeRule) mock.KeptOutcome {
	out := mock.KeptOutcome{ID: r.ID, Matched: r.Matched, Acted: r.Acted}
	if r.Kind != state.OfDocuments {
		out.Kind = r.Kind
	}
	out.Match = said.ShowDocuments(&r.DocumentMatch)
	g := Given(&r.Outcome)
	out.Result, out.Delay, out.Errors, out.Accepted = g.Result, g.Delay, g.Errors, g.Accepted
	return out
}

// Given is the outcome that a document or an order has, nil for none.
func Given(o *state.Outcome) *mock.GivenOutcome {
	if o == nil {
		return nil
	}
	out := &mock.GivenOutcome{Rule: o.Rule, Result: string(o.Result)}
	if o.Delay != 0 {
		out.Delay = o.Delay.String()
	}
	if o.Half {
		out.Accepted = half
	}
	for _, e := range o.Errors {
		out.Errors = append(out.Errors, mock.OutcomeError(e))
	}
	return out
}

// Restored is the inverse of Given: of a record of a snapshot.
func Restored(kind string, g *mock.GivenOutcome) (*state.Outcome, error) {
	if g == nil {
		return nil, nil
	}
	o, wrong := outcomeOf(kind, g)
	return &o, said.Refused(state.BadRecord, wrong)
}

// RestoredRule is the inverse of Show, with the number in the rule's id.
func RestoredRule(k *mock.KeptOutcome) (r state.OutcomeRule, number int, err error) {
	r, wrong := ruleOf(&k.Outcome)
	number, named := said.Number("o", k.ID)
	wrong = append(wrong, said.Mistakes(
		said.If(!named, fmt.Sprintf("id: %q is none", k.ID)),
		said.If(k.Matched < 0 || k.Acted < 0, "matched and acted must be at least 0"),
	)...)
	r.ID, r.Matched, r.Acted = k.ID, k.Matched, k.Acted
	return r, number, said.Refused(state.BadRecord, wrong)
}

// Header is the name of the request header that chooses the result of what the
// call sends: RESULT[;delay=30s][;error=NUMBER]…[;accepted=half].
const Header = "X-Mock-Outcome"

// OfHeader reads the header of a call; an empty one counts as absent. A bad
// header, or a second one, is refused with state.OutcomeBad.
func OfHeader(kind string, values []string) (*state.Outcome, error) {
	if len(values) > 1 {
		return nil, state.Errorf(state.OutcomeBad, "%s is there %d times, %q: say it once", Header, len(values), values).With(strings.Join(values, ", "))
	}
	value := strings.Join(values, "")
	if value == "" {
		return nil, nil
	}
	result, rest, _ := strings.Cut(value, ";")
	g := mock.GivenOutcome{Result: strings.TrimSpace(result)}
	var wrong []string
	for part := range strings.SplitSeq(rest, ";") {
		name, is, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "":
		case "delay":
			g.Delay = is
		case "accepted":
			g.Accepted = is
		case "error":
			e := mock.OutcomeError{Text: is}
			if n, err := strconv.Atoi(is); err == nil {
				e = mock.OutcomeError{Number: n}
			}
			g.Errors = append(g.Errors, e)
		default:
			wrong = append(wrong, fmt.Sprintf("%s is unknown; there are delay, error, accepted", name))
		}
	}
	o, mistakes := outcomeOf(kind, &g)
	if wrong = append(wrong, mistakes...); len(wrong) > 0 {
		return nil, state.Errorf(state.OutcomeBad, "%s %q: %s", Header, value, strings.Join(wrong, "; ")).With(value)
	}
	return &o, nil
}
