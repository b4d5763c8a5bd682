package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
)

// The addresses of the methods that take notices.
const (
	introducePath = "/documents/transit/introduce-goods/create"
	thirdPath     = "/documents/transit/import/third_countries"
	writeOffPath  = "/documents/writeOff"
)

// noticeID is the UUID in the fileId of every notice that is not changed.
const noticeID = "a4a7c270-5e1a-49bb-ad1a-dce90688b24a"

// draft is what a participant would send of a kind of documents over goods
// "CODE" or "CODE*COUNT", with reason and totals where the kind has them.
type draft struct {
	bin    string
	goods  []string
	reason string
	totals []string // "GTIN*COUNT"
	change []string // old, new, old, new… in the finished text
}

func (d draft) done(text string) string { return strings.NewReplacer(d.change...).Replace(text) }

// items writes "CODE*COUNT" as elements; without a count there is no attribute.
func items(tag string, list []string) string {
	var b strings.Builder
	for _, g := range list {
		code, count, counted := strings.Cut(g, "*")
		if counted {
			fmt.Fprintf(&b, "<%s count=%q>%s</%s>\n", tag, count, escapeXML(code), tag)
		} else {
			fmt.Fprintf(&b, "<%s>%s</%s>\n", tag, escapeXML(code), tag)
		}
	}
	return b.String()
}

// notice is an introduction or a withdrawal: only the reasons tell them apart.
func (d draft) notice() string {
	return d.done(`<?xml version="1.0" encoding="UTF-8"?>
<file fileId="KZ_EAES_` + noticeID + `" version="1.0" sendingDateTime="2026-11-22T05:30:47Z">
<document>
<mainInfo reason="` + d.reason + `">
<participantInfo participantIdentificationCode="` + d.bin + `"/>
<originalDocInfo docName="Приказ" docNumber="158" docDate="20.11.2026"/>
</mainInfo>
<productList>
` + items("iCode", d.goods) + `</productList>
</document>
</file>
`)
}

// transit is an EAEU notice of import.
func (d draft) transit() string {
	return d.done(`<?xml version="1.0" encoding="UTF-8"?>
<file fileId="IMPORT_TRANSIT_` + noticeID + `" version="5.01" sendingDateTime="2026-11-22T02:26:47Z">
<participants supplierId="468578450149" consigneeId="` + d.bin + `"/>
<document correctionFlag="false">
<mainInfo>
<supplierInfo supplierName="SENDER" supplierIdentificationCode="468578450149" supplierCountryCode="RU"/>
<consigneeInfo consigneeIdentificationCode="` + d.bin + `"/>
<originalDocInfo docNumber="EACMT-7785-API" docDate="08.02.2026"/>
<exciseDocInfo exciseDocNumber="555" exciseDocDate="08.02.2026" exciseAmount="55.55"/>
<complianceInfo>
<complianceDocumentInfo complianceDocDate="05.12.2025" complianceDocNumber="17/12" complianceDocType="сертификат соответствия"/>
</complianceInfo>
</mainInfo>
<productList>
` + items("iCode", d.goods) + `</productList>
<productTotals>
` + items("gtin", d.totals) + `</productTotals>
</document>
</file>
`)
}

// third is a notice of import from a third country; totals are the products of
// every code.
func (d draft) third() string {
	var b strings.Builder
	for _, code := range d.goods {
		fmt.Fprintf(&b, "<item iCodeFromDeclaration=%q>\n", escapeXML(code))
		for _, total := range d.totals {
			gtin, _, _ := strings.Cut(total, "*")
			fmt.Fprintf(&b, "<product tnved=\"2402209000\" gtin=%q originCountry=\"AL\" itemNumber=\"1\"/>\n", gtin)
		}
		b.WriteString("</item>\n")
	}
	return d.done(`<?xml version="1.0" encoding="UTF-8"?>
<file fileId="IMPORT_` + noticeID + `" version="1.0" sendingDateTime="2026-11-22T09:30:47Z">
<document>
<mainInfo>
<importerInfo importerName="ИП ИМПОРТЕР" importerCode="` + d.bin + `"/>
<exportCountry>AL</exportCountry>
<customDocument docType="DECLARATION" regNumber="123" regDate="2026-11-15"/>
<customDecisionInfo decisionCode="10" decisionDateTime="2026-11-15T03:30:00Z" customCode="51814"/>
<certificationInfo docType="ttp" docNumber="123" docDate="2026-11-08"/>
<originalDocInfo docNumber="123" docDate="2026-11-15"/>
</mainInfo>
<productItems>
` + b.String() + `</productItems>
</document>
</file>
`)
}

// envelope is the body of the methods that take notices, signed by bin.
func envelope(t *testing.T, bin, xml string) string {
	t.Helper()
	return jsonOf(t, map[string]string{"document": enc(xml), "signature": signature(t, bin, []byte(xml))})
}

// notify sends a notice, and waits in world time until it is processed. It
// gives the document.
func notify(t *testing.T, s *Server, bin, path, xml string) *state.Document {
	t.Helper()
	want(t, s, 200, "POST", "/api/v3/true-api"+path, envelope(t, bin, xml), "Authorization", "Bearer "+s.Token(bin))
	var id string
	s.World().Snapshot().Documents("", func(d *state.Document) bool { id = d.ID; return false })
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return docOf(t, s, id)
}
