package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// What the order station would tell the system. A report is taken whole or not
// at all.

type codesReportIn struct {
	Body mock.Codes `body:"json"`
}

// report takes a report that is a list of codes.
func report(c *pipeline.Call, codes []string, take func(*state.Tx, []string) error) (pipeline.Reply, error) {
	if len(codes) == 0 {
		return pipeline.Reply{}, state.Errorf(badCall, "codes is empty: name at least one")
	}
	return noContent, c.World.Update(func(tx *state.Tx) error { return take(tx, codes) })
}

// utilisation reports codes as applied to the goods.
func (a *API) utilisation(c *pipeline.Call, in codesReportIn) (pipeline.Reply, error) {
	return report(c, in.Body.Codes, (*state.Tx).Utilise)
}

// disaggregation reports packages as unpacked.
func (a *API) disaggregation(c *pipeline.Call, in codesReportIn) (pipeline.Reply, error) {
	return report(c, in.Body.Codes, (*state.Tx).Unpack)
}

type aggregationIn struct {
	Body mock.Aggregation `body:"json"`
}

// aggregation reports what lies in a package now, repacked or for the first time.
func (a *API) aggregation(c *pipeline.Call, in aggregationIn) (pipeline.Reply, error) {
	t, err := packageType(in.Body.PackageType)
	if err != nil {
		return pipeline.Reply{}, err
	}
	packing := state.Packing{CIS: in.Body.Cis, PackageType: t, Child: in.Body.Child}
	return noContent, c.World.Update(func(tx *state.Tx) error { return tx.Pack(packing) })
}

type dropoutIn struct {
	Body mock.Dropout `body:"json"` // reason is one of state.DropoutReasons
}

// dropout reports codes as lost or destroyed.
func (a *API) dropout(c *pipeline.Call, in dropoutIn) (pipeline.Reply, error) {
	return report(c, in.Body.Codes, func(tx *state.Tx, codes []string) error { return tx.DropOut(codes, in.Body.Reason) })
}
