// Package mockismp_test holds the tests that the repository makes on itself.
package mockismp_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/mockismp/mockismp/"

// rooms is the order of design: a room may import rooms below it, never above.
// docs/architecture.md says what lives in each.
var rooms = []string{
	"cmd/mockismp",
	"cmd/mockismp/memory",
	"contract",
	"contract/diff",
	"contract/record",
	"server/internal/bench",
	"server/internal/storm",
	"server",
	"server/internal/control",
	"server/internal/claims",
	"server/internal/review",
	"server/internal/trueapi",
	"server/internal/trueapi/jackson",
	"server/internal/bots",
	"server/internal/intake",
	"server/internal/faults",
	"server/internal/pipeline",
	"internal/redact",
	"scenarios/retell",
	"scenarios",
	"scenarios/steps",
	"snapshot",
	"internal/records",
	"internal/outcomes",
	"internal/said",
	"client/mock",
	"client",
	"fixtures",
	"fixtures/source",
	"state",
	"state/cis",
	"state/dict",
	"state/rules",
	"state/internal/engine",
	"pki",
	"pki/gost",
	"xsd",
	"xsd/doc",
	"xsd/schema",
	"xsd/pattern",
	"xsd/datatype",
	"xsd/lex",
	"internal/texts",
}

// alone are the rooms that import none of ours but their own, and the catalogue of texts.
var alone = []string{"state", "pki", "xsd", "server/internal/trueapi/jackson", "internal/redact"}

func TestImportsGoDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "libxml2", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %s", err)
	}
	for line := range bytes.Lines(out) {
		words := strings.Fields(string(line))
		room, ok := strings.CutPrefix(words[0], module)
		if !ok {
			continue // this package itself
		}
		if !slices.Contains(rooms, room) {
			t.Errorf("%s is no room: give it a place in the list of rooms and in docs/architecture.md", room)
		}
		for _, imported := range words[1:] {
			below, ours := strings.CutPrefix(imported, module)
			if !ours {
				checkForeign(t, room, imported)
				continue
			}
			if slices.Index(rooms, below) < slices.Index(rooms, room) {
				t.Errorf("%s imports %s, which lies above it", room, below)
			}
			if clientOfTheWorld := strings.HasPrefix(below, "state") || strings.HasPrefix(below, "server"); clientOfTheWorld && (strings.HasPrefix(room+"/", "client/") || room == "scenarios/steps") {
				t.Errorf("%s imports %s: a client knows the systems from outside", room, below)
			}
			for _, a := range alone {
				if strings.HasPrefix(room+"/", a+"/") && !strings.HasPrefix(below+"/", a+"/") && below != "internal/texts" {
					t.Errorf("%s imports %s, and may import only what lies in %s", room, below, a)
				}
			}
		}
	}
}

// checkForeign keeps the wire out of the world, and Echo in its two places.
func checkForeign(t *testing.T, room, imported string) {
	wire := slices.Contains([]string{"net/http", "encoding/json", "encoding/xml"}, imported)
	if wire && strings.HasPrefix(room+"/", "state/") {
		t.Errorf("%s imports %s: the world knows no HTTP, JSON or XML", room, imported)
	}
	if strings.HasPrefix(imported, "github.com/labstack/echo") && room != "server" && room != "server/internal/pipeline" {
		t.Errorf("%s imports Echo, which only server and server/internal/pipeline may see", room)
	}
}

// TestCompaniesAreNoPeople: a participant is "it" or "they".
func TestCompaniesAreNoPeople(t *testing.T) {
	person := regexp.MustCompile(`(?i)\bh(?:e|is|im|er)\b|\bshe\b`)
	check := func(path string, text []byte) {
		for n, line := range strings.Split(string(text), "\n") {
			if found := person.FindString(line); found != "" {
				t.Errorf("%s:%d says %q of a company or a client: %s", path, n+1, found, strings.TrimSpace(line))
			}
		}
	}
	eachGoFile(t, check)
	for _, pattern := range []string{"*.md", "docs/*.md", "server/internal/control/*.tsv"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %v, %v", pattern, paths, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			check(path, text)
		}
	}
}

func TestSizes(t *testing.T) {
	eachGoFile(t, func(path string, text []byte) {
		lines := bytes.Count(text, []byte("\n"))
		most := 400
		if strings.HasSuffix(path, "_test.go") {
			most = 600
		}
		if lines > most {
			t.Errorf("%s has %d lines, at most %d may be", path, lines, most)
		}
		files, file := parsed(t, path, text)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || strings.HasSuffix(path, "_test.go") {
				continue
			}
			if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > 60 {
				t.Errorf("%s: %s has %d lines, at most 60 may be", path, f.Name.Name, n)
			}
		}
	})
}

// TestEveryPackageSaysWhatItIs wants one comment on the package, in one of its files.
func TestEveryPackageSaysWhatItIs(t *testing.T) {
	comments := map[string]int{}
	eachGoFile(t, func(path string, text []byte) {
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		comments[filepath.Dir(path)] += 0
		if file.Doc != nil {
			comments[filepath.Dir(path)]++
		}
	})
	for dir, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d comments on its package, must have one", dir, n)
		}
	}
}

// TestOneOfAKind: what must stand in one file only.
func TestOneOfAKind(t *testing.T) {
	for what, where := range map[string][]string{
		"time.Now(":    {"state/clock.go", "client/clock.go"}, // of the world, and of who calls the real system
		"WriteHeader(": {"server/internal/pipeline/write.go"},
	} {
		eachGoFile(t, func(path string, text []byte) {
			test := strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "server/internal/bench/")
			if !test && !slices.Contains(where, path) && bytes.Contains(text, []byte(what)) {
				t.Errorf("%s contains %s), which belongs in %s", path, what, strings.Join(where, ", "))
			}
		})
	}
}

func eachGoFile(t *testing.T, f func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			f(path, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestContributingNamesFiles: the walks of CONTRIBUTING.md lead to files that are there.
func TestContributingNamesFiles(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z]+(?:/[A-Za-z_.-]+)+/?)`").FindAllStringSubmatch(string(text), -1)
	for _, m := range named {
		path := strings.Replace(m[1], "/NAME/", "/", 1)
		if _, err := os.Stat(path); err != nil && m[1] != ".ci/run" {
			t.Errorf("CONTRIBUTING.md names %s, which is not there: name the file that has it now", m[1])
		}
	}
	if len(named) < 20 {
		t.Errorf("CONTRIBUTING.md names %d files", len(named))
	}
}
