package state

import (
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/rules"
)

// CheckGoods gives what there is to say of a document's codes, at most
// maxComplaints errors; none when all is well.
func (v View) CheckGoods(d *Document) Findings {
	rule, ok := v.goodsRule(d)
	if !ok {
		return Findings{}
	}
	_, found := v.inspector(d.accepted(), rule).inspect()
	return found
}

// MovesGoods tells whether anybody looks at the codes of such a document.
func (v View) MovesGoods(d *Document) bool {
	_, ok := v.goodsRule(d)
	return ok
}

// GoodsVerdict is the result of one check of a document's codes.
type GoodsVerdict struct {
	Name     string
	Errors   []texts.Said
	Failures []Failure // the same by kind
	Warnings []rules.Warning
}

// InspectGoods is CheckGoods check by check, up to the first that fails.
func (v View) InspectGoods(d *Document) (made []GoodsVerdict) {
	rule, ok := v.goodsRule(d)
	if !ok {
		return nil
	}
	i := v.inspector(d.accepted(), rule)
	failed, found := i.inspect()
	warned := 0
	for n, until := range i.ran {
		g := GoodsVerdict{Name: i.world.goodsChecks[n].Name, Warnings: found.Warnings[warned:until]}
		if warned = until; g.Name == failed {
			g.Errors, g.Failures = found.Errors, found.Failures
		}
		made = append(made, g)
	}
	return made
}
