package state

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// The reports of the order station about codes: applied to goods, packed,
// unpacked. A report is taken whole or, if the transaction fails, not at all.

// Utilise reports codes as applied to the goods (отчёт о нанесении). Their price
// is taken off the producer's account; in product groups that are paid for
// afterwards, codes for which it does not suffice become APPLIED_NOT_PAID until it
// is topped up. A package that is named takes along what is EMITTED in it (assumed):
// real stations name the units.
func (tx *Tx) Utilise(codes []string) error {
	op := &Operation{At: tx.now}
	named, till := map[cis.ID]bool{}, tx.till()
	err := tx.eachCode(codes, func(c *Code) error {
		id := c.ID()
		if named[id] {
			return Errorf(WrongStatus, "code %s stands in the report twice", c.CIS).With(c.CIS)
		}
		named[id] = true
		if c.Op == op {
			return nil // it went along with the package around it, which is named too
		}
		return till.utilise(c, op)
	})
	till.close()
	return err
}

func (t *till) utilise(c *Code, op *Operation) error {
	event := Utilised
	if c.Status == dict.Emitted && !t.pays(c) {
		event = UtilisedUnpaid
	}
	if err := t.tx.move(c, event, op, func(c *Code) { c.ProducedDate = op.At }); err != nil {
		return err
	}
	return t.utiliseInside(c, op)
}

// utiliseInside leaves what is not EMITTED as it is, and looks into it too: a
// package may be applied before its content was.
func (t *till) utiliseInside(c *Code, op *Operation) error {
	return t.tx.eachCode(c.Child, func(inside *Code) error {
		if inside.Status == dict.Emitted {
			return t.utilise(inside, op)
		}
		return t.utiliseInside(inside, op)
	})
}

// TopUp puts money on the account of a participant's product group. Codes that
// waited for it become APPLIED, as many as it suffices for, and their price is taken.
func (tx *Tx) TopUp(bin, group string, amount Tiyn) error {
	old := tx.Participant(bin)
	if old == nil {
		return Errorf(ParticipantUnknown, "there is no participant %q", bin).With(bin)
	}
	p := *old
	p.Groups = slices.Clone(old.Groups)
	i := slices.IndexFunc(p.Groups, func(m Membership) bool { return m.Group == group })
	if i < 0 || amount <= 0 || p.Groups[i].Balance+amount < p.Groups[i].Balance {
		return Errorf(BadRecord, "participant %s cannot be topped up by %d tiyn in group %q: it must be one of its groups, and the amount more than 0 and no more than an account can hold", bin, amount, group)
	}
	p.Groups[i].Balance += amount
	tx.stamp()
	keep(tx, Participants, tx.participants, bin, &p)
	op, till := &Operation{At: tx.now}, tx.till()
	for _, id := range tx.unpaid.Keys() {
		c, _ := tx.codes.Get(id)
		if c.ProducerBIN == bin && tx.Product(c.GTIN).ProductGroup == group && till.pays(c) {
			if err := tx.move(c, PaidFor, op, unchanged); err != nil {
				return err
			}
		}
	}
	till.close()
	return nil
}

// Packing is a report of packing (отчёт об агрегации): what lies in a package now.
type Packing struct {
	CIS         string
	PackageType dict.PackageType
	Child       []string
}

// Pack reports codes as packed into a package, new or known without content.
// Codes that lay in another package are repacked: the donor becomes
// DISAGGREGATED, and codes that are left in it have no parent any more. All
// codes must belong to one owner; no code may be the package itself, or be
// packed twice.
func (tx *Tx) Pack(p Packing) error {
	parent, err := tx.packageFor(p)
	if err != nil {
		return err
	}
	op := tx.report(PackingReport, parent.OwnerBIN, "", append([]string{parent.CIS}, p.Child...)...)
	donors := map[string]bool{}
	var packed []string
	err = tx.eachCode(p.Child, func(c *Code) error {
		if err := fits(c, parent); err != nil {
			return err
		}
		if c.Parent != "" {
			donors[c.Parent] = true
		}
		packed = append(packed, c.CIS)
		next := *c
		next.Parent = parent.CIS
		tx.replace(c, next, op)
		return nil
	})
	if err != nil {
		return err
	}
	next := *parent
	next.Child = packed
	tx.replace(parent, next, op)
	return tx.emptyDonors(donors, op)
}

// packageFor is the package to pack into: the known one, or one made after its
// first content. The GTIN is the one that its code spells, if it spells any.
func (tx *Tx) packageFor(p Packing) (*Code, error) {
	if len(p.Child) == 0 {
		return nil, Errorf(BadRecord, "package %s: child is empty; name what lies in it", p.CIS)
	}
	if p.PackageType <= dict.Unit {
		return nil, Errorf(BadRecord, "package %s: packageType must be one of LEVEL1 to LEVEL5 or BUNDLE", p.CIS)
	}
	known, err := tx.Code(p.CIS)
	switch {
	case err != nil:
		return nil, err
	case known != nil && (len(known.Child) > 0 || known.PackageType != p.PackageType || !slices.Contains(packable, known.Status)):
		return nil, Errorf(CodeExists, "%s is registered as a %s, %s, with %d codes in it: only an empty package of the same type can be packed", known.CIS, known.PackageType, known.Status, len(known.Child))
	case known != nil:
		return known, nil
	}
	var first *Code
	if err := tx.eachCode(p.Child[:1], func(c *Code) error { first = c; return nil }); err != nil {
		return nil, err
	}
	made := &Code{
		CIS: p.CIS, GTIN: first.GTIN, PackageType: p.PackageType, Status: first.Status, OwnerBIN: first.OwnerBIN, ProducerBIN: first.ProducerBIN,
		EmissionType: first.EmissionType, EmissionDate: tx.now, ProducedDate: first.ProducedDate,
	}
	if read, err := cis.Parse(p.CIS); err == nil && read.GTIN != "" {
		made.GTIN = read.GTIN
	}
	if err := CheckForm(made.CIS, made.GTIN, made.PackageType); err != nil {
		return nil, err
	}
	return made, tx.addCode(made)
}

func fits(c, parent *Code) error {
	why := ""
	switch {
	case c.CIS == parent.CIS:
		why = "is the package itself"
	case c.Parent == parent.CIS: // the package was empty before
		why = "stands in the report twice"
	case c.OwnerBIN != parent.OwnerBIN:
		why = fmt.Sprintf("belongs to %s, the package to %s", c.OwnerBIN, parent.OwnerBIN)
	case !slices.Contains(packable, c.Status):
		why = fmt.Sprintf("is %s and cannot be packed", c.Status)
	case c.PackageType >= parent.PackageType:
		why = fmt.Sprintf("is a %s and does not go into a %s", c.PackageType, parent.PackageType)
	default:
		return nil
	}
	return Errorf(WrongStatus, "code %s %s", c.CIS, why).With(c.CIS)
}

// emptyDonors breaks up the packages that gave codes away.
func (tx *Tx) emptyDonors(donors map[string]bool, op *Operation) error {
	names := make([]string, 0, len(donors))
	for d := range donors {
		names = append(names, d)
	}
	slices.Sort(names)
	return tx.eachCode(names, func(donor *Code) error { return tx.unpack(donor, op) })
}

// Unpack reports packages as unpacked: DISAGGREGATED, and nothing lies in them.
func (tx *Tx) Unpack(codes []string) error {
	return tx.eachReported(PackingReport, "", codes, func(c *Code, op *Operation) error {
		if len(c.Child) == 0 {
			return Errorf(WrongStatus, "code %s has nothing in it", c.CIS).With(c.CIS)
		}
		return tx.unpack(c, op)
	})
}

// unpack lets go of what still calls the package its parent.
func (tx *Tx) unpack(c *Code, op *Operation) error {
	for _, child := range c.Child {
		if err := tx.release(child, c, op); err != nil {
			return err
		}
	}
	return tx.move(c, Unpacked, op, func(c *Code) { c.Child = nil })
}

// release takes a code out of the package, if it still lies there.
func (tx *Tx) release(child string, from *Code, op *Operation) error {
	inside, err := tx.Code(child)
	if err == nil && inside != nil && inside.Parent == from.CIS {
		next := *inside
		next.Parent = ""
		tx.replace(inside, next, op)
	}
	return err
}

// eachCode finds codes by any written form, and fails with CodeUnknown at the
// first that is not registered.
func (tx *Tx) eachCode(codes []string, f func(*Code) error) error {
	for _, written := range codes {
		c, err := tx.Code(written)
		if err == nil && c == nil {
			err = Errorf(CodeUnknown, "code %q is not registered", written).With(written)
		}
		if err == nil {
			err = f(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
