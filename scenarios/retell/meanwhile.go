package retell

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// Changes by the control API have no request in the journal: those that the world
// shows become steps of their own.

// passed moves time on, if enough of it has passed.
func (s *story) passed(to time.Time) (steps [][]field) {
	if to.Sub(s.now) >= soon {
		steps, s.now = [][]field{{{"advance", to.UTC().Format("2006-01-02T15:04:05.000Z")}}}, to
	}
	return steps
}

// beginning is when the first thing happened that has a step.
func (s *story) beginning() time.Time {
	first := s.calls[0].at
	for _, d := range s.past.World.Documents {
		if at, err := time.Parse(time.RFC3339, d.Created); err == nil && d.Type == foreignShipment && at.Before(first) {
			first = at
		}
	}
	return first
}

// meanwhile is what happened before the call of this number and not before an
// earlier one.
func (s *story) meanwhile(before int) (steps [][]field) {
	for i := range s.past.World.Documents {
		d := &s.past.World.Documents[i]
		if name := s.names[d.ID]; name != "" && d.Type == foreignShipment && !s.arrived[d.ID] && s.over(d.Created, before) {
			steps = append(steps, s.shipment(d, name)...)
		}
		steps = append(steps, s.decided(d, before)...)
	}
	return steps
}

// over tells whether a time of the world had come when the call of this number came.
func (s *story) over(text string, before int) bool {
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && (before == len(s.calls) || !s.calls[before].last.Before(at))
}

const foreignShipment = "foreign-shipment"

// shipment is what a foreign exporter has sent.
func (s *story) shipment(d *mock.Document, name string) [][]field {
	s.arrived[d.ID] = true
	at, _ := time.Parse(time.RFC3339, d.Created) // over has read it
	var fields map[string]any
	if json.Unmarshal(d.Text, &fields) != nil {
		return nil
	}
	step := []field{{"shipment", s.templates(filled(fields), at)}, {"save", map[string]any{name: "body.id"}}}
	return append(s.passed(at), step)
}

// outcome is the outcome that was set for the document of a call; it stands
// before the first document that has it.
func (s *story) outcome(c *call) [][]field {
	for i, o := range s.past.World.Outcomes {
		if c.Outcome == "" || o["id"] != c.Outcome {
			continue
		}
		s.past.World.Outcomes = slices.Delete(s.past.World.Outcomes, i, i+1)
		return [][]field{{{"outcome", kept(o)}}}
	}
	return nil
}

// kept is what stands in a list of the control API, as it was said.
func kept(item map[string]any) any {
	return without(escaped(item), "id", "matched", "acted", "failed")
}

// filled is a value without what is empty in it.
func filled(v any) any {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			v[i] = filled(item)
		}
	case map[string]any:
		for name, field := range v {
			if list, is := field.([]any); field == nil || field == "" || is && len(list) == 0 {
				delete(v, name)
				continue
			}
			v[name] = filled(field)
		}
	}
	return v
}

// decisionOf is the decision that a document has come to, "" for none.
func decisionOf(d *mock.Document) client.Decision {
	switch {
	case d.Type == string(client.Shipment) && d.Registry == string(client.Accepted):
		return client.Approve
	case d.Type == string(client.Divergence): // is accepted by itself
		return ""
	}
	return map[int]client.Decision{4: client.Approve, 5: client.Reject, 16: client.Withdraw}[d.Status]
}

// decided is a decision of which the journal has no call.
func (s *story) decided(d *mock.Document, before int) [][]field {
	verb, name := decisionOf(d), s.names[d.ID]
	if verb == "" || name == "" || s.answered[d.ID] || len(s.past.World.Bots) > 0 || !s.over(d.StatusAt, before) {
		return nil
	}
	if sent := slices.IndexFunc(s.calls, func(c *call) bool { return name == c.save+".id" }); sent < 0 || sent >= before {
		return nil
	}
	s.answered[d.ID] = true
	at, _ := time.Parse(time.RFC3339, d.StatusAt) // over has read it
	step := []field{{"decide", map[string]any{"document": "${" + name + "}", "decision": string(verb)}}}
	return append(s.passed(at), step)
}
