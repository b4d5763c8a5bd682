package server

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// TestBothPartiesSeeWhatTheyDid: «по событиям, в которых УОТ принимал участие»:
// who gave a code away is shown the transfer, as are who took it and the
// producer, and nothing of what became of it afterwards.
func TestBothPartiesSeeWhatTheyDid(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	code := generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "producerBin": %q, "status": "INTRODUCED", "count": 1}`, packGTIN, trader, owner))[0]
	id := sent(t, s, trader, actXML(trader, receiver, []string{code + "*1"}, []string{packGTIN + "*1"}))
	if status, text := decideBy(t, s, receiver, id, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	want(t, s, 200, "POST", "/_mock/receipts", `{"type": "RECEIPT", "senderBin": "`+receiver+`", "products": [{"cis": `+jsonOf(t, code)+`}]}`)
	number := field(t, want(t, s, 200, "GET", "/_mock/documents/"+id, ""), "number").(string)
	for bin, statuses := range map[string]string{
		owner:          "WITHDRAWN INTRODUCED INTRODUCED", // the producer
		trader:         "INTRODUCED INTRODUCED",           // gave it away
		receiver:       "WITHDRAWN INTRODUCED",            // took and sold it
		"000000000001": "",
	} {
		var seen, documents []string
		for _, e := range field(t, historyOf(t, s, s.Token(bin), code)).([]any) {
			event := e.(map[string]any)
			seen = append(seen, event["status"].(string))
			documents = append(documents, fmt.Sprint(event["docId"]))
		}
		if got := strings.Join(seen, " "); got != statuses {
			t.Errorf("%s sees %s, not %s", bin, got, statuses)
		}
		if seen != nil && !strings.Contains(strings.Join(documents, " "), number) {
			t.Errorf("%s is told of %v, and the act stands in the registry as %s", bin, documents, number)
		}
	}
}

// TestLastDocIDIsTheRegistrysNumber: «Последний регистрационный номер документа».
func TestLastDocIDIsTheRegistrysNumber(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, boxAct())
	if status, text := decideBy(t, s, receiver, id, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	auth := []string{"Authorization", "Bearer " + s.Token(receiver)}
	row := want(t, s, 200, "GET", "/api/v3/true-api/cises/listV2?cis="+url.QueryEscape(box), "", auth...)
	number := field(t, row, "results", 0, "lastDocId").(string)
	if number == id {
		t.Errorf("lastDocId is %s, the id of the act", id)
	}
	registry := want(t, s, 200, "GET", "/api/v3/true-api/doc/listV2?pg=tobacco&number="+number, "", auth...)
	if field(t, registry, "results", 0, "number") != number {
		t.Errorf("the registry has no %s: %s", number, registry)
	}
}

// TestADocumentByEachOfItsNames: id, number, fileId whole or bare, and what the
// sender of a notice was answered, in every control call that takes a document.
func TestADocumentByEachOfItsNames(t *testing.T) {
	s := frozen(t)
	status, internal := posted(writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}}.notice())(t, s)
	if status != 200 {
		t.Fatalf("%d %s", status, internal)
	}
	for _, name := range []string{noticeID, strings.ToUpper(noticeID), "KZ_EAES_" + noticeID, internal} {
		if got := field(t, want(t, s, 200, "GET", "/_mock/documents/"+name, ""), "id"); got != noticeID {
			t.Errorf("%s is %v", name, got)
		}
		want(t, s, 200, "POST", "/_mock/clock/advance", `{"until": "document:`+name+`"}`)
	}
	act := sent(t, s, owner, boxAct())
	number := field(t, want(t, s, 200, "GET", "/_mock/documents/"+act, ""), "number").(string)
	for _, name := range []string{act, number, "fe1c0b61-09dc-42f9-a129-f2411b7a66ab", "EEU_ACT_FE1C0B61-09DC-42F9-A129-F2411B7A66AB"} {
		if got := field(t, want(t, s, 200, "GET", "/_mock/documents/"+name, ""), "id"); got != act {
			t.Errorf("%s is %v, not %s", name, got, act)
		}
	}
	want(t, s, 404, "GET", "/_mock/documents/792409809", "")
	want(t, s, 404, "POST", "/_mock/clock/advance", `{"until": "document:EEU_ACT_"}`)
	if text := want(t, s, 409, "POST", "/_mock/documents/"+internal+"/approve", ""); !strings.Contains(text, noticeID) {
		t.Errorf("answers %s", text)
	}
}

// TestAForgottenPrefix: an act whose fileId has no prefix is taken for another
// kind of documents; the journal says why.
func TestAForgottenPrefix(t *testing.T) {
	s := frozen(t)
	if status, text := send(t, s, owner, boxAct("EEU_ACT_", "")); status != 400 {
		t.Fatalf("%d %s", status, text)
	}
	if e := lastEntry(t, s); !strings.Contains(e.Why, "has no prefix, and was taken for that of a divergence") || !strings.Contains(e.Why, "EEU_ACT_, COR_ACT_") {
		t.Errorf("the journal says %s", e.Why)
	}
}

// TestAPalletIsNestedToTheBottom: aggregated/list gives objects above the lowest
// package, and an array of what is in that.
func TestAPalletIsNestedToTheBottom(t *testing.T) {
	s := frozen(t)
	const pallet = "00046002660143821099"
	if err := s.World().Update(func(tx *state.Tx) error {
		return tx.Pack(state.Packing{CIS: pallet, PackageType: dict.Level3, Child: []string{box}})
	}); err != nil {
		t.Fatal(err)
	}
	status, text := ask(t, s, "/cises/aggregated/list?pg=tobacco", owner, arrayOf([]string{pallet}))
	packs, ok := field(t, text, pallet, box, "(01)04600266005755(21)gy4R,sn").([]any)
	if status != 200 || !ok || len(packs) != 10 {
		t.Errorf("%d, and the block holds %v", status, packs)
	}
}

// TestOneTotalOfUnits: what is wrong about a package on purpose is wrong in both sums.
func TestOneTotalOfUnits(t *testing.T) {
	for _, n := range []int{0, 7, 500, 600} {
		s := frozen(t)
		if err := s.World().Update(func(tx *state.Tx) error {
			return tx.AddTree(state.Tree{Code: state.Code{
				CIS: "010460026600575520021121051210SKEWED01", GTIN: blockGTIN, OwnerBIN: owner, ProducerBIN: owner,
				Status: dict.Applied, PackageType: dict.Level2, Skew: &state.Skew{Units: &n},
			}, Inside: []state.Tree{{Code: state.Code{CIS: packGTIN + "SKEWED1", GTIN: packGTIN, OwnerBIN: owner, ProducerBIN: owner, Status: dict.Applied, PackageType: dict.Unit}}}})
		}); err != nil {
			t.Fatal(err)
		}
		_, text := ask(t, s, "/cis/cises-units-count", owner, `["010460026600575520021121051210SKEWED01"]`)
		sum := func(name string) (sum int) {
			for _, v := range field(t, text, name).(map[string]any) {
				n, err := strconv.Atoi(fmt.Sprint(v))
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
			return sum
		}
		if sum("cisesCounts") != n || sum("gtinsCounts") != n {
			t.Errorf("%d packs: %s", n, text)
		}
	}
}

// TestReportsStandInTheRegistry: packing, unpacking and dropout make documents,
// which history and lastDocId name by their numbers.
func TestReportsStandInTheRegistry(t *testing.T) {
	s := frozen(t)
	auth := []string{"Authorization", "Bearer " + s.Token(owner)}
	packs := textsOf(field(t, want(t, s, 200, "GET", "/_mock/codes?cis="+url.QueryEscape("(01)04600266005755(21)gy4R,sn"), ""), "items", 0, "child"))
	lost, packed := packs[0], packs[1]
	newBlock := "(01)04600266005755(21)newblok"
	want(t, s, 204, "POST", "/_mock/reports/aggregation", `{"cis": "`+newBlock+`", "packageType": "LEVEL1", "child": [`+jsonOf(t, packed)+`]}`)
	want(t, s, 204, "POST", "/_mock/reports/dropout", `{"codes": [`+jsonOf(t, lost)+`], "reason": "DAMAGE_LOSS"}`)
	for code, wanted := range map[string][2]string{packed: {"AGGREGATION_DOCUMENT", "APPLIED"}, newBlock: {"AGGREGATION_DOCUMENT", "APPLIED"}, lost: {"WRITE_OFF", "WRITTEN_OFF"}} {
		event := field(t, historyOf(t, s, s.Token(owner), code), 0).(map[string]any)
		number, _ := event["docId"].(string)
		row := want(t, s, 200, "GET", "/api/v3/true-api/doc/listV2?pg=tobacco&number="+number, "", auth...)
		if number == "" || field(t, row, "results", 0, "type") != wanted[0] || event["status"] != wanted[1] {
			t.Errorf("%s: %v, and the registry has %s", code, event, row)
		}
		info := want(t, s, 200, "GET", "/api/v3/true-api/documents/"+number+"/info", "", auth...)
		if !strings.Contains(info, `"cisList":[`) {
			t.Errorf("%s", info)
		}
	}
	refused(t, s, 400, "POST", "/_mock/reports/dropout", `{"codes": [`+jsonOf(t, lost)+`], "reason": "GONE"}`, `reason is "GONE"`)
	refused(t, s, 409, "POST", "/_mock/reports/dropout", `{"codes": [`+jsonOf(t, lost)+`], "reason": "OTHER"}`, "is WRITTEN_OFF and cannot be lost")
}
