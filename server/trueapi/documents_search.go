package trueapi

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// «POST /documents/search»: the registry with few attributes.

const documentsNotFound state.Kind = "documents.not-found"

// crossborder are the types that the dictionary of types does not have, as the
// two searches spell them.
const (
	crossborder      = "EAS_CROSSBORDER"
	crossborderGroup = "EAS_CROSSBORDER_GROUP"
)

type searchIn struct {
	Body struct {
		DocumentType   string      `json:"documentType"`
		DocumentStatus string      `json:"documentStatus"`
		DateFrom       string      `json:"dateFrom"`
		DateTo         string      `json:"dateTo"`
		SenderBin      string      `json:"senderBin"`
		ReceiverBin    string      `json:"receiverBin"`
		Pagination     *pagination `json:"pagination"`
	} `body:"json"`
}

type pagination struct {
	Offset int    `json:"offset"`
	Order  string `json:"order"`
	Limit  int    `json:"limit"` // 0: no limit
}

// check refuses what no page can be.
func (p *pagination) check() error {
	if p.Offset < 0 || p.Limit < 0 {
		return state.Fail(pipeline.ParamType, fmt.Sprintf("pagination has offset %d and limit %d; neither may be negative", p.Offset, p.Limit), "pagination", "Integer")
	}
	if p.Order != "" && p.Order != "ASC" && p.Order != "DESC" {
		return enumFails("pagination.order", p.Order)
	}
	return nil
}

// of cuts the page out of all records, which are the oldest first: order is «по
// дате документа», and without it the newest come first (assumed).
func (p *pagination) of(all []state.Entry) []state.Entry {
	slices.SortStableFunc(all, func(a, b state.Entry) int { return cmp.Compare(a.Date(), b.Date()) })
	if p.Order != "ASC" {
		slices.Reverse(all)
	}
	all = all[min(p.Offset, len(all)):]
	if p.Limit > 0 {
		all = all[:min(p.Limit, len(all))]
	}
	return all
}

type searchRow struct {
	FileID          string `json:"fileId"`
	SendingDateTime string `json:"sendingDateTime"` // when it was received: the sample has milliseconds
	Status          string `json:"status"`
	Type            string `json:"type"`
}

func (a *API) searchDocuments(c *pipeline.Call, in searchIn) ([]searchRow, error) {
	b := in.Body
	switch {
	case b.DateFrom == "":
		return nil, state.Fail(pipeline.ParamMissing, "dateFrom is required", "dateFrom")
	case b.Pagination == nil:
		return nil, state.Fail(pipeline.ParamMissing, "pagination is required; it may be {}", "pagination")
	}
	from, err := day("dateFrom", b.DateFrom, false)
	if err != nil {
		return nil, err
	}
	to, err := day("dateTo", b.DateTo, true)
	if err != nil {
		return nil, err
	}
	if err := b.Pagination.check(); err != nil {
		return nil, err
	}
	if !searchable(b.DocumentType) {
		return nil, enumFails("documentType", b.DocumentType)
	}
	if _, known := dict.DocumentStatusByCode(b.DocumentStatus); b.DocumentStatus != "" && !known {
		return nil, enumFails("documentStatus", b.DocumentStatus)
	}
	v := c.World.Look()
	var found []state.Entry
	v.Registry(c.Caller.INN, nil, false, func(e state.Entry) bool {
		date := e.Date()
		if (e.Sender() == c.Caller.INN || e.Receiver() == c.Caller.INN) && e.Document != nil && e.Type() != "" &&
			(b.DocumentType == "" || b.DocumentType == e.Type() || b.DocumentType == crossborderGroup && recognised(e)) &&
			(b.DocumentStatus == "" || b.DocumentStatus == string(e.Status())) &&
			(from == nil || date >= *from) && (to == nil || date <= *to) &&
			(b.SenderBin == "" || b.SenderBin == e.Sender()) &&
			(b.ReceiverBin == "" || b.ReceiverBin == e.Receiver()) {
			found = append(found, e)
		}
		return true
	})
	if len(found) == 0 {
		return nil, state.Fail(documentsNotFound, "no document of the caller fits these filters")
	}
	rows := []searchRow{}
	for _, e := range b.Pagination.of(found) {
		rows = append(rows, searchRow{e.Number(), e.Received().String(), string(e.Status()), e.Type()})
	}
	return rows, nil
}

// searchable tells whether documentType may have the value; "" is all types.
func searchable(t string) bool {
	row, known := dict.DocumentTypeByCode(t)
	receipt := row.Code == string(state.Sale) || row.Code == string(state.Return)
	return t == "" || known && !receipt || t == crossborder || t == crossborderGroup
}

// recognised tells whether a document belongs to recognition across the border.
func recognised(e state.Entry) bool {
	return slices.Contains(arrivalTypes[crossborderGroup], e.Document.Type)
}

// day reads a date, or a time, of which the formats are not printed; a date
// stands for its beginning or its end.
func day(name, text string, end bool) (*state.Moment, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) == len("2006-01-02") {
		clock := "T00:00:00Z"
		if end {
			clock = "T23:59:59.999Z"
		}
		text += clock
	}
	return dateLimit(name, text)
}
