package server

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/claims"
	"github.com/mockismp/mockismp/server/internal/control"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Route is one method that a server answers.
type Route struct {
	Method   string `json:"method"`
	Path     string `json:"path"`   // whole, from the root of a world
	Name     string `json:"name"`   // how the journal calls it
	Access   string `json:"access"` // bearer, optional, open or guarded
	Source   string `json:"source,omitempty"`
	Evidence string `json:"evidence,omitempty"` // observed, documented, sibling or assumed
	Control  bool   `json:"-"`                  // of the control API
}

// Routes lists the methods of the emulated systems, and behind them those of
// the control API, in the order of their tables.
func Routes() []Route {
	var rows []Route
	for _, s := range systems() {
		for _, r := range s.Routes {
			rows = append(rows, Route{r.Method, s.Bases[0] + r.Path, r.Name, string(r.Access), r.Source, string(r.Evidence), !s.Journaled})
		}
	}
	return rows
}

// Problem is one error that a client of an emulated system can see.
type Problem struct {
	Route    string `json:"route"` // name of the method, * for all
	Kind     string `json:"kind"`
	Key      string `json:"key"` // of the text in the catalogue
	Status   int    `json:"status"`
	Text     string `json:"text"`
	Evidence string `json:"evidence"`
	Source   string `json:"source"`
}

// Problems lists the errors of the emulated systems: the general table first,
// then what single methods word otherwise.
func Problems() []Problem {
	var rows []Problem
	add := func(route string, problems []pipeline.Problem) {
		for _, p := range problems {
			rows = append(rows, Problem{route, string(p.Kind), p.Key, p.Status, p.Text, string(p.Evidence), p.Source})
		}
	}
	for _, s := range systems() {
		if !s.Journaled {
			continue
		}
		add("*", s.Problems)
		for _, r := range s.Routes {
			add(r.Name, r.Own)
		}
	}
	return rows
}

// DocumentType is one kind of documents.
type DocumentType struct {
	Type     string `json:"type"`
	Number   int    `json:"number"`             // in the lists of edo-api, 0 for none
	Registry string `json:"registry,omitempty"` // its type in the registry, "" for none
	Prefix   string `json:"prefix"`             // of its fileId
	Schema   string `json:"schema"`             // the file of its schema
	From     string `json:"from"`               // who sends it
	Signed   bool   `json:"signed"`
	Flow     string `json:"flow"`
	Source   string `json:"source"`
}

// DocumentTypes lists the kinds of documents.
func DocumentTypes() []DocumentType {
	var rows []DocumentType
	for _, t := range state.DocTypes() {
		rows = append(rows, DocumentType{string(t.Type), t.Number, t.Registry, t.Prefix, t.Schema, string(t.From), t.Signed, string(t.Flow), t.Source})
	}
	return rows
}

// Behaviour is one row of the fidelity ledger: how the double reads what the
// specification leaves open, contradicts or does not print.
type Behaviour struct {
	Area      string `json:"area"`
	Behaviour string `json:"behaviour"`
	Evidence  string `json:"evidence"`
	Source    string `json:"source"`
}

// Fidelity lists the fidelity ledger.
func Fidelity() []Behaviour {
	var rows []Behaviour
	for _, f := range control.Ledger() {
		rows = append(rows, Behaviour{f.Area, f.Behaviour, string(f.Evidence), f.Source})
	}
	return rows
}

// Claim is one checkable sentence of the printed specification. Exactly one of
// Test, Rule, Recorded and Open is set.
type Claim struct {
	ID       string `json:"id"`
	Chapter  string `json:"chapter"`
	Kind     string `json:"kind"` // error, parameter, field, default, limit, order, text, note, change or entry
	Text     string `json:"text"`
	Test     string `json:"test,omitempty"`     // the test that proves it: package, name, subtest
	Rule     string `json:"rule,omitempty"`     // the rule that decides it
	Recorded string `json:"recorded,omitempty"` // where and when the real system was seen to do so
	Open     string `json:"open,omitempty"`     // why it is not proven
	File     string `json:"file"`               // its table, from the root of the module
	Line     int    `json:"line"`               // in the file, whose first is its heading
}

// Claims lists every checkable sentence of the printed specification, chapter by
// chapter, with its proof: the measure of fidelity.
func Claims() []Claim {
	var rows []Claim
	for _, c := range claims.All() {
		rows = append(rows, Claim(c))
	}
	return rows
}

// ClaimLines are the lines of a table of claims, which Claim.File names.
func ClaimLines(file string) []string { return claims.Lines(file) }

// Text is a text that a client of the emulated systems can read, whole or a part,
// where % stands for what is filled in.
type Text struct {
	Key      string `json:"key"`
	Status   int    `json:"status,omitempty"` // of HTTP, 0 for a part of others
	Text     string `json:"text"`
	Evidence string `json:"evidence"`
	Source   string `json:"source,omitempty"`
}

// Texts lists the catalogue of texts.
func Texts() []Text {
	var rows []Text
	for _, r := range texts.All() {
		rows = append(rows, Text{r.Key, r.Status, r.Text, string(r.Evidence), r.Source})
	}
	return rows
}

// OwnWords lists the texts that neither a printed source nor the sister description has.
func OwnWords() []Text {
	return slices.DeleteFunc(Texts(), func(t Text) bool {
		return t.Evidence != string(texts.Assumed) || !strings.ContainsFunc(t.Text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	})
}

// ClaimSummary counts the claims of one chapter.
type ClaimSummary struct {
	Chapter  string `json:"chapter"` // all for the last row
	Title    string `json:"title"`
	Claims   int    `json:"claims"`
	Proven   int    `json:"proven"`   // by a test
	Ruled    int    `json:"ruled"`    // by a rule: more than one reading is served
	Recorded int    `json:"recorded"` // at the real system
	Open     int    `json:"open"`
}

// ClaimSummaries counts the claims of each chapter, and of all in the last row.
func ClaimSummaries() []ClaimSummary {
	var rows []ClaimSummary
	for _, s := range claims.Summaries() {
		rows = append(rows, ClaimSummary(s))
	}
	return rows
}

// Rule is one named rule: how strict a world is, or how it reads what the
// specification leaves open.
type Rule = rules.Row

// Rules lists the named rules.
func Rules() []Rule { return rules.All() }

// systems lists what a server emulates without running one.
func systems() []*pipeline.System { return (&core{options: Defaults()}).systems() }
