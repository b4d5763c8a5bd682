package retell

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func itoa(n int) string { return strconv.Itoa(n) }

var uuids = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)

// identify finds what is another one in each run: ids that answers have given and
// later calls name, and those that the caller has made for their documents.
func (s *story) identify() {
	known := s.knownFromTheStart()
	for _, d := range s.past.World.Documents {
		if d.Type == foreignShipment {
			s.names[d.ID] = s.name("shipment")
		}
	}
	for i, c := range s.calls {
		if c.kind != "" {
			c.save = s.name(strings.ReplaceAll(string(c.kind), "-", "") + "_")
			for _, id := range uuids.FindAllString(c.document, -1) {
				if s.names[id] == "" {
					name := s.name("file")
					s.names[id] = name
					s.vars = append(s.vars, pair{name, "${uuid()}"})
				}
			}
			if id := idOf(c); id != "" && s.names[id] == "" {
				s.names[id] = c.save + ".id"
			}
			continue
		}
		leaves("body", "", c.answer, func(l leaf) {
			value, is := identifier(l.value)
			if !is || known[value] || s.names[value] != "" {
				return
			}
			named := func(c *call) bool { return names(c.said(), value) }
			if slices.ContainsFunc(s.calls[:i+1], named) || !slices.ContainsFunc(s.calls[i+1:], named) {
				return
			}
			name := s.name("id")
			from := l.at
			if _, number := l.value.(float64); number {
				from = "string(" + l.at + ")"
			}
			s.names[value] = name
			c.saves = append(c.saves, pair{name, from})
		})
	}
}

// knownFromTheStart are codes, products and participants: they have their own
// names in every run.
func (s *story) knownFromTheStart() map[string]bool {
	known := map[string]bool{}
	for _, c := range s.past.World.Codes {
		known[c.Cis] = true
	}
	for _, d := range s.past.World.Documents {
		var sent struct{ Products []struct{ CIS string } } // codes from abroad, which nobody knows before they are accepted
		if d.Type == foreignShipment && json.Unmarshal(d.Text, &sent) == nil {
			for _, p := range sent.Products {
				known[p.CIS] = true
			}
		}
	}
	for _, p := range s.past.World.Products {
		known[p.GTIN], known[p.TNVedCode10] = true, true
	}
	for _, p := range s.past.World.Participants {
		known[p.BIN] = true
	}
	return known
}

// days are how days and times begin.
var days = regexp.MustCompile(`^(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})`)

// identifier is a value that may name something: a word with digits, or a long number.
func identifier(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, len(v) >= 6 && len(v) <= 200 && strings.ContainsAny(v, "0123456789") && !strings.Contains(v, " ") && !days.MatchString(v)
	case float64:
		text, err := json.Marshal(v)
		return string(text), err == nil && v == float64(int64(v)) && v >= 1000
	}
	return "", false
}

// idOf is the id under which a document was taken, "" if it was refused.
func idOf(c *call) string {
	if c.Status >= 400 {
		return ""
	}
	id := ""
	if fields, is := c.answer.(map[string]any); is {
		for _, name := range []string{"id", "documentId", "shipmentId", "uuid", "document_id"} {
			if id == "" {
				id, _ = identifier(fields[name])
			}
		}
		if id == "" {
			id = uuids.FindString(c.Response)
		}
		return id
	}
	return strings.Trim(strings.TrimSpace(c.Response), `"`)
}

// names tells whether a text has a value, not as a part of a longer word.
func names(text, value string) bool {
	found := false
	each(text, value, func(int) { found = true })
	return found
}

// each calls at for each place of a text that has a value as a word.
func each(text, value string, at func(int)) {
	for from := 0; ; {
		i := strings.Index(text[from:], value)
		if i < 0 || value == "" {
			return
		}
		i += from
		from = i + len(value)
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[from:])
		if !letter(before) && !letter(after) {
			at(i)
		}
	}
}

func letter(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// template writes a text with expressions in place of what is another one in each
// run: ids, participants, the days of the call.
func (s *story) template(text string, at time.Time) string {
	type piece struct {
		from, to int
		with     string
	}
	var pieces []piece
	found := func(value, with string) {
		each(text, value, func(i int) { pieces = append(pieces, piece{i, i + len(value), with}) })
	}
	for value, with := range s.names {
		found(value, "${"+with+"}")
	}
	day := at.UTC()
	for form, layout := range map[string]string{"yyyy-MM-ddTHH:mm:ssZ": "2006-01-02T15:04:05Z", "dd.MM.yyyy": "02.01.2006", "yyyy-MM-dd": "2006-01-02"} {
		found(day.Format(layout), `${date("`+form+`")}`)
	}
	for i := strings.Index(text, "${"); i >= 0; {
		pieces = append(pieces, piece{i, i + 2, `${"${"}`})
		next := strings.Index(text[i+2:], "${")
		if next < 0 {
			break
		}
		i += 2 + next
	}
	slices.SortFunc(pieces, func(a, b piece) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to // the longest first
	})
	var out strings.Builder
	done := 0
	for _, p := range pieces {
		if p.from < done {
			continue
		}
		out.WriteString(text[done:p.from] + p.with)
		done = p.to
	}
	return out.String() + text[done:]
}

// templates is template for all texts of a value.
func (s *story) templates(v any, at time.Time) any {
	switch v := v.(type) {
	case string:
		return s.template(v, at)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = s.templates(item, at)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, field := range v {
			out[name] = s.templates(field, at)
		}
		return out
	case float64:
		if text, is := identifier(v); is && s.names[text] != "" {
			return "${int(" + s.names[text] + ")}"
		}
	}
	return v
}

// escape keeps a text as it is where ${ begins an expression.
func escape(text string) string { return strings.ReplaceAll(text, "${", `${"${"}`) }

// escaped is escape for all texts of a value.
func escaped(v any) any {
	switch v := v.(type) {
	case string:
		return escape(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = escaped(item)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, field := range v {
			out[name] = escaped(field)
		}
		return out
	}
	return v
}
