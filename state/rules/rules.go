package rules

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
)

// Name is what a rule is called: in --rule, in /_mock/rules, in warnings and
// refusals of the journal.
type Name string

// The severities of a softness.
const (
	Refuse = "refuse" // it is refused, with the text of the rule's row in the table of problems
	Warn   = "warn"   // it passes, and the journal warns of it
	Off    = "off"    // it passes
)

// Row is one rule.
type Row struct {
	Name     Name           `json:"name"`
	Values   []string       `json:"values"` // refuse, warn, off of a softness; of a reading its own
	Default  string         `json:"default"`
	NoRefuse bool           `json:"noRefuse,omitempty"` // a softness that has no refuse: its lenient side is printed, or no refusal is known
	Named    bool           `json:"named,omitempty"`    // refuses where it is named only: a strict set warns, too
	About    string         `json:"about"`
	Evidence texts.Evidence `json:"evidence"`
	Source   string         `json:"source"`
}

// Softness tells whether the rule has severities, or else named values.
func (r Row) Softness() bool { return slices.Contains(r.Values, Warn) }

// softness makes a row with severities.
func softness(name Name, severity, about string, evidence texts.Evidence, source string) Row {
	return Row{Name: name, Values: []string{Refuse, Warn, Off}, Default: severity, About: about, Evidence: evidence, Source: source}
}

// named makes a softness that warns in a strict set, too: it is about what the
// double does not know, and no fault of the client.
func named(name Name, about string, evidence texts.Evidence, source string) Row {
	r := softness(name, Warn, about, evidence, source)
	r.Named = true
	return r
}

// tolerated makes a softness that cannot be refused.
func tolerated(name Name, about string, evidence texts.Evidence, source string) Row {
	return Row{Name: name, Values: []string{Warn, Off}, Default: Warn, NoRefuse: true, About: about, Evidence: evidence, Source: source}
}

// reading makes a row with values of its own, the first of which is the default.
func reading(name Name, values []string, about string, evidence texts.Evidence, source string) Row {
	return Row{Name: name, Values: values, Default: values[0], About: about, Evidence: evidence, Source: source}
}

var (
	table  = slices.Concat(requestRows(), codeRows(), documentRows(), recognitionRows(), registryRows())
	byName = func() map[Name]*Row {
		m := make(map[Name]*Row, len(table))
		for i := range table {
			m[table[i].Name] = &table[i]
		}
		return m
	}()
)

// All gives the table in its order.
func All() []Row { return slices.Clone(table) }

// Set is what a world has chosen of all rules. It is never changed in place.
// The zero Set has every default.
type Set struct {
	strict bool
	chosen map[Name]string
}

// Strict is the Set in which every softness that warns refuses instead, where
// it can and is not [Row].Named.
func Strict() Set { return Set{strict: true} }

// Value is the value that the set has for a rule. It panics for a name that is
// not in the table: names are constants of this package.
func (s Set) Value(n Name) string {
	row, ok := byName[n]
	if !ok {
		panic(fmt.Sprintf("rule %q is not in the table", n))
	}
	if v, ok := s.chosen[n]; ok {
		return v
	}
	if s.strict && row.Default == Warn && !row.NoRefuse && !row.Named {
		return Refuse
	}
	return row.Default
}

// Warning is what passed by a softness.
type Warning struct {
	Rule Name   `json:"rule,omitempty"`
	Why  string `json:"why"` // what was seen, what to do
}

// Is tells whether the rule has the value.
func (s Set) Is(n Name, value string) bool { return s.Value(n) == value }

// Chosen are the rules that were set by name.
func (s Set) Chosen() map[Name]string { return maps.Clone(s.chosen) }

// With is the set with changes. It fails for every unknown name and value at
// once, and then changes nothing.
func (s Set) With(changes map[Name]string) (Set, error) {
	var wrong []error
	for _, n := range slices.Sorted(maps.Keys(changes)) {
		wrong = append(wrong, check(n, changes[n]))
	}
	if err := errors.Join(wrong...); err != nil {
		return s, err
	}
	if len(changes) == 0 {
		return s, nil
	}
	next := Set{strict: s.strict, chosen: make(map[Name]string, len(s.chosen)+len(changes))}
	maps.Copy(next.chosen, s.chosen)
	maps.Copy(next.chosen, changes)
	return next, nil
}

// Parse reads NAME=VALUE, as --rule has it, without looking at the table.
func Parse(text string) (Name, string, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" || value == "" {
		return "", "", fmt.Errorf("rule %q: write NAME=VALUE, such as %s=%s", text, table[0].Name, Refuse)
	}
	return Name(strings.TrimSpace(name)), strings.TrimSpace(value), nil
}

func check(n Name, value string) error {
	row, ok := byName[n]
	if !ok {
		return fmt.Errorf("there is no rule %q; the nearest is %q, and mockismp rules lists all", n, nearest(string(n), slices.Collect(maps.Keys(byName))))
	}
	if slices.Contains(row.Values, value) {
		return nil
	}
	if row.NoRefuse && value == Refuse {
		return fmt.Errorf("rule %s cannot be set to refuse; it takes %s", n, strings.Join(row.Values, ", "))
	}
	return fmt.Errorf("rule %s has no value %q; the nearest is %q, and it takes %s", n, value, nearest(value, row.Values), strings.Join(row.Values, ", "))
}

// Nearest is the word with the fewest letters to change, the first in
// alphabetical order of several, and how many they are.
func Nearest[S ~string](word string, words []S) (near S, letters int) {
	near = slices.MinFunc(words, func(a, b S) int {
		return cmp.Or(cmp.Compare(Distance(word, string(a)), Distance(word, string(b))), cmp.Compare(a, b))
	})
	return near, Distance(word, string(near))
}

// nearest is the word alone.
func nearest[S ~string](word string, words []S) S {
	near, _ := Nearest(word, words)
	return near
}

// longest is how much of a word is looked at.
const longest = 64

// Distance is how many letters must be added, left out or changed (Levenshtein).
// Of long words only the beginnings count.
func Distance(a, b string) int {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
