package trueapi

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// TestReceiptsHaveTheNamesOfTheTable: a receipt has one set of names, as it comes
// in, as it is answered, and as the client reads it.
func TestReceiptsHaveTheNamesOfTheTable(t *testing.T) {
	for _, of := range []struct {
		what           string
		answered, told reflect.Type
		apart          []string
	}{
		{"mock.Receipt", reflect.TypeFor[receiptOut](), reflect.TypeFor[mock.Receipt](), []string{"body", "receivedAt", "errors"}},
		{"mock.ReceiptProduct", reflect.TypeFor[receiptProduct](), reflect.TypeFor[mock.ReceiptProduct](), nil},
		{"client.Receipt", reflect.TypeFor[receiptOut](), reflect.TypeFor[client.Receipt](), []string{"body"}},
		{"client.ReceiptProduct", reflect.TypeFor[receiptProduct](), reflect.TypeFor[client.ReceiptProduct](), nil},
	} {
		answered, told := namesOf(of.answered), namesOf(of.told)
		for _, name := range append(slices.Clone(answered), told...) {
			if !slices.Contains(of.apart, name) && (!slices.Contains(answered, name) || !slices.Contains(told, name)) {
				t.Errorf("%s and the answer of GET /receipt/{receiptId}/info do not both have %s: %v and %v", of.what, name, told, answered)
			}
		}
	}
}

// namesOf are the names of the fields of a type in JSON.
func namesOf(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = append(names, namesOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
