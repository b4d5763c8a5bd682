package scenarios_test

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

const late = `name: late
about: A code that nobody knows is applied on the first day.
timeline:
  - {at: 2d, top-up: {bin: "801010100010", productGroup: tobacco, amount: 5}}
  - {at: 1d, utilise: {codes: ["0000004608225112345"]}}
steps:
  - advance: `

// TestTimelineInARun: the world does the timeline by itself. What fails, fails the
// scenario; what is not due yet does not stay in somebody's own world.
func TestTimelineInARun(t *testing.T) {
	srv := server.Run(t, server.WithWorld("empty"), server.WithClock(frozen))
	control, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	run := func(target steps.Target, by string) *steps.Result {
		f, err := steps.Parse("late.yaml", []byte(late+by+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		return (&steps.Runner{Target: target, Seed: 1, InPlace: true}).Run(t.Context(), f)
	}
	if r := run(steps.Double(control), "12h"); r.Outcome != steps.Passed {
		t.Error(told(r))
	}
	if due, err := control.Upcoming(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("there are %v, %v", due, err)
	}
	r := run(steps.Double(control), "36h")
	if r.Failure == nil || r.Failure.Line != 5 || !strings.HasPrefix(r.Failure.Step, "timeline at 1d: utilise") || !strings.Contains(r.Failure.What, "0000004608225112345") {
		t.Error(told(r))
	}
	r = run(steps.Target{URL: srv.URL}, "12h")
	if r.Outcome != steps.Skipped || !strings.Contains(r.Reason, "line 4 lets things happen by a timeline: needs a double") {
		t.Error(told(r))
	}
}
