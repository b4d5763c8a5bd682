package control

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/snapshot"
	"github.com/mockismp/mockismp/state"
)

// snapshot streams one version of the world; writers go on meanwhile.
func (a *API) snapshot(c *pipeline.Call, _ struct{}) (pipeline.Stream, error) {
	taken := snapshot.Take(c.World.World, a.faultsPart(c.World))
	return pipeline.Stream{ContentType: "application/json", Write: func(w *pipeline.StreamWriter) error { return taken.Write(w) }}, nil
}

type restoreIn struct {
	Body io.Reader `body:"stream"`
}

// restore puts a snapshot in the world's place.
func (a *API) restore(c *pipeline.Call, in restoreIn) (pipeline.Reply, error) {
	return noContent, snapshot.Read(in.Body, c.World.World, checkWhole, a.faultsPart(c.World))
}

// keptFaults are the faults of a world, and the number of the newest that it had.
type keptFaults struct {
	Newest int              `json:"newest"`
	Items  []mock.KeptFault `json:"items"`
}

// faultsPart are the faults of a world in its snapshot. Its start keeps its own.
func (a *API) faultsPart(w *pipeline.World) snapshot.Part {
	return snapshot.Part{
		Name: "faults", Owner: "faults", Version: 1, Value: keptFaults{a.Faults.Newest(w), a.Faults.List(w)},
		Read: func(_ int, value json.RawMessage) error {
			var kept keptFaults
			if err := strictly(value, &kept); err != nil {
				return fmt.Errorf("faults: %w", err)
			}
			if kept.Newest < 0 {
				return fmt.Errorf("faults: newest is %d, and counts from 0", kept.Newest)
			}
			return a.Faults.Restore(w, kept.Items, kept.Newest)
		},
	}
}

// checkWhole looks at what can be looked at only once all records are there.
func checkWhole(v state.View) (err error) {
	v.DocumentsInOrder(func(d *state.Document) bool {
		err = intake.CheckKept(v, d)
		return err == nil
	})
	return err
}
