package claims

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// spoken are the packages whose texts reach clients.
var spoken = []string{
	"server/internal/trueapi", "server/internal/intake", "server/internal/pipeline", "server/internal/faults", "state", "pki", "xsd", "xsd/schema", "xsd/doc", "xsd/datatype", "xsd/lex",
}

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
		if err == nil && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) && !english.MatchString(text) {
			texts = append(texts, text)
		}
		return true
	})
	return texts
}
