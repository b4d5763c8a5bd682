package control

import (
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// ruleOut is a rule with what this world has chosen of it.
type ruleOut struct {
	rules.Row
	Value string `json:"value"`
}

func rulesOf(set rules.Set) (out items[ruleOut]) {
	for _, row := range rules.All() {
		out.Items = append(out.Items, ruleOut{row, set.Value(row.Name)})
	}
	return out
}

func (a *API) rules(c *pipeline.Call, _ struct{}) (items[ruleOut], error) {
	return rulesOf(c.World.Look().Rules()), nil
}

type setRulesIn struct {
	Body map[rules.Name]string `body:"json"`
}

// setRules chooses values of some rules, or of none if one of them is wrong.
func (a *API) setRules(c *pipeline.Call, in setRulesIn) (out items[ruleOut], err error) {
	err = c.World.Do(func(tx *state.Tx) error {
		set, err := tx.Rules().With(in.Body)
		if err != nil {
			return state.Fail(badCall, err.Error())
		}
		tx.SetRules(set)
		out = rulesOf(set)
		return nil
	})
	return out, err
}
