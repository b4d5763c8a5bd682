package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Learned is what a recording tells of a system.
type Learned struct {
	Dataset  []byte            // JSON, which is YAML: participants, products and codes that answers showed
	Scenario []byte            // the same: the calls that carry no signature as steps, with their statuses, in a world of that dataset
	Goldens  map[string][]byte // candidates for golden answers: the first of each method, path and status, by file name
	LeftOut  int               // calls that carry a signature: their steps have to be written by hand
}

// Learn reads a recording. It makes nothing up: a code whose owner or product
// was never shown is left out.
func Learn(recording []Exchange) (*Learned, error) {
	w := learning{participants: map[string]map[string]any{}, products: map[string]map[string]any{}, codes: map[string]map[string]any{}, inside: map[string]bool{}}
	out := &Learned{Goldens: map[string][]byte{}}
	var steps []any
	for _, e := range recording {
		if e.Status == 0 || strings.Contains(e.Path(), "/_mock/") {
			continue
		}
		var v any
		if json.Unmarshal(e.Answer, &v) == nil && e.Status < 300 {
			w.look(v)
		}
		out.golden(e)
		switch step := stepOf(e); {
		case step != nil:
			steps = append(steps, step)
		case !signsIn(e.URL) && !strings.Contains(e.URL, "/auth/key"):
			out.LeftOut++
		}
	}
	dataset := w.dataset()
	var err error
	if out.Dataset, err = yaml.MarshalWithOptions(dataset, yaml.JSON()); err != nil {
		return nil, err
	}
	if caller := w.caller(); len(steps) > 0 && caller != "" {
		out.Scenario, err = yaml.MarshalWithOptions(yaml.MapSlice{
			{Key: "name", Value: "learned"},
			{Key: "about", Value: map[string]string{"en": "Learned from a recording."}},
			{Key: "participants", Value: map[string]string{"caller": caller}},
			{Key: "world", Value: dataset},
			{Key: "steps", Value: steps},
		}, yaml.JSON()) // numbers in quotes stay texts
	}
	return out, err
}

// learning is what was seen so far.
type learning struct {
	participants, products, codes map[string]map[string]any
	inside                        map[string]bool // codes that lie in a package
}

// look goes through an answer for objects that tell of codes.
func (w *learning) look(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			w.look(item)
		}
	case map[string]any:
		w.code(v)
		for _, field := range v {
			w.look(field)
		}
	}
}

// code learns a code with its product and its parties.
func (w *learning) code(v map[string]any) {
	said := func(name string) string { s, _ := v[name].(string); return s }
	cis, gtin, owner, group := said("cis"), said("gtin"), said("ownerBin"), said("productGroup")
	if group != "" && len(gtin) == 14 {
		keep(w.products, gtin, map[string]any{"gtin": gtin, "productGroup": group, "name": first(said("productName"), said("name"), gtin), "packageType": productLevel(said("packageType")), "brand": said("brand")})
	}
	for _, party := range [][2]string{{owner, said("ownerName")}, {said("producerBin"), said("producerName")}} {
		if len(party[0]) == 12 && group != "" {
			keep(w.participants, party[0], map[string]any{"bin": party[0], "name": first(party[1], party[0]), "groups": map[string]any{group: []string{"WHOLESALER"}}})
		}
	}
	if cis == "" || len(gtin) != 14 || len(owner) != 12 || said("status") == "" {
		return
	}
	code := map[string]any{"cis": cis, "gtin": gtin, "status": said("status"), "ownerBin": owner}
	for _, name := range []string{"packageType", "producerBin", "producedDate", "emissionDate", "emissionType"} {
		if s := said(name); s != "" {
			code[name] = s
		}
	}
	if child, ok := v["child"].([]any); ok && len(child) > 0 {
		code["child"] = child
		for _, c := range child {
			if s, ok := c.(string); ok {
				w.inside[s] = true
			}
		}
	}
	if before := w.codes[cis]; before == nil || before["child"] == nil {
		keep(w.codes, cis, code)
	}
}

// productLevel: products of packages above the first level are those of the first.
func productLevel(packageType string) string {
	if packageType == "UNIT" || packageType == "" {
		return "UNIT"
	}
	return "LEVEL1"
}

// keep adds a record, or what an earlier one of that key did not say.
func keep(to map[string]map[string]any, key string, record map[string]any) {
	if to[key] == nil {
		to[key] = map[string]any{}
	}
	for name, value := range record {
		if before, known := to[key][name]; (!known || before == "") && value != "" {
			to[key][name] = value
		}
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// dataset is what was seen, packages with what lies in them.
func (w *learning) dataset() yaml.MapSlice {
	var codes []any
	for _, cis := range slices.Sorted(maps.Keys(w.codes)) {
		if code := w.codes[cis]; !w.inside[cis] && w.products[code["gtin"].(string)] != nil && w.participants[code["ownerBin"].(string)] != nil {
			codes = append(codes, w.nested(cis, 0))
		}
	}
	return yaml.MapSlice{
		{Key: "participants", Value: values(w.participants)}, {Key: "products", Value: values(w.products)}, {Key: "codes", Value: codes},
	}
}

// deepest is how deep packages may lie in each other.
const deepest = 10

// nested is a code, with the records of what lies in it in place of their names.
func (w *learning) nested(cis string, depth int) any {
	code := w.codes[cis]
	if code == nil || depth > deepest {
		return cis
	}
	children, _ := code["child"].([]any)
	if len(children) == 0 {
		return code
	}
	out := maps.Clone(code)
	var nested []any
	for _, c := range children {
		if s, ok := c.(string); ok {
			nested = append(nested, w.nested(s, depth+1))
		}
	}
	out["child"] = nested
	return out
}

func values(m map[string]map[string]any) (out []any) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[key])
	}
	return out
}

// caller is who owns most of what was seen.
func (w *learning) caller() (bin string) {
	owned := map[string]int{}
	for _, code := range w.codes {
		owned[code["ownerBin"].(string)]++
	}
	for _, owner := range slices.Sorted(maps.Keys(owned)) {
		if bin == "" || owned[owner] > owned[bin] {
			bin = owner
		}
	}
	return bin
}

const basePath = "/api/v3/true-api"

// stepOf is a call as a step of a scenario, nil where it carries a signature.
func stepOf(e Exchange) yaml.MapSlice {
	_, path, found := strings.Cut(e.Path(), basePath)
	if !found || strings.Contains(path, "/auth/") || strings.HasSuffix(path, "/signature") {
		return nil
	}
	step := yaml.MapSlice{{Key: strings.ToLower(e.Method), Value: path}, {Key: "as", Value: "caller"}}
	if q, err := url.ParseQuery(e.Query()); err == nil && len(q) > 0 {
		step = append(step, yaml.MapItem{Key: "query", Value: map[string][]string(q)})
	}
	if len(e.Body) > 0 {
		var body any
		if json.Unmarshal(e.Body, &body) != nil {
			return nil
		}
		if fields, ok := body.(map[string]any); ok && fields["signature"] != nil {
			return nil
		}
		step = append(step, yaml.MapItem{Key: "body", Value: body})
	}
	if e.Method != "GET" && e.Method != "POST" {
		return nil
	}
	return append(step, yaml.MapItem{Key: "expect", Value: map[string]int{"status": e.Status}})
}

// golden keeps the first answer of its kind.
func (l *Learned) golden(e Exchange) {
	_, path, found := strings.Cut(e.Path(), basePath)
	if !found || strings.Contains(path, "/auth/") {
		return
	}
	name := fmt.Sprintf("%s%s-%d.txt", strings.ToLower(e.Method), strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, path), e.Status)
	if len(name) > 120 {
		name = name[:100] + name[len(name)-8:]
	}
	if _, twice := l.Goldens[name]; twice {
		return
	}
	address := path
	if q := e.Query(); q != "" {
		address += "?" + q
	}
	l.Goldens[name] = fmt.Appendf(nil, "-- request --\n%s %s\n\n%s\n-- answer --\n%d\nContent-Type: %s\n\n%s\n", e.Method, address, e.Body, e.Status, e.AnswerHeader.Get("Content-Type"), e.Answer)
}
