package trueapi

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// WriteJSON writes the answer.
func (out listV2Out) WriteJSON(j *pipeline.JSON) {
	j.Open('{')
	j.Name("results")
	j.Open('[')
	for _, row := range out.Results {
		row.WriteJSON(j)
	}
	j.Close(']')
	j.Name("total")
	j.Number(int64(out.Total))
	j.Close('}')
}

// row is one code with its product, in the order of the samples. Parties are
// spelt ownerInn and producerInn, but for some groups in cises/listV2, where they
// are ownerBin and producerBin and stand further down.
func (l *lister) row(c *state.Code) members {
	p := l.product(c)
	ownerBin, ownerName := ownerOf(l.View, c, l.caller)
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	bins := l.bins && group.Has(dict.AsBIN)
	inn := func(name, bin string) member {
		if bins {
			return member{}
		}
		return member{name, bin}
	}
	bin := func(name, bin string) member {
		if !bins {
			return member{}
		}
		return member{name, bin}
	}
	row := members{
		{"cis", c.CIS},
		{"gtin", c.GTIN},
		{"sgtin", serialOf(c)},
		{"tnvedGroup", p.TNVedCode10[:min(4, len(p.TNVedCode10))]},
		{"productName", p.Name},
		{"ownerName", ownerName},
		inn("ownerInn", ownerBin),
		{"producerName", l.Participant(c.ProducerBIN).Name},
		inn("producerInn", c.ProducerBIN),
		{"status", c.Status.String()},
		{"emissionDate", c.EmissionDate.String()},
		{"producedDate", c.ProducedDate.String()},
		{"emissionType", c.EmissionType.String()},
		{"lastDocId", l.NumberOf(lastDoc(c))},
		{"name", p.Name},
		{"brand", p.Brand},
		{"statusEx", c.Status.String()},
		bin("ownerBin", ownerBin),
		bin("producerBin", c.ProducerBIN),
	}
	row = append(row, attributes(p, member{"tnVedCode10", p.TNVedCode10})...)
	row = slices.DeleteFunc(row, func(m member) bool { return m.value == nil || m.value == "" })
	if n := len(c.Child); n > 0 {
		row = slices.Insert(row, 1, member{"countChildren", n})
	}
	return row
}

func lastDoc(c *state.Code) string {
	for ; c != nil; c = c.Prev {
		if c.Op != nil && c.Op.DocID != "" {
			return c.Op.DocID
		}
	}
	return ""
}

// attributes are those of the catalogue, and what stands among them: in the
// order of the product group, others behind by name.
func attributes(p *state.Product, among ...member) members {
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	out := append(make(members, 0, len(p.Attributes)+len(among)), among...)
	for name, value := range p.Attributes {
		out = append(out, member{name, value})
	}
	rank := func(m member) int {
		if i := slices.Index(group.Attributes, m.name); i >= 0 {
			return i
		}
		return len(group.Attributes)
	}
	slices.SortFunc(out, func(a, b member) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a.name, b.name)
	})
	return out
}
