package doc_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd/doc"
)

const (
	shipments   = "TrueAPI-Document-Create-JSON_Schema v6/"
	acceptances = "Import_acception_True_API_JSON-Schema_v2/"
)

func TestReadShipment(t *testing.T) {
	got, err := doc.ReadShipment(sample(t, shipments+"ok_base.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.Shipment{
		ProductGroup: "shoes", ExporterCode: "940408450442", ExporterName: "ТОО Поставщик",
		ReceiverCountryCode: "RU", ReceiverCode: "7701234567", ReceiverName: `ООО "Получатель"`,
		DocumentNumber: "25g", DocumentDate: "2022-01-13", TransferDate: "2022-01-14",
		ProductList: []doc.ShipmentProduct{
			{
				CIS: "0104610046110210213Q3PzfAjoWoFe", Price: "350.00", VAT: "30.5", Line: 12,
				DocumentList: []doc.ShipmentDocument{
					{DocKind: "certificate", DocNumber: "123123", DocDate: "2022-01-13"},
					{DocKind: "declaration", DocNumber: "123124", DocDate: "2022-01-14"},
				},
			},
			{CIS: "0104610046110210213Q3PzfAjoWoFf", Line: 21},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func TestReadPrintedShipment(t *testing.T) {
	s, err := doc.ReadShipment(sample(t, shipments+"ok_sample.json"))
	if err != nil || s.ReceiverName != "ЭФЕС-В" || len(s.ProductList) != 1 || s.ProductList[0].DocumentList[0].DocKind != "certificate" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestReadAcceptance(t *testing.T) {
	text := strings.NewReplacer(`"ACCEPTANCE"`, `"ACCEPTANCE "`, `"7701234567"`, `" 7701234567\n"`,
		`"010040306003443321QCriqbT4fj"`, `" 010040306003443321QCriqbT4fj"`).Replace(string(sample(t, acceptances+"ok_base.json")))
	got, err := doc.ReadAcceptance([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := &doc.Acceptance{
		ShipmentID: "da08a5d9-ad5f-4f5f-823a-b1d988093ec4", DocumentNum: "25g", DocumentDate: "2022-02-10",
		ReceiverINN: "940408450442", Receiver: "ТОО Получатель", ExporterTaxpayerID: "7701234567", ExporterName: "ООО Поставщик",
		SenderCountryCode: "643", RequestType: "ACCEPTANCE", AcceptanceDate: "2021-12-16",
		Products: []doc.AcceptanceProduct{
			{CIS: "010040306003443321QCriqbT4fj", Accepted: new(true), Line: 14},
			{CIS: "010040306003443322QCriqbT4fj", Accepted: new(false), Line: 18},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
	all, err := doc.ReadAcceptance(sample(t, acceptances+"ok_reject_all.json"))
	if err != nil || !all.RejectAll || all.Products != nil {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestJSONRefusals(t *testing.T) {
	shipment, acceptance := string(sample(t, shipments+"ok_base.json")), string(sample(t, acceptances+"ok_base.json"))
	for _, c := range []struct{ text, from, to, want string }{
		{shipment, shipment, "", "line 1: unexpected end of JSON input"},
		{shipment, shipment, "[]", "line 1: cannot unmarshal array"},
		{shipment, shipment, shipment + "{}", "line 26: invalid character '{' after top-level value"},
		{shipment, `"shoes"`, "1", "line 2: cannot unmarshal number"},
		{shipment, `"documentNumber"`, `"number"`, `line 1: unknown field "number"`},
		{shipment, `"documentNumber"`, `"productGroup"`, `line 3: the name "productGroup" stands twice in one object`},
		{shipment, `"productList": [`, `"productList": {}, "a": [`, "line 11: cannot unmarshal object"},
		{shipment, `"350.00"`, "true", "line 2: cannot unmarshal bool"},
		{shipment, "        },", "        }", "line 21: invalid character '{' after array element"},
		{shipment, "[\n", "[\n" + strings.Repeat("[", 200), "line 12: [ lies deeper than 100 brackets"},
		{acceptance, `"reject_all": false`, `"reject_all": "false"`, "line 12: cannot unmarshal string"},
		{acceptance, `"accepted": false`, `"accepted": 0`, "line 20: cannot unmarshal number"},
		{acceptance, `"accepted": true`, `"accepted": true, "count": 1`, `line 1: unknown field "count"`},
	} {
		text := strings.Replace(c.text, c.from, c.to, 1)
		var err error
		if c.text == shipment {
			_, err = doc.ReadShipment([]byte(text))
		} else {
			_, err = doc.ReadAcceptance([]byte(text))
		}
		if found := new(doc.Error); !errors.As(err, &found) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.60q: got %v\nwant %s", c.to, err, c.want)
		}
	}
}

// bigShipment is a shipment of so many products: 100,000 are 10 MB.
func bigShipment(t testing.TB, products int) []byte {
	head, _, _ := strings.Cut(string(sample(t, shipments+"ok_base.json")), "[")
	var text bytes.Buffer
	text.WriteString(head + "[")
	for i := range products {
		if i > 0 {
			text.WriteString(",")
		}
		fmt.Fprintf(&text, "\n        {\"cis\": \"0104627110630079213E%012d\", \"price\": \"350.00\", \"vat\": 30.00}", i)
	}
	text.WriteString("]}")
	return text.Bytes()
}

func BenchmarkReadShipment(b *testing.B) {
	text := bigShipment(b, 100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := doc.ReadShipment(text); err != nil {
			b.Fatal(err)
		}
	}
}

func seed(f *testing.F, dir string) {
	entries, err := os.ReadDir(cases + dir)
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		f.Add(sample(f, dir+e.Name()))
	}
}

// FuzzReadShipment: anything may come; products stand in the document one
// behind the other.
func FuzzReadShipment(f *testing.F) {
	seed(f, shipments)
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := doc.ReadShipment(text)
		checkError(t, text, err)
		if err != nil {
			return
		}
		line := int32(1)
		for _, p := range s.ProductList {
			line = checkLine(t, text, line, p.Line)
		}
	})
}

// FuzzReadAcceptance: as of shipments, and blanks are gone.
func FuzzReadAcceptance(f *testing.F) {
	seed(f, acceptances)
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := doc.ReadAcceptance(text)
		checkError(t, text, err)
		if err != nil {
			return
		}
		line := int32(1)
		for _, p := range a.Products {
			line = checkLine(t, text, line, p.Line)
			if strings.Trim(p.CIS, " \n") != p.CIS {
				t.Fatalf("%q is not trimmed", p.CIS)
			}
		}
	})
}

func checkLine(t *testing.T, text []byte, before, line int32) int32 {
	if line < before || int(line) > 1+bytes.Count(text, []byte("\n")) {
		t.Fatalf("line %d, behind %d", line, before)
	}
	return line
}

func checkError(t *testing.T, text []byte, err error) {
	if found := new(doc.Error); err != nil && (!errors.As(err, &found) || found.Line < 1 || found.Line > 1+bytes.Count(text, []byte("\n"))) {
		t.Fatalf("%v", err)
	}
}
