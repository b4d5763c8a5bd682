package server

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// TestAnActIsApproved is the first scenario of the chapter: producer's codes
// APPLIED, act, the receiver lists it, reads it, approves it in two calls; the
// codes are theirs and INTRODUCED, and the history tells it.
func TestAnActIsApproved(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, boxAct())
	theirs := "Bearer " + s.Token(receiver)

	list := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/incoming-documents?type=1000&statuses=3", "", "Authorization", theirs)
	if field(t, list, "items", 0, "id") != id || fmt.Sprint(field(t, list, "items", 0, "status")) != "3" || fmt.Sprint(field(t, list, "count")) != "1" {
		t.Fatalf("the receiver sees %s", list)
	}
	body := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/incoming-documents/"+id+"/base64", "", "Authorization", theirs)
	if text, err := base64.StdEncoding.DecodeString(body); err != nil || !strings.Contains(string(text), `<iCode count="500">`+box+`</iCode>`) {
		t.Fatalf("the receiver reads %s %v", text, err)
	}
	if status, text := decideBy(t, s, receiver, id, "incoming", "approve"); status != 201 || text != "" {
		t.Fatalf("the approval is answered with %d %q", status, text)
	}

	status, text := info(t, s, receiver, box, block, pack)
	if status != 200 || strings.Count(text, `"status":"INTRODUCED"`) != 3 || strings.Count(text, `"ownerBin":"`+receiver+`"`) != 3 {
		t.Errorf("the receiver's codes are %s", text)
	}
	history := want(t, s, 200, "GET", "/api/v3/true-api/cises/history?code="+queryEscape(pack), "", "Authorization", theirs)
	if field(t, history, 0, "docId") != docOf(t, s, id).Number || field(t, history, 0, "status") != "INTRODUCED" {
		t.Errorf("the history is %s", history)
	}
	document := want(t, s, 200, "GET", "/_mock/documents/"+id, "")
	if field(t, document, "registry") != "CHECKED_OK" || field(t, document, "titles", 0, "decision") != "APPROVE" {
		t.Errorf("inside it is %.600s", document)
	}
	if n := len(field(t, document, "history").([]any)); n < 5 {
		t.Errorf("the document remembers %d steps", n)
	}
}

func TestAnActIsRejected(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, boxAct())
	if status, text := decideBy(t, s, receiver, id, "incoming", "reject"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if d := docOf(t, s, id); d.Status != state.StatusRejected {
		t.Errorf("status %d", d.Status)
	}
	if c := s.World().Code(box); c.OwnerBIN != owner || c.Status != dict.Applied {
		t.Errorf("the box is %s of %s", c.Status, c.OwnerBIN)
	}
	if status, _ := decideBy(t, s, receiver, id, "incoming", "approve"); status != 400 {
		t.Errorf("a rejected act is approved: %d", status)
	}
}

func docOf(t *testing.T, s *Server, id string) *state.Document {
	t.Helper()
	d, err := s.World().Snapshot().Document(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAnActIsWithdrawn(t *testing.T) {
	for by, want := range map[string]int{"126h": 201, "127h": 400} { // from Sunday 17:00 there to Friday midnight
		s := frozen(t)
		id := sent(t, s, owner, boxAct())
		d, err := time.ParseDuration(by)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Clock().Advance(d); err != nil {
			t.Fatal(err)
		}
		if status, text := decideBy(t, s, owner, id, "outgoing", "withdraw"); status != want {
			t.Errorf("after %s the withdrawal is answered with %d %s", by, status, text)
		}
		if got := docOf(t, s, id).Status; (got == state.StatusWithdrawn) != (want == 201) {
			t.Errorf("after %s the act is in %d", by, got)
		}
	}
}

// TestBothAddressesOfTheWithdrawal: description and recommendations differ.
func TestBothAddressesOfTheWithdrawal(t *testing.T) {
	for _, path := range []string{"/events/signature", "/events/withdraw/signature"} {
		for _, prefix := range []string{"/edo-api", ""} {
			s := frozen(t)
			id := sent(t, s, owner, boxAct())
			auth := "Bearer " + s.Token(owner)
			base := "/api/v3/true-api" + prefix + "/outgoing-documents/" + id
			title := want(t, s, 200, "POST", base+"/events/withdraw", "", "Authorization", auth)
			text, err := base64.StdEncoding.DecodeString(title)
			if err != nil {
				t.Fatal(err)
			}
			want(t, s, 201, "POST", base+path, `"`+signature(t, owner, text)+`"`, "Authorization", auth) // as a JSON string
			if again := want(t, s, 200, "GET", base+"/events/withdraw/base64", "", "Authorization", auth); again != title {
				t.Errorf("the title read back is another one")
			}
			if !strings.Contains(string(text), `decision="WITHDRAW"`) {
				t.Errorf("the title is %s", text)
			}
		}
	}
}

// divergenceOf is a notice of the receiver to the act over the published box.
func divergenceOf(act string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<file fileId="DIVERG_0eaa0694-3376-4abe-a683-36aef51771a5" version="1.0" sendingDateTime="2026-11-22T05:30:47Z">
<document correctionDocId="` + act + `">
<mainInfo><supplierInfo supplierIdentificationCode="` + owner + `"/><consigneeInfo consigneeIdentificationCode="` + receiver + `"/></mainInfo>
<productList><iCode reviseStatusCode="NOT_FOUND">` + block + `</iCode></productList>
</document></file>`
}

// TestADivergence: notice without signature, correction, approval.
func TestADivergence(t *testing.T) {
	s := frozen(t)
	first := sent(t, s, owner, boxAct())
	notice := divergenceOf(first)
	explained := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"document": notice, "bin": receiver}))
	if n, later := strings.Count(explained, `"not reached"`), len(state.GoodsChecks()); n != later || field(t, explained, "verdict") != "" {
		t.Errorf("nobody looks at the codes of a notice, and %d of %d checks are not reached: %s", n, later, explained)
	}
	status, text := sendForm(t, s, receiver, "content", base64.StdEncoding.EncodeToString([]byte(notice)))
	if status != 201 {
		t.Fatalf("a notice without signature is answered with %d %s", status, text)
	}
	noticeID := field(t, text, "id").(string)
	if err := s.Clock().AdvanceToDocument(noticeID); err != nil {
		t.Fatal(err)
	}
	if d := docOf(t, s, first); d.Status != state.StatusDiverged {
		t.Errorf("the act is in %d", d.Status)
	}
	second := sent(t, s, owner, actXML(owner, receiver, []string{block + "*10"}, []string{"00000046082251*10"},
		"EEU_ACT_", "COR_ACT_", `correctionFlag="false"`, `correctionFlag="true" correctionDocId="`+first+`"`))
	for id, want := range map[string]state.DocStatus{first: state.StatusAnnulled, noticeID: state.StatusApproved, second: state.StatusWaiting} {
		if d := docOf(t, s, id); d.Status != want {
			t.Errorf("%s is in %d, not %d: %v", d.Type, d.Status, want, d.Errors)
		}
	}
	if status, text := decideBy(t, s, receiver, second, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if s.World().Code(block).OwnerBIN != receiver || s.World().Code(box).OwnerBIN != owner {
		t.Error("the wrong goods changed hands")
	}
}

// TestTheReallySignedAct: the printed act with its printed signature passes in
// crypto, and fails with one byte changed.
func TestTheReallySignedAct(t *testing.T) {
	xml, err := os.ReadFile("testdata/act-signed.xml")
	if err != nil {
		t.Fatal(err)
	}
	cms, err := os.ReadFile("testdata/act-signed.cms.b64")
	if err != nil {
		t.Fatal(err)
	}
	const supplier = "940408450442"
	s := frozen(t)
	changed := strings.Replace(string(xml), `count="1">0`, `count="2">0`, 1)
	if status, text := sendForm(t, s, supplier, "content", base64.StdEncoding.EncodeToString([]byte(changed)), "signature", string(cms)); status != 400 || !strings.Contains(text, "Ошибка проверки подписи") {
		t.Errorf("with a byte changed: %d %s", status, text)
	}
	if e := lastEntry(t, s); e.Rule != pki.RuleDigest {
		t.Errorf("the journal says %q: %s", e.Rule, e.Why)
	}
	quoted := `"` + base64.StdEncoding.EncodeToString(xml) + `"` // as the printed request has it
	status, text := sendForm(t, s, supplier, "content", quoted, "signature", string(cms))
	if status != 201 {
		t.Fatalf("%d %s: %+v", status, text, lastEntry(t, s).Why)
	}
	id := field(t, text, "id").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	if d := docOf(t, s, id); d.Status != state.StatusWaiting {
		t.Errorf("status %d: %v", d.Status, d.Errors)
	}
}

// TestDocumentsThatAreRefusedAtOnce: nothing is taken, the rule is named.
func TestDocumentsThatAreRefusedAtOnce(t *testing.T) {
	s := frozen(t)
	xml := boxAct()
	content := base64.StdEncoding.EncodeToString([]byte(xml))
	mine := signature(t, owner, []byte(xml))
	divergence := func(about string) string {
		return base64.StdEncoding.EncodeToString([]byte(strings.NewReplacer("PLACE", about).Replace(`<file fileId="320a4a79-80a5-4756-bd68-a572027131be" version="1.0" sendingDateTime="2020-10-01T09:30:47"><document correctionDocId="PLACE"><mainInfo><supplierInfo supplierIdentificationCode="` + receiver + `"/><consigneeInfo consigneeIdentificationCode="` + owner + `"/></mainInfo><productList><iCode reviseStatusCode="FOUND">1</iCode></productList></document></file>`)))
	}
	want(t, s, 200, "POST", "/_mock/dataset", `participants: [{bin: "111111111111", name: ТОО, status: PRE_REGISTERED_BO, groups: {tobacco: [RETAIL]}}]`)
	for name, c := range map[string]struct {
		fields []string
		status int
		rule   string
		says   string
	}{
		"no content":                {[]string{"signature", mine}, 400, "parameter.missing", "content"},
		"content that is no base64": {[]string{"content", "<xml>", "signature", mine}, 400, "document.envelope", "base64"},
		"content that is no XML":    {[]string{"content", "aGVsbG8=", "signature", mine}, 400, "document.xml", "Невалидный формат XML документа"},
		"an unknown kind":           {[]string{"content", enc(boxAct("EEU_ACT_", "EEU_CAT_")), "signature", mine}, 400, "document.envelope", "EEU_CAT_"},
		"XML against its schema":    {[]string{"content", enc(boxAct(`operationType="1"`, `operationType="3"`)), "signature", mine}, 400, "document.xml", "строка"},
		"no signature":              {[]string{"content", content}, 400, "parameter.missing", "Отсутствует обязательный параметр: signature"},
		"a signature of another":    {[]string{"content", content, "signature", signature(t, receiver, []byte(xml))}, 400, "document.signer", receiver},
		"a signature over base64":   {[]string{"content", content, "signature", signature(t, owner, []byte(content))}, 400, pki.RuleDigest, "Ошибка проверки подписи"},
		"an act of somebody else":   {signedFields(t, actXML(receiver, owner, []string{box + "*500"}, []string{"00000046082251*500"})), 400, "document.parties", "отправитель документа"},
		"parties that disagree":     {signedFields(t, boxAct(`consigneeId="`+receiver, `consigneeId="123456789012`)), 400, "document.parties", "разных участников"},
		"a receiver not registered": {signedFields(t, boxAct(receiver, "111111111111")), 400, "document.receiver.pre-registered", "Organisation status PRE_REGISTERED_BO incorrect."},
		"an act to oneself":         {signedFields(t, boxAct(receiver, owner)), 400, "document.parties", "совпадают"},
		"a notice about nothing":    {[]string{"content", divergence("de343b13-e711-4796-ba56-ad5fddcdb5b0")}, 400, "document.reference", "не найден"},
		"a flag that does not fit":  {signedFields(t, boxAct("EEU_ACT_", "COR_ACT_")), 400, "document.xml", "correctionFlag"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.World().Snapshot()
			n := 0
			before.Documents("", func(*state.Document) bool { n++; return true })
			status, text := sendForm(t, s, owner, c.fields...)
			if e := lastEntry(t, s); status != c.status || e.Rule != c.rule || !strings.Contains(text, c.says) {
				t.Errorf("%d %s, rule %q: %s", status, text, e.Rule, e.Why)
			}
			s.World().Snapshot().Documents("", func(*state.Document) bool { n--; return true })
			if n != 0 {
				t.Error("a document was taken")
			}
		})
	}
}

func enc(xml string) string { return base64.StdEncoding.EncodeToString([]byte(xml)) }

func signedFields(t *testing.T, xml string) []string {
	t.Helper()
	return []string{"content", enc(xml), "signature", signature(t, owner, []byte(xml))}
}
