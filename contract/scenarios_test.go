package contract

import (
	"slices"
	"strings"
	"testing"
)

const ofScenarios = `
owner: "940517350290"
group: tobacco
groupId: "3"
code: "00000046082251PW?&;Ge"
box: "010460026600575520021121051210AL65588523"
gtin: "00000046082251"
partner: "970425450202"
scenarios:
  act-approved: {seller: "940517350290", buyer: "970425450202", box: "010460026600575520021121051210AL65588524"}
  act-rejected: {seller: "940517350290", buyer: "970425450202", box: "010460026600575520021121051210AL65588524"}
  act-wrong-totals: {seller: "940517350290", buyer: "970425450202", box: "010460026600575520021121051210AL65588524"}
  divergence: {seller: "940517350290", buyer: "820215300112", packs: ["00000046082251aaaaaa2"]}
  import-eaeu: {importer: "940517350290"}
`

// TestScenariosAtARealSystem: it plays what needs no double, with its own goods,
// and takes back what was done; of the rest it says why not.
func TestScenariosAtARealSystem(t *testing.T) {
	s := newStage(t)
	o := s.options(t, ownerRole, partnerRole)
	var err error
	if o.Vars, err = ReadVars([]byte(ofScenarios)); err != nil {
		t.Fatal(err)
	}
	o.Write = true
	want := map[string]string{ // of those that are skipped a reason
		"act-approved": "", "act-rejected": "", "act-wrong-totals": "",
		"divergence":            "nobody signs as its buyer, 820215300112: owner and partner do",
		"import-eaeu":           "needs codes under the name \"packs\"",
		"act-foreign-code":      "needs seller, buyer, stranger, pack under scenarios: act-foreign-code: in --vars",
		"act-twice":             "lets calls fail on purpose: needs a double",
		"export-recognised":     "lets other parties answer by themselves: needs a double",
		"act-withdrawn":         "moves the clock: needs a double",
		"money-comes-later":     "lets things happen by a timeline",
		"sign-in-refused":       "changes the rules: needs a double",
		"withdrawal-reasons":    "acts as another party, or as the order station, the cash registers or the bank: needs a double",
		"race-for-a-box":        "needs seller, buyer, rival, box under",
		"import-without-notice": "changes the rules: needs a double",
	}
	for name := range want {
		o.Only = append(o.Only, "scenario "+name)
	}
	report, err := Run(t.Context(), o)
	if err != nil {
		t.Fatalf("%s\n%s", err, report.text())
	}
	for _, r := range report.Results {
		reason := want[strings.TrimPrefix(r.Name, "scenario ")]
		if (r.Outcome == Passed) != (reason == "") || !strings.Contains(r.Reason, reason) || len(r.Left) > 0 {
			t.Error(r.Line())
		}
		if r.Name == "scenario act-wrong-totals" && !slices.ContainsFunc(r.Without, func(w string) bool { return strings.Contains(w, "looks inside of a double") }) {
			t.Errorf("it does not say what was left out: %v", r.Without)
		}
	}
	code, err := s.double.Code("010460026600575520021121051210AL65588524")
	if err != nil || code.OwnerBin != o.Vars["owner"] {
		t.Errorf("the box is of %+v, %v", code, err)
	}
	o.Write, o.Only = false, []string{"scenario act-approved"}
	before := len(s.came)
	if report, _ = Run(t.Context(), o); !strings.Contains(report.text(), "leaves something behind: --write plays it") {
		t.Error(report.text())
	}
	for _, call := range s.came[before:] {
		if strings.Contains(call, "/edo-api/") {
			t.Errorf("without Write %s leaves the machine", call)
		}
	}
}

// TestVariablesOfScenarios are refused all at once.
func TestVariablesOfScenarios(t *testing.T) {
	_, err := ReadVars([]byte(ofScenarios + "  act-aproved: {seller: \"1\"}\n  act-twice: pack\n  repacking: {sellr: \"1\", box: 17, buyer: \"\"}\n"))
	if err == nil {
		t.Fatal("they are taken")
	}
	for _, want := range []string{
		"scenarios.act-aproved: there is no such scenario", "scenarios.act-twice is pack", "scenarios.repacking.sellr: the file has no such name",
		"scenarios.repacking.box is 17", "scenarios.repacking.buyer is empty",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %s", want, err)
		}
	}
}
