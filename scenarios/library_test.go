package scenarios_test

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// TestLibrary plays every scenario that comes with the program, twice in the
// same world: each must bear what an earlier one has left.
func TestLibrary(t *testing.T) {
	srv := server.Run(t, server.WithWorld("empty"))
	control, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	runner := &steps.Runner{Target: steps.Double(control), InPlace: true}
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			f, err := scenarios.Find(name)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != name || f.About.English == "" || f.About.Russian == "" {
				t.Errorf("%s.yaml has the name %q, about %+v", name, f.Name, f.About)
			}
			for range 2 {
				if r := runner.Run(t.Context(), f); r.Outcome != steps.Passed {
					t.Fatal(told(r))
				}
			}
		})
	}
}

// told is how a play fared, as the program prints it.
func told(r *steps.Result) string {
	var b strings.Builder
	b.WriteString(string(r.Outcome) + " " + r.Reason + "\n")
	if r.Failure != nil {
		r.Failure.Write(&b, r.File)
	}
	return b.String()
}
