package control

import (
	"bytes"
	"encoding/json"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// datasetBad is the kind of a dataset that cannot be read or does not fit the
// world; the error names every place.
const datasetBad state.Kind = "control.dataset"

func badDataset(err error) error {
	if err == nil {
		return nil
	}
	return state.Errorf(datasetBad, "%s", err)
}

type datasetIn struct {
	Body []byte `body:"raw"`
}

// addDataset adds a dataset to the world, all of it or nothing.
func (a *API) addDataset(c *pipeline.Call, in datasetIn) (out mock.Loaded, err error) {
	if len(bytes.TrimSpace(in.Body)) == 0 {
		return out, state.Errorf(pipeline.BodyMissing, "the request has no body; a dataset is required, in YAML or JSON")
	}
	return a.loaded(c, fixtures.Read("dataset", in.Body))
}

type addCodesIn struct {
	Body         []byte `body:"raw"`
	OwnerBin     string `query:"ownerBin"`
	ProducerBin  string `query:"producerBin"`
	Status       string `query:"status"`
	PackageType  string `query:"packageType"`
	Gtin         string `query:"gtin"`
	ProductGroup string `query:"productGroup"`
	EmissionType string `query:"emissionType"`
	EmissionDate string `query:"emissionDate"`
	ProducedDate string `query:"producedDate"`
}

// addCodes adds the codes of a CSV file as the order station hands it out, all of
// them or none. The query has what its columns do not say.
func (a *API) addCodes(c *pipeline.Call, in addCodesIn) (out mock.Loaded, err error) {
	if len(bytes.TrimSpace(in.Body)) == 0 {
		return out, state.Errorf(pipeline.BodyMissing, "the request has no body; a CSV file is required, with a code in each line")
	}
	given := map[string]string{}
	for name, value := range map[string]string{
		"ownerBin": in.OwnerBin, "producerBin": in.ProducerBin, "status": in.Status, "packageType": in.PackageType, "gtin": in.Gtin,
		"productGroup": in.ProductGroup, "emissionType": in.EmissionType, "emissionDate": in.EmissionDate, "producedDate": in.ProducedDate,
	} {
		if value != "" {
			given[name] = value
		}
	}
	set, err := fixtures.ParseCSV("codes", in.Body, given)
	if err != nil {
		return out, badDataset(err)
	}
	return a.loaded(c, set)
}

// loaded adds a dataset to the world of a call.
func (a *API) loaded(c *pipeline.Call, set *fixtures.Dataset) (out mock.Loaded, err error) {
	update := c.World.Update
	if set.GoodsOnly() { // may be many, and hold up nobody
		update = c.World.UpdateBeside
	}
	err = update(func(tx *state.Tx) error {
		if err := set.LoadWith(a.Send)(tx); err != nil {
			return badDataset(err)
		}
		out.Counts = countsOf(tx.View)
		return nil
	})
	return out, err
}

// dataset gives what a call means by a dataset: an embedded world by its name,
// or a dataset itself.
func dataset(sent json.RawMessage) (*fixtures.Dataset, error) {
	var name string
	if json.Unmarshal(sent, &name) == nil {
		set, err := fixtures.World(name)
		return set, badDataset(err)
	}
	return fixtures.Read("dataset", sent), nil
}
