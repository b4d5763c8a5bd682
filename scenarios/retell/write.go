package retell

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios/steps"
)

// write writes the file: every value is JSON, which is YAML, too.
func (s *story) write(name string, all [][]field) ([]byte, error) {
	w := &writer{}
	w.line("", "name", name)
	w.line("", "about", map[string]string{"en": "Told by a journal: what is expected is what was answered.", "ru": "Записано по журналу: ожидается то, что тогда ответила система."})
	w.line("", "tags", []string{"journal"})
	w.list("participants", func() {
		known := map[string]bool{}
		for _, p := range s.start.participants {
			known[p.BIN] = true
			w.line("  ", s.roles[p.BIN], memberOf(p))
		}
		for _, bin := range s.bins {
			if !known[bin] {
				w.line("  ", s.roles[bin], bin)
			}
		}
	})
	if len(s.vars) > 0 {
		w.list("vars", func() {
			for _, v := range s.vars {
				w.line("  ", v.name, v.value)
			}
		})
	}
	s.world(w)
	w.line("", "clock", s.beginning().UTC().Format("2006-01-02T15:04:05.000Z"))
	s.given(w)
	w.list("steps", func() {
		for _, step := range all {
			for i, f := range step {
				indent := "    "
				if i == 0 {
					indent = "  - "
				}
				w.line(indent, f.name, f.value)
			}
		}
	})
	if w.err != nil {
		return nil, w.err
	}
	if _, err := steps.Parse(name+".yaml", w.out.Bytes()); err != nil {
		return w.out.Bytes(), fmt.Errorf("what the journal tells makes no scenario: %w", err)
	}
	return w.out.Bytes(), nil
}

// memberOf is a participant as scenarios have it.
func memberOf(p mock.Participant) map[string]any {
	out := map[string]any{"bin": p.BIN, "name": escape(p.Name)}
	if p.Status != "" {
		out["status"] = p.Status
	}
	for name, v := range map[string]any{"groups": p.Groups, "noContract": p.NoContract, "balance": p.Balance} {
		if text, err := json.Marshal(v); err == nil && string(text) != "null" {
			out[name] = v
		}
	}
	return out
}

func (s *story) world(w *writer) {
	if len(s.start.products)+len(s.start.codes) == 0 {
		return
	}
	w.list("world", func() {
		if len(s.start.products) > 0 {
			w.list("  products", func() {
				for _, p := range s.start.products {
					p.ID = 0
					w.item("    ", without(p, "id"))
				}
			})
		}
		if len(s.start.codes) > 0 {
			w.list("  codes", func() {
				for _, c := range s.start.codes {
					w.item("    ", escaped(c))
				}
			})
		}
	})
}

// given writes the rules that were changed, and what stands in the world for calls
// to come.
func (s *story) given(w *writer) {
	rules := map[string]string{}
	for _, r := range s.past.Rules {
		if r.Value != r.Default {
			rules[r.Name] = r.Value
		}
	}
	if len(rules) > 0 {
		w.line("", "rules", rules)
	}
	for _, list := range []struct {
		name  string
		items []map[string]any
	}{{"outcomes", s.past.World.Outcomes}, {"bots", s.past.World.Bots}} {
		if len(list.items) == 0 {
			continue
		}
		w.list(list.name, func() {
			for _, item := range list.items {
				w.item("  ", kept(item))
			}
		})
	}
}

// without leaves fields out of a value.
func without(v any, names ...string) any {
	text, err := json.Marshal(v)
	fields := map[string]any{}
	if err != nil || json.Unmarshal(text, &fields) != nil {
		return v
	}
	for _, name := range names {
		delete(fields, name)
	}
	return fields
}

// writer writes lines of YAML and remembers the first failure.
type writer struct {
	out bytes.Buffer
	err error
}

func (w *writer) json(v any) {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	if err := out.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.out.Write(text.Bytes()) // with the end of the line
}

func (w *writer) line(indent, name string, v any) {
	w.out.WriteString(indent + name + ": ")
	w.json(v)
}

func (w *writer) item(indent string, v any) {
	w.out.WriteString(indent + "- ")
	w.json(v)
}

func (w *writer) list(name string, fill func()) {
	w.out.WriteString(name + ":\n")
	fill()
}
