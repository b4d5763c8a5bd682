package doc_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/doc"
)

const transit = "schemas_xsd_ЕАЭС_КЗ"

func TestReadImportTransit(t *testing.T) {
	got, err := doc.ReadImportTransit(sample(t, transit+"/ok_sample.xml"))
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.ImportTransit{
		File: doc.File{
			FileID: "IMPORT_TRANSIT_d8dbfa7f-22cb-4291-b05c-bff806cef041", Version: "5.01",
			SendingDateTime: "2021-07-07T02:26:47Z", Line: 2,
		},
		Participants: doc.Participants{SupplierID: "468578450149", ConsigneeID: "940517350290", Line: 4},
		Document:     doc.ImportTransitDocument{Line: 5},
		SupplierInfo: doc.ForeignParty{
			Party: doc.Party{Name: "SENDER", IdentificationCode: "468578450149", Line: 7}, CountryCode: "RU",
		},
		ConsigneeInfo:   doc.Party{Name: "ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ", IdentificationCode: "940517350290", Line: 8},
		OriginalDocInfo: &doc.OriginalDocInfo{DocNumber: "EACMT-7785-API", DocDate: "08.02.2021", Line: 9},
		ExciseDocInfo:   &doc.ExciseDocInfo{Number: "555", Date: "08.02.2021", Amount: "55.55", Line: 10},
		ComplianceInfo:  []doc.ComplianceDocument{{Number: "17/12", Date: "05.12.2020", Type: "сертификат соответствия", Line: 12}},
		ProductList: []doc.ICode{
			{CIS: "00004600266000060013", Count: doc.Uncounted, Line: 16},
			{CIS: "00004600266000059987", Count: doc.Uncounted, Line: 17},
			{CIS: "00004600266000058959", Count: doc.Uncounted, Line: 18},
			{CIS: "00004600266000074294", Count: doc.Uncounted, Line: 19},
		},
		ProductTotals: []doc.GTIN{
			{GTIN: "00000046082251", Count: 1500, Line: 22},
			{GTIN: "00000046082285", Count: 500, Line: 23},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func TestReadCorrectionOfImportTransit(t *testing.T) {
	n, err := doc.ReadImportTransit(sample(t, transit+"/ok_correction_numbered.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (doc.ImportTransitDocument{
		CorrectionFlag: true, PrimaryDocID: "93aee74e-3134-458b-a1df-f69571704270",
		PrimaryDocNumber: "d9890769-a1c7-4151-8470-ed0b27f0c0d6", PrimaryDocDate: "07.06.2022", Line: 4,
	}); n.Document != want {
		t.Errorf("%+v", n.Document)
	}
	n, err = doc.ReadImportTransit(sample(t, transit+"/ok_required_only.xml"))
	if err != nil || n.OriginalDocInfo != nil || n.ExciseDocInfo != nil || n.ComplianceInfo != nil || n.ConsigneeInfo.Name != "" {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestStoredImportTransit of everything an EAEU notice may have.
func TestStoredImportTransit(t *testing.T) {
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<file sendingDateTime="2022-06-07T09:10:47Z" version="5.01" fileId="IM_TRANSIT_COR_1d3b8f4e-5b1f-4c7c-9a73-0a8c8a3f7f11">
    <participants consigneeId="940408450442" supplierId="6317136467"/>
    <document primaryDocDate="07.06.2022" primaryDocNumber="d9890769-a1c7-4151-8470-ed0b27f0c0d6" primaryDocId="93aee74e-3134-458b-a1df-f69571704270" correctionFlag="true">
        <mainInfo>
            <supplierInfo supplierCountryCode="RU" supplierIdentificationCode="6317136467" supplierName="ООО &quot;Отправитель&quot;"/>
            <consigneeInfo consigneeIdentificationCode="940408450442" consigneeName="ИП Получатель"/>
            <originalDocInfo docDate="30.11.2021" docNumber="EACMT-2261-API"/>
            <exciseDocInfo exciseAmount="55.55" exciseDocDate="08.02.2021" exciseDocNumber="555"/>
            <complianceInfo>
                <complianceDocumentInfo complianceDocType="сертификат соответствия" complianceDocDate="05.07.2021" complianceDocNumber="17/12"/>
                <complianceDocumentInfo complianceDocType="декларация" complianceDocDate="15.07.2021" complianceDocNumber="2222 oks"/>
            </complianceInfo>
        </mainInfo>
        <productList>
            <iCode>00004600266000060013</iCode>
            <iCode>010464003009068621l8Rj0dK2mQx4A</iCode>
        </productList>
        <productTotals>
            <gtin count="500">00000046082251</gtin>
            <gtin count="1">04640030090686</gtin>
        </productTotals>
    </document>
</file>`
	text := sample(t, transit+"/ok_correction_numbered.xml")
	if got := stored(t, doc.ReadImportTransit, text); got != want {
		t.Errorf("%s", got)
	}
	plain := stored(t, doc.ReadImportTransit, sample(t, transit+"/ok_required_only.xml"))
	for _, absent := range []string{"primaryDoc", "originalDocInfo", "exciseDocInfo", "complianceInfo", "consigneeName"} {
		if strings.Contains(plain, absent) {
			t.Errorf("%s in\n%s", absent, plain)
		}
	}
}

func TestRefusalsOfImportTransit(t *testing.T) {
	const main = "file/document/mainInfo/"
	checkRefusals(t, string(sample(t, transit+"/ok_base.xml")), doc.ReadImportTransit, []refusal{
		{`supplierId="6317136467" `, "", "line 3: file/participants has no attribute supplierId"},
		{
			`consigneeId="940408450442"/>`, `consigneeId="940408450442"><operatorInfo operatorId="2AE"/></participants>`,
			"line 3: the element file/participants/operatorInfo is not known here",
		},
		{`"false"`, `"no"`, `line 4: correctionFlag of file/document is "no", neither true nor false`},
		{`"false"`, `"false" operationType="1"`, "line 4: file/document has an attribute that is not known, or has one twice"},
		{`supplierName="ООО &quot;Отправитель&quot;" `, "", "line 6: " + main + "supplierInfo has no attribute supplierName"},
		{` supplierCountryCode="RU"`, "", "line 6: " + main + "supplierInfo has no attribute supplierCountryCode"},
		{`supplierIdentificationCode`, "supplierdentificationCode", "line 6: " + main + "supplierInfo has no attribute supplierIdentificationCode"},
		{` exciseAmount="55.55"`, "", "line 9: " + main + "exciseDocInfo has no attribute exciseAmount"},
		{
			"<complianceInfo>", `<exciseDocInfo exciseDocNumber="" exciseDocDate="" exciseAmount=""/><complianceInfo>`,
			"line 10: a second " + main + "exciseDocInfo, the first is on line 9",
		},
		{"exciseDocInfo", "exciseInfo", "line 9: the element " + main + "exciseInfo is not known here"},
		{"</complianceInfo>", "</complianceInfo><complianceInfo/>", "line 13: a second " + main + "complianceInfo, the first is on line 10"},
		{` complianceDocNumber="17/12"`, "", "line 11: " + main + "complianceInfo/complianceDocumentInfo has no attribute complianceDocNumber"},
		{"complianceDocumentInfo", "complianceDocInfo", "line 11: the element " + main + "complianceInfo/complianceDocInfo is not known here"},
		{"<iCode>", `<iCode count="1">`, "line 16: file/document/productList/iCode has an attribute that is not known, or has one twice"},
		{` count="500"`, "", "line 20: file/document/productTotals/gtin has no attribute count"},
		{`"500"`, `"500.0"`, `line 20: count of file/document/productTotals/gtin is "500.0", no whole number`},
		{`<participants supplierId="6317136467" consigneeId="940408450442"/>`, "", "line 1: the element file/participants is missing"},
		{`      <consigneeInfo consigneeName="ИП Получатель" consigneeIdentificationCode="940408450442"/>`, "", "line 1: the element " + main + "consigneeInfo is missing"},
	})
}

func TestReadImportTransitTakesLittle(t *testing.T) {
	n := checkTakesLittle(t, sample(t, transit+"/ok_base.xml"), "</productList>",
		"      <iCode>0104627110630079213E%012d</iCode>\n", doc.ReadImportTransit, 64)
	if len(n.ProductList) != many+2 || n.ProductList[many].CIS != fmt.Sprintf("0104627110630079213E%012d", many-2) {
		t.Errorf("%d codes", len(n.ProductList))
	}
}

func importTransits() *rapid.Generator[*doc.ImportTransit] {
	return rapid.Custom(func(t *rapid.T) *doc.ImportTransit {
		n := &doc.ImportTransit{
			File:         file(t),
			Participants: doc.Participants{SupplierID: text.Draw(t, "supplierId"), ConsigneeID: text.Draw(t, "consigneeId")},
			Document: doc.ImportTransitDocument{
				CorrectionFlag: rapid.Bool().Draw(t, "flag"), PrimaryDocID: text.Draw(t, "id"),
				PrimaryDocNumber: text.Draw(t, "number"), PrimaryDocDate: text.Draw(t, "date"),
			},
			SupplierInfo:  doc.ForeignParty{Party: party(t), CountryCode: text.Draw(t, "country")},
			ConsigneeInfo: party(t),
			ProductList:   []doc.ICode{},
		}
		if rapid.Bool().Draw(t, "paper") {
			n.OriginalDocInfo = &doc.OriginalDocInfo{DocNumber: text.Draw(t, "number"), DocDate: text.Draw(t, "date")}
		}
		if rapid.Bool().Draw(t, "excise") {
			n.ExciseDocInfo = &doc.ExciseDocInfo{Number: text.Draw(t, "number"), Date: text.Draw(t, "date"), Amount: text.Draw(t, "amount")}
		}
		for range rapid.IntRange(0, 3).Draw(t, "documents") {
			n.ComplianceInfo = append(n.ComplianceInfo, doc.ComplianceDocument{
				Number: text.Draw(t, "number"), Date: text.Draw(t, "date"), Type: text.Draw(t, "type"),
			})
		}
		for range rapid.IntRange(0, 3).Draw(t, "codes") {
			n.ProductList = append(n.ProductList, doc.ICode{CIS: text.Draw(t, "cis"), Count: doc.Uncounted})
			n.ProductTotals = append(n.ProductTotals, doc.GTIN{GTIN: text.Draw(t, "gtin"), Count: rapid.Int32().Draw(t, "count")})
		}
		return n
	})
}

func TestWrittenImportTransitsAreReadAsTheyWere(t *testing.T) {
	checkReadBack(t, importTransits(), doc.ReadImportTransit)
}

func FuzzReadImportTransit(f *testing.F) { fuzzRead(f, doc.ReadImportTransit, transit) }

// TestTitleOfImportTransit: one type serves the titles of acts and of notices.
func TestTitleOfImportTransit(t *testing.T) {
	text := sample(t, "xsd_importtransitpok/ok_withdraw.xml")
	d, err := doc.ReadDecision(text)
	if err != nil {
		t.Fatal(err)
	}
	if d.Decision != "WITHDRAW" || d.ConsigneeIDNumber != "920525351685" || d.SupplierIDNumber != "1234567890" ||
		d.FileID != "EEU_IMPORTTRANSITWTHDRWN_1234567890_920525351685_2021-11-30_b0157a33-e738-43ea-8990-86fe8d4c9f70" ||
		d.SellerInfo.SellerFileID != "IMPORT_TRANSIT_93aee74e-3134-458b-a1df-f69571704270" {
		t.Errorf("%+v", d)
	}
	if got := written(t, d); got != strings.TrimSuffix(string(text), "\n") {
		t.Errorf("%s", got)
	}
}
