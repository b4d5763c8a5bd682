package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// paperWorld is a dataset with somebody who sends, somebody who receives, and the
// documents between them.
func paperWorld(documents string) string {
	return `
participants:
  - {bin: "940517350290", name: ТОО «Производитель», groups: {tobacco: [PRODUCER], shoes: [IMPORTER]}}
  - {bin: "150940202140", name: ТОО «Опт», groups: {tobacco: [WHOLESALER]}}
products:
  - {gtin: "00000046082251", productGroup: tobacco, name: Сигареты}
  - {gtin: "04600266005755", productGroup: tobacco, name: Блок, packageType: LEVEL1}
  - {gtin: "04650117240408", productGroup: shoes, name: Сапоги}
codes:
  - {cis: "010460026600575521BLOCK", packageType: LEVEL1, status: INTRODUCED, ownerBin: "940517350290", child: [00000046082251AAAAAAA, 00000046082251BBBBBBB]}
  - {cis: "00000046082251CCCCCCC", packageType: UNIT, status: INTRODUCED, ownerBin: "940517350290"}
  - {cis: "00000046082251DDDDDDD", packageType: UNIT, status: EMITTED, ownerBin: "940517350290"}
  - {cis: "0104650117240408215Sapog1aB2cD3", packageType: UNIT, status: INTRODUCED, ownerBin: "940517350290"}
documents:
` + documents
}

func ofFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "papers.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const waitingAct = `
  - type: act
    fileId: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff
    supplier: "940517350290"
    consignee: "150940202140"
    docNumber: "17"
    docDate: "2026-01-31"
    codes: ["010460026600575521BLOCK"]
`

// TestDatasetWithAnActThatWaits: it is a document as any other, which its receiver
// finds, reads and approves; and it is there again behind a reset.
func TestDatasetWithAnActThatWaits(t *testing.T) {
	s := Run(t, WithWorld(ofFile(t, paperWorld(waitingAct))), WithClock("2026-02-01T10:00:00Z"), WithParticipants("known"))
	for range 2 {
		list := want(t, s, 200, "GET", "/_mock/documents", "")
		id, _ := field(t, list, "items", 0, "id").(string)
		d := documentOf(t, s, id)
		if d.Status != state.StatusWaiting || d.Signer == "" || len(d.Signature) == 0 || !strings.Contains(string(d.Text), `docNumber="17"`) || !strings.Contains(string(d.Text), `count="2"`) {
			t.Fatalf("it is %+v\n%s", d, d.Text)
		}
		incoming := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/incoming-documents", "", "Authorization", "Bearer "+s.Token("150940202140"))
		if !strings.Contains(incoming, id) {
			t.Fatalf("the receiver sees %s", incoming)
		}
		want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", "")
		if c := s.World().Code("00000046082251AAAAAAA"); c.OwnerBIN != "150940202140" || c.Op.DocID != id {
			t.Errorf("behind the approval a pack is %+v", c)
		}
		want(t, s, 204, "POST", "/_mock/reset", "")
	}
	if s.World().Settings().Processing == state.Instant {
		t.Error("the world goes on at once")
	}
}

// TestDatasetBringsDocumentsToTheirStatus, by the usual way.
func TestDatasetBringsDocumentsToTheirStatus(t *testing.T) {
	act := func(status string) string {
		return strings.TrimRight(waitingAct, "\n") + "\n    status: " + status + "\n"
	}
	const notice = `  - {type: %s, supplier: "940517350290", reason: "%s", codes: ["%s"]%s}`
	for name, c := range map[string]struct {
		documents, stands, code string
		status                  dict.CodeStatus
		owner                   string
	}{
		"sent":        {act("1"), "1", "00000046082251AAAAAAA", dict.Introduced, owner},
		"approved":    {act("4"), "4 CHECKED_OK", "00000046082251AAAAAAA", dict.Introduced, "150940202140"},
		"rejected":    {act("5"), "5", "00000046082251AAAAAAA", dict.Introduced, owner},
		"withdrawn":   {act("16"), "16", "00000046082251AAAAAAA", dict.Introduced, owner},
		"failed":      {strings.Replace(act("10"), "010460026600575521BLOCK", "00000046082251DDDDDDD", 1), "10 CHECKED_NOT_OK", "00000046082251DDDDDDD", dict.Emitted, owner},
		"written off": {fmt.Sprintf(notice, "withdrawal", "3", "00000046082251CCCCCCC", ""), "0 CHECKED_OK", "00000046082251CCCCCCC", dict.WrittenOff, owner},
		"under way":   {fmt.Sprintf(notice, "withdrawal", "3", "00000046082251CCCCCCC", ", status: IN_PROGRESS"), "0 IN_PROGRESS", "00000046082251CCCCCCC", dict.Introduced, owner},
		"refused":     {fmt.Sprintf(notice, "withdrawal", "3", "00000046082251DDDDDDD", ", status: CHECKED_NOT_OK"), "0 CHECKED_NOT_OK", "00000046082251DDDDDDD", dict.Emitted, owner},
		"exported":    {`  - {type: shipment, supplier: "940517350290", consignee: "7707083893", consigneeName: ООО, country: "643", productGroup: shoes, codes: ["0104650117240408215Sapog1aB2cD3"]}`, "0 WAITING_ACCEPTANCE", "0104650117240408215Sapog1aB2cD3", 0, owner},
	} {
		t.Run(name, func(t *testing.T) {
			s := Run(t, WithWorld(ofFile(t, paperWorld(c.documents))), WithClock("2026-02-01T10:00:00Z"))
			list := want(t, s, 200, "GET", "/_mock/documents", "")
			d := documentOf(t, s, fmt.Sprint(field(t, list, "items", 0, "id")))
			if stands := strings.TrimSpace(fmt.Sprint(int(d.Status), " ", d.Registry)); stands != c.stands {
				t.Errorf("it stands at %s: %v", stands, d.Errors)
			}
			if code := s.World().Code(c.code); code.OwnerBIN != c.owner || c.status != 0 && code.Status != c.status {
				t.Errorf("the code is %+v", code)
			}
		})
	}
}

// TestDatasetDocumentsAreRefusedAtTheirPlace, all or nothing.
func TestDatasetDocumentsAreRefusedAtTheirPlace(t *testing.T) {
	s := Run(t, WithWorld("empty"), WithParticipants("known"))
	before := want(t, s, 200, "GET", "/_mock/snapshot", "")
	for documents, wrong := range map[string]string{
		strings.Replace(waitingAct, "BLOCK", "BLOKC", 1):                        "dataset:22:13: code 010460026600575521BLOKC is not registered",
		strings.Replace(waitingAct, "150940202140", "150940202141", 1):          `no participant with bin \"150940202141\"`,
		strings.Replace(waitingAct, "type: act", "type: acte", 1):               "did you mean act?",
		strings.Replace(waitingAct, "docDate: \"2026-01-31\"", "reason: 3", 1):  `a document of type act has no field \"reason\"`,
		strings.Replace(waitingAct, "docDate: \"2026-01-31\"", "status: 7", 1):  `cannot come to the status \"7\"`,
		strings.Replace(waitingAct, "2026-01-31", "31.01.2026", 1):              "is no day",
		strings.Replace(waitingAct, "EEU_ACT_", "COR_ACT_", 1):                  "is no fileId",
		strings.Replace(waitingAct, "    consignee: \"150940202140\"\n", "", 1): "must have consignee",
		waitingAct + waitingAct: "stands here again",
		waitingAct + "  - {type: divergence, about: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964fe, codes: [\"010460026600575521BLOCK\"]}":                                "dataset:23:5: there is no document \\\"EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964fe\\\" to be about",
		waitingAct + "  - {type: acceptance, about: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff, codes: []}":                                                           "is a document of type act; one of type acceptance is about [foreign-shipment]",
		waitingAct + "  - {type: divergence, about: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff, codes: [{cis: \"010460026600575521BLOCK\", reviseStatusCode: LOST}]}": "known are NOT_FOUND, FOUND, EXCLUDED, ADDED",
		strings.Replace(waitingAct, "type: act", "type: import-third-country", 1):                                                                                       "must have exportCountry",
		"  - {type: import-third-country, consignee: \"940517350290\", exportCountry: China, codes: [\"00000046082251DDDDDDD\"]}":                                       "is no country by two capital letters",
		strings.Replace(waitingAct, `"010460026600575521BLOCK"`, `"00000046082251DDDDDDD"`, 1):                                                                          "dataset:16:5: the document of type act comes to status 10, not to 3",
	} {
		if got := want(t, s, 400, "POST", "/_mock/dataset", paperWorld(documents)); !strings.Contains(got, wrong) {
			t.Errorf("want %s, got %s", wrong, got)
		}
		if after := want(t, s, 200, "GET", "/_mock/snapshot", ""); after != before {
			t.Fatal("something stayed")
		}
	}
	want(t, s, 200, "POST", "/_mock/dataset", paperWorld(waitingAct))
	if n := len(field(t, want(t, s, 200, "GET", "/_mock/documents", ""), "items").([]any)); n != 1 {
		t.Errorf("%d documents came", n)
	}
}

// TestDatasetDocumentsAreAboutOthersByAnyName: by one that stood in the world before
// as by one of the same dataset.
func TestDatasetDocumentsAreAboutOthersByAnyName(t *testing.T) {
	s := Run(t, WithWorld(ofFile(t, paperWorld(waitingAct))), WithClock("2026-02-01T10:00:00Z"))
	list := want(t, s, 200, "GET", "/_mock/documents", "")
	d := documentOf(t, s, fmt.Sprint(field(t, list, "items", 0, "id")))
	for i, name := range append(d.Names(), strings.ToUpper(d.ID), strings.ToLower(d.FileID)) {
		about := fmt.Sprintf("documents: [{type: divergence, about: %q, codes: [\"010460026600575521BLOCK\"]}]", name)
		want(t, s, 200, "POST", "/_mock/dataset", about)
		if n := len(field(t, want(t, s, 200, "GET", "/_mock/documents", ""), "items").([]any)); n != i+2 {
			t.Errorf("behind a notice about %q there are %d documents", name, n)
		}
	}
}

// TestDatasetDocsBringDocuments: what docs/dataset.md shows comes to its statuses.
func TestDatasetDocsBringDocuments(t *testing.T) {
	text, err := os.ReadFile("../docs/dataset.md")
	if err != nil {
		t.Fatal(err)
	}
	s := Run(t, WithWorld("empty"), WithClock("2026-11-22T12:00:00Z"))
	for part := range strings.SplitSeq(string(text), "```yaml\n") {
		if shown, _, ok := strings.Cut(part, "```"); ok && strings.Contains(shown, "codes:") {
			want(t, s, 200, "POST", "/_mock/dataset", shown)
		}
	}
	for kind, stands := range map[state.DocType]state.DocState{
		state.Act: {Status: state.StatusAnnulled}, state.Divergence: {Status: state.StatusApproved}, state.CorrectiveAct: {Status: state.StatusWaiting},
		state.Withdrawal: {Registry: state.CheckedNotOK}, state.IntroduceGoods: {Registry: state.CheckedOK}, state.ImportThirdCountry: {Registry: state.CheckedOK},
		state.ImportTransit: {Status: state.StatusAnnulled}, state.ImportTransitCorrection: {Status: state.StatusApproved, Registry: state.CheckedOK},
		state.Shipment: {Registry: state.ShipmentWaiting}, state.Acceptance: {Registry: state.CheckedOK}, state.ForeignShipment: {Registry: state.ShipmentAccepted},
	} {
		list := want(t, s, 200, "GET", "/_mock/documents?type="+string(kind), "")
		if d := documentOf(t, s, fmt.Sprint(field(t, list, "items", 0, "id"))); d.DocState != stands {
			t.Errorf("the %s stands at %+v: %v", kind, d.DocState, d.Errors)
		}
	}
}
