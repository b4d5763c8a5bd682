package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// What comes from cash registers, by way of the operator of fiscal data.

func receiptRecord(f *mock.Receipt) (state.Receipt, error) {
	m := moments{what: "receipt " + f.DocumentID}
	r := state.Receipt{
		DocumentID: f.DocumentID, DocumentDate: m.read(f.DocumentDate), Type: state.ReceiptType(f.Type), Status: state.RegistryStatus(f.Status), Errors: f.Errors, SenderBIN: f.SenderBin,
		FiscalDocumentNumber: f.FiscalDocumentNumber, ShiftNumber: f.ShiftNumber, OperationType: f.OperationType, KKTRegID: f.KKTRegID,
	}
	for _, p := range f.Products {
		r.Products = append(r.Products, state.ReceiptProduct{CIS: p.CIS, Price: state.Tiyn(p.Price), Count: p.Count, Sum: state.Tiyn(p.Sum)})
	}
	return r, m.err
}

// receiptOut is a receipt as a snapshot keeps it.
type receiptOut struct {
	mock.Receipt
	ReceivedAt string `json:"receivedAt"`
	Entered    int    `json:"entered,omitempty"` // in which order of all that came to the registry
}

func receiptOf(r *state.Receipt) receiptOut {
	out := receiptOut{mock.Receipt{
		DocumentID: r.DocumentID, DocumentDate: r.DocumentDate.String(), Type: string(r.Type), Status: string(r.Status), Errors: r.Errors, SenderBin: r.SenderBIN,
		FiscalDocumentNumber: r.FiscalDocumentNumber, ShiftNumber: r.ShiftNumber, OperationType: r.OperationType, KKTRegID: r.KKTRegID,
	}, r.ReceivedAt.String(), r.Entered}
	for _, p := range r.Products {
		out.Products = append(out.Products, mock.ReceiptProduct{CIS: p.CIS, Price: int64(p.Price), Count: p.Count, Sum: int64(p.Sum)})
	}
	return out
}

// record is the inverse of receiptOf.
func (out *receiptOut) record() (state.Receipt, error) {
	r, err := receiptRecord(&out.Receipt)
	m := moments{what: "receipt " + r.DocumentID, err: err}
	r.ReceivedAt, r.Entered = m.read(out.ReceivedAt), out.Entered
	return r, m.err
}

type receiptIn struct {
	Body mock.Receipt `body:"json"`
}

// receipt sells codes or takes them back, all of them or none.
func (a *API) receipt(c *pipeline.Call, in receiptIn) (out mock.ReceiptTaken, err error) {
	r, err := receiptRecord(&in.Body)
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
