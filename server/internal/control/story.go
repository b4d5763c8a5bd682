package control

import (
	"encoding/json"
	"fmt"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// The timeline of a scenario makes control calls when time gets there, inside of
// the transaction in which they fall due.

// toldCall is a call of the timeline, as the queue keeps it.
type toldCall struct {
	Do   string          `json:"do"` // a verb of scenarios
	With json.RawMessage `json:"with"`
}

// Tell does what an entry of the timeline says, whole or not at all.
func Tell(tx *state.Tx, what string) error {
	var call toldCall
	if err := json.Unmarshal([]byte(what), &call); err != nil {
		return fmt.Errorf("the timeline has an entry that nobody can read: %w", err)
	}
	do := timed()[call.Do]
	if do == nil {
		return fmt.Errorf("the timeline has the verb %q, which this version does not know", call.Do)
	}
	return tx.Savepoint(func() error { return do(tx, call.With) })
}

// timed has a row for each verb that the timeline may have.
func timed() map[string]func(*state.Tx, []byte) error {
	return map[string]func(*state.Tx, []byte) error{
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

// with reads what a verb is given.
func with[In any](do func(*state.Tx, In) error) func(*state.Tx, []byte) error {
	return func(tx *state.Tx, text []byte) error {
		var in In
		if err := json.Unmarshal(text, &in); err != nil {
			return err
		}
		return do(tx, in)
	}
}
