package intake

import (
	"fmt"
	"io"
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd/doc"
)

func takeImportTransit(n *doc.ImportTransit, s *Submission) (err error) {
	d := &s.Document
	d.Supplier, d.SupplierName = n.SupplierInfo.IdentificationCode, n.SupplierInfo.Name
	d.Consignee, d.ConsigneeName = n.ConsigneeInfo.IdentificationCode, n.ConsigneeInfo.Name
	s.supplierID, s.consigneeID = n.Participants.SupplierID, n.Participants.ConsigneeID
	if d.Sending, err = s.sendingTime(n.File); err != nil {
		return err
	}
	dates := []dated{dateOf(n.OriginalDocInfo), {n.Document.Line, "primaryDocDate", n.Document.PrimaryDocDate}}
	if x := n.ExciseDocInfo; x != nil {
		dates = append(dates, dated{x.Line, "exciseDocDate", x.Date})
	}
	for _, c := range n.ComplianceInfo {
		dates = append(dates, dated{c.Line, "complianceDocDate", c.Date})
	}
	if err := realDates(dates...); err != nil {
		return err
	}
	country, _ := dict.MemberByCode(n.SupplierInfo.CountryCode) // the schema knows no other
	if country.CheckTaxpayerID(s.supplierID) != nil {
		return wrongAt(n.Participants.Line, texts.ForeignNumber.Of("supplierId", s.supplierID, country.Code, fmt.Sprint(country.TaxpayerIDs)))
	}
	d.Goods = goodsOf(n.ProductList)
	d.Totals = totalsOf(n.ProductTotals)
	s.cited = cited{"primaryDocNumber", n.Document.PrimaryDocNumber, "primaryDocDate", n.Document.PrimaryDocDate, printedDate}
	if err := s.flagged(n.Document.FlagMissing, n.Document.Line); err != nil {
		return err
	}
	d.Corrects, err = corrects(s.Row, n.Document.CorrectionFlag, n.Document.PrimaryDocID, "primaryDocId", n.Document.Line)
	return err
}

// flagged judges a document without correctionFlag by a rule.
func (s *Submission) flagged(missing bool, line int) error {
	if !missing {
		return nil
	}
	return s.soften(rules.CorrectionFlag, unreadable(wrongAt(line, texts.NoFlag.Of())))
}

// corrects gives the id of the document that one of a correcting kind is about.
// The flag and the prefix of fileId must say the same.
func corrects(row state.DocTypeRow, flag bool, id, attribute string, line int) (string, error) {
	corrective, correcting := row.Effect == state.Corrected, row
	if by := row.Type.AnsweredBy(state.Corrected); !corrective && by != nil {
		correcting = state.DocTypeOf(by[0])
	}
	switch {
	case corrective != flag:
		return "", wrongAt(line, texts.FlagAndPrefix.Of(correcting.Prefix))
	case corrective && id == "":
		return "", wrongAt(line, texts.NeedsOriginal.Of(attribute))
	case corrective:
		return id, nil
	}
	return "", nil
}

// wrongAt is what the schema cannot say of a document.
func wrongAt(line int, said texts.Said) error {
	return &doc.Error{Line: line, Message: said.String(), Detail: said.English()}
}

func goodsOf(codes []doc.ICode) []state.Goods {
	goods := make([]state.Goods, len(codes))
	for i, c := range codes {
		goods[i] = state.Goods{CIS: c.CIS, Count: int(c.Count), Line: int(c.Line)}
	}
	return goods
}

func totalsOf(totals []doc.GTIN) (all []state.Total) {
	for _, t := range totals {
		all = append(all, state.Total{GTIN: t.GTIN, Count: int(t.Count), Line: int(t.Line)})
	}
	return all
}

func takeThirdCountry(n *doc.ThirdCountry, s *Submission) (err error) {
	d := &s.Document
	d.Consignee, d.ConsigneeName = n.ImporterInfo.IdentificationCode, n.ImporterInfo.Name
	s.consigneeID = d.Consignee // it names one party, once
	if d.Sending, err = s.sendingTime(n.File); err != nil {
		return err
	}
	if _, err := s.moment(n.CustomDecisionInfo.Line, "decisionDateTime", n.CustomDecisionInfo.DecisionDateTime); err != nil {
		return err
	}
	if _, known := dict.CountryByCode(n.ExportCountry); !known {
		return wrongAt(n.ExportCountryLine, texts.NoCountry.Of("exportCountry", n.ExportCountry))
	}
	if inEAEU(n.ExportCountry) {
		err := s.soften(rules.ThirdCountryEAEU, unreadable(wrongAt(n.ExportCountryLine, texts.InsideUnion.Of(n.ExportCountry))))
		if err != nil {
			return err
		}
	}
	if code := n.CustomDecisionInfo.CustomCode; !knownOffice(code) {
		return wrongAt(n.CustomDecisionInfo.Line, texts.NoOffice.Of(code))
	}
	d.Goods = make([]state.Goods, len(n.ProductItems))
	for i, item := range n.ProductItems {
		d.Goods[i] = state.Goods{CIS: item.CIS, Count: state.Uncounted, Line: int(item.Line)}
		for _, p := range item.Products {
			if _, known := dict.CountryByCode(p.OriginCountry); !known {
				return wrongAt(int(p.Line), texts.NoCountry.Of("originCountry", p.OriginCountry))
			}
			d.Declared = append(d.Declared, state.Declared{In: i, GTIN: p.GTIN, TNVED: p.TNVED, Line: int(p.Line)})
			for _, c := range p.ICodes {
				d.Declared = append(d.Declared, state.Declared{In: i, GTIN: p.GTIN, CIS: c.CIS, Line: int(c.Line)})
			}
		}
	}
	return nil
}

// inEAEU tells whether goods of a country come from the EAEU, or from here.
func inEAEU(country string) bool {
	_, member := dict.MemberByCode(country)
	return member || country == "KZ"
}

func knownOffice(code string) bool {
	_, known := dict.CustomsOfficeByCode(code)
	return known
}

// takeNotice takes an introduction or a withdrawal, which have one structure.
func takeNotice(n *doc.Notice, s *Submission) (err error) {
	d := &s.Document
	d.Supplier, d.SupplierName = n.ParticipantInfo.IdentificationCode, n.ParticipantInfo.Name
	s.supplierID = d.Supplier // it names one party, once
	d.Reason = n.Reason
	if reasons := state.ReasonsOf(s.Row.Type); !slices.Contains(reasons, n.Reason) {
		return wrongAt(n.MainInfoLine, texts.NoReason.Of(n.Reason, string(s.Row.Type), fmt.Sprint(reasons)))
	}
	d.Goods = goodsOf(n.ProductList)
	if err := realDates(dated{n.OriginalDocInfo.Line, "docDate", n.OriginalDocInfo.DocDate}); err != nil {
		return err
	}
	d.Sending, err = s.sendingTime(n.File)
	return err
}

// storedAs re-serialises a document that one of the readers of xsd/doc reads.
func storedAs[D interface{ Write(io.Writer) error }](read func([]byte) (D, error)) func([]byte, io.Writer) error {
	return func(text []byte, to io.Writer) error {
		d, err := read(text)
		if err != nil {
			return err
		}
		return d.Write(to)
	}
}
