package control

import (
	"encoding/json"
	"net/http"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type addBotIn struct {
	Body json.RawMessage `body:"json"`
}

// addBot lets somebody answer documents, or send shipments.
func (a *API) addBot(c *pipeline.Call, in addBotIn) (out pipeline.Reply, err error) {
	bot, err := outcomes.ReadBot(in.Body)
	if err != nil {
		return out, err
	}
	err = c.World.Update(func(tx *state.Tx) error {
		kept, err := tx.AddBot(bot)
		out = pipeline.Reply{Status: http.StatusCreated, Body: outcomes.ShowBot(kept)}
		return err
	})
	return out, err
}

func botsOf(v state.View) []mock.KeptBot {
	out := []mock.KeptBot{}
	for _, r := range v.Bots() {
		out = append(out, outcomes.ShowBot(r))
	}
	return out
}

func (a *API) bots(c *pipeline.Call, _ struct{}) (mock.Items[mock.KeptBot], error) {
	return mock.Items[mock.KeptBot]{Items: botsOf(c.World.Snapshot())}, nil
}

type dropBotIn struct {
	ID string `path:"id"`
}

func (a *API) dropBot(c *pipeline.Call, in dropBotIn) (pipeline.Reply, error) {
	return noContent, c.World.Update(func(tx *state.Tx) error { return tx.DropBot(in.ID) })
}

func (a *API) clearBots(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	return noContent, c.World.Update(func(tx *state.Tx) error { tx.ClearBots(); return nil })
}
