// Package texts is the catalogue of what clients of the emulated systems read:
// every text stands here once, with its key, the types of its values, the HTTP
// status that it goes out with, its source and its evidence. All others hand keys
// and values on, as a [Said], which is put into words where an answer is written.
//
// A text is Russian, but for the few that are printed in English. What people who
// debug read, in the journal and from explain, is English and stands where it
// arises; a text that has nothing to add to it has both languages here.
package texts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Evidence says how we know a behaviour, strongest first.
type Evidence string

// The strengths of evidence, as the fidelity ledger uses them.
const (
	Recorded   Evidence = "recorded"   // a real answer of the real system was recorded on a day
	Observed   Evidence = "observed"   // a real answer of the real system is printed
	Documented Evidence = "documented" // the specification states it
	Sibling    Evidence = "sibling"    // sister systems on the same code base, or its framework, do so
	Assumed    Evidence = "assumed"    // nobody knows; a sensible choice
)

// Row is one text.
type Row struct {
	Key      string   // area.name
	Status   int      // of HTTP; 0 for what stands in the blanks of others, or in the errors of a document
	Text     string   // a format of fmt for the values
	English  string   // the same for journal and explain, for the same values; "" if they have their own words
	Args     []string // Go types of the values, in order
	Source   string   // chapter of the specification, or what else prints it; "" for our own words
	Evidence Evidence
}

var rows []*Row

// All gives the catalogue, table by table.
func All() []Row {
	all := make([]Row, len(rows))
	for i, r := range rows {
		all[i] = *r
	}
	return all
}

// With fills a text that was found by something else than its name, such as a
// kind of errors; values that the text has no room for are left out. The types
// are held by tests only: name the text and use Of wherever you can.
func (r *Row) With(values ...any) Said {
	return Said{row: r, args: values[:min(len(values), len(r.Args))]}
}

// Said is a text with its values.
type Said struct {
	row   *Row
	args  []any
	words string // what String gives, "" where it was not kept
}

// Verbatim is a text that somebody else worded: who asks for an outcome, or a
// snapshot of an older world.
func Verbatim(text string) Said { return Said{verbatim.Row, []any{text}, text} }

var verbatim = text1[string](origin{evidence: Assumed}, "verbatim", "%s")

// Key is that of the row, "" of the zero Said.
func (s Said) Key() string {
	if s.row == nil {
		return ""
	}
	return s.row.Key
}

// IsA tells whether it is that text.
func (s Said) IsA(r *Row) bool { return s.row == r }

// Args are the values.
func (s Said) Args() []any { return s.args }

// String puts it into words for clients.
func (s Said) String() string {
	if s.row == nil || s.words != "" {
		return s.words
	}
	return fill(s.row.Text, s.args)
}

// Worded keeps the words, for what is asked for often.
func (s Said) Worded() Said {
	s.words = s.String()
	return s
}

// Error is String: a Said can be an error.
func (s Said) Error() string { return s.String() }

// Is tells whether the other one is the same text.
func (s Said) Is(other error) bool {
	o, ok := other.(Said)
	return ok && o.row == s.row
}

// Unwrap is the error among the values, nil for none.
func (s Said) Unwrap() error {
	for _, a := range s.args {
		if err, ok := a.(error); ok {
			return err
		}
	}
	return nil
}

// MarshalText is String.
func (s Said) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// English puts it into words for journal and explain, as far as it has any.
func (s Said) English() string {
	if s.row == nil {
		return ""
	}
	if s.row.English == "" {
		return s.String()
	}
	english := slices.Clone(s.args)
	for i, a := range english {
		if inner, ok := a.(Said); ok {
			english[i] = inner.English()
		}
	}
	return fill(s.row.English, english)
}

func fill(format string, values []any) string {
	if len(values) == 0 || !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, values...)
}

// Strings puts all into words.
func Strings(all []Said) []string {
	if all == nil {
		return nil
	}
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = s.String()
	}
	return words
}

// origin is what the texts of one table have in common.
type origin struct {
	status   int
	source   string
	evidence Evidence
}

// own are our words: nothing printed has them.
var own = origin{evidence: Assumed}

func printed(status int, source string) origin { return origin{status, source, Documented} }
func sibling(status int, source string) origin { return origin{status, source, Sibling} }
func ours(status int, source string) origin    { return origin{status, source, Assumed} }

func row(o origin, key, text string, english []string, args ...reflect.Type) *Row {
	r := &Row{Key: key, Status: o.status, Text: text, Source: o.source, Evidence: o.evidence}
	if len(english) > 0 {
		r.English = english[0]
	}
	for _, a := range args {
		r.Args = append(r.Args, a.String())
	}
	rows = append(rows, r)
	return r
}
