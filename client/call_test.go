package client_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/xsd/doc"
)

// TestCall makes calls without a method: refusals are answers as well.
func TestCall(t *testing.T) {
	s := world(t)
	c := as(t, s, owner)
	a := must[client.Answer](t)(c.Call(ctx(t), "GET", "/elk/product-groups/balance/all", "", nil))
	if a.Status != 200 || !strings.HasPrefix(string(a.Body), `[{"balance":120000000`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a = must[client.Answer](t)(c.Call(ctx(t), "POST", "/cises/info", "application/json", []byte(`["`+box+`"]`))); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a = must[client.Answer](t)(c.Call(ctx(t), "GET", "/nowhere", "", nil)); a.Status != 404 || a.Header.Get("Content-Type") == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	c = as(t, s, owner, client.WithSigner(nil), client.WithToken("bad"))
	if a = must[client.Answer](t)(c.Call(ctx(t), "GET", "/cises/history?code=x", "", nil)); a.Status != 401 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if _, err := c.Call(ctx(t), "BAD METHOD", "/", "", nil); err == nil || !strings.Contains(err.Error(), "invalid method") {
		t.Errorf("%v", err)
	}
}

// TestRequests: what goes over the wire is what the specification asks for.
func TestRequests(t *testing.T) {
	var last *http.Request
	var body []byte
	c := answered(t, transport(func(r *http.Request) (*http.Response, error) {
		last = r
		body, _ = io.ReadAll(r.Body)
		if strings.HasSuffix(r.URL.Path, "/writeOff") {
			return response(r, 200, "text/plain", "17"), nil
		}
		return response(r, 200, "application/json", `{"id":"1"}`), nil
	}))
	const code = `0104600266005755+ ;&%/"`
	_, _ = c.CISList(ctx(t), code, "b")
	if want := "/api/v3/true-api/cises/list?values=0104600266005755%2B%20%3B%26%25%2F%22&values=b"; last.URL.RequestURI() != want || len(body) != 0 || last.Method != "POST" {
		t.Errorf("%s %s %s", last.Method, last.URL.RequestURI(), body)
	}
	_, _ = c.HistoryByPath(ctx(t), code)
	if want := "/api/v3/true-api/cises/0104600266005755+%20%3B&%25%2F%22/history"; last.URL.RequestURI() != want {
		t.Errorf("%s", last.URL.RequestURI())
	}
	_, _ = c.UnitsCount(ctx(t), code)
	if string(body) != `["0104600266005755+ ;&%/\""]` || last.Header.Get("Content-Type") != "application/json" || last.Header.Get("Accept") != "*/*" || last.Header.Get("Authorization") != "Bearer token" {
		t.Errorf("%s %v", body, last.Header)
	}
	yes := true
	_, _ = c.DocListV2(ctx(t), client.RegistryFilter{Incoming: &yes, Types: []string{"A", "B"}})
	if last.URL.RawQuery != "documentType=A&documentType=B&inputFormat=true" {
		t.Errorf("%s", last.URL.RawQuery)
	}

	d := must[*client.Document](t)(client.NewAct(boxAct()))
	if _, err := c.SendSigned(ctx(t), d, []byte("cms")); err != nil {
		t.Fatal(err)
	}
	_, params, _ := mime.ParseMediaType(last.Header.Get("Content-Type"))
	form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(1 << 20)
	if err != nil || form.Value["signature"][0] != "Y21z" || !strings.HasPrefix(form.Value["content"][0], "PD94bWw") {
		t.Errorf("%v %v", form, err)
	}
	if _, err := c.SendSigned(ctx(t), d, nil); err != nil || bytes.Contains(body, []byte("signature")) {
		t.Errorf("without a signature: %s %v", body, err)
	}
	_, _ = c.SendSigned(ctx(t), must[*client.Document](t)(client.NewWithdrawal(notice(owner, "1", "c"))), []byte("cms"))
	var envelope map[string]string
	if json.Unmarshal(body, &envelope) != nil || envelope["signature"] != "Y21z" || len(envelope) != 2 || last.URL.Path != "/api/v3/true-api/documents/writeOff" {
		t.Errorf("%s %s", last.URL, body)
	}
}

// TestBuilders: what is given stays, what is blank is filled in.
func TestBuilders(t *testing.T) {
	d := must[*client.Document](t)(client.NewAct(boxAct()))
	act := must[*doc.Act](t)(doc.ReadAct(d.Text))
	if d.Kind != client.Act || !strings.HasPrefix(d.FileID, "EEU_ACT_") || len(d.FileID) != len("EEU_ACT_")+36 || act.FileID != d.FileID ||
		act.Version != "1.0" || act.Participants.SupplierID != owner || act.Document.OperationType != 1 || act.SendingDateTime == "" {
		t.Errorf("%s", d.Text)
	}
	given := boxAct()
	given.File = doc.File{FileID: "EEU_ACT_mine", Version: "2.0", SendingDateTime: "2026-01-01T00:00:00Z"}
	given.ProductList = []doc.ICode{{CIS: "c"}}
	given.Document.OperationType = 2
	d = must[*client.Document](t)(client.NewAct(given))
	if act = must[*doc.Act](t)(doc.ReadAct(d.Text)); d.FileID != "EEU_ACT_mine" || act.Version != "2.0" || act.SendingDateTime != "2026-01-01T00:00:00Z" || act.Document.OperationType != 2 || act.ProductList[0].Count != 1 || given.ProductList[0].Count != 0 {
		t.Errorf("%s, %+v", d.Text, given.ProductList)
	}
	if _, err := client.ReadDocument("letter", nil); err == nil || !strings.Contains(err.Error(), "acceptance") {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"", "{", "<", "<file", "\xEF\xBB\xBF<?xml version='1.0'?><file fileId='X'>", "[]", "<a><b></a>"} {
		if d := must[*client.Document](t)(client.ReadDocument(client.Act, []byte(text))); string(d.Text) != text {
			t.Errorf("%q became %q", text, d.Text)
		}
	}
	if a, b := client.NewUUID(), client.NewUUID(); a == b || len(a) != 36 || a[14] != '4' || !strings.ContainsRune("89ab", rune(a[19])) {
		t.Errorf("%s, %s", a, b)
	}
}

// TestFillTotals: counts come from the system; what it does not tell has no count.
func TestFillTotals(t *testing.T) {
	s := world(t)
	c := as(t, s, owner)
	codes := []doc.ICode{{CIS: box}}
	totals := must[[]doc.GTIN](t)(c.FillTotals(ctx(t), codes))
	if codes[0].Count != 500 || len(totals) != 1 || totals[0] != (doc.GTIN{GTIN: packGTIN, Count: 500}) {
		t.Errorf("%+v, %+v", codes, totals)
	}
	if _, err := as(t, s, receiver).FillTotals(ctx(t), codes); err == nil || !strings.Contains(err.Error(), "it is unknown, or of others") {
		t.Errorf("%v", err)
	}
}

// TestDictionaries: the statuses and package types are those of the dictionaries.
func TestDictionaries(t *testing.T) {
	known := map[client.CodeStatus]bool{
		client.Emitted: true, client.Applied: true, client.AppliedNotPaid: true, client.Introduced: true, client.IntroducedReturned: true, client.Withdrawn: true,
		client.WrittenOff: true, client.Disaggregated: true, client.Exported: true, client.LoanRetired: true, client.RemarkRetired: true, client.ReservedNotUsed: true,
	}
	for _, row := range dict.CodeStatuses() {
		delete(known, client.CodeStatus(row.Code))
	}
	if len(known) > 0 || len(dict.CodeStatuses()) != 12 {
		t.Errorf("no statuses of codes: %v", known)
	}
	for _, p := range []client.PackageType{client.Unit, client.Level1, client.Level2, client.Level3, client.Level4, client.Level5, client.Bundle} {
		if _, known := dict.PackageTypeByCode(string(p)); !known {
			t.Errorf("%s is no package type", p)
		}
	}
	statuses, _ := dict.ByName("document-statuses")
	for _, row := range statuses.Rows {
		switch client.RegistryStatus(row.Code) {
		case client.InProgress, client.CheckedOK, client.CheckedNotOK, client.ProcessingError, client.Undefined:
		default:
			t.Errorf("the client does not know %s", row.Code)
		}
	}
}
