package state

import (
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// checkDeclared holds the lines of a customs declaration against the goods that
// they are about.
func (i *inspector) checkDeclared() {
	products := map[int]map[string]int{} // by goods: how often each GTIN is declared
	packs := map[*Code]int{}             // the lines of packs that are declared by code
	for _, d := range i.doc.Declared {
		i.checkTNVED(d)
		if d.CIS != "" {
			i.checkDeclaredPack(d, packs)
			continue
		}
		if products[d.In] == nil {
			products[d.In] = map[string]int{}
		}
		products[d.In][cis.PadGTIN(d.GTIN)]++
	}
	for n := range len(i.doc.Goods) {
		if products[n] == nil {
			continue
		}
		held := map[string]int{}
		i.EachUnit(i.codes[n], func(unit *Code) { held[unit.GTIN]++ })
		for _, gtin := range sortedKeys(products[n], held) {
			switch g := i.doc.Goods[n]; {
			case i.Product(gtin) == nil:
				i.complain(failNoProduct, gtin, texts.Said{})
			case held[gtin] == 0:
				i.complain(failComposition, i.codes[n].CIS, texts.WithoutGTIN.Of(i.codes[n].CIS, gtin, g.Line))
			case products[n][gtin] == 0:
				i.complain(failComposition, i.codes[n].CIS, texts.GTINNotNamed.Of(i.codes[n].CIS, gtin, g.Line))
			}
		}
	}
}

// checkDeclaredPack: a pack that a declaration names is one of the product, lies
// in the goods, and is named once.
func (i *inspector) checkDeclaredPack(d Declared, packs map[*Code]int) {
	pack, _ := i.Code(d.CIS)
	line, again := packs[pack]
	packs[pack] = d.Line
	switch {
	case pack == nil:
		i.complainAbsent(Goods{CIS: d.CIS, Line: d.Line})
	case pack.PackageType != dict.Unit || pack.GTIN != cis.PadGTIN(d.GTIN):
		i.complain(failPackage, pack.CIS, texts.OtherGTIN.Of(d.GTIN, d.Line))
	case again:
		i.complain(failComposition, pack.CIS, texts.ListedTwice.Of(pack.CIS, line, d.Line))
	case !i.liesIn(pack, i.codes[d.In]):
		i.complain(failComposition, pack.CIS, texts.NotWithin.Of(pack.CIS, i.codes[d.In].CIS, d.Line))
	}
}

// liesIn tells whether a code is another one or packed in it, however deep.
func (v View) liesIn(c, in *Code) bool {
	for c != nil && c.CIS != in.CIS {
		if c.Parent == "" {
			return false
		}
		c, _ = v.Code(c.Parent)
	}
	return c != nil
}
