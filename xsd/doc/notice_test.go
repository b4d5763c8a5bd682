package doc_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/doc"
)

const introduction = "xsd_notific_ReturnGoodsIntroduce"

func TestReadNotice(t *testing.T) {
	got, err := doc.ReadNotice(sample(t, introduction+"/ok_sample.xml"))
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.Notice{
		File: doc.File{
			FileID: "KZ_EAES_a4a7c270-5e1a-49bb-ad1a-dce90688b24a", Version: "1.0",
			SendingDateTime: "2021-10-25T05:30:47Z", Line: 3,
		},
		Reason: "3", MainInfoLine: 5,
		ParticipantInfo: doc.Party{Name: "ИП БЕКБОЛАТҰЛЫ БЕКЗАТ", IdentificationCode: "970501301786", Line: 6},
		OriginalDocInfo: doc.NamedDocInfo{DocName: "Aaa", DocNumber: "158", DocDate: "29.11.2021", Line: 7},
		ProductList:     []doc.ICode{{CIS: "04640030090709xPt.:JV", Count: 1, Line: 10}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func TestReadWithdrawal(t *testing.T) {
	n, err := doc.ReadNotice(sample(t, "xsd_notific_WithdrawalWritingOffGoods/ok_reason_18.xml"))
	if err != nil || n.Reason != "18" || n.MainInfoLine != 4 {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestReadCounts(t *testing.T) {
	for file, want := range map[string][]int32{
		"ok_base":        {1, 500},
		"ok_some_counts": {doc.Uncounted, 500},
		"ok_no_counts":   {doc.Uncounted, doc.Uncounted},
		"ok_count_zero":  {0, 500},
		"ok_count_plus":  {1, 500},
	} {
		n, err := doc.ReadNotice(sample(t, introduction+"/"+file+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		if got := []int32{n.ProductList[0].Count, n.ProductList[1].Count}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, not %v", file, got, want)
		}
	}
}

// TestStoredNotice: with a count where there was one.
func TestStoredNotice(t *testing.T) {
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<file sendingDateTime="2021-10-25T05:30:47Z" version="1.0" fileId="KZ_EAES_1d3b8f4e-5b1f-4c7c-9a73-0a8c8a3f7f11">
    <document>
        <mainInfo reason="1">
            <participantInfo participantIdentificationCode="970501301786" participantName="ИП Участник"/>
            <originalDocInfo docDate="29.11.2021" docNumber="158" docName="Акт"/>
        </mainInfo>
        <productList>
            <iCode>04640030090709xPt.:JV</iCode>
            <iCode count="500">00004600266000060013</iCode>
        </productList>
    </document>
</file>`
	for _, kind := range []string{introduction, "xsd_notific_WithdrawalWritingOffGoods"} {
		if got := stored(t, doc.ReadNotice, sample(t, kind+"/ok_some_counts.xml")); got != want {
			t.Errorf("%s: %s", kind, got)
		}
	}
}

func TestRefusalsOfNotices(t *testing.T) {
	const main, code = "file/document/mainInfo", "file/document/productList/iCode"
	checkRefusals(t, string(sample(t, introduction+"/ok_base.xml")), doc.ReadNotice, []refusal{
		{` version="1.0" s`, " s", "line 2: file has no attribute version"},
		{` reason="1"`, "", "line 4: " + main + " has no attribute reason"},
		{"</mainInfo>", `</mainInfo><mainInfo reason="1"/>`, "line 7: a second " + main + ", the first is on line 4"},
		{` participantIdentificationCode="970501301786"`, "", "line 5: " + main + "/participantInfo has no attribute participantIdentificationCode"},
		{"participantInfo", "supplierInfo", "line 5: the element " + main + "/supplierInfo is not known here"},
		{`docName="Акт" `, "", "line 6: " + main + "/originalDocInfo has no attribute docName"},
		{`      <originalDocInfo docName="Акт" docNumber="158" docDate="29.11.2021"/>`, "", "line 1: the element " + main + "/originalDocInfo is missing"},
		{`count="1"`, `count="1.0"`, "line 9: count of " + code + ` is "1.0", no whole number`},
		{`count="1"`, `count="-1"`, "line 9: count of " + code + " is negative"},
		{`count="1"`, `Count="1"`, "line 9: " + code + " has an attribute that is not known, or has one twice"},
		{"</productList>", "</productList><productTotals/>", "line 11: the element file/document/productTotals is not known here"},
		{"</productList>", "</productList><productList/>", "line 11: a second file/document/productList, the first is on line 8"},
	})
}

func TestReadNoticeTakesLittle(t *testing.T) {
	n := checkTakesLittle(t, sample(t, introduction+"/ok_base.xml"), "</productList>",
		"      <iCode>0104627110630079213E%012d</iCode>\n", doc.ReadNotice, 64)
	if len(n.ProductList) != many+2 || n.ProductList[many].CIS != fmt.Sprintf("0104627110630079213E%012d", many-2) {
		t.Errorf("%d codes", len(n.ProductList))
	}
}

func notices() *rapid.Generator[*doc.Notice] {
	return rapid.Custom(func(t *rapid.T) *doc.Notice {
		n := &doc.Notice{
			File: file(t), Reason: text.Draw(t, "reason"), ParticipantInfo: party(t),
			OriginalDocInfo: doc.NamedDocInfo{DocName: text.Draw(t, "name"), DocNumber: text.Draw(t, "number"), DocDate: text.Draw(t, "date")},
			ProductList:     []doc.ICode{},
		}
		for range rapid.IntRange(0, 3).Draw(t, "codes") {
			n.ProductList = append(n.ProductList, doc.ICode{CIS: text.Draw(t, "cis"), Count: rapid.Int32Min(doc.Uncounted).Draw(t, "count")})
		}
		return n
	})
}

func TestWrittenNoticesAreReadAsTheyWere(t *testing.T) { checkReadBack(t, notices(), doc.ReadNotice) }

func FuzzReadNotice(f *testing.F) {
	fuzzRead(f, doc.ReadNotice, introduction, "xsd_notific_WithdrawalWritingOffGoods")
}
