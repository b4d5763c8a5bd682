package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// What is planned makes control calls when time gets there, inside of the
// transaction in which they fall due.

// toldCall is a call that is planned, as the queue keeps it.
type toldCall struct {
	Do   string          `json:"do"` // a verb of scenarios
	With json.RawMessage `json:"with"`
}

type planIn struct {
	Body struct {
		Items []struct {
			After string          `json:"after"`
			Do    string          `json:"do"`
			With  json.RawMessage `json:"with"`
		} `json:"items"`
	} `body:"json"`
}

// plan puts calls into the queue of the world: all, or none where one cannot be read.
func (a *API) plan(c *pipeline.Call, in planIn) (pipeline.Reply, error) {
	out := mock.Items[mock.PlannedAt]{Items: []mock.PlannedAt{}}
	err := c.Update(func(tx *state.Tx) error {
		for i, p := range in.Body.Items {
			after, err := duration(p.After)
			if err != nil || after < 0 {
				err = fmt.Errorf("after: %q is no duration such as 90m or 3d", p.After)
			}
			do, known := timed()[p.Do]
			switch {
			case err != nil:
			case !known:
				err = fmt.Errorf("%q is no verb of the timeline; known are %s", p.Do, strings.Join(slices.Sorted(maps.Keys(timed())), ", "))
			default:
				err = do.read(p.With)
			}
			if err != nil {
				return state.Errorf(badCall, "items[%d]: %s", i, err)
			}
			what, err := json.Marshal(toldCall{p.Do, p.With})
			if err != nil {
				return err
			}
			at := tx.Now() + state.Moment(after.Milliseconds())
			tx.PlanStory(at, string(what))
			out.Items = append(out.Items, mock.PlannedAt{At: at.String(), Do: p.Do})
		}
		return nil
	})
	return pipeline.Reply{Status: http.StatusCreated, Body: out}, err
}

// clearPlan takes out of the queue what is still to happen by a scenario.
func (a *API) clearPlan(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	return noContent, c.World.Update(func(tx *state.Tx) error { tx.EndStory(); return nil })
}

// Tell does what was planned, whole or not at all.
func Tell(tx *state.Tx, what string) error {
	var call toldCall
	if err := json.Unmarshal([]byte(what), &call); err != nil {
		return fmt.Errorf("the timeline has an entry that nobody can read: %w", err)
	}
	do, known := timed()[call.Do]
	if !known {
		return fmt.Errorf("the timeline has the verb %q, which this version does not know", call.Do)
	}
	if err := tx.Savepoint(func() error { return do.do(tx, call.With) }); err != nil {
		return fmt.Errorf("%s: %w", call.Do, err)
	}
	return nil
}

// timedVerb is what a verb of the timeline does with its fields.
type timedVerb struct {
	read func([]byte) error
	do   func(*state.Tx, []byte) error
}

// timed has a row for each verb that the timeline may have.
func timed() map[string]timedVerb {
	return map[string]timedVerb{
		"generate": with(func(tx *state.Tx, g mock.Generate) error {
			order, err := generationOf(g)
			if err == nil {
				_, err = order.Into(tx)
			}
			return err
		}),
		"utilise":      with(func(tx *state.Tx, c mock.Codes) error { return tx.Utilise(c.Codes) }),
		"disaggregate": with(func(tx *state.Tx, c mock.Codes) error { return tx.Unpack(c.Codes) }),
		"drop-out":     with(func(tx *state.Tx, d mock.Dropout) error { return tx.DropOut(d.Codes, d.Reason) }),
		"aggregate": with(func(tx *state.Tx, a mock.Aggregation) error {
			t, err := packageType(a.PackageType)
			if err != nil {
				return err
			}
			return tx.Pack(state.Packing{CIS: a.Cis, PackageType: t, Child: a.Child})
		}),
		"receipt": with(func(tx *state.Tx, f mock.Receipt) error {
			r, err := records.Receipt(&f)
			if err == nil {
				_, err = tx.TakeReceipt(r)
			}
			return err
		}),
		"shipment": with(func(tx *state.Tx, s doc.ForeignShipment) error {
			_, err := fixtures.TakeForeignShipment(tx, s)
			return err
		}),
		"top-up": with(func(tx *state.Tx, t struct {
			BIN string `json:"bin"`
			mock.TopUp
		},
		) error {
			return tx.TopUp(t.BIN, t.ProductGroup, state.Tiyn(t.Amount))
		}),
		"decide": with(func(tx *state.Tx, d struct {
			Document string         `json:"document"`
			Decision state.Decision `json:"decision"`
			Accepted []string       `json:"accepted"`
		},
		) error {
			_, err := decideDocument(tx, d.Document, d.Decision, d.Accepted)
			return err
		}),
	}
}

// with reads what a verb is given: it may have no other fields.
func with[In any](do func(*state.Tx, In) error) timedVerb {
	read := func(text []byte) (in In, err error) {
		err = strictly(text, &in)
		return in, err
	}
	return timedVerb{
		func(text []byte) error {
			_, err := read(text)
			return err
		},
		func(tx *state.Tx, text []byte) error {
			in, err := read(text)
			if err != nil {
				return err
			}
			return do(tx, in)
		},
	}
}

// strictly reads JSON, and refuses fields that are not known.
func strictly(text []byte, to any) error {
	from := json.NewDecoder(bytes.NewReader(text))
	from.DisallowUnknownFields()
	return from.Decode(to)
}
