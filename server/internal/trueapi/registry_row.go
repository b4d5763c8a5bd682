package trueapi

import (
	"fmt"
	"iter"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
)

// registryOut is a page of the registry.
type registryOut struct {
	state.View
	rows   []state.Entry
	caller string
	single bool // one document was asked for by its number
}

// WriteJSON writes rows and, as total, «Количество вернувшихся ответов».
func (out registryOut) WriteJSON(j *pipeline.JSON) {
	j.Open('{')
	j.Name("results")
	j.Open('[')
	for _, e := range out.rows {
		out.row(j, e)
	}
	j.Close(']')
	j.Name("total")
	j.Number(int64(len(out.rows)))
	j.Close('}')
}

// row has its fields in the order of the samples, which leave out most of what
// the table lists.
func (out registryOut) row(j *pipeline.JSON, e state.Entry) {
	errors := e.Errors()
	j.Open('{')
	writeHead(j, out.View, e)
	j.Name("total")
	j.Number(totalOf(e))
	j.Field("downloadStatus", string(e.Status()))
	j.Field("downloadDesc", strings.Join(errors, "; "))
	j.Name("input")
	j.Bool(e.Sender() != out.caller) // it was sent to the caller
	j.Field("pdfFile", "")
	j.List("errors", errors)
	if out.single && len(errors) > 0 {
		writeDetails(j, out.View, e)
	}
	j.Close('}')
}

// totalOf is the sum of a receipt in tiyn; documents state no sums.
func totalOf(e state.Entry) (sum int64) {
	if e.Receipt != nil {
		for _, p := range e.Receipt.Products {
			sum += int64(p.Sum)
		}
	}
	return sum
}

// writeHead writes what the samples of lists and of one document begin with.
func writeHead(j *pipeline.JSON, v state.View, e state.Entry) {
	j.Field("number", e.Number())
	j.Field("docDate", e.Date().String())
	j.Field("receivedAt", e.Received().String())
	j.Field("type", e.Type())
	j.Field("status", string(e.Status()))
	j.Field("senderName", participantName(v, e.Sender()))
	j.Some("receiverName", participantName(v, e.Receiver()))
}

func participantName(v state.View, bin string) string {
	if p := v.Participant(bin); p != nil {
		return p.Name
	}
	return ""
}

// errorCode is the one code of the operator's errors that is printed («code: 71
// error: …»); what it means is not, and all failures of codes have it (assumed).
const errorCode = 71

// writeFailure writes what an answer about one document adds when that failed.
func writeFailure(j *pipeline.JSON, v state.View, e state.Entry) {
	j.Field("downloadStatus", string(e.Status()))
	j.Field("downloadDesc", strings.Join(e.Errors(), "; "))
	j.Name("errors")
	j.Texts(e.Errors())
	writeDetails(j, v, e)
}

// writeDetails writes what comes only when one document is asked for by its
// number («при указании номера документа, в получаемом параметре "errorMessage" …
// получим ошибку»): the samples of lists do not have it.
func writeDetails(j *pipeline.JSON, v state.View, e state.Entry) {
	errors := e.Errors()
	if groupOf(v, e) != "tobacco" { // «Для ТГ "Табачная продукция" не выводится»
		j.List("docErrors", errors)
	}
	j.Field("errorMessage", fmt.Sprintf("code: %d error: %s", errorCode, errors[0]))
	j.Name("errorMessages")
	j.Texts([]string{fmt.Sprintf(`"reason":["ciss"],"count":%d,"tpe":"ReasonErrorData"`, len(errors))})
}

// groupOf is the product group of the first code whose product is known, "" for
// none. The code need not be registered: a document may have failed for that.
func groupOf(v state.View, e state.Entry) string {
	for written := range codesOf(e) {
		gtin := ""
		if c, _ := v.Code(written); c != nil {
			gtin = c.GTIN
		} else if read, err := cis.Parse(written); err == nil {
			gtin = read.GTIN
		}
		if p := v.Product(gtin); p != nil {
			return p.ProductGroup
		}
	}
	return ""
}

// codesOf are the codes that stand in a document or a receipt, as written.
func codesOf(e state.Entry) iter.Seq[string] {
	return func(yield func(string) bool) {
		if e.Receipt != nil {
			for _, p := range e.Receipt.Products {
				if !yield(p.CIS) {
					return
				}
			}
			return
		}
		for _, g := range e.Document.Goods {
			if !yield(g.CIS) {
				return
			}
		}
	}
}
