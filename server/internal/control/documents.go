package control

import (
	"fmt"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

func documentOf(d *state.Document) mock.Document {
	out := mock.Document{
		ID: d.ID, Number: d.Number, Internal: d.Internal, Type: string(d.Type), FileID: d.FileID, Supplier: d.Supplier, Consignee: d.Consignee,
		SupplierName: d.SupplierName, ConsigneeName: d.ConsigneeName, Corrects: d.Corrects, Reason: d.Reason,
		Country: d.Country, Answer: d.Answer, Answered: d.Answered.String(), AcceptanceDate: d.AcceptanceDate,
		Status: int(d.Status), StatusAt: d.At.String(), Created: d.Created.String(), Registered: d.Registered.String(),
		Received: d.Received.String(), Entered: d.Entered, Registry: string(d.Registry), Errors: d.Errors, Outcome: outcomes.Given(d.Outcome),
	}
	for _, f := range d.Failures {
		out.Failures = append(out.Failures, mock.Failure{Number: f.Number, Of: f.Of, Count: f.Count, Rule: string(f.Rule)})
	}
	for _, w := range d.Warnings {
		out.Warnings = append(out.Warnings, mock.Warning{Rule: string(w.Rule), Why: w.Why})
	}
	for _, t := range d.Titles {
		out.Titles = append(out.Titles, mock.Title{
			Decision: string(t.Decision), FileUUID: t.FileUUID, Begun: t.Begun.String(), Signed: t.Signed.String(), Signature: t.Signature,
		})
	}
	return out
}

// wholeDocument is a document with all it consists of, and its history.
func wholeDocument(d *state.Document) mock.Document {
	out := documentOf(d)
	out.Text, out.Signature, out.Signer, out.Sending = d.Text, d.Signature, d.Signer, d.Sending.String()
	for _, g := range d.Goods {
		out.Goods = append(out.Goods, mock.Goods(g))
	}
	for _, t := range d.Totals {
		out.Totals = append(out.Totals, mock.Total(t))
	}
	for _, line := range d.Declared {
		out.Declared = append(out.Declared, mock.Declared(line))
	}
	for old := d.Prev; old != nil; old = old.Prev {
		out.History = append(out.History, mock.DocumentStatus{Status: int(old.Status), At: old.At.String(), Registry: string(old.Registry)})
	}
	return out
}

// documentRecord is the inverse of wholeDocument. Of the history it knows the statuses.
func documentRecord(out *mock.Document) (*state.Document, error) {
	d := &state.Document{
		ID: out.ID, Number: out.Number, Internal: out.Internal, Type: state.DocType(out.Type), FileID: out.FileID, Supplier: out.Supplier, Consignee: out.Consignee,
		SupplierName: out.SupplierName, ConsigneeName: out.ConsigneeName, Corrects: out.Corrects, Reason: out.Reason,
		Country: out.Country, Answer: out.Answer, AcceptanceDate: out.AcceptanceDate, Entered: out.Entered,
		DocState: state.DocState{Status: state.DocStatus(out.Status), Registry: state.RegistryStatus(out.Registry)}, Findings: state.Findings{Errors: out.Errors}, Text: out.Text, Signature: out.Signature, Signer: out.Signer,
	}
	for _, f := range out.Failures {
		d.Failures = append(d.Failures, state.Failure{Number: f.Number, Of: f.Of, Count: f.Count, Rule: rules.Name(f.Rule)})
	}
	for _, w := range out.Warnings {
		d.Warnings = append(d.Warnings, rules.Warning{Rule: rules.Name(w.Rule), Why: w.Why})
	}
	for _, g := range out.Goods {
		d.Goods = append(d.Goods, state.Goods(g))
	}
	for _, t := range out.Totals {
		d.Totals = append(d.Totals, state.Total(t))
	}
	for _, line := range out.Declared {
		d.Declared = append(d.Declared, state.Declared(line))
	}
	m := moments{what: "document " + d.ID}
	d.At, d.Created, d.Registered, d.Sending = m.read(out.StatusAt), m.read(out.Created), m.read(out.Registered), m.read(out.Sending)
	d.Received, d.Answered = m.read(out.Received), m.read(out.Answered)
	for _, t := range out.Titles {
		d.Titles = append(d.Titles, state.Title{Decision: state.Decision(t.Decision), FileUUID: t.FileUUID, Begun: m.read(t.Begun), Signed: m.read(t.Signed), Signature: t.Signature})
	}
	given, err := outcomes.Restored(state.OfDocuments, out.Outcome)
	if d.Outcome = given; err != nil {
		return nil, err
	}
	at := d
	for _, h := range out.History {
		old := *d
		old.Status, old.At, old.Registry, old.Prev = state.DocStatus(h.Status), m.read(h.At), state.RegistryStatus(h.Registry), nil
		at.Prev = &old
		at = &old
	}
	return d, m.err
}

// moments reads the times of a record and remembers the first that is none.
type moments struct {
	what string
	err  error
}

func (m *moments) read(text string) state.Moment {
	if text == "" || m.err != nil {
		return 0
	}
	at, err := state.ParseMoment(text)
	if err != nil {
		m.err = state.Errorf(state.BadRecord, m.what+": "+err.Error())
	}
	return at
}

type documentsIn struct {
	Type   string `query:"type"`
	Status *int   `query:"status"`
	BIN    string `query:"bin"` // supplier or consignee
	pageIn
}

// documents is the inside view of documents, newest first.
func (a *API) documents(c *pipeline.Call, in documentsIn) (mock.Page[mock.Document], error) {
	keep := func(d *state.Document) bool {
		return (in.Type == "" || string(d.Type) == in.Type) &&
			(in.Status == nil || int(d.Status) == *in.Status) &&
			(in.BIN == "" || d.Supplier == in.BIN || d.Consignee == in.BIN)
	}
	return paged(c, in.pageIn, listing[state.Document, mock.Document]{
		scan: c.World.Snapshot().Documents, keep: keep, key: func(d *state.Document) string { return d.ID }, show: documentOf,
	})
}

type documentIn struct {
	ID string `path:"id"`
}

func (a *API) document(c *pipeline.Call, in documentIn) (out mock.Document, err error) {
	d, err := c.World.Snapshot().DocumentCalled(in.ID)
	if err != nil {
		return out, err
	}
	return wholeDocument(d), nil
}

type decideIn struct {
	ID   string `path:"id"`
	Body struct {
		Accepted []string `json:"accepted"` // the codes that a shipment's receiver takes; all of them if absent
	} `body:"json,optional"`
}

// decide acts as the party that takes the decision: title and decision in one,
// unsigned; of a shipment, an acceptance.
func decide(decision state.Decision) func(*pipeline.Call, decideIn) (mock.Document, error) {
	return func(c *pipeline.Call, in decideIn) (out mock.Document, err error) {
		err = c.World.UpdateAside(func(tx *state.Tx) error {
			d, err := decideDocument(tx, in.ID, decision, in.Body.Accepted)
			if err == nil {
				out = wholeDocument(d)
			}
			return err
		})
		return out, err
	}
}

// decideDocument takes a decision for the party that takes it; accepted names
// codes of a shipment, nil for all.
func decideDocument(tx *state.Tx, id string, decision state.Decision, accepted []string) (*state.Document, error) {
	d, err := tx.DocumentCalled(id)
	switch {
	case err != nil:
		return nil, err
	case d.Type == state.Shipment || d.Type == state.ForeignShipment:
		return answerShipment(tx, d, decision, accepted)
	case accepted != nil:
		return nil, state.Errorf(badCall, fmt.Sprintf("document %s is a %s; only of a shipment some codes can be accepted", d.ID, d.Type))
	}
	return decideTitle(tx, d, decision)
}

func decideTitle(tx *state.Tx, d *state.Document, decision state.Decision) (*state.Document, error) {
	party := d.Decider(decision)
	d, err := tx.BeginDecision(d.ID, party, decision)
	if err != nil {
		return nil, err
	}
	return tx.Decide(d.ID, party, decision, d.Title(decision).FileUUID, nil)
}
