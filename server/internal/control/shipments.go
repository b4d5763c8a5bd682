package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Recognition across the border: what the other side sends and decides.

type shipmentIn struct {
	Body doc.ForeignShipment `body:"json"`
}

// shipment brings in the shipment of a foreign exporter.
func (a *API) shipment(c *pipeline.Call, in shipmentIn) (out mock.ShipmentTaken, err error) {
	err = c.Update(func(tx *state.Tx) error {
		d, err := fixtures.TakeForeignShipment(tx, in.Body)
		if err == nil {
			out.ID = d.ID
		}
		return err
	})
	out.Warnings = warningsOf(c.Warnings())
	return out, err
}

// answerShipment takes a decision of a shipment for the party that takes it:
// approval of all codes, or of those that are named, or of none.
func answerShipment(tx *state.Tx, d *state.Document, decision state.Decision, accepted []string) (*state.Document, error) {
	switch {
	case decision == state.Withdraw && d.Type == state.ForeignShipment:
		return tx.CancelArrival(d.ID)
	case decision == state.Withdraw:
		return nil, state.Errorf(state.DocumentStatus, "document %s is a %s; nobody can withdraw one", d.ID, d.Type).With(d.ID)
	case decision == state.Reject && accepted != nil:
		return nil, state.Errorf(badCall, "reject takes no code of shipment %s, and accepted names %d: approve takes those that are named and refuses the others", d.ID, len(accepted))
	}
	named, err := namedOf(d, accepted)
	if err != nil {
		return nil, err
	}
	return tx.Answer(d.ID, func(g state.Goods) bool {
		id, _ := cis.Identify(g.CIS)
		return decision == state.Approve && (accepted == nil || named[id])
	})
}

// namedOf are the codes that accepted names, all of which must be in the shipment.
func namedOf(d *state.Document, accepted []string) (map[cis.ID]bool, error) {
	sent, named := map[cis.ID]bool{}, map[cis.ID]bool{}
	for _, g := range d.Goods {
		id, _ := cis.Identify(g.CIS)
		sent[id] = true
	}
	for _, code := range accepted {
		id, err := cis.Identify(code)
		switch {
		case err != nil:
			return nil, state.Errorf(state.CodeUnreadable, "%s", err).With(code)
		case !sent[id]:
			return nil, state.Errorf(state.CodeUnknown, "accepted names %s, which is not in shipment %s", id, d.ID).With(string(id))
		}
		named[id] = true
	}
	return named, nil
}
