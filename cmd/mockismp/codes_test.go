package main

import (
	"reflect"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/mockismp/mockismp/client/mock"
)

// TestGenerateHasAFlagForEachField of an order for codes, which it passes on.
func TestGenerateHasAFlagForEachField(t *testing.T) {
	var cli struct {
		Generate generateCmd `cmd:""`
	}
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse([]string{
		"generate", "--product-group=tobacco", "--gtin=00000046082251", "--gtins=04600266005755", "--owner-bin=940517350290", "--producer-bin=150940202140",
		"--status=EMITTED", "--emission-type=FOREIGN", "--count=2", "--pack=3",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := mock.Generate{
		ProductGroup: "tobacco", GTIN: "00000046082251", GTINs: []string{"04600266005755"}, OwnerBin: "940517350290", ProducerBin: "150940202140",
		Status: "EMITTED", EmissionType: "FOREIGN", Count: 2, Pack: []int{3},
	}
	if got := cli.Generate.order(); !reflect.DeepEqual(got, want) {
		t.Errorf("the flags say %+v, want %+v", got, want)
	}
	for i, v := 0, reflect.ValueOf(want); i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("mock.Generate has a field %s: give it a flag in generateCmd and a value here", v.Type().Field(i).Name)
		}
	}
}
