package diff

import (
	"slices"
	"strings"
)

// Tables are what a difference may touch: the fidelity ledger in the order of its
// file, the named rules, the errors of the methods, and the claims with the lines
// of their files.
type Tables struct {
	Ledger     []Row
	Rules      []Rule
	Problems   []Problem
	Claims     []Claim
	ClaimLines func(file string) []string
}

// Rule is a named rule with what it is about.
type Rule struct{ Name, About, Source string }

// Problem is an error of a method, or of all of them (*).
type Problem struct {
	Route, Kind, Text string
	Status            int
}

// Touch tells of each difference which rows of the tables it touches.
func (t Tables) Touch(all []Difference) {
	for i := range all {
		t.touch(&all[i])
	}
}

func (t Tables) touch(d *Difference) {
	words := d.words()
	best := 0
	for _, row := range t.Ledger {
		switch n := score(row.Area+" "+row.Behaviour+" "+row.Source, d.mentions(), words); {
		case n > best:
			best, d.Ledger = n, []Row{row}
		case n == best && n > 0:
			d.Ledger = append(d.Ledger, row)
		}
	}
	best = 0
	for _, rule := range t.Rules {
		switch n := score(rule.Name+" "+rule.About+" "+rule.Source, d.mentions(), words); {
		case n > best:
			best, d.Rules = n, []string{rule.Name}
		case n == best && n > 0:
			d.Rules = append(d.Rules, rule.Name)
		}
	}
	d.Claims = t.claims(d)
	for _, p := range t.Problems {
		if (p.Route == d.Route || p.Route == "*") && p.Text != "" && strings.Contains(d.Left, p.Text) && !slices.Contains(d.Problems, p.Route+" "+p.Kind) {
			d.Problems = append(d.Problems, p.Route+" "+p.Kind)
		}
	}
}

// claims are the printed sentences that a difference is about: the one of its
// field, those of the status or of the text that was expected, or else what says
// most of its field in a sentence about the method.
func (t Tables) claims(d *Difference) []Claim {
	method := d.Method + " " + strings.TrimPrefix(d.Path, "/api/v3/true-api")
	var named, best []Claim
	most := 0
	for _, c := range t.Claims {
		error := strings.HasPrefix(c.ID, method+" "+d.Left+" ") && d.Kind == Status ||
			strings.HasPrefix(c.ID, method+" ") && d.Kind == Text && d.Left != "" && strings.Contains(c.Text, d.Left)
		if error || c.ID == method+" response body "+d.Field {
			named = append(named, c)
			continue
		}
		switch n := score(c.Text, []string{method}, d.words()); {
		case n > most && n > 1:
			most, best = n, []Claim{c}
		case n == most && n > 1:
			best = append(best, c)
		}
	}
	if len(named) > 0 {
		return named
	}
	return best
}

// mentions are the ways in which a row may name the method.
func (d Difference) mentions() []string {
	short := strings.TrimPrefix(strings.TrimPrefix(d.Path, "/api/v3/true-api"), "/")
	out := []string{short, d.Route}
	if bare, ok := strings.CutPrefix(short, "edo-api/"); ok {
		out = append(out, bare)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// words are what beside the method tells whether a row is about the difference.
func (d Difference) words() []string {
	out := []string{string(d.Kind)}
	if name := lastName(d.Field); name != "" && name != "*" {
		out = append(out, name)
	}
	return append(out, d.Left)
}

// score is how much a row is about a difference: the method must be named, and so
// must the field, where one is.
func score(row string, mentions, words []string) (n int) {
	for _, m := range mentions {
		if containsWord(row, m) {
			n = 1
		}
	}
	for _, w := range words {
		if n > 0 && len(w) > 2 && containsWord(row, w) {
			n++
		}
	}
	return n
}

// containsWord tells whether a word stands in a text, not as a part of another one.
func containsWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		begin, end := at+i, at+i+len(word)
		if !wordByte(text, begin-1) && !wordByte(text, end) {
			return true
		}
		at = end
	}
}

func wordByte(s string, at int) bool {
	if at < 0 || at >= len(s) {
		return false
	}
	c := s[at]
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
