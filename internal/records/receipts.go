package records

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
)

// Receipt reads what a cash register has sent.
func Receipt(f *mock.Receipt) (state.Receipt, error) {
	m := moments{what: "receipt " + f.DocumentID}
	r := state.Receipt{
		DocumentID: f.DocumentID, DocumentDate: m.read(f.DocumentDate), Type: state.ReceiptType(f.Type), Status: state.RegistryStatus(f.Status), Errors: worded(f.Errors), SenderBIN: f.SenderBin,
		FiscalDocumentNumber: f.FiscalDocumentNumber, ShiftNumber: f.ShiftNumber, OperationType: f.OperationType, KKTRegID: f.KKTRegID,
	}
	for _, p := range f.Products {
		r.Products = append(r.Products, state.ReceiptProduct{CIS: p.CIS, Price: state.Tiyn(p.Price), Count: p.Count, Sum: state.Tiyn(p.Sum)})
	}
	return r, m.err
}

// KeptReceipt is a receipt as a snapshot keeps it.
type KeptReceipt struct {
	mock.Receipt
	ReceivedAt string `json:"receivedAt"`
	Entered    int    `json:"entered,omitempty"` // in which order of all that came to the registry
}

// OfReceipt is a receipt with when and as which it came.
func OfReceipt(r *state.Receipt) KeptReceipt {
	out := KeptReceipt{mock.Receipt{
		DocumentID: r.DocumentID, DocumentDate: r.DocumentDate.String(), Type: string(r.Type), Status: string(r.Status), Errors: texts.Strings(r.Errors), SenderBin: r.SenderBIN,
		FiscalDocumentNumber: r.FiscalDocumentNumber, ShiftNumber: r.ShiftNumber, OperationType: r.OperationType, KKTRegID: r.KKTRegID,
	}, r.ReceivedAt.String(), r.Entered}
	for _, p := range r.Products {
		out.Products = append(out.Products, mock.ReceiptProduct{CIS: p.CIS, Price: int64(p.Price), Count: p.Count, Sum: int64(p.Sum)})
	}
	return out
}

// record is the inverse of OfReceipt.
func (out *KeptReceipt) Record() (state.Receipt, error) {
	r, err := Receipt(&out.Receipt)
	m := moments{what: "receipt " + r.DocumentID, err: err}
	r.ReceivedAt, r.Entered = m.read(out.ReceivedAt), out.Entered
	return r, m.err
}
