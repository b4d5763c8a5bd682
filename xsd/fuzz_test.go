package xsd_test

import (
	"bytes"
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
			if len(found) == 0 && (hasSchemas() || isJSON(schema)) {
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
		if v.Line < 1 || v.Line > lines || v.Message == "" || v.Code == "" || !utf8.ValidString(v.Message) || len(v.Message) > 700 {
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

func rewrite(t *testing.T, schema string, text []byte) []byte {
	var to bytes.Buffer
	var err error
	switch schema {
	case xsd.Act:
		var d *doc.Act
		if d, err = doc.ReadAct(text); err == nil {
			err = d.Write(&to)
		}
	case xsd.Divergence:
		var d *doc.Divergence
		if d, err = doc.ReadDivergence(text); err == nil {
			err = d.Write(&to)
		}
	case xsd.ActDecision:
		var d *doc.ActDecision
		if d, err = doc.ReadActDecision(text); err == nil {
			err = d.Write(&to)
		}
	}
	if err != nil {
		t.Fatalf("valid, but not read: %s\n%s", err, text)
	}
	return to.Bytes()
}

// TestGoodDocumentsAreRewrittenAsGood: in either build.
func TestGoodDocumentsAreRewrittenAsGood(t *testing.T) {
	set := embedded(t)
	for _, schema := range set.Schemas() {
		for name, text := range documents(t, schema, "ok_") {
			t.Run(name, func(t *testing.T) { checkRewritten(t, set, schema, text) })
		}
	}
}
