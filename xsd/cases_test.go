package xsd_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

const cases = "testdata/cases"

func isJSON(schema string) bool { return filepath.Ext(schema) == ".json" }

func caseDir(schema string) string { return strings.TrimSuffix(schema, filepath.Ext(schema)) }

// documents are the files of one schema whose names begin with prefix. They are
// read once, and nobody changes them.
func documents(t testing.TB, schema, prefix string) map[string][]byte {
	t.Helper()
	key := [2]string{schema, prefix}
	found, known := documentsRead.Load(key)
	if !known {
		found, _ = documentsRead.LoadOrStore(key, readDocuments(t, schema, prefix))
	}
	return found.(map[string][]byte)
}

var documentsRead sync.Map

func readDocuments(t testing.TB, schema, prefix string) map[string][]byte {
	t.Helper()
	pattern := prefix + "*.xml"
	if isJSON(schema) {
		pattern = prefix + "*.json"
	}
	files, err := filepath.Glob(filepath.Join(cases, caseDir(schema), pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no cases %s, %v", schema, prefix, err)
	}
	found := map[string][]byte{}
	for _, f := range files {
		if found[filepath.Base(f)], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// expectation is a row of expected.tsv.
type expectation struct {
	line       int
	code, word string // its code, and a part of what is said in one of the languages
}

func expected(t *testing.T, schema string) map[string]expectation {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(cases, caseDir(schema), "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]expectation{}
	for i, row := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		f := strings.Split(row, "\t")
		if len(f) != 4 {
			t.Fatalf("%s: row %d of expected.tsv has %d columns, not 4", schema, i+2, len(f))
		}
		line, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		rows[f[0]] = expectation{line: line, code: f[2], word: f[3]}
	}
	return rows
}

func TestGoodDocuments(t *testing.T) {
	set := embedded(t)
	for _, schema := range set.Schemas() {
		for name, text := range documents(t, schema, "ok_") {
			t.Run(caseDir(schema)+"/"+name, func(t *testing.T) {
				for _, v := range set.Check(schema, text) {
					t.Errorf("%s %s: %s", schema, name, v)
				}
			})
		}
	}
}

func TestBadDocuments(t *testing.T) {
	set := embedded(t)
	for _, schema := range set.Schemas() {
		want := expected(t, schema)
		for name, text := range documents(t, schema, "bad_") {
			t.Run(caseDir(schema)+"/"+name, func(t *testing.T) {
				e, known := want[name]
				if !known {
					t.Fatal("expected.tsv has no row for it")
				}
				checkBad(t, set.Check(schema, text), e)
			})
			delete(want, name)
		}
		for name := range want {
			t.Errorf("%s: expected.tsv has a row for %s, which is no file", schema, name)
		}
	}
}

func checkBad(t *testing.T, found []xsd.Violation, want expectation) {
	t.Helper()
	for _, v := range found {
		if v.Line == want.line && v.Code == want.code && strings.Contains(v.Message+"\n"+v.Detail, want.word) {
			return
		}
	}
	t.Errorf("got %+v\nnot line %d: …%s… of %s", found, want.line, want.word, want.code)
}
