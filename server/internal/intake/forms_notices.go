package intake

import (
	"io"
	"slices"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd/doc"
	"github.com/mockismp/mockismp/xsd/lex"
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
		return wrongAt(n.Participants.Line, foreignNumber, "supplierId", s.supplierID, country.Code, country.TaxpayerIDs)
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
	return s.soften(rules.CorrectionFlag, unreadable(wrongAt(line, noFlag)))
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
		return "", wrongAt(line, flagAndPrefix, correcting.Prefix)
	case corrective && id == "":
		return "", wrongAt(line, needsOriginal, attribute)
	case corrective:
		return id, nil
	}
	return "", nil
}

// wrongAt is what the schema cannot say of a document.
func wrongAt(line int, words lex.Words, values ...any) error {
	words = words.With(values...)
	return &doc.Error{Line: line, Message: words.Russian, Detail: words.English}
}

var (
	foreignNumber = lex.Words{Russian: "%[1]s: «%.50[2]s» не номер налогоплательщика %[3]s, в нём цифр: %[4]v", English: "%[1]s: %.50[2]q is no taxpayer's number of %[3]s: these have %[4]v digits"}
	flagAndPrefix = lex.Words{Russian: "correctionFlag не подходит к приставке fileId: true бывает с %s", English: "correctionFlag does not fit the prefix of fileId: true goes with %s"}
	noFlag        = lex.Words{Russian: "не заполнен атрибут correctionFlag", English: "correctionFlag is missing: it is read as false"}
	needsOriginal = lex.Words{Russian: "при correctionFlag true нужен %s", English: "%s is required when correctionFlag is true"}
	noCountry     = lex.Words{Russian: "%s: страны «%.20s» нет в справочнике", English: "%s: %.20q is not in the dictionary of countries"}
	insideUnion   = lex.Words{Russian: "exportCountry %s входит в ЕАЭС, а это уведомление о ввозе из третьих стран", English: "exportCountry %s is in the EAEU: this is the notice of goods from third countries"}
	noOffice      = lex.Words{Russian: "customCode: таможенного органа «%.20s» нет в справочнике", English: "customCode %.20q is not in the dictionary of customs offices"}
	noReason      = lex.Words{Russian: "reason: «%.50s» для %s не бывает, есть %v", English: "reason %.50q of a %s is none of %v"}
	noTime        = lex.Words{Russian: "%s: «%.50s» не дата и время, как 2022-06-06T09:45:15Z", English: "%s %.50q is no time like 2022-06-06T09:45:15Z"}
	otherForm     = lex.Words{Russian: "%s: «%.50s» записано не так, как 2022-06-06T09:45:15Z", English: "%s %.50q is not written as 2022-06-06T09:45:15Z"}
	noDay         = lex.Words{Russian: "%s: дня «%.50s» нет в календаре", English: "%s %.50q is no day of the calendar, as dd.MM.yyyy"}
	sameReceiver  = lex.Words{Russian: "receiverCode: %s и есть отправитель, нужен тот, кто принимает товар за рубежом", English: "receiverCode %s is the exporter himself: name who takes the goods abroad"}
)

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
		return wrongAt(n.ExportCountryLine, noCountry, "exportCountry", n.ExportCountry)
	}
	if inEAEU(n.ExportCountry) {
		err := s.soften(rules.ThirdCountryEAEU, unreadable(wrongAt(n.ExportCountryLine, insideUnion, n.ExportCountry)))
		if err != nil {
			return err
		}
	}
	if code := n.CustomDecisionInfo.CustomCode; !knownOffice(code) {
		return wrongAt(n.CustomDecisionInfo.Line, noOffice, code)
	}
	d.Goods = make([]state.Goods, len(n.ProductItems))
	for i, item := range n.ProductItems {
		d.Goods[i] = state.Goods{CIS: item.CIS, Count: state.Uncounted, Line: int(item.Line)}
		for _, p := range item.Products {
			if _, known := dict.CountryByCode(p.OriginCountry); !known {
				return wrongAt(int(p.Line), noCountry, "originCountry", p.OriginCountry)
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
		return wrongAt(n.MainInfoLine, noReason, n.Reason, s.Row.Type, reasons)
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
