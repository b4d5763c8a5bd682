package trueapi

import (
	"cmp"
	"strconv"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
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
// product is theirs if a code of it is (assumed: the catalogue names no holder here).
// Who has none gets an empty list: no code of others was named.
func (a *API) productGtin(c *pipeline.Call, in productGtinIn) (out productGtinOut, err error) {
	group, err := groupNamed(c, in.PG)
	if err != nil {
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
		return out, belowRange("page", page, 0)
	}
	v := c.Snapshot()
	if !v.MayTrade(c.Caller.BIN, group) {
		return out, noContract(c.Caller.BIN, group)
	}
	mine := productsOf(v, group, c.Caller.BIN)
	from := len(mine)
	if page <= len(mine)/limit {
		from = min(page*limit, len(mine))
	}
	return productGtinOut{mine[from:min(from+limit, len(mine))], len(mine)}, nil
}

// productsOf lists the GTINs of a group of which the participant sees codes.
func productsOf(v state.View, group, bin string) []string {
	mine := []string{}
	v.Products("", func(p *state.Product) bool {
		if p.ProductGroup != group {
			return true
		}
		seen := false
		v.CodesOf(p.GTIN, func(c *state.Code) bool { seen = state.Sees(bin, c); return !seen })
		if seen {
			mine = append(mine, p.GTIN)
		}
		return true
	})
	return mine
}

type productInfoIn struct {
	Cis string `query:"cis,required,code"`
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

// productInfo gives the product's card for a code: «GET /products/info». The
// code need not be registered if its GTIN is known (assumed).
func (a *API) productInfo(c *pipeline.Call, in productInfoIn) (out pipeline.Reply, err error) {
	v := c.Snapshot()
	code, err := v.Code(in.Cis)
	if err != nil {
		return out, err
	}
	if err := checkTails(c, v.Rules(), in.Cis); err != nil {
		return out, err
	}
	p, err := productOf(v, code, in.Cis)
	switch {
	case err != nil:
		return out, err
	case !v.MayTrade(c.Caller.BIN, p.ProductGroup):
		return out, noContract(c.Caller.BIN, p.ProductGroup)
	case code != nil && !state.Sees(c.Caller.BIN, code):
		return nothing(c, "the code and its card"), nil
	}
	units, pack := cmp.Or(p.InnerUnits, 1), p.PackageType
	if code != nil {
		pack = code.PackageType
		if p.InnerUnits == 0 && !pack.Single() { // the catalogue says nothing of it
			units = v.Units(code)
		}
	}
	if err := introducedCard(c, code, in.Cis); err != nil {
		return out, err
	}
	out.Body = productInfoOut{p.ID, p.Name, p.GTIN, catalogueType(pack), units, attributes(p)}
	return out, nil
}

// introducedCard judges a card that is asked for by a code that is not INTRODUCED.
func introducedCard(c *pipeline.Call, code *state.Code, written string) error {
	status := "not registered"
	if code != nil {
		status = code.Status.String()
	}
	if status == dict.Introduced.String() {
		return nil
	}
	return c.Soften(rules.CardIntroduced, state.Errorf(productNotFound, "code %q is %s; the sister system shows cards of INTRODUCED codes only", written, status))
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
	return nil, state.Errorf(productNotFound, "there is no product with gtin %q, which code %q has", parsed.GTIN, written)
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

// routeGtin tells the product group of each GTIN: «POST /product/route/gtin»,
// whoever has goods of it: GTINs belong to nobody here.
func (a *API) routeGtin(c *pipeline.Call, in routeGtinIn) ([]routedGtin, error) {
	if len(in.Body.Data) == 0 {
		return nil, state.Errorf(pipeline.ParamMissing, `field "data" of the body is required: the GTINs%s`, c.InsteadOf("data")).With("data")
	}
	v := c.Snapshot()
	routed, known := make([]routedGtin, 0, len(in.Body.Data)), false
	for _, gtin := range in.Body.Data {
		r := routeOf(v, c.Caller.BIN, gtin)
		routed, known = append(routed, r), known || r.ErrCode != "404"
	}
	if !known {
		return nil, state.Errorf(productsNotFound, "none of the %d GTINs is in this world", len(routed))
	}
	return routed, nil
}

// routeOf is one element, with the GTIN as it was sent. The sample prints a 401
// without its words, which the sister system prints whole; that it stands for
// a product group without contract is a reading.
func routeOf(v state.View, bin, gtin string) routedGtin {
	p := v.Product(cis.PadGTIN(gtin))
	switch {
	case p == nil:
		return routedGtin{Data: gtin, ErrCode: "404", ErrorMsg: "Not found"}
	case !v.MayTrade(bin, p.ProductGroup) && v.Rules().Is(rules.RouteContract, rules.Barred):
		return routedGtin{Data: gtin, ErrCode: "401", ErrorMsg: texts.TokenMissingJSON.Of().String()}
	}
	group, _ := dict.ProductGroupByName(p.ProductGroup)
	return routedGtin{Data: gtin, TGID: strconv.Itoa(group.ID), TGName: group.Name}
}
