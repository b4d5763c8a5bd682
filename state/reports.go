package state

import (
	"cmp"
	"slices"
)

// Reports of the order station stand in the registry as documents of the owner
// of the codes; history and lastDocId name their numbers.

// report enters a report on codes, and gives the operation that it is.
func (tx *Tx) report(kind DocType, owner, reason string, codes ...string) *Operation {
	d := Document{ID: tx.UUID("report"), Type: kind, Supplier: owner, Consignee: owner, Reason: reason, Goods: make([]Goods, len(codes))}
	for i, c := range codes {
		d.Goods[i] = Goods{CIS: c, Count: Uncounted}
	}
	return &Operation{At: tx.now, DocID: tx.Submit(d).ID}
}

// eachReported visits the codes of a report with the operation that it is: one
// report of each owner.
func (tx *Tx) eachReported(kind DocType, reason string, codes []string, f func(*Code, *Operation) error) error {
	byOwner := map[string][]string{}
	err := tx.eachCode(codes, func(c *Code) error {
		byOwner[c.OwnerBIN] = append(byOwner[c.OwnerBIN], c.CIS)
		return nil
	})
	for _, owner := range sortedBy(byOwner) {
		op := tx.report(kind, owner, reason, byOwner[owner]...)
		err = cmp.Or(err, tx.eachCode(byOwner[owner], func(c *Code) error { return f(c, op) }))
	}
	return err
}

func sortedBy[T any](m map[string]T) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// DropoutReasons are the reasons of the order station's dropout reports.
func DropoutReasons() []string {
	return []string{
		"DEFECT", "EXPIRY", "QA_SAMPLES", "PRODUCT_RECALL", "COMPLAINTS", "PRODUCT_TESTING", "DEMO_SAMPLES",
		"DAMAGE_LOSS", "DESTRUCTION", "LIQUIDATION", "CONFISCATION", "OTHER",
	}
}

// DropOut reports codes as lost or destroyed (отчёт о выбытии): they are written
// off with all that is packed in them, and packages around them break up.
func (tx *Tx) DropOut(codes []string, reason string) error {
	if !slices.Contains(DropoutReasons(), reason) {
		return Errorf(BadRecord, "reason is %.60q, and must be one of %v", reason, DropoutReasons())
	}
	return tx.eachReported(DropoutReport, reason, codes, func(c *Code, op *Operation) error {
		around := c.Parent
		if err := tx.lose(c, "", op); err != nil {
			return err
		}
		return tx.open([]string{around}, op)
	})
}

// lose writes a code off, and what is in it, which stays there.
func (tx *Tx) lose(c *Code, parent string, op *Operation) error {
	if err := tx.move(c, Lost, op, func(c *Code) { c.Parent = parent }); err != nil {
		return err
	}
	return tx.eachCode(c.Child, func(inside *Code) error { return tx.lose(inside, c.CIS, op) })
}
