package state

import (
	"github.com/mockismp/mockismp/state/rules"
)

// counter is where the codes of one receipt go over.
type counter struct {
	*Tx
	receipt *Receipt
	op      *Operation
	around  []string // packages that fall apart behind it
}

// moveWithContents moves a code over the counter into parent, "" for out of any package,
// and everything inside it along. A box that is sold falls apart, unless the
// world reads otherwise; a block stays whole.
func (s *counter) moveWithContents(c *Code, parent string) error {
	if c.Op == s.op {
		return Errorf(WrongStatus, "code %s stands in the receipt twice, by itself or inside a package", c.CIS).With(c.CIS)
	}
	if err := s.judge(c); err != nil {
		return err
	}
	rule := receiptRules[s.receipt.Type]
	within := c.CIS
	if _, moves := s.world.codeMove(c, rule.event); moves && s.fallsApart(c) {
		s.around, within = append(s.around, c.CIS), ""
	} else if err := s.move(c, rule.event, s.op, func(c *Code) {
		c.Parent = parent
		if s.receipt.Type == Return {
			c.OwnerBIN = s.receipt.SenderBIN
		}
	}); err != nil {
		return err
	}
	return s.eachCode(c.Child, func(inside *Code) error { return s.moveWithContents(inside, within) })
}

func (s *counter) fallsApart(c *Code) bool {
	return s.receipt.Type == Sale && c.PackageType.Transport() && s.Rules().Is(rules.ReceiptsPackage, "broken-up")
}

// judge judges by the rules of the world what the sister system is known to take, or to refuse.
func (s *counter) judge(c *Code) error {
	if s.receipt.Type == Sale && c.OwnerBIN != s.receipt.SenderBIN {
		return s.soften(rules.ReceiptsOwner, Errorf(WrongStatus, "code %s belongs to %s, and %s sells it", c.CIS, c.OwnerBIN, s.receipt.SenderBIN).With(c.CIS))
	}
	if reason := s.leftBy(c); s.receipt.Type == Return && reason != "" && reason != "7" && reason != "13" {
		return s.soften(rules.ReceiptsReason, Errorf(WrongStatus, "code %s was withdrawn by reason %s; what comes back by a receipt was sold (reasons 7 and 13, or a receipt): «Код маркировки не может быть возвращен в оборот, так как причина вывода не соответствует розничной реализации»", c.CIS, reason).With(c.CIS))
	}
	return nil
}

// leftBy is the reason of the withdrawal that moved a code last, "" for none.
func (v View) leftBy(c *Code) string {
	if c.Op == nil {
		return ""
	}
	if d := at(v.documents, c.Op.DocID); d != nil && d.Has(Withdraws) {
		return d.Reason
	}
	return ""
}
