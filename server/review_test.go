package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/xsd/doc"
)

// reviewee makes one call and gives what is answered.
type reviewee struct {
	t *testing.T
	s *Server
}

func (c reviewee) call(method, path, body string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, c.s.TrueAPI()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.s.Token(owner))
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.s.Client().Do(req)
	if err != nil {
		return 0, "" // a fault
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, ""
	}
	return resp.StatusCode, string(text)
}

// badClients are clients by the finding that they show.
var badClients = map[string]func(*testing.T, *Server){
	"token-per-call": func(t *testing.T, s *Server) {
		key, err := s.Key(owner)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			c, err := client.New(s.URL, client.WithSigner(key))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.BalanceAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	},
	"polls-without-pause": func(t *testing.T, s *Server) {
		_, uuid := reviewee{t, s}.call("POST", "/cises/my", `{"gtin":"00000046082251"}`)
		for range 6 {
			reviewee{t, s}.call("GET", "/cises/orders/"+strings.Split(uuid, `"`)[3]+"/status", "")
		}
	},
	"ignores-retry-after": func(t *testing.T, s *Server) {
		breaks(t, s, mock.Fault{Match: mock.FaultMatch{Route: "elk.balance.all", Times: 1}, Status: 429, RetryAfter: 30})
		for range 2 {
			reviewee{t, s}.call("GET", "/elk/product-groups/balance/all", "")
		}
	},
	"sends-twice": func(t *testing.T, s *Server) {
		breaks(t, s, mock.Fault{Match: mock.FaultMatch{Route: "documents.writeOff", Times: 1}, Phase: "written", Drop: "empty"})
		for range 2 {
			reviewee{t, s}.call("POST", "/documents/writeOff", withdrawalBody(t))
		}
	},
	"batches-of-one": func(t *testing.T, s *Server) {
		for range 10 {
			reviewee{t, s}.call("POST", "/cises/info", `["`+box+`"]`)
		}
	},
	"first-page-only": func(t *testing.T, s *Server) {
		sendMany(t, s, 3)
		reviewee{t, s}.call("GET", "/edo-api/outgoing-documents?limit=2", "")
		reviewee{t, s}.call("GET", "/elk/product-groups/balance/all", "")
	},
	"relies-on-order": func(t *testing.T, s *Server) {
		sendMany(t, s, 3)
		for range 3 {
			_, list := reviewee{t, s}.call("GET", "/edo-api/outgoing-documents", "")
			_, first, _ := strings.Cut(list, `"id":"`)
			reviewee{t, s}.call("GET", "/edo-api/outgoing-documents/"+first[:36]+"/base64", "")
		}
	},
	"ignores-errors": func(t *testing.T, s *Server) {
		xml := draft{bin: owner, reason: "1", goods: []string{"00046002660143829999"}}.notice()
		reviewee{t, s}.call("POST", "/documents/writeOff", jsonOf(t, map[string]string{"document": enc(xml), "signature": signature(t, owner, []byte(xml))}))
		if err := s.Clock().Advance(time.Hour); err != nil {
			t.Fatal(err)
		}
		reviewee{t, s}.call("GET", "/elk/product-groups/balance/all", "")
	},
	"token-in-url": func(t *testing.T, s *Server) {
		reviewee{t, s}.call("GET", "/elk/product-groups/balance/all?access_token="+s.Token(owner), "")
	},
}

func breaks(t *testing.T, s *Server, f mock.Fault) {
	t.Helper()
	if _, err := s.Fault(f); err != nil {
		t.Fatal(err)
	}
}

func withdrawalBody(t *testing.T) string {
	xml := draft{bin: owner, reason: "1", goods: []string{box}}.notice()
	return jsonOf(t, map[string]string{"document": enc(xml), "signature": signature(t, owner, []byte(xml))})
}

// sendMany sends acts that will fail: they stand in the lists all the same.
func sendMany(t *testing.T, s *Server, n int) {
	t.Helper()
	c, err := s.As(owner)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		d, err := client.NewAct(doc.Act{
			SupplierInfo: doc.Party{IdentificationCode: owner}, ConsigneeInfo: doc.Party{Name: "ИП", IdentificationCode: receiver},
			ProductList: []doc.ICode{{CIS: box, Count: 500}}, ProductTotals: []doc.GTIN{{GTIN: packGTIN, Count: 500}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheDoctorFinds: each finding has a client that shows it, with evidence.
func TestTheDoctorFinds(t *testing.T) {
	s := Run(t)
	for name, misbehave := range badClients {
		t.Run(name, func(t *testing.T) {
			w := s.Fork(t)
			misbehave(t, w)
			d, err := w.Doctor()
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(d.Findings, func(f mock.Habit) bool { return f.Name == name })
			if i < 0 {
				t.Fatalf("it finds %+v", d.Findings)
			}
			f := d.Findings[i]
			if f.BIN != owner || len(f.Evidence) == 0 || f.What == "" || f.Advice == "" || !slices.Contains([]string{"error", "warning", "note"}, f.Severity) {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestTheDoctorLeavesGoodClientsAlone: the client of this project, in all that it does.
func TestTheDoctorLeavesGoodClientsAlone(t *testing.T) {
	s := Run(t, WithProcessing("instant"))
	c, err := s.As(owner, client.WithRetry(client.Retry{Attempts: 4, Wait: time.Microsecond, Longest: time.Second, Timeout: 30 * time.Second, Settle: time.Microsecond}))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, err := c.CISInfo(t.Context(), "", box, pack); err != nil {
			t.Fatal(err)
		}
	}
	breaks(t, s, mock.Fault{Match: mock.FaultMatch{Route: "documents.writeOff", Times: 1}, Phase: "written", Drop: "empty"})
	written, err := client.NewWithdrawal(doc.Notice{
		Reason: "1", ParticipantInfo: doc.Party{IdentificationCode: owner}, OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: "1", DocDate: "20.11.2026"},
		ProductList: []doc.ICode{{CIS: box}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := c.Send(t.Context(), written)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.DocumentInfo(t.Context(), sent.ID); err != nil {
		t.Fatal(err)
	}
	for _, err := range c.AllOutgoingDocuments(t.Context(), client.ListFilter{Limit: 2}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := s.Doctor()
	if err != nil || len(d.Findings) > 0 || !d.Complete || d.Requests < 25 {
		t.Errorf("%v, %+v", err, d)
	}
}

// TestCoverageIsExact: a journal that is known by count.
func TestCoverageIsExact(t *testing.T) {
	s := Run(t, WithProcessing("instant"), WithJournal(8))
	c := reviewee{t, s}
	for range 3 {
		c.call("POST", "/cises/info?pg=tobacco", `["`+box+`"]`)
	}
	c.call("GET", "/cises/history", "")
	c.call("GET", "/elk/product-groups/balance/all?shape=round", "")
	c.call("POST", "/documents/writeOff", withdrawalBody(t))
	want := map[string]int{
		"methods cises.info": 3, "methods cises.history": 1, "methods elk.balance.all": 1, "methods documents.writeOff": 1,
		"documents withdrawal": 1, "groups tobacco": 4, "errors * parameter.missing": 1, "rules query.unknown": 1,
	}
	check := func(complete bool, evicted uint64) {
		t.Helper()
		got, err := s.Coverage()
		if err != nil {
			t.Fatal(err)
		}
		if got.Complete != complete || got.Evicted != evicted {
			t.Errorf("complete %v, evicted %d", got.Complete, got.Evicted)
		}
		for _, section := range got.Sections {
			touched := 0
			for _, row := range section.Rows {
				if row.Count > 0 {
					touched++
				}
				if section.Name == "statuses" {
					continue
				}
				if name := section.Name + " " + row.Name; row.Count != want[name] {
					t.Errorf("%s: %d, not %d", name, row.Count, want[name])
				}
			}
			if touched != section.Touched || section.Total != len(section.Rows) || section.Total == 0 {
				t.Errorf("%s: %d of %d", section.Name, section.Touched, section.Total)
			}
		}
	}
	check(true, 0)
	for range 3 {
		c.call("GET", "/elk/product-groups/balance/all", "")
	}
	want["methods cises.info"], want["methods elk.balance.all"], want["groups tobacco"] = 2, 4, 3
	check(false, 1)
	if got, err := s.Coverage(); err != nil || !strings.Contains(fmt.Sprint(got.Sections[3].Rows), "withdrawal") {
		t.Errorf("%v %v", err, got)
	}
}

// TestCoverageOfUnknownCodes: a document may be about codes that nobody has.
func TestCoverageOfUnknownCodes(t *testing.T) {
	s := Run(t)
	badClients["ignores-errors"](t, s)
	if got, err := s.Coverage(); err != nil || got.Sections[1].Touched != 1 || got.Sections[2].Touched != 0 {
		t.Errorf("%v %+v", err, got)
	}
}
