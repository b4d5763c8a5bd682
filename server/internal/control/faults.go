package control

import (
	"encoding/json"
	"net/http"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
)

type addFaultIn struct {
	Body json.RawMessage `body:"json"`
}

// addFault lets something go wrong: one fault, or those of a preset.
func (a *API) addFault(c *pipeline.Call, in addFaultIn) (pipeline.Reply, error) {
	kept, err := a.Faults.Add(c.World, in.Body)
	return pipeline.Reply{Status: http.StatusCreated, Body: mock.Items[mock.KeptFault]{Items: kept}}, err
}

func (a *API) faults(c *pipeline.Call, _ struct{}) (mock.Items[mock.KeptFault], error) {
	return mock.Items[mock.KeptFault]{Items: a.Faults.List(c.World)}, nil
}

type dropFaultIn struct {
	ID string `path:"id"`
}

func (a *API) dropFault(c *pipeline.Call, in dropFaultIn) (pipeline.Reply, error) {
	return noContent, a.Faults.Drop(c.World, in.ID)
}

func (a *API) clearFaults(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	a.Faults.Clear(c.World)
	return noContent, nil
}
