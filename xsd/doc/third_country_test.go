package doc_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/doc"
)

func TestReadThirdCountry(t *testing.T) {
	got, err := doc.ReadThirdCountry(sample(t, "xsd_notific_import/ok_sample.xml"))
	if err != nil {
		t.Fatal(err)
	}
	product := func(line int32) []doc.ItemProduct {
		return []doc.ItemProduct{{TNVED: "2402209000", GTIN: "00000046082251", OriginCountry: "AL", ItemNumber: 1, Line: line}}
	}
	want := &doc.ThirdCountry{
		File: doc.File{
			FileID: "IMPORT_da1eb313-97e3-4555-b34b-de66aa0718a6", Version: "1.0",
			SendingDateTime: "2021-02-15T09:30:47Z", Line: 2,
		},
		ImporterInfo:  doc.Party{Name: "ИП НУРМАГАМБЕТОВ КАЙРАТ АСКАРОВИЧ", IdentificationCode: "960202350172", Line: 6},
		ExportCountry: "AL", ExportCountryLine: 7,
		CustomDocument: doc.CustomDocument{DocType: "DECLARATION", RegNumber: "123", RegDate: "2021-02-15", Line: 8},
		CustomDecisionInfo: doc.CustomDecisionInfo{
			DecisionCode: "10", DecisionDateTime: "2021-02-15T03:30:00Z", CustomCode: "51814", Line: 9,
		},
		CertificationInfo: doc.CertificationInfo{DocType: "ttp", DocNumber: "123", DocDate: "2021-02-08", Line: 10},
		OriginalDocInfo:   &doc.OriginalDocInfo{DocNumber: "123", DocDate: "2021-02-15", Line: 11},
		ProductItems: []doc.Item{
			{CIS: "00004600266000050830", Products: product(15), Line: 14},
			{CIS: "00004600266000049841", Products: product(19), Line: 18},
			{CIS: "00004600266000046338", Products: product(23), Line: 22},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func TestReadItemsWithCodes(t *testing.T) {
	n, err := doc.ReadThirdCountry(sample(t, "xsd_notific_import/ok_base.xml"))
	if err != nil {
		t.Fatal(err)
	}
	want := []doc.Item{
		{CIS: "00004600266000050830", Line: 13, Products: []doc.ItemProduct{
			{TNVED: "2402209000", GTIN: "00000046082251", OriginCountry: "AL", ItemNumber: 1, Line: 14},
		}},
		{CIS: "00004600266000049841", Line: 16, Products: []doc.ItemProduct{
			{TNVED: "6403911100", GTIN: "04640030090686", OriginCountry: "IT", ItemNumber: 2, Line: 17, ICodes: []doc.ItemCode{
				{CIS: "010464003009068621l8Rj0dK2mQx4A", Line: 18},
				{CIS: "010464003009068621l<8Rj&0dK2mQx4", Line: 19},
			}},
			{TNVED: "6403919600", GTIN: "04640030090693", OriginCountry: "CN", ItemNumber: 3, Line: 21, ICodes: []doc.ItemCode{
				{CIS: "010464003009069321a7Rj0dK2mQx4A", Line: 22},
			}},
		}},
	}
	if !reflect.DeepEqual(n.ProductItems, want) {
		t.Errorf("\ngot  %+v\nwant %+v", n.ProductItems, want)
	}
	// The lists lie side by side: a longer one must not run into the next.
	_ = append(n.ProductItems[0].Products, doc.ItemProduct{})
	_ = append(n.ProductItems[1].Products[0].ICodes, doc.ItemCode{})
	if !reflect.DeepEqual(n.ProductItems, want) {
		t.Errorf("an append changed a neighbour: %+v", n.ProductItems)
	}
}

func TestDatesOfThirdCountryAreTrimmed(t *testing.T) {
	n, err := doc.ReadThirdCountry(sample(t, "xsd_notific_import/ok_dates_framed.xml"))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{n.CustomDocument.RegDate, n.CertificationInfo.DocDate, n.OriginalDocInfo.DocDate, n.CustomDecisionInfo.DecisionDateTime}
	want := []string{"2021-02-15", "2021-02-08", "2021-02-14", "2021-02-15T03:30:00+06:00"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// TestStoredThirdCountry of everything a third-country notice may have.
func TestStoredThirdCountry(t *testing.T) {
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<file sendingDateTime="2021-02-15T09:30:47Z" version="1.0" fileId="IMPORT_1d3b8f4e-5b1f-4c7c-9a73-0a8c8a3f7f11">
    <document>
        <mainInfo>
            <importerInfo importerCode="960202350172" importerName="ИП Импортер"/>
            <exportCountry>AL</exportCountry>
            <customDocument regDate="2021-02-15" regNumber="51814/150221/0000123" docType="DECLARATION"/>
            <customDecisionInfo customCode="51814" decisionDateTime="2021-02-15T03:30:00Z" decisionCode="10"/>
            <certificationInfo docDate="2021-02-08" docNumber="123" docType="ttp"/>
            <originalDocInfo docDate="2021-02-14" docNumber="25g"/>
        </mainInfo>
        <productItems>
            <item iCodeFromDeclaration="00004600266000050830">
                <product itemNumber="1" originCountry="AL" gtin="00000046082251" tnved="2402209000"/>
            </item>
            <item iCodeFromDeclaration="00004600266000049841">
                <product itemNumber="2" originCountry="IT" gtin="04640030090686" tnved="6403911100">
                    <iCode>010464003009068621l8Rj0dK2mQx4A</iCode>
                    <iCode>010464003009068621l&lt;8Rj&amp;0dK2mQx4</iCode>
                </product>
                <product itemNumber="3" originCountry="CN" gtin="04640030090693" tnved="6403919600">
                    <iCode>010464003009069321a7Rj0dK2mQx4A</iCode>
                </product>
            </item>
        </productItems>
    </document>
</file>`
	if got := stored(t, doc.ReadThirdCountry, sample(t, "xsd_notific_import/ok_base.xml")); got != want {
		t.Errorf("%s", got)
	}
}

func TestRefusalsOfThirdCountry(t *testing.T) {
	const main, item = "file/document/mainInfo/", "file/document/productItems/item"
	checkRefusals(t, string(sample(t, "xsd_notific_import/ok_base.xml")), doc.ReadThirdCountry, []refusal{
		{`fileId="`, `fileid="`, "line 2: file has no attribute fileId"},
		{"<document>", `<document correctionFlag="false">`, "line 3: file/document has an attribute that is not known, or has one twice"},
		{`importerName="ИП Импортер" `, "", "line 5: " + main + "importerInfo has no attribute importerName"},
		{"<exportCountry>AL</exportCountry>", "", "line 1: the element " + main + "exportCountry is missing"},
		{"</exportCountry>", "</exportCountry><exportCountry/>", "line 6: a second " + main + "exportCountry, the first is on line 6"},
		{">AL<", "><AL/><", "line 6: <AL> inside " + main + "exportCountry, which holds text"},
		{` regDate="2021-02-15"`, "", "line 7: " + main + "customDocument has no attribute regDate"},
		{` customCode="51814"`, "", "line 8: " + main + "customDecisionInfo has no attribute customCode"},
		{`docType="ttp" `, "", "line 9: " + main + "certificationInfo has no attribute docType"},
		{"certificationInfo", "certificateInfo", "line 9: the element " + main + "certificateInfo is not known here"},
		{`docNumber="25g" `, "", "line 10: " + main + "originalDocInfo has no attribute docNumber"},
		{` iCodeFromDeclaration="00004600266000050830"`, "", "line 13: " + item + " has no attribute iCodeFromDeclaration"},
		{` tnved="2402209000"`, "", "line 14: " + item + "/product has no attribute tnved"},
		{`itemNumber="1"`, `itemNumber="one"`, `line 14: itemNumber of ` + item + `/product is "one", no whole number`},
		{`itemNumber="1"/>`, `itemNumber="1">1</product>`, `line 14: text "1" in ` + item + "/product, which holds none"},
		{"<iCode>", `<iCode count="1">`, "line 18: " + item + "/product/iCode has an attribute that is not known, or has one twice"},
		{"</item>", "<iCode>1</iCode></item>", "line 15: the element " + item + "/iCode is not known here"},
		{"</productItems>", "</productItems><productItems/>", "line 25: a second file/document/productItems, the first is on line 12"},
	})
}

// TestReadThirdCountryTakesLittle: an item for each code, with a code of its own.
func TestReadThirdCountryTakesLittle(t *testing.T) {
	const item = `<item iCodeFromDeclaration="0104627110630079213E%012d">` +
		`<product tnved="2402209000" gtin="00000046082251" originCountry="AL" itemNumber="1"><iCode>1</iCode></product></item>` + "\n"
	n := checkTakesLittle(t, sample(t, "xsd_notific_import/ok_base.xml"), "</productItems>", item, doc.ReadThirdCountry,
		256) // 48 + 80 + 24 bytes of the three, 59 of their texts, and the rest of the pieces
	last := n.ProductItems[len(n.ProductItems)-1]
	if len(n.ProductItems) != many+2 || last.CIS != fmt.Sprintf("0104627110630079213E%012d", many-1) ||
		len(last.Products) != 1 || len(last.Products[0].ICodes) != 1 {
		t.Errorf("%d items, the last %+v", len(n.ProductItems), last)
	}
}

func thirdCountries() *rapid.Generator[*doc.ThirdCountry] {
	product := rapid.Custom(func(t *rapid.T) doc.ItemProduct {
		p := doc.ItemProduct{
			TNVED: text.Draw(t, "tnved"), GTIN: text.Draw(t, "gtin"), OriginCountry: text.Draw(t, "country"),
			ItemNumber: rapid.Int32().Draw(t, "number"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "codes") {
			p.ICodes = append(p.ICodes, doc.ItemCode{CIS: text.Draw(t, "cis")})
		}
		return p
	})
	return rapid.Custom(func(t *rapid.T) *doc.ThirdCountry {
		n := &doc.ThirdCountry{
			File: file(t), ImporterInfo: party(t), ExportCountry: text.Draw(t, "country"),
			CustomDocument: doc.CustomDocument{DocType: text.Draw(t, "type"), RegNumber: text.Draw(t, "number"), RegDate: "2021-02-15"},
			CustomDecisionInfo: doc.CustomDecisionInfo{
				DecisionCode: text.Draw(t, "code"), DecisionDateTime: "2021-02-15T03:30:00Z", CustomCode: text.Draw(t, "custom"),
			},
			CertificationInfo: doc.CertificationInfo{DocType: text.Draw(t, "type"), DocNumber: text.Draw(t, "number"), DocDate: "2021-02-08"},
			ProductItems:      []doc.Item{},
		}
		if rapid.Bool().Draw(t, "paper") {
			n.OriginalDocInfo = &doc.OriginalDocInfo{DocNumber: text.Draw(t, "number"), DocDate: "2021-02-14"}
		}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			i := doc.Item{CIS: text.Draw(t, "cis")}
			for range rapid.IntRange(0, 3).Draw(t, "products") {
				i.Products = append(i.Products, product.Draw(t, "product"))
			}
			n.ProductItems = append(n.ProductItems, i)
		}
		return n
	})
}

func TestWrittenThirdCountriesAreReadAsTheyWere(t *testing.T) {
	checkReadBack(t, thirdCountries(), doc.ReadThirdCountry)
}

func FuzzReadThirdCountry(f *testing.F) { fuzzRead(f, doc.ReadThirdCountry, "xsd_notific_import") }
