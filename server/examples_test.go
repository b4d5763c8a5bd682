package server

import (
	"os"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// exampleData are the goods of the printed documents: each box holds the packs
// that the documents state or imply, each code is where the document finds it.
const exampleData = `
participants:
  - {bin: "960202350172", name: ИП НУРМАГАМБЕТОВ КАЙРАТ АСКАРОВИЧ, groups: {tobacco: [IMPORTER]}}
  - {bin: "970501301786", name: ИП БЕКБОЛАТҰЛЫ БЕКЗАТ, groups: {tobacco: [WHOLESALER]}}
products:
  - {gtin: "00000046082285", productGroup: tobacco, name: Сигареты, packageType: UNIT}
  - {gtin: "04640030090709", productGroup: tobacco, name: Сигареты, packageType: UNIT}
codes:
  - {cis: "00004600266000060013", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "940517350290", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "00004600266000059987", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "940517350290", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "00004600266000058959", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "940517350290", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "00004600266000074294", gtin: "00000046082285", packageType: LEVEL2, status: APPLIED, ownerBin: "940517350290", child: [{generate: {gtin: "00000046082285", count: 500}}]}
  - {cis: "00004600266000050830", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "960202350172", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "00004600266000049841", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "960202350172", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "00004600266000046338", gtin: "00000046082251", packageType: LEVEL2, status: APPLIED, ownerBin: "960202350172", child: [{generate: {gtin: "00000046082251", count: 500}}]}
  - {cis: "04640030090709xPt.:JV", gtin: "04640030090709", packageType: UNIT, status: WITHDRAWN, ownerBin: "940517350290"}
`

// withExamples is a world with the goods of the printed documents.
func withExamples(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s := frozen(t, append(opts, everyReceipt)...)
	want(t, s, 200, "POST", "/_mock/dataset", exampleData)
	return s
}

// everyReceipt lets receipt/listV2 be asked of all groups at once.
var everyReceipt = WithRule("receipts.tobacco-without-pg=off")

// example is a document as the specification prints it, byte for byte.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checkMoved: codes with all that is in them are in a status, and belong to bin.
func checkMoved(t *testing.T, s *Server, status dict.CodeStatus, bin string, codes ...string) {
	t.Helper()
	for _, cis := range codes {
		c := s.World().Code(cis)
		if c.Status != status || c.OwnerBIN != bin {
			t.Errorf("%s is %s of %s", cis, c.Status, c.OwnerBIN)
		}
		checkMoved(t, s, status, bin, c.Child...)
	}
}

func TestThePrintedImportFromTheUnion(t *testing.T) {
	s := withExamples(t)
	id := sent(t, s, owner, example(t, "import-transit"))
	if d := docOf(t, s, id); d.Status != state.StatusWaiting || len(d.Errors) > 0 {
		t.Fatalf("it is in %v: %v", d.DocState, d.Errors)
	}
	if status, text := decideBy(t, s, owner, id, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if d := docOf(t, s, id); d.Status != state.StatusApproved || d.Registry != state.CheckedOK {
		t.Errorf("it came to %v: %v", d.DocState, d.Errors)
	}
	checkMoved(t, s, dict.Introduced, owner, "00004600266000060013", "00004600266000059987", "00004600266000058959", "00004600266000074294")
}

func TestThePrintedImportFromAThirdCountry(t *testing.T) {
	s := withExamples(t)
	const importer = "960202350172"
	d := notify(t, s, importer, thirdPath, example(t, "import-third-country"))
	if d.ID != "da1eb313-97e3-4555-b34b-de66aa0718a6" || d.Registry != state.CheckedOK {
		t.Errorf("%s came to %v: %v", d.ID, d.DocState, d.Errors)
	}
	checkMoved(t, s, dict.Introduced, importer, "00004600266000050830", "00004600266000049841", "00004600266000046338")
}

func TestThePrintedIntroduction(t *testing.T) {
	s := withExamples(t)
	const bin = "970501301786"
	d := notify(t, s, bin, introducePath, example(t, "introduce-goods"))
	if d.ID != "a4a7c270-5e1a-49bb-ad1a-dce90688b24a" || d.Registry != state.CheckedOK {
		t.Errorf("%s came to %v: %v", d.ID, d.DocState, d.Errors)
	}
	checkMoved(t, s, dict.IntroducedReturned, bin, "04640030090709xPt.:JV")
}

// TestExplainNotices: explain goes through the checks of every kind of notices;
// an introduction and a withdrawal look alike, and want their kind named.
func TestExplainNotices(t *testing.T) {
	s := withExamples(t)
	explain := func(kind, xml, bin string) string {
		return want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{
			"type": kind, "document": xml, "signature": signature(t, bin, []byte(xml)), "bin": bin,
		}))
	}
	withdrawal := draft{bin: owner, reason: "1", goods: []string{box}}.notice()
	for name, c := range map[string]struct{ kind, xml, bin, verdict, why string }{
		"an EAEU notice":                {"", example(t, "import-transit"), owner, "", ""},
		"an EAEU notice, named":         {"IMPORT_TRANSIT", example(t, "import-transit"), owner, "", ""},
		"a third country":               {"", example(t, "import-third-country"), "960202350172", "", ""},
		"an introduction":               {"introduce-goods", example(t, "introduce-goods"), "970501301786", "", ""},
		"an introduction by its type":   {"KZ_INTRODUCE_GOODS", example(t, "introduce-goods"), "970501301786", "", ""},
		"a withdrawal":                  {"withdrawal", withdrawal, owner, "", ""},
		"a withdrawal by its type":      {"MTTPS_90", withdrawal, owner, "", ""},
		"nobody says which of the two":  {"", withdrawal, owner, "envelope", "introduce-goods and withdrawal"},
		"another kind is named":         {"import-third-country", withdrawal, owner, "envelope", "IMPORT_"},
		"a reason of the other kind":    {"introduce-goods", strings.Replace(withdrawal, `reason="1"`, `reason="18"`, 1), owner, "xsd", "line 4"},
		"a reason that fits the kind":   {"withdrawal", strings.Replace(withdrawal, `reason="1"`, `reason="4"`, 1), owner, "", ""},
		"sold goods only":               {"withdrawal", strings.Replace(withdrawal, `reason="1"`, `reason="13"`, 1), owner, "codes.status", "не соответствует 1 "},
		"the participant is another":    {"withdrawal", withdrawal, receiver, "parties", owner},
		"a code that nobody knows":      {"withdrawal", strings.Replace(withdrawal, box, "00046002660143829999", 1), owner, "codes.exist", "не найден"},
		"totals that are wrong":         {"", strings.Replace(example(t, "import-transit"), `count="1500"`, `count="1501"`, 1), owner, "totals", "1501"},
		"a product that is not in them": {"", strings.Replace(example(t, "import-third-country"), "00000046082251", "00000046082285", 1), "960202350172", "codes.declared", "00000046082285"},
	} {
		t.Run(name, func(t *testing.T) {
			text := explain(c.kind, c.xml, c.bin)
			if verdict := field(t, text, "verdict"); verdict != c.verdict || !strings.Contains(text, c.why) {
				t.Errorf("the verdict is %q: %s", verdict, text)
			}
		})
	}
	refused(t, s, 400, "POST", "/_mock/explain", jsonOf(t, map[string]string{"type": "notice", "document": withdrawal, "bin": owner}), "introduce-goods", "withdrawal")
}
