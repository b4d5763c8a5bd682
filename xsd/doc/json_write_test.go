package doc_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/mockismp/mockismp/xsd/doc"
)

// TestJSONIsWrittenAsItIsRead: what was read is written so that it reads the same
// again, but for its lines, and codes keep their characters.
func TestJSONIsWrittenAsItIsRead(t *testing.T) {
	shipment, err := doc.ReadShipment(bytes.ReplaceAll(sample(t, shipments+"ok_base.json"), []byte("PzfAjoWoFe"), []byte("<z>&joWoFe")))
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := shipment.Write(&text); err != nil {
		t.Fatal(err)
	}
	again, err := doc.ReadShipment(text.Bytes())
	if err != nil {
		t.Fatalf("%s: %s", err, &text)
	}
	for _, s := range []*doc.Shipment{shipment, again} {
		for i := range s.ProductList {
			s.ProductList[i].Line = 0
		}
	}
	if !reflect.DeepEqual(again, shipment) || !bytes.Contains(text.Bytes(), []byte("<z>&")) || bytes.Contains(text.Bytes(), []byte(`: ""`)) {
		t.Errorf("%+v was written as %s", shipment, &text)
	}

	acceptance, err := doc.ReadAcceptance(sample(t, acceptances+"ok_base.json"))
	if err != nil {
		t.Fatal(err)
	}
	text.Reset()
	if err := acceptance.Write(&text); err != nil {
		t.Fatal(err)
	}
	read, err := doc.ReadAcceptance(text.Bytes())
	if err != nil {
		t.Fatalf("%s: %s", err, &text)
	}
	for _, a := range []*doc.Acceptance{acceptance, read} {
		for i := range a.Products {
			a.Products[i].Line = 0
		}
	}
	if !reflect.DeepEqual(read, acceptance) {
		t.Errorf("%+v was written as %s", acceptance, &text)
	}
}
