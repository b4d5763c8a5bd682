package trueapi

import (
	"net/http"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	codeNotFound   = "КМ/КИ не найден"
	contractAbsent = "отсутствует действующий договор по ТГ"
)

type cisesInfoIn struct {
	PG    string   `query:"pg"` // change log 2.16: optional
	Codes []string `body:"json"`
}

// cisesInfo tells what is known of codes: «POST /cises/info». The answer is an
// array in order of the registered codes, those not found last; 404 with the
// same array when none is found; an empty array when the caller is neither
// owner nor producer of any.
func (a *API) cisesInfo(c *pipeline.Call, in cisesInfoIn) (pipeline.Reply, error) {
	l, err := look(c, in.Codes, in.PG)
	if err != nil {
		return pipeline.Reply{}, err
	}
	switch {
	case len(l.found)+len(l.barred) == 0:
		return pipeline.Reply{Status: http.StatusNotFound, Body: infoOut{l}}, nil
	case len(l.found) == 0:
		return pipeline.Reply{}, l.refuse()
	case !l.mine:
		return nothing, nil
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
		noInfo(j, asked, contractAbsent, "403")
	}
	for _, asked := range l.absent {
		noInfo(j, asked, codeNotFound, "404")
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
	j.List("child", shown(c.Child, skewOf(c).Info))
	j.Some("parent", c.Parent)
	j.Some("producerBin", c.ProducerBIN)
	j.Some("producerName", l.Participant(c.ProducerBIN).Name)
	j.Close('}')
	j.Close('}')
}

func groupID(j *pipeline.JSON, group dict.ProductGroup) {
	if group.ID != 0 {
		j.Name("productGroupId")
		j.Number(int64(group.ID))
	}
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
	if err != nil {
		return pipeline.Reply{}, err
	}
	if len(l.found) == 0 && len(l.barred) > 0 {
		return pipeline.Reply{}, l.refuse()
	}
	if len(l.found) > 0 && !l.mine {
		return nothing, nil
	}
	out := unitsCountOut{map[string]int{}, map[string]int{}}
	seen := map[*state.Code]bool{}
	for _, f := range l.found {
		n := 0
		l.EachUnit(f.code, func(unit *state.Code) {
			n++
			if !seen[unit] {
				seen[unit] = true
				out.GtinsCounts[unit.GTIN]++
			}
		})
		if skew := skewOf(f.code).Units; skew != nil {
			n = *skew
		}
		out.CisesCounts[f.asked] = n
	}
	return pipeline.Reply{Body: out}, nil
}
