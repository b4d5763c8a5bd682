package doc

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"sync"
)

const (
	storedIndent = "    " // of documents read back
	titleIndent  = "   "  // of titles
)

// writer writes XML in the form in which the system gives documents back: two
// stored acts are printed. Their attributes stand in the reverse order of the
// tables; attributes that the samples do not have follow the same rule
// (assumed).
type writer struct {
	out    *bufio.Writer
	indent string
	depth  int
}

type attr struct{ name, value string }

// optional is left out if it has no value.
func optional(name, value string) attr {
	if value == "" {
		return attr{}
	}
	return attr{name, value}
}

// Everything but letters that a reader would otherwise not get back as it was.
var (
	inText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	inValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;",
		"\r", "&#13;", "\n", "&#10;", "\t", "&#9;")
)

// buffers are those of writers that were flushed, kept for reuse: a small act
// would need three new ones.
var buffers = sync.Pool{New: func() any { return bufio.NewWriter(nil) }}

func newWriter(to io.Writer, indent string) *writer {
	w := &writer{out: buffers.Get().(*bufio.Writer), indent: indent}
	w.out.Reset(to)
	w.out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return w
}

// flush gives the first error of all writing, which bufio keeps. Nothing is
// written after it.
func (w *writer) flush() error {
	err := w.out.Flush()
	w.out.Reset(nil)
	buffers.Put(w.out)
	w.out = nil
	return err
}

func (w *writer) tag(name string, attrs []attr, end string) {
	for range w.depth {
		w.out.WriteString(w.indent)
	}
	w.out.WriteByte('<')
	w.out.WriteString(name)
	for _, a := range attrs {
		if a.name == "" {
			continue
		}
		w.out.WriteByte(' ')
		w.out.WriteString(a.name)
		w.out.WriteString(`="`)
		inValue.WriteString(w.out, a.value)
		w.out.WriteByte('"')
	}
	w.out.WriteString(end)
}

func (w *writer) open(name string, attrs ...attr) {
	w.tag(name, attrs, ">\n")
	w.depth++
}

// close ends an element. After the root there is nothing, not even a line feed
// (observed).
func (w *writer) close(name string) {
	end := ">\n"
	if w.depth--; w.depth == 0 {
		end = ">"
	}
	w.tag("/"+name, nil, end)
}

func (w *writer) empty(name string, attrs ...attr) { w.tag(name, attrs, "/>\n") }

func (w *writer) spaced(name string, attrs ...attr) { w.tag(name, attrs, " />\n") }

func (w *writer) leaf(name, text string, attrs ...attr) {
	w.tag(name, attrs, ">")
	inText.WriteString(w.out, text)
	w.out.WriteString("</")
	w.out.WriteString(name)
	w.out.WriteString(">\n")
}

func (f File) attrs() []attr {
	return []attr{{"sendingDateTime", f.SendingDateTime}, {"version", f.Version}, {"fileId", f.FileID}}
}

func (w *writer) productTotals(totals []GTIN) {
	w.open("productTotals")
	for _, g := range totals {
		w.leaf("gtin", g.GTIN, attr{"count", strconv.Itoa(int(g.Count))})
	}
	w.close("productTotals")
}

// productList is the list of a notice; acts have to say every count.
func (w *writer) productList(codes []ICode) {
	w.open("productList")
	for _, c := range codes {
		count := attr{"count", strconv.Itoa(int(c.Count))}
		if c.Count == Uncounted {
			count = attr{}
		}
		w.leaf("iCode", c.CIS, count)
	}
	w.close("productList")
}

func (w *writer) originalDocInfo(o *OriginalDocInfo) {
	if o != nil {
		w.empty("originalDocInfo", attr{"docDate", o.DocDate}, attr{"docNumber", o.DocNumber})
	}
}

func (w *writer) mainInfo(supplier, consignee Party, original *OriginalDocInfo) {
	w.open("mainInfo")
	w.empty("supplierInfo", attr{"supplierIdentificationCode", supplier.IdentificationCode}, optional("supplierName", supplier.Name))
	w.consigneeInfo(consignee)
	w.originalDocInfo(original)
	w.close("mainInfo")
}

func (w *writer) consigneeInfo(p Party) {
	w.empty("consigneeInfo", attr{"consigneeIdentificationCode", p.IdentificationCode}, optional("consigneeName", p.Name))
}
