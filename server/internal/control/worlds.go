package control

import (
	"encoding/json"
	"net/http"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// About is what a server tells of itself, the same for all its worlds.
type About struct {
	Version      string `json:"version"`
	Signature    string `json:"signature"`
	Participants string `json:"participants"`
	Strict       bool   `json:"strict"`
	XSDEngine    string `json:"xsdEngine"`
}

type readyOut struct {
	About
	World  string    `json:"world"`
	Seed   uint64    `json:"seed"`
	Clock  clockOut  `json:"clock"`
	Counts countsOut `json:"counts"`
}

type countsOut struct {
	Participants int `json:"participants"`
	Products     int `json:"products"`
	Codes        int `json:"codes"`
}

func countsOf(v state.View) countsOut {
	n := v.Counts()
	return countsOut{n.Participants, n.Products, n.Codes}
}

func (a *API) ready(c *pipeline.Call, _ struct{}) (readyOut, error) {
	v := c.World.Look()
	return readyOut{a.About, c.World.Name(), c.World.Seed(), clockOf(v), countsOf(v)}, nil
}

type worldOut struct {
	Name   string    `json:"name"`
	Path   string    `json:"path"` // what a client puts between server and base path
	Seed   uint64    `json:"seed"`
	Counts countsOut `json:"counts"`
}

func worldOf(w *pipeline.World) worldOut {
	path := ""
	if w.Name() != pipeline.DefaultWorld {
		path = "/w/" + w.Name()
	}
	return worldOut{w.Name(), path, w.Seed(), countsOf(w.Look())}
}

type items[T any] struct {
	Items []T `json:"items"`
}

func (a *API) worlds(*pipeline.Call, struct{}) (out items[worldOut], err error) {
	for _, name := range a.Worlds.Names() {
		if w, err := a.Worlds.Get(name); err == nil { // gone meanwhile: no longer listed
			out.Items = append(out.Items, worldOf(w))
		}
	}
	return out, nil
}

type createWorldIn struct {
	Body struct {
		Name    string          `json:"name"`
		From    string          `json:"from"`
		Dataset json.RawMessage `json:"dataset"` // name of an embedded world, or a dataset; then nothing is forked
		Seed    *uint64         `json:"seed"`
	} `body:"json"`
}

// createWorld makes a world: a fork of another one, or one filled with a dataset.
func (a *API) createWorld(c *pipeline.Call, in createWorldIn) (out pipeline.Reply, err error) {
	body := in.Body
	if body.From != "" && body.Dataset != nil {
		return out, state.Fail(badCall, "from and dataset exclude each other: a world is a fork, or it has the content of a dataset")
	}
	from := c.World
	if body.From != "" {
		if from, err = a.Worlds.Get(body.From); err != nil {
			return out, err
		}
	}
	fork := from.Fork(body.Name, body.Seed)
	if body.Dataset != nil {
		set, err := dataset(body.Dataset)
		if err != nil {
			return out, err
		}
		if err := fork.Replace(fork.Clock().Setting(), set.Load); err != nil {
			return out, badDataset(err)
		}
		fork.MarkStart()
	}
	w := a.NewWorld(fork)
	if err := a.Worlds.Add(w); err != nil {
		return out, err
	}
	return pipeline.Reply{Status: http.StatusCreated, Body: worldOf(w)}, nil
}

// badCall is the kind of a control call whose values do not fit.
const badCall state.Kind = "control.bad"

type dropWorldIn struct {
	Name string `path:"name"`
}

func (a *API) dropWorld(_ *pipeline.Call, in dropWorldIn) (pipeline.Reply, error) {
	return noContent, a.Worlds.Drop(in.Name)
}

var noContent = pipeline.Reply{Status: http.StatusNoContent}

func (a *API) reset(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	c.World.Reset()
	return noContent, nil
}
