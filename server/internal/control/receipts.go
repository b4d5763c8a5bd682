package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// What comes from cash registers, by way of the operator of fiscal data.

type receiptIn struct {
	Body mock.Receipt `body:"json"`
}

// receipt sells codes or takes them back, all of them or none.
func (a *API) receipt(c *pipeline.Call, in receiptIn) (out mock.ReceiptTaken, err error) {
	r, err := records.Receipt(&in.Body)
	if err != nil {
		return out, err
	}
	err = c.Update(func(tx *state.Tx) error {
		taken, err := tx.TakeReceipt(r)
		if err == nil {
			out.DocumentID = taken.DocumentID
		}
		return err
	})
	out.Warnings = warningsOf(c.Warnings())
	return out, err
}
