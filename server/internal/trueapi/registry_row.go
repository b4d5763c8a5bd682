package trueapi

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
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
	errors := texts.Strings(e.Errors())
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
	out.rest(j, e)
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
	j.Some("receiverName", participantName(v, e.Other()))
}

func participantName(v state.View, bin string) string {
	if p := v.Participant(bin); p != nil {
		return p.Name
	}
	return ""
}

// writeFailure writes what an answer about one document adds when that failed.
func writeFailure(j *pipeline.JSON, v state.View, e state.Entry) {
	j.Field("downloadStatus", string(e.Status()))
	errors := texts.Strings(e.Errors())
	j.Field("downloadDesc", strings.Join(errors, "; "))
	j.Name("errors")
	j.Texts(errors)
	writeDetails(j, v, e)
}

// writeDetails writes what comes only when one document is asked for by its
// number («при указании номера документа, в получаемом параметре "errorMessage" …
// получим ошибку»): the samples of lists do not have it. It tells the kinds of a
// document's failures by their numbers in the catalogue: errorMessage the first,
// errorMessages each, with what it is about.
func writeDetails(j *pipeline.JSON, v state.View, e state.Entry) {
	errors, failures := texts.Strings(e.Errors()), e.Failures()
	if !dict.GroupHas(groupOf(v, e), dict.Errorless) {
		j.List("docErrors", errors)
	}
	message := fmt.Sprintf("code: %d error: ", failures[0].Number)
	if v.Rules().Is(rules.ErrorMessage, "text") {
		message += errors[0]
	}
	j.Field("errorMessage", message)
	all := make([]string, len(failures))
	for i, f := range failures {
		all[i] = errorData(f, e.Number())
	}
	j.Name("errorMessages")
	j.Texts(all)
}

// errorData is a failure in the form of the sample: `"reason":["ciss"],"count":1,
// "tpe":"ReasonErrorData"`. The keys are those of the sister system, which names
// CisErrorData; the other names follow it (assumed).
func errorData(f state.Failure, number string) string {
	row, listed := state.FailureOf(f.Number), f.Of
	names := map[string]string{"cis": "Cis", "participant": "Participant", "invoice": "Invoice", "pack": "Pack", "reason": "Reason"}
	switch row.Key {
	case "reason":
		listed = []string{"ciss"}
	case "invoice":
		listed = []string{number}
	}
	return fmt.Sprintf(`%q:[%s],"count":%d,"tpe":"%sErrorData"`, row.Key, quoted(listed), f.Count, names[row.Key])
}

// quoted writes texts as JSON does, without HTML escaping: codes hold < > &.
func quoted(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(text)
		all[i] = strings.TrimSuffix(b.String(), "\n")
	}
	return strings.Join(all, ",")
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

// producerOf is who emitted the first code that is registered, "" for none.
func producerOf(v state.View, e state.Entry) string {
	for written := range codesOf(e) {
		if c, _ := v.Code(written); c != nil {
			return c.ProducerBIN
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
