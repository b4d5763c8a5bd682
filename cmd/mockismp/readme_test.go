package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server"
)

const readme = "../../README.md"

// TestReadme does what the README's first screen tells a newcomer to do.
func TestReadme(t *testing.T) {
	text := read(t, readme)
	shell, answers := fenced(text, "sh"), fenced(text, "json")
	if len(shell) != 4 || len(answers) != 1 {
		t.Fatalf("%d blocks of sh and %d of json: this test knows 4 (start, ask, sign in, act) and 1 (the answer)", len(shell), len(answers))
	}
	if shell[0] != "make run\n" {
		t.Fatalf("the first block is %q, not how to start", shell[0])
	}
	addr := strings.TrimPrefix(serve(t), "http://")

	answer := sh(t, addr, shell[1])
	if want := strings.TrimSuffix(answers[0], "\n"); answer != want {
		t.Errorf("cises/info answers\n%s\nthe README says\n%s", answer, want)
	}
	if token := sh(t, addr, shell[2]); !regexp.MustCompile(`^\{"token":"eyJ[\w-]+\.[\w-]+\.[\w-]+"\}$`).MatchString(token) {
		t.Errorf("the sign-in answers %q, not a token", token)
	}
	if act := sh(t, addr, shell[3]); !strings.Contains(act, `"registry":"CHECKED_OK"`) {
		t.Errorf("the act came to\n%s", act)
	}
}

// TestReadmeMake: what the README makes is what the tests run instead.
func TestReadmeMake(t *testing.T) {
	makefile := read(t, "../../Makefile")
	for _, recipe := range []string{
		"\nrun: ## ", "\n\t$(GO) run $(BUILD) ./cmd/mockismp serve $(ARGS)\n",
		"\nbuild: ## ", " build $(BUILD) -o bin/mockismp ./cmd/mockismp\n",
	} {
		if !strings.Contains(makefile, recipe) {
			t.Errorf("the Makefile lacks %q", recipe)
		}
	}
}

// serve starts the program with its default flags but for the port, and gives
// its address.
func serve(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ready")
	cmd := exec.Command("mockismp", "serve", "--listen", "127.0.0.1:0", "--ready-file", file)
	cmd.Env, cmd.Stderr = environment(), os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("interrupted, mockismp ends with: %s", err)
		}
	})
	if err := waitFor(file); err != nil {
		t.Fatal(err)
	}
	var ready struct{ URL string }
	if err := json.Unmarshal([]byte(read(t, file)), &ready); err != nil {
		t.Fatal(err)
	}
	return ready.URL
}

// sh runs a block in an empty folder, against the emulator at addr and with the
// program that is under test, and gives what it prints.
func sh(t *testing.T, addr, block string) string {
	t.Helper()
	const install = "make build && export PATH=$PWD/bin:$PATH\n" // TestMain has done that
	block = strings.ReplaceAll(strings.Replace(block, install, "", 1), "localhost:8080", addr)
	if strings.Contains(block, "make ") {
		t.Fatalf("the README makes what this test does not know:\n%s", block)
	}
	cmd := exec.Command("sh", "-e", "-c", block)
	cmd.Dir, cmd.Env, cmd.Stderr = t.TempDir(), append(environment(), "MOCKISMP_URL=http://"+addr), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %s\n%s", err, block, out)
	}
	return string(out)
}

// environment is this one's, without what would set flags of the program.
func environment() []string {
	ours := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MOCKISMP_") })
	return append(ours, "GORACE="+noRaceSleep)
}

// fenced gives the blocks of a language, in order.
func fenced(markdown, language string) []string {
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(markdown, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// TestReadmeCoverage: the README's table is made from the tables of routes.
func TestReadmeCoverage(t *testing.T) {
	var table strings.Builder
	table.WriteString("| method | evidence |\n|---|---|\n")
	for _, route := range server.Routes() {
		if !route.Control {
			fmt.Fprintf(&table, "| `%s %s` | %s |\n", route.Method, strings.TrimPrefix(route.Path, "/api/v3/true-api"), route.Evidence)
		}
	}
	text := read(t, readme)
	m := regexp.MustCompile(`(?s)(<!-- coverage[^\n]*-->\n)(.*)(<!-- /coverage -->\n)`).FindStringSubmatchIndex(text)
	if m == nil {
		t.Fatal("the README has no lines <!-- coverage… --> and <!-- /coverage -->")
	}
	have, want := text[m[4]:m[5]], table.String()
	if have == want {
		return
	}
	if !*update {
		t.Fatalf("the README's coverage should be (go test ./cmd/mockismp -update writes it):\n%s", want)
	}
	if err := os.WriteFile(readme, []byte(text[:m[4]]+want+text[m[5]:]), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
