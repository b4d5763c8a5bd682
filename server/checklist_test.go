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

	"github.com/mockismp/mockismp/state"
)

// testdata/errors.tsv is the check list: every status and error that the
// specification prints for every method, with the line it stands in. A golden
// file says which row it shows by a line "row: SOURCE" above its sections.

// notShown are rows that no golden can show, and why.
var notShown = map[string]string{
	"general 69":                        "no method answers 201 yet",
	"general 70":                        "no method answers 202",
	"general 79":                        "the common form of the next row; its words were lost in print",
	"general 89":                        "methods of the national catalogue",
	"general 101":                       "methods of the national catalogue",
	"general 127":                       "methods of the national catalogue",
	"general 138":                       "methods of the national catalogue",
	"general 151":                       "the body is too large for a file: TestAHugeBodyIsAnswered",
	"edo.outgoing.body 2083":            "a document whose XML does not fit is never taken",
	"edo.incoming.body 2126":            "a document whose XML does not fit is never taken",
	"product.gtin 1455":                 "which error brings an errorCode into the answer is not printed",
	"documents.third-countries rec:588": "the description prints the number instead of the blank (decision on section 7)",
	"cises.listV2 5465":                 "an empty list, which is what the method answers of codes that nobody has, too",
	"product.gtin 5465":                 "no code is named: an empty list («чужих КМ» are named in the others)",
	"product.route.gtin 5465":           "no code is named: GTINs belong to nobody",
	"receipt.info 5465":                 "the method itself prints 403 for the receipt of another",
}

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

func TestEveryPrintedErrorHasAGolden(t *testing.T) {
	shown := map[string]*txtar.Archive{} // by method, row and status
	files, err := filepath.Glob("testdata/golden/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rowLine.FindAllSubmatch(archive.Comment, -1) {
			status, _, _ := strings.Cut(section(archive, "answer"), "\n")
			shown[filepath.Base(filepath.Dir(file))+" "+string(m[1])+" "+status] = archive
		}
	}
	list, err := os.ReadFile("testdata/errors.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(list)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name, ok := routeName(f[0])
		if !ok || notShown[name+" "+f[4]] != "" {
			continue
		}
		rows++
		golden := shown[name+" "+f[4]+" "+f[1]]
		if golden == nil {
			t.Errorf("%s %s (%s): no golden in testdata/golden/%s has \"row: %s\"", f[0], f[1], f[2], name, f[4])
			continue
		}
		checkPrinted(t, name, f, section(golden, "answer"))
	}
	if rows < 100 {
		t.Errorf("only %d rows of the check list were looked at", rows)
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
func checkPrinted(t *testing.T, name string, row []string, answer string) {
	t.Helper()
	status, printed := row[1], row[3]
	if !strings.HasPrefix(answer, status+"\n") {
		t.Errorf("%s row %s: the golden answers %.3s, not %s", row[0], row[4], answer, status)
	}
	_, body, _ := strings.Cut(answer, "\n\n")
	body = strings.TrimSuffix(body, "\n")
	whole := strings.HasPrefix(printed, "{") && json.Valid([]byte(printed)) || strings.HasPrefix(printed, "<") || printed == "[]"
	placeholder := strings.Contains(printed, "<имя") || strings.Contains(printed, "<Описание") || strings.Contains(printed, "<токен>")
	same := likePrinted(printed).MatchString(body) || strings.HasPrefix(row[2], "element") && strings.Contains(body, printed)
	if whole && !placeholder && !same && printedOtherwise[name+" "+row[4]] == "" {
		t.Errorf("%s row %s: the golden answers\n%s\nprinted is\n%s", row[0], row[4], body, printed)
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

// TestEveryKindOfTheWorldHasARow: without one it would go out as an internal error.
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
	for _, k := range state.Kinds() {
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
