package trueapi

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// «GET /edo-api/outgoing-documents» and «GET /edo-api/incoming-documents».

const (
	docsLimit    state.Kind = "documents.limit"
	docsNegative state.Kind = "documents.limit.negative"
)

type docListIn struct {
	Offset     *int     `query:"offset"`
	Limit      *int     `query:"limit"`
	SortBy     string   `query:"sortBy"` // a key of sortKeys; "": created_at
	Asc        bool     `query:"asc"`
	CreateFrom *int     `query:"create_from"` // unix time
	CreateTo   *int     `query:"create_to"`
	PartnerINN string   `query:"partner_inn"`
	Statuses   []string `query:"statuses"`
	Type       []string `query:"type"`
}

type docListOut struct {
	Count int           `json:"count"`
	Items []docListItem `json:"items"`
}

// docListItem has its fields in the order of the sample; times are unix times.
type docListItem struct {
	ID        string `json:"id"`
	Status    int    `json:"status"`
	Number    string `json:"number"`
	Date      int64  `json:"date"`
	Type      int    `json:"type"`
	CreatedAt int64  `json:"created_at"`

	partner string // name of the other party
}

// outgoing lists what the caller sent; without type the acts, their corrections
// and EAEU import notices («absent: these three»).
func (a *API) outgoing(c *pipeline.Call, in docListIn) (docListOut, error) {
	return listDocuments(c, in, isOutgoing, state.UsualOutgoing)
}

// incoming lists what was delivered to the caller; without type the acts.
func (a *API) incoming(c *pipeline.Call, in docListIn) (docListOut, error) {
	for _, s := range elements(in.Statuses) {
		if slices.Contains(undelivered, s) {
			err := c.Soften(rules.IncomingStatus, state.Errorf(pipeline.ParamType, "statuses=%s is no status of an incoming document: a receiver has it from status 3 on", s).With("statuses", "Integer"))
			if err != nil {
				return docListOut{}, err
			}
		}
	}
	return listDocuments(c, in, isIncoming, state.UsualIncoming)
}

// undelivered are the numbers that only the filter of the outgoing list has.
var undelivered = []string{"0", "1", "10", "20", "61", "62"}

// filterStatus: in filters 61 stands for 4 and 62 for 10 (decisions on section 9).
var filterStatus = map[int]int{61: 4, 62: 10}

// docStatuses are the numbers that the filter of statuses takes: those of the
// dictionary, and its own.
var docStatuses = append(append([]int{0}, dict.ActStatusNumbers()...), slices.Sorted(maps.Keys(filterStatus))...)

// docTypes are the numbers of the kinds that are so, in order.
func docTypes(so func(state.DocTypeRow) bool) (numbers []int) {
	for _, r := range state.DocTypes() {
		if r.Number != 0 && so(r) {
			numbers = append(numbers, r.Number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

func anyType(state.DocTypeRow) bool { return true }

// listDocuments lists the documents that stand on a side; where no type is asked
// for, those of the usual ones.
func listDocuments(c *pipeline.Call, in docListIn, stands side, usual state.DocTrait) (out docListOut, err error) {
	limit, offset, err := docPage(in)
	if err != nil {
		return out, err
	}
	statuses, err := numbers("statuses", in.Statuses, docStatuses)
	if err != nil {
		return out, err
	}
	types, err := numbers("type", in.Type, docTypes(anyType))
	if err != nil {
		return out, err
	}
	if types == nil {
		types = docTypes(func(r state.DocTypeRow) bool { return r.Has(usual) })
	}
	asked := types
	types = docTypes(func(r state.DocTypeRow) bool {
		return slices.Contains(asked, r.Number) || r.FoundWith != 0 && slices.Contains(asked, r.FoundWith)
	})
	for i, s := range statuses {
		if alias, ok := filterStatus[s]; ok {
			statuses[i] = alias
		}
	}
	v := c.Snapshot()
	out.Items = []docListItem{}
	v.DocumentsOf(c.Caller.BIN, func(d *state.Document) bool {
		item := docItem(v, d)
		date := int(item.CreatedAt) // «дата регистрации»; before that, of creation
		item.partner = participantName(v, d.Partner(c.Caller.BIN))
		if stands(d, c.Caller.BIN) &&
			(in.PartnerINN == "" || d.Partner(c.Caller.BIN) == in.PartnerINN) &&
			(statuses == nil || slices.Contains(statuses, item.Status)) &&
			(types == nil || slices.Contains(types, item.Type)) &&
			(in.CreateFrom == nil || date >= *in.CreateFrom) &&
			(in.CreateTo == nil || date <= *in.CreateTo) {
			out.Items = append(out.Items, item)
		}
		return true
	})
	out.Count = len(out.Items)
	if err := sortItems(c, in, out.Items); err != nil {
		return out, err
	}
	out.Items = out.Items[min(offset, len(out.Items)):]
	out.Items = out.Items[:min(limit, len(out.Items))]
	return out, nil
}

// docItem: date is the document's own, created_at that of its registration:
// printed items have the first before the second.
func docItem(v state.View, d *state.Document) docListItem {
	status := d.Status
	if d.Has(state.BothSides) && status == state.StatusWaiting && d.Signature == nil && v.Rules().Is(rules.DivergenceStatus, "by-signature") {
		status = state.StatusNotice
	}
	return docListItem{
		ID: d.ID, Status: int(status), Number: d.Number, Date: state.Entry{Document: d}.Date().Time().Unix(),
		Type: state.DocTypeOf(d.Type).Number, CreatedAt: cmp.Or(d.Registered, d.Created).Time().Unix(),
	}
}

// sortKeys are what the lists can be sorted by. The print names none; the sister
// system has the first five, others are fields of the rows, with a warning.
var sortKeys = map[string]func(a, b docListItem) int{
	"created_at":   func(a, b docListItem) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
	"date":         func(a, b docListItem) int { return cmp.Compare(a.Date, b.Date) },
	"partner_name": func(a, b docListItem) int { return cmp.Compare(a.partner, b.partner) },
	"type":         func(a, b docListItem) int { return cmp.Compare(a.Type, b.Type) },
	"status":       func(a, b docListItem) int { return cmp.Compare(a.Status, b.Status) },
	"number":       func(a, b docListItem) int { return cmp.Compare(a.Number, b.Number) },
	"id":           func(a, b docListItem) int { return cmp.Compare(a.ID, b.ID) },
}

var siblingSortKeys = []string{"created_at", "date", "partner_name", "type", "status"}

// sortItems sorts what came newest first: what is equal by the key stays by time.
func sortItems(c *pipeline.Call, in docListIn, items []docListItem) error {
	key, known := sortKeys[in.SortBy]
	if in.SortBy != "" && !slices.Contains(siblingSortKeys, in.SortBy) {
		err := c.Soften(rules.DocumentsSortBy, state.Errorf(pipeline.ParamType, "sortBy=%q is none of %s", in.SortBy, strings.Join(siblingSortKeys, ", ")).With("sortBy", "enum"))
		if err != nil {
			return err
		}
	}
	slices.Reverse(items)
	if known {
		slices.SortStableFunc(items, key)
	}
	if !in.Asc {
		slices.Reverse(items)
	}
	return nil
}

// docPage: «default: 10 000, max: 10 000, min: 0 или null; < 0 - ошибка 500, > 10 000 - ошибка 400».
func docPage(in docListIn) (limit, offset int, err error) {
	limit = maxListed
	if in.Limit != nil {
		limit = *in.Limit
	}
	if in.Offset != nil {
		offset = *in.Offset
	}
	switch {
	case limit > maxListed:
		return 0, 0, state.Errorf(docsLimit, "limit is %d, at most %d may be", limit, maxListed).With(strconv.Itoa(limit))
	case limit < 0 || offset < 0:
		return 0, 0, state.Errorf(docsNegative, "limit is %d and offset is %d; neither may be negative", limit, offset)
	case limit == 0:
		limit = maxListed // «min: 0 или null»: no limit of one's own (assumed)
	}
	return limit, offset, nil
}

// numbers reads a parameter that may repeat and hold lists with commas.
func numbers(name string, values []string, known []int) (all []int, err error) {
	for _, value := range values {
		if value == "" {
			continue // as Spring reads an empty parameter: as none (assumed)
		}
		for part := range strings.SplitSeq(value, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil || !slices.Contains(known, n) {
				return nil, state.Errorf(pipeline.ParamType, "%s=%q: %q is none of %v", name, value, part, known).With(name, "Integer")
			}
			all = append(all, n)
		}
	}
	return all, nil
}
