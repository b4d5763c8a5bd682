package scenarios_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// TestTutorial plays the file of docs/scenarios.md as the tutorial builds it, step
// by step, and what scenario new writes.
func TestTutorial(t *testing.T) {
	text, err := os.ReadFile("../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	srv := server.Run(t, server.WithWorld("empty"))
	control, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(scenarios.Begin("begun"))}
	for i, block := range strings.Split(string(text), "```yaml\n") {
		if inside, _, ended := strings.Cut(block, "```"); i > 0 && ended {
			texts = append(texts, inside)
		}
	}
	if len(texts) < 5 {
		t.Fatalf("%d files are too few", len(texts))
	}
	for i, text := range texts {
		f, err := steps.Parse(fmt.Sprintf("step-%d.yaml", i), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		runner := steps.Runner{Target: steps.Double(control), Seed: 1}
		if r := runner.Run(t.Context(), f); r.Outcome != steps.Passed {
			t.Error(told(r))
		}
	}
}
