package intake

import (
	"strconv"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Documents in JSON: body of «GET /edo-api/documents/info/{documentId}» and of
// «GET /documents/{document_id}/info». Fields stand where the sample of the kind
// has them; acts and third countries have none, and follow their XML (assumed).

// InJSON is a document as the system shows it in JSON, nil of kinds that it
// does not show. It fails with NoBody for a text that is not of its kind.
func InJSON(v state.View, d *state.Document) (any, error) {
	render := formOf(d.Type).inJSON
	if render == nil {
		return nil, nil
	}
	body, err := render(v, d)
	if err != nil {
		return nil, unfit(d, err)
	}
	return body, nil
}

// unfit says of a stored text that it is not of its kind. Nobody can send such a
// document, but a snapshot that was edited can bring one in.
func unfit(d *state.Document, err error) error {
	return state.Errorf(NoBody, "the text of document %s, which came in by a snapshot, is not that of a %s: %s", d.ID, d.Type, err).With(d.ID)
}

// header is what a document says of itself.
type header struct {
	FileID          string `json:"fileId"`
	Version         string `json:"version"`
	SendingDateTime string `json:"sendingDateTime"`
}

func headerOf(f doc.File) header { return header{f.FileID, f.Version, f.SendingDateTime} }

// cisInJSON is a code of a document with what is known of it now.
type cisInJSON struct {
	Value  string `json:"value"` // without the crypto tail
	Count  string `json:"count,omitempty"`
	Name   string `json:"name,omitempty"` // of the product
	Status string `json:"status"`         // in the operator's words
}

// cisesInJSON gives the codes as registered; one that is not stays as written.
func cisesInJSON(v state.View, codes []doc.ICode, counts bool) []cisInJSON {
	all := make([]cisInJSON, len(codes))
	for i, written := range codes {
		all[i].Value = written.CIS
		if counts {
			all[i].Count = strconv.Itoa(int(written.Count))
		}
		if c, _ := v.Code(written.CIS); c != nil {
			all[i].Value, all[i].Name, all[i].Status = c.CIS, v.Product(c.GTIN).Name, c.Status.About()
		}
	}
	return all
}

// totalsInJSON: «key-value, где key - GTIN, а value - количество».
func totalsInJSON(totals []doc.GTIN) map[string]string {
	sums, all := map[string]int{}, map[string]string{}
	for _, t := range totals {
		sums[t.GTIN] += int(t.Count)
		all[t.GTIN] = strconv.Itoa(sums[t.GTIN])
	}
	return all
}

type docInfo struct {
	DocNumber string `json:"docNumber"`
	DocDate   string `json:"docDate"`
}

func docInfoOf(o *doc.OriginalDocInfo) *docInfo {
	if o == nil {
		return nil
	}
	return &docInfo{o.DocNumber, o.DocDate}
}

type consigneeInfo struct {
	Name string `json:"consigneeName,omitempty"`
	Code string `json:"consigneeIdentificationCode"`
}

// noticeInJSON has the fileId without its prefix, as the sample.
func noticeInJSON(v state.View, d *state.Document) (any, error) {
	type (
		participantInfo struct {
			Name string `json:"participantName,omitempty"`
			Code string `json:"participantIdentificationCode"`
		}
		originalDocInfo struct {
			DocName string `json:"docName"`
			docInfo
		}
		mainInfo struct {
			ParticipantInfo participantInfo `json:"participantInfo"`
			OriginalDocInfo originalDocInfo `json:"originalDocInfo"`
			Reason          string          `json:"reason"`
		}
		document struct {
			MainInfo mainInfo    `json:"mainInfo"`
			CisList  []cisInJSON `json:"cisList"`
		}
		body struct {
			Document document `json:"document"`
			header
		}
	)
	n, err := doc.ReadNotice(d.Text)
	if err != nil {
		return nil, err
	}
	head := headerOf(n.File)
	head.FileID = state.BareUUID(head.FileID)
	o := n.OriginalDocInfo
	return body{document{
		MainInfo: mainInfo{
			participantInfo{n.ParticipantInfo.Name, n.ParticipantInfo.IdentificationCode},
			originalDocInfo{o.DocName, docInfo{o.DocNumber, o.DocDate}},
			n.Reason,
		},
		CisList: cisesInJSON(v, n.ProductList, false),
	}, head}, nil
}

func importInJSON(v state.View, d *state.Document) (any, error) {
	type (
		supplierInfo struct {
			Name    string `json:"supplierName"`
			Code    string `json:"supplierIdentificationCode"`
			Country string `json:"supplierCountryCode"`
		}
		exciseDocInfo struct {
			Number string `json:"exciseDocNumber"`
			Date   string `json:"exciseDocDate"`
			Amount string `json:"exciseAmount"`
		}
		mainInfo struct {
			SupplierInfo    supplierInfo   `json:"supplierInfo"`
			ConsigneeInfo   consigneeInfo  `json:"consigneeInfo"`
			OriginalDocInfo *docInfo       `json:"originalDocInfo,omitempty"`
			ExciseDocInfo   *exciseDocInfo `json:"exciseDocInfo,omitempty"`
			ComplianceInfo  any            `json:"complianceInfo,omitempty"`
		}
		document struct {
			MainInfo      mainInfo          `json:"mainInfo"`
			ProductList   []cisInJSON       `json:"productList"`
			ProductTotals map[string]string `json:"productTotals"`
			header
		}
		body struct {
			Document document `json:"document"`
		}
	)
	n, err := doc.ReadImportTransit(d.Text)
	if err != nil {
		return nil, err
	}
	info := mainInfo{
		SupplierInfo:    supplierInfo{n.SupplierInfo.Name, n.SupplierInfo.IdentificationCode, n.SupplierInfo.CountryCode},
		ConsigneeInfo:   consigneeInfo{n.ConsigneeInfo.Name, n.ConsigneeInfo.IdentificationCode},
		OriginalDocInfo: docInfoOf(n.OriginalDocInfo),
		ComplianceInfo:  compliance(n.ComplianceInfo),
	}
	if x := n.ExciseDocInfo; x != nil {
		info.ExciseDocInfo = &exciseDocInfo{x.Number, x.Date, x.Amount}
	}
	return body{document{info, cisesInJSON(v, n.ProductList, false), totalsInJSON(n.ProductTotals), headerOf(n.File)}}, nil
}

// compliance is an object when there is one document, and an array of more.
func compliance(documents []doc.ComplianceDocument) any {
	type complianceInfo struct {
		Number string `json:"complianceDocNumber"`
		Date   string `json:"complianceDocDate"`
		Type   string `json:"complianceDocType"`
	}
	all := make([]complianceInfo, len(documents))
	for i, c := range documents {
		all[i] = complianceInfo{c.Number, c.Date, c.Type}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

func actInJSON(v state.View, d *state.Document) (any, error) {
	type (
		supplierInfo struct {
			Name string `json:"supplierName,omitempty"`
			Code string `json:"supplierIdentificationCode"`
		}
		mainInfo struct {
			SupplierInfo    supplierInfo  `json:"supplierInfo"`
			ConsigneeInfo   consigneeInfo `json:"consigneeInfo"`
			OriginalDocInfo *docInfo      `json:"originalDocInfo,omitempty"`
		}
		document struct {
			CorrectionFlag  string            `json:"correctionFlag"`
			CorrectionDocID string            `json:"correctionDocId,omitempty"`
			OperationType   string            `json:"operationType"`
			MainInfo        mainInfo          `json:"mainInfo"`
			ProductList     []cisInJSON       `json:"productList"`
			ProductTotals   map[string]string `json:"productTotals"`
			header
		}
		body struct {
			Document document `json:"document"`
		}
	)
	a, err := doc.ReadAct(d.Text)
	if err != nil {
		return nil, err
	}
	return body{document{
		strconv.FormatBool(a.Document.CorrectionFlag), a.Document.CorrectionDocID, strconv.Itoa(int(a.Document.OperationType)),
		mainInfo{
			supplierInfo{a.SupplierInfo.Name, a.SupplierInfo.IdentificationCode},
			consigneeInfo{a.ConsigneeInfo.Name, a.ConsigneeInfo.IdentificationCode},
			docInfoOf(a.OriginalDocInfo),
		},
		cisesInJSON(v, a.ProductList, true), totalsInJSON(a.ProductTotals), headerOf(a.File),
	}}, nil
}
