package mockismp_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

const catalogue = "internal/texts/"

// russianData are the files, or folders, whose Russian is no text of the double to
// its clients.
var russianData = map[string]string{
	"client/": "samples of documents", "contract/": "documents that the suite sends", "cmd/mockismp/": "names for keys, and words that flags are read by",
	"fixtures/": "names of the world demo", "scenarios/retell/": "names", "scenarios/steps/": "documents that steps send",
	"server/helpers.go": "a name of a key", "server/internal/bots/": "names of keys and of documents", "server/internal/claims/": "chapters of the specification",
	"server/internal/storm/": "documents and damaged codes that it sends",
	"state/dict/":            "the printed dictionaries, which claims hold entry by entry", "state/goodsrules.go": "the printed dictionaries of reasons",
	"state/rules/": "what the specification says, as the source of a rule", "state/lifecycle.go": "sources", "state/lifecycle_documents.go": "sources", "state/doctypes_table.go": "sources",
	"pki/algorithms.go": "names of algorithms", "pki/digests.go": "names of algorithms", "pki/request.go": "names of test keys",
}

// journal tells sentences of the journal, and sources in English, from texts to
// clients, which are Russian only.
var journal = regexp.MustCompile(`\b(the|of|and|is|are|by|at|only|where|was|with)\b`)

// layout tells a keyboard or a row of letters from words.
func layout(text string) bool { return len(text) > 60 && !strings.Contains(text, " ") }

// TestRussianStandsInTheCatalogue: whoever says something to a client says it there.
func TestRussianStandsInTheCatalogue(t *testing.T) {
	met := map[string]bool{}
	eachGoFile(t, func(path string, text []byte) {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, catalogue) {
			return
		}
		files, file := parsed(t, path, text)
		ast.Inspect(file, func(n ast.Node) bool {
			lit, is := n.(*ast.BasicLit)
			if !is || lit.Kind != token.STRING {
				return true
			}
			said, err := strconv.Unquote(lit.Value)
			if err != nil || !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) || journal.MatchString(said) || layout(said) {
				return true
			}
			for data := range russianData {
				if strings.HasPrefix(path, data) {
					met[data] = true
					return true
				}
			}
			t.Errorf("%s says %q: if clients read it, make it a row of the table of its area in %s and say it by its name there; if it is a name, a source or a printed dictionary, name the file in russianData of texts_test.go",
				files.Position(lit.Pos()), said, catalogue)
			return true
		})
	})
	for data, why := range russianData {
		if !met[data] {
			t.Errorf("%s (%s) has no Russian any more: take it out of russianData", data, why)
		}
	}
}

// TestEveryTextIsSaid: a row of the catalogue that nobody names is dropped.
func TestEveryTextIsSaid(t *testing.T) {
	names := map[string]string{}
	tables, err := filepath.Glob(catalogue + "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range tables {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, file := parsed(t, path, text)
		for _, d := range file.Decls {
			vars, is := d.(*ast.GenDecl)
			if !is || vars.Tok != token.VAR {
				continue
			}
			for _, s := range vars.Specs {
				if name := s.(*ast.ValueSpec).Names[0].Name; ast.IsExported(name) {
					names[name] = path
				}
			}
		}
	}
	if len(names) < 400 {
		t.Fatalf("only %d texts were found in %s", len(names), catalogue)
	}
	eachGoFile(t, func(path string, text []byte) {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, catalogue) {
			return
		}
		_, file := parsed(t, path, text)
		ast.Inspect(file, func(n ast.Node) bool {
			if s, is := n.(*ast.SelectorExpr); is {
				if x, is := s.X.(*ast.Ident); is && x.Name == "texts" {
					delete(names, s.Sel.Name)
				}
			}
			return true
		})
	})
	for name, path := range names {
		t.Errorf("texts.%s of %s is said by nobody: say it, or drop the row", name, path)
	}
}
