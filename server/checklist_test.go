package server

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/server/internal/claims"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// printedOtherwise are rows whose answer is not the printed one, and why.
var printedOtherwise = map[string]string{
	"elk.prequests 5001":   "the table adds the number of the invoice (decision on section 9)",
	"edo.outgoing 1845":    "the value that was sent stands in the text",
	"edo.incoming 1961":    "the value that was sent stands in the text",
	"edo.formal 3258":      "the whole answer is printed without braces, and * for the rest of the status",
	"elk.balance 5079":     "{0} stands for the pid",
	"elk.balance.all 5133": "{0} stands for the pid",
}

var rowLine = regexp.MustCompile(`(?m)^row: (\S+)$`)

// TestEveryPrintedErrorHasAGolden: the list of claims has every status and error
// that the specification prints for every method, with the line it stands in. The
// golden that proves one says so by a line "row: SOURCE" above its sections.
func TestEveryPrintedErrorHasAGolden(t *testing.T) {
	rows := 0
	for _, e := range claims.Errors() {
		if e.Golden() == "" {
			continue // open with a reason, or proven by another test: package claims sees to that
		}
		rows++
		name, ok := routeName(e.Method)
		if !ok || filepath.Dir(e.Golden()) != name {
			t.Errorf("%s: the golden %s is not one of %s", e.ID, e.Golden(), name)
			continue
		}
		archive, err := txtar.ParseFile("testdata/golden/" + e.Golden() + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(rowLine.FindAllSubmatch(archive.Comment, -1), func(m [][]byte) bool { return string(m[1]) == e.Source })
		if !said {
			t.Errorf("%s: the golden %s does not say \"row: %s\"", e.ID, e.Golden(), e.Source)
		}
		checkPrinted(t, name, e, section(archive, "answer"))
	}
	if rows < 250 {
		t.Errorf("only %d printed errors have a golden", rows)
	}
}

// routeName is the folder of goldens for a method of the check list, if it is emulated.
func routeName(method string) (string, bool) {
	if method == "*" {
		return "general", true
	}
	for _, s := range systems() {
		for _, r := range s.Routes {
			if r.Method+" "+r.Path == method {
				return r.Name, true
			}
		}
	}
	return "", false
}

// checkPrinted compares an answer with the printed one, where it is printed whole.
func checkPrinted(t *testing.T, name string, row claims.Error, answer string) {
	t.Helper()
	status, printed := row.Status, row.Body
	if !strings.HasPrefix(answer, status+"\n") {
		t.Errorf("%s row %s: the golden answers %.3s, not %s", row.Method, row.Source, answer, status)
	}
	_, body, _ := strings.Cut(answer, "\n\n")
	body = strings.TrimSuffix(body, "\n")
	whole := strings.HasPrefix(printed, "{") && json.Valid([]byte(printed)) || strings.HasPrefix(printed, "<") || printed == "[]"
	placeholder := strings.Contains(printed, "<имя") || strings.Contains(printed, "<Описание") || strings.Contains(printed, "<токен>")
	same := likePrinted(printed).MatchString(body) || strings.HasPrefix(row.Condition, "element") && strings.Contains(body, printed)
	if whole && !placeholder && !same && printedOtherwise[name+" "+row.Source] == "" {
		t.Errorf("%s row %s: the golden answers\n%s\nprinted is\n%s", row.Method, row.Source, body, printed)
	}
}

// likePrinted fits answers that differ from the print only where that has "string" or <UUID>.
func likePrinted(printed string) *regexp.Regexp {
	pattern := strings.NewReplacer(`"string"`, `"[^"]+"`, "<UUID>", `[^"]+`).Replace(regexp.QuoteMeta(printed))
	return regexp.MustCompile("^" + pattern + "$")
}

func TestEveryGoldenBelongsToAMethod(t *testing.T) {
	names := []string{"general"}
	for _, s := range systems() {
		for _, r := range s.Routes {
			names = append(names, r.Name)
			if files, _ := filepath.Glob("testdata/golden/" + r.Name + "/*.txt"); s.Journaled && len(files) == 0 {
				t.Errorf("%s has no golden: write a request into server/testdata/golden/%s/NAME.txt, as its neighbours have it; go test ./server -run Golden -update adds the answer", r.Name, r.Name)
			}
		}
	}
	folders, err := filepath.Glob("testdata/golden/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !slices.Contains(names, filepath.Base(f)) {
			t.Errorf("%s belongs to no method", f)
		}
	}
}

// declaredKind is how methods declare kinds of their own.
var declaredKind = regexp.MustCompile(`state\.Kind\s*=\s*"([^"]+)"`)

// TestEveryKindOfTheWorldHasARow, and every one of a method: without one it would go out as an internal error.
func TestEveryKindOfTheWorldHasARow(t *testing.T) {
	rows := map[state.Kind]bool{}
	for _, s := range systems() {
		for _, p := range s.Problems {
			rows[p.Kind] = true
		}
		for _, r := range s.Routes {
			for _, p := range r.Own {
				rows[p.Kind] = true
			}
		}
	}
	rows[pipeline.ClientLeft] = true // reaches nobody
	kinds := state.Kinds()
	files, err := filepath.Glob("internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declaredKind.FindAllSubmatch(text, -1) {
			kinds = append(kinds, state.Kind(m[1]))
		}
	}
	if len(kinds) < 2*len(state.Kinds()) {
		t.Errorf("only %d kinds were found", len(kinds))
	}
	for _, k := range kinds {
		if !rows[k] {
			t.Errorf("kind %q has no row in any table of problems: add one to server/internal/trueapi/problems_general.go (what clients see) or server/internal/control/routes.go (the hint)", k)
		}
	}
}

// TestThePublishedBox: what the operator printed for the box and one of its
// blocks comes out byte for byte, once indented as in print.
func TestThePublishedBox(t *testing.T) {
	s := frozen(t)
	status, text := info(t, s, owner, box, block)
	printed, err := os.ReadFile("testdata/cises-info.response.json")
	if err != nil {
		t.Fatal(err)
	}
	if got := indented(t, text); status != 200 || got != strings.TrimSpace(string(printed)) {
		t.Errorf("%d\n%s", status, got)
	}
}
