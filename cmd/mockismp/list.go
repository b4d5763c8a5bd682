package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/server"
)

// listing prints the rows of a table, for people or as JSON.
type listing struct {
	JSON bool `help:"Print JSON."`
}

// list prints rows below a head, whose words are separated by blanks.
func list[Row any](r *run, l listing, rows []Row, head string, columns func(Row) []any) error {
	if l.JSON {
		return printJSON(r, rows)
	}
	var cells [][]string
	for _, row := range rows {
		var line []string
		for _, cell := range columns(row) {
			line = append(line, fmt.Sprint(cell))
		}
		cells = append(cells, line)
	}
	return writeTable(r.out, strings.Fields(head), cells)
}

func printJSON(r *run, v any) error {
	enc := json.NewEncoder(r.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

type routesCmd struct {
	listing
	Control bool `help:"The calls of the control API instead."`
}

// Run prints one route a line.
func (c *routesCmd) Run(r *run) error {
	rows := slices.DeleteFunc(server.Routes(), func(row server.Route) bool { return row.Control != c.Control })
	return list(r, c.listing, rows, "METHOD PATH NAME ACCESS EVIDENCE SOURCE", func(row server.Route) []any {
		return []any{row.Method, row.Path, row.Name, row.Access, row.Evidence, row.Source}
	})
}

type errorsCmd struct{ listing }

// Run prints the general table first, then what single methods word otherwise.
func (c *errorsCmd) Run(r *run) error {
	return list(r, c.listing, server.Problems(), "STATUS METHOD KIND EVIDENCE TEXT", func(row server.Problem) []any {
		return []any{row.Status, row.Route, row.Kind, row.Evidence, row.Text}
	})
}

type doctypesCmd struct {
	listing
	Sample string `placeholder:"KIND" help:"Print a document of this kind instead, which an emulator takes with --world demo."`
	About  string `placeholder:"ID" help:"The document that the sample is about, of kinds that are about one."`
}

// Run prints one type of documents a line, or a sample; who sends it goes to
// standard error.
func (c *doctypesCmd) Run(r *run) error {
	if c.Sample != "" {
		d, sender, err := client.Sample(client.Kind(c.Sample), c.About)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(r.errOut, "mockismp: in the world demo %s sends it: mockismp send %s FILE --as %s\n", sender, c.Sample, sender)
		r.printf("%s\n", strings.TrimSuffix(string(d.Text), "\n"))
		return nil
	}
	return list(r, c.listing, server.DocumentTypes(), "NUMBER KIND FILEID FROM SCHEMA REGISTRY", func(t server.DocumentType) []any {
		return []any{orNone(t.Number), t.Type, t.Prefix, t.From, t.Schema, t.Registry}
	})
}

// orNone is a number of which 0 means that there is none.
func orNone(number int) string {
	if number == 0 {
		return "-"
	}
	return strconv.Itoa(number)
}

type rulesCmd struct{ listing }

// Run prints one rule a line.
func (c *rulesCmd) Run(r *run) error {
	return list(r, c.listing, server.Rules(), "NAME DEFAULT VALUES EVIDENCE ABOUT", func(row server.Rule) []any {
		return []any{row.Name, row.Default, strings.Join(row.Values, " "), row.Evidence, row.About}
	})
}

type fidelityCmd struct {
	listing
	Summary  bool   `help:"Count the printed sentences of each chapter: proven by a test, by a rule, open." xor:"what"`
	Claims   bool   `help:"List the printed sentences, each with the test or rule that proves it, or why it is open." xor:"what"`
	OwnWords bool   `help:"List the texts to clients that neither a printed source nor the sister description has." xor:"what"`
	Chapter  string `help:"With --claims, those of one chapter only." placeholder:"NAME"`
	Open     bool   `help:"With --claims, open ones only."`
}

// Run prints one behaviour a line, or one chapter, or one claim.
func (c *fidelityCmd) Run(r *run) error {
	switch {
	case c.Summary:
		return list(r, c.listing, server.ClaimSummaries(), "CHAPTER CLAIMS PROVEN RULE RECORDED OPEN TITLE", func(s server.ClaimSummary) []any {
			return []any{s.Chapter, s.Claims, s.Proven, s.Ruled, s.Recorded, s.Open, s.Title}
		})
	case c.Claims:
		rows := slices.DeleteFunc(server.Claims(), func(row server.Claim) bool {
			return c.Chapter != "" && row.Chapter != c.Chapter || c.Open && row.Open == ""
		})
		return list(r, c.listing, rows, "CHAPTER KIND CLAIM PROOF", func(row server.Claim) []any {
			return []any{row.Chapter, row.Kind, row.Text, proof(row)}
		})
	}
	if c.OwnWords {
		return list(r, c.listing, server.OwnWords(), "KEY TEXT", func(t server.Text) []any { return []any{t.Key, t.Text} })
	}
	return list(r, c.listing, server.Fidelity(), "EVIDENCE AREA BEHAVIOUR SOURCE", func(f server.Behaviour) []any {
		return []any{f.Evidence, f.Area, f.Behaviour, f.Source}
	})
}

// proof says what stands for a claim, or against it.
func proof(c server.Claim) string {
	switch {
	case c.Rule != "":
		return "rule " + c.Rule
	case c.Recorded != "":
		return c.Recorded
	case c.Open != "":
		return "open: " + c.Open
	}
	return c.Test
}
