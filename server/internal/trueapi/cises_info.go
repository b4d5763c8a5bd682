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

// cisInfoElement is an element of the answer: what is known of one asked code,
// or why nothing is said of it.
type cisInfoElement struct {
	Info         cisInfo `json:"cisInfo"`
	ErrorMessage string  `json:"errorMessage,omitempty"`
	ErrorCode    string  `json:"errorCode,omitempty"`
}

// cisInfo has its fields in the order of the printed answer.
type cisInfo struct {
	RequestedCis   string   `json:"requestedCis"`
	Cis            string   `json:"cis,omitempty"`
	Gtin           string   `json:"gtin,omitempty"`
	ProductName    string   `json:"productName,omitempty"`
	ProductGroupID int      `json:"productGroupId,omitempty"`
	ProductGroup   string   `json:"productGroup,omitempty"`
	Brand          string   `json:"brand,omitempty"`
	ProducedDate   string   `json:"producedDate,omitempty"`
	PackageType    string   `json:"packageType,omitempty"`
	OwnerBin       string   `json:"ownerBin,omitempty"`
	OwnerName      string   `json:"ownerName,omitempty"`
	Status         string   `json:"status,omitempty"`
	Child          []string `json:"child,omitempty"`
	Parent         string   `json:"parent,omitempty"`
	ProducerBin    string   `json:"producerBin,omitempty"`
	ProducerName   string   `json:"producerName,omitempty"`
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
		return pipeline.Reply{Status: http.StatusNotFound, Body: l.infoElements()}, nil
	case len(l.found) == 0:
		return pipeline.Reply{}, l.refuse()
	case !l.mine:
		return nothing, nil
	}
	return pipeline.Reply{Body: l.infoElements()}, nil
}

func (l *lookup) infoElements() []cisInfoElement {
	out := make([]cisInfoElement, 0, len(l.found)+len(l.absent)+len(l.barred))
	for _, f := range l.found {
		out = append(out, cisInfoElement{Info: l.info(f)})
	}
	for _, asked := range l.barred {
		out = append(out, cisInfoElement{cisInfo{RequestedCis: asked}, contractAbsent, "403"})
	}
	for _, asked := range l.absent {
		out = append(out, cisInfoElement{cisInfo{RequestedCis: asked}, codeNotFound, "404"})
	}
	return out
}

func (l *lookup) info(f foundCode) cisInfo {
	c, p := f.code, f.product
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	info := cisInfo{
		RequestedCis: f.asked, Cis: c.CIS, Gtin: c.GTIN,
		ProductName: p.Name, ProductGroupID: group.ID, ProductGroup: group.Name, Brand: p.Brand,
		ProducedDate: c.ProducedDate.String(), PackageType: c.PackageType.String(), Status: c.Status.String(),
		Child: shown(c.Child, skewOf(c).Info), Parent: c.Parent,
		ProducerBin: c.ProducerBIN, ProducerName: l.Participant(c.ProducerBIN).Name,
	}
	info.OwnerBin, info.OwnerName = ownerOf(l.View, c, l.caller)
	return info
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
