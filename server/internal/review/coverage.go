package review

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// counter counts the rows of a section. What is not in its table does not count.
type counter struct {
	name  string
	names []string
	count map[string]int
}

func newCounter(name string) *counter { return &counter{name: name, count: map[string]int{}} }

// row adds a row to the table.
func (c *counter) row(name string) {
	if _, twice := c.count[name]; !twice {
		c.names = append(c.names, name)
		c.count[name] = 0
	}
}

func (c *counter) touch(name string) {
	if _, known := c.count[name]; known {
		c.count[name]++
	}
}

func (c *counter) section() mock.CoverageSection {
	s := mock.CoverageSection{Name: c.name, Total: len(c.names), Rows: make([]mock.CoverageRow, len(c.names))}
	for i, name := range c.names {
		s.Rows[i] = mock.CoverageRow{Name: name, Count: c.count[name]}
		if c.count[name] > 0 {
			s.Touched++
		}
	}
	return s
}

// tables are the sections of a report.
type tables struct{ methods, documents, groups, statuses, errors, rules *counter }

// newTables makes the sections from the tables of what there is.
func newTables(systems []*pipeline.System) tables {
	t := tables{newCounter("methods"), newCounter("documents"), newCounter("groups"), newCounter("statuses"), newCounter("errors"), newCounter("rules")}
	for _, s := range systems {
		for _, p := range s.Problems {
			t.errors.row("* " + string(p.Kind))
		}
		for _, r := range s.Routes {
			t.methods.row(r.Name)
			for _, p := range r.Own {
				t.errors.row(r.Name + " " + string(p.Kind))
			}
		}
	}
	for _, d := range state.DocTypes() {
		if d.Schema == "" {
			continue // no participant sends it
		}
		t.documents.row(string(d.Type))
		for _, at := range ends(d.Flow) {
			t.statuses.row(string(d.Type) + " " + at.String())
		}
	}
	for _, g := range dict.ProductGroups() {
		t.groups.row(g.Name)
	}
	for _, r := range rules.All() {
		t.rules.row(string(r.Name))
	}
	return t
}

// ends are the states of a flow from which nothing leads on.
func ends(f state.Flow) (out []state.DocState) {
	from, seen := map[state.DocState]bool{}, map[state.DocState]bool{}
	moves := state.DocMoves()
	for _, m := range moves {
		if m.Flow == f {
			from[m.From] = true
		}
	}
	for _, m := range moves {
		if m.Flow == f && !from[m.To] && !seen[m.To] {
			seen[m.To] = true
			out = append(out, m.To)
		}
	}
	return out
}

// Coverage tells what the journal of a world touched, of all that its systems have.
func Coverage(w *pipeline.World, systems []*pipeline.System) mock.Coverage {
	entries, evicted := w.Journal.Entries()
	t, view := newTables(systems), w.Snapshot()
	for i := range entries {
		t.count(&entries[i], view)
	}
	return mock.Coverage{
		Requests: len(entries), Complete: evicted == 0, Evicted: evicted,
		Sections: []mock.CoverageSection{t.methods.section(), t.documents.section(), t.groups.section(), t.statuses.section(), t.errors.section(), t.rules.section()},
	}
}

// count counts an entry.
func (t tables) count(e *pipeline.Entry, view state.View) {
	t.methods.touch(e.Route)
	if own := e.Route + " " + e.Problem; t.has(own) {
		t.errors.touch(own)
	} else {
		t.errors.touch("* " + e.Problem)
	}
	seen := map[string]bool{e.Rule: true}
	t.rules.touch(e.Rule)
	for _, w := range e.Warnings {
		if name := string(w.Rule); !seen[name] {
			seen[name] = true
			t.rules.touch(name)
		}
	}
	groups := map[string]bool{}
	if q, err := url.ParseQuery(e.RawQuery); err == nil && e.Status < http.StatusBadRequest {
		groups[q.Get("pg")] = true
		groups[groupByID(q.Get("productGroupId"))] = true
	}
	if d, err := view.Document(e.Document); e.Document != "" && err == nil {
		t.documents.touch(string(d.Type))
		t.statuses.touch(string(d.Type) + " " + d.DocState.String())
		for _, g := range d.Goods {
			groups[groupOf(view, g.CIS)] = true
		}
	}
	for name := range groups {
		t.groups.touch(name)
	}
}

func (t tables) has(name string) bool {
	_, known := t.errors.count[name]
	return known
}

func groupByID(id string) string {
	for _, g := range dict.ProductGroups() {
		if strconv.Itoa(g.ID) == id {
			return g.Name
		}
	}
	return ""
}

// groupOf is the product group of a code, "" for one that is not known.
func groupOf(view state.View, written string) string {
	code, err := view.Code(strings.TrimSpace(written))
	if err != nil || code == nil {
		return ""
	}
	if p := view.Product(code.GTIN); p != nil {
		return string(p.ProductGroup)
	}
	return ""
}
