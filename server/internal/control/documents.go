package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type documentsIn struct {
	Type   string `query:"type"`
	Status *int   `query:"status"`
	BIN    string `query:"bin"` // supplier or consignee
	pageIn
}

// documents is the inside view of documents, newest first.
func (a *API) documents(c *pipeline.Call, in documentsIn) (mock.Page[mock.Document], error) {
	keep := func(d *state.Document) bool {
		return (in.Type == "" || string(d.Type) == in.Type) &&
			(in.Status == nil || int(d.Status) == *in.Status) &&
			(in.BIN == "" || d.Supplier == in.BIN || d.Consignee == in.BIN)
	}
	return paged(c, in.pageIn, listing[state.Document, mock.Document]{
		scan: c.World.Snapshot().Documents, keep: keep, key: func(d *state.Document) string { return d.ID }, show: records.OfDocument,
	})
}

type documentIn struct {
	ID string `path:"id"`
}

func (a *API) document(c *pipeline.Call, in documentIn) (out mock.Document, err error) {
	d, err := c.World.Snapshot().DocumentCalled(in.ID)
	if err != nil {
		return out, err
	}
	return records.OfWholeDocument(d), nil
}

type decideIn struct {
	ID   string `path:"id"`
	Body struct {
		Accepted []string `json:"accepted"` // the codes that a shipment's receiver takes; all of them if absent
	} `body:"json,optional"`
}

// decide acts as the party that takes the decision: title and decision in one,
// unsigned; of a shipment, an acceptance.
func decide(decision state.Decision) func(*pipeline.Call, decideIn) (mock.Document, error) {
	return func(c *pipeline.Call, in decideIn) (out mock.Document, err error) {
		err = c.World.UpdateAside(func(tx *state.Tx) error {
			d, err := decideDocument(tx, in.ID, decision, in.Body.Accepted)
			if err == nil {
				out = records.OfWholeDocument(d)
			}
			return err
		})
		return out, err
	}
}

// decideDocument takes a decision for the party that takes it; accepted names
// codes of a shipment, nil for all.
func decideDocument(tx *state.Tx, id string, decision state.Decision, accepted []string) (*state.Document, error) {
	d, err := tx.DocumentCalled(id)
	switch {
	case err != nil:
		return nil, err
	case d.Type.AnsweredBy(state.AcceptanceCame) != nil:
		return answerShipment(tx, d, decision, accepted)
	case accepted != nil:
		return nil, state.Errorf(badCall, "document %s is a %s; only of a shipment some codes can be accepted", d.ID, d.Type)
	}
	return decideTitle(tx, d, decision)
}

func decideTitle(tx *state.Tx, d *state.Document, decision state.Decision) (*state.Document, error) {
	party := d.Decider(decision)
	d, err := tx.BeginDecision(d.ID, party, decision)
	if err != nil {
		return nil, err
	}
	return tx.Decide(d.ID, party, decision, d.Title(decision).FileUUID, nil)
}
