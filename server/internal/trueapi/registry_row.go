package trueapi

import (
	"fmt"
	"iter"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
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
		participantName(v, e.Sender()), participantName(v, e.Receiver()),
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

// errorCode is the one code of the operator's errors that is printed («code: 71
// error: …»); what it means is not, and all failures of codes have it (assumed).
const errorCode = 71

func detailsOf(v state.View, e state.Entry) *details {
	errors := e.Errors()
	out := &details{
		ErrorMessage:  fmt.Sprintf("code: %d error: %s", errorCode, errors[0]),
		ErrorMessages: []string{fmt.Sprintf(`"reason":["ciss"],"count":%d,"tpe":"ReasonErrorData"`, len(errors))},
	}
	if groupOf(v, e) != "tobacco" {
		out.DocErrors = errors
	}
	return out
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
