package trueapi

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

const gtinUnknown state.Kind = "gtin.unknown"

type historyIn struct {
	Code string `query:"code,required,code"`
}

// historyOldIn is the form before 2.14, with the code in the path.
type historyOldIn struct {
	Code string `path:"code"`
}

// historyEvent has its fields in the order of the printed answer; those that are not printed stand where the table has them.
type historyEvent struct {
	Cis           string   `json:"cis"`
	Gtin          string   `json:"gtin"`
	ProductName   string   `json:"productName,omitempty"`
	ProducedDate  string   `json:"producedDate,omitempty"`
	PackageType   string   `json:"packageType"`
	OwnerBin      string   `json:"ownerBin,omitempty"`
	OwnerName     string   `json:"ownerName,omitempty"`
	Status        string   `json:"status"`
	Child         []string `json:"child,omitempty"`
	Parent        string   `json:"parent,omitempty"`
	ProducerBin   string   `json:"producerBin,omitempty"`
	ProducerName  string   `json:"producerName,omitempty"`
	Timestamp     string   `json:"timestamp,omitempty"`
	OperationDate string   `json:"operationDate,omitempty"`
	EmissionDate  string   `json:"emissionDate,omitempty"`
	DocID         string   `json:"docId,omitempty"`
}

// history tells the events of a code in which the caller took part, newest
// first: «GET /cises/history».
func (a *API) history(c *pipeline.Call, in historyIn) (pipeline.Reply, error) {
	v := c.World.Look()
	code, err := v.Code(in.Code)
	if err != nil {
		return pipeline.Reply{}, err
	}
	if err := checkTails(c, in.Code); err != nil {
		return pipeline.Reply{}, err
	}
	if code == nil {
		return pipeline.Reply{}, unknownCode(v, in.Code)
	}
	product := v.Product(code.GTIN)
	if !v.MayTrade(c.Caller.BIN, product.ProductGroup) {
		return pipeline.Reply{}, noContract(c.Caller.BIN, product.ProductGroup)
	}
	events := []historyEvent{}
	for at := code; at != nil; at = at.Prev {
		if tookPart(c.Caller.BIN, at) {
			events = append(events, eventOf(v, at, product, c.Caller.BIN))
		}
	}
	return pipeline.Reply{Body: events}, nil
}

// tookPart tells whether a participant took part in what made a record of a
// code: as the one who has it since, or had it before, or as its producer.
func tookPart(bin string, c *state.Code) bool {
	return state.Sees(bin, c) || c.Prev != nil && c.Prev.OwnerBIN == bin
}

func (a *API) historyOld(c *pipeline.Call, in historyOldIn) (pipeline.Reply, error) {
	c.Tolerate(rules.HistoryPath, "the code stands in the path; since 2.14 it is GET /cises/history?code=")
	return a.history(c, historyIn(in))
}

// unknownCode tells apart what has the form of no code, a code of a product that
// nobody knows, and a code that is not registered.
func unknownCode(v state.View, written string) error {
	code, err := parseUnregistered(written)
	switch {
	case err != nil:
		return err
	case code.GTIN != "" && v.Product(code.GTIN) == nil:
		return state.Fail(gtinUnknown, fmt.Sprintf("code %q has gtin %s, which no product has", written, code.GTIN))
	}
	return state.Fail(codesNotFound, fmt.Sprintf("code %q is not registered in this world", written))
}

// parseUnregistered reads a code that is not in the world. There, what has no
// printed form is no code.
func parseUnregistered(written string) (cis.Code, error) {
	code, err := cis.Parse(written)
	if err != nil || code.Kind == cis.Other {
		return code, state.Fail(state.CodeUnreadable, fmt.Sprintf("%q is not registered and has the form of no code", written))
	}
	return code, nil
}

func noContract(bin, group string) error {
	return state.Fail(state.NoContract, fmt.Sprintf("%s has no contract in force for product group %s", bin, group))
}

func eventOf(v state.View, c *state.Code, p *state.Product, caller string) historyEvent {
	changed, operated, doc := c.EmissionDate, c.EmissionDate, ""
	if c.Op != nil {
		changed, operated = c.Op.At, operationOf(v, c.Op)
		doc = v.NumberOf(c.Op.DocID)
	}
	e := historyEvent{
		Cis: c.CIS, Gtin: c.GTIN, ProductName: p.Name, ProducedDate: c.ProducedDate.String(), PackageType: c.PackageType.String(),
		Status: c.Status.String(), Child: c.Child, Parent: c.Parent, ProducerBin: c.ProducerBIN, ProducerName: v.Participant(c.ProducerBIN).Name,
		Timestamp: changed.String(), OperationDate: operated.WholeSecond().String(), EmissionDate: c.EmissionDate.String(), DocID: doc,
	}
	if !slices.Contains(gone, c.Status) || v.Rules().Is(rules.HistoryOwner, rules.Shown) {
		e.OwnerBin, e.OwnerName = ownerOf(v, c, caller)
	}
	return e
}

// gone are the statuses of codes that left circulation.
var gone = []dict.CodeStatus{dict.Withdrawn, dict.WrittenOff, dict.Exported}

// operationOf is when an operation was made: of a notice that nobody approves
// when it was sent, of all others when they changed the codes; or the date
// that the document itself bears.
func operationOf(v state.View, op *state.Operation) state.Moment {
	e, found := v.Entry(op.DocID)
	switch {
	case found && v.Rules().Is(rules.HistoryDate, rules.OfDocument):
		return e.Date()
	case found && e.Document != nil && state.DocTypeOf(e.Document.Type).Flow == state.NoticeFlow:
		return e.Document.Created
	}
	return op.At
}
