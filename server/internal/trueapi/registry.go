package trueapi

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// «GET /doc/listV2» and «GET /receipt/listV2» list the registry by the same
// filters. They differ in introductions: the first leaves them out, the second
// has them, and knows them as the type 100.

const introductions = "100"

const noParameters state.Kind = "registry.no-parameters"

type registryIn struct {
	DateFrom           string   `query:"dateFrom"`
	DateTo             string   `query:"dateTo"`
	Did                string   `query:"did"`
	DocumentStatus     []string `query:"documentStatus"`
	DocumentType       []string `query:"documentType"`
	InputFormat        *bool    `query:"inputFormat"` // true: sent to the caller, false: by them
	Limit              *int     `query:"limit"`
	Number             string   `query:"number"`
	Order              string   `query:"order"`
	OrderColumn        string   `query:"orderColumn"`
	OrderedColumnValue string   `query:"orderedColumnValue"`
	PageDir            []string `query:"pageDir"`
	ParticipantBin     string   `query:"participantBin"` // whose it is, is a reading
	PG                 string   `query:"pg"`
}

type receiptListIn struct {
	registryIn
	DocumentFormat string `query:"documentFormat"`
}

func (a *API) docListV2(c *pipeline.Call, in registryIn) (registryOut, error) {
	return a.listRegistry(c, in, false, docListGroup, func(e state.Entry, asked []string) bool {
		return e.Type() != dict.IntroductionType && (len(asked) == 0 || slices.Contains(asked, e.Type()))
	})
}

func (a *API) receiptListV2(c *pipeline.Call, in receiptListIn) (registryOut, error) {
	if err := oneOf("documentFormat", in.DocumentFormat, "MANUAL", "UPD", "XML", "CSV"); err != nil {
		return registryOut{}, err
	}
	return a.listRegistry(c, in.registryIn, in.DocumentFormat != "", receiptListGroup, func(e state.Entry, asked []string) bool {
		known := e.Type()
		if known == dict.IntroductionType {
			known = introductions
		}
		return (len(asked) == 0 || slices.Contains(asked, known)) && (in.DocumentFormat == "" || in.DocumentFormat == formatOf(e))
	})
}

// formatOf is how a document came in: receipts from cash registers as JSON,
// acts and EAEU notices through the exchange, all others as XML (assumed).
func formatOf(e state.Entry) string {
	switch {
	case e.Receipt != nil:
		return "MANUAL"
	case state.DocTypeOf(e.Document.Type).Number != 0:
		return "UPD"
	}
	return "XML"
}

// groupCheck tells whether the caller may leave pg out.
type groupCheck func(*pipeline.Call, registryIn) error

func (a *API) listRegistry(c *pipeline.Call, in registryIn, formatted bool, group groupCheck, ofType func(state.Entry, []string) bool) (out registryOut, err error) {
	if reflect.ValueOf(in).IsZero() && !formatted {
		if err := c.Soften(rules.RegistryEmpty, state.Errorf(noParameters, "no parameter was sent: the whole registry of the caller is asked for")); err != nil {
			return out, err
		}
	}
	if in.OrderColumn == "docDate" {
		if err := c.Soften(rules.RegistryOrder, state.Errorf(pipeline.ParamType, "orderColumn=docDate has no effect: the registry is sorted by receivedAt").With("orderColumn", "enum")); err != nil {
			return out, err
		}
		in.OrderColumn = ""
	}
	in.DocumentType, in.DocumentStatus = elements(in.DocumentType), elements(in.DocumentStatus)
	if in.PG, err = groupNamed(c, in.PG); err != nil {
		return out, err
	}
	q := registryQuery{View: c.Snapshot(), in: in, caller: c.Caller.BIN}
	if err := cmp.Or(group(c, in), q.check()); err != nil {
		return out, err
	}
	back := slices.Contains(in.PageDir, "PREV")
	out = registryOut{View: q.View, caller: q.caller, single: in.Number != ""}
	visit := func(e state.Entry) bool {
		if q.fits(e) && ofType(e, in.DocumentType) {
			out.rows = append(out.rows, e)
		}
		return len(out.rows) < q.limit
	}
	if in.Number != "" {
		q.numbered(visit)
	} else {
		q.Registry(q.caller, q.from, (in.Order != "ASC") != back, visit)
	}
	if back {
		slices.Reverse(out.rows)
	}
	return out, nil
}

// elements reads a parameter that may repeat and hold lists with commas; empty
// ones are none, as in the lists of edo-api (assumed).
func elements(values []string) []string {
	all := strings.FieldsFunc(strings.Join(values, ","), func(r rune) bool { return r == ',' })
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// registryQuery is a request for a page of the registry, checked.
type registryQuery struct {
	state.View
	in     registryIn
	caller string
	dates  [2]*state.Moment
	from   *state.RegistryKey
	limit  int
}

func (q *registryQuery) check() (err error) {
	if q.limit, err = listLimit(q.in.Limit, 100); err != nil {
		return err
	}
	if err := checkPaging(q.in.Order, q.in.OrderColumn, "receivedAt", q.in.PageDir); err != nil {
		return err
	}
	for _, s := range q.in.DocumentStatus {
		if _, known := dict.DocumentStatusByCode(s); !known {
			return enumFails("documentStatus", s)
		}
	}
	for _, t := range q.in.DocumentType {
		if _, known := dict.DocumentTypeByCode(t); !known && t != introductions {
			return enumFails("documentType", t)
		}
	}
	if q.dates[0], err = dateLimit("dateFrom", q.in.DateFrom); err != nil {
		return err
	}
	if q.dates[1], err = dateLimit("dateTo", q.in.DateTo); err != nil {
		return err
	}
	return q.key()
}

// docListGroup: «При указании параметра, необходимо указать товарную группу».
func docListGroup(c *pipeline.Call, in registryIn) error {
	return limitNeedsGroup(c, in, rules.RegistryLimitWithoutGroup)
}

// receiptListGroup: «обязательно указывать для tobacco … и при установке параметра limit».
func receiptListGroup(c *pipeline.Call, in registryIn) error {
	if err := limitNeedsGroup(c, in, rules.ReceiptsLimitWithoutGroup); err != nil {
		return err
	}
	p := c.Snapshot().Participant(c.Caller.BIN)
	if in.PG != "" || in.Limit != nil || p == nil {
		return nil
	}
	for _, group := range dict.GroupsWith(dict.Asked) {
		if p.Contract(group) {
			return c.Soften(rules.ReceiptsTobaccoGroup, state.Errorf(pipeline.ParamMissing, "pg is missing, and the caller has a contract for %s: «pg обязательно указывать для tobacco»", group).With("pg"))
		}
	}
	return nil
}

func limitNeedsGroup(c *pipeline.Call, in registryIn, rule rules.Name) error {
	if in.Limit == nil || in.PG != "" {
		return nil
	}
	return c.Soften(rule, state.Errorf(pipeline.ParamMissing, "limit was sent without pg: «При указании параметра, необходимо указать товарную группу»").With("pg"))
}

// key reads where the page goes on from: did is a record of the page before,
// orderedColumnValue when that was received, as its row has it or in milliseconds.
func (q *registryQuery) key() error {
	if q.in.OrderedColumnValue == "" && q.in.Did == "" {
		return nil
	}
	if q.in.Did == "" {
		return state.Errorf(pageKeyHalf, "orderedColumnValue=%q goes only with did", q.in.OrderedColumnValue).With("did")
	}
	e, known := q.Entry(q.in.Did)
	q.from = &state.RegistryKey{Number: q.in.Did}
	if known {
		q.from = &state.RegistryKey{Received: e.Received(), Number: e.Number()}
	}
	if q.in.OrderedColumnValue == "" {
		if !known {
			return state.Errorf(pageKeyHalf, "did=%q stands in no registry, and no orderedColumnValue says when it came", q.in.Did).With("did")
		}
		return nil
	}
	var err error
	q.from.Received, err = columnValue(q.in.OrderedColumnValue)
	return err
}

// columnValue is a value of orderedColumnValue: a time, or its milliseconds.
func columnValue(value string) (state.Moment, error) {
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
		at := time.UnixMilli(ms).UTC()
		if year := at.Year(); year < 1 || year > 9999 {
			return 0, state.Errorf(pipeline.ParamType, "orderedColumnValue=%d are milliseconds of the year %d, which no RFC 3339 time has", ms, year).With("orderedColumnValue", "DateTime")
		}
		return state.MomentOf(at), nil
	}
	return dateTime("orderedColumnValue", value)
}

// numbered visits what is asked for by its number: one, but for notices of
// different kinds.
func (q *registryQuery) numbered(f func(state.Entry) bool) {
	for _, e := range q.EntriesNamed(q.in.Number) {
		if !f(e) {
			return
		}
	}
}

// about tells whether a document is of participantBin, as the world reads that: of
// who emitted the first of its codes that is known, or of a party.
func (q *registryQuery) about(e state.Entry) bool {
	bin, reading := q.in.ParticipantBin, q.Rules().Value(rules.RegistryParticipant)
	if reading != rules.OfProducer && (bin == e.Sender() || bin == e.Receiver()) {
		return true
	}
	return reading != rules.OfParty && bin == producerOf(q.View, e)
}

func (q *registryQuery) fits(e state.Entry) bool {
	date := e.Date()
	mine := e.Sender() == q.caller
	_, listed := dict.DocumentTypeByCode(e.Type())
	return listed && (mine || e.Receiver() == q.caller) &&
		(len(q.in.DocumentStatus) == 0 || slices.Contains(q.in.DocumentStatus, string(e.Status()))) &&
		(q.in.InputFormat == nil || *q.in.InputFormat != mine) &&
		(q.dates[0] == nil || date >= *q.dates[0]) &&
		(q.dates[1] == nil || date <= *q.dates[1]) &&
		(q.in.ParticipantBin == "" || q.about(e)) &&
		(q.in.PG == "" || q.in.PG == groupOf(q.View, e))
}
