package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

type generateIn struct {
	Body mock.Generate `body:"json"`
}

// generate makes codes and gives the outermost ones.
func (a *API) generate(c *pipeline.Call, in generateIn) (out mock.Items[string], err error) {
	order, err := generationOf(in.Body)
	if err != nil {
		return out, err
	}
	err = c.World.UpdateBeside(func(tx *state.Tx) (err error) {
		out.Items, err = order.Into(tx)
		return err
	})
	return out, err
}

// generationOf reads an order as it comes over the wire: words become what they
// name. TestEveryFieldOfAnOrderIsPassedOn holds both to the same fields.
func generationOf(b mock.Generate) (fixtures.Generate, error) {
	status, err := codeStatus(b.Status)
	if err != nil {
		return fixtures.Generate{}, err
	}
	how, known := dict.ReleaseMethodByCode(b.EmissionType)
	if b.EmissionType != "" && !known {
		return fixtures.Generate{}, state.Errorf(badCall, "emissionType %q is neither %s nor %s", b.EmissionType, dict.Local, dict.Foreign)
	}
	return fixtures.Generate{
		ProductGroup: b.ProductGroup, GTIN: b.GTIN, GTINs: b.GTINs, OwnerBIN: b.OwnerBin, ProducerBIN: b.ProducerBin,
		Status: status, EmissionType: how, Count: b.Count, Pack: b.Pack,
	}, nil
}
