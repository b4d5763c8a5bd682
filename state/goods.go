package state

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// GoodsCheck is one check of a document's codes against the world; what it
// finds ends the document in an error status, later.
type GoodsCheck struct {
	Name  string
	About string
	Run   func(*inspector)
}

// GoodsChecks is the ordered table: a check runs only when those before it
// found nothing.
func GoodsChecks() []GoodsCheck {
	return []GoodsCheck{
		{"codes.contract", "both parties have a contract in force for the product groups", (*inspector).checkContract},
		{"codes.exist", "every code is registered", (*inspector).checkExist},
		{"codes.owner", "the supplier owns every code", (*inspector).checkOwner},
		{"codes.status", "every code, packed ones too, is the supplier's and in a status from which it can be given", (*inspector).checkStatus},
		{"codes.once", "no code twice, none inside another listed package", (*inspector).checkOnce},
		{"codes.count", "count of each code is what it holds", (*inspector).checkCounts},
		{"totals", "productTotals are what the codes hold, by GTIN", (*inspector).checkTotals},
	}
}

// CheckGoods gives what is wrong with a document's codes, in Russian, at most
// maxComplaints sentences; nothing when all is well.
func (v View) CheckGoods(d *Document) []string {
	_, errors := v.InspectGoods(d)
	return errors
}

// InspectGoods is CheckGoods with the name of the check that failed.
func (v View) InspectGoods(d *Document) (failed string, errors []string) {
	if !DocTypeOf(d.Type).Goods {
		return "", nil
	}
	return v.inspector(d).inspect()
}

// GiveGoods checks a document's codes and moves them to its consignee in the
// same walk, so that a package of a million packs is gone through once. What is
// wrong is returned as by CheckGoods, and then nothing has moved.
func (tx *Tx) GiveGoods(d *Document) []string {
	before := tx.version.copy()
	i := tx.inspector(d)
	op := &Operation{At: tx.now, DocID: d.ID}
	i.pass = func(c *Code) { // the walk has checked that a row leads from its status
		_ = tx.move(c, Given, op, func(c *Code) { c.OwnerBIN = d.Consignee })
	}
	if _, wrong := i.inspect(); len(wrong) == 0 {
		return nil
	}
	tx.version = before
	return tx.CheckGoods(d) // again, as half of the codes had moved
}

// maxComplaints keeps the answer to a document of 300,000 wrong codes readable.
const maxComplaints = 100

// inspector looks at the goods of one document. It goes through packages once,
// and keeps what the checks need.
type inspector struct {
	View
	doc        *Document
	codes      []*Code        // by goods
	counts     []int          // consumer packs, by goods
	units      map[string]int // consumer packs by GTIN
	pass       func(*Code)    // what becomes of a code that passes, packed ones too
	complaints []string
}

func (v View) inspector(d *Document) *inspector {
	i := &inspector{View: v, doc: d, codes: make([]*Code, len(d.Goods)), counts: make([]int, len(d.Goods)), units: map[string]int{}, pass: func(*Code) {}}
	for n, g := range d.Goods {
		i.codes[n], _ = i.Code(g.CIS) // nil for none, and for what is no code
	}
	return i
}

func (i *inspector) inspect() (failed string, errors []string) {
	for _, check := range i.world.goodsChecks {
		if check.Run(i); len(i.complaints) > 0 {
			return check.Name, i.complaints
		}
	}
	return "", nil
}

func (i *inspector) complain(format string, args ...any) {
	if len(i.complaints) < maxComplaints {
		i.complaints = append(i.complaints, fmt.Sprintf(format, args...))
	}
}

func (i *inspector) checkExist() {
	for n, g := range i.doc.Goods {
		if i.codes[n] == nil {
			i.complain("Код маркировки %.255s не найден (строка %d)", g.CIS, g.Line)
		}
	}
}

// checkOnce: no code twice, none inside another listed package.
func (i *inspector) checkOnce() {
	listed := make(map[*Code]int, len(i.codes))
	for n, c := range i.codes {
		if first, again := listed[c]; again {
			i.complain("Код маркировки %s указан дважды (строки %d и %d)", c.CIS, i.doc.Goods[first].Line, i.doc.Goods[n].Line)
		}
		listed[c] = n
	}
	for n, c := range i.codes {
		for up, _ := i.Code(c.Parent); c.Parent != "" && up != nil; up, _ = i.Code(up.Parent) {
			if _, inside := listed[up]; inside {
				i.complain("Код маркировки %s вложен в указанный в документе агрегат %s (строка %d)", c.CIS, up.CIS, i.doc.Goods[n].Line)
				break
			}
			if up.Parent == "" {
				break
			}
		}
	}
}

func (i *inspector) checkContract() {
	groups := map[string]bool{}
	for _, c := range i.codes {
		if c == nil {
			continue // checkExist speaks of it
		}
		groups[i.Product(c.GTIN).ProductGroup] = true
	}
	for _, bin := range []string{i.doc.Supplier, i.doc.Consignee} {
		for _, g := range dict.ProductGroups() {
			if groups[g.Name] && !i.MayTrade(bin, g.Name) {
				i.complain("У участника %s отсутствует действующий договор по ТГ %s", bin, g.Name)
			}
		}
	}
}

func (i *inspector) checkOwner() {
	for n, c := range i.codes {
		i.owned(c, n)
	}
}

// owned complains of a code that is not the supplier's.
func (i *inspector) owned(c *Code, n int) bool {
	if c.OwnerBIN == i.doc.Supplier {
		return true
	}
	i.complain("Участник %s не является владельцем кода маркировки %s (строка %d)", i.doc.Supplier, c.CIS, i.doc.Goods[n].Line)
	return false
}

// checkStatus looks at every code, packed ones too, and counts the units on the
// way. A code that is listed twice is looked at once: checkOnce speaks of it.
func (i *inspector) checkStatus() {
	seen := make(map[*Code]bool, len(i.codes))
	for n, c := range i.codes {
		if !seen[c] {
			seen[c] = true
			i.look(c, n)
		}
	}
}

func (i *inspector) look(c *Code, n int) {
	line := i.doc.Goods[n].Line
	switch _, giveable := i.world.codeMove(c, Given); {
	case !i.owned(c, n): // given away by an act of its own, and still packed
	case !giveable:
		i.complain("Недопустимый статус %s кода маркировки %s (строка %d)", c.Status, c.CIS, line)
	case c.Status == dict.Applied && c.ProducerBIN != i.doc.Supplier:
		i.complain("Код маркировки %s в статусе APPLIED может передать только производитель (строка %d)", c.CIS, line)
	default:
		i.pass(c)
	}
	if c.PackageType == dict.Unit {
		i.units[c.GTIN]++
		i.counts[n]++
	}
	for _, child := range c.Child {
		if inside, _ := i.Code(child); inside != nil {
			i.look(inside, n)
		}
	}
}

func (i *inspector) checkCounts() {
	for n, c := range i.codes {
		if units := i.counts[n]; units != i.doc.Goods[n].Count {
			i.complain("Количество потребительских упаковок в коде %.255s: указано %d, в системе %d (строка %d)", c.CIS, i.doc.Goods[n].Count, units, i.doc.Goods[n].Line)
		}
	}
}

func (i *inspector) checkTotals() {
	stated := map[string]int{}
	for _, t := range i.doc.Totals {
		stated[cis.PadGTIN(t.GTIN)] += t.Count
	}
	for _, gtin := range sortedKeys(i.units, stated) {
		if stated[gtin] != i.units[gtin] {
			i.complain("Итог по GTIN %s: указано %d, в системе %d", gtin, stated[gtin], i.units[gtin])
		}
	}
}

func sortedKeys(a, b map[string]int) []string {
	var keys []string
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
