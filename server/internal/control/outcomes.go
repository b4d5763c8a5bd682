package control

import (
	"encoding/json"
	"net/http"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type addOutcomeIn struct {
	Body json.RawMessage `body:"json"`
}

// addOutcome says how the next documents or orders fare.
func (a *API) addOutcome(c *pipeline.Call, in addOutcomeIn) (out pipeline.Reply, err error) {
	rule, err := outcomes.Read(in.Body)
	if err != nil {
		return out, err
	}
	err = c.World.Update(func(tx *state.Tx) error {
		kept, err := tx.AddOutcome(rule)
		out = pipeline.Reply{Status: http.StatusCreated, Body: outcomes.Show(kept)}
		return err
	})
	return out, err
}

func outcomesOf(v state.View) []mock.KeptOutcome {
	out := []mock.KeptOutcome{}
	for _, r := range v.Outcomes() {
		out = append(out, outcomes.Show(r))
	}
	return out
}

func (a *API) outcomes(c *pipeline.Call, _ struct{}) (mock.Items[mock.KeptOutcome], error) {
	return mock.Items[mock.KeptOutcome]{Items: outcomesOf(c.World.Snapshot())}, nil
}

type dropOutcomeIn struct {
	ID string `path:"id"`
}

func (a *API) dropOutcome(c *pipeline.Call, in dropOutcomeIn) (pipeline.Reply, error) {
	return noContent, c.World.Update(func(tx *state.Tx) error { return tx.DropOutcome(in.ID) })
}

func (a *API) clearOutcomes(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	return noContent, c.World.Update(func(tx *state.Tx) error { tx.ClearOutcomes(); return nil })
}
