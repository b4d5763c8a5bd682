package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/rules"
)

// FailureRow is one kind of what documents fail by. The numbers are those of the
// sister system.
type FailureRow struct {
	Number int
	Text   *texts.Row // its first value is what it is about
	Key    string     // under which the answers in JSON list what it is about
	ByHand bool       // never found by the checks: for outcomes that somebody asks for
	About  string
}

// The numbers of failures that the checks find.
const (
	failDuplicate   = 4
	failParticipant = 13
	failNotFound    = 22
	failNoRights    = 23
	failStatus      = 24
	failComposition = 46
	failNotPaid     = 68
	failReference   = 76
	failEmission    = 75
	failMalformed   = 79
	failNoProduct   = 60
	failProduct     = 61
	failPackage     = 85
	failOther       = 106
)

// Failures is the catalogue, by number.
func Failures() []FailureRow {
	const cis = "cis"
	return []FailureRow{
		{failDuplicate, texts.FailDuplicate.Row, "invoice", false, "the fileId came before"},
		{failParticipant, texts.FailParticipant.Row, "participant", false, "a party may not act"},
		{failNotFound, texts.FailNotFound.Row, cis, false, "nobody registered the code"},
		{failNoRights, texts.FailNoRights.Row, cis, false, "the code is another's"},
		{failStatus, texts.FailStatus.Row, cis, false, "the code, with the number of its status"},
		{failComposition, texts.FailComposition.Row, "invoice", false, "counts, totals, and codes that are listed twice"},
		{failNoProduct, texts.FailNoProduct.Row, "invoice", false, "nobody registered the product"},
		{failProduct, texts.FailProduct.Row, "invoice", false, "the product is another's"},
		{failNotPaid, texts.FailNotPaid.Row, cis, false, "the code is applied and not paid for"},
		{69, texts.FailUnparsed.Row, "invoice", true, "what cannot be read is refused at the call"},
		{71, texts.FailNoGoods.Row, "reason", true, "the schemas want a code"},
		{failEmission, texts.FailEmission.Row, cis, false, "goods of import, or of Kazakhstan, in the other's document"},
		{failReference, texts.FailReference.Row, "invoice", false, "what it is about is not there"},
		{failMalformed, texts.FailMalformed.Row, cis, false, "it can be no code"},
		{81, texts.FailChain.Row, cis, true, ""},
		{failPackage, texts.FailPackage.Row, "pack", false, "a package where a pack is due"},
		{102, texts.FailGroups.Row, cis, true, ""},
		{103, texts.FailEmpty.Row, cis, true, ""},
		{104, texts.FailFormat.Row, cis, true, ""},
		{failOther, texts.FailOther.Row, "invoice", false, "whatever else is found"},
		{107, texts.FailSignature.Row, "invoice", true, "signatures are verified at the call"},
	}
}

var failureRows = Failures()

// FailureOf finds the row of a number; an unknown number gets the last row but one.
func FailureOf(number int) FailureRow {
	i := slices.IndexFunc(failureRows, func(r FailureRow) bool { return r.Number == number })
	if i < 0 {
		return FailureOf(failOther)
	}
	return failureRows[i]
}

// Failure is one kind of errors of a document.
type Failure struct {
	Number int        // of its row in the catalogue
	Of     []string   // what it is about, maxListed at most
	Count  int        // how many there are
	Rule   rules.Name // that wants it so, "" for none
}

// maxListed: «в одной ошибке не более 10 кодов».
const maxListed = 10

// maxComplaints keeps the answer to a document of 300,000 wrong codes readable.
const maxComplaints = 100

// Findings are what processing finds in a document.
type Findings struct {
	Errors   []texts.Said // the document failed if there are any
	Failures []Failure    // the same by kind, for answers that count them
	Warnings []rules.Warning
}

// merged are the warnings of a document that was looked at again.
func merged(before, now []rules.Warning) []rules.Warning {
	return append(slices.DeleteFunc(slices.Clone(before), func(old rules.Warning) bool {
		return slices.ContainsFunc(now, func(w rules.Warning) bool { return w.Rule == old.Rule })
	}), now...)
}

// wrong are findings of errors that have no kind of their own.
func wrong(errors []texts.Said) Findings {
	if len(errors) == 0 {
		return Findings{}
	}
	return Findings{Errors: errors, Failures: []Failure{{Number: failOther, Count: len(errors)}}}
}

// FailLater says what the document will fail by when it is processed.
func (d *Document) FailLater(said ...texts.Said) {
	if len(said) == 0 {
		return
	}
	found := wrong(said)
	d.Errors, d.Failures = append(d.Errors, found.Errors...), append(d.Failures, found.Failures...)
}

// FailParticipant says that the document will fail, as a party may not act.
func (d *Document) FailParticipant(bin string) {
	var c complaints
	c.add(complaint{number: failParticipant, of: bin})
	d.Findings = c.findings(false)
}

// complaint is one thing that is wrong.
type complaint struct {
	number int
	of     string     // what it is about
	args   []any      // of the row's text, behind that
	said   *texts.Row // in place of the row's text, nil for that
	detail texts.Said // behind a colon
	rule   rules.Name
}

func (c complaint) text(of string) texts.Said {
	row, detailed := FailureOf(c.number), c.detail.Key() != ""
	if c.number == failOther && detailed {
		return c.detail
	}
	said := cmp.Or(c.said, row.Text).With(append([]any{of}, c.args...)...)
	if detailed {
		return texts.Detailed.Of(said, c.detail)
	}
	return said
}

// complaints collect what is wrong with a document.
type complaints struct {
	all      []complaint // the first maxComplaints
	kinds    []Failure
	warnings []rules.Warning
	warned   map[rules.Name]int
}

func (c *complaints) add(x complaint) {
	if len(c.all) < maxComplaints {
		c.all = append(c.all, x)
	}
	i := slices.IndexFunc(c.kinds, func(f Failure) bool { return f.Number == x.number && f.Rule == x.rule })
	if i < 0 {
		i = len(c.kinds)
		c.kinds = append(c.kinds, Failure{Number: x.number, Rule: x.rule})
	}
	f := &c.kinds[i]
	if f.Count++; x.of != "" && len(f.Of) < maxListed {
		f.Of = append(f.Of, x.of)
	}
}

// warn keeps the first warning of a rule, and counts the others.
func (c *complaints) warn(n rules.Name, why string) {
	if c.warned == nil {
		c.warned = map[rules.Name]int{}
	}
	if c.warned[n]++; c.warned[n] == 1 {
		c.warnings = append(c.warnings, rules.Warning{Rule: n, Why: why})
	}
}

// findings gives a text for each thing, or one for all that share it.
func (c *complaints) findings(shared bool) Findings {
	out := Findings{Failures: c.kinds}
	for _, w := range c.warnings {
		if more := c.warned[w.Rule] - 1; more > 0 {
			w.Why += fmt.Sprintf(" (and %d more)", more)
		}
		out.Warnings = append(out.Warnings, w)
	}
	if !shared {
		for _, x := range c.all {
			if said := x.text(x.of); x.said == nil || !slices.ContainsFunc(out.Errors, func(before texts.Said) bool { return before.String() == said.String() }) { // one that names no code is said once
				out.Errors = append(out.Errors, said)
			}
		}
		return out
	}
	sharing, order := map[string][]complaint{}, []string(nil)
	for _, x := range c.all {
		sentence := x.text("\x00").String()
		if sharing[sentence] == nil {
			order = append(order, sentence)
		}
		sharing[sentence] = append(sharing[sentence], x)
	}
	for _, sentence := range order {
		all := sharing[sentence]
		var of []string
		for _, x := range all[:min(maxListed, len(all))] {
			of = append(of, x.of)
		}
		out.Errors = append(out.Errors, all[0].text(strings.Join(of, ", ")))
	}
	return out
}
