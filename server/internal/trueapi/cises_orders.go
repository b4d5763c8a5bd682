package trueapi

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

const gtinMissing state.Kind = "gtin.missing"

type cisesMyIn struct {
	Body struct {
		GTIN         string `json:"gtin"`
		PackageType  string `json:"packageType"`
		ProducedDate string `json:"producedDate"`
	} `body:"json"`
}

type orderOut struct {
	UUID string `json:"uuid"`
}

// cisesMy orders the list of the caller's codes of a product: «POST /cises/my».
// A gtin that no product begins with is found out later, when the order is
// worked on.
func (a *API) cisesMy(c *pipeline.Call, in cisesMyIn) (out pipeline.Reply, err error) {
	v := c.Snapshot()
	o, err := orderFor(v, in, c.Caller.BIN)
	if err != nil {
		return out, err
	}
	if o.Outcome, err = given(c, state.OfOrders); err != nil {
		return out, err
	}
	switch known, contract, foreign := v.Ordering(o.BIN, o.GTIN); {
	case known && !contract:
		return out, state.Errorf(state.NoContract, "%s has no contract in force for the product groups of gtin %s", o.BIN, o.GTIN)
	case foreign:
		unheeded(c)
		return nothing(c, "all codes of gtin "+o.GTIN), nil
	}
	err = c.Update(func(tx *state.Tx) error {
		placed := tx.PlaceOrder(o)
		if out.Body = (orderOut{placed.UUID}); placed.Outcome != nil {
			fares(c, placed.Outcome)
		}
		return nil
	})
	return out, err
}

// orderFor takes a gtin as it was sent if products begin so; else it may be
// short of the zeros in front (assumed).
func orderFor(v state.View, in cisesMyIn, bin string) (o state.Order, err error) {
	b := in.Body
	if b.GTIN == "" {
		return o, state.Errorf(gtinMissing, `field "gtin" of the body is required`)
	}
	o = state.Order{BIN: bin, GTIN: b.GTIN}
	if known, _, _ := v.Ordering(bin, b.GTIN); !known {
		o.GTIN = cis.PadGTIN(b.GTIN)
	}
	if o.PackageType, err = packageType("packageType", b.PackageType); err != nil {
		return o, err
	}
	o.ProducedDate, err = dateTime("producedDate", b.ProducedDate)
	return o, err
}

func packageType(name, code string) (dict.PackageType, error) {
	t, ok := dict.PackageTypeByCode(code)
	if code != "" && !ok {
		return 0, state.Errorf(pipeline.ParamType, "%s=%q is no type of package", name, code).With(name, "PackageType")
	}
	return t, nil
}

func dateTime(name, text string) (state.Moment, error) {
	if text == "" {
		return 0, nil
	}
	m, err := state.ParseMoment(text)
	if err != nil {
		return 0, state.Errorf(pipeline.ParamType, "%s: %s", name, err).With(name, "DateTime")
	}
	return m, nil
}

type orderIn struct {
	UUID string `path:"uuid"`
}

// orderStatus tells how far an order is: «GET /cises/orders/{uuid}/status».
func (a *API) orderStatus(c *pipeline.Call, in orderIn) (pipeline.Reply, error) {
	o, err := order(c, in.UUID)
	if err != nil {
		return pipeline.Reply{}, err
	}
	if o == nil {
		return nothing(c, "the codes of the order"), nil
	}
	return pipeline.Reply{Body: o.Status}, nil
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// order finds an order of the caller; nil without error means: of somebody else.
func order(c *pipeline.Call, uuid string) (*state.Order, error) {
	if !uuidForm.MatchString(uuid) {
		return nil, state.Errorf(pipeline.ParamType, "the order's id %q is no UUID", uuid).With("uuid", "UUID")
	}
	v := c.Snapshot()
	o, err := v.Order(strings.ToLower(uuid))
	if err != nil {
		return nil, err
	}
	if known, contract, _ := v.Ordering(c.Caller.BIN, o.GTIN); known && !contract {
		return nil, state.Errorf(state.NoContract, "%s has no contract in force for the product groups of gtin %s", c.Caller.BIN, o.GTIN)
	}
	if o.BIN != c.Caller.BIN {
		return nil, nil
	}
	return o, nil
}

// orderedCis is a record of the file inside the ZIP, in the order of the table.
type orderedCis struct {
	RequestedCis string   `json:"requestedCis"`
	Cis          string   `json:"cis"`
	Code         string   `json:"code"`
	Status       string   `json:"status"`
	Gtin         string   `json:"gtin"`
	ProducedDate string   `json:"producedDate,omitempty"`
	PackageType  string   `json:"packageType"`
	Child        []string `json:"child,omitempty"`
	Parent       string   `json:"parent,omitempty"`
}

// orderResult gives the codes as a ZIP with one JSON file: «GET
// /cises/orders/{uuid}/result». It can be had as often as one likes while the
// order is in SUCCESS; before and after, the order counts as not found.
func (a *API) orderResult(c *pipeline.Call, in orderIn) (pipeline.Reply, error) {
	o, err := order(c, in.UUID)
	if err != nil {
		return pipeline.Reply{}, err
	}
	if o == nil {
		return nothing(c, "the codes of the order"), nil
	}
	if o.Status != state.OrderSuccess {
		return pipeline.Reply{}, state.Errorf(state.OrderUnknown, "order %s is in status %s and has no result; only SUCCESS has one, for an hour", o.UUID, o.Status).With(in.UUID)
	}
	records := make([]orderedCis, 0, len(o.Result))
	for _, code := range o.Result {
		if !c.Here() {
			break
		}
		records = append(records, orderedCis{
			code.CIS, code.CIS, string(code.ID()), code.Status.String(), code.GTIN, code.ProducedDate.String(), code.PackageType.String(), code.Child, code.Parent,
		})
	}
	file, err := zipped(o.UUID+".json", records, c.Snapshot().Now().Time())
	return pipeline.Reply{ContentType: c.Produces(), Body: file}, err
}

// zipped packs one file. An entry without a time would be dated 1980-00-00.
func zipped(name string, v any, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	err = archive.Close()
	return b.Bytes(), err
}
