package doc_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strconv"
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
			{CIS: "010040306003443321QCriqbT4fj", Accepted: true, Line: 14},
			{CIS: "010040306003443322QCriqbT4fj", Line: 18},
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
		{shipment, shipment, "", "line 1: the document ends where a value is due"},
		{shipment, shipment, "[]", "line 1: no object where one is due"},
		{shipment, shipment, shipment + "{}", "line 26: '{' stands where nothing is due"},
		{shipment, "shoes", "sho\xFFes", "line 1: the document is not UTF-8"},
		{shipment, `"shoes"`, "1", "line 2: no string where one is due"},
		{shipment, `"documentNumber": "25g",`, "", "line 1: documentNumber is missing"},
		{shipment, `"documentNumber"`, `"documentnumber"`, `line 3: "documentnumber" is not known here`},
		{shipment, `"documentNumber"`, `"productGroup"`, `line 3: the name "productGroup" stands twice in one object`},
		{shipment, `"productList": [`, `"productList": {`, "line 11: no array where one is due"},
		{shipment, `"cis": "0104610046110210213Q3PzfAjoWoFf"`, "", "line 21: cis is missing"},
		{shipment, `"350.00"`, "null", "line 14: no string where one is due"},
		{shipment, `"docKind": "declaration", `, "", "line 18: docKind is missing"},
		{shipment, "        },", "        }", "line 21: '{' stands where a comma or the closing bracket is due"},
		{shipment, "[\n", "[\n" + strings.Repeat("[", 200), "line 12: no object where one is due"},
		{acceptance, `"reject_all": false`, `"reject_all": "false"`, "line 12: neither true nor false where one is due"},
		{acceptance, `"accepted": false`, `"accepted": 0`, "line 20: neither true nor false where one is due"},
		{acceptance, `"reject_all": false,`, "", "line 1: reject_all is missing"},
		{acceptance, `"accepted": true`, `"accepted": true, "count": 1`, `line 16: "count" is not known here`},
	} {
		text := strings.Replace(c.text, c.from, c.to, 1)
		var err error
		if c.text == shipment {
			_, err = doc.ReadShipment([]byte(text))
		} else {
			_, err = doc.ReadAcceptance([]byte(text))
		}
		if found := new(doc.Error); !errors.As(err, &found) || err.Error() != c.want {
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

// TestReadShipmentTakesLittle: as acts do.
func TestReadShipmentTakesLittle(t *testing.T) {
	const products = 100_000
	text := bigShipment(t, products)
	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	s, err := doc.ReadShipment(text)
	runtime.ReadMemStats(&end)
	if err != nil || len(s.ProductList) != products || s.ProductList[products-1].CIS != fmt.Sprintf("0104627110630079213E%012d", products-1) {
		t.Fatal(err)
	}
	// 80 bytes of each, 43 of its texts, and the rest of the last piece.
	if took := end.TotalAlloc - start.TotalAlloc; took > 136*products {
		t.Errorf("%d bytes a product, at most 136 are to be", took/products)
	}
	if n := end.Mallocs - start.Mallocs; n > products/100 {
		t.Errorf("%d allocations for %d products", n, products)
	}
}

func BenchmarkReadShipment(b *testing.B) {
	text := bigShipment(b, 100_000)
	b.SetBytes(int64(len(text)))
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

// FuzzReadShipment: anything may come; what is read is what encoding/json reads.
func FuzzReadShipment(f *testing.F) {
	seed(f, shipments)
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := doc.ReadShipment(text)
		checkError(t, text, err)
		if err != nil {
			return
		}
		var want map[string]any
		decode(t, text, &want)
		list := want["productList"].([]any)
		if s.ReceiverName != want["receiverName"] || s.TransferDate != want["transferDate"] || len(s.ProductList) != len(list) {
			t.Fatalf("%+v\nis not %v", s, want)
		}
		for i, p := range s.ProductList {
			other := list[i].(map[string]any)
			documents, _ := other["documentList"].([]any)
			if p.CIS != other["cis"] || p.Price != plain(other["price"]) || len(p.DocumentList) != len(documents) {
				t.Fatalf("%+v\nis not %v", p, other)
			}
		}
	})
}

// FuzzReadAcceptance: anything may come; what is read is what encoding/json
// reads, trimmed.
func FuzzReadAcceptance(f *testing.F) {
	seed(f, acceptances)
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := doc.ReadAcceptance(text)
		checkError(t, text, err)
		if err != nil {
			return
		}
		var want map[string]any
		decode(t, text, &want)
		list, _ := want["products"].([]any)
		if a.ExporterName != strings.Trim(want["exporter_name"].(string), " \t\n\f\r") || a.RejectAll != want["reject_all"] || len(a.Products) != len(list) {
			t.Fatalf("%+v\nis not %v", a, want)
		}
		for i, p := range a.Products {
			if other := list[i].(map[string]any); p.Accepted != other["accepted"] {
				t.Fatalf("%+v\nis not %v", p, other)
			}
		}
	})
}

func checkError(t *testing.T, text []byte, err error) {
	if found := new(doc.Error); err != nil && (!errors.As(err, &found) || found.Line < 1 || found.Line > 1+bytes.Count(text, []byte("\n"))) {
		t.Fatalf("%v", err)
	}
}

func decode(t *testing.T, text []byte, to any) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		t.Fatalf("read, but %s", err)
	}
}

// plain is a string or number as its text.
func plain(v any) string {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case string:
		return v
	case nil:
		return ""
	}
	return "neither: " + strconv.Quote(fmt.Sprint(v))
}
