package xsd_test

import (
	"bytes"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// FuzzCheck: whatever is sent gets an answer in order, and what the schema lets
// pass can be read, and written as something that it lets pass again.
func FuzzCheck(f *testing.F) {
	set := embedded(f)
	for _, schema := range set.Schemas() {
		for _, prefix := range []string{"ok_", "bad_"} {
			for _, text := range documents(f, schema, prefix) {
				f.Add(text)
			}
		}
	}
	for _, h := range append(hostile(f), hostileJSON(f)...) {
		if len(h.text) < 10_000 {
			f.Add([]byte(h.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, schema := range set.Schemas() {
			found := set.Check(schema, text)
			checkAnswer(t, text, found)
			if len(found) == 0 {
				checkRewritten(t, set, schema, text)
			}
		}
	})
}

func checkAnswer(t *testing.T, text []byte, found []xsd.Violation) {
	lines := 1 + bytes.Count(text, []byte("\n"))
	if len(found) > xsd.MaxViolations+1 {
		t.Errorf("%d violations", len(found))
	}
	for _, v := range found {
		if v.Line < 1 || v.Line > lines || v.Message == "" || v.Code == "" ||
			!utf8.ValidString(v.Message) || !utf8.ValidString(v.Detail) || len(v.Message) > 2000 || len(v.Detail) > 2000 {
			t.Errorf("of %d lines: %+v", lines, v)
		}
	}
}

func checkRewritten(t *testing.T, set *xsd.Set, schema string, text []byte) {
	if isJSON(schema) { // nobody writes it
		readJSON(t, schema, text)
		return
	}
	once := rewrite(t, schema, text)
	if found := set.Check(schema, once); len(found) > 0 {
		t.Fatalf("written as\n%s\n%v", once, found)
	}
	if twice := rewrite(t, schema, once); !bytes.Equal(once, twice) {
		t.Fatalf("written as\n%s\nthen as\n%s", once, twice)
	}
}

// document is what every type of doc can do.
type document interface{ Write(to io.Writer) error }

func reading[D document](read func([]byte) (D, error)) func([]byte) (document, error) {
	return func(text []byte) (document, error) { return read(text) }
}

var readers = map[string]func([]byte) (document, error){
	actSchema:                   reading(doc.ReadAct),
	divergenceSchema:            reading(doc.ReadDivergence),
	actDecisionSchema:           reading(doc.ReadDecision),
	importTransitSchema:         reading(doc.ReadImportTransit),
	importTransitDecisionSchema: reading(doc.ReadDecision),
	thirdCountrySchema:          reading(doc.ReadThirdCountry),
	introductionSchema:          reading(doc.ReadNotice),
	withdrawalSchema:            reading(doc.ReadNotice),
}

func rewrite(t *testing.T, schema string, text []byte) []byte {
	read, known := readers[schema]
	if !known {
		t.Fatalf("%s has no type to read it", schema)
	}
	d, err := read(text)
	if err != nil {
		t.Fatalf("valid, but not read: %s\n%s", err, text)
	}
	var to bytes.Buffer
	if err := d.Write(&to); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

func TestGoodDocumentsAreRewrittenAsGood(t *testing.T) {
	set := embedded(t)
	for _, schema := range set.Schemas() {
		for name, text := range documents(t, schema, "ok_") {
			t.Run(name, func(t *testing.T) { checkRewritten(t, set, schema, text) })
		}
	}
}
