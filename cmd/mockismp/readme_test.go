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

// readmes have the same content in two languages.
var readmes = []string{root + "README.md", root + "README.ru.md"}

// TestReadmeMake: what the README makes is what the tests run instead.
func TestReadmeMake(t *testing.T) {
	makefile := read(t, root+"Makefile")
	for _, recipe := range []string{
		"\nrun: ## ", "\n\t$(GO) run $(BUILD) ./cmd/mockismp serve $(ARGS)\n",
		"\nbuild: ## ", " build $(BUILD) -o bin/mockismp ./cmd/mockismp\n",
	} {
		if !strings.Contains(makefile, recipe) {
			t.Errorf("the Makefile lacks %q", recipe)
		}
	}
}

// TestReadmeCoverage: the READMEs' table is made from the tables of routes.
func TestReadmeCoverage(t *testing.T) {
	var table strings.Builder
	table.WriteString("| method | evidence |\n|---|---|\n")
	for _, route := range server.Routes() {
		if !route.Control {
			fmt.Fprintf(&table, "| `%s %s` | %s |\n", route.Method, strings.TrimPrefix(route.Path, "/api/v3/true-api"), route.Evidence)
		}
	}
	generated(t, "coverage", table.String())
}

// TestMethodsAreCounted: whoever says how many methods there are says what the table of
// routes, and the program at its start, say.
func TestMethodsAreCounted(t *testing.T) {
	n := 0
	for _, route := range server.Routes() {
		if !route.Control {
			n++
		}
	}
	for file, says := range map[string]string{
		"README.md": "All %d methods of the True-API:", "README.ru.md": "Все %d методов True-API:",
		"docs/contract.md": "each of the %d methods", "docs/contract.ru.md": "каждый из %d методов", "contract/suite.go": "the %d methods",
		"docs/terminal.svg": "; %d methods",
	} {
		if want := fmt.Sprintf(says, n); !strings.Contains(read(t, root+file), want) {
			t.Errorf("%s does not say %q", file, want)
		}
	}
}

// TestReadmeLedger: the READMEs count the rows of the fidelity ledger.
func TestReadmeLedger(t *testing.T) {
	counts := map[string]int{}
	for _, row := range server.Fidelity() {
		counts[row.Evidence]++
	}
	table := "| observed | documented | sibling | assumed | all |\n|---|---|---|---|---|\n"
	table += fmt.Sprintf("| %d | %d | %d | %d | %d |\n", counts["observed"], counts["documented"], counts["sibling"], counts["assumed"], len(server.Fidelity()))
	generated(t, "ledger", table)
}

// generated holds what stands between <!-- NAME… --> and <!-- /NAME --> in the
// READMEs against what belongs there, or with -update writes it.
func generated(t *testing.T, name, want string) {
	t.Helper()
	for _, file := range readmes {
		generatedIn(t, file, name, want)
	}
}

// generatedIn does so for one file.
func generatedIn(t *testing.T, file, name, want string) {
	t.Helper()
	text := read(t, file)
	m := regexp.MustCompile(`(?s)(<!-- ` + name + `[^\n]*-->\n)(.*)(<!-- /` + name + ` -->\n)`).FindStringSubmatchIndex(text)
	switch {
	case m == nil:
		t.Fatalf("%s has no lines <!-- %s… --> and <!-- /%s -->", file, name, name)
	case text[m[4]:m[5]] == want:
	case !*update:
		t.Errorf("in %s should stand (go test ./cmd/mockismp -update writes it):\n%s", file, want)
	default:
		if err := os.WriteFile(file, []byte(text[:m[4]]+want+text[m[5]:]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeClaims: the READMEs say on their first screen how true the double is.
func TestReadmeClaims(t *testing.T) {
	sums := server.ClaimSummaries()
	s := sums[len(sums)-1]
	for file, words := range map[string]string{
		root + "README.md": "**How true it is**: %d sentences of the printed specification can be checked; %d are proven here by a test, %d are decided by a\n" +
			"named rule, %d are open, each with the reason (`mockismp fidelity --summary`, [docs/fidelity.md](docs/fidelity.md)).\n",
		root + "README.ru.md": "**Насколько это точно**: в опубликованном описании %d проверяемых утверждений; %d доказаны здесь тестом, %d решает\n" +
			"именованное правило, %d открыты, и у каждого названа причина (`mockismp fidelity --summary`, [docs/fidelity.md](docs/fidelity.md)).\n",
	} {
		generatedIn(t, file, "claims", fmt.Sprintf(words, s.Claims, s.Proven, s.Ruled, s.Open))
	}
}

// serve starts the program with its default flags but for the port, and gives
// its address.
func serve(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ready")
	cmd := exec.Command("mockismp", "serve", "--listen", "127.0.0.1:0", "--ready-file", file, "--log", "off")
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

// environment is this one's, without what would set flags of the program.
func environment() []string {
	ours := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MOCKISMP_") })
	return append(ours, frugal...)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
