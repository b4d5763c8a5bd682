package records

import (
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// OfDocument is a document without its text, lines and history.
func OfDocument(d *state.Document) mock.Document {
	out := mock.Document{
		ID: d.ID, Number: d.Number, Internal: d.Internal, Type: string(d.Type), FileID: d.FileID, Supplier: d.Supplier, Consignee: d.Consignee,
		SupplierName: d.SupplierName, ConsigneeName: d.ConsigneeName, Corrects: d.Corrects, Reason: d.Reason,
		Country: d.Country, Answer: d.Answer, Answered: d.Answered.String(), AcceptanceDate: d.AcceptanceDate,
		Status: int(d.Status), StatusAt: d.At.String(), Created: d.Created.String(), Registered: d.Registered.String(),
		Received: d.Received.String(), Entered: d.Entered, Registry: string(d.Registry), Errors: texts.Strings(d.Errors), Outcome: outcomes.Given(d.Outcome),
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

// OfWholeDocument is a document with all it consists of, and its history.
func OfWholeDocument(d *state.Document) mock.Document {
	out := OfDocument(d)
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

// Document is the inverse of OfWholeDocument. Of the history it knows the statuses.
func Document(out *mock.Document) (*state.Document, error) {
	d := &state.Document{
		ID: out.ID, Number: out.Number, Internal: out.Internal, Type: state.DocType(out.Type), FileID: out.FileID, Supplier: out.Supplier, Consignee: out.Consignee,
		SupplierName: out.SupplierName, ConsigneeName: out.ConsigneeName, Corrects: out.Corrects, Reason: out.Reason,
		Country: out.Country, Answer: out.Answer, AcceptanceDate: out.AcceptanceDate, Entered: out.Entered,
		DocState: state.DocState{Status: state.DocStatus(out.Status), Registry: state.RegistryStatus(out.Registry)}, Findings: state.Findings{Errors: worded(out.Errors)}, Text: out.Text, Signature: out.Signature, Signer: out.Signer,
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

// worded are errors that were put into words before; a number before a colon is that
// of a document of recognition.
func worded(errors []string) (said []texts.Said) {
	for _, e := range errors {
		number, text, _ := strings.Cut(e, ": ")
		if _, err := strconv.Atoi(number); err == nil {
			said = append(said, texts.Coded.Of(number, state.Worded(text)))
			continue
		}
		said = append(said, state.Worded(e))
	}
	return said
}
