package pipeline

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// judge looks at query parameters that the real service passes over in silence,
// each kind by its rule.
func (p plan) judge(c *Call) error {
	if len(c.Query) == 0 {
		return nil
	}
	seen := map[string]bool{}
	for _, sent := range c.Query {
		if rule, refusal := p.wrong(sent, seen[sent.Name]); refusal != nil {
			if err := c.Soften(rule, refusal); err != nil {
				return err
			}
		}
		seen[sent.Name] = true
	}
	return nil
}

// wrong is what may be wrong with a parameter, nil for nothing.
func (p plan) wrong(sent Param, again bool) (rules.Name, *state.Error) {
	name, _, array := strings.Cut(sent.Name, "[")
	for _, s := range p {
		switch {
		case s.from != "query" || !strings.EqualFold(s.name, name):
		case array:
			return rules.QueryArray, unknown(sent.Name, "arrays are written by repeating "+s.name)
		case s.name != sent.Name:
			return rules.QueryCase, unknown(sent.Name, "it is spelt "+s.name)
		case again && !s.many:
			return rules.QueryRepeated, state.Errorf(ParamRepeated, "query parameter %q was sent more than once; the first counts", s.name).With(s.name)
		case s.code && sent.Plus:
			return rules.QueryPlus, state.Errorf(ParamPlus, "a + in query parameter %q became a blank: %.100q; write %%2B", s.name, sent.Value).With(s.name)
		case s.code:
			return "", nil
		default:
			return p.within(sent)
		}
	}
	return rules.QueryUnknown, unknown(sent.Name, fmt.Sprintf("it has no effect; this method knows %v%s", p.names(), p.nearParameter(sent.Name)))
}

// within finds a parameter that came in the value of another one.
func (p plan) within(sent Param) (rules.Name, *state.Error) {
	if !strings.Contains(sent.Value, "=") { // as in nearly all calls
		return "", nil
	}
	for _, name := range p.names() {
		if at := strings.Index(sent.Value, name+"="); at > 0 && strings.ContainsRune("?;&,", rune(sent.Value[at-1])) {
			return rules.QueryUnknown, unknown(sent.Value[at-1:at]+name, fmt.Sprintf("it came within the value of %s: & separates parameters, as it is", sent.Name))
		}
	}
	return "", nil
}

func unknown(name, why string) *state.Error {
	return state.Errorf(ParamUnknown, "query parameter %.100q is not known: %s", name, why).With(name)
}

// insteadOf says what was sent that may have been meant as a parameter which is missing.
func (c *Call) insteadOf(name string) string {
	if slices.Contains(c.dropped, name) {
		return ": its value holds a % that begins no escape, and was thrown away; write %25"
	}
	for _, sent := range c.Query {
		bare, _, _ := strings.Cut(sent.Name, "[")
		switch {
		case sent.Name == name:
			return ": it was sent empty"
		case strings.EqualFold(bare, name):
			return fmt.Sprintf("; %.100q was: write %s, once for each value", sent.Name, name)
		}
	}
	return ""
}

// InsteadOf says which field of a JSON object was sent that may have been meant as
// one that is missing: letter case counts in names.
func (c *Call) InsteadOf(field string) string {
	var sent map[string]json.RawMessage
	_ = json.Unmarshal(c.Body, &sent) // what cannot be read was refused before
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if name != field && strings.EqualFold(name, field) {
			return fmt.Sprintf("; %.100q was sent: write %s", name, field)
		}
	}
	return ""
}

// names are the query parameters that the plan reads.
func (p plan) names() (names []string) {
	for _, s := range p {
		if s.from == "query" {
			names = append(names, s.name)
		}
	}
	return names
}
