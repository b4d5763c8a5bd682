package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

func rulesOf(set rules.Set) (out mock.Items[mock.Rule]) {
	for _, row := range rules.All() {
		out.Items = append(out.Items, mock.Rule{
			Name: string(row.Name), Values: row.Values, Default: row.Default, NoRefuse: row.NoRefuse, Named: row.Named,
			About: row.About, Evidence: string(row.Evidence), Source: row.Source, Value: set.Value(row.Name),
		})
	}
	return out
}

// warningsOf are warnings as they go over the wire.
func warningsOf(all []rules.Warning) (out []mock.Warning) {
	for _, w := range all {
		out = append(out, mock.Warning{Rule: string(w.Rule), Why: w.Why})
	}
	return out
}

func (a *API) rules(c *pipeline.Call, _ struct{}) (mock.Items[mock.Rule], error) {
	return rulesOf(c.World.Snapshot().Rules()), nil
}

type setRulesIn struct {
	Body map[rules.Name]string `body:"json"`
}

// setRules chooses values of some rules, or of none if one of them is wrong.
func (a *API) setRules(c *pipeline.Call, in setRulesIn) (out mock.Items[mock.Rule], err error) {
	err = c.World.Update(func(tx *state.Tx) error {
		set, err := tx.Rules().With(in.Body)
		if err != nil {
			return state.Errorf(badCall, "%s", err)
		}
		tx.SetRules(set)
		out = rulesOf(set)
		return nil
	})
	return out, err
}
