package control

import (
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// What comes from cash registers, by way of the operator of fiscal data.

// receiptFields are the fields of a receipt that come with it, with the names
// of GET /receipt/{receiptId}/info.
type receiptFields struct {
	DocumentID           string               `json:"documentId"`
	DocumentDate         string               `json:"documentDate"`
	Type                 state.ReceiptType    `json:"type"`
	Status               state.RegistryStatus `json:"status"` // CHECKED_OK unless it is one that failed
	Errors               []string             `json:"errors,omitempty"`
	SenderBin            string               `json:"senderBin"`
	FiscalDocumentNumber int64                `json:"fiscalDocumentNumber"`
	ShiftNumber          int64                `json:"shiftNumber"`
	OperationType        int                  `json:"operationType"`
	KKTRegID             string               `json:"kktRegId"`
	Products             []receiptProductOut  `json:"products"`
}

type receiptProductOut struct {
	CIS   string     `json:"cis"`
	Price state.Tiyn `json:"price"`
	Count int        `json:"count"`
	Sum   state.Tiyn `json:"sum"`
}

func (f *receiptFields) record() (state.Receipt, error) {
	m := moments{what: "receipt " + f.DocumentID}
	r := state.Receipt{
		DocumentID: f.DocumentID, DocumentDate: m.read(f.DocumentDate), Type: f.Type, Status: f.Status, Errors: f.Errors, SenderBIN: f.SenderBin,
		FiscalDocumentNumber: f.FiscalDocumentNumber, ShiftNumber: f.ShiftNumber, OperationType: f.OperationType, KKTRegID: f.KKTRegID,
	}
	for _, p := range f.Products {
		r.Products = append(r.Products, state.ReceiptProduct(p))
	}
	return r, m.err
}

// receiptOut is a receipt as a snapshot keeps it.
type receiptOut struct {
	receiptFields
	ReceivedAt string `json:"receivedAt"`
	Entered    int    `json:"entered,omitempty"` // in which order of all that came to the registry
}

func receiptOf(r *state.Receipt) receiptOut {
	out := receiptOut{receiptFields{
		DocumentID: r.DocumentID, DocumentDate: r.DocumentDate.String(), Type: r.Type, Status: r.Status, Errors: r.Errors, SenderBin: r.SenderBIN,
		FiscalDocumentNumber: r.FiscalDocumentNumber, ShiftNumber: r.ShiftNumber, OperationType: r.OperationType, KKTRegID: r.KKTRegID,
	}, r.ReceivedAt.String(), r.Entered}
	for _, p := range r.Products {
		out.Products = append(out.Products, receiptProductOut(p))
	}
	return out
}

// record is the inverse of receiptOf.
func (out *receiptOut) record() (state.Receipt, error) {
	r, err := out.receiptFields.record()
	m := moments{what: "receipt " + r.DocumentID, err: err}
	r.ReceivedAt, r.Entered = m.read(out.ReceivedAt), out.Entered
	return r, m.err
}

type receiptIn struct {
	Body receiptFields `body:"json"`
}

type receiptTaken struct {
	DocumentID string `json:"documentId"`
}

// receipt sells codes or takes them back, all of them or none.
func (a *API) receipt(c *pipeline.Call, in receiptIn) (out receiptTaken, err error) {
	r, err := in.Body.record()
	if err != nil {
		return out, err
	}
	err = c.World.Do(func(tx *state.Tx) error {
		taken, err := tx.TakeReceipt(r)
		if err == nil {
			out.DocumentID = taken.DocumentID
		}
		return err
	})
	return out, err
}
