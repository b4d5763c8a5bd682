package trueapi

import (
	"slices"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

type cisesListIn struct {
	Values []string `query:"values,required,code"`
}

// cisesList tells what is known of codes: «POST /cises/list». Codes that are
// not found are left out.
func (a *API) cisesList(c *pipeline.Call, in cisesListIn) (pipeline.Reply, error) {
	l, err := look(c, in.Values, "")
	if err == nil {
		err = l.refuse()
	}
	if err != nil {
		return pipeline.Reply{}, err
	}
	if !l.mine {
		return nothing(c, "all codes that were found"), nil
	}
	return pipeline.Reply{Body: listOut{l}}, nil
}

// listOut is the answer: an element for each code that was found.
type listOut struct{ *lookup }

func (l listOut) WriteJSON(j *pipeline.JSON) {
	j.Open('[')
	for _, f := range l.found {
		l.listed(j, f)
	}
	j.Close(']')
}

// listed has its fields in the order of the printed answer.
func (l *lookup) listed(j *pipeline.JSON, f foundCode) {
	c, p := f.code, f.product
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	ownerBin, ownerName := ownerOf(l.View, c, l.caller)
	j.Open('{')
	if group.Has(dict.Requested) {
		j.Some("requestedCis", f.asked)
	}
	j.Field("cis", c.CIS)
	j.Field("status", c.Status.String())
	j.Field("gtin", c.GTIN)
	j.Some("brand", p.Brand)
	j.Some("productName", p.Name)
	j.Some("productGroup", group.Name)
	groupID(j, group)
	j.Moment("producedDate", c.ProducedDate)
	j.Field("packageType", c.PackageType.String())
	j.Some("producerBin", c.ProducerBIN)
	j.Some("producerName", l.Participant(c.ProducerBIN).Name)
	j.Some("ownerBin", ownerBin)
	j.Some("ownerName", ownerName)
	j.Some("parent", c.Parent)
	j.List("child", c.Child)
	j.Close('}')
}

type aggregatedPostIn struct {
	aggregatedPage
	Codes []string `body:"json"`
}

type aggregatedGetIn struct {
	aggregatedPage
	Codes []string `query:"codes,required,code"`
}

// aggregatedPage is what both forms take. pg is required by the table, but a
// printed call without it is answered: optional, checked when present.
type aggregatedPage struct {
	PG            string `query:"pg"`
	ChildrenPage  *int   `query:"childrenPage"`
	ChildrenLimit *int   `query:"childrenLimit"`
}

func (a *API) aggregatedPost(c *pipeline.Call, in aggregatedPostIn) (pipeline.Reply, error) {
	return aggregated(c, in.Codes, in.aggregatedPage)
}

func (a *API) aggregatedGet(c *pipeline.Call, in aggregatedGetIn) (pipeline.Reply, error) {
	return aggregated(c, in.Codes, in.aggregatedPage)
}

// aggregated gives what is packed in codes, to the bottom: «POST» and «GET
// /cises/aggregated/list». Codes are shown as registered.
func aggregated(c *pipeline.Call, codes []string, page aggregatedPage) (pipeline.Reply, error) {
	l, err := look(c, codes, page.PG)
	if err == nil {
		err = l.refuse()
	}
	if err == nil {
		err = page.check()
	}
	if err != nil {
		return pipeline.Reply{}, err
	}
	if page.PG == "" {
		c.Tolerate(rules.AggregatedGroup, "pg was not sent; its table says that it is required")
	}
	if !l.mine {
		return nothing(c, "all codes that were found"), nil
	}
	out := members{}
	for _, f := range l.found {
		if !out.has(f.code.CIS) { // asked in two forms
			out = append(out, member{f.code.CIS, l.layers(f, page)})
		}
	}
	return pipeline.Reply{Body: out}, nil
}

// layers is the first layer of a code, in order of packing, each with what is
// in it.
func (l *lookup) layers(f foundCode, page aggregatedPage) members {
	first := listedChildren(f.code.Child, skewOf(f.code).Aggregated)
	if !dict.GroupHas(f.product.ProductGroup, dict.OnePage) {
		first = page.of(first)
	}
	return l.content(first)
}

// content names what is in each of some codes: an array of what is in the lowest
// package, an object above it («Map<String, Map<String, …, List<String>>>»).
func (l *lookup) content(codes []string) members {
	out := make(members, 0, len(codes))
	for _, cis := range codes {
		if !l.Here() {
			break
		}
		out = append(out, member{cis, l.inside(cis)})
	}
	return out
}

func (l *lookup) inside(cis string) any {
	c, _ := l.Code(cis)
	if c == nil || len(c.Child) == 0 {
		return []string{}
	}
	packed := func(child string) bool {
		if !l.Here() {
			return false
		}
		in, _ := l.Code(child)
		return in != nil && len(in.Child) > 0
	}
	if slices.ContainsFunc(c.Child, packed) {
		return l.content(c.Child)
	}
	return c.Child
}

// check holds the page to numbers from 1 on.
func (p aggregatedPage) check() error {
	for _, f := range []struct {
		name  string
		value *int
	}{{"childrenPage", p.ChildrenPage}, {"childrenLimit", p.ChildrenLimit}} {
		if f.value != nil && *f.value < 1 {
			return belowRange(f.name, *f.value, 1)
		}
	}
	return nil
}

// of is the page of the children: pages count from 1 and hold 50 unless asked otherwise.
func (p aggregatedPage) of(children []string) []string {
	page, limit := 1, 50
	if p.ChildrenPage != nil {
		page = *p.ChildrenPage
	}
	if p.ChildrenLimit != nil {
		limit = *p.ChildrenLimit
	}
	if page-1 > len(children)/limit {
		return nil
	}
	from := min((page-1)*limit, len(children))
	return children[from:min(from+min(limit, len(children)), len(children))]
}
