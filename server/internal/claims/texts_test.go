package claims

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/mockismp/mockismp/internal/texts"
)

// spoken are the packages whose texts reach clients.
var spoken = []string{
	"server/internal/trueapi", "server/internal/intake", "server/internal/pipeline", "server/internal/faults", "state", "state/cis", "pki", "xsd", "xsd/schema", "xsd/doc", "xsd/datatype", "xsd/lex",
}

// silent are packages whose Russian words are no texts of the double to its clients.
var silent = map[string]string{
	"client": "samples of documents", "client/mock": "a name in a document", "contract": "documents that the suite sends",
	"cmd/mockismp": "names for keys, and words that flags are read by", "fixtures": "names of the world demo", "scenarios/retell": "names",
	"scenarios/steps": "documents that steps send", "server": "a name of a key", "server/internal/bots": "names of keys",
	"internal/texts": "the catalogue, which has sources of its own", "server/internal/claims": "chapters of the specification", "server/internal/storm": "documents and damaged codes that it sends",
	"state/dict": "the printed dictionaries, which claims hold entry by entry", "state/rules": "what the specification says, as the source of a rule",
}

// TestEveryPackageIsSpokenOrSilent: none with Russian words is overlooked.
func TestEveryPackageIsSpokenOrSilent(t *testing.T) {
	speaks := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && len(russian(t, path)) > 0 {
			dir, _ := filepath.Rel(root, filepath.Dir(path))
			speaks[filepath.ToSlash(dir)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range speaks {
		if slices.Contains(spoken, dir) == (silent[dir] != "") {
			t.Errorf("%s has Russian words, and is not in exactly one of spoken and silent", dir)
		}
	}
	for dir := range silent {
		if !speaks[dir] {
			t.Errorf("%s has no Russian words, and need not be silent", dir)
		}
	}
}

// keyboard tells a layout of keys or letters from words.
func keyboard(text string) bool { return len(text) > 60 && !strings.Contains(text, " ") }

// english tells sentences of the journal, and the names of sources, from texts to
// clients, which are Russian only.
var english = regexp.MustCompile(`\b(the|of|and|is|are|by|at|only|where|reasons|decisions|recommendations|sibling|errors|assumed|with|was)\b`)

// TestEveryTextHasASource: whoever writes a text to clients says where it is from.
func TestEveryTextHasASource(t *testing.T) {
	listed, used := map[string]string{}, map[string]bool{}
	for _, row := range Texts() {
		listed[row.Package+" "+row.Text] = row.Source
		if !slices.Contains([]string{Printed, Ancestor, Own}, row.Source) {
			t.Errorf("%q has the source %q", row.Text, row.Source)
		}
	}
	for _, dir := range spoken {
		files, err := filepath.Glob(root + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, text := range russian(t, file) {
				used[dir+" "+text] = true
				if listed[dir+" "+text] == "" {
					t.Errorf("%s: %q has no row in texts.tsv: add one, with the source printed, ancestor or own", strings.TrimPrefix(file, root), text)
				}
			}
		}
	}
	for _, r := range texts.All() {
		used[r.Key+" "+r.Text] = true
	}
	for row := range listed {
		if !used[row] {
			t.Errorf("texts.tsv has %q, which no code has", row)
		}
	}
}

// russian are the literals of a file that have a Russian letter.
func russian(t *testing.T, file string) (texts []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		l, ok := n.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(l.Value)
		if err == nil && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) && !english.MatchString(text) && !keyboard(text) {
			texts = append(texts, text)
		}
		return true
	})
	return texts
}
