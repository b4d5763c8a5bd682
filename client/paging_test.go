package client_test

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
)

// collect reads an iterator to its end.
func collect[Row any](t *testing.T, rows iter.Seq2[Row, error], key func(Row) string) (keys []string) {
	t.Helper()
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key(row))
	}
	return keys
}

// TestPages: every list of the double is walked over whole, each row once,
// whatever the size of the pages.
func TestPages(t *testing.T) {
	s := world(t)
	c := as(t, s, trader)
	codes := pairs(t, s, 11, "INTRODUCED")
	var notices []string
	for _, code := range codes {
		sent := must[client.Sent](t)(c.Send(ctx(t), must[*client.Document](t)(client.NewWithdrawal(notice(trader, "7", code)))))
		notices = append(notices, bare(sent.ID))
		control(t, s, "POST", "/clock/advance", map[string]string{"by": "1s"}, nil)
	}
	slices.Sort(codes)
	slices.Sort(notices)
	check := func(what string, got, want []string) {
		t.Helper()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d rows %q, not %d", what, len(got), got, len(want))
		}
	}
	cis := func(row client.ListedCode) string { return row.CIS }
	number := func(row client.RegistryEntry) string { return bare(row.Number) }
	for _, limit := range []int{0, 1, 2, 3, 10, 11, 12} {
		what := fmt.Sprintf("limit %d: ", limit)
		filter := client.CodeFilter{CIS: codes[:1], Limit: limit}
		check(what+"cises", collect(t, c.AllCISListV2(ctx(t), filter), cis), codes[:1])
		check(what+"products", collect(t, c.AllProductsListV2(ctx(t), filter), cis), codes[:1])
		entries := client.RegistryFilter{ProductGroup: "shoes", Limit: limit}
		check(what+"registry", collect(t, c.AllDocListV2(ctx(t), entries), number), notices)
		search := client.Search{DateFrom: "2020-01-01", Pagination: client.Pagination{Limit: limit}}
		check(what+"search", collect(t, c.AllSearchDocuments(ctx(t), search), func(row client.FoundDocument) string { return bare(row.FileID) }), notices)
	}
	check("gtins", collect(t, c.AllProductGTIN(ctx(t), "shoes"), func(gtin string) string { return gtin }), []string{shoesGTIN})
	check("info", collect(t, c.AllCISInfo(ctx(t), "", codes), func(i client.CISInfo) string { return i.Code.CIS }), codes)
	check("receipts", collect(t, c.AllReceiptListV2(ctx(t), client.RegistryFilter{ProductGroup: "shoes", Types: []string{"RECEIPT"}}), number), nil)
	check("imports", collect(t, c.AllSearchV2(ctx(t), client.Search{Type: client.SearchImports}), func(i client.FoundImport) string { return i.Number }), nil)
	for range c.AllCISListV2(ctx(t), client.CodeFilter{CIS: codes[:1], Limit: 2}) {
		break // nothing panics
	}
}

// TestDocumentPages walks over outgoing and incoming documents, from an offset too.
func TestDocumentPages(t *testing.T) {
	s := world(t)
	sender, taker := as(t, s, owner), as(t, s, receiver)
	var ids []string
	for range 5 {
		ids = append(ids, must[client.Sent](t)(sender.Send(ctx(t), must[*client.Document](t)(client.NewAct(boxAct())))).ID)
	}
	slices.Reverse(ids) // newest first
	id := func(d client.ListedDocument) string { return d.ID }
	for _, limit := range []int{0, 1, 2, 5, 6} {
		if got := collect(t, sender.AllOutgoingDocuments(ctx(t), client.ListFilter{Limit: limit}), id); !slices.Equal(got, ids) {
			t.Errorf("limit %d: %q", limit, got)
		}
		if got := collect(t, taker.AllIncomingDocuments(ctx(t), client.ListFilter{Limit: limit, Offset: 2}), id); !slices.Equal(got, ids[2:]) {
			t.Errorf("limit %d, from 2: %q", limit, got)
		}
	}
}

// TestPagesThatDoNotGoOn: a system that gives the same page again and again ends
// the walk with an error, and so does a page that cannot be had.
func TestPagesThatDoNotGoOn(t *testing.T) {
	c := answered(t, answering(200, "application/json", `{"results":[{"number":"1","receivedAt":"2026-11-22T12:00:00.000Z"},{"number":"2"}],"total":2}`))
	rows, last := 0, error(nil)
	for _, err := range c.AllDocListV2(ctx(t), client.RegistryFilter{Limit: 2}) {
		if last = err; err == nil {
			rows++
		}
	}
	if rows != 2 || last == nil || !strings.Contains(last.Error(), `behind "2" the same 2 rows come again`) {
		t.Errorf("%d rows, %v", rows, last)
	}

	pages := 0
	c = answered(t, transport(func(r *http.Request) (*http.Response, error) {
		if pages++; pages == 2 {
			return response(r, 500, "application/json", `{"error_message":"Ошибка при выполнении запроса"}`), nil
		}
		return response(r, 200, "application/json", `[{"fileId":"1"},{"fileId":"2"}]`), nil
	}))
	rows = 0
	for _, err := range c.AllSearchDocuments(ctx(t), client.Search{Pagination: client.Pagination{Limit: 2}}) {
		if last = err; err == nil {
			rows++
		}
	}
	if rows != 2 || last == nil || !strings.Contains(last.Error(), "500") {
		t.Errorf("%d rows, %v", rows, last)
	}
}

// TestPagesByKey: a list by key is asked for what stands behind its last row, by
// the names of the method.
func TestPagesByKey(t *testing.T) {
	var asked []string
	c := answered(t, transport(func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		asked = append(asked, q.Get("uit")+" "+q.Get("orderedColumnValue")+" "+q.Get("pageDir"))
		rows := []string{} // the page that begins with what it was asked for
		for i := 0; i < 7; i++ {
			if code := fmt.Sprintf("c%d", i); code >= q.Get("uit") && len(rows) < 3 {
				rows = append(rows, fmt.Sprintf(`{"cis":%q,"emissionDate":"2026-11-22T12:00:0%d.000Z"}`, code, i))
			}
		}
		return response(r, 200, "application/json", `{"total":7,"results":[`+strings.Join(rows, ",")+`]}`), nil
	}))
	got := collect(t, c.AllCISListV2(ctx(t), client.CodeFilter{Limit: 3}), func(l client.ListedCode) string { return l.CIS })
	if fmt.Sprint(got) != "[c0 c1 c2 c3 c4 c5 c6]" || fmt.Sprintf("%q", asked) != `["  " "c2 2026-11-22T12:00:02.000Z NEXT" "c4 2026-11-22T12:00:04.000Z NEXT" "c6 2026-11-22T12:00:06.000Z NEXT"]` {
		t.Errorf("%q by %q", got, asked)
	}
}

// TestChildrenOfPackages: pages of packages are walked over, whatever their size, and a group without
// pages gives all at once.
func TestChildrenOfPackages(t *testing.T) {
	s := world(t)
	c := as(t, s, owner)
	for _, limit := range []int{0, 1, 10, 50, 51} {
		packs := 0
		for packed, err := range c.AllAggregatedList(ctx(t), client.AggregatedQuery{ProductGroup: "tobacco", Codes: []string{box}, ChildrenLimit: limit}) {
			if err != nil {
				t.Fatal(err)
			}
			if packed.Package != box || len(packed.Contents) != 10 {
				t.Errorf("%+v", packed)
			}
			packs++
		}
		if packs != 50 {
			t.Errorf("limit %d: %d blocks", limit, packs)
		}
	}
}

// TestPagesOfPackages: every code of two packages comes once; a system that gives one page again
// and again ends the walk.
func TestPagesOfPackages(t *testing.T) {
	var asked []string
	c := answered(t, transport(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.Query().Get("childrenPage"))
		page := map[string]string{
			"1": `{"a":{"a1":[],"a2":["x"]},"b":{"b1":[],"b2":[]}}`, "2": `{"a":{"a3":[],"a4":[]},"b":{"b3":[]}}`, "3": `{"a":{},"b":{}}`,
		}[r.URL.Query().Get("childrenPage")]
		return response(r, 200, "application/json", page), nil
	}))
	q := client.AggregatedQuery{ProductGroup: "shoes", Codes: []string{"a", "b"}, ChildrenLimit: 2}
	name := func(p client.Packed) string { return p.Package + p.CIS + fmt.Sprint(len(p.Contents)) }
	if got := collect(t, c.AllAggregatedList(ctx(t), q), name); fmt.Sprint(got, asked) != "[aa10 aa21 bb10 bb20 aa30 aa40 bb30] [1 2 3]" {
		t.Errorf("%q by %q", got, asked)
	}
	q.ChildrenPage = 2
	if got := collect(t, c.AllAggregatedList(ctx(t), q), name); fmt.Sprint(got) != "[aa30 aa40 bb30]" {
		t.Errorf("from page 2: %q", got)
	}
	c = answered(t, answering(200, "application/json", `{"a":{"a1":[],"a2":[]}}`))
	if got := collect(t, c.AllAggregatedList(ctx(t), q), name); fmt.Sprint(got) != "[aa10 aa20]" {
		t.Errorf("a system without pages: %q", got)
	}
	c = answered(t, answering(403, "application/json", `{"error_message":"нет"}`))
	for _, err := range c.AllAggregatedList(ctx(t), q) {
		if !errors.Is(err, client.ErrForbidden) {
			t.Error(err)
		}
	}
}

// bare is the id of a notice without the prefix of its fileId, under which the
// registry has it as well.
func bare(id string) string { return strings.TrimPrefix(id, "KZ_EAES_") }
