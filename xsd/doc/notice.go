package doc

import "io"

// Notice is an introduction into circulation or a withdrawal from it:
// xsd_notific_ReturnGoodsIntroduce.xsd and
// xsd_notific_WithdrawalWritingOffGoods.xsd have one structure.
type Notice struct {
	File
	Reason          string // 1 to 3, of a withdrawal 1 to 18
	MainInfoLine    int    // of that
	ParticipantInfo Party
	OriginalDocInfo NamedDocInfo
	ProductList     []ICode
}

// NamedDocInfo is the document that a notice is based on.
type NamedDocInfo struct {
	DocName   string
	DocNumber string
	DocDate   string // 29.11.2021
	Line      int
}

// ReadNotice reads an introduction or a withdrawal. The error is an [*Error].
func ReadNotice(doc []byte) (*Notice, error) { return BeginNotice(doc).all(doc) }

// BeginNotice gives what reads it from tokens as they pass.
func BeginNotice(doc []byte) *Reading[Notice] {
	n := &Notice{ProductList: make([]ICode, 0, roomForBareCodes(doc))}
	var document, productList int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file/document/productList/iCode": // first, there are so many
			n.ProductList = append(n.ProductList, ICode{Count: e.count("count"), Line: e.line()})
			return &n.ProductList[len(n.ProductList)-1].CIS
		case "file":
			n.File.read(e)
		case "file/document":
			e.once(&document)
		case "file/document/mainInfo":
			e.once(&n.MainInfoLine)
			n.Reason = e.must("reason")
		case "file/document/mainInfo/participantInfo":
			p := &n.ParticipantInfo
			e.once(&p.Line)
			p.Name, p.IdentificationCode = e.optional("participantName"), e.must("participantIdentificationCode")
		case "file/document/mainInfo/originalDocInfo":
			o := &n.OriginalDocInfo
			e.once(&o.Line)
			o.DocName, o.DocNumber, o.DocDate = e.must("docName"), e.must("docNumber"), e.must("docDate")
		case "file/document/productList":
			e.once(&productList)
		default:
			e.unknown()
		}
		return nil
	})
	return &Reading[Notice]{r, func(err error) (*Notice, error) {
		return whole(n, err,
			place{"file/document", document},
			place{"file/document/mainInfo", n.MainInfoLine},
			place{"file/document/mainInfo/participantInfo", n.ParticipantInfo.Line},
			place{"file/document/mainInfo/originalDocInfo", n.OriginalDocInfo.Line},
			place{"file/document/productList", productList})
	}}
}

// Write writes a notice as acts are stored; none is printed.
func (n *Notice) Write(to io.Writer) error {
	w := newWriter(to, storedIndent)
	w.open("file", n.attrs()...)
	w.open("document")
	w.open("mainInfo", attr{"reason", n.Reason})
	p, o := n.ParticipantInfo, n.OriginalDocInfo
	w.empty("participantInfo", attr{"participantIdentificationCode", p.IdentificationCode}, optional("participantName", p.Name))
	w.empty("originalDocInfo", attr{"docDate", o.DocDate}, attr{"docNumber", o.DocNumber}, attr{"docName", o.DocName})
	w.close("mainInfo")
	w.productList(n.ProductList)
	w.close("document")
	w.close("file")
	return w.flush()
}
