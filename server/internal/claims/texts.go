package claims

import (
	"strconv"

	"github.com/mockismp/mockismp/internal/texts"
)

// Text is a row of texts.tsv: Russian words that a client may read, whole or as
// a part of a text, where % stands for what is filled in.
type Text struct {
	Package string // whose code has it
	Text    string
	Source  string // printed, ancestor (the sister description that parted in 2020), or own
}

// The sources of texts.
const (
	Printed  = "printed"
	Ancestor = "ancestor"
	Own      = "own"
)

// Texts lists the Russian texts of the double, in the order of its packages.
func Texts() []Text {
	var rows []Text
	for _, f := range read("texts.tsv") {
		text, err := strconv.Unquote(f[1])
		if err != nil {
			text = f[1] // a test holds them to be quoted
		}
		rows = append(rows, Text{Package: f[0], Text: text, Source: f[2]})
	}
	for _, r := range texts.All() {
		rows = append(rows, Text{Package: r.Key, Text: r.Text, Source: sourceOf(r)})
	}
	return rows
}

// sourceOf says who prints a text of the catalogue.
func sourceOf(r texts.Row) string {
	switch r.Evidence {
	case texts.Recorded, texts.Observed, texts.Documented:
		return Printed
	case texts.Sibling:
		return Ancestor
	}
	return Own
}
