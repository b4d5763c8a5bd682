package trueapi

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/rules"
)

// entryHead is what the samples of lists and of one document begin with.
type entryHead struct {
	Number       string `json:"number"`
	DocDate      string `json:"docDate"`
	ReceivedAt   string `json:"receivedAt"`
	Type         string `json:"type"`
	Status       string `json:"status"`
	SenderName   string `json:"senderName"`
	ReceiverName string `json:"receiverName,omitempty"`
}

// registryRow has its fields in the order of the samples, which leave out most
// of what the table lists.
type registryRow struct {
	entryHead
	Total          int64    `json:"total"` // tiyn; 0 of documents, which state no sums
	DownloadStatus string   `json:"downloadStatus"`
	DownloadDesc   string   `json:"downloadDesc"`
	Input          bool     `json:"input"` // it was sent to the caller
	PDFFile        string   `json:"pdfFile"`
	Errors         []string `json:"errors,omitempty"`
	*details
}

// details come only when one document is asked for by its number («при указании
// номера документа, в получаемом параметре "errorMessage" … получим ошибку»):
// the samples of lists do not have them.
type details struct {
	DocErrors     []string `json:"docErrors,omitempty"` // «Для ТГ "Табачная продукция" не выводится»
	ErrorMessage  string   `json:"errorMessage"`
	ErrorMessages []string `json:"errorMessages"`
}

// failure is what an answer about one document adds when that failed.
type failure struct {
	DownloadStatus string   `json:"downloadStatus"`
	DownloadDesc   string   `json:"downloadDesc"`
	Errors         []string `json:"errors"`
	*details
}

func headOf(v state.View, e state.Entry) entryHead {
	return entryHead{
		e.Number(), e.Date().String(), e.Received().String(), e.Type(), string(e.Status()),
		participantName(v, e.Sender()), participantName(v, e.Other()),
	}
}

func entryRow(v state.View, e state.Entry, caller string) registryRow {
	row := registryRow{entryHead: headOf(v, e), DownloadStatus: string(e.Status()), Input: e.Sender() != caller}
	if errors := e.Errors(); len(errors) > 0 {
		row.DownloadDesc, row.Errors = strings.Join(errors, "; "), errors
	}
	if e.Receipt != nil {
		for _, p := range e.Receipt.Products {
			row.Total += int64(p.Sum)
		}
	}
	return row
}

func participantName(v state.View, bin string) string {
	if p := v.Participant(bin); p != nil {
		return p.Name
	}
	return ""
}

func failureOf(v state.View, e state.Entry) *failure {
	return &failure{string(e.Status()), strings.Join(e.Errors(), "; "), e.Errors(), detailsOf(v, e)}
}

// detailsOf tells the kinds of a document's failures by their numbers in the
// catalogue: errorMessage the first, errorMessages each, with what it is about.
func detailsOf(v state.View, e state.Entry) *details {
	errors, failures := e.Errors(), e.Failures()
	out := &details{ErrorMessage: fmt.Sprintf("code: %d error: ", failures[0].Number)}
	if v.Rules().Is(rules.ErrorMessage, "text") {
		out.ErrorMessage += errors[0]
	}
	for _, f := range failures {
		out.ErrorMessages = append(out.ErrorMessages, errorData(f, e.Number()))
	}
	if groupOf(v, e) != "tobacco" {
		out.DocErrors = errors
	}
	return out
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
