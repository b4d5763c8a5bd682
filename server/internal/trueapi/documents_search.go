package trueapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// «POST /documents/search»: the registry with few attributes.

const documentsNotFound state.Kind = "documents.not-found"

type searchIn struct {
	Body struct {
		search
		Pagination *pagination `json:"pagination"`
	} `body:"json"`
}

type pagination struct {
	Offset int    `json:"offset"`
	Order  string `json:"order"`
	Limit  int    `json:"limit"` // 0: no limit
}

// of cuts the page out of what was found: order is «по дате документа», and
// without it the newest come first (assumed).
func (p *pagination) of(found []state.Entry) ([]state.Entry, error) {
	if p.Offset < 0 || p.Limit < 0 {
		return nil, state.Errorf(pipeline.ParamType, "pagination has offset %d and limit %d; neither may be negative", p.Offset, p.Limit).With("pagination", "Integer")
	}
	if p.Order != "" && p.Order != "ASC" && p.Order != "DESC" {
		return nil, enumFails("pagination.order", p.Order)
	}
	slices.SortStableFunc(found, func(a, b state.Entry) int { return cmp.Compare(a.Date(), b.Date()) })
	if p.Order != "ASC" {
		slices.Reverse(found)
	}
	found = found[min(p.Offset, len(found)):]
	if p.Limit > 0 {
		found = found[:min(p.Limit, len(found))]
	}
	return found, nil
}

type searchRow struct {
	FileID          string `json:"fileId"`
	SendingDateTime string `json:"sendingDateTime"` // the document's own, by which it is filtered and sorted; the sample has milliseconds
	Status          string `json:"status"`
	Type            string `json:"type"`
}

func (a *API) searchDocuments(c *pipeline.Call, in searchIn) ([]searchRow, error) {
	b := in.Body
	switch {
	case b.DateFrom == "":
		return nil, state.Errorf(pipeline.ParamMissing, "dateFrom is required").With("dateFrom")
	case b.Pagination == nil:
		return nil, state.Errorf(pipeline.ParamMissing, "pagination is required; it may be {}").With("pagination")
	case !searchable(b.DocumentType):
		return nil, enumFails("documentType", b.DocumentType)
	}
	found, err := b.run(c, func(d *state.Document) bool {
		registry := state.DocTypeOf(d.Type).Registry
		group := b.DocumentType == dict.CrossborderGroup && slices.Contains(searchedAs(dict.CrossborderGroup), d.Type)
		return registry != "" && (b.DocumentType == "" || b.DocumentType == registry || group)
	})
	if err != nil {
		return nil, err
	}
	page, err := b.Pagination.of(found)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, state.Errorf(documentsNotFound, "no document of the caller fits these filters")
	}
	rows := []searchRow{}
	for _, e := range page {
		rows = append(rows, searchRow{e.Number(), e.Date().String(), string(e.Status()), e.Type()})
	}
	return rows, nil
}

// knownStatus tells whether a document can have the status, of the dictionary or
// of the methods of recognition.
func knownStatus(word string) bool {
	_, listed := dict.DocumentStatusByCode(word)
	return listed || state.KnownStatus(word)
}

// search is what both searches of documents filter by.
type search struct {
	DocumentType   string `json:"documentType"`
	DocumentStatus string `json:"documentStatus"`
	DateFrom       string `json:"dateFrom"`
	DateTo         string `json:"dateTo"`
	SenderBin      string `json:"senderBin"`
	ReceiverBin    string `json:"receiverBin"`
}

// run finds the caller's documents that fit, oldest first. A sender abroad is
// found by their number there («ИИН/БИН отправителя (или его аналог)»). Blanks
// around a status count for nothing: a sample prints one behind it.
func (s search) run(c *pipeline.Call, ofType func(*state.Document) bool) (found []state.Entry, err error) {
	status := strings.TrimSpace(s.DocumentStatus)
	if status != "" && !knownStatus(status) {
		return nil, enumFails("documentStatus", s.DocumentStatus)
	}
	from, err := day("dateFrom", s.DateFrom, false)
	if err != nil {
		return nil, err
	}
	to, err := day("dateTo", s.DateTo, true)
	if err != nil {
		return nil, err
	}
	is := func(asked string, parties ...string) bool { return asked == "" || slices.Contains(parties, asked) }
	c.Snapshot().Registry(c.Caller.BIN, nil, false, func(e state.Entry) bool {
		d, date := e.Document, e.Date()
		if d != nil && ofType(d) && is(status, string(d.Registry)) &&
			(from == nil || date >= *from) && (to == nil || date <= *to) &&
			is(s.SenderBin, d.Sender(), d.Supplier) && is(s.ReceiverBin, d.Receiver(), d.Consignee) {
			found = append(found, e)
		}
		return true
	})
	return found, nil
}

// searchable tells whether documentType may have the value; "" is all types.
func searchable(t string) bool {
	row, known := dict.DocumentTypeByCode(t)
	receipt := row.Code == string(state.Sale) || row.Code == string(state.Return)
	return t == "" || known && !receipt || t == dict.CrossborderType || t == dict.CrossborderGroup
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
