package trueapi

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Chapter «Методы работы с товарами (GTIN)».

const (
	productNotFound  state.Kind = "product.not-found"
	productsNotFound state.Kind = "products.not-found"
)

type productGtinIn struct {
	PG    string `query:"pg,required"`
	Limit *int   `query:"limit"`
	Page  *int   `query:"page"` // from 0
}

type productGtinOut struct {
	Gtins []string `json:"gtins"` // the table spells gtings, the sample gtins
	Total int      `json:"total"`
}

// productGtin lists the caller's products of a group: «GET /product/gtin». A
// product is his if a code of it is (assumed: the catalogue names no holder here).
func (a *API) productGtin(c *pipeline.Call, in productGtinIn) (out pipeline.Reply, err error) {
	if err := checkGroup(in.PG); err != nil {
		return out, err
	}
	limit, err := listLimit(in.Limit, 10)
	if err != nil {
		return out, err
	}
	page := 0
	if in.Page != nil {
		page = *in.Page
	}
	if page < 0 {
		return out, state.Fail(pipeline.ParamType, fmt.Sprintf("page is %d; it counts from 0", page), "page", "Integer")
	}
	v := c.World.Look()
	if !v.MayTrade(c.Caller.BIN, in.PG) {
		return out, noContract(c.Caller.BIN, in.PG)
	}
	mine, others := productsOf(v, in.PG, c.Caller.BIN)
	if len(mine) == 0 && others {
		return nothing, nil
	}
	from := len(mine)
	if page <= len(mine)/limit {
		from = min(page*limit, len(mine))
	}
	out.Body = productGtinOut{mine[from:min(from+limit, len(mine))], len(mine)}
	return out, nil
}

// productsOf lists the GTINs of a group of which the participant sees codes, and
// tells whether there are products of others.
func productsOf(v state.View, group, bin string) (mine []string, others bool) {
	mine = []string{}
	v.Products("", func(p *state.Product) bool {
		if p.ProductGroup != group {
			return true
		}
		seen := false
		v.CodesOf(p.GTIN, func(c *state.Code) bool { seen = state.Sees(bin, c); return !seen })
		if seen {
			mine = append(mine, p.GTIN)
		} else {
			others = true
		}
		return true
	})
	return mine, others
}

type productInfoIn struct {
	Cis string `query:"cis,required"`
}

type productInfoOut struct {
	ID                 int64   `json:"id"`
	Name               string  `json:"name,omitempty"`
	Gtin               string  `json:"gtin"`
	PackageType        string  `json:"packageType"`
	InnerUnitCount     int     `json:"innerUnitCount"`
	SpecificAttributes members `json:"specificAttributes"`
}

// catalogueType is how the catalogue calls a type of package; what is larger
// than a pallet has no name there and is one too (assumed).
func catalogueType(t dict.PackageType) string {
	switch t {
	case 0, dict.Unit, dict.Bundle:
		return "trade-unit"
	case dict.Level1:
		return "inner-pack"
	case dict.Level2:
		return "box"
	}
	return "pallet"
}

// productInfo gives the product's card for a code: «GET /products/info». It
// answers without a token, as its printed call has none; the code need not be
// registered if its GTIN is known (assumed).
func (a *API) productInfo(c *pipeline.Call, in productInfoIn) (out pipeline.Reply, err error) {
	v := c.World.Look()
	code, err := v.Code(in.Cis)
	if err != nil {
		return out, err
	}
	p, err := productOf(v, code, in.Cis)
	if err != nil {
		return out, err
	}
	if c.Caller != nil {
		switch {
		case !v.MayTrade(c.Caller.BIN, p.ProductGroup):
			return out, noContract(c.Caller.BIN, p.ProductGroup)
		case code != nil && !state.Sees(c.Caller.BIN, code):
			return nothing, nil
		}
	}
	units, pack := 1, p.PackageType
	if code != nil {
		units, pack = v.Units(code), code.PackageType
	}
	out.Body = productInfoOut{p.ID, p.Name, p.GTIN, catalogueType(pack), units, attributes(p)}
	return out, nil
}

// productOf is the product of a registered code, or of the GTIN in one that is not.
func productOf(v state.View, code *state.Code, written string) (*state.Product, error) {
	if code != nil {
		return v.Product(code.GTIN), nil
	}
	parsed, err := parseUnregistered(written)
	if err != nil {
		return nil, err
	}
	if p := v.Product(parsed.GTIN); p != nil {
		return p, nil
	}
	return nil, state.Fail(productNotFound, fmt.Sprintf("there is no product with gtin %q, which code %q has", parsed.GTIN, written))
}

type routeGtinIn struct {
	Body struct {
		Data []string `json:"data"`
	} `body:"json"`
}

type routedGtin struct {
	Data     string `json:"data"`
	TGID     string `json:"tg-id,omitempty"`
	TGName   string `json:"tg-name,omitempty"`
	ErrCode  string `json:"error-code,omitempty"`
	ErrorMsg string `json:"error-msg,omitempty"`
}

// routeGtin tells the product group of each GTIN: «POST /product/route/gtin»;
// change log 2.15: nothing to who asks for products of others only. A
// product of a group without contract is an element with error-code "401"; its
// words were lost in print.
func (a *API) routeGtin(c *pipeline.Call, in routeGtinIn) (out pipeline.Reply, err error) {
	if len(in.Body.Data) == 0 {
		return out, state.Fail(pipeline.ParamMissing, `field "data" of the body is required: the GTINs`, "data")
	}
	v := c.World.Look()
	routed := make([]routedGtin, 0, len(in.Body.Data))
	others := true // all that is found has codes of others only
	for _, gtin := range in.Body.Data {
		p := v.Product(cis.PadGTIN(gtin)) // the element has the code as it was sent
		others = others && (p == nil || foreign(v, p.GTIN, c.Caller.BIN))
		switch {
		case p == nil:
			routed = append(routed, routedGtin{Data: gtin, ErrCode: "404", ErrorMsg: "Not found"})
		case !v.MayTrade(c.Caller.BIN, p.ProductGroup):
			routed = append(routed, routedGtin{Data: gtin, ErrCode: "401", ErrorMsg: "Нет доступа к товарной группе"})
		default:
			group, _ := dict.ProductGroupByName(p.ProductGroup)
			routed = append(routed, routedGtin{Data: gtin, TGID: strconv.Itoa(group.ID), TGName: group.Name})
		}
	}
	if !slices.ContainsFunc(routed, func(r routedGtin) bool { return r.ErrCode != "404" }) {
		return out, state.Fail(productsNotFound, fmt.Sprintf("none of the %d GTINs is in this world", len(routed)))
	}
	if others {
		return nothing, nil
	}
	out.Body = routed
	return out, nil
}
