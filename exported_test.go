package mockismp_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var updateExported = flag.Bool("update-exported", false, "write testdata/exported anew; then read the diff")

// public are the packages whose surface is held: each change of it is seen in
// the diff of testdata/exported, and is a decision.
var public = []string{
	"client", "client/mock", "contract", "contract/diff", "contract/record", "fixtures", "fixtures/source", "pki", "pki/gost", "scenarios", "scenarios/steps", "server", "snapshot", "state", "state/cis", "state/dict", "state/rules", "xsd",
}

// TestExported holds what a package shows to others against its golden.
func TestExported(t *testing.T) {
	for _, dir := range public {
		golden := filepath.Join("testdata", "exported", strings.ReplaceAll(dir, "/", "-")+".txt")
		got := strings.Join(exportedOf(t, dir), "\n") + "\n"
		if *updateExported {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(want), "\n")
		for line := range strings.SplitSeq(got, "\n") {
			if !slices.Contains(lines, line) {
				t.Errorf("%s shows %q, which is new; go test . -update-exported writes %s anew", dir, line, golden)
			}
		}
		now := strings.Split(got, "\n")
		for _, line := range lines {
			if !slices.Contains(now, line) {
				t.Errorf("%s no longer shows %q; go test . -update-exported writes %s anew", dir, line, golden)
			}
		}
	}
}

// exportedOf lists constants, variables, functions, methods, types and fields.
func exportedOf(t *testing.T, dir string) (lines []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	text := func(node any) string {
		var b strings.Builder
		if err := printer.Fprint(&b, files, node); err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(b.String()), " ")
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiverOf(d))) {
					d.Body, d.Doc = nil, nil
					lines = append(lines, text(d))
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					lines = append(lines, exportedIn(spec, d.Tok, text)...)
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func receiverOf(f *ast.FuncDecl) string {
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	return fmt.Sprint(of)
}

func exportedIn(spec ast.Spec, kind token.Token, text func(any) string) (lines []string) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				lines = append(lines, kind.String()+" "+name.Name)
			}
		}
	case *ast.TypeSpec:
		if !spec.Name.IsExported() {
			return nil
		}
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return []string{"type " + text(spec)}
		}
		lines = append(lines, "type "+spec.Name.Name+" struct")
		for _, f := range fields.Fields.List {
			names := f.Names
			if len(names) == 0 {
				lines = append(lines, "field "+spec.Name.Name+" embeds "+text(f.Type))
			}
			for _, name := range names {
				if name.IsExported() {
					lines = append(lines, "field "+spec.Name.Name+"."+name.Name+" "+text(f.Type))
				}
			}
		}
	}
	return lines
}
