package contract

import (
	"context"
	"errors"
	"fmt"

	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
)

// scenarioCases are the scenario files that come with the program. Each plays in a
// world of its own, with participants and goods of its own, and so on the double
// only: what of them a real system can play, the other cases do with its goods.
func scenarioCases() (cases []Case) {
	for _, name := range scenarios.Names() {
		cases = append(cases, Case{
			Name: "scenario " + name, About: "the scenario file " + name, Writes: true, Double: true,
			Play: func(ctx context.Context, p *Play) error { return p.scenario(ctx, name) },
		})
	}
	return cases
}

// scenario plays a scenario file.
func (p *Play) scenario(ctx context.Context, name string) error {
	file, err := scenarios.Find(name)
	if err != nil {
		return err
	}
	if p.target.scenarios == nil { // its keys serve for all files
		p.target.scenarios = &steps.Runner{Target: steps.Target{Control: p.Control, Transport: p.target.transport}, Seed: 1}
	}
	switch result := p.target.scenarios.Run(ctx, file); result.Outcome {
	case steps.Failed:
		return fmt.Errorf("line %d, %s: %s", result.Failure.Line, result.Failure.Step, result.Failure.What)
	case steps.Skipped:
		return errors.New("the double skips it: " + result.Reason)
	}
	return nil
}
