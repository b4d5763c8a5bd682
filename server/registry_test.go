package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
)

// put brings records into the registry as a snapshot would.
func put(t *testing.T, s *Server, documents ...state.Document) {
	t.Helper()
	err := s.World().Update(func(tx *state.Tx) error {
		for i := range documents {
			if err := tx.Import().Document(&documents[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func moment(t *testing.T, text string) state.Moment {
	t.Helper()
	m, err := state.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sample is what the specification prints, in testdata: with the brackets, commas
// and quotes that are missing in print, and without line breaks inside a text.
func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".response.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// paths are the names in a JSON text in the order they come in, with the names
// around them; of an array those of its first element, and of totals, whose names
// are GTINs, none.
func paths(t *testing.T, text string) (all []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewBufferString(text))
	token := func() json.Token {
		to, err := d.Token()
		if err != nil {
			t.Fatalf("%s is no JSON: %s", text, err)
		}
		return to
	}
	var value func(path string, keep bool)
	value = func(path string, keep bool) {
		switch token() {
		case json.Delim('{'):
			for d.More() {
				name := path + "." + fmt.Sprint(token())
				if keep {
					all = append(all, strings.TrimPrefix(name, "."))
				}
				value(name, keep && !strings.HasSuffix(name, ".productTotals"))
			}
			token()
		case json.Delim('['):
			for first := true; d.More(); first = false {
				value(path+"[]", keep && first)
			}
			token()
		}
	}
	value("", true)
	return all
}

// printedDocuments are those that the samples of the lists are about.
func printedDocuments(t *testing.T) []state.Document {
	t.Helper()
	return []state.Document{{
		ID: "1", Number: "d9890769-a1c7-4151-8470-ed0b27f0c0d6", Type: state.ImportTransit, Supplier: "468578450149", Consignee: owner,
		Sending: moment(t, "2021-07-07T02:26:47.000Z"), Received: moment(t, "2021-12-20T11:30:55.560Z"),
		DocState: state.DocState{Status: state.StatusApproved, Registry: state.CheckedOK},
	}, {
		ID: "2", Number: "528157d1-3dbd-43ce-9585-d53bde2bd305", Type: state.Act, Supplier: trader, Consignee: receiver,
		Sending: moment(t, "2021-08-24T05:00:47.000Z"), Received: moment(t, "2021-08-24T05:32:11.123Z"), Registered: moment(t, "2021-08-24T05:10:00.000Z"),
		DocState: state.DocState{Status: state.StatusApproved, Registry: state.CheckedNotOK},
		Findings: state.Findings{Errors: []texts.Said{texts.Verbatim("   000000462008779MwcqeS   4    ")}}, // the print has lost its words
		Text:     []byte(boxAct("fe1c0b61-09dc-42f9-a129-f2411b7a66ab", "a5db7e5d-a3f3-4eba-afad-7056493b4d8b")),
	}}
}

// withPrintedDocuments has them, between parties whose names are stars, as in print.
func withPrintedDocuments(t *testing.T) *Server {
	t.Helper()
	s := frozen(t, everyReceipt)
	put(t, s, printedDocuments(t)...)
	err := s.World().Update(func(tx *state.Tx) error {
		for _, bin := range []string{trader, receiver} {
			if err := tx.PutParticipant(state.Participant{BIN: bin, Name: "************"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestThePrintedRows: the row of the recommendations (section 2, 4) and the one
// of receipt/listV2 come out byte for byte, once indented as in print.
func TestThePrintedRows(t *testing.T) {
	s := withPrintedDocuments(t)
	for _, c := range []struct{ path, bin, sample string }{
		{"/doc/listV2?number=d9890769-a1c7-4151-8470-ed0b27f0c0d6", owner, "doc-list"},
		{"/receipt/listV2?documentType=KZ_UPD", trader, "receipt-list"},
	} {
		text := want(t, s, 200, "GET", "/api/v3/true-api"+c.path, "", "Authorization", "Bearer "+s.Token(c.bin))
		if got, printed := indented(t, text), strings.TrimSpace(indented(t, sample(t, c.sample))); got != printed {
			t.Errorf("%s\n%s\nprinted is\n%s", c.path, got, printed)
		}
	}
}

// TestThePrintedFields: fields come in the order of the samples. What the tables
// add to documents/{id}/info stands between them or behind.
func TestThePrintedFields(t *testing.T) {
	s := withPrintedDocuments(t)
	transit := sent(t, s, owner, draft{
		bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"},
		change: []string{"<consigneeInfo ", `<consigneeInfo consigneeName="ИП" `},
	}.transit())
	if status, text := decideBy(t, s, owner, transit, "incoming", "approve"); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	notify(t, s, owner, writeOffPath, draft{
		bin: owner, reason: "18", goods: []string{box}, change: []string{"<participantInfo ", `<participantInfo participantName="ИП" `},
	}.notice())
	get := func(bin, path string) string {
		return want(t, s, 200, "GET", "/api/v3/true-api"+path, "", "Authorization", "Bearer "+s.Token(bin))
	}
	found := want(t, s, 200, "POST", "/api/v3/true-api/documents/search", `{"dateFrom": "2021-01-01", "pagination": {}}`, "Authorization", "Bearer "+s.Token(owner))
	for name, c := range map[string]struct {
		answer, sample string
		added          []string // by the tables, or because of the GTIN
	}{
		"documents-search":           {found, "documents-search", nil},
		"documents-info-transit":     {get(owner, "/documents/info/"+transit), "documents-info-transit", nil},
		"documents-info-kz":          {get(owner, "/documents/info/"+noticeID), "documents-info-kz", nil},
		"documents/{id}/info of act": {get(trader, "/documents/528157d1-3dbd-43ce-9585-d53bde2bd305/info"), "documents-id-info", []string{"body", "downloadStatus", "downloadDesc", "errors", "docErrors", "errorMessage", "errorMessages"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.DeleteFunc(paths(t, c.answer), func(path string) bool {
				return slices.Contains(c.added, path) || slices.Contains(c.added, "body") && strings.HasPrefix(path, "body.")
			})
			if printed := paths(t, sample(t, c.sample)); !slices.Equal(got, printed) {
				t.Errorf("fields are\n%v\nprinted are\n%v", got, printed)
			}
		})
	}
}

// drawRegistry fills a world with documents and receipts of few moments, so
// that many come at the same one; some are of others. They come in order of
// time, as in a world that lives. It gives the caller's numbers, by list, the
// oldest first.
func drawRegistry(rt *rapid.T, tx *state.Tx) (mine map[string][]string, err error) {
	mine = map[string][]string{}
	now := tx.Now()
	for i := range rapid.IntRange(0, 40).Draw(rt, "records") {
		now += state.Moment(rapid.IntRange(0, 2).Draw(rt, "later"))
		number, bin := fmt.Sprintf("00000000-0000-4000-8000-%012d", i), owner
		if rapid.IntRange(0, 4).Draw(rt, "whose") == 0 {
			bin = receiver
		}
		kind := rapid.SampledFrom([]state.DocType{"", state.Act, state.ImportThirdCountry, state.Withdrawal, state.IntroduceGoods}).Draw(rt, "kind")
		if kind == "" {
			r := state.Receipt{DocumentID: number, Type: state.Sale, Status: state.CheckedNotOK, Errors: []texts.Said{texts.Verbatim("x")}, SenderBIN: bin, ReceivedAt: now, DocumentDate: now, Products: []state.ReceiptProduct{{CIS: pack}}}
			if err := tx.Import().Receipt(r); err != nil {
				return mine, err
			}
		} else {
			d := state.Document{ID: "id" + number, Number: number, Type: kind, Supplier: bin, Consignee: bin, Received: now, DocState: state.DocState{Registry: state.CheckedOK}}
			if reasons := state.ReasonsOf(kind); len(reasons) > 0 {
				d.Reason = reasons[0]
			}
			if err := tx.Import().Document(&d); err != nil {
				return mine, err
			}
		}
		if bin != owner {
			continue
		}
		mine["/receipt/listV2"] = append(mine["/receipt/listV2"], number)
		if kind != state.IntroduceGoods {
			mine["/doc/listV2"] = append(mine["/doc/listV2"], number)
		}
	}
	return mine, nil
}

// TestPagesOfTheRegistry: pages of any size visit each record exactly once, in
// order, forwards and backwards, whatever of the record before says where the
// page begins.
func TestPagesOfTheRegistry(t *testing.T) {
	s := frozen(t, WithRule("receipts.limit-without-pg=off"))
	rapid.Check(t, func(rt *rapid.T) {
		fork := s.Fork(t)
		var mine map[string][]string
		err := fork.World().Update(func(tx *state.Tx) (err error) {
			mine, err = drawRegistry(rt, tx)
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
		c := &caller{rt, fork, owner, fork.Token(owner)}
		query := url.Values{"limit": {strconv.Itoa(rapid.IntRange(1, 12).Draw(rt, "limit"))}}
		if order := rapid.SampledFrom([]string{"", "ASC", "DESC"}).Draw(rt, "order"); order != "" {
			query.Set("order", order)
		}
		if dir := rapid.SampledFrom([]string{"", "NEXT", "PREV"}).Draw(rt, "dir"); dir != "" {
			query.Set("pageDir", dir)
		}
		path := rapid.SampledFrom([]string{"/doc/listV2", "/receipt/listV2"}).Draw(rt, "path")
		key := rapid.SampledFrom([]string{"text", "milliseconds", "none"}).Draw(rt, "key")
		all := mine[path]
		if query.Get("order") != "ASC" {
			slices.Reverse(all)
		}
		if got := registryPages(c, path, query, key); !slices.Equal(got, all) {
			rt.Fatalf("%s %v: the pages have\n%v\nand not\n%v", path, query, got, all)
		}
	})
}

// registryPages follows the pages of a list to its end, and gives the numbers
// in the list's order. key is how the page's first record is told.
func registryPages(c *caller, path string, query url.Values, key string) (all []string) {
	back := query.Get("pageDir") == "PREV"
	for range 100 {
		status, text := c.send("GET", path+"?"+query.Encode(), "")
		if status != 200 {
			c.t.Fatalf("%s %v: %d %s", path, query, status, text)
		}
		var page struct {
			Results []struct{ Number, ReceivedAt string }
			Total   int
		}
		unmarshal(c.t, text, &page)
		if page.Total != len(page.Results) {
			c.t.Fatalf("%d of %d rows", len(page.Results), page.Total)
		}
		if page.Total == 0 {
			return all
		}
		var numbers []string
		for _, r := range page.Results {
			numbers = append(numbers, r.Number)
		}
		edge := page.Results[len(page.Results)-1]
		if back {
			edge = page.Results[0]
			all = append(numbers, all...)
		} else {
			all = append(all, numbers...)
		}
		query.Set("did", edge.Number)
		at, err := state.ParseMoment(edge.ReceivedAt)
		switch {
		case err != nil:
			c.t.Fatalf("%s", err)
		case key == "text":
			query.Set("orderedColumnValue", edge.ReceivedAt)
		case key == "milliseconds":
			query.Set("orderedColumnValue", fmt.Sprint(at.Time().UnixMilli()))
		}
	}
	c.t.Fatalf("%s %v does not end", path, query)
	return nil
}

// TestPagesGoOnBehindARecordThatIsGone: the moment alone tells where; what came
// at the same moment is left out.
func TestPagesGoOnBehindARecordThatIsGone(t *testing.T) {
	s := frozen(t)
	for i, at := range []string{"2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"} {
		put(t, s, state.Document{ID: fmt.Sprint(i), Number: fmt.Sprint("n", i), Type: state.Withdrawal, Reason: "1", Supplier: owner, Received: moment(t, at), DocState: state.DocState{Registry: state.CheckedOK}})
	}
	for query, want := range map[string]string{
		"order=ASC": "n2", "order=DESC": "n0", "order=ASC&pageDir=PREV": "n0", "order=DESC&pageDir=PREV": "n2",
	} {
		status, text := call(t, s, "GET", "/api/v3/true-api/doc/listV2?did=gone&orderedColumnValue=2026-11-21T00:00:00.000Z&"+query, "", "Authorization", "Bearer "+s.Token(owner))
		if status != 200 || field(t, text, "results", 0, "number") != want || fmt.Sprint(field(t, text, "total")) != "1" {
			t.Errorf("%s: %d %s", query, status, text)
		}
	}
}

// withRegistry is a world with something of every kind in its registry, each of
// a moment of its own: a snapshot does not keep the order within one.
func withRegistry(t *testing.T) *Server {
	t.Helper()
	s := withExamples(t, WithProcessing("fast,registry=early"))
	tick := func() { want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`) }
	act := sent(t, s, owner, actXML(owner, receiver, []string{block + "*10"}, []string{packGTIN + "*10"}))
	decideBy(t, s, receiver, act, "incoming", "approve")
	tick()
	notify(t, s, "960202350172", thirdPath, strings.ReplaceAll(example(t, "import-third-country"), `itemNumber="1">`, `itemNumber="1"><iCode>00000046082251AAAAAAA</iCode>`))
	tick()
	notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "2", goods: []string{"00004600266000060013"}}.notice())
	tick()
	notify(t, s, "970501301786", introducePath, strings.ReplaceAll(example(t, "introduce-goods"), noticeID, "1"+noticeID[1:]))
	tick()
	want(t, s, 200, "POST", "/_mock/receipts", `{"type": "RECEIPT", "status": "CHECKED_NOT_OK", "errors": ["Код не найден"], "senderBin": "`+owner+`", "products": [{"cis": "00000046082251AAAAAAA", "price": 1}]}`)
	tick()
	transit := sent(t, s, owner, draft{bin: owner, goods: []string{"00004600266000059987"}, totals: []string{packGTIN + "*500"}}.transit())
	decideBy(t, s, owner, transit, "incoming", "approve")
	tick()
	other := draft{bin: owner, reason: "18", goods: []string{"00004600266000059987"}, change: []string{noticeID, "2" + noticeID[1:]}}
	want(t, s, 200, "POST", "/api/v3/true-api"+writeOffPath, envelope(t, owner, other.notice()), "Authorization", "Bearer "+s.Token(owner)) // and waits
	return s
}

// registryOf is everything that the methods of the registry say to its participants.
func registryOf(t *testing.T, s *Server) string {
	t.Helper()
	var b strings.Builder
	for _, bin := range []string{owner, receiver, "960202350172", "970501301786"} {
		auth := "Bearer " + s.Token(bin)
		for _, path := range []string{"/doc/listV2?order=ASC", "/receipt/listV2", "/receipt/listV2?documentType=100"} {
			text := want(t, s, 200, "GET", "/api/v3/true-api"+path, "", "Authorization", auth)
			fmt.Fprintln(&b, bin, path, text)
			for _, row := range field(t, text, "results").([]any) {
				id := row.(map[string]any)["number"].(string)
				for _, path := range []string{"/documents/" + id + "/info", "/documents/info/" + id, "/receipt/" + id + "/info"} {
					_, text := call(t, s, "GET", "/api/v3/true-api"+path, "", "Authorization", auth)
					fmt.Fprintln(&b, bin, path, text)
				}
			}
		}
	}
	return b.String()
}

// TestSnapshotsKeepTheRegistry: the one restored says the same of everything,
// and what was under way goes on there.
func TestSnapshotsKeepTheRegistry(t *testing.T) {
	s := withRegistry(t)
	kept, said := want(t, s, 200, "GET", "/_mock/snapshot", ""), registryOf(t, s)
	if n := strings.Count(said, `"status":"IN_PROGRESS"`); n == 0 || !strings.Contains(said, "00000046082251AAAAAAA") || !strings.Contains(said, "RECEIPT") {
		t.Fatalf("the registry is poor: %s", said)
	}
	restored := Run(t, WithWorld("empty"), everyReceipt, WithProcessing("fast,registry=early"))
	want(t, restored, 204, "PUT", "/_mock/snapshot", kept)
	if again := want(t, restored, 200, "GET", "/_mock/snapshot", ""); again != kept {
		t.Errorf("the snapshot changed in a round trip: %d bytes, then %d", len(kept), len(again))
	}
	if again := registryOf(t, restored); again != said {
		t.Errorf("the registry was\n%.3000s\nand is\n%.3000s", said, again)
	}
	for _, w := range []*Server{s, restored} {
		want(t, w, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
	}
	if after := registryOf(t, s); after == said || after != registryOf(t, restored) {
		t.Error("what was being processed did not go on alike")
	}
}

// TestForksHaveTheRegistry, and what happens in one does not in the other.
func TestForksHaveTheRegistry(t *testing.T) {
	s := withRegistry(t)
	said := registryOf(t, s)
	fork := s.Fork(t)
	if in := registryOf(t, fork); in != said {
		t.Errorf("the registry was\n%.3000s\nand in the fork is\n%.3000s", said, in)
	}
	notify(t, fork, owner, writeOffPath, draft{bin: owner, reason: "1", goods: []string{pack}, change: []string{noticeID, "3" + noticeID[1:]}}.notice())
	if registryOf(t, fork) == said || registryOf(t, s) != said {
		t.Error("what was sent to the fork is missing there, or stands in both")
	}
}
