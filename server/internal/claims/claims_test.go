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
		case c.Rule == "" && c.Test == "" && c.Recorded == "" && len(c.Open) < 10:
			t.Errorf("%s: neither a test, nor a rule, nor the reason why not", c.ID)
		}
	}
}

// sources are the tests of the module by their folder.
type sources map[string]source

type source struct {
	text  string
	tests map[string]bool // by name
}

var (
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)
	cited    = regexp.MustCompile(`^([\w/-]+)\.((?:Test|Fuzz|Example)\w*)(?:/(.*))?$`)
)

func testsOfTheModule(t *testing.T) sources {
	t.Helper()
	found := sources{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		dir, _ := filepath.Rel(root, filepath.Dir(path))
		s := found[filepath.ToSlash(dir)]
		s.text += string(text)
		if s.tests == nil {
			s.tests = map[string]bool{}
		}
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			s.tests[m[1]] = true
		}
		found[filepath.ToSlash(dir)] = s
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
	m := cited.FindStringSubmatch(name)
	return m != nil && s[m[1]].tests[m[2]] && (m[3] == "" || s.haveSub(m[1], m[2], m[3]))
}

// runThroughTables are tests with a subtest for rows of this package.
var runThroughTables = []string{"TestPrintedContentTypes", "TestPrintedTokens", "TestPrintedFields", "TestPrintedEntries"}

func (s sources) haveSub(dir, test, sub string) bool {
	if slices.Contains(runThroughTables, test) {
		return true
	}
	if test == "TestGolden" {
		_, err := os.Stat(root + dir + "/testdata/golden/" + sub + ".txt")
		return err == nil
	}
	name := strings.ReplaceAll(sub, "_", " ")
	if text := s[dir].text; strings.Contains(text, `"`+sub+`"`) || strings.Contains(text, `"`+name+`"`) {
		return true
	}
	files, err := filepath.Glob(root + dir + "/testdata/*/" + strings.ReplaceAll(sub, "_", "?")) // go test writes _ for a blank
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
