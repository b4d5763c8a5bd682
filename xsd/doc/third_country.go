package doc

import (
	"io"
	"strconv"
	"strings"
)

// ThirdCountry is a notice of an import from third countries:
// xsd_notific_import.xsd. Its dates are written 2021-02-15.
type ThirdCountry struct {
	File
	ImporterInfo       Party
	ExportCountry      string // AL
	ExportCountryLine  int
	CustomDocument     CustomDocument
	CustomDecisionInfo CustomDecisionInfo
	CertificationInfo  CertificationInfo
	OriginalDocInfo    *OriginalDocInfo // nil if not given
	ProductItems       []Item
}

// CustomDocument is the document of customs.
type CustomDocument struct {
	DocType   string // DECLARATION or STATEMENT
	RegNumber string
	RegDate   string
	Line      int
}

// CustomDecisionInfo is what customs decided.
type CustomDecisionInfo struct {
	DecisionCode     string // 10, 11, 12, 13, 14 or 20
	DecisionDateTime string // 2021-02-15T03:30:00Z
	CustomCode       string // of the office, five digits
	Line             int
}

// CertificationInfo is the document of conformity.
type CertificationInfo struct {
	DocType, DocNumber, DocDate string
	Line                        int
}

// Item is a code of the declaration, with its goods.
type Item struct {
	CIS      string
	Products []ItemProduct
	Line     int32
}

// ItemProduct is one kind of goods under a code.
type ItemProduct struct {
	TNVED         string // ten digits
	GTIN          string
	OriginCountry string
	ItemNumber    int32      // in the declaration
	ICodes        []ItemCode // none if not given
	Line          int32
}

// ItemCode is a code of a consumer pack.
type ItemCode struct {
	CIS  string
	Line int32
}

// ReadThirdCountry reads a third-country notice. The error is an [*Error].
func ReadThirdCountry(doc []byte) (*ThirdCountry, error) { return BeginThirdCountry(doc).all(doc) }

// BeginThirdCountry gives what reads it from tokens as they pass.
func BeginThirdCountry(doc []byte) *Reading[ThirdCountry] {
	n := new(ThirdCountry)
	items := newItems(doc)
	var document, mainInfo, productItems int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file/document/productItems/item/product/iCode": // first, there are so many
			return items.code(e)
		case "file/document/productItems/item/product":
			items.product(e)
		case "file/document/productItems/item":
			items.item(e)
		case "file/document/mainInfo/exportCountry":
			e.once(&n.ExportCountryLine)
			return &n.ExportCountry
		case "file":
			n.File.read(e)
		case "file/document":
			e.once(&document)
		case "file/document/mainInfo":
			e.once(&mainInfo)
		case "file/document/productItems":
			e.once(&productItems)
		default:
			n.readMainInfo(e)
		}
		return nil
	})
	return &Reading[ThirdCountry]{r, func(err error) (*ThirdCountry, error) {
		n.ProductItems = items.all
		return whole(n, err,
			place{"file/document", document},
			place{"file/document/mainInfo/importerInfo", n.ImporterInfo.Line},
			place{"file/document/mainInfo/exportCountry", n.ExportCountryLine},
			place{"file/document/mainInfo/customDocument", n.CustomDocument.Line},
			place{"file/document/mainInfo/customDecisionInfo", n.CustomDecisionInfo.Line},
			place{"file/document/mainInfo/certificationInfo", n.CertificationInfo.Line},
			place{"file/document/productItems", productItems})
	}}
}

func (n *ThirdCountry) readMainInfo(e *element) {
	switch string(e.path) {
	case "file/document/mainInfo/importerInfo":
		e.once(&n.ImporterInfo.Line)
		n.ImporterInfo.Name, n.ImporterInfo.IdentificationCode = e.must("importerName"), e.must("importerCode")
	case "file/document/mainInfo/customDocument":
		c := &n.CustomDocument
		e.once(&c.Line)
		c.DocType, c.RegNumber, c.RegDate = e.must("docType"), e.must("regNumber"), e.trimmed("regDate")
	case "file/document/mainInfo/customDecisionInfo":
		c := &n.CustomDecisionInfo
		e.once(&c.Line)
		c.DecisionCode, c.DecisionDateTime = e.must("decisionCode"), e.trimmed("decisionDateTime")
		c.CustomCode = e.must("customCode")
	case "file/document/mainInfo/certificationInfo":
		c := &n.CertificationInfo
		e.once(&c.Line)
		c.DocType, c.DocNumber, c.DocDate = e.must("docType"), e.must("docNumber"), e.trimmed("docDate")
	case "file/document/mainInfo/originalDocInfo":
		readOriginal(e, &n.OriginalDocInfo)
		n.OriginalDocInfo.DocDate = strings.TrimSpace(n.OriginalDocInfo.DocDate) // a date of XML only here
	default:
		e.unknown()
	}
}

// itemList reads items. Products and codes of all of them share two pieces of
// memory: an item each would be as many allocations as there are codes.
type itemList struct {
	all      []Item
	products []ItemProduct
	codes    []ItemCode
}

func newItems(doc []byte) *itemList {
	return &itemList{
		all:      make([]Item, 0, roomFor(doc, "<item ", `<item iCodeFromDeclaration="0"><product/></item>`)),
		products: make([]ItemProduct, 0, roomFor(doc, "<product ", `<product tnved="" gtin="" originCountry="" itemNumber="1"/>`)),
		codes:    make([]ItemCode, 0, roomForBareCodes(doc)),
	}
}

func (l *itemList) item(e *element) {
	l.all = append(l.all, Item{CIS: e.must("iCodeFromDeclaration"), Line: e.line()})
}

func (l *itemList) product(e *element) {
	l.products = append(l.products, ItemProduct{
		TNVED: e.must("tnved"), GTIN: e.must("gtin"), OriginCountry: e.must("originCountry"),
		ItemNumber: e.number("itemNumber"), Line: e.line(),
	})
	item := &l.all[len(l.all)-1]
	item.Products = tail(l.products, len(item.Products)+1)
}

func (l *itemList) code(e *element) (text *string) {
	l.codes = append(l.codes, ItemCode{Line: e.line()})
	product := &l.products[len(l.products)-1]
	product.ICodes = tail(l.codes, len(product.ICodes)+1)
	return &product.ICodes[len(product.ICodes)-1].CIS
}

// tail is the last n of a list, with no room to append into what follows.
func tail[E any](list []E, n int) []E { return list[len(list)-n : len(list) : len(list)] }

// Write writes a third-country notice as acts are stored; none is printed.
func (n *ThirdCountry) Write(to io.Writer) error {
	w := newWriter(to, storedIndent)
	w.open("file", n.attrs()...)
	w.open("document")
	n.writeMainInfo(w)
	w.open("productItems")
	for _, i := range n.ProductItems {
		w.open("item", attr{"iCodeFromDeclaration", i.CIS})
		for _, p := range i.Products {
			p.write(w)
		}
		w.close("item")
	}
	w.close("productItems")
	w.close("document")
	w.close("file")
	return w.flush()
}

func (n *ThirdCountry) writeMainInfo(w *writer) {
	w.open("mainInfo")
	w.empty("importerInfo", attr{"importerCode", n.ImporterInfo.IdentificationCode}, attr{"importerName", n.ImporterInfo.Name})
	w.leaf("exportCountry", n.ExportCountry)
	d, c, s := n.CustomDocument, n.CustomDecisionInfo, n.CertificationInfo
	w.empty("customDocument", attr{"regDate", d.RegDate}, attr{"regNumber", d.RegNumber}, attr{"docType", d.DocType})
	w.empty("customDecisionInfo", attr{"customCode", c.CustomCode}, attr{"decisionDateTime", c.DecisionDateTime},
		attr{"decisionCode", c.DecisionCode})
	w.empty("certificationInfo", attr{"docDate", s.DocDate}, attr{"docNumber", s.DocNumber}, attr{"docType", s.DocType})
	w.originalDocInfo(n.OriginalDocInfo)
	w.close("mainInfo")
}

func (p *ItemProduct) write(w *writer) {
	attrs := []attr{
		{"itemNumber", strconv.Itoa(int(p.ItemNumber))}, {"originCountry", p.OriginCountry}, {"gtin", p.GTIN}, {"tnved", p.TNVED},
	}
	if len(p.ICodes) == 0 {
		w.empty("product", attrs...)
		return
	}
	w.open("product", attrs...)
	for _, c := range p.ICodes {
		w.leaf("iCode", c.CIS)
	}
	w.close("product")
}
