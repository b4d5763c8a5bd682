package trueapi

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// answers are what methods that take documents answer of one that they took, where
// that is JSON. Which method takes which kinds stands in the rows of package intake.
var answers = map[string]func(*state.Document) any{
	"shipments.create":    shipmentTaken,
	"import.acceptancies": acceptanceTaken,
}

// ordering is the method that takes orders.
const ordering = "cises.my"

// unheeded warns whoever says how something fares, and sends nothing that could.
func unheeded(c *pipeline.Call) {
	if said := c.Header(outcomes.Header); said != "" {
		c.Warn(rules.Warning{Rule: "outcome", Why: fmt.Sprintf("%s: %.100q has no effect: %s takes neither a document nor an order", outcomes.Header, said, c.Route.Name)})
	}
}

// given is what the header of a call says of the document or the order that it
// sends, nil for nothing.
func given(c *pipeline.Call, kind string) (*state.Outcome, error) {
	return outcomes.OfHeader(kind, c.Request().Header.Values(outcomes.Header))
}

// RouteFor is the method that a kind of documents is sent to, nil for none.
func (a *API) RouteFor(t state.DocType) *pipeline.Route {
	for i := range a.system.Routes {
		if r := &a.system.Routes[i]; slices.Contains(intake.TakenBy(r.Name), t) {
			return r
		}
	}
	return nil
}

// Taken is what a client of the route is answered of a document that it took,
// nil where that is no JSON: status and body.
func (a *API) Taken(r *pipeline.Route, d *state.Document) (status int, body []byte) {
	answer := answers[r.Name]
	if answer == nil {
		return 0, nil
	}
	return a.system.Answer(r, answer(d), nil)
}

// Refused is what a client of the route, or of none in particular, is answered
// for an error: status and body.
func (a *API) Refused(r *pipeline.Route, err error) (status int, body []byte) {
	return a.system.Answer(r, nil, err)
}
