package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
)

// scenarioCases are the scenario files that come with the program. On the double
// each plays in a world of its own; a real system plays what it can, with the
// participants and goods that variables give.
func scenarioCases() (cases []Case) {
	for _, name := range scenarios.Names() {
		cases = append(cases, Case{
			Name: "scenario " + name, About: "the scenario file " + name, Writes: true, scenario: name,
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
	result := p.target.runnerOf(name).Run(ctx, file)
	p.left = append(p.left, result.Left...)
	for _, s := range result.Steps {
		if s.Left != "" {
			p.without = append(p.without, fmt.Sprintf("line %d %s", s.Line, s.Left))
		}
	}
	switch result.Outcome {
	case steps.Failed:
		return fmt.Errorf("line %d, %s: %s", result.Failure.Line, result.Failure.Step, result.Failure.What)
	case steps.Skipped:
		return fmt.Errorf("it is skipped: %s", result.Reason)
	}
	return nil
}

// runnerOf gives what plays a file: on the double one for all, whose keys serve
// all files.
func (t *target) runnerOf(name string) *steps.Runner {
	if t.double == nil {
		return &steps.Runner{Target: t.realTarget(name)}
	}
	if t.scenarios == nil {
		t.scenarios = &steps.Runner{Target: steps.Target{Control: t.double, Transport: t.transport}, Seed: 1}
	}
	return t.scenarios
}

// realTarget is a real system, with what the variables say of a file.
func (t *target) realTarget(name string) steps.Target {
	given := map[string]any{}
	for key, value := range t.vars {
		of, variable, is := strings.Cut(key, ".")
		if !is || of != name {
			continue
		}
		var list []any
		if json.Unmarshal([]byte(value), &list) == nil {
			given[variable] = list
			continue
		}
		given[variable] = value
	}
	return steps.Target{
		URL: t.base(), Vars: given, Now: t.now, Every: every, Transport: t.transport,
		Signer: func(_ context.Context, name, bin string) (client.Option, error) {
			role := t.roleOf(bin)
			if role == "" {
				return nil, fmt.Errorf("nobody signs as %s", bin)
			}
			return t.signers[role], nil
		},
	}
}

// roleOf is the party who is a participant at a real system, "" if none is.
func (t *target) roleOf(bin string) string {
	for _, role := range []string{ownerRole, partnerRole} {
		if t.vars[role] == bin && t.signers[role] != nil {
			return role
		}
	}
	return ""
}

// unplayable says why a scenario file cannot be played at a real system, "" if it
// can.
func (t *target) unplayable(name string) string {
	file, err := scenarios.Find(name)
	if err != nil {
		return err.Error()
	}
	real := t.realTarget(name)
	participants, goods := file.Given()
	unknown := slices.DeleteFunc(slices.Concat(participants, goods), func(n string) bool { return real.Vars[n] != nil })
	if reason := real.Missing(file); reason != "" && len(unknown) < len(participants)+len(goods) || strings.HasSuffix(reason, "needs a double") {
		return reason
	}
	if len(unknown) > 0 {
		return fmt.Sprintf("needs %s under scenarios: %s: in --vars", strings.Join(unknown, ", "), name)
	}
	for _, n := range file.Callers() {
		if bin, _ := real.Vars[n].(string); t.roleOf(bin) == "" {
			return fmt.Sprintf("nobody signs as its %s, %s: owner and partner do", n, bin)
		}
	}
	return ""
}

// scenarioVars reads what variables say of scenario files: NAME.VARIABLE, lists as
// JSON.
func scenarioVars(read any, into Vars) (wrong []error) {
	files, is := read.(map[string]any)
	if !is {
		return []error{fmt.Errorf("scenarios is %v: write names of scenario files, each with the values of its participants and goods", read)}
	}
	for _, name := range sorted(files) {
		text, known := scenarios.Text(name)
		file, err := steps.Parse(name+".yaml", text)
		values, are := files[name].(map[string]any)
		switch {
		case !known || err != nil:
			wrong = append(wrong, fmt.Errorf("scenarios.%s: there is no such scenario; there are %s", name, strings.Join(scenarios.Names(), ", ")))
			continue
		case !are:
			wrong = append(wrong, fmt.Errorf("scenarios.%s is %v: write names of participants and goods, each with its value", name, files[name]))
			continue
		}
		for _, variable := range sorted(values) {
			key := name + "." + variable
			switch value := values[variable].(type) {
			case string:
				into[key] = value
			case []any:
				list, err := json.Marshal(value)
				if err != nil {
					wrong = append(wrong, fmt.Errorf("scenarios.%s: %w", key, err))
				}
				into[key] = string(list)
			default:
				wrong = append(wrong, fmt.Errorf("scenarios.%s is %v: write it in quotes, or as a list", key, value))
			}
			if !file.Takes(variable) {
				wrong = append(wrong, fmt.Errorf("scenarios.%s: the file has no such name", key))
			} else if into[key] == "" {
				wrong = append(wrong, fmt.Errorf("scenarios.%s is empty", key))
			}
		}
	}
	return wrong
}
