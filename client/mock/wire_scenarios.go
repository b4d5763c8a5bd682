package mock

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Scenario is a scenario that comes with the program.
type Scenario struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`
	AboutRu string   `json:"aboutRu,omitempty"`
	Tags    []string `json:"tags,omitempty"`
}

// Scenarios lists them, with the name of the one that was started in this world.
type Scenarios struct {
	Items   []Scenario `json:"items"`
	Running string     `json:"running,omitempty"`
}

// StartedScenario is a scenario that was started, with its participants,
// variables and goods by name.
type StartedScenario struct {
	Name  string         `json:"name"`
	Names map[string]any `json:"names"`
}

// Planned is an event that will happen by itself: a verb of the timeline of
// scenarios, such as top-up, with its fields.
type Planned struct {
	After string `json:"after"` // of the world's time, from now on: 90m, 3d
	Do    string `json:"do"`
	With  any    `json:"with"`
}

// PlannedAt is the time at which an event is due, in the world's time.
type PlannedAt struct {
	At string `json:"at"`
	Do string `json:"do"`
}

// Plan lets things happen by themselves when the world's time gets there: all of
// them, or none if one cannot be read. An event that fails when it is due changes
// nothing, and stands in the journal with the rule story.failed.
func (c *Client) Plan(ctx context.Context, all ...Planned) ([]PlannedAt, error) {
	out, err := post[Items[PlannedAt]](ctx, c, "/timeline", Items[Planned]{Items: all})
	return out.Items, err
}

// ClearPlan removes the events of Plan, and of a scenario, that have not
// happened yet.
func (c *Client) ClearPlan(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/timeline", nil, nil)
}

// Scenarios lists the scenarios that come with the program.
func (c *Client) Scenarios(ctx context.Context) (Scenarios, error) {
	return get[Scenarios](ctx, c, "/scenarios")
}

// StartScenario sets the world up as a scenario says, and starts its timeline. It
// replaces a scenario that was started before. text is the file; "" means the
// scenario of this name that comes with the program.
func (c *Client) StartScenario(ctx context.Context, name, text string) (out StartedScenario, err error) {
	err = c.Call(ctx, http.MethodPost, "/scenarios/"+url.PathEscape(name)+"/start", strings.NewReader(text), &out)
	return out, err
}

// StopScenario ends the scenario that was started: its timeline, and the faults
// and outcomes that it set for later calls. Whatever has happened stays.
func (c *Client) StopScenario(ctx context.Context) error {
	return c.Call(ctx, http.MethodPost, "/scenarios/stop", nil, nil)
}
