package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/mockismp/mockismp/server"
)

const root = "../../"

// snippet is a fenced block of a document.
type snippet struct {
	file     string
	line     int
	language string
	text     string
	notRun   string // why it is not run here
	heldBy   string // the test that makes it true
}

func (s snippet) String() string { return fmt.Sprintf("%s:%d", s.file, s.line) }

var (
	fence      = regexp.MustCompile("^```(\\S*)$")
	notRunMark = regexp.MustCompile(`^\*(?:Not run here|Здесь не запускается): (.+)\.\*$`)
	held       = regexp.MustCompile(`^<!-- (every block is )?held by (Test\w+) -->$`)
)

// snippetsOf reads the blocks of a document with what stands in front of them.
func snippetsOf(t *testing.T, file string) (all []snippet) {
	t.Helper()
	everyBlock, mark := "", snippet{}
	lines := strings.Split(read(t, root+file), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if m := notRunMark.FindStringSubmatch(line); m != nil {
			mark.notRun = m[1]
		} else if m := held.FindStringSubmatch(line); m != nil {
			mark.heldBy = m[2]
			if m[1] != "" {
				everyBlock = m[2]
			}
		} else if m := fence.FindStringSubmatch(line); m != nil {
			end := i + 1 + slices.Index(lines[i+1:], "```")
			s := snippet{file, i + 1, m[1], strings.Join(lines[i+1:end], "\n") + "\n", mark.notRun, mark.heldBy}
			if s.heldBy == "" {
				s.heldBy = everyBlock
			}
			all, mark, i = append(all, s), snippet{}, end
		} else if line != "" {
			mark = snippet{}
		}
	}
	return all
}

// documents are all that have snippets: of the root and of docs.
func documents(t *testing.T) (files []string) {
	t.Helper()
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(root + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			files = append(files, strings.TrimPrefix(f, root))
		}
	}
	return files
}

// TestSnippets: every block of the documents is run, or held by another test, or
// marked as one that is not run here; of the last, flags, variables, paths and
// targets are held against the program.
func TestSnippets(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(file, func(t *testing.T) {
			blocks := snippetsOf(t, file)
			if original := strings.TrimSuffix(file, ".ru.md"); original != file {
				sameSnippets(t, blocks, snippetsOf(t, original+".md"))
				return
			}
			bench := &workbench{dir: t.TempDir()}
			for _, s := range blocks {
				bench.try(t, s)
			}
		})
	}
}

// workbench is where the blocks of a document are run one after the other.
type workbench struct {
	dir     string
	addr    string // of the emulator, once it is needed
	printed string // by the last block
}

func (b *workbench) try(t *testing.T, s snippet) {
	t.Helper()
	switch {
	case s.language == "mermaid" || s.language == "text": // drawings, and what programs have printed
	case s.notRun != "":
		heldAgainstProgram(t, s)
	case s.heldBy != "":
		if names, err := tests(); err != nil || !slices.Contains(names, s.heldBy) {
			t.Errorf("%s: there is no test %s (%v)", s, s.heldBy, err)
		}
	case s.language == "sh" && makes.MatchString(s.text):
		heldAgainstProgram(t, s) // the targets are there; the tests run what they would make
	case s.language == "sh":
		b.run(t, s)
	case s.language == "json":
		if got := strings.TrimSpace(b.printed); got != strings.TrimSpace(s.text) {
			t.Errorf("%s: the answer is\n%s", s, got)
		}
	case s.language == "go" && s.file == "README.md":
		if want := strings.Replace(read(t, root+"server/readme_test.go"), "package server_test", "package shop_test", 1); s.text != want {
			t.Errorf("%s: the test is not that of server/readme_test.go:\n%s", s, want)
		}
	case s.language == "yaml" && strings.HasPrefix(s.text, "# "):
		name, text, _ := strings.Cut(strings.TrimPrefix(s.text, "# "), "\n")
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s: this block of %q is neither run nor marked: write «*Not run here: REASON.*» or <!-- held by TestName --> in front of it", s, s.language)
	}
}

// makes are blocks of which every line is a target of the Makefile.
var makes = regexp.MustCompile(`^(make [a-z-]+[^\n]*\n)+$`)

// run runs a block of the shell beside an emulator that answers at localhost:8080.
func (b *workbench) run(t *testing.T, s snippet) {
	t.Helper()
	if strings.Contains(s.text, "openssl ") && !has(t, "openssl") {
		return
	}
	if b.addr == "" {
		b.addr = strings.TrimPrefix(serve(t), "http://")
	}
	cmd := exec.Command("sh", "-e", "-c", strings.ReplaceAll(s.text, "localhost:8080", b.addr))
	cmd.Dir, cmd.Env, cmd.Stderr = b.dir, append(environment(), "MOCKISMP_URL=http://"+b.addr), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %s\n%s\n%s", s, err, s.text, out)
	}
	b.printed = string(out)
	for said, wanted := range outputs {
		if strings.Contains(s.text, said) && !regexp.MustCompile(wanted).MatchString(b.printed) {
			t.Errorf("%s: prints %q, not %s", s, b.printed, wanted)
		}
	}
}

// outputs are what blocks must print that end with a call, by the call.
var outputs = map[string]string{
	"/auth/simpleSignIn -H":                  `^\{"token":"eyJ[\w-]+\.[\w-]+\.[\w-]+"\}$`,
	"/approve":                               `"registry":"CHECKED_OK"`,
	"requests?refused=true":                  `^\{"items":\[`,
	"sh -c 'curl -s $TRUE_API_URL/auth/key'": `^\{"uuid":"[^"]+","data":"[A-Z]{30}"\}`,
	"scenario run":                           `(?m)^passed +act-approved`,
	"-- mockismp ready":                      ` is ready: `,
}

// has tells whether a program is there that this repository does not bring
// along; make opinions demands it.
func has(t *testing.T, program string) bool {
	t.Helper()
	_, err := exec.LookPath(program)
	if err != nil && os.Getenv("SECOND_OPINION") == "required" {
		t.Fatal(err)
	}
	return err == nil
}

var (
	flagsIn     = regexp.MustCompile(`(?:^|[\s\[",])(--[a-z][a-z0-9-]*)`)
	variablesIn = regexp.MustCompile(`MOCKISMP_[A-Z_]+`)
	pathsIn     = regexp.MustCompile(`/(?:_mock|api/v3/true-api)[a-zA-Z0-9/_-]*`)
	targetsIn   = regexp.MustCompile(`(?m)(?:^|[ "])make ([a-z][a-z-]*)`)
	packagesIn  = regexp.MustCompile(`github\.com/mockismp/mockismp/([a-z/]+)`)
)

// theirs are flags of other programs, and targets of the reader's own Makefile.
var theirs = []string{"--rm", "--wait", "--read-only", "--target", "--user", "--network", "--name"}

// heldAgainstProgram checks what a block says of the program without running it.
func heldAgainstProgram(t *testing.T, s snippet) {
	t.Helper()
	flags, variables := slices.Clone(theirs), []string{"MOCKISMP_URL"}
	_ = kong.Visit(newParser().Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			flags, variables = append(flags, "--"+flag.Name), append(variables, flag.Envs...)
		}
		return next(nil)
	})
	check := func(what string, found [][]string, known func(string) bool) {
		for _, m := range found {
			if name := m[len(m)-1]; !known(name) {
				t.Errorf("%s: there is no %s %s", s, what, name)
			}
		}
	}
	check("flag", flagsIn.FindAllStringSubmatch(s.text, -1), func(f string) bool { return slices.Contains(flags, f) })
	check("variable", variablesIn.FindAllStringSubmatch(s.text, -1), func(v string) bool { return slices.Contains(variables, v) })
	check("path", pathsIn.FindAllStringSubmatch(s.text, -1), func(p string) bool {
		return slices.ContainsFunc(server.Routes(), func(r server.Route) bool { return strings.HasPrefix(r.Path, strings.TrimRight(p, "/")) })
	})
	check("package", packagesIn.FindAllStringSubmatch(s.text, -1), func(p string) bool {
		_, err := os.Stat(root + strings.TrimRight(p, "/"))
		return err == nil
	})
	if s.language == "sh" {
		makefile := read(t, root+"Makefile")
		check("target", targetsIn.FindAllStringSubmatch(s.text, -1), func(target string) bool { return strings.Contains(makefile, "\n"+target+":") })
	}
}

// sameSnippets: a translation has the blocks of the original but for comments,
// names and what is printed for people.
func sameSnippets(t *testing.T, translated, original []snippet) {
	t.Helper()
	if len(translated) != len(original) {
		t.Fatalf("%d blocks, and %d in the original", len(translated), len(original))
	}
	comment := regexp.MustCompile(`(?m)[ \t]*(#|//) .*$`)
	for i, s := range translated {
		bare, wanted := comment.ReplaceAllString(s.text, ""), comment.ReplaceAllString(original[i].text, "")
		if s.language != original[i].language || bare != wanted || (s.notRun == "") != (original[i].notRun == "") {
			t.Errorf("%s differs from %s:\n%s", s, original[i], bare)
		}
	}
}

// tests are the names of all tests of this repository, which are looked for once.
var tests = sync.OnceValues(func() (names []string, err error) {
	begins := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range begins.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
		return err
	})
	return names, err
})
