package trueapi

import (
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// «GET /receipt/{receiptId}/info». Receipts never come through this API.

const (
	receiptUnknown state.Kind = "receipt.unknown"
	receiptForeign state.Kind = "receipt.foreign"
)

type receiptIn struct {
	ID string `path:"receiptId"`
	PG string `query:"pg"`
}

// receiptOut has its fields in the order of the table, whose sample is lost.
// Sums are in tiyn (assumed). What comes in by the control API, mock.Receipt, has the
// same names and is told apart: that is ours to change, this is not.
// TestReceiptsHaveTheNamesOfTheTable holds them together.
type receiptOut struct {
	Body         receiptBody          `json:"body"`
	DocumentID   string               `json:"documentId"`
	DocumentDate string               `json:"documentDate"`
	ReceivedAt   string               `json:"receivedAt"`
	Type         state.ReceiptType    `json:"type"`
	Status       state.RegistryStatus `json:"status"`
	SenderBin    string               `json:"senderBin"`
	receiptBody
}

// receiptBody is what the register sent.
type receiptBody struct {
	FiscalDocumentNumber int64            `json:"fiscalDocumentNumber"`
	ShiftNumber          int64            `json:"shiftNumber"`
	OperationType        int              `json:"operationType"`
	KKTRegID             string           `json:"kktRegId"`
	Products             []receiptProduct `json:"products"`
}

type receiptProduct struct {
	CIS   string     `json:"cis"`
	Price state.Tiyn `json:"price"`
	Count int        `json:"count"`
	Sum   state.Tiyn `json:"sum"`
}

func (a *API) receiptInfo(c *pipeline.Call, in receiptIn) (out receiptOut, err error) {
	if in.PG, err = groupNamed(c, in.PG); err != nil {
		return out, err
	}
	v := c.Snapshot()
	r := v.Receipt(in.ID)
	switch {
	case r == nil:
		return out, state.Errorf(receiptUnknown, "there is no receipt %.100q; POST /_mock/receipts brings them in", in.ID).With(in.ID)
	case r.SenderBIN != c.Caller.BIN:
		return out, state.Errorf(receiptForeign, "receipt %s is of %s, the caller is %s", in.ID, r.SenderBIN, c.Caller.BIN).With(in.ID)
	case in.PG != "" && in.PG != groupOf(v, state.Entry{Receipt: r}):
		return out, state.Errorf(receiptUnknown, "receipt %s is not of product group %s", in.ID, in.PG).With(in.ID)
	}
	products := make([]receiptProduct, len(r.Products))
	for i, p := range r.Products {
		products[i] = receiptProduct{p.CIS, p.Price, p.Count, p.Sum}
		if code, _ := v.Code(p.CIS); code != nil {
			products[i].CIS = code.CIS
		}
	}
	body := receiptBody{r.FiscalDocumentNumber, r.ShiftNumber, r.OperationType, r.KKTRegID, products}
	return receiptOut{body, r.DocumentID, r.DocumentDate.String(), r.ReceivedAt.String(), r.Type, r.Status, r.SenderBIN, body}, nil
}
