package state

import (
	"strings"

	"github.com/mockismp/mockismp/state/dict"
)

// GTINLength is how many digits the GTIN of a product has.
const GTINLength = 14

// Product is a card of the national catalogue, known by its GTIN.
type Product struct {
	ID           int64  // number of the catalogue
	GTIN         string // 14 digits; check digits are not enforced, printed samples break them
	ProductGroup string // name of the dictionary ("tobacco")
	Name         string
	Brand        string
	PackageType  dict.PackageType
	TNVedCode10  string
	InnerUnits   int               // pieces in it as the catalogue counts, 0 for what the catalogue does not say
	Attributes   map[string]string // the group's own attributes, as the API names them
}

func (p *Product) check() error {
	if len(p.GTIN) != GTINLength || strings.Trim(p.GTIN, "0123456789") != "" {
		return Errorf(BadRecord, "product %q: a gtin has 14 digits", p.GTIN)
	}
	if _, ok := dict.ProductGroupByName(p.ProductGroup); !ok {
		return Errorf(BadRecord, "product %s: no product group %q", p.GTIN, p.ProductGroup)
	}
	if p.InnerUnits < 0 {
		return Errorf(BadRecord, "product %s: innerUnitCount is %d, and counts from 1", p.GTIN, p.InnerUnits)
	}
	return nil
}
