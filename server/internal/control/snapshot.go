package control

import (
	"io"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/snapshot"
	"github.com/mockismp/mockismp/state"
)

// snapshot streams one version of the world; writers go on meanwhile.
func (a *API) snapshot(c *pipeline.Call, _ struct{}) (pipeline.Stream, error) {
	v, wrong := c.World.Snapshot(), a.Faults.List(c.World)
	newest := a.Faults.Newest(c.World)
	return pipeline.Stream{ContentType: "application/json", Write: func(w *pipeline.StreamWriter) error {
		return snapshot.Write(w, v, wrong, newest)
	}}, nil
}

type restoreIn struct {
	Body io.Reader `body:"stream"`
}

// restore puts a snapshot in the world's place; what it restores to at a reset stays.
func (a *API) restore(c *pipeline.Call, in restoreIn) (pipeline.Reply, error) {
	return noContent, snapshot.Read(in.Body, c.World.World, checkWhole, func(kept []mock.KeptFault, newest int) error { return a.Faults.Restore(c.World, kept, newest) })
}

// checkWhole looks at what can be looked at only once all records are there.
func checkWhole(v state.View) (err error) {
	v.DocumentsInOrder(func(d *state.Document) bool {
		err = intake.CheckKept(v, d)
		return err == nil
	})
	return err
}
