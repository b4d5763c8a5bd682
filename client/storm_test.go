package client_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// weather does to requests and answers what networks, gateways and systems do.
type weather struct {
	lock   sync.Mutex
	random *rand.Rand
	faults int
}

// RoundTrip lets two of three requests pass unharmed.
func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	w.lock.Lock()
	n := w.random.IntN(60)
	if n < 20 {
		w.faults++
	}
	w.lock.Unlock()
	switch { // before it arrives
	case n < 3:
		return nil, io.ErrUnexpectedEOF
	case n < 5:
		return response(r, 429, "application/json", `{"error_message":"Превышено допустимое количество запросов"}`), nil
	case n < 7:
		resp := response(r, 503, "application/json", `{"error_message":"Удаленная система недоступна"}`)
		resp.Header.Set("Retry-After", "0")
		return resp, nil
	case n < 8:
		return response(r, 401, "application/xml", "<InvalidTokenException><error>invalid_token</error><error_description>Access token expired</error_description></InvalidTokenException>"), nil
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || n >= 20 {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	switch { // when it has happened
	case err != nil || n < 13:
		return nil, io.ErrUnexpectedEOF
	case n < 15:
		return response(r, 502, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>"), nil
	case n < 17:
		return response(r, 200, "text/html", "<html>Please wait</html>"), nil
	case n < 18:
		return response(r, 504, "application/json", `{"error_message":"Отсутствует ответ системы"}`), nil
	}
	cut := response(r, resp.StatusCode, resp.Header.Get("Content-Type"), string(body[:len(body)/2]))
	cut.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(body[:len(body)/2])), broken{}))
	return cut, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// persist sends a document until it is known what became of it.
func persist(t *testing.T, c *client.Client, d *client.Document) client.Sent {
	t.Helper()
	for range 100 {
		sent, err := c.Send(t.Context(), d)
		if err == nil {
			return sent
		}
		if failed := new(client.Error); !errors.As(err, &failed) {
			t.Fatal(err)
		} else if refused := failed.Status == 400 || failed.Status == 422; refused && !errors.Is(err, client.ErrUncertain) {
			t.Fatalf("%s of %s: %s", d.Kind, d.FileID, err)
		}
	}
	t.Fatalf("%s of %s did not get through", d.Kind, d.FileID)
	return client.Sent{}
}

// TestStorm: in bad weather every document takes effect exactly once.
func TestStorm(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { storm(t, seed) })
	}
}

func storm(t *testing.T, seed uint64) {
	s := world(t)
	bad := &weather{random: rand.New(rand.NewPCG(seed, 0))}
	patient := quick()
	patient.Attempts = 6
	through := func(bin string) *client.Client {
		return as(t, s, bin, client.WithTransport(bad), client.WithRetry(patient))
	}
	sender, taker := through(trader), through(receiver)
	s.Token(receiver)

	var all sync.WaitGroup
	codes := pairs(t, s, 24, "INTRODUCED")
	acts := make([]string, 12)
	notices := make([]*client.Document, 12)
	for i := range 12 {
		act := doc.Act{
			SupplierInfo: doc.Party{IdentificationCode: trader}, ConsigneeInfo: doc.Party{IdentificationCode: receiver},
			ProductList: []doc.ICode{{CIS: codes[i]}}, ProductTotals: []doc.GTIN{{GTIN: shoesGTIN, Count: 1}},
		}
		handed := must[*client.Document](t)(client.NewAct(act))
		notices[i] = must[*client.Document](t)(client.NewWithdrawal(notice(trader, "1", codes[12+i])))
		all.Go(func() {
			acts[i] = persist(t, sender, handed).ID
			if sent := persist(t, sender, notices[i]); sent.ID != notices[i].FileID {
				t.Errorf("the notice %s came to %+v", notices[i].FileID, sent)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	everyOneOnce(t, s)
	for i, id := range acts {
		approve(t, taker, id)
		if c := s.World().Code(codes[i]); c.OwnerBIN != receiver {
			t.Errorf("the code of act %s belongs to %s", id, c.OwnerBIN)
		}
		if c := s.World().Code(codes[12+i]); c.Status.String() != "WRITTEN_OFF" {
			t.Errorf("the code of notice %s is %s", notices[i].FileID, c.Status)
		}
	}
	if bad.faults < 30 {
		t.Errorf("the weather was fine: %d faults", bad.faults)
	}
}

// approve approves a document, until it is known that it was.
func approve(t *testing.T, c *client.Client, id string) {
	t.Helper()
	var err error
	for range 100 {
		if err = c.Approve(t.Context(), id); err == nil {
			return
		}
		// A title cannot be made of what is approved already.
		if failed := new(client.Error); errors.As(err, &failed) && failed.Status == 400 {
			return
		}
	}
	t.Errorf("act %s was not approved: %s", id, err)
}

// everyOneOnce looks at the documents from inside: one of each fileId.
func everyOneOnce(t *testing.T, s *server.Server) {
	t.Helper()
	count := map[string]int{}
	s.World().Snapshot().Documents("", func(d *state.Document) bool {
		count[d.FileID]++
		return true
	})
	if len(count) != 24 {
		t.Errorf("%d documents arrived", len(count))
	}
	for id, n := range count {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
}

// TestRegisteredAlready: «already registered» for a document that may have been
// sent is as good as an answer, and an error for one that was not.
func TestRegisteredAlready(t *testing.T) {
	posts := 0
	registered := func(lost int) *client.Client {
		posts = 0
		c, err := client.New(client.Stage, client.WithToken("x"), client.WithRetry(quick()), client.WithTransport(transport(func(r *http.Request) (*http.Response, error) {
			if r.Method == "GET" {
				return response(r, 404, "application/json", `{"error_message":"Документ с указанным идентификатором не найден"}`), nil
			}
			if posts++; posts <= lost {
				return nil, io.ErrUnexpectedEOF
			}
			return response(r, 422, "application/json", `{"error_message":"Документ с KZ_EAES_x уже зарегистрирован в ИС МПТ"}`), nil
		})))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	d := must[*client.Document](t)(client.NewWithdrawal(notice(trader, "1", "c")))
	if _, err := registered(0).SendSigned(ctx(t), d, []byte("x")); err == nil || posts != 1 || errors.Is(err, client.ErrUncertain) {
		t.Errorf("a fileId of another document: %v", err)
	}
	if sent, err := registered(1).SendSigned(ctx(t), d, []byte("x")); err != nil || sent.ID != d.FileID || posts != 2 {
		t.Errorf("the own one: %+v, %v", sent, err)
	}
	if _, err := registered(99).SendSigned(ctx(t), d, []byte("x")); !errors.Is(err, client.ErrUncertain) || posts != 4 {
		t.Errorf("no answer at all: %v after %d", err, posts)
	}
	if sent, err := registered(0).SendSigned(ctx(t), d, []byte("x")); err != nil || sent.ID != d.FileID || posts != 1 {
		t.Errorf("once more, what was uncertain: %+v, %v", sent, err)
	}
	shipment := must[*client.Document](t)(client.ReadDocument(client.Shipment, []byte("{}")))
	if _, err := registered(1).SendSigned(ctx(t), shipment, []byte("x")); !errors.Is(err, client.ErrUncertain) || posts != 1 {
		t.Errorf("a shipment: %v after %d", err, posts)
	}
	if _, err := registered(0).Find(ctx(t), shipment); err == nil {
		t.Error("a shipment was found")
	}
	if id, err := registered(0).Find(ctx(t), d); err != nil || id != "" {
		t.Errorf("found is %q, %v", id, err)
	}
}
