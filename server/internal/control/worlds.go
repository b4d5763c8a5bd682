package control

import (
	"net/http"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

func countsOf(v state.View) mock.Counts {
	n := v.Counts()
	return mock.Counts{Participants: n.Participants, Products: n.Products, Codes: n.Codes}
}

func (a *API) ready(c *pipeline.Call, _ struct{}) (mock.Ready, error) {
	v := c.World.Snapshot()
	return mock.Ready{About: a.About, World: c.World.Name(), Seed: c.World.Seed(), Clock: clockOf(v), Counts: countsOf(v)}, nil
}

// worldPath is what a client puts between server and base path.
func worldPath(w *pipeline.World) string {
	if w.Name() == pipeline.DefaultWorld {
		return ""
	}
	return "/w/" + w.Name()
}

func worldOf(w *pipeline.World) mock.World {
	return mock.World{Name: w.Name(), Path: worldPath(w), Seed: w.Seed(), Counts: countsOf(w.Snapshot())}
}

func (a *API) worlds(*pipeline.Call, struct{}) (out mock.Items[mock.World], err error) {
	for _, name := range a.Worlds.Names() {
		if w, err := a.Worlds.Get(name); err == nil { // gone meanwhile: no longer listed
			out.Items = append(out.Items, worldOf(w))
		}
	}
	return out, nil
}

type createWorldIn struct {
	Body mock.NewWorld `body:"json"`
}

// createWorld makes a world: a fork of another one, or one filled with a dataset.
func (a *API) createWorld(c *pipeline.Call, in createWorldIn) (out pipeline.Reply, err error) {
	body := in.Body
	if body.From != "" && body.Dataset != nil {
		return out, state.Errorf(badCall, "from and dataset exclude each other: a world is a fork, or it has the content of a dataset")
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
		if err := fork.Replace(fork.Clock().Setting(), set.LoadWith(a.Send)); err != nil {
			return out, badDataset(err)
		}
		fork.MarkStart()
	}
	w := a.NewWorld(fork)
	if body.Dataset == nil {
		a.Faults.Fork(from, w)
	}
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
