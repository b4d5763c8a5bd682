package claims

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/rules"
)

const root = "../../../"

// TestEveryTableIsWhole: each row has the columns of its heading, each table is read.
func TestEveryTableIsWhole(t *testing.T) {
	read := []string{"errors.tsv", "fields.tsv", "documents.tsv"}
	for _, c := range Chapters {
		read = append(read, "chapters/"+c.Name+".tsv")
	}
	files, err := filepath.Glob("*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	chapters, err := filepath.Glob("chapters/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, chapters...) {
		if !slices.Contains(read, file) {
			t.Errorf("%s belongs to no chapter", file)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		columns := len(strings.Split(lines[0], "\t"))
		for i, line := range lines {
			cells := strings.Split(line, "\t")
			if len(cells) != columns || slices.Contains(cells, "") {
				t.Errorf("%s:%d has %d columns of %d, or an empty one: %s", file, i+1, len(cells), columns, line)
			}
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if seen[c.ID] {
			t.Errorf("two claims are called %q", c.ID)
		}
		seen[c.ID] = true
	}
}

// TestEveryClaimHasAChapter, so that none is left out of the list.
func TestEveryClaimHasAChapter(t *testing.T) {
	for _, c := range Errors() {
		if c.Chapter == "" {
			t.Errorf("%s: no chapter has the method", c.ID)
		}
	}
	for _, c := range Fields() {
		if c.Chapter == "" {
			t.Errorf("%s: no chapter has the method", c.ID)
		}
	}
	for _, c := range Documents() {
		if c.Chapter == "" {
			t.Errorf("%s: no chapter has the document", c.ID)
		}
	}
}

// TestEveryClaimIsProvenRuledOrOpen: a claim names a test that is there, a rule
// that is there, or the reason why it is open.
func TestEveryClaimIsProvenRuledOrOpen(t *testing.T) {
	names := map[string]bool{}
	for _, r := range rules.All() {
		names[string(r.Name)] = true
	}
	tests := testsOfTheModule(t)
	for _, c := range All() {
		switch {
		case c.Rule != "" && !names[c.Rule]:
			t.Errorf("%s: there is no rule %q", c.ID, c.Rule)
		case c.Test != "" && !tests.have(c.Test):
			t.Errorf("%s: there is no test %q", c.ID, c.Test)
		case c.Rule == "" && c.Test == "" && len(c.Open) < 10:
			t.Errorf("%s: neither a test, nor a rule, nor the reason why not", c.ID)
		}
	}
}

// sources are the files of tests by their folder.
type sources map[string]string

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

func testsOfTheModule(t *testing.T) sources {
	t.Helper()
	found := sources{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		dir, _ := filepath.Rel(root, filepath.Dir(path))
		found[filepath.ToSlash(dir)] += string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// have tells whether a test is in the source. Of a subtest a file below testdata,
// or its name in quotes, must be there, or the table of this package that its
// test runs through.
func (s sources) have(name string) bool {
	at := regexp.MustCompile(`\.(Test|Fuzz|Example)`).FindStringIndex(name)
	if at == nil {
		return false
	}
	dir := name[:at[0]]
	test, sub, _ := strings.Cut(name[at[0]+1:], "/")
	if !slices.ContainsFunc(declared.FindAllStringSubmatch(s[dir], -1), func(m []string) bool { return m[1] == test }) {
		return false
	}
	return sub == "" || s.haveSub(dir, test, sub)
}

// runThroughTables are tests with a subtest for rows of this package.
var runThroughTables = []string{"TestPrintedContentTypes", "TestPrintedTokens", "TestPrintedFields"}

func (s sources) haveSub(dir, test, sub string) bool {
	if slices.Contains(runThroughTables, test) {
		return true
	}
	if test == "TestGolden" {
		_, err := os.Stat(root + dir + "/testdata/golden/" + sub + ".txt")
		return err == nil
	}
	name := strings.ReplaceAll(sub, "_", " ")
	if strings.Contains(s[dir], `"`+sub+`"`) || strings.Contains(s[dir], `"`+name+`"`) {
		return true
	}
	files, err := filepath.Glob(root + dir + "/testdata/*/*/" + sub)
	return err == nil && len(files) > 0
}

// TestKindsOfClaims: one word for one thing.
func TestKindsOfClaims(t *testing.T) {
	kinds := []string{"error", "parameter", "field", "default", "limit", "order", "text", "note", "change", "entry"}
	for _, c := range All() {
		if !slices.Contains(kinds, c.Kind) {
			t.Errorf("%s is of kind %q, not one of %v", c.ID, c.Kind, kinds)
		}
	}
}
