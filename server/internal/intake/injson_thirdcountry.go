package intake

import (
	"strconv"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// The parts of a third-country notice in JSON: no table has it, so it has the
// names of its XML.
type (
	importerInfo struct {
		Name string `json:"importerName"`
		Code string `json:"importerCode"`
	}
	customDocument struct {
		DocType   string `json:"docType"`
		RegNumber string `json:"regNumber"`
		RegDate   string `json:"regDate"`
	}
	customDecisionInfo struct {
		DecisionCode     string `json:"decisionCode"`
		DecisionDateTime string `json:"decisionDateTime"`
		CustomCode       string `json:"customCode"`
	}
	certificationInfo struct {
		DocType string `json:"docType"`
		docInfo
	}
	thirdCountryInfo struct {
		ImporterInfo       importerInfo       `json:"importerInfo"`
		ExportCountry      string             `json:"exportCountry"`
		CustomDocument     customDocument     `json:"customDocument"`
		CustomDecisionInfo customDecisionInfo `json:"customDecisionInfo"`
		CertificationInfo  certificationInfo  `json:"certificationInfo"`
		OriginalDocInfo    *docInfo           `json:"originalDocInfo,omitempty"`
	}
	itemProduct struct {
		TNVED         string   `json:"tnved"`
		GTIN          string   `json:"gtin"`
		OriginCountry string   `json:"originCountry"`
		ItemNumber    string   `json:"itemNumber"`
		ICode         []string `json:"iCode,omitempty"`
	}
	declaredItem struct {
		ICodeFromDeclaration string        `json:"iCodeFromDeclaration"`
		Name                 string        `json:"name,omitempty"`
		Status               string        `json:"status"`
		Product              []itemProduct `json:"product"`
	}
)

func thirdCountryInJSON(v state.View, d *state.Document) (any, error) {
	type (
		document struct {
			MainInfo     thirdCountryInfo `json:"mainInfo"`
			ProductItems []declaredItem   `json:"productItems"`
		}
		body struct {
			Document document `json:"document"`
			header
		}
	)
	n, err := doc.ReadThirdCountry(d.Text)
	if err != nil {
		return nil, err
	}
	c, decision, cert := n.CustomDocument, n.CustomDecisionInfo, n.CertificationInfo
	items := make([]declaredItem, len(n.ProductItems))
	for i := range n.ProductItems {
		items[i] = declaredInJSON(v, &n.ProductItems[i])
	}
	return body{document{thirdCountryInfo{
		importerInfo{n.ImporterInfo.Name, n.ImporterInfo.IdentificationCode},
		n.ExportCountry,
		customDocument{c.DocType, c.RegNumber, c.RegDate},
		customDecisionInfo{decision.DecisionCode, decision.DecisionDateTime, decision.CustomCode},
		certificationInfo{cert.DocType, docInfo{cert.DocNumber, cert.DocDate}},
		docInfoOf(n.OriginalDocInfo),
	}, items}, headerOf(n.File)}, nil
}

func declaredInJSON(v state.View, item *doc.Item) declaredItem {
	code := cisesInJSON(v, []doc.ICode{{CIS: item.CIS}}, false)[0]
	out := declaredItem{ICodeFromDeclaration: code.Value, Name: code.Name, Status: code.Status, Product: make([]itemProduct, len(item.Products))}
	for i, p := range item.Products {
		out.Product[i] = itemProduct{TNVED: p.TNVED, GTIN: p.GTIN, OriginCountry: p.OriginCountry, ItemNumber: strconv.Itoa(int(p.ItemNumber))}
		for _, c := range p.ICodes {
			out.Product[i].ICode = append(out.Product[i].ICode, c.CIS)
		}
	}
	return out
}
