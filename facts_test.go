package mockismp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

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
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, text, 0)
		if err != nil {
			t.Fatal(err)
		}
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
