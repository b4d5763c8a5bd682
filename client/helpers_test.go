package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

// owner owns the published box; receiver takes goods of them. trader has codes
// of shoes.
const (
	owner    = "940517350290"
	receiver = "970425450202"
	trader   = "820215300112"

	box  = "010460026600575520021121051210AL65588523"
	pack = "00000046082251PW?&;Ge"

	packGTIN  = "00000046082251"
	shoesGTIN = "04610046110210"
)

// keys are made once for a whole run of tests: making one takes a while.
var keys sync.Map

func keyOf(t testing.TB, bin string) client.Key {
	t.Helper()
	if k, ok := keys.Load(bin); ok {
		return k.(client.Key)
	}
	k, err := pki.Issue(pki.Request{BIN: bin, Name: "ИВАНОВ ИВАН", Organisation: "ТОО " + bin})
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := keys.LoadOrStore(bin, client.Key{Key: k})
	return kept.(client.Key)
}

// quick repeats at once: the tests wait for nothing.
func quick() client.Retry {
	return client.Retry{Attempts: 4, Wait: time.Microsecond, Longest: time.Second, Timeout: 30 * time.Second, Settle: 10 * time.Microsecond}
}

// world is a double whose documents are processed at once.
func world(t testing.TB, options ...server.Option) *server.Server {
	t.Helper()
	return server.Run(t, append([]server.Option{server.WithWorld("spec"), server.WithProcessing("instant"), server.WithClock("2026-11-22T12:00:00Z")}, options...)...)
}

// as is a client of the double that signs as a participant.
func as(t testing.TB, s *server.Server, bin string, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(s.URL, append([]client.Option{client.WithSigner(keyOf(t, bin)), client.WithRetry(quick())}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// control makes a control call, which has to succeed, and reads its answer into out.
func control(t testing.TB, s *server.Server, method, path string, body, out any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(method, s.URL+"/_mock"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %s %v", method, path, resp.Status, answer, err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			t.Fatalf("%s %s: %s", method, path, err)
		}
	}
}

// pairs are codes of shoes that the trader has in a status.
func pairs(t testing.TB, s *server.Server, n int, status string) []string {
	t.Helper()
	s.Token(trader) // they are registered by it
	type products struct {
		Products []map[string]string `json:"products"`
	}
	if s.World().Snapshot().Product(shoesGTIN) == nil {
		control(t, s, "POST", "/dataset", products{[]map[string]string{{"gtin": shoesGTIN, "productGroup": "shoes", "name": "Туфли", "packageType": "UNIT"}}}, nil)
	}
	var out struct{ Items []string }
	control(t, s, "POST", "/codes/generate", map[string]any{"gtin": shoesGTIN, "ownerBin": trader, "status": status, "count": n}, &out)
	return out.Items
}

// must stops the test for an error: must(t)(call()).
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// boxAct is the act by which the owner of the published box gives it away.
func boxAct() doc.Act {
	return doc.Act{
		SupplierInfo:  doc.Party{IdentificationCode: owner},
		ConsigneeInfo: doc.Party{Name: "ИП ПОЛУЧАТЕЛЬ", IdentificationCode: receiver},
		ProductList:   []doc.ICode{{CIS: box, Count: 500}},
		ProductTotals: []doc.GTIN{{GTIN: packGTIN, Count: 500}},
	}
}

func notice(bin, reason string, codes ...string) doc.Notice {
	n := doc.Notice{
		Reason: reason, ParticipantInfo: doc.Party{IdentificationCode: bin},
		OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: "158", DocDate: "20.11.2026"},
	}
	for _, code := range codes {
		n.ProductList = append(n.ProductList, doc.ICode{CIS: code})
	}
	return n
}

func ctx(t testing.TB) context.Context { return t.Context() }

func itoa(n client.Number) string { return strconv.FormatInt(int64(n), 10) }
