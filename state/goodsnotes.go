package state

import (
	"fmt"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// The checks of goods by named rules. A finding fails the document, or stands
// at it as a warning, or passes.

// checkTail: «КМ без криптоключа».
func (i *inspector) checkTail(g Goods) {
	if cis.Tail(g.CIS) != "" {
		i.soften(rules.DocumentTail, fmt.Sprintf("code %s is written with its check tail; documents name codes without", clipped(g.CIS)),
			complaint{number: failNotFound, of: clipped(g.CIS), detail: texts.WithTail.Of()})
	}
}

// wrongOrigin says which goods an event does not introduce: those of import go
// through a notice first, those made here need none.
var wrongOrigin = map[CodeEvent]dict.ReleaseMethod{Given: dict.Foreign, Imported: dict.Local}

func (i *inspector) checkOrigin(c *Code) {
	wrong, ruled := wrongOrigin[i.rule.Event]
	if !ruled || c.Status != dict.Applied || c.EmissionType != wrong || !dict.GroupHas(i.Product(c.GTIN).ProductGroup, dict.Traced) {
		return
	}
	i.soften(rules.ImportFirst, fmt.Sprintf("code %s is %s and APPLIED; a %s introduces goods of the other origin", c.CIS, c.EmissionType, i.doc.Type),
		complaint{number: failEmission, of: c.CIS})
}

// checkApplied: goods that are withdrawn were in circulation.
func (i *inspector) checkApplied(c *Code) {
	if i.doc.Has(Withdraws) && c.Status == dict.Applied {
		i.soften(rules.WithdrawalApplied, fmt.Sprintf("code %s is APPLIED, and was never in circulation", c.CIS),
			complaint{number: failStatus, of: c.CIS, args: []any{int(c.Status)}})
	}
}

// checkProducer: a notice of import from third countries is about one's own products.
func (i *inspector) checkProducer(c *Code) {
	if i.doc.Has(OwnProducts) && c.ProducerBIN != i.doc.Sender() {
		i.soften(rules.ForeignGTIN, fmt.Sprintf("code %s of GTIN %s was emitted by %s, not by the importer", c.CIS, c.GTIN, c.ProducerBIN),
			complaint{number: failProduct, of: c.GTIN, args: []any{i.doc.Consignee}})
	}
}

// checkTNVED holds what customs was told of a product against the catalogue.
func (i *inspector) checkTNVED(d Declared) {
	p := i.Product(cis.PadGTIN(d.GTIN))
	if p == nil || d.TNVED == "" || p.TNVedCode10 == "" || d.TNVED == p.TNVedCode10 {
		return
	}
	i.soften(rules.ThirdCountryTNVED, fmt.Sprintf("tnved %s of GTIN %s is %s in the catalogue (line %d)", d.TNVED, d.GTIN, p.TNVedCode10, d.Line),
		complaint{number: failComposition, of: d.GTIN, detail: texts.OtherTNVED.Of(d.TNVED, d.GTIN)})
}

// noteDates: the sister system refuses documents older than what they move.
// Clients here send their local time as UTC, so that it is only told.
func (i *inspector) noteDates(c *Code) {
	dated := i.doc.Sending
	if dated == 0 {
		return
	}
	if emitted := max(c.EmissionDate, c.ProducedDate); dated < emitted {
		i.tolerate(rules.EarlierThanCode, fmt.Sprintf("the document is dated %s, and code %s was emitted and applied by %s", dated, c.CIS, emitted))
	}
	if c.Op == nil || c.Op.DocID == "" {
		return
	}
	if last := at(i.documents, c.Op.DocID); last != nil && last.Sending > dated {
		i.tolerate(rules.Overtaken, fmt.Sprintf("the document is dated %s, and code %s was moved by document %s, dated %s", dated, c.CIS, last.ID, last.Sending))
	}
}

// complainTwice is of a code that is listed twice. A shipment may have that by a
// rule, and the acceptance of the other side repeats its shipment.
func (i *inspector) complainTwice(c *Code, first, again int) {
	x := complaint{number: failComposition, of: c.CIS, detail: texts.ListedTwice.Of(c.CIS, first, again)}
	switch {
	case i.doc.Has(Repeats):
	case i.doc.Has(Singles):
		i.soften(rules.ShipmentsTwice, fmt.Sprintf("code %s stands on the lines %d and %d", c.CIS, first, again), x)
	default:
		i.add(x)
	}
}

// checkPacked: only single packs that lie in no package go abroad.
func (i *inspector) checkPacked(c *Code) {
	if !i.doc.Has(Singles) {
		return
	}
	x := complaint{number: failPackage, of: c.CIS}
	switch {
	case !c.PackageType.Single():
		i.soften(rules.ShipmentsPacked, fmt.Sprintf("code %s is a package (%s)", c.CIS, c.PackageType), x)
	case c.Parent != "":
		x.detail = texts.InPackage.Of(c.Parent)
		i.soften(rules.ShipmentsPacked, fmt.Sprintf("code %s lies in package %s, which will be opened", c.CIS, c.Parent), x)
	}
}

// tolerate notes what passes by a rule that cannot refuse.
func (i *inspector) tolerate(n rules.Name, why string) {
	if i.Rules().Is(n, rules.Warn) {
		i.warn(n, why)
	}
}
