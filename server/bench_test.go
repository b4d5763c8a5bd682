package server

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
)

// wire takes an answer as a connection would, and keeps the status alone.
type wire struct {
	header http.Header
	status int
}

func (w *wire) Header() http.Header         { return w.header }
func (w *wire) WriteHeader(status int)      { w.status = status }
func (w *wire) Write(p []byte) (int, error) { return len(p), nil }

// benchmarkCall sends the same call through the whole path of a request, but
// for the socket.
func benchmarkCall(b *testing.B, srv *Server, path, token, body string) {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, srv.TrueAPI()+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	text := bytes.NewReader([]byte(body))
	r.Body = io.NopCloser(text)
	w := &wire{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		text.Reset([]byte(body))
		clear(w.header)
		srv.core.http.Handler.ServeHTTP(w, r)
		if w.status != http.StatusOK {
			b.Fatalf("%s answers %d", path, w.status)
		}
	}
}

func BenchmarkCisesInfo(b *testing.B) {
	srv := Run(b, WithWorld("spec"))
	for name, code := range map[string]string{
		"box":  "010460026600575520021121051210AL65588523", // of 50 blocks, all in the answer
		"pack": "00000046082251!*c(bN1",
	} {
		b.Run(name, func(b *testing.B) {
			benchmarkCall(b, srv, "/cises/info", srv.Token(goldenOwner), fmt.Sprintf("[%q]", code))
		})
	}
}

// BenchmarkLog is a call with its line in the log, to a file, beside the same
// with errors alone in it.
func BenchmarkLog(b *testing.B) {
	for name, level := range map[string]slog.Level{"quiet": slog.LevelError, "file": slog.LevelInfo} {
		file, err := os.Create(filepath.Join(b.TempDir(), "log"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = file.Close() })
		srv := Run(b, WithWorld("spec"), WithLog(slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: level}))))
		b.Run(name, func(b *testing.B) {
			benchmarkCall(b, srv, "/cises/info", srv.Token(goldenOwner), `["010460026600575520021121051210AL65588523"]`)
		})
	}
}

// BenchmarkNew is the start of one server more in a process, as every test of
// a user pays for it.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		srv, err := New(WithListen("127.0.0.1:0"))
		if err != nil {
			b.Fatal(err)
		}
		_ = srv.Close()
	}
}

// BenchmarkSignIn is what the server does about a signed text: verify it and
// issue a token. The uuid stays good, since the clock stands still.
func BenchmarkSignIn(b *testing.B) {
	srv := Run(b, WithWorld("spec"), WithClock(goldenNow))
	var challenge *state.Challenge
	if err := srv.World().Update(func(tx *state.Tx) error { challenge = tx.NewChallenge(); return nil }); err != nil {
		b.Fatal(err)
	}
	key, err := pki.Issue(pki.Request{BIN: goldenOwner, Name: "ИВАНОВ ИВАН", Organisation: "ТОО ПРИМЕР"})
	if err != nil {
		b.Fatal(err)
	}
	cms, err := key.Sign([]byte(challenge.Data), pki.SignOptions{})
	if err != nil {
		b.Fatal(err)
	}
	benchmarkCall(b, srv, "/auth/simpleSignIn", "", fmt.Sprintf(`{"uuid":%q,"data":%q}`, challenge.UUID, base64.StdEncoding.EncodeToString(cms)))
}

// BenchmarkRegistryPage is a page of a hundred of doc/listV2, from the middle of
// what the caller has, where as many documents are others'.
func BenchmarkRegistryPage(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			srv := Run(b, WithWorld("spec"), WithClock(goldenNow))
			var middle string
			err := srv.World().Update(func(tx *state.Tx) error {
				for i := range 2 * n {
					number, bin := fmt.Sprintf("00000000-0000-4000-8000-%012d", i), []string{goldenOwner, receiver}[i%2]
					err := tx.Import().Document(&state.Document{
						ID: number, Number: number, Type: state.Withdrawal, Reason: "1", Supplier: bin, Goods: []state.Goods{{CIS: pack, Count: state.Uncounted}},
						Received: tx.Now() + state.Moment(i), DocState: state.DocState{Registry: state.CheckedOK},
					})
					if err != nil {
						return err
					}
					if i == n {
						middle = number
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			benchmarkCall(b, srv, "/doc/listV2?did="+middle, srv.Token(goldenOwner), "")
		})
	}
}

// BenchmarkDocumentsOfADataset: one takes as long among many that are about others
// as among few.
func BenchmarkDocumentsOfADataset(b *testing.B) {
	srv := Run(b)
	for _, n := range []int{500, 4000} {
		var text strings.Builder
		text.WriteString(`
participants:
  - {bin: "050140008710", name: ТОО «Импорт», groups: {shoes: [IMPORTER]}}
  - {bin: "7731376812", name: ООО «Обувь Оптом», country: "643"}
products: [{gtin: "04650117240408", productGroup: shoes, name: Сапоги}]
shipments:`)
		for i := range n {
			fmt.Fprintf(&text, `
  - {exporter: ООО «Обувь Оптом», exporterInn: "7731376812", senderCountryCode: "643", receiver: ТОО «Импорт», receiverInn: "050140008710",
     documentNum: N-%[1]d, documentDate: "2025-10-06", transferDate: "2025-10-07", status: WAIT_ACCEPTANCE, products: [{cis: "010465011724040821%013[1]d"}]}`, i)
		}
		text.WriteString("\ndocuments:")
		for i := range n {
			fmt.Fprintf(&text, "\n  - {type: acceptance, about: N-%[1]d, codes: [\"010465011724040821%013[1]d\"]}", i)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			set, err := fixtures.Parse("many.yaml", []byte(text.String()))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := firstWorld(&srv.core.options, []*fixtures.Dataset{set}, srv.core.bots.Bring); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/document")
		})
	}
}
