package state

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// GoodsCheck is one check of a document's codes against the world; what it
// finds ends the document in an error status, later.
type GoodsCheck struct {
	Name  string
	Code  string // of its errors in documents of recognition; the operator prints 301 without its words
	About string
	Fix   string // how to pass it
	run   func(*inspector)
}

// GoodsChecks is the ordered table: a check runs only when those before it
// found nothing.
func GoodsChecks() []GoodsCheck {
	return []GoodsCheck{
		{"codes.contract", "307", "the parties have a contract in force for the product groups", "choose parties with a contract for the group of the goods: groups and noContract of the dataset", (*inspector).checkContract},
		{"codes.exist", "301", "every code is registered", "name codes as registered, without check tail: GET /_mock/codes lists them", (*inspector).checkExist},
		{"codes.group", "301", "the document is for the product groups of its codes", "leave out the codes of other product groups", (*inspector).checkGroup},
		{"codes.owner", "301", "every code is whose the kind of document wants it to be", "leave out the codes of others, or send it as their owner", (*inspector).checkOwner},
		{"codes.status", "301", "every code, packed ones too, is theirs and in a status from which it can be moved", "leave out codes in other statuses, or move them first; docs/lifecycles.md has the moves", (*inspector).checkStatus},
		{"codes.once", "301", "no code twice, none inside another listed package", "list each code once, and of a package only the package", (*inspector).checkOnce},
		{"codes.count", "301", "count of each code, where it is stated, is what it holds", "write the number of consumer packs in the code: cises-units-count tells it", (*inspector).checkCounts},
		{"codes.declared", "301", "the products and packs that were declared of a code are those in it", "declare the products, and packs, that lie in the code", (*inspector).checkDeclared},
		{"totals", "301", "productTotals are what the codes hold, by GTIN", "write the number of consumer packs of each GTIN in productTotals", (*inspector).checkTotals},
	}
}

// moveGoods checks a document's codes and moves them by its rule to the party
// that takes them, in the same walk, so that a package of a million packs is
// visited once. Mistakes are returned as by CheckGoods, and then nothing has
// moved.
func (tx *Tx) moveGoods(d *Document) Findings {
	rule, ok := tx.goodsRule(d)
	if !ok {
		return Findings{}
	}
	i, taker := tx.inspector(d.accepted(), rule), d.party(rule.To)
	op := &Operation{At: tx.now, DocID: d.historyDocID()}
	listed, around := map[*Code]bool{}, []string(nil) // what is taken out of packages, and these
	for _, c := range i.codes {
		if c != nil {
			listed[c], around = true, append(around, c.Parent)
		}
	}
	brokenUp := d.Has(Withdraws) && tx.Rules().Is(rules.WithdrawalPackage, "broken-up")
	i.pass = func(c *Code) { // the walk has checked that a row leads from its status
		taken := listed[c]
		if brokenUp && c.PackageType.Transport() { // what is in it goes, it itself falls apart
			around = append(around, c.CIS)
			return
		}
		mustSucceed(tx.move(c, rule.Event, op, func(c *Code) {
			if c.OwnerBIN = taker; taken {
				c.Parent = ""
			}
		}))
	}
	var found Findings
	err := tx.Savepoint(func() error {
		if _, found = i.inspect(); len(found.Errors) > 0 {
			return errTakenBack
		}
		mustSucceed(tx.open(around, op)) // the walk has checked that they can be
		return nil
	})
	if err != nil {
		return tx.CheckGoods(d) // again, as half of the codes had moved
	}
	return found
}

// historyDocID is the document that the history of codes names for the effect of this
// one: the acceptance of the other side cannot be read here, but its shipment
// can.
func (d *Document) historyDocID() string {
	if d.Has(Repeats) {
		return d.Corrects
	}
	return d.ID
}

// inspector looks at the goods of one document. It goes through packages once,
// and keeps what the checks need.
type inspector struct {
	View
	doc    *Document
	rule   GoodsRule
	owner  string         // of the codes as it has to be, "" for anybody
	codes  []*Code        // by goods
	counts []int          // consumer packs, by goods
	units  map[string]int // consumer packs by GTIN
	pass   func(*Code)    // what becomes of a code that passes, packed ones too
	ran    []int          // how many warnings there were behind each check that ran
	tried  int            // of how many absent codes the reasons were looked for
	complaints
}

func (v View) inspector(d *Document, rule GoodsRule) *inspector {
	i := &inspector{View: v, doc: d, rule: rule, owner: d.owner(rule), codes: make([]*Code, len(d.Goods)), counts: make([]int, len(d.Goods)), units: map[string]int{}, pass: func(*Code) {}}
	for n, g := range d.Goods {
		i.codes[n], _ = i.Code(g.CIS) // nil for none, and for what is no code
	}
	return i
}

// owner is whose the goods must be by a rule, "" for anybody.
func (d *Document) owner(r GoodsRule) string {
	if r.From == "" {
		return ""
	}
	return d.party(r.From)
}

func (i *inspector) inspect() (failed string, found Findings) {
	for _, check := range i.world.goodsChecks {
		check.run(i)
		i.ran = append(i.ran, len(i.warnings))
		if len(i.kinds) == 0 {
			continue
		}
		found := i.findings(i.Rules().Is(rules.DocumentErrors, "shared"))
		for n := range found.Errors {
			if i.rule.Coded {
				found.Errors[n] = texts.Coded.Of(check.Code, found.Errors[n])
			}
		}
		return check.Name, found
	}
	return "", i.findings(false)
}

// complain says what is wrong by a row of the catalogue. format adds words of
// our own, "" for none.
func (i *inspector) complain(number int, of string, detail texts.Said) {
	i.add(complaint{number: number, of: of, detail: detail})
}

// soften judges what may or may not fail a document by a rule of the world.
func (i *inspector) soften(n rules.Name, why string, x complaint) {
	switch i.Rules().Value(n) {
	case rules.Refuse:
		x.rule = n
		i.add(x)
	case rules.Warn:
		i.warn(n, why)
	}
}

func (i *inspector) checkExist() {
	for n, g := range i.doc.Goods {
		if i.codes[n] == nil {
			i.complainAbsent(g)
			continue
		}
		i.checkTail(g)
	}
}

// complainAbsent tells an unknown code from a text that is not a code, and
// reports blanks around a code that would be known without them.
func (i *inspector) complainAbsent(g Goods) {
	bare := strings.TrimSpace(g.CIS)
	_, err := cis.Identify(bare)
	x := complaint{number: failNotFound, of: clipped(bare)}
	if i.rule.Coded {
		x.said = texts.NobodyKnows.Row
	}
	switch {
	case err != nil:
		i.complain(failMalformed, x.of, texts.Said{})
		return
	case bare != g.CIS:
		x.detail = texts.BlanksAround.Of()
	default:
		x.detail = i.guessed(g.CIS)
	}
	i.add(x)
}

// clipped keeps what a document gives out as a code short in messages.
func clipped(written string) string { return fmt.Sprintf("%.255s", written) }

// checkOnce: no code twice, none inside another listed package. Codes are told
// apart by name: where the walk moves them, their records are new by now.
func (i *inspector) checkOnce() {
	listed := make(map[string]int, len(i.codes))
	for n, c := range i.codes {
		if first, again := listed[c.CIS]; again {
			i.complainTwice(c, i.doc.Goods[first].Line, i.doc.Goods[n].Line)
		}
		listed[c.CIS] = n
	}
	for n, c := range i.codes {
		for up, _ := i.Code(c.Parent); c.Parent != "" && up != nil; up, _ = i.Code(up.Parent) {
			if _, inside := listed[up.CIS]; inside {
				i.complain(failComposition, c.CIS, texts.WithinAnother.Of(c.CIS, up.CIS, i.doc.Goods[n].Line))
				break
			}
			if up.Parent == "" {
				break
			}
		}
	}
}

func (i *inspector) checkContract() {
	var groups []string
	for _, c := range i.codes {
		if c == nil {
			continue // checkExist speaks of it
		}
		if group := i.Product(c.GTIN).ProductGroup; !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	for _, bin := range i.doc.partiesHere() {
		for _, wrong := range i.withoutContract(i.doc.Type, bin, groups) {
			i.complain(failOther, bin, wrong)
		}
	}
}

// partiesHere are the parties of a document that are participants here.
func (d *Document) partiesHere() (bins []string) {
	row := DocTypeOf(d.Type)
	for _, p := range slices.Compact([]Party{row.From, row.To}) { // one party of most notices
		if p != row.Abroad {
			bins = append(bins, d.party(p))
		}
	}
	return bins
}

// SameParties tells whether a document has the participants of the one that it is
// about, as far as they are participants here: the number of a supplier abroad
// may be what a correction corrects.
func (d *Document) SameParties(about *Document) bool {
	row := DocTypeOf(d.Type)
	for _, p := range []Party{row.From, row.To} {
		if p != row.Abroad && d.party(p) != about.party(p) {
			return false
		}
	}
	return true
}

// checkGroup: some documents, and some reasons, are for one product group only.
func (i *inspector) checkGroup() {
	what := texts.DocumentIsMade.Of()
	if i.rule.Reason != "" {
		what = texts.ReasonIsUsed.Of(i.rule.Reason, i.rule.About)
	}
	for n, c := range i.codes {
		if group := i.Product(c.GTIN).ProductGroup; i.rule.Only != 0 && !dict.GroupHas(group, i.rule.Only) {
			i.complain(failOther, c.CIS, texts.OnlyOfGroups.Of(what, strings.Join(dict.GroupsWith(i.rule.Only), ", "), c.CIS, group, i.doc.Goods[n].Line))
		}
	}
}

func (i *inspector) checkOwner() {
	for _, c := range i.codes {
		i.owned(c)
	}
}

// owned complains of a code that is not whose it has to be.
func (i *inspector) owned(c *Code) bool {
	if i.owner == "" || c.OwnerBIN == i.owner {
		return true
	}
	i.add(complaint{number: failNoRights, of: c.CIS, args: []any{i.owner}})
	return false
}

// checkStatus looks at every code, packed ones too, and counts the units on the
// way. A code that is listed twice is looked at once: checkOnce speaks of it.
func (i *inspector) checkStatus() {
	seen := make(map[*Code]bool, len(i.codes))
	for n, c := range i.codes {
		if !seen[c] {
			seen[c] = true
			i.checkAround(c)
			i.checkProducer(c)
			i.checkPacked(c)
			i.noteDates(c)
			i.look(c, n)
		}
	}
}

// checkAround: packages that goods are taken out of can be opened.
func (i *inspector) checkAround(c *Code) {
	for c.Parent != "" {
		if c, _ = i.Code(c.Parent); c == nil {
			return // a snapshot may hold a code without the package around it
		}
		if _, opens := i.world.codeMove(c, Opened); !opens {
			i.complainStatus(c)
		}
	}
}

// complainStatus is of a code that cannot be moved from where it is.
func (i *inspector) complainStatus(c *Code) {
	if c.Status == dict.AppliedNotPaid {
		i.complain(failNotPaid, c.CIS, texts.Said{})
		return
	}
	i.add(complaint{number: failStatus, of: c.CIS, args: []any{int(c.Status)}})
}

func (i *inspector) look(c *Code, n int) {
	switch _, moves := i.world.codeMove(c, i.rule.Event); {
	case !i.owned(c): // given away by an act of its own, and still packed
	case !moves:
		i.complainStatus(c)
	case i.rule.Event == Given && c.Status == dict.Applied && c.ProducerBIN != i.owner:
		i.add(complaint{number: failNoRights, of: c.CIS, args: []any{i.owner}, detail: texts.GivenByMaker.Of()})
	default:
		i.checkOrigin(c)
		i.checkApplied(c)
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
		stated := i.doc.Goods[n].Count
		if units := i.counts[n]; stated != Uncounted && units != stated {
			i.complain(failComposition, c.CIS, texts.WrongCount.Of(c.CIS, stated, units, i.doc.Goods[n].Line))
		}
	}
}

func (i *inspector) checkTotals() {
	if !i.rule.Totals {
		return
	}
	stated := map[string]int{}
	for _, t := range i.doc.Totals {
		stated[cis.PadGTIN(t.GTIN)] += t.Count
	}
	for _, gtin := range sortedKeys(i.units, stated) {
		if i.Product(gtin) == nil {
			i.complain(failNoProduct, gtin, texts.Said{})
			continue
		}
		if stated[gtin] != i.units[gtin] {
			i.complain(failComposition, gtin, texts.WrongTotal.Of(gtin, stated[gtin], i.units[gtin]))
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
