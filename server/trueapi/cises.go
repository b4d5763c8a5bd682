package trueapi

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// Chapter «Методы работы с КМ».

const (
	noCodes      state.Kind = "codes.none"
	tooManyCodes state.Kind = "codes.too-many"
	groupUnknown state.Kind = "product-group.unknown"

	// maxInfoCodes: «Не более 1000 КИ в массиве».
	maxInfoCodes = 1000

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
	if err := checkInfoRequest(in); err != nil {
		return pipeline.Reply{}, err
	}
	l := lookup{View: c.World.Look(), caller: c.Caller.INN, group: in.PG}
	for _, asked := range distinct(in.Codes) {
		l.add(asked)
	}
	switch {
	case l.found == 0:
		return pipeline.Reply{Status: http.StatusNotFound, Body: l.elements(nil)}, nil
	case l.found == l.noContract:
		return pipeline.Reply{}, state.Fail(state.NoContract, fmt.Sprintf("%s has no contract in force for the product groups of the %d codes found", l.caller, l.found))
	case !l.mine:
		return pipeline.Reply{Body: []cisInfoElement{}}, nil
	}
	return pipeline.Reply{Body: l.elements(l.known)}, nil
}

func checkInfoRequest(in cisesInfoIn) error {
	if len(in.Codes) == 0 {
		return state.Fail(noCodes, "the body is an empty array; send at least one code")
	}
	if n := len(in.Codes); n > maxInfoCodes {
		return state.Fail(tooManyCodes, fmt.Sprintf("%d codes asked at once, at most %d may be", n, maxInfoCodes), strconv.Itoa(n), strconv.Itoa(maxInfoCodes))
	}
	if _, ok := dict.ProductGroupByName(in.PG); in.PG != "" && !ok {
		return state.Fail(groupUnknown, fmt.Sprintf("pg=%q is no product group of the dictionary", in.PG), in.PG)
	}
	return nil
}

// distinct leaves out repetitions of the same written form, keeping the order.
func distinct(codes []string) []string {
	if len(codes) == 1 {
		return codes
	}
	seen := make(map[string]bool, len(codes))
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		again := seen[code]
		seen[code] = true
		return again
	})
}

// lookup collects what a caller may know of codes.
type lookup struct {
	state.View
	caller string
	group  string // "" or the only product group that is asked for

	known      []cisInfoElement
	missing    []cisInfoElement
	found      int  // registered codes
	noContract int  // of these, in groups the caller has no contract for
	mine       bool // the caller owns or produced one of the rest
}

func (l *lookup) add(asked string) {
	// What can not be a code is a code that is not found: the method prints no other answer.
	code, _ := l.Code(asked)
	var product *state.Product
	if code != nil {
		product = l.Product(code.GTIN)
	}
	if code == nil || (l.group != "" && product.ProductGroup != l.group) {
		l.missing = append(l.missing, cisInfoElement{cisInfo{RequestedCis: asked}, codeNotFound, "404"})
		return
	}
	l.found++
	if !l.MayTrade(l.caller, product.ProductGroup) {
		l.noContract++
		l.missing = append(l.missing, cisInfoElement{cisInfo{RequestedCis: asked}, contractAbsent, "403"})
		return
	}
	l.mine = l.mine || code.OwnerBIN == l.caller || code.ProducerBIN == l.caller
	l.known = append(l.known, cisInfoElement{Info: l.info(asked, code, product)})
}

func (l *lookup) info(asked string, c *state.Code, p *state.Product) cisInfo {
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	info := cisInfo{
		RequestedCis: asked, Cis: c.CIS, Gtin: c.GTIN,
		ProductName: p.Name, ProductGroupID: group.ID, ProductGroup: group.Name, Brand: p.Brand,
		ProducedDate: c.ProducedDate.String(), PackageType: c.PackageType.String(), Status: c.Status.String(),
		Child: c.Child, Parent: c.Parent,
		ProducerBin: c.ProducerBIN, ProducerName: l.Participant(c.ProducerBIN).Name,
	}
	if c.OwnerBIN == l.caller {
		info.OwnerBin, info.OwnerName = c.OwnerBIN, l.Participant(c.OwnerBIN).Name
	}
	return info
}

// elements orders an answer: known codes as registered, then the rest as asked for.
func (l *lookup) elements(known []cisInfoElement) []cisInfoElement {
	slices.SortFunc(known, func(a, b cisInfoElement) int {
		return cmp.Or(cmp.Compare(a.Info.Cis, b.Info.Cis), cmp.Compare(a.Info.RequestedCis, b.Info.RequestedCis))
	})
	slices.SortFunc(l.missing, func(a, b cisInfoElement) int { return cmp.Compare(a.Info.RequestedCis, b.Info.RequestedCis) })
	return append(known, l.missing...)
}
