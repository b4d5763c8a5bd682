package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// TestWalksEndWithTheirClients: a walk over more than a thousand records ends when
// the client has left.
func TestWalksEndWithTheirClients(t *testing.T) {
	s := Run(t, WithWorld("empty"), WithClock(goldenNow), WithJournal(3000))
	err := s.World().Update(func(tx *state.Tx) error {
		for i := range 3000 {
			if err := tx.PutParticipant(state.Participant{BIN: fmt.Sprintf("%012d", i), Name: "A"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.core.worlds.Get(pipeline.DefaultWorld)
	if err != nil {
		t.Fatal(err)
	}
	for range 3000 {
		w.Journal.Add(pipeline.Entry{Route: "none"})
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for path, body := range map[string]string{
		"GET /_mock/participants?limit=10000": "",
		"GET /_mock/requests?route=other":     "",
		"POST /_mock/requests/count":          `{"route": "other"}`,
		"GET /_mock/requests/wait?count=1":    "",
	} {
		method, path, _ := strings.Cut(path, " ")
		for name, ctx := range map[string]context.Context{"gone": gone, "here": t.Context()} {
			if name == "here" && strings.Contains(path, "wait") {
				continue
			}
			r := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(ctx)
			r.Host = "127.0.0.1"
			answer := httptest.NewRecorder()
			left := ended(func() { s.core.http.Handler.ServeHTTP(answer, r) }) || answer.Code == 499 && answer.Body.Len() == 0
			if left != (name == "gone") || !left && answer.Code != http.StatusOK {
				t.Errorf("%s %s, the client is %s: %d %.100s", method, path, name, answer.Code, answer.Body)
			}
		}
	}
}

// walks are calls of the methods that may go through many records, by method; in
// <ORDER>, <BOXES> and the like stands what crowded makes.
var walks = map[string]struct{ ask, body, shows string }{
	"auth.simpleSignIn":         {"", `{"uuid": "<UUID>", "data": "<SIGNED>"}`, ""},
	"cises.orders.result":       {"/cises/orders/<ORDER>/result", "", ""},
	"cis.cises-units-count":     {"", "<BOXES>", ""},
	"cises.aggregated.list":     {"?pg=tobacco", "<BOXES>", ""},
	"cises.aggregated.list.get": {"?pg=tobacco&codes=<BOX>", "", ""},
	"cises.listV2":              {"?cis=<PACKS>&emissionDateFrom=2020-01-01T00:00:00.000Z", "", `"total":4`},
	"products.listV2":           {"?cis=<PACKS>&emissionDateFrom=2021-01-01T00:00:00.000Z", "", `"total":4`},
	"product.gtin":              {"?pg=tobacco", "", ""},
	"products.info":             {"?cis=<BOX>", "", ""},
	"edo.outgoing":              {"", "", ""},
	"edo.incoming":              {"", "", ""},
	"documents.search":          {"", `{"dateFrom": "2020-01-01", "pagination": {}}`, ""},
	"documents.searchV2":        {"", `{"documentType": "EAS_CROSSBORDER", "pagination": {}}`, ""},
	"doc.listV2":                {"?documentType=KZ_UPD&pg=tobacco", "", ""},
	"receipt.listV2":            {"?documentFormat=UPD&pg=tobacco", "", ""},
}

// brief are the methods that look at few records, whatever the world holds: those
// of one document, one product or a thousand codes.
var brief = []string{
	"auth.key", "cises.my", "cises.orders.status", "cises.info", "cises.list", "cises.history", "cises.history.old", "product.route.gtin",
	"elk.prequests", "elk.balance", "elk.balance.all", "edo.outgoing.body", "edo.incoming.body", "edo.outgoing.event", "edo.incoming.event",
	"edo.incoming.title", "edo.incoming.sign", "edo.outgoing.title", "edo.outgoing.sign", "edo.formal", "documents.info", "documents.introduce-goods",
	"documents.third-countries", "documents.writeOff", "documents.id.info", "receipt.info", "shipments.create", "shipments.status", "shipments.view",
	"import.shipment", "import.acceptancies", "import.status",
}

// crowded is a server with thousands of records of each kind, and the words that
// stand for some of them in calls.
func crowded(t *testing.T) (s *Server, words *strings.Replacer) {
	t.Helper()
	s = Run(t, WithWorld("spec"), WithClock(goldenNow))
	const many = 3000
	var boxes []string
	order := state.Order{UUID: "00000000-0000-4000-8000-000000000001", BIN: owner, GTIN: packGTIN, Status: state.OrderSuccess}
	var asked *state.Challenge
	err := s.World().Update(func(tx *state.Tx) (err error) {
		if boxes, err = (fixtures.Generate{GTIN: packGTIN, GTINs: []string{"04600266005755"}, OwnerBIN: owner, Status: dict.Applied, Count: 2, Pack: []int{40, 50}}).Into(tx); err != nil {
			return err
		}
		whole, err := tx.Code(boxes[0])
		if err != nil {
			return err
		}
		for range many {
			order.Result = append(order.Result, whole)
			asked = tx.NewChallenge()
		}
		for i := range many {
			p := *tx.Product(packGTIN)
			if p.GTIN = cis.PadGTIN(fmt.Sprintf("99%d", i)); tx.Product(p.GTIN) == nil {
				if err := tx.PutProduct(p); err != nil {
					return err
				}
			}
			number := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
			d := state.Document{ID: number, Number: number, Type: state.Withdrawal, Reason: "1", Supplier: owner, Consignee: owner, Received: tx.Now(), DocState: state.DocState{Registry: state.CheckedOK}}
			if err := tx.Import().Document(&d); err != nil {
				return err
			}
		}
		return tx.Import().Order(order)
	})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign(owner, []byte("something else"), client.Attached)
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(boxes)
	if err != nil {
		t.Fatal(err)
	}
	return s, strings.NewReplacer("<ORDER>", order.UUID, "<BOXES>", string(list), "<BOX>", url.QueryEscape(boxes[0]), "<PACKS>", packGTIN,
		"<UUID>", asked.UUID, "<SIGNED>", base64.StdEncoding.EncodeToString(signed))
}

// TestLookupsEndWithTheirClients: so do the walks of the True-API, of every method of
// its table that has one; nothing is written, and the journal says why.
func TestLookupsEndWithTheirClients(t *testing.T) {
	s, words := crowded(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, r := range Routes() {
		w, walking := walks[r.Name]
		if r.Control || slices.Contains(brief, r.Name) {
			continue
		}
		if !walking {
			t.Errorf("%s is named neither among the walks nor among the brief: where does it go through many records?", r.Name)
			continue
		}
		path := r.Path
		if strings.HasPrefix(w.ask, "/") {
			path = strings.TrimSuffix(s.TrueAPI(), "/")[len(s.URL):]
		}
		for _, ctx := range []context.Context{gone, t.Context()} { // the second finds nothing that the first found half
			q := httptest.NewRequest(r.Method, path+words.Replace(w.ask), strings.NewReader(words.Replace(w.body))).WithContext(ctx)
			q.Header.Set("Authorization", "Bearer "+s.Token(owner))
			q.Header.Set("Content-Type", "application/json")
			answer := httptest.NewRecorder()
			s.core.http.Handler.ServeHTTP(answer, q)
			entries, _ := s.world.Journal.Entries()
			last := entries[len(entries)-1]
			left := answer.Code == 499 && answer.Body.Len() == 0 && last.Status == 499 && last.Problem == "client.left"
			if left != (ctx == gone) || answer.Code >= 500 || !left && !strings.Contains(answer.Body.String(), w.shows) {
				t.Errorf("%s, the client is gone: %t: %d %.200s, in the journal %d %s: %s", r.Name, ctx == gone, answer.Code, answer.Body, last.Status, last.Problem, last.Why)
			}
		}
	}
}

// ended tells whether a call ended as one whose stream broke.
func ended(call func()) (broken bool) {
	defer func() { broken = recover() != nil }()
	call()
	return false
}
