package doc

import (
	"io"
	"strconv"
)

// ImportTransit is an EAEU import notice, or the correction of one:
// schemas_xsd_ЕАЭС_КЗ.xsd.
type ImportTransit struct {
	File
	Participants    Participants
	Document        ImportTransitDocument
	SupplierInfo    ForeignParty
	ConsigneeInfo   Party
	OriginalDocInfo *OriginalDocInfo     // nil if not given
	ExciseDocInfo   *ExciseDocInfo       // nil if not given
	ComplianceInfo  []ComplianceDocument // none if not given
	ProductList     []ICode              // all Uncounted
	ProductTotals   []GTIN
}

// ImportTransitDocument is the head of an EAEU notice. The fields from
// PrimaryDocID to PrimaryDocDate belong to a correction and are "" if not
// given.
type ImportTransitDocument struct {
	CorrectionFlag   bool
	FlagMissing      bool   // the text that was read has no correctionFlag; it is always written
	PrimaryDocID     string // id of the original notice
	PrimaryDocNumber string
	PrimaryDocDate   string // 09.02.2021
	Line             int
}

// ForeignParty is a supplier from another country of the union.
type ForeignParty struct {
	Party              // its code is the taxpayer's number at home
	CountryCode string // AM, BY, KG or RU
}

// ExciseDocInfo is the receipt of excise paid.
type ExciseDocInfo struct {
	Number string
	Date   string // 08.02.2021
	Amount string // 55.55
	Line   int
}

// ComplianceDocument is a document of conformity.
type ComplianceDocument struct {
	Number string
	Date   string // 05.12.2020
	Type   string
	Line   int
}

// ReadImportTransit reads an EAEU notice. The error is an [*Error].
func ReadImportTransit(doc []byte) (*ImportTransit, error) { return BeginImportTransit(doc).all(doc) }

// BeginImportTransit gives what reads it from tokens as they pass.
func BeginImportTransit(doc []byte) *Reading[ImportTransit] {
	n := &ImportTransit{ProductList: make([]ICode, 0, roomForBareCodes(doc))}
	var mainInfo, complianceInfo, productList, productTotals int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file/document/productList/iCode": // first, there are so many
			n.ProductList = append(n.ProductList, ICode{Count: Uncounted, Line: e.line()})
			return &n.ProductList[len(n.ProductList)-1].CIS
		case "file/document/productTotals/gtin":
			n.ProductTotals = append(n.ProductTotals, GTIN{Count: e.number("count"), Line: e.line()})
			return &n.ProductTotals[len(n.ProductTotals)-1].GTIN
		case "file/participants":
			n.Participants.read(e)
		case "file/document":
			n.Document.read(e)
		case "file/document/mainInfo":
			e.once(&mainInfo)
		case "file/document/mainInfo/supplierInfo": // has more than that of acts
			n.SupplierInfo.read(e)
		case "file/document/mainInfo/exciseDocInfo":
			n.readExcise(e)
		case "file/document/mainInfo/complianceInfo":
			e.once(&complianceInfo)
		case "file/document/mainInfo/complianceInfo/complianceDocumentInfo":
			n.ComplianceInfo = append(n.ComplianceInfo, ComplianceDocument{
				Number: e.must("complianceDocNumber"), Date: e.must("complianceDocDate"), Type: e.must("complianceDocType"),
				Line: e.lex.Line(),
			})
		case "file/document/productList":
			e.once(&productList)
		case "file/document/productTotals":
			e.once(&productTotals)
		default:
			readCommon(e, &n.File, &n.SupplierInfo.Party, &n.ConsigneeInfo, &n.OriginalDocInfo)
		}
		return nil
	})
	return &Reading[ImportTransit]{r, func(err error) (*ImportTransit, error) {
		return whole(n, err,
			place{"file/participants", n.Participants.Line},
			place{"file/document", n.Document.Line},
			place{"file/document/mainInfo/supplierInfo", n.SupplierInfo.Line},
			place{"file/document/mainInfo/consigneeInfo", n.ConsigneeInfo.Line},
			place{"file/document/productList", productList},
			place{"file/document/productTotals", productTotals})
	}}
}

func (d *ImportTransitDocument) read(e *element) {
	e.once(&d.Line)
	d.CorrectionFlag, d.FlagMissing = e.optionalFlag("correctionFlag")
	d.PrimaryDocID = e.optional("primaryDocId")
	d.PrimaryDocNumber, d.PrimaryDocDate = e.optional("primaryDocNumber"), e.optional("primaryDocDate")
}

func (p *ForeignParty) read(e *element) {
	e.once(&p.Line)
	p.Name, p.IdentificationCode = e.must("supplierName"), e.must("supplierIdentificationCode")
	p.CountryCode = e.must("supplierCountryCode")
}

func (n *ImportTransit) readExcise(e *element) {
	if n.ExciseDocInfo == nil {
		n.ExciseDocInfo = new(ExciseDocInfo)
	}
	x := n.ExciseDocInfo
	e.once(&x.Line)
	x.Number, x.Date, x.Amount = e.must("exciseDocNumber"), e.must("exciseDocDate"), e.must("exciseAmount")
}

// Write writes an EAEU notice as acts are stored; none is printed.
func (n *ImportTransit) Write(to io.Writer) error {
	w := newWriter(to, storedIndent)
	w.open("file", n.attrs()...)
	w.empty("participants", attr{"consigneeId", n.Participants.ConsigneeID}, attr{"supplierId", n.Participants.SupplierID})
	d := n.Document
	w.open("document", optional("primaryDocDate", d.PrimaryDocDate), optional("primaryDocNumber", d.PrimaryDocNumber),
		optional("primaryDocId", d.PrimaryDocID), attr{"correctionFlag", strconv.FormatBool(d.CorrectionFlag)})
	n.writeMainInfo(w)
	w.productList(n.ProductList)
	w.productTotals(n.ProductTotals)
	w.close("document")
	w.close("file")
	return w.flush()
}

func (n *ImportTransit) writeMainInfo(w *writer) {
	w.open("mainInfo")
	s := n.SupplierInfo
	w.empty("supplierInfo", attr{"supplierCountryCode", s.CountryCode},
		attr{"supplierIdentificationCode", s.IdentificationCode}, attr{"supplierName", s.Name})
	w.consigneeInfo(n.ConsigneeInfo)
	w.originalDocInfo(n.OriginalDocInfo)
	if x := n.ExciseDocInfo; x != nil {
		w.empty("exciseDocInfo", attr{"exciseAmount", x.Amount}, attr{"exciseDocDate", x.Date}, attr{"exciseDocNumber", x.Number})
	}
	if len(n.ComplianceInfo) > 0 {
		w.open("complianceInfo")
		for _, c := range n.ComplianceInfo {
			w.empty("complianceDocumentInfo", attr{"complianceDocType", c.Type},
				attr{"complianceDocDate", c.Date}, attr{"complianceDocNumber", c.Number})
		}
		w.close("complianceInfo")
	}
	w.close("mainInfo")
}
