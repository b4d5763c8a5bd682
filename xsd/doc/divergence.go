package doc

import "io"

// Divergence is a divergence notice: xsd_notific_divergences.xsd.
type Divergence struct {
	File
	CorrectionDocID string // id of the act that it is about
	DocumentLine    int    // of that
	SupplierInfo    Party
	ConsigneeInfo   Party
	OriginalDocInfo *OriginalDocInfo // nil if not given
	ProductList     []Revision
}

// Revision is what the receiver found of one code.
type Revision struct {
	CIS              string
	ReviseStatusCode string // NOT_FOUND, FOUND, EXCLUDED or ADDED
	Line             int32
}

// ReadDivergence reads a divergence notice. The error is an [*Error].
func ReadDivergence(doc []byte) (*Divergence, error) { return BeginDivergence(doc).all(doc) }

// BeginDivergence gives what reads it from tokens as they pass.
func BeginDivergence(doc []byte) *Reading[Divergence] {
	d := &Divergence{ProductList: make([]Revision, 0, roomForCodes(doc))}
	var mainInfo, productList int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file/document/productList/iCode":
			d.ProductList = append(d.ProductList, Revision{ReviseStatusCode: e.must("reviseStatusCode"), Line: e.line()})
			return &d.ProductList[len(d.ProductList)-1].CIS
		case "file/document":
			e.once(&d.DocumentLine)
			d.CorrectionDocID = e.must("correctionDocId")
		case "file/document/mainInfo":
			e.once(&mainInfo)
		case "file/document/productList":
			e.once(&productList)
		default:
			readCommon(e, &d.File, &d.SupplierInfo, &d.ConsigneeInfo, &d.OriginalDocInfo)
		}
		return nil
	})
	return &Reading[Divergence]{r, func(err error) (*Divergence, error) {
		return whole(d, err,
			place{"file/document", d.DocumentLine},
			place{"file/document/mainInfo/supplierInfo", d.SupplierInfo.Line},
			place{"file/document/mainInfo/consigneeInfo", d.ConsigneeInfo.Line},
			place{"file/document/productList", productList})
	}}
}

// Write writes a divergence notice as acts are stored; none is printed.
func (d *Divergence) Write(to io.Writer) error {
	w := newWriter(to, storedIndent)
	w.open("file", d.attrs()...)
	w.open("document", attr{"correctionDocId", d.CorrectionDocID})
	w.mainInfo(d.SupplierInfo, d.ConsigneeInfo, d.OriginalDocInfo)
	w.open("productList")
	for _, c := range d.ProductList {
		w.leaf("iCode", c.CIS, attr{"reviseStatusCode", c.ReviseStatusCode})
	}
	w.close("productList")
	w.close("document")
	w.close("file")
	return w.flush()
}
