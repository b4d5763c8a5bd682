package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/state"
)

// gift is a kind of documents that nobody has: it moves codes as an act does.
var gift = state.DocTypeRow{
	Type: "gift", Number: 1400, Registry: "KZ_UPD", Prefix: "GIFT_", Schema: "xsd_gift.xsd", Signed: true,
	Flow: state.ActFlow, From: state.Supplier, To: state.Consignee, Traits: state.UsualOutgoing,
	Goods:  []state.GoodsRule{{Event: state.Given, From: state.Supplier, To: state.Consignee, Totals: true, Source: "made up"}},
	Source: "made up",
}

// TestANewKindOfDocumentsIsTwoRows sends a document of a kind that stands in the
// table of kinds and in that of forms, and nowhere else, and finds it wherever
// documents stand.
func TestANewKindOfDocumentsIsTwoRows(t *testing.T) {
	t.Cleanup(state.AddDocType(gift))
	t.Cleanup(intake.AddLike(gift.Type, state.Act))
	schema, err := os.ReadFile("../xsd/" + state.DocTypeOf(state.Act).Schema)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, gift.Schema), []byte(strings.ReplaceAll(string(schema), "(EEU|COR)_ACT_", "GIFT_")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := frozen(t, WithXSDDir(dir))
	listed := false
	for _, row := range DocumentTypes() {
		listed = listed || row.Type == "gift" && row.Number == 1400
	}
	if !listed {
		t.Error("mockismp doctypes does not have it")
	}

	text := boxAct("EEU_ACT_", "GIFT_")
	explained := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]any{
		"document": text, "signature": signature(t, owner, []byte(text)), "bin": owner,
	}))
	if field(t, explained, "accepted") != true || field(t, explained, "type") != "gift" {
		t.Errorf("it is explained as %s", explained)
	}
	id := sent(t, s, owner, text)
	for _, list := range []string{"/edo-api/outgoing-documents", "/edo-api/outgoing-documents?type=1400"} {
		if found := asked(t, s, owner, list); !strings.Contains(found, id) || !strings.Contains(found, `"type":1400`) {
			t.Errorf("%s: %s", list, found)
		}
	}
	if found := asked(t, s, receiver, "/edo-api/incoming-documents"); strings.Contains(found, id) {
		t.Errorf("it is not usual among incoming documents: %s", found)
	}
	if found := asked(t, s, receiver, "/edo-api/incoming-documents?type=1400"); !strings.Contains(found, id) {
		t.Errorf("its receiver does not find it: %s", found)
	}
	if status, text := decideBy(t, s, receiver, id, "incoming", "approve"); status >= 300 {
		t.Fatalf("it is approved with %d %s", status, text)
	}
	if c := s.World().Code(box); c.OwnerBIN != receiver {
		t.Errorf("its goods belong to %s", c.OwnerBIN)
	}
	d, err := s.World().Snapshot().Document(id)
	if err != nil {
		t.Fatal(err)
	}
	if found := asked(t, s, owner, "/doc/listV2?pg=tobacco&limit=10&documentType=KZ_UPD"); !strings.Contains(found, d.Number) {
		t.Errorf("the registry does not have it: %s", found)
	}
	snapshot := want(t, s, 200, "GET", "/_mock/snapshot", "")
	kept := frozen(t, WithXSDDir(dir))
	want(t, kept, 204, "PUT", "/_mock/snapshot", snapshot)
	if d := want(t, kept, 200, "GET", "/_mock/documents/"+id, ""); field(t, d, "type") != "gift" || fmt.Sprint(field(t, d, "status")) != fmt.Sprint(int(state.StatusApproved)) {
		t.Errorf("a snapshot brings it back as %s", d)
	}
	if seen := want(t, s, 200, "GET", "/_mock/coverage", ""); !strings.Contains(seen, "gift") {
		t.Errorf("coverage does not have it: %s", seen)
	}
	page, missing := documentsPage()
	if !strings.Contains(page, "\n## gift\n") || len(missing) != 1 || !strings.Contains(missing[0], "a gift") {
		t.Errorf("docs/documents.md would say nothing of it: %v", missing)
	}
}
