package mockismp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// oneWorld tells whether a file makes the worlds, and is neither a test, nor a
// client of worlds, which has them to play with.
func oneWorld(path string) bool {
	if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "server/internal/bench/") || strings.HasPrefix(path, "server/internal/storm/") {
		return false
	}
	return slices.ContainsFunc([]string{"state/", "fixtures/", "server/", "xsd/"}, func(room string) bool { return strings.HasPrefix(path, room) })
}

func parsed(t *testing.T, path string, text []byte) (*token.FileSet, *ast.File) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	return files, file
}

// TestNoProductGroupIsNamedInCode: what one group has and others have not is a
// trait of its row.
func TestNoProductGroupIsNamedInCode(t *testing.T) {
	var names []string
	for _, g := range dict.ProductGroups() {
		names = append(names, g.Name)
	}
	eachGoFile(t, func(path string, text []byte) {
		if !oneWorld(path) || path == "state/dict/groups_table.go" {
			return
		}
		files, file := parsed(t, path, text)
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
				if said, _ := strconv.Unquote(lit.Value); slices.Contains(names, said) {
					t.Errorf("%s names the product group %s: make what it has a trait in state/dict/groups.go, so that a group stays one row", files.Position(lit.Pos()), said)
				}
			}
			return true
		})
	})
}

// TestKindsOfDocumentsAreListedOnce: a list of kinds is read off their rows.
func TestKindsOfDocumentsAreListedOnce(t *testing.T) {
	tables := []string{"state/doctypes.go", "state/doctypes_table.go", "server/internal/intake/forms.go", "fixtures/documents.go", "server/internal/bots/write.go"} // what worlds, methods and datasets have of a kind
	kinds := map[string]bool{}
	file, err := parser.ParseFile(token.NewFileSet(), "state/doctypes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, is := n.(*ast.ValueSpec); is {
			if typed, is := v.Type.(*ast.Ident); is && typed.Name == "DocType" {
				kinds[v.Names[0].Name] = true
			}
		}
		return true
	})
	if len(kinds) < 10 {
		t.Fatalf("state/doctypes.go declares %d kinds", len(kinds))
	}
	eachGoFile(t, func(path string, text []byte) {
		if !oneWorld(path) || slices.Contains(tables, path) {
			return
		}
		files, file := parsed(t, path, text)
		ast.Inspect(file, func(n ast.Node) bool {
			list, is := n.(*ast.CompositeLit)
			if !is {
				return true
			}
			named := 0
			for _, e := range list.Elts {
				if pair, is := e.(*ast.KeyValueExpr); is {
					e = pair.Key
				}
				if from, is := e.(*ast.SelectorExpr); is {
					if of, is := from.X.(*ast.Ident); is && of.Name == "state" && kinds[from.Sel.Name] {
						named++
					}
				}
				if here, is := e.(*ast.Ident); is && file.Name.Name == "state" && kinds[here.Name] {
					named++
				}
			}
			if named > 1 {
				t.Errorf("%s lists %d kinds of documents: make what they have alike a trait of their rows in state/doctypes_table.go", files.Position(list.Pos()), named)
			}
			return true
		})
	})
}

// TestBINsAreOneThing: package pki knows no world, and says of the BIN of a
// certificate what the world says of that of a participant.
func TestBINsAreOneThing(t *testing.T) {
	for _, bin := range []string{"940517350290", "000000000000", "94051735029", "9405173502901", "94051735029a", "９40517350290", " 40517350290"} {
		_, err := pki.Issue(pki.Request{BIN: bin, Algorithm: pki.EC})
		if (err == nil) != state.ValidBIN(bin) {
			t.Errorf("%q: state.ValidBIN says %v, pki.Issue %v", bin, state.ValidBIN(bin), err)
		}
	}
}

// ofControl are the kinds of errors that only control calls meet: no table of
// the True-API has a row for them.
var ofControl = []string{"BotBad", "BotUnknown", "OutcomeBad", "OutcomeUnknown"}

// TestKindsOfErrorsAreAllTold: state.Kinds lists what state/errors.go declares,
// but for what only control calls meet.
func TestKindsOfErrorsAreAllTold(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "state/errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared, listed []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if typed, is := n.Type.(*ast.Ident); is && typed.Name == "Kind" && !slices.Contains(ofControl, n.Names[0].Name) {
				declared = append(declared, n.Names[0].Name)
			}
		case *ast.FuncDecl:
			if n.Name.Name != "Kinds" {
				return false
			}
		case *ast.CompositeLit:
			for _, e := range n.Elts {
				if name, is := e.(*ast.Ident); is {
					listed = append(listed, name.Name)
				}
			}
		}
		return true
	})
	if slices.Sort(declared); len(declared) < 10 {
		t.Fatalf("state/errors.go declares %v", declared)
	}
	if slices.Sort(listed); !slices.Equal(declared, listed) {
		t.Errorf("state/errors.go declares the kinds of errors %v, and Kinds lists %v: bring both together", declared, listed)
	}
}
