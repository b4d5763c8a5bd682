package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/rules"
)

// Outcomes choose the results of documents and orders, whatever the checks say.
// Their rules stand in a list of the world. A document or order gets the
// outcome of the first rule that acts on it, and keeps it.

// Result is what something comes to by an outcome; "" leaves it to the checks.
type Result string

// The results. For a document ComesError means the same as ComesNotOK: each is
// the word of one life cycle.
const (
	ComesOK     Result = "CHECKED_OK"
	ComesNotOK  Result = "CHECKED_NOT_OK"
	ComesBroken Result = "PROCESSING_ERROR"
	ComesError  Result = "ERROR"
	ComesStuck  Result = "stuck"

	ComesSuccess Result = Result(OrderSuccess)
	ComesInvalid Result = Result(OrderValidationFailed)
)

// Kinds of what outcomes are about.
const (
	OfDocuments = "document"
	OfOrders    = "order"
)

// results are those that each kind can come to.
var results = map[string][]Result{
	OfDocuments: {ComesOK, ComesNotOK, ComesBroken, ComesError, ComesStuck},
	OfOrders:    {ComesSuccess, ComesError, ComesInvalid, ComesStuck},
}

// ResultsOf are the results that things of a kind can come to.
func ResultsOf(kind string) []Result { return results[kind] }

// Outcome is the chosen result of one document or order.
type Outcome struct {
	Rule   string         // id of the rule it comes from, "" where the call itself said it
	Result Result         // "": what the checks say
	Delay  time.Duration  // of world time until then, 0: the usual one
	Errors []OutcomeError // what is wrong, of documents that fail
	Half   bool           // of a shipment: only half of its codes are accepted
}

// OutcomeError is an error that an outcome gives to a document.
type OutcomeError struct {
	Number int      // of the catalogue, 0 for a text of its own
	Of     []string // what it is about; of codes all of the document, if empty
	Text   string
}

// String says in one line what happens.
func (o *Outcome) String() string {
	said := string(cmp.Or(o.Result, "as the checks say"))
	if o.Delay != 0 {
		said += " in " + o.Delay.String()
	}
	if o.Half {
		said += ", half of the codes accepted"
	}
	if o.Rule == "" {
		return "outcome of the call: " + said
	}
	return "outcome " + o.Rule + ": " + said
}

// OutcomeRule says which documents or orders get an outcome.
type OutcomeRule struct {
	ID   string
	Kind string // OfDocuments or OfOrders
	DocumentMatch
	Outcome Outcome
	Matched int // how many fitted
	Acted   int // how many of them fare so
}

// DocumentMatch says which documents are meant; of orders there is the sender alone.
type DocumentMatch struct {
	Type             DocType
	Sender, Receiver string // BIN or IIN
	FileID           string // with its prefix or without, in any letter case
	Pick
}

// maxOutcomes is how many outcomes a world may have.
const maxOutcomes = 1000

var outcomeRules = &ruleKind[OutcomeRule]{"outcome", "o", maxOutcomes, OutcomeBad, OutcomeUnknown, func(r *OutcomeRule) *string { return &r.ID }}

// Outcomes are the rules of outcomes in the order in which they are tried.
func (v View) Outcomes() []*OutcomeRule { return v.outcomes.rules }

// AddOutcome appends a rule to the others, under a new id.
func (tx *Tx) AddOutcome(r OutcomeRule) (*OutcomeRule, error) {
	return tx.outcomes.add(outcomeRules, r)
}

// restoreOutcome puts a rule back under its own id, which has this number.
func (tx *Tx) restoreOutcome(r OutcomeRule, number int) error {
	return tx.outcomes.restore(outcomeRules, r, number)
}

// DropOutcome removes a rule, or fails with OutcomeUnknown. Documents and
// orders that have its outcome keep it.
func (tx *Tx) DropOutcome(id string) error {
	return tx.outcomes.drop(outcomeRules, id, tx.world.name)
}

// ClearOutcomes takes all rules away.
func (tx *Tx) ClearOutcomes() { tx.outcomes.rules = nil }

// outcomeFor counts something at the rules that fit it, up to the first that
// acts, and gives its outcome; nil if none does.
func (tx *Tx) outcomeFor(fits func(*OutcomeRule) bool) *Outcome {
	for i, r := range tx.outcomes.rules {
		if !r.Open(tx.now) || !fits(r) {
			continue
		}
		next := *r
		acts := next.count(tx.settings.Seed, next.ID, &next.Matched, &next.Acted)
		if tx.outcomes.put(i, next); acts {
			given := next.Outcome
			given.Rule = next.ID
			return &given
		}
	}
	return nil
}

// outcomeOf is the outcome of a new document: the one that its call asked for, or
// that of a rule. Reports of the order station, which are not checked, have none.
func (tx *Tx) outcomeOf(d *Document) *Outcome {
	if d.Outcome != nil || !tx.world.judged(DocTypeOf(d.Type).Flow) {
		return d.Outcome
	}
	return tx.outcomeFor(func(r *OutcomeRule) bool { return r.Kind == OfDocuments && r.fits(d) })
}

// fits tells whether a document is one of those that are meant, whenever it comes.
func (m *DocumentMatch) fits(d *Document) bool {
	return (m.Type == "" || m.Type == d.Type) &&
		(m.Sender == "" || m.Sender == d.Sender()) && (m.Receiver == "" || m.Receiver == d.Receiver()) &&
		(m.FileID == "" || strings.EqualFold(m.FileID, d.FileID) || strings.EqualFold(BareUUID(m.FileID), BareUUID(d.FileID)))
}

// MayHaveOutcome tells whether documents of a type are checked at all.
func MayHaveOutcome(t DocType) bool {
	w := World{lifecycles: lifecycles{docMoves: DocMoves()}}
	return w.judged(DocTypeOf(t).Flow)
}

// judged tells whether there is a moment at which documents of a flow may fail.
func (w *World) judged(f Flow) bool {
	return slices.ContainsFunc(w.docMoves, func(m DocMove) bool { return m.Flow == f && m.Event == ChecksFail })
}

// judging tells whether the next thing that time does to a document is to judge it.
func (w *World) judging(d *Document) bool {
	_, may := w.docMove(d, ChecksFail)
	return may
}

// stays tells whether a document goes no further by its outcome.
func (w *World) stays(d *Document) bool {
	return d.Outcome != nil && d.Outcome.Result == ComesStuck && w.judging(d)
}

// byOutcome tells the next status of a document with an outcome.
func (tx *Tx) byOutcome(d *Document) (DocEvent, Findings) {
	switch d.Outcome.Result {
	case ComesOK:
		right := *d
		right.Findings = Findings{Warnings: d.Warnings}
		return TimePasses, d.forgiven(tx.dueFindings(&right))
	case ComesBroken:
		return Broken, tx.outcomeFindings(d)
	}
	return ChecksFail, tx.outcomeFindings(d)
}

// forgiven turns what is wrong with a document that passes by its outcome into a
// warning: where goods could not move, none did.
func (d *Document) forgiven(found Findings) Findings {
	if len(found.Errors) > 0 {
		why := fmt.Sprintf("%s; the checks said, and no goods moved: %s", d.Outcome, strings.Join(texts.Strings(found.Errors[:min(3, len(found.Errors))]), "; "))
		found.Warnings = append(slices.Clip(found.Warnings), rules.Warning{Rule: "outcome", Why: why})
	}
	return Findings{Warnings: found.Warnings}
}

// outcomeFindings are the errors of a document's outcome.
func (v View) outcomeFindings(d *Document) Findings {
	c := complaints{}
	rule, _ := v.goodsRule(d)
	row, errors := DocTypeOf(d.Type), d.Outcome.Errors
	if len(errors) == 0 {
		errors = []OutcomeError{{Number: failOther}}
	}
	for _, e := range errors {
		if e.Number == 0 {
			c.add(complaint{number: failOther, detail: ownWords(e.Text)})
			continue
		}
		for _, of := range v.outcomeOn(d, e) {
			c.add(complaint{number: e.Number, of: of, args: v.outcomeArgs(d, rule, e.Number, of), detail: ownWords(e.Text)})
		}
	}
	found := c.findings(v.Rules().Is(rules.DocumentErrors, "shared"))
	found.Warnings = d.Warnings
	for i, said := range found.Errors {
		if row.Abroad != "" && row.Number == 0 { // of recognition
			found.Errors[i] = texts.Coded.Of(DocumentCode, said)
		}
	}
	return found
}

// ownWords are those of who asks for an outcome, if there are any.
func ownWords(text string) (said texts.Said) {
	if text != "" {
		said = texts.Verbatim(text)
	}
	return said
}

// outcomeOn gives the subjects of an error: those that it names, or the codes,
// the products or the sender of the document, or none.
func (v View) outcomeOn(d *Document, e OutcomeError) (of []string) {
	row := FailureOf(e.Number)
	switch {
	case len(e.Of) > 0:
		return e.Of
	case e.Number == failParticipant:
		return []string{d.Sender()}
	case e.Number == failReference:
		return []string{d.Corrects}
	case len(row.Text.Args) == 0:
		return []string{""}
	}
	for _, g := range d.Goods[:min(maxComplaints, len(d.Goods))] {
		what := clipped(g.CIS)
		if c, _ := v.Code(g.CIS); c != nil && (e.Number == failNoProduct || e.Number == failProduct) {
			what = c.GTIN
		}
		if !slices.Contains(of, what) {
			of = append(of, what)
		}
	}
	if len(of) == 0 {
		return []string{""}
	}
	return of
}

// outcomeArgs are what the text of an error has behind what it is about.
func (v View) outcomeArgs(d *Document, rule GoodsRule, number int, of string) []any {
	switch number {
	case failNoRights, failProduct:
		return []any{cmp.Or(d.owner(rule), d.Sender())}
	case failStatus:
		if c, _ := v.Code(of); c != nil {
			return []any{int(c.Status)}
		}
		return []any{0}
	}
	return nil
}

// halve lets an acceptance take the first half of what it would, rounded up,
// where its outcome, or that of its shipment, says so.
func (tx *Tx) halve(d *Document) {
	about := at(tx.documents, d.Corrects)
	half := d.Outcome != nil && d.Outcome.Half || about != nil && about.Outcome != nil && about.Outcome.Half
	if !half || DocTypeOf(d.Type).Effect != AcceptanceCame {
		return
	}
	taken := 0
	for _, g := range d.Goods {
		if g.Revise == GoodsAccepted {
			taken++
		}
	}
	left := (taken + 1) / 2
	d.Goods = slices.Clone(d.Goods)
	for i := range d.Goods {
		if g := &d.Goods[i]; g.Revise == GoodsAccepted {
			if left--; left < 0 {
				g.Revise = GoodsRejected
			}
		}
	}
}
