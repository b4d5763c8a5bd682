package retell

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// start is how a world must be for the calls to go as they went.
type start struct {
	participants []mock.Participant
	products     []mock.Product
	codes        []any // as datasets have them
}

// begun finds the participants, products and codes that the calls are about, as
// they were before the first call that names them. Packages come whole.
func (s *story) begun() {
	all, plain := map[string]*mock.Code{}, map[string]string{}
	for i := range s.past.World.Codes {
		c := &s.past.World.Codes[i]
		if s.madeByDocument(c) {
			continue
		}
		all[c.Cis], plain[withoutBrackets(c.Cis)] = c, c.Cis
	}
	taken, gtins, bins := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range s.calls {
		for _, word := range c.words() {
			gtins[word], bins[word] = true, true
			for _, cis := range within(plain, word) {
				if !taken[cis] {
					s.start.codes = append(s.start.codes, nested(all, outermost(all, cis, c), c, taken, func(code mock.Code) {
						gtins[code.GTIN], bins[code.OwnerBin], bins[code.ProducerBin] = true, true, true
					}))
				}
			}
		}
	}
	for _, p := range s.past.World.Products {
		if gtins[p.GTIN] {
			s.start.products = append(s.start.products, p)
		}
	}
	for _, p := range s.past.World.Participants {
		if len(p.BIN) == 12 && (bins[p.BIN] || s.roles[p.BIN] != "") {
			s.role(p.BIN)
			s.start.participants = append(s.start.participants, p)
		}
	}
}

// madeByDocument tells whether a code came with a document, such as a shipment
// from abroad: it comes again with it.
func (s *story) madeByDocument(c *mock.Code) bool {
	first := *c
	if n := len(c.History); n > 0 {
		first = c.History[n-1]
	}
	return first.Operation != nil && first.Operation.DocID != "" && slices.ContainsFunc(s.past.World.Documents, func(d mock.Document) bool {
		return d.ID == first.Operation.DocID || d.Number == first.Operation.DocID
	})
}

func withoutBrackets(cis string) string { return strings.NewReplacer("(", "", ")", "").Replace(cis) }

// within finds the codes that a word begins with: it may have a tail.
func within(plain map[string]string, word string) (codes []string) {
	const shortest, longest = 14, 200
	word = withoutBrackets(word)
	for n := shortest; n <= min(len(word), longest); n++ {
		if cis := plain[word[:n]]; cis != "" {
			codes = append(codes, cis)
		}
	}
	return codes
}

// deepest is how deep packages may lie in each other.
const deepest = 10

// outermost is the package around all that a code lies in.
func outermost(all map[string]*mock.Code, cis string, c *call) string {
	for range deepest {
		parent := before(all[cis], c).Parent
		if all[parent] == nil {
			break
		}
		cis = parent
	}
	return cis
}

// before is the record of a code as it was when a call came.
func before(code *mock.Code, c *call) mock.Code {
	changed := c.changed(code.Cis)
	for _, record := range append([]mock.Code{*code}, code.History...) {
		if record.Operation == nil {
			return record
		}
		at, err := time.Parse(time.RFC3339, record.Operation.At)
		if err == nil && (at.Before(c.at) || at.Equal(c.at) && !changed) {
			return record
		}
	}
	if n := len(code.History); n > 0 {
		return code.History[n-1]
	}
	return *code
}

// changed tells whether a call may have changed a code at once.
func (c *call) changed(cis string) bool {
	return slices.ContainsFunc(c.Changes, func(t mock.Changes) bool {
		return t.Table == "codes" && (t.Count > len(t.Items) || slices.ContainsFunc(t.Items, func(one mock.Change) bool { return one.Key == cis }))
	})
}

// nested is a code as datasets have it, with what lies in it.
func nested(all map[string]*mock.Code, cis string, c *call, taken map[string]bool, seen func(mock.Code)) any {
	code := before(all[cis], c)
	taken[cis] = true
	seen(code)
	code.Operation, code.History, code.Parent = nil, nil, ""
	children := code.Child
	code.Child = nil
	out := map[string]any{}
	text, err := json.Marshal(code)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return cis // what came as JSON goes as JSON
	}
	var inside []any
	for _, child := range children {
		if all[child] != nil && !taken[child] {
			inside = append(inside, nested(all, child, c, taken, seen))
		}
	}
	if len(inside) > 0 {
		out["child"] = inside
	}
	return out
}

// words are the texts of a call and of its answer, without what they are written in.
func (c *call) words() (words []string) {
	texts := func(v any) {
		leaves("", "", v, func(l leaf) {
			if text, is := l.value.(string); is {
				words = append(words, text)
			}
		})
		if m, is := v.(map[string]any); is {
			words = append(words, sorted(m)...)
		}
	}
	for part := range strings.SplitSeq(c.Path, "/") {
		if plain, err := url.PathUnescape(part); err == nil {
			words = append(words, plain)
		}
	}
	if q, err := url.ParseQuery(c.Query); err == nil {
		for _, values := range q {
			words = append(words, values...)
		}
	}
	var body any
	_ = json.Unmarshal([]byte(c.Request.Request), &body) // nil of what is no JSON
	texts(body)
	texts(c.answer)
	if json.Unmarshal([]byte(c.document), &body) == nil {
		texts(body)
	}
	for d := xml.NewDecoder(strings.NewReader(c.document)); ; {
		token, err := d.Token()
		if err != nil {
			return words
		}
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				words = append(words, a.Value)
			}
		case xml.CharData:
			words = append(words, strings.TrimSpace(string(token)))
		}
	}
}
