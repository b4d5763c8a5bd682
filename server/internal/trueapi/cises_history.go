package trueapi

import (
	"errors"
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

// history tells the events of a code in which the caller took part, newest
// first: «GET /cises/history».
func (a *API) history(c *pipeline.Call, in historyIn) (pipeline.Reply, error) {
	v := c.Snapshot()
	code, err := v.Code(in.Code)
	if err != nil {
		return pipeline.Reply{}, withReason(v, err, in.Code)
	}
	if err := checkTails(c, v.Rules(), in.Code); err != nil {
		return pipeline.Reply{}, err
	}
	if code == nil {
		return pipeline.Reply{}, unknownCode(v, in.Code)
	}
	product := v.Product(code.GTIN)
	if !v.MayTrade(c.Caller.BIN, product.ProductGroup) {
		return pipeline.Reply{}, noContract(c.Caller.BIN, product.ProductGroup)
	}
	ends := v.Rules().Is(rules.HistoryOthers, rules.Ends)
	for at := code; ends && at != nil; at = at.Prev {
		ends = !state.TookPart(c.Caller.BIN, at)
	}
	return pipeline.Reply{Body: historyOut{v, code, product, c.Caller.BIN, ends}}, nil
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
		return withReason(v, err, written)
	case code.GTIN != "" && v.Product(code.GTIN) == nil:
		return state.Errorf(gtinUnknown, "code %q has gtin %s, which no product has%s", written, code.GTIN, alsoAbsent(v, written))
	}
	return state.Errorf(codesNotFound, "%s", whyAbsent(v, []string{written}))
}

// alsoAbsent is what is known beside about a code that is not registered.
func alsoAbsent(v state.View, written string) string {
	if why := v.Absence(written).Why; why != "" {
		return "; " + why
	}
	return ""
}

// withReason adds to the refusal of a code what is known beside.
func withReason(v state.View, err error, written string) error {
	if refused := (*state.Error)(nil); errors.As(err, &refused) {
		more := *refused
		more.Why += alsoAbsent(v, written)
		return &more
	}
	return err
}

// parseUnregistered reads a code that is not in the world. There, what has no
// printed form is no code.
func parseUnregistered(written string) (cis.Code, error) {
	code, err := cis.Parse(written)
	if err != nil || code.Kind == cis.Other {
		return code, state.Errorf(state.CodeUnreadable, "%q is not registered and has the form of no code", written)
	}
	return code, nil
}

func noContract(bin, group string) error {
	return state.Errorf(state.NoContract, "%s has no contract in force for product group %s", bin, group)
}

// historyOut is the answer: the events of a code that the caller sees.
type historyOut struct {
	state.View
	code    *state.Code
	product *state.Product
	caller  string
	ends    bool // the caller took part in nothing, and is told the first and the last
}

func (h historyOut) WriteJSON(j *pipeline.JSON) {
	j.Open('[')
	for at := h.code; at != nil && h.Here(); at = at.Prev {
		if state.TookPart(h.caller, at) || h.ends && (at == h.code || at.Prev == nil) {
			h.event(j, at)
		}
	}
	j.Close(']')
}

// event has its fields in the order of the printed answer; those that are not printed stand where the table has them.
func (h historyOut) event(j *pipeline.JSON, c *state.Code) {
	changed, operated, doc := c.EmissionDate, c.EmissionDate, ""
	if c.Op != nil {
		changed, operated = c.Op.At, operationOf(h.View, c.Op)
		doc = h.NumberOf(c.Op.DocID)
	}
	var ownerBin, ownerName string
	if !slices.Contains(gone, c.Status) || h.Rules().Is(rules.HistoryOwner, rules.Shown) {
		caller := h.caller
		if h.ends {
			caller = c.OwnerBIN
		}
		ownerBin, ownerName = ownerOf(h.View, c, caller)
	}
	j.Open('{')
	j.Field("cis", c.CIS)
	j.Field("gtin", c.GTIN)
	j.Some("productName", h.product.Name)
	j.Moment("producedDate", c.ProducedDate)
	j.Field("packageType", c.PackageType.String())
	j.Some("ownerBin", ownerBin)
	j.Some("ownerName", ownerName)
	j.Field("status", c.Status.String())
	j.List("child", c.Child)
	j.Some("parent", c.Parent)
	j.Some("producerBin", c.ProducerBIN)
	j.Some("producerName", h.Participant(c.ProducerBIN).Name)
	j.Moment("timestamp", changed)
	j.Moment("operationDate", operated.WholeSecond())
	j.Moment("emissionDate", c.EmissionDate)
	j.Some("docId", doc)
	j.Close('}')
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
