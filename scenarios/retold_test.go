package scenarios_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/retell"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// pastOf is what a world tells of itself.
func pastOf(t *testing.T, ctx context.Context, world *mock.Client) (past retell.Past) {
	t.Helper()
	journal, err := world.Requests(ctx, mock.RequestFilter{})
	if err != nil {
		t.Fatal(err)
	}
	past.Requests = journal.Items
	var snapshot bytes.Buffer
	if err := world.Export(ctx, &snapshot); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(snapshot.Bytes(), &past.World); err != nil {
		t.Fatal(err)
	}
	if past.Rules, err = world.Rules(ctx); err != nil {
		t.Fatal(err)
	}
	return past
}

// beside are scenarios that live from what no journal has: faults, keys, steps at
// the same time, reports of the order station and the cash registers.
var beside = map[string]string{
	"sign-in-refused":            "every call is a sign-in",
	"stage-down":                 "faults",
	"slow-monday":                "faults",
	"race-for-a-box":             "calls at the same time",
	"money-comes-later":          "money comes by the control API",
	"unpaid-codes":               "money comes by the control API",
	"retail-day":                 "receipts come by the control API",
	"token-expires-while-paging": "a token that has run out belongs to nobody",
}

// TestLibraryRetold: what the journal of a scenario tells is a scenario that
// passes in a new world.
func TestLibraryRetold(t *testing.T) {
	control, err := server.Run(t, server.WithWorld("empty")).Control()
	if err != nil {
		t.Fatal(err)
	}
	var past retell.Past
	first := &steps.Runner{Target: steps.Double(control), Seed: 3, Behind: func(ctx context.Context, _ *steps.File, world *mock.Client) error {
		past = pastOf(t, ctx, world)
		return nil
	}}
	again := &steps.Runner{Target: steps.Double(control), Seed: 4}
	for _, name := range scenarios.Names() {
		if beside[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			f, err := scenarios.Find(name)
			if err != nil {
				t.Fatal(err)
			}
			if r := first.Run(t.Context(), f); r.Outcome != steps.Passed {
				t.Fatalf("%+v", r.Failure)
			}
			told, err := retell.Of("again", past)
			if err != nil {
				t.Fatal(err)
			}
			retold, err := steps.Parse("again.yaml", told.Text)
			if err != nil {
				t.Fatal(err)
			}
			r := again.Run(t.Context(), retold)
			if r.Outcome != steps.Passed {
				var b strings.Builder
				r.Failure.Write(&b, retold)
				t.Errorf("%s\n%s", b.String(), told.Text)
			}
			if len(r.Steps) < 2 {
				t.Errorf("%d steps\n%s", len(r.Steps), told.Text)
			}
		})
	}
}
