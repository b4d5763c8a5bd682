package trueapi

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

type cisesInfoIn struct {
	PG    string   `query:"pg"` // change log 2.16: optional
	Codes []string `body:"json"`
}

// cisesInfo tells what is known of codes: «POST /cises/info». The answer is an
// array in order of the registered codes, those not found last; 404 with the
// same array when none is found. Nothing is said of those that are found when
// the caller is neither owner nor producer of any.
func (a *API) cisesInfo(c *pipeline.Call, in cisesInfoIn) (pipeline.Reply, error) {
	l := lookupFor(c)
	if l.Rules().Is(rules.TobaccoContract, rules.NotAsked) {
		l.free = dict.GroupsWith(dict.Open)
	}
	err := l.look(c, in.Codes, in.PG)
	if err == nil {
		err = checkTails(c, l.Rules(), in.Codes...)
	}
	if err != nil {
		return pipeline.Reply{}, err
	}
	switch {
	case len(l.found)+len(l.barred) == 0:
		return pipeline.Reply{Status: http.StatusNotFound, Body: infoOut{l}}, nil
	case len(l.found) == 0 && (len(l.absent) == 0 || l.Rules().Is(rules.MixedErrors, rules.AsRefused)):
		return pipeline.Reply{}, l.refuse()
	case len(l.found) > 0 && !l.mine:
		untold(c, fmt.Sprintf("all %d codes that were found are of others: nothing is said of them", len(l.found)))
		l.found, l.barred = nil, nil
	}
	return pipeline.Reply{Body: infoOut{l}}, nil
}

// infoOut is the answer: an element for each code, what is known of it or why
// nothing is said.
type infoOut struct{ *lookup }

func (l infoOut) WriteJSON(j *pipeline.JSON) {
	j.Open('[')
	for _, f := range l.found {
		l.info(j, f)
	}
	for _, asked := range l.barred {
		noInfo(j, asked, texts.NoContractHere.Text, "403")
	}
	for _, asked := range l.absent {
		noInfo(j, asked, texts.CodeNotFound.Text, "404")
	}
	j.Close(']')
}

func noInfo(j *pipeline.JSON, asked, message, code string) {
	j.Open('{')
	j.Name("cisInfo")
	j.Open('{')
	j.Field("requestedCis", asked)
	j.Close('}')
	j.Field("errorMessage", message)
	j.Field("errorCode", code)
	j.Close('}')
}

// info has its fields in the order of the printed answer.
func (l *lookup) info(j *pipeline.JSON, f foundCode) {
	c, p := f.code, f.product
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	ownerBin, ownerName := ownerOf(l.View, c, l.caller)
	j.Open('{')
	j.Name("cisInfo")
	j.Open('{')
	j.Field("requestedCis", f.asked)
	j.Some("cis", c.CIS)
	j.Some("gtin", c.GTIN)
	j.Some("productName", p.Name)
	groupID(j, group)
	j.Some("productGroup", group.Name)
	j.Some("brand", p.Brand)
	j.Moment("producedDate", c.ProducedDate)
	j.Some("packageType", c.PackageType.String())
	j.Some("ownerBin", ownerBin)
	j.Some("ownerName", ownerName)
	j.Some("status", c.Status.String())
	j.List("child", listedChildren(c.Child, skewOf(c).Info))
	j.Some("parent", c.Parent)
	if c.PackageType == dict.Unit || group.Has(dict.Open) || !l.Rules().Is(rules.PackageProducer, rules.TobaccoAlone) {
		j.Some("producerBin", c.ProducerBIN)
		j.Some("producerName", l.Participant(c.ProducerBIN).Name)
	}
	j.Some("exporterName", exporterOf(l.View, c))
	j.Close('}')
	j.Close('}')
}

func groupID(j *pipeline.JSON, group dict.ProductGroup) {
	if group.ID != 0 {
		j.Name("productGroupId")
		j.Number(int64(group.ID))
	}
}

// exporterOf is who sent an imported code here, as far as it is known: the
// foreign owner that it had, or the supplier that its notice of import names.
func exporterOf(v state.View, c *state.Code) string {
	for ; c != nil; c = c.Prev {
		if p := v.Participant(c.OwnerBIN); p != nil && p.Country != "" {
			return p.Name
		}
		if c.Op == nil || c.Op.DocID == "" {
			continue
		}
		if d, err := v.Document(c.Op.DocID); err == nil && d.Has(state.Brings) && d.SupplierName != d.ConsigneeName {
			return d.SupplierName
		}
	}
	return ""
}

// unitsCountOut counts consumer packs: under each code as it was asked, and
// each once by its GTIN.
type unitsCountOut struct {
	CisesCounts map[string]int `json:"cisesCounts"`
	GtinsCounts map[string]int `json:"gtinsCounts"`
}

type unitsCountIn struct {
	Codes []string `body:"json"`
}

// unitsCount counts the consumer packs in codes: «POST /cis/cises-units-count».
// Codes that are not registered are left out.
func (a *API) unitsCount(c *pipeline.Call, in unitsCountIn) (pipeline.Reply, error) {
	l, err := look(c, in.Codes, "")
	if err == nil {
		err = checkTails(c, l.Rules(), in.Codes...)
	}
	if err != nil {
		return pipeline.Reply{}, err
	}
	if len(l.found) == 0 && len(l.barred) > 0 {
		return pipeline.Reply{}, l.refuse()
	}
	if len(l.found) > 0 && !l.mine {
		return nothing(c, "all codes that were found"), nil
	}
	l.withoutBrackets(c)
	out := unitsCountOut{map[string]int{}, map[string]int{}}
	seen := map[*state.Code]bool{}
	for _, f := range l.found {
		out.CisesCounts[f.asked] = l.countUnits(f.code, seen, out.GtinsCounts)
	}
	return pipeline.Reply{Body: out}, nil
}

// countUnits counts the packs in a code, and those not seen before by their
// GTIN. What is to be wrong about the code is wrong in both.
func (l *lookup) countUnits(c *state.Code, seen map[*state.Code]bool, byGtin map[string]int) (n int) {
	skew, last := skewOf(c).Units, c.GTIN
	l.EachUnit(c, func(unit *state.Code) {
		if skew != nil && n >= *skew {
			return
		}
		n, last = n+1, unit.GTIN
		if !seen[unit] {
			seen[unit] = true
			byGtin[unit.GTIN]++
		}
	})
	if skew != nil && n < *skew { // more than there are
		byGtin[last] += *skew - n
		return *skew
	}
	return n
}

// withoutBrackets warns of blocks that were not asked for as the table wants it.
func (l *lookup) withoutBrackets(c *pipeline.Call) {
	for _, f := range l.found {
		if f.code.PackageType == dict.Level1 && !strings.HasPrefix(f.asked, "(") {
			c.Tolerate(rules.UnitsBrackets, fmt.Sprintf("block %q has no brackets; the table takes blocks with brackets only, a printed call has none", f.asked))
			return
		}
	}
}
