package doc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/doc"
)

// cases are the documents that the schemas are tested with.
const cases = "../testdata/cases/"

func sample(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(cases + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// without forgets where a document was read, to compare it with one that was not.
func without[D any](d *D) *D {
	forget(reflect.ValueOf(d))
	return d
}

func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if strings.HasSuffix(v.Type().Field(i).Name, "Line") {
				v.Field(i).SetZero()
			}
			forget(v.Field(i))
		}
	}
}

// document is what every type can do.
type document interface{ Write(to io.Writer) error }

func written(t interface{ Fatal(args ...any) }, d document) string {
	var to bytes.Buffer
	if err := d.Write(&to); err != nil {
		t.Fatal(err)
	}
	return to.String()
}

// stored is how a document is written that was read from text.
func stored[D document](t *testing.T, read func([]byte) (D, error), text []byte) string {
	t.Helper()
	d, err := read(text)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, d)
}

func TestReadAct(t *testing.T) {
	got, err := doc.ReadAct(sample(t, "xsd_act/ok_sample.xml"))
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.Act{
		File: doc.File{
			FileID: "EEU_ACT_fe1c0b61-09dc-42f9-a129-f2411b7a66ab", Version: "1.0",
			SendingDateTime: "2021-07-03T00:25:47Z", Line: 2,
		},
		Participants:    doc.Participants{SupplierID: "940517350290", ConsigneeID: "960202350172", Line: 4},
		Document:        doc.ActDocument{OperationType: 1, Line: 6},
		SupplierInfo:    doc.Party{Name: "ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ", IdentificationCode: "940517350290", Line: 8},
		ConsigneeInfo:   doc.Party{Name: "ИП АУБАКИРОВА ГАЛИЯ КАКИМОВНА", IdentificationCode: "960202350172", Line: 9},
		OriginalDocInfo: &doc.OriginalDocInfo{DocNumber: "25g", DocDate: "09.02.2021", Line: 10},
		ProductList: []doc.ICode{
			{CIS: "00004600266000002136", Count: 500, Line: 13},
			{CIS: "00004600266000004321", Count: 500, Line: 14},
		},
		ProductTotals: []doc.GTIN{{GTIN: "00000046082251", Count: 1000, Line: 17}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func TestReadCorrectiveActOfAnOperator(t *testing.T) {
	text := string(sample(t, "xsd_act/ok_corrective_registered.xml"))
	text = strings.Replace(text, `supplierId="940408450442"/>`, `supplierId="940408450442">
<operatorInfo operatorId="2AE" operatorName="ТОО &amp; К" operatorIdentificationCode="170340012345"/></participants>`, 1)
	a, err := doc.ReadAct([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := (doc.ActDocument{
		CorrectionFlag: true, CorrectionDocID: "d1895756-753b-445c-b31f-b4ad5da9aff8",
		RegNumber: "9ac7fd13-042d-425b-ad2a-959c259afc0c", RegDate: "2022-06-01", OperationType: 2, Line: 5,
	}); a.Document != want {
		t.Errorf("%+v", a.Document)
	}
	if want := (doc.OperatorInfo{
		OperatorID: "2AE", OperatorName: "ТОО & К", OperatorIdentificationCode: "170340012345", Line: 4,
	}); *a.Participants.OperatorInfo != want {
		t.Errorf("%+v", *a.Participants.OperatorInfo)
	}
}

// TestReadWrittenForms: one value, the ways XML has to write it.
func TestReadWrittenForms(t *testing.T) {
	for file, want := range map[string]string{
		"ok_cdata_pieces":           "010506025535114721mnNh7&Q",
		"ok_cdata_doctype":          `010506025535114721<!DOCTYPE x [<!ENTITY a "b">]>`,
		"ok_crlf":                   "010506025535114721mn<h7ZrQKu2&t",
		"ok_bom":                    "010506025535114721mn<h7ZrQKu2&t",
		"ok_single_quotes":          "010506025535114721mnNh7ZrQKu2pt",
		"ok_sample_signed":          "00050602553500000003",
		"ok_sample_stored_outgoing": "010464003009101021ufhOscN",
	} {
		a, err := doc.ReadAct(sample(t, "xsd_act/"+file+".xml"))
		if err != nil {
			t.Errorf("%s: %s", file, err)
			continue
		}
		found := false
		for _, c := range a.ProductList {
			found = found || c.CIS == want
		}
		if !found {
			t.Errorf("%s: %v holds no %s", file, a.ProductList, want)
		}
	}
}

// TestStoredSamples: what the real system gave back comes out byte for byte.
func TestStoredSamples(t *testing.T) {
	for _, name := range []string{"ok_sample_stored_incoming", "ok_sample_stored_outgoing"} {
		text := bytes.TrimSuffix(sample(t, "xsd_act/"+name+".xml"), []byte("\n")) // the print ends at </file>
		a, err := doc.ReadAct(text)
		if err != nil {
			t.Fatal(err)
		}
		var to bytes.Buffer
		if err := a.Write(&to); err != nil || to.String() != string(text) {
			t.Errorf("%s: %v\n%s", name, err, to.String())
		}
	}
}

// TestStoredForm of everything an act may have: attributes in the reverse order
// of the tables, neither comment nor schema.
func TestStoredForm(t *testing.T) {
	text := string(sample(t, "xsd_act/ok_corrective_registered.xml"))
	text = strings.Replace(text, `supplierId="940408450442"/>`, `supplierId="940408450442"><!-- c -->
<operatorInfo operatorId="2AE" operatorName="ТОО" operatorIdentificationCode="170340012345"/></participants>`, 1)
	a, err := doc.ReadAct([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	if err := a.Write(&to); err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<file sendingDateTime="2022-06-06T09:45:15Z" version="1.0" fileId="COR_ACT_1d3b8f4e-5b1f-4c7c-9a73-0a8c8a3f7f11">
    <participants consigneeId="970425450202" supplierId="940408450442">
        <operatorInfo operatorIdentificationCode="170340012345" operatorName="ТОО" operatorId="2AE"/>
    </participants>
    <document operationType="2" regDate="2022-06-01" regNumber="9ac7fd13-042d-425b-ad2a-959c259afc0c" correctionDocId="d1895756-753b-445c-b31f-b4ad5da9aff8" correctionFlag="true">
        <mainInfo>
            <supplierInfo supplierIdentificationCode="940408450442" supplierName="ТОО &quot;Поставщик&quot;"/>
            <consigneeInfo consigneeIdentificationCode="970425450202" consigneeName="ИП Получатель"/>
            <originalDocInfo docDate="09.02.2021" docNumber="25g"/>
        </mainInfo>
        <productList>
            <iCode count="1">010506025535114721mnNh7ZrQKu2pt</iCode>
            <iCode count="1">010506025535114721mn&lt;h7ZrQKu2&amp;t</iCode>
        </productList>
        <productTotals>
            <gtin count="2">05060255351147</gtin>
        </productTotals>
    </document>
</file>`
	if to.String() != want {
		t.Errorf("%s", to.String())
	}
}

func TestReadDivergence(t *testing.T) {
	d, err := doc.ReadDivergence(sample(t, "xsd_notific_divergences/ok_sample_without_prefix.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if d.FileID != "320a4a79-80a5-4756-bd68-a572027131be" || d.CorrectionDocID != "de343b13-e711-4796-ba56-ad5fddcdb5b0" ||
		d.DocumentLine != 2 || d.ConsigneeInfo.IdentificationCode != "080740000861" || d.OriginalDocInfo != nil {
		t.Errorf("%+v", d)
	}
	want := doc.Revision{CIS: `04870000010028"kkQZK6`, ReviseStatusCode: "ADDED", Line: 8}
	if len(d.ProductList) != 9 || d.ProductList[1] != want {
		t.Errorf("%+v", d.ProductList)
	}
}

// TestTitle: the title of the samples, with the signature that they leave out,
// comes out byte for byte.
func TestTitle(t *testing.T) {
	text := sample(t, "xsd_actpok/ok_base.xml")
	d, err := doc.ReadDecision(text)
	if err != nil {
		t.Fatal(err)
	}
	if d.Decision != "APPROVE" || d.ConsigneeIDNumber != "810716401076" || d.SignerName != "  " ||
		d.SellerInfo.SellerFileID != "EEU_ACT_f66fa4d9-266b-48ea-b90b-977fd5df7ec4" ||
		!strings.HasPrefix(d.SellerInfo.Sign, "MIIS") || d.PurchaseTimestamp != "2020-09-30T21:20:45" {
		t.Errorf("%+v", d)
	}
	var to bytes.Buffer
	if err := d.Write(&to); err != nil || to.String() != strings.TrimSuffix(string(text), "\n") {
		t.Errorf("%v\n%s", err, to.String())
	}
}

func TestPeek(t *testing.T) {
	for text, want := range map[string]doc.Root{
		string(sample(t, "xsd_act/ok_sample.xml")):                      {Name: "file", FileID: "EEU_ACT_fe1c0b61-09dc-42f9-a129-f2411b7a66ab"},
		string(sample(t, "xsd_notific_divergences/ok_base.xml")):        {Name: "file", FileID: "DIVERG_1d3b8f4e-5b1f-4c7c-9a73-0a8c8a3f7f11"},
		"<a><b fileId='x'/></a>":                                        {Name: "a"},
		"<!-- --><file q='1' fileId='IMPORT_1' r='2'>what follows is <": {Name: "file", FileID: "IMPORT_1"},
	} {
		if got, err := doc.Peek([]byte(text)); err != nil || got != want {
			t.Errorf("%.60q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "no XML", "<!DOCTYPE a><a/>", "<a"} {
		if got, err := doc.Peek([]byte(text)); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// refusal is a change of a good document, and what is said of it then.
type refusal struct{ from, to, want string }

func checkRefusals[D any](t *testing.T, good string, read func([]byte) (*D, error), refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		text := strings.Replace(good, r.from, r.to, 1)
		if text == good {
			t.Fatalf("%q changes nothing", r.from)
		}
		d, err := read([]byte(text))
		if found := new(doc.Error); d != nil || !errors.As(err, &found) || err.Error() != r.want {
			t.Errorf("%q: got %v\nwant %s", r.to, err, r.want)
		}
	}
}

func TestRefusalsOfActs(t *testing.T) {
	act := string(sample(t, "xsd_act/ok_base.xml"))
	checkRefusals(t, act, doc.ReadAct, []refusal{
		{"<file", "<fill", "line 2: the element fill is not known here"},
		{`fileId="`, `fileid="`, "line 2: file has no attribute fileId"},
		{`docNumber="25g"`, `docNumber="25g" docNumber="26g"`, "line 8: the attribute docNumber stands twice"},
		{"<participants", "<participants a='b'", "line 3: file/participants has an attribute that is not known, or has one twice"},
		{`<participants consigneeId="970425450202" supplierId="940408450442"/>`, "", "line 1: the element file/participants is missing"},
		{"</mainInfo>", "</mainInfo><mainInfo/>", "line 9: a second file/document/mainInfo, the first is on line 5"},
		{"</productList>", "</productList>\n<productList/>", "line 14: a second file/document/productList, the first is on line 10"},
		{`"false"`, `"no"`, `line 4: correctionFlag of file/document is "no", neither true nor false`},
		{`count="2"`, `count="2.0"`, `line 15: count of file/document/productTotals/gtin is "2.0", no whole number`},
		{`count="2"`, `count="2147483648"`, `line 15: count of file/document/productTotals/gtin is "2147483648", no whole number`},
		{`<gtin count="2"`, "<gtin", "line 15: file/document/productTotals/gtin has no attribute count"},
		{"<gtin", "<iCode", "line 15: the element file/document/productTotals/iCode is not known here"},
		{"21mnN", "21<x/>mnN", "line 11: <x> inside file/document/productList/iCode, which holds text"},
		{"<productList>", "<productList>stray", `line 10: text "stray" in file/document/productList, which holds none`},
		{"</file>", "", "line 19: the document ends inside file"},
		{"</document>", "</documents>", "line 17: </documents> does not close file/document"},
		{"</document>", "</ment>", "line 17: </ment> does not close file/document"},
		{"</file>", "</file></file>", "line 18: </file> closes nothing"},
		{"<productList>", "<!DOCTYPE a>", "line 10: DOCTYPE is not allowed: leave it out, and every entity with it"},
		{act, "", "line 1: the document has no root element"},
	})
}

const many = 100_000 // codes

// checkTakesLittle: the codes share few pieces of memory. A good document gets
// many codes more before some text.
func checkTakesLittle[D any](t *testing.T, good []byte, before, format string, read func([]byte) (*D, error), size uint64) *D {
	t.Helper()
	head, tail, found := strings.Cut(string(good), before)
	if !found {
		t.Fatalf("no %s", before)
	}
	var text bytes.Buffer
	text.WriteString(head)
	for i := range many {
		fmt.Fprintf(&text, format, i)
	}
	text.WriteString(before + tail)

	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	d, err := read(text.Bytes())
	runtime.ReadMemStats(&end)
	if err != nil {
		t.Fatal(err)
	}
	if took := end.TotalAlloc - start.TotalAlloc; took > size*many {
		t.Errorf("%d bytes a code, at most %d are to be", took/many, size)
	}
	if n := end.Mallocs - start.Mallocs; n > many/100 {
		t.Errorf("%d allocations for %d codes", n, many)
	}
	return d
}

func TestReadTakesLittle(t *testing.T) {
	a := checkTakesLittle(t, sample(t, "xsd_act/ok_base.xml"), "</productList>",
		"            <iCode count=\"1\">0104627110630079213E%012d</iCode>\n", doc.ReadAct,
		64) // 24 bytes of each, 32 of its text, and the rest of the last piece
	if len(a.ProductList) != many+2 || a.ProductList[many].CIS != fmt.Sprintf("0104627110630079213E%012d", many-2) {
		t.Errorf("%d codes", len(a.ProductList))
	}
}

// text draws any text that XML can hold.
var text = rapid.StringOf(rapid.RuneFrom([]rune("aЖ \t\n\r\"'<>&;]0")))

func file(t *rapid.T) doc.File {
	return doc.File{FileID: text.Draw(t, "fileId"), Version: text.Draw(t, "version"), SendingDateTime: "2022-06-06T09:45:15"}
}

func party(t *rapid.T) doc.Party {
	return doc.Party{Name: text.Draw(t, "name"), IdentificationCode: text.Draw(t, "code")}
}

func acts() *rapid.Generator[*doc.Act] {
	count := rapid.Int32()
	return rapid.Custom(func(t *rapid.T) *doc.Act {
		a := &doc.Act{
			File:         file(t),
			Participants: doc.Participants{SupplierID: text.Draw(t, "supplierId"), ConsigneeID: text.Draw(t, "consigneeId")},
			Document: doc.ActDocument{
				CorrectionFlag: rapid.Bool().Draw(t, "flag"), OperationType: count.Draw(t, "type"),
				CorrectionDocID: text.Draw(t, "id"), RegNumber: text.Draw(t, "number"),
			},
			SupplierInfo: party(t), ConsigneeInfo: party(t),
			ProductList: []doc.ICode{},
		}
		if rapid.Bool().Draw(t, "operator") {
			a.Participants.OperatorInfo = &doc.OperatorInfo{OperatorID: text.Draw(t, "operator")}
		}
		if rapid.Bool().Draw(t, "paper") {
			a.OriginalDocInfo = &doc.OriginalDocInfo{DocNumber: text.Draw(t, "number")}
		}
		for range rapid.IntRange(0, 3).Draw(t, "codes") {
			a.ProductList = append(a.ProductList, doc.ICode{CIS: text.Draw(t, "cis"), Count: count.Draw(t, "count")})
			a.ProductTotals = append(a.ProductTotals, doc.GTIN{GTIN: text.Draw(t, "gtin"), Count: count.Draw(t, "count")})
		}
		return a
	})
}

func TestWrittenActsAreReadAsTheyWere(t *testing.T) { checkReadBack(t, acts(), doc.ReadAct) }

// checkReadBack: whatever is written is read as it was.
func checkReadBack[D any](t *testing.T, drawn *rapid.Generator[*D], read func([]byte) (*D, error)) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn.Draw(t, "document")
		text := written(t, any(want).(document))
		got, err := read([]byte(text))
		if err != nil {
			t.Fatalf("%s\n%s", err, text)
		}
		if !reflect.DeepEqual(without(got), want) {
			t.Fatalf("\ngot  %+v\nwant %+v\n%s", got, want, text)
		}
	})
}

type full struct{}

var errFull = errors.New("the disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteTellsErrors(t *testing.T) {
	for _, d := range []document{
		new(doc.Act), new(doc.Divergence), new(doc.Decision), new(doc.ImportTransit), new(doc.ThirdCountry), new(doc.Notice),
	} {
		if err := d.Write(full{}); !errors.Is(err, errFull) {
			t.Errorf("%T: %v", d, err)
		}
	}
}

// FuzzReadAct: anything may come; what is read is written so that it reads the
// same again.
func FuzzReadAct(f *testing.F) { fuzzRead(f, doc.ReadAct, "xsd_act") }

func fuzzRead[D document](f *testing.F, read func([]byte) (D, error), kinds ...string) {
	for _, kind := range kinds {
		entries, err := os.ReadDir(cases + kind)
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range entries {
			f.Add(sample(f, kind+"/"+e.Name()))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := read(text)
		if err != nil {
			return
		}
		once := written(t, d)
		again, err := read([]byte(once))
		if err != nil {
			t.Fatalf("%s\n%s", err, once)
		}
		if twice := written(t, again); once != twice {
			t.Errorf("%s\n%s", once, twice)
		}
	})
}
