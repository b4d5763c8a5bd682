package mock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

const (
	owner = "940517350290" // of the published box
	box   = "010460026600575520021121051210AL65588523"
	shoes = "04610046110210"
)

// seen collects what was called.
type seen struct{ calls map[string]bool }

func (s *seen) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && resp.StatusCode < 300 {
		s.calls[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/w/mine")] = true
	}
	return resp, err
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func frozen(t *testing.T, options ...server.Option) *server.Server {
	t.Helper()
	return server.Run(t, append([]server.Option{server.WithWorld("spec"), server.WithClock("2026-11-22T12:00:00Z")}, options...)...)
}

// TestEveryCall makes every call of the control API, and reads what it answers.
func TestEveryCall(t *testing.T) {
	s := frozen(t, server.WithControlToken("secret"))
	spy := &seen{map[string]bool{}}
	m := must[*mock.Client](t)(mock.New(s.URL, mock.WithControlToken("secret"), mock.WithTransport(spy)))
	ctx := t.Context()

	worlds(t, ctx, m)
	goods(t, ctx, m)
	trade(t, ctx, m)
	journal(t, ctx, m)
	knowledge(t, ctx, m)

	for _, route := range server.Routes() {
		if route.Control && !called(spy.calls, route) {
			t.Errorf("%s %s was not called, or refused: write its method in client/mock/calls.go, and call it here", route.Method, route.Path)
		}
	}
}

// called tells whether one of the calls fits the route's path.
func called(calls map[string]bool, route server.Route) bool {
	want := strings.Split(route.Path, "/")
	for call := range calls {
		method, path, _ := strings.Cut(call, " ")
		got := strings.Split(path, "/")
		fits := method == route.Method && len(got) == len(want)
		for i := range want {
			fits = fits && (got[i] == want[i] || strings.HasPrefix(want[i], "{"))
		}
		if fits {
			return true
		}
	}
	return false
}

func worlds(t *testing.T, ctx context.Context, m *mock.Client) {
	if r := must[mock.Ready](t)(m.Ready(ctx)); r.World != "default" || r.Counts.Codes == 0 || r.Version == "" || !r.Clock.Frozen {
		t.Errorf("Ready: %+v", r)
	}
	if o := must[mock.Overview](t)(m.Overview(ctx)); len(o.Codes) != 3 || len(o.Participants) == 0 || len(o.Calls) < 40 || o.Closed != "" {
		t.Errorf("Overview: %+v", o)
	}
	w := must[mock.World](t)(m.CreateWorld(ctx, mock.NewWorld{Name: "mine", Dataset: json.RawMessage(`"empty"`)}))
	if w.Path != "/w/mine" || w.Counts.Codes != 0 || len(must[[]mock.World](t)(m.Worlds(ctx))) != 2 {
		t.Errorf("CreateWorld: %+v", w)
	}
	mine := m.In("mine")
	if r := must[mock.Ready](t)(mine.Ready(ctx)); r.World != "mine" || mine.In("default").URL() != m.URL() {
		t.Errorf("In: %+v", r)
	}
	loaded := must[mock.Loaded](t)(mine.AddDataset(ctx, strings.NewReader("participants: [{bin: \"820215300112\", name: ИП}]")))
	if loaded.Counts.Participants != 1 {
		t.Errorf("AddDataset: %+v", loaded)
	}
	given := map[string]string{"ownerBin": "820215300112", "productGroup": "shoes"}
	loaded = must[mock.Loaded](t)(mine.AddCodes(ctx, strings.NewReader("010487000001002821ABCDEFGHIJKLM"), given))
	if loaded.Counts.Codes != 1 || loaded.Counts.Products != 1 {
		t.Errorf("AddCodes: %+v", loaded)
	}
	var snapshot bytes.Buffer
	if err := mine.Export(ctx, &snapshot); err != nil {
		t.Fatal(err)
	}
	if err := mine.Reset(ctx); err != nil || must[mock.Ready](t)(mine.Ready(ctx)).Counts.Participants != 0 {
		t.Errorf("Reset: %v", err)
	}
	if err := mine.Import(ctx, &snapshot); err != nil || must[mock.Ready](t)(mine.Ready(ctx)).Counts.Participants != 1 {
		t.Errorf("Import: %v", err)
	}
	if err := m.DropWorld(ctx, "mine"); err != nil {
		t.Error(err)
	}

	now := "2026-11-23T00:00:00Z"
	if c := must[mock.Clock](t)(m.SetClock(ctx, mock.SetClock{Now: &now})); c.Now != "2026-11-23T00:00:00.000Z" || !c.Frozen {
		t.Errorf("SetClock: %+v", c)
	}
	must[mock.Clock](t)(m.Advance(ctx, 90*time.Minute))
	if c := must[mock.Clock](t)(m.AdvanceTo(ctx, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))); c != must[mock.Clock](t)(m.Clock(ctx)) || c.Now != "2026-11-23T02:00:00.000Z" {
		t.Errorf("AdvanceTo: %+v", c)
	}
}

func goods(t *testing.T, ctx context.Context, m *mock.Client) {
	must[mock.Loaded](t)(m.AddDataset(ctx, strings.NewReader(`{"products": [{"gtin": "`+shoes+`", "productGroup": "shoes", "name": "Туфли", "packageType": "UNIT"}]}`)))
	codes := must[[]string](t)(m.Generate(ctx, mock.Generate{GTIN: shoes, OwnerBin: owner, Status: "EMITTED", Count: 3}))
	if err := m.Utilise(ctx, codes...); err != nil {
		t.Error(err)
	}
	pallet := "00046000000000000017"
	if err := m.Aggregate(ctx, mock.Aggregation{Cis: pallet, PackageType: "LEVEL1", Child: codes[:2]}); err != nil {
		t.Error(err)
	}
	if c := must[mock.Code](t)(m.Code(ctx, codes[0])); c.Status != "APPLIED" || c.Parent != pallet || len(c.History) == 0 || c.Operation == nil {
		t.Errorf("Code: %+v", c)
	}
	if err := m.Disaggregate(ctx, pallet); err != nil {
		t.Error(err)
	}
	lost := must[[]string](t)(m.Generate(ctx, mock.Generate{GTIN: shoes, OwnerBin: owner, Status: "EMITTED", Count: 1}))
	if err := m.DropOut(ctx, mock.Dropout{Codes: lost, Reason: "DAMAGE_LOSS"}); err != nil {
		t.Error(err)
	}
	applied := map[string]bool{}
	for c, err := range m.Codes(ctx, mock.CodeFilter{OwnerBin: owner, Status: "APPLIED"}) {
		if err != nil || c.OwnerBin != owner || c.Status != "APPLIED" {
			t.Fatalf("Codes: %+v, %v", c, err)
		}
		applied[c.Cis] = true
	}
	if !applied[box] || applied[lost[0]] {
		t.Errorf("Codes: %d, with %s %t, with what dropped out %t", len(applied), box, applied[box], applied[lost[0]])
	}
	participants := map[string]bool{}
	for p, err := range m.Participants(ctx) {
		if err != nil {
			t.Errorf("Participants: %+v, %v", p, err)
		}
		participants[p.BIN] = true
	}
	if p := must[mock.Participant](t)(m.Participant(ctx, owner)); !participants[owner] || len(participants) != must[mock.Ready](t)(m.Ready(ctx)).Counts.Participants || p.Groups["tobacco"][0] != "PRODUCER" || p.Balance["tobacco"] != 120000000 {
		t.Errorf("Participant: %+v", p)
	}
	for p, err := range m.Products(ctx) {
		if err != nil || p.GTIN == "" {
			t.Errorf("Products: %+v, %v", p, err)
		}
	}
	if p := must[mock.Product](t)(m.Product(ctx, shoes)); p.ProductGroup != "shoes" {
		t.Errorf("Product: %+v", p)
	}
	if _, err := m.Product(ctx, "00000000000000"); err == nil || !strings.Contains(err.Error(), "there is no record with gtin") {
		t.Errorf("Product: %v", err)
	}
	if b := must[mock.Balance](t)(m.TopUp(ctx, owner, "tobacco", 5)); b.Balance["tobacco"] != 120000005 {
		t.Errorf("TopUp: %+v", b)
	}
}

func trade(t *testing.T, ctx context.Context, m *mock.Client) {
	c := must[*client.Client](t)(m.As(ctx, owner))
	if must[string](t)(m.Token(ctx, "970425450202")) == "" {
		t.Error("there is no token")
	}
	act := func() string {
		d := must[*client.Document](t)(client.NewAct(doc.Act{
			SupplierInfo: doc.Party{IdentificationCode: owner}, ConsigneeInfo: doc.Party{IdentificationCode: "970425450202"},
			ProductList: []doc.ICode{{CIS: box, Count: 500}}, ProductTotals: []doc.GTIN{{GTIN: "00000046082251", Count: 500}},
		}))
		id := must[client.Sent](t)(c.Send(ctx, d)).ID
		if due := must[[]mock.Due](t)(m.Upcoming(ctx, 0)); len(due) == 0 || due[0].Ref != id {
			t.Errorf("Upcoming: %+v", due)
		}
		must[mock.Clock](t)(m.AdvanceToDocument(ctx, id))
		return id
	}
	if d := must[mock.Document](t)(m.Withdraw(ctx, act())); d.Status != 16 {
		t.Errorf("Withdraw: %+v", d)
	}
	if d := must[mock.Document](t)(m.Reject(ctx, act())); d.Status != 5 {
		t.Errorf("Reject: %+v", d)
	}
	id := act()
	if d := must[mock.Document](t)(m.Approve(ctx, id)); d.Status != 4 || must[mock.Document](t)(m.Document(ctx, id)).Titles[0].Decision != "APPROVE" {
		t.Errorf("Approve: %+v", d)
	}
	n := 0
	for d, err := range m.Documents(ctx, mock.DocumentFilter{Type: "act", BIN: owner}) {
		if n++; err != nil || d.Type != "act" {
			t.Errorf("Documents: %+v, %v", d, err)
		}
	}
	if n != 3 {
		t.Errorf("Documents: %d", n)
	}

	codes := must[[]string](t)(m.Generate(ctx, mock.Generate{GTIN: shoes, OwnerBin: owner, Status: "INTRODUCED", Count: 1}))
	if must[string](t)(m.Receipt(ctx, mock.Receipt{Type: "RECEIPT", SenderBin: owner, Products: []mock.ReceiptProduct{{CIS: codes[0], Count: 1}}})) == "" {
		t.Error("the receipt has no id")
	}
	shipment := doc.ForeignShipment{ExporterINN: "7731376812", SenderCountryCode: "643", ReceiverINN: owner, Products: []doc.ForeignProduct{{CIS: "0104610046110210213Q3PzfAjoWoFe"}}}
	if must[string](t)(m.Shipment(ctx, shipment)) == "" {
		t.Error("the shipment has no id")
	}
}

func journal(t *testing.T, ctx context.Context, m *mock.Client) {
	formal := mock.RequestFilter{Route: "edo.formal", BIN: owner}
	sent := must[mock.Requests](t)(m.Requests(ctx, formal))
	if len(sent.Items) != 3 || !sent.Complete || sent.Items[0].Status != 201 || sent.Items[0].Path != "/edo-api/outgoing-documents/formal" || sent.Items[0].Request == "" {
		t.Errorf("Requests: %+v", sent)
	}
	since := strconv.FormatUint(sent.Items[1].ID, 10)
	if later := must[mock.Requests](t)(m.Requests(ctx, mock.RequestFilter{Path: "/edo-api/*", Since: since, Refused: new(false)})); len(later.Items) != 1 || later.Items[0].ID != sent.Items[0].ID {
		t.Errorf("Requests since: %+v", later)
	}
	if n := must[mock.RequestCount](t)(m.CountRequests(ctx, formal)); n.Count != 3 || !n.Complete {
		t.Errorf("CountRequests: %+v", n)
	}
	if n := must[mock.RequestCount](t)(m.WaitForRequests(ctx, formal, 3, time.Second)); n.Count != 3 {
		t.Errorf("WaitForRequests: %+v", n)
	}
	over := new(mock.Error)
	if _, err := m.WaitForRequests(ctx, formal, 4, time.Millisecond); !errors.As(err, &over) || over.Status != 408 {
		t.Errorf("WaitForRequests too long: %v", err)
	}
	if err := m.ClearRequests(ctx); err != nil || must[mock.RequestCount](t)(m.CountRequests(ctx, mock.RequestFilter{})).Count != 0 {
		t.Errorf("ClearRequests: %v", err)
	}
}

func knowledge(t *testing.T, ctx context.Context, m *mock.Client) {
	if pem := must[[]byte](t)(m.Authority(ctx)); !bytes.HasPrefix(pem, []byte("-----BEGIN CERTIFICATE-----")) {
		t.Errorf("Authority: %s", pem)
	}
	if e := must[mock.Explanation](t)(m.Explain(ctx, mock.Explain{Document: "<file/>", BIN: owner})); e.Verdict == "" || len(e.Checks) == 0 || e.Answer == nil || e.Answer.Status != 400 {
		t.Errorf("Explain: %+v", e)
	}
	if rows := must[[]mock.Behaviour](t)(m.Fidelity(ctx)); len(rows) < 50 || rows[0].Evidence == "" {
		t.Errorf("Fidelity: %d rows", len(rows))
	}
	for _, d := range must[[]mock.Dictionary](t)(m.Dictionaries(ctx)) {
		if rows := must[mock.DictionaryRows](t)(m.Dictionary(ctx, d.Name)); rows.Name != d.Name || len(rows.Items) == 0 || rows.Items[0].Code == "" {
			t.Errorf("Dictionary: %+v", rows)
		}
	}
	faults(t, ctx, m)
	outcomes(t, ctx, m)
	stories(t, ctx, m)
	bots(t, ctx, m)
	rule := must[[]mock.Rule](t)(m.Rules(ctx))[0]
	if rule.Name == "" || rule.Value != rule.Default {
		t.Errorf("Rules: %+v", rule)
	}
	other := rule.Values[len(rule.Values)-1]
	if set := must[[]mock.Rule](t)(m.SetRules(ctx, map[string]string{rule.Name: other})); set[0].Value != other {
		t.Errorf("SetRules: %+v", set[0])
	}
}

// TestRefusals: what the double refuses, and what is no double.
func TestRefusals(t *testing.T) {
	s := frozen(t)
	m := must[*mock.Client](t)(mock.New(s.URL + "/"))
	refused := new(mock.Error)
	if _, err := m.Document(t.Context(), "17"); !errors.As(err, &refused) || refused.Status != 404 || refused.Hint == "" || !strings.Contains(err.Error(), refused.Hint) {
		t.Errorf("%v", err)
	}
	for _, err := range m.Codes(t.Context(), mock.CodeFilter{Status: "NEW"}) {
		if !errors.As(err, &refused) || refused.Status != 400 {
			t.Errorf("%v", err)
		}
	}
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	if _, err := must[*mock.Client](t)(mock.New(other.URL)).Ready(t.Context()); !errors.Is(err, mock.ErrNotMock) || !strings.Contains(err.Error(), "404 page not found") {
		t.Errorf("%v", err)
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	t.Cleanup(page.Close)
	if _, err := must[*mock.Client](t)(mock.New(page.URL)).Clock(t.Context()); !errors.Is(err, mock.ErrNotMock) {
		t.Errorf("%v", err)
	}
	if _, err := must[*mock.Client](t)(mock.New("127.0.0.1:1")).Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "start one with: mockismp serve") {
		t.Errorf("%v", err)
	}
	for _, address := range []string{"", "ftp://x", "http://", "http://%zz"} {
		if _, err := mock.New(address); err == nil {
			t.Errorf("%q is an address", address)
		}
	}
	if m := must[*mock.Client](t)(mock.New("http://host:1/w/mine/")); m.URL() != "http://host:1/w/mine" || m.In("b c").URL() != "http://host:1/w/b%20c" {
		t.Errorf("%s", m.URL())
	}
}

func faults(t *testing.T, ctx context.Context, m *mock.Client) {
	often := 0.5
	sent := mock.Fault{
		Match: mock.FaultMatch{Route: "cises.info", BIN: owner, Times: 2, Probability: &often}, Error: "unavailable", RetryAfter: 5, TTL: "1h",
		Delay: &mock.Delay{LogNormal: &mock.LogNormal{Median: "200ms", Sigma: 0.5}},
	}
	made := must[[]mock.KeptFault](t)(m.AddFault(ctx, sent))
	if f := made[0]; len(made) != 1 || f.ID == "" || f.Expires == "" || !reflect.DeepEqual(f.Fault, sent) {
		t.Errorf("AddFault: %+v", made)
	}
	must[[]mock.KeptFault](t)(m.AddFault(ctx, mock.Fault{Delay: &mock.Delay{Fixed: "1s"}, Match: mock.FaultMatch{Path: "/none"}}))
	if list := must[[]mock.KeptFault](t)(m.Faults(ctx)); len(list) != 2 || list[1].Delay.Fixed != "1s" {
		t.Errorf("Faults: %+v", list)
	}
	if err := m.DropFault(ctx, made[0].ID); err != nil || len(must[[]mock.KeptFault](t)(m.Faults(ctx))) != 1 {
		t.Errorf("DropFault: %v", err)
	}
	if err := m.ClearFaults(ctx); err != nil || len(must[[]mock.KeptFault](t)(m.Faults(ctx))) != 0 {
		t.Errorf("ClearFaults: %v", err)
	}
	if _, err := m.AddFault(ctx, mock.Fault{}); err == nil || !strings.Contains(err.Error(), "nothing that happens") {
		t.Errorf("AddFault of nothing: %v", err)
	}
}

func outcomes(t *testing.T, ctx context.Context, m *mock.Client) {
	sent := mock.Outcome{
		Match: mock.DocumentMatch{Type: "act", Sender: owner, Times: 2}, Result: "CHECKED_NOT_OK", Delay: "30s",
		Errors: []mock.OutcomeError{{Number: 22}, {Text: "Своя ошибка"}, {Number: 24, Of: []string{"A"}}},
	}
	made := must[mock.KeptOutcome](t)(m.AddOutcome(ctx, sent))
	if made.ID == "" || !reflect.DeepEqual(made.Outcome, sent) {
		t.Errorf("AddOutcome: %+v", made)
	}
	must[mock.KeptOutcome](t)(m.AddOutcome(ctx, mock.Outcome{Kind: "order", Result: "ERROR"}))
	if list := must[[]mock.KeptOutcome](t)(m.Outcomes(ctx)); len(list) != 2 || list[1].Kind != "order" {
		t.Errorf("Outcomes: %+v", list)
	}
	if err := m.DropOutcome(ctx, made.ID); err != nil || len(must[[]mock.KeptOutcome](t)(m.Outcomes(ctx))) != 1 {
		t.Errorf("DropOutcome: %v", err)
	}
	if err := m.ClearOutcomes(ctx); err != nil || len(must[[]mock.KeptOutcome](t)(m.Outcomes(ctx))) != 0 {
		t.Errorf("ClearOutcomes: %v", err)
	}
	if _, err := m.AddOutcome(ctx, mock.Outcome{}); err == nil || !strings.Contains(err.Error(), "nothing that happens") {
		t.Errorf("AddOutcome of nothing: %v", err)
	}
}

func bots(t *testing.T, ctx context.Context, m *mock.Client) {
	sent := mock.Bot{BIN: owner, When: mock.DocumentMatch{Type: "act", Times: 2}, Do: "approve", After: "30s"}
	made := must[mock.KeptBot](t)(m.AddBot(ctx, sent))
	if made.ID == "" || !reflect.DeepEqual(made.Bot, sent) {
		t.Errorf("AddBot: %+v", made)
	}
	shipment := doc.ForeignShipment{ExporterINN: "7731376812", SenderCountryCode: "643", ReceiverINN: owner, Products: []doc.ForeignProduct{{CIS: "04610046110210"}}}
	must[mock.KeptBot](t)(m.AddBot(ctx, mock.Bot{Do: "ship", Every: "24h0m0s", Shipment: &shipment}))
	if list := must[[]mock.KeptBot](t)(m.Bots(ctx)); len(list) != 2 || list[1].Every != "24h0m0s" || !reflect.DeepEqual(list[1].Shipment, &shipment) {
		t.Errorf("Bots: %+v", list)
	}
	if err := m.DropBot(ctx, made.ID); err != nil || len(must[[]mock.KeptBot](t)(m.Bots(ctx))) != 1 {
		t.Errorf("DropBot: %v", err)
	}
	if err := m.ClearBots(ctx); err != nil || len(must[[]mock.KeptBot](t)(m.Bots(ctx))) != 0 {
		t.Errorf("ClearBots: %v", err)
	}
	if _, err := m.AddBot(ctx, mock.Bot{}); err == nil || !strings.Contains(err.Error(), "do: ") {
		t.Errorf("AddBot of nothing: %v", err)
	}
}

// stories: scenarios, and what the journal tells of a client.
func stories(t *testing.T, ctx context.Context, m *mock.Client) {
	all := must[mock.Scenarios](t)(m.Scenarios(ctx))
	if len(all.Items) == 0 || all.Running != "" {
		t.Fatalf("Scenarios: %+v", all)
	}
	name := all.Items[0].Name
	if started := must[mock.StartedScenario](t)(m.StartScenario(ctx, name, "")); started.Name != name {
		t.Errorf("StartScenario: %+v", started)
	}
	if all = must[mock.Scenarios](t)(m.Scenarios(ctx)); all.Running != name {
		t.Errorf("%s was started, and %q runs", name, all.Running)
	}
	planned := must[[]mock.PlannedAt](t)(m.Plan(ctx, mock.Planned{After: "90m", Do: "top-up", With: map[string]any{"bin": owner, "productGroup": "tobacco", "amount": 1}}))
	due := must[[]mock.Due](t)(m.Upcoming(ctx, 10))
	if len(planned) != 1 || planned[0].Do != "top-up" || !slices.ContainsFunc(due, func(d mock.Due) bool { return d.Kind == "story" && d.At == planned[0].At }) {
		t.Errorf("Plan: %+v, and what is due: %+v", planned, due)
	}
	if err := m.ClearPlan(ctx); err != nil || slices.ContainsFunc(must[[]mock.Due](t)(m.Upcoming(ctx, 10)), func(d mock.Due) bool { return d.Kind == "story" }) {
		t.Errorf("ClearPlan: %v", err)
	}
	if err := m.StopScenario(ctx); err != nil {
		t.Error(err)
	}
	must[mock.Coverage](t)(m.Coverage(ctx))
	must[mock.Diagnosis](t)(m.Doctor(ctx))
}
