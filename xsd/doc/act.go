package doc

import (
	"bytes"
	"io"
	"strconv"
)

// File is the root element of a document that a participant sends.
type File struct {
	FileID          string // EEU_ACT_…, COR_ACT_…, DIVERG_…, a bare UUID, IMPORT_TRANSIT_…, IM_TRANSIT_COR_…, IMPORT_… or KZ_EAES_…
	Version         string // 1.0, of EAEU notices 5.01
	SendingDateTime string // 2022-06-06T09:45:15Z, or without Z
	Line            int
}

// Party is supplierInfo or consigneeInfo.
type Party struct {
	Name               string // "" if not given
	IdentificationCode string // IIN or BIN
	Line               int
}

// OriginalDocInfo is the paper document behind a document.
type OriginalDocInfo struct {
	DocNumber string
	DocDate   string // 09.02.2021, of third-country notices 2021-02-09
	Line      int
}

// Act is an act of transfer, or a corrective one: xsd_act.xsd.
type Act struct {
	File
	Participants    Participants
	Document        ActDocument
	SupplierInfo    Party
	ConsigneeInfo   Party
	OriginalDocInfo *OriginalDocInfo // nil if not given
	ProductList     []ICode
	ProductTotals   []GTIN
}

// Participants are the parties an act or an EAEU notice is exchanged between.
type Participants struct {
	SupplierID   string        // IIN or BIN of the sender, of a notice the foreign number
	ConsigneeID  string        // IIN or BIN of the receiver
	OperatorInfo *OperatorInfo // nil unless an outside operator sends, and always in notices
	Line         int
}

// OperatorInfo is the operator of electronic documents who sends for the
// supplier.
type OperatorInfo struct {
	OperatorID, OperatorName, OperatorIdentificationCode string
	Line                                                 int
}

// ActDocument is the head of an act. CorrectionDocID, RegNumber and RegDate
// belong to a corrective act and are "" if not given.
type ActDocument struct {
	CorrectionFlag  bool
	FlagMissing     bool   // the text that was read has no correctionFlag; it is always written
	CorrectionDocID string // id of the original act
	RegNumber       string
	RegDate         string // 2021-02-09
	OperationType   int32  // 1 sale, 2 commission or agency trade
	Line            int
}

// Uncounted is the count of a code for which a document gives no count.
const Uncounted int32 = -1

// ICode is a code of an act or a notice.
type ICode struct {
	CIS   string
	Count int32 // consumer packs under it; Uncounted in notices only
	Line  int32
}

// GTIN is a total of an act or an EAEU notice.
type GTIN struct {
	GTIN  string
	Count int32 // consumer packs of it in the whole document
	Line  int32
}

// roomFor guesses how many elements a document has before it is read: as many as
// begin like that in its first part, if all of it is like that part, and no more
// than the shortest leave room for.
func roomFor(doc []byte, begin, shortest string) int {
	const part = 64 << 10
	n := bytes.Count(doc[:min(len(doc), part)], []byte(begin))
	if len(doc) > part {
		n = n * (len(doc) >> 10) / (part >> 10)
		n += n / 16 // what stands in front has none
	}
	return min(n, len(doc)/len(shortest))
}

func roomForCodes(doc []byte) int {
	return roomFor(doc, "<iCode", `<iCode count="1">0</iCode>`)
}

// roomForBareCodes is for documents whose codes need no attribute.
func roomForBareCodes(doc []byte) int { return roomFor(doc, "<iCode", `<iCode>0</iCode>`) }

// ReadAct reads an act. The error is an [*Error].
func ReadAct(doc []byte) (*Act, error) { return BeginAct(doc).all(doc) }

// BeginAct gives what reads it from tokens as they pass.
func BeginAct(doc []byte) *Reading[Act] {
	a := &Act{ProductList: make([]ICode, 0, roomForCodes(doc))}
	var mainInfo, productList, productTotals int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file/document/productList/iCode": // first, there are so many
			a.ProductList = append(a.ProductList, ICode{Count: e.number("count"), Line: e.line()})
			return &a.ProductList[len(a.ProductList)-1].CIS
		case "file/document/productTotals/gtin":
			a.ProductTotals = append(a.ProductTotals, GTIN{Count: e.number("count"), Line: e.line()})
			return &a.ProductTotals[len(a.ProductTotals)-1].GTIN
		case "file/participants":
			a.Participants.read(e)
		case "file/participants/operatorInfo":
			a.Participants.readOperator(e)
		case "file/document":
			a.Document.read(e)
		case "file/document/mainInfo":
			e.once(&mainInfo)
		case "file/document/productList":
			e.once(&productList)
		case "file/document/productTotals":
			e.once(&productTotals)
		default:
			readCommon(e, &a.File, &a.SupplierInfo, &a.ConsigneeInfo, &a.OriginalDocInfo)
		}
		return nil
	})
	return &Reading[Act]{r, func(err error) (*Act, error) {
		return whole(a, err,
			place{"file/participants", a.Participants.Line},
			place{"file/document", a.Document.Line},
			place{"file/document/mainInfo/supplierInfo", a.SupplierInfo.Line},
			place{"file/document/mainInfo/consigneeInfo", a.ConsigneeInfo.Line},
			place{"file/document/productList", productList},
			place{"file/document/productTotals", productTotals})
	}}
}

// readCommon reads the elements that acts, divergence and EAEU notices share.
func readCommon(e *element, f *File, supplier, consignee *Party, original **OriginalDocInfo) {
	switch string(e.path) {
	case "file":
		f.read(e)
	case "file/document/mainInfo/supplierInfo":
		e.once(&supplier.Line)
		supplier.Name, supplier.IdentificationCode = e.optional("supplierName"), e.must("supplierIdentificationCode")
	case "file/document/mainInfo/consigneeInfo":
		e.once(&consignee.Line)
		consignee.Name, consignee.IdentificationCode = e.optional("consigneeName"), e.must("consigneeIdentificationCode")
	case "file/document/mainInfo/originalDocInfo":
		readOriginal(e, original)
	default:
		e.unknown()
	}
}

func (f *File) read(e *element) {
	e.once(&f.Line)
	f.FileID, f.Version, f.SendingDateTime = e.must("fileId"), e.must("version"), e.trimmed("sendingDateTime")
}

func readOriginal(e *element, original **OriginalDocInfo) {
	if *original == nil {
		*original = new(OriginalDocInfo)
	}
	o := *original
	e.once(&o.Line)
	o.DocNumber, o.DocDate = e.must("docNumber"), e.must("docDate")
}

func (p *Participants) read(e *element) {
	e.once(&p.Line)
	p.SupplierID, p.ConsigneeID = e.must("supplierId"), e.must("consigneeId")
}

func (p *Participants) readOperator(e *element) {
	if p.OperatorInfo == nil {
		p.OperatorInfo = new(OperatorInfo)
	}
	o := p.OperatorInfo
	e.once(&o.Line)
	o.OperatorID, o.OperatorName = e.must("operatorId"), e.must("operatorName")
	o.OperatorIdentificationCode = e.must("operatorIdentificationCode")
}

func (d *ActDocument) read(e *element) {
	e.once(&d.Line)
	d.CorrectionFlag, d.FlagMissing = e.optionalFlag("correctionFlag")
	d.OperationType = e.number("operationType")
	d.CorrectionDocID, d.RegNumber = e.optional("correctionDocId"), e.optional("regNumber")
	d.RegDate = e.optionalTrimmed("regDate")
}

// Write writes an act as the system stores it: see [writer].
func (a *Act) Write(to io.Writer) error {
	w := newWriter(to, storedIndent)
	w.open("file", a.attrs()...)
	participants := []attr{{"consigneeId", a.Participants.ConsigneeID}, {"supplierId", a.Participants.SupplierID}}
	if o := a.Participants.OperatorInfo; o == nil {
		w.empty("participants", participants...)
	} else {
		w.open("participants", participants...)
		w.empty("operatorInfo", attr{"operatorIdentificationCode", o.OperatorIdentificationCode},
			attr{"operatorName", o.OperatorName}, attr{"operatorId", o.OperatorID})
		w.close("participants")
	}
	d := a.Document
	w.open("document", attr{"operationType", strconv.Itoa(int(d.OperationType))},
		optional("regDate", d.RegDate), optional("regNumber", d.RegNumber), optional("correctionDocId", d.CorrectionDocID),
		attr{"correctionFlag", strconv.FormatBool(d.CorrectionFlag)})
	w.mainInfo(a.SupplierInfo, a.ConsigneeInfo, a.OriginalDocInfo)
	w.open("productList")
	for _, c := range a.ProductList {
		w.leaf("iCode", c.CIS, attr{"count", strconv.Itoa(int(c.Count))})
	}
	w.close("productList")
	if len(a.ProductTotals) == 0 {
		w.leaf("productTotals", " ") // as a stored act is printed
	} else {
		w.productTotals(a.ProductTotals)
	}
	w.close("document")
	w.close("file")
	return w.flush()
}
