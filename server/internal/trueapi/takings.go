package trueapi

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// taking is what a method takes.
type taking struct {
	kinds  []state.DocType           // the kinds of documents that are sent to it
	answer func(*state.Document) any // what it answers of one that it took, nil where that is no JSON
}

// takings are the methods that take documents, by name.
func takings() map[string]taking {
	exchanged := []state.DocType{state.Act, state.CorrectiveAct, state.Divergence, state.ImportTransit, state.ImportTransitCorrection}
	return map[string]taking{
		"edo.formal":                {exchanged, nil},
		"documents.introduce-goods": {[]state.DocType{state.IntroduceGoods}, nil},
		"documents.third-countries": {[]state.DocType{state.ImportThirdCountry}, nil},
		"documents.writeOff":        {[]state.DocType{state.Withdrawal}, nil},
		"shipments.create":          {[]state.DocType{state.Shipment}, shipmentTaken},
		"import.acceptancies":       {[]state.DocType{state.Acceptance}, acceptanceTaken},
	}
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
		if r := &a.system.Routes[i]; slices.Contains(a.taking[r.Name].kinds, t) {
			return r
		}
	}
	return nil
}

// Taken is what a client of the route is answered of a document that it took,
// nil where that is no JSON: status and body.
func (a *API) Taken(r *pipeline.Route, d *state.Document) (status int, body []byte) {
	answer := a.taking[r.Name].answer
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
