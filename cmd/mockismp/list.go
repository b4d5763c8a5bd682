package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/server/control"
	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
)

// listing prints the rows of a table, for people or as JSON.
type listing struct {
	JSON bool `help:"Print JSON."`
}

func list[Row any](r *run, l listing, rows []Row, columns func(Row) []any) error {
	if l.JSON {
		enc := json.NewEncoder(r.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(rows)
	}
	w := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range columns(row) {
			if i > 0 {
				_, _ = fmt.Fprint(w, "\t")
			}
			_, _ = fmt.Fprint(w, cell)
		}
		_, _ = fmt.Fprintln(w)
	}
	return w.Flush()
}

type routesCmd struct {
	listing
	Control bool `help:"The calls of the control API instead."`
}

type routeRow struct {
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Name     string            `json:"name"`
	Access   pipeline.Access   `json:"access"`
	Source   string            `json:"source,omitempty"`
	Evidence pipeline.Evidence `json:"evidence,omitempty"`
}

// Run prints one route a line.
func (c *routesCmd) Run(r *run) error {
	var rows []routeRow
	for _, s := range server.Systems() {
		if s.Control != c.Control {
			continue
		}
		for _, route := range s.Routes {
			rows = append(rows, routeRow{route.Method, s.Base + route.Path, route.Name, route.Access, route.Source, route.Evidence})
		}
	}
	return list(r, c.listing, rows, func(row routeRow) []any {
		return []any{row.Method, row.Path, row.Name, row.Access, row.Evidence, row.Source}
	})
}

type errorsCmd struct{ listing }

type errorRow struct {
	Route    string            `json:"route"` // * for all
	Kind     string            `json:"kind"`
	Status   int               `json:"status"`
	Text     string            `json:"text"`
	Evidence pipeline.Evidence `json:"evidence"`
	Source   string            `json:"source"`
}

// Run prints the general table first, then what single methods word otherwise.
func (c *errorsCmd) Run(r *run) error {
	var rows []errorRow
	add := func(route string, problems []pipeline.Problem) {
		for _, p := range problems {
			rows = append(rows, errorRow{route, string(p.Kind), p.Status, p.Text, p.Evidence, p.Source})
		}
	}
	for _, s := range server.Systems() {
		if s.Control {
			continue
		}
		add("*", s.Problems)
		for _, route := range s.Routes {
			add(route.Name, route.Own)
		}
	}
	return list(r, c.listing, rows, func(row errorRow) []any {
		return []any{row.Status, row.Route, row.Kind, row.Evidence, row.Text}
	})
}

type doctypesCmd struct{ listing }

type doctypeRow struct {
	Type     state.DocType `json:"type"`
	Number   int           `json:"number"`
	Registry string        `json:"registry,omitempty"`
	Prefix   string        `json:"prefix"`
	Schema   string        `json:"schema"`
	From     state.Party   `json:"from"`
	Signed   bool          `json:"signed"`
	Flow     state.Flow    `json:"flow"`
	Source   string        `json:"source"`
}

// Run prints one type of documents a line.
func (c *doctypesCmd) Run(r *run) error {
	var rows []doctypeRow
	for _, t := range state.DocTypes() {
		rows = append(rows, doctypeRow{t.Type, t.Number, t.Registry, t.Prefix, t.Schema, t.From, t.Signed, t.Flow, t.Source})
	}
	return list(r, c.listing, rows, func(t doctypeRow) []any {
		return []any{t.Number, t.Type, t.Prefix, t.From, t.Schema, t.Registry}
	})
}

type fidelityCmd struct{ listing }

// Run prints one behaviour a line.
func (c *fidelityCmd) Run(r *run) error {
	return list(r, c.listing, control.Ledger(), func(f control.Fidelity) []any {
		return []any{f.Evidence, f.Area, f.Behaviour, f.Source}
	})
}
