package contract

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
)

// TestTheSuiteTouchesEverything: each method and every kind of documents, green on
// the double.
func TestTheSuiteTouchesEverything(t *testing.T) {
	s := server.Run(t)
	r := &runner{Options: Options{Target: s.URL}}
	if err := r.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.cases() {
		r.play(t.Context(), c)
	}
	touched := map[string]bool{}
	for _, result := range r.report.Results {
		for _, name := range result.Methods {
			touched[name] = true
		}
		byID := slices.Contains([]string{"receipt by its id", "foreign shipment by its id"}, result.Name)
		if result.Outcome == Failed || (result.Outcome == Skipped) != byID {
			t.Error(result.Line())
		}
	}
	for _, route := range server.Routes() {
		if !route.Control && !touched[route.Name] {
			t.Errorf("no case touches %s: add a case to the suite_….go of its chapter in contract/", route.Name)
		}
	}
	kinds := map[string]bool{}
	for d, err := range r.target.double.Documents(t.Context(), mock.DocumentFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		kinds[d.Type] = true
		if len(d.Errors) > 0 {
			t.Errorf("the %s %s fails: %v", d.Type, d.ID, d.Errors)
		}
	}
	for _, row := range server.DocumentTypes() {
		if !kinds[row.Type] {
			t.Errorf("no case makes a %s", row.Type)
		}
	}
	if err := r.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	reports(t, r.report)
}

func reports(t *testing.T, r *Report) {
	t.Helper()
	for format, want := range map[string][]string{
		"text":     {"passed   act, approved", "skipped  receipt by its id: needs the variable receipt", " failed, "},
		"json":     {`"outcome": "passed"`, `"methods": [`},
		"junit":    {`<testsuite name="contract of `, `<skipped message="needs the variable receipt`},
		"markdown": {"| act, approved | passed |", "# Contract of "},
	} {
		var out bytes.Buffer
		if err := r.Write(&out, format); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("the report in %s lacks %q:\n%s", format, w, out.String())
			}
		}
	}
}

// TestEveryMethodReadsOrWrites: whoever adds a method says which.
func TestEveryMethodReadsOrWrites(t *testing.T) {
	for _, r := range server.Routes() {
		if r.Control || r.Method == "GET" {
			continue
		}
		if slices.Contains(reads, r.Name) == slices.Contains(writes, r.Name) {
			t.Errorf("%s %s (%s) must stand in reads or in writes", r.Method, r.Path, r.Name)
		}
	}
}
