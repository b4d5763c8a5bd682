package control

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
)

// onlyDatasets are fields of an order that are no news of codes made now.
var onlyDatasets = []string{"EmissionDate", "ProducedDate"}

// TestEveryFieldOfAnOrderIsPassedOn: what an order for codes says over the wire,
// and what the generator takes, are the same fields under the same names.
func TestEveryFieldOfAnOrderIsPassedOn(t *testing.T) {
	b := mock.Generate{
		ProductGroup: "tobacco", GTIN: "00000046082251", GTINs: []string{"04600266005755"}, OwnerBin: "940517350290", ProducerBin: "150940202140",
		Status: "APPLIED", EmissionType: "FOREIGN", Count: 2, Pack: []int{3},
	}
	order, err := generationOf(b)
	if err != nil {
		t.Fatal(err)
	}
	said, passed := reflect.ValueOf(b), reflect.ValueOf(order)
	for i := range said.NumField() {
		name := said.Type().Field(i).Name
		to := passed.FieldByNameFunc(func(other string) bool { return strings.EqualFold(other, name) })
		if said.Field(i).IsZero() || !to.IsValid() || to.IsZero() {
			t.Errorf("mock.Generate has a field %s: give it a value here, and pass it on in generationOf", name)
		}
	}
	for i := range passed.NumField() {
		name := passed.Type().Field(i).Name
		if passed.Field(i).IsZero() && !slices.Contains(onlyDatasets, name) {
			t.Errorf("fixtures.Generate has a field %s, which no order over the wire can say: add it to mock.Generate, or to onlyDatasets", name)
		}
	}
}
