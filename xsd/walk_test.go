package xsd_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// walked reads a document twice: while it is checked, and by itself.
func walked[D any](begin func([]byte) *doc.Reading[D], read func([]byte) (*D, error)) func(*xsd.Set, string, []byte) error {
	return func(set *xsd.Set, schema string, text []byte) error {
		r := begin(text)
		if len(set.Walk(schema, text, r.See)) > 0 {
			return nil // what was read does not count
		}
		got, err := r.Done()
		want, wrong := read(text)
		if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wrong) {
			return fmt.Errorf("%+v, %v on the way, and by itself %+v, %v", got, err, want, wrong)
		}
		return nil
	}
}

// TestWalkShowsAllThatReadersNeed: a document that is read while it is checked is
// the one that is read by itself, whichever engine checks.
func TestWalkShowsAllThatReadersNeed(t *testing.T) {
	readers := map[string]func(*xsd.Set, string, []byte) error{
		actSchema:           walked(doc.BeginAct, doc.ReadAct),
		divergenceSchema:    walked(doc.BeginDivergence, doc.ReadDivergence),
		importTransitSchema: walked(doc.BeginImportTransit, doc.ReadImportTransit),
		thirdCountrySchema:  walked(doc.BeginThirdCountry, doc.ReadThirdCountry),
		introductionSchema:  walked(doc.BeginNotice, doc.ReadNotice),
		withdrawalSchema:    walked(doc.BeginNotice, doc.ReadNotice),
	}
	read := map[string]int{}
	for _, e := range []xsd.Engine{xsd.Go, xsd.LibXML2} {
		set, err := byEngine(e)
		if err != nil {
			t.Log(err)
			continue
		}
		for _, d := range allDocuments(t) {
			both, known := readers[d.schema]
			if !known {
				continue
			}
			if err := both(set, d.schema, d.text); err != nil {
				t.Errorf("%s, engine %s: %v", d.name, e, err)
			}
			if len(set.Check(d.schema, d.text)) == 0 {
				read[d.schema]++
			}
		}
	}
	for schema := range readers {
		if read[schema] == 0 {
			t.Errorf("no valid document of %s was read", schema)
		}
	}
}

func TestAReadingThatSawNothingHasNoRoot(t *testing.T) {
	if a, err := doc.BeginAct(nil).Done(); a != nil || err == nil {
		t.Errorf("%+v, %v", a, err)
	}
}
