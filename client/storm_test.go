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
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
)

// weather does to requests and answers what networks, gateways and systems do.
type weather struct {
	lock   sync.Mutex
	random *rand.Rand
	calls  int
	faults int
}

// RoundTrip lets two of three requests pass unharmed.
func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	w.lock.Lock()
	n := w.random.IntN(60)
	if w.calls++; n < 20 {
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
	var err error
	for range 100 {
		var sent client.Sent
		if sent, err = c.Send(t.Context(), d); err == nil {
			return sent
		}
		if failed := new(client.Error); !errors.As(err, &failed) {
			t.Fatal(err)
		} else if refused := failed.Status == 400 || failed.Status == 422; refused && !errors.Is(err, client.ErrUncertain) {
			t.Fatalf("%s of %s: %s", d.Kind, d.FileID, err)
		}
	}
	t.Fatalf("%s of %s did not get through: %s", d.Kind, d.FileID, err)
	return client.Sent{}
}

// TestStorm: in bad weather every document, and every decision, takes effect exactly once.
func TestStorm(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint("network ", seed), func(t *testing.T) {
			bad := &weather{random: rand.New(rand.NewPCG(seed, 0))}
			storm(t, world(t), client.WithTransport(bad))
			if bad.calls < 100 || bad.faults*5 < bad.calls { // how many there are is a matter of luck
				t.Errorf("the weather was fine: %d faults in %d calls", bad.faults, bad.calls)
			}
		})
	}
	t.Run("double", func(t *testing.T) {
		s := world(t)
		for _, f := range []mock.Fault{
			{Drop: "reset"},
			{Drop: "empty"},
			{Error: "unavailable"},
			{Error: "no-answer"},
			{Phase: "authenticated", ExpireToken: true},
			{Phase: "written", Drop: "reset"},
			{Phase: "written", Drop: "truncate"},
			{Phase: "written", Status: 502, Body: []byte(`"<html>"`)},
			{Phase: "handled", Status: 500},
			{Status: 429, RetryAfter: 0},
			{Delay: &mock.Delay{LogNormal: &mock.LogNormal{Median: "1ms", Sigma: 1}}},
			{Dribble: "5ms"},
			{Stale: "300ms", Match: mock.FaultMatch{Method: "GET", Path: "/edo-api/*"}},
			{Stale: "300ms", Match: mock.FaultMatch{Method: "GET", Path: "/documents/*"}},
		} {
			f.Match.Probability = new(0.05)
			must[[]mock.KeptFault](t)(s.Fault(f))
		}
		storm(t, s)
		acted := 0
		for _, kept := range must[[]mock.KeptFault](t)(must[*mock.Client](t)(s.Control()).Faults(t.Context())) {
			acted += kept.Acted
		}
		if acted < 60 {
			t.Errorf("the weather was fine: %d faults", acted)
		}
	})
}

// storm plays all journeys at once, each of them three times.
func storm(t *testing.T, s *server.Server, options ...client.Option) {
	const times = 3
	patient := quick()
	patient.Attempts = 6
	options = append(options, client.WithRetry(patient))
	all := &stormy{s, as(t, s, trader, options...), as(t, s, receiver, options...), as(t, s, trader, client.WithTransport(http.DefaultTransport), client.WithRetry(patient))}
	s.Token(receiver) // they are registered by it

	var under sync.WaitGroup
	codes := map[string][]string{}
	documents, decisions := 0, 0
	for _, j := range journeys {
		if j.begins != "" {
			codes[j.name] = pairs(t, s, times, j.begins)
		}
		for i := range times {
			if j.begins == "" {
				codes[j.name] = append(codes[j.name], fmt.Sprintf("0104610046110210213Q3PzfAjoWo%02d", i))
			}
			documents, decisions = documents+j.documents, decisions+j.decisions
			code := codes[j.name][i]
			under.Go(func() { j.run(t, all, code) })
		}
	}
	under.Wait()
	if t.Failed() {
		return
	}
	everyOneOnce(t, s, documents, decisions)
	for _, j := range journeys {
		for _, code := range codes[j.name] {
			if c := s.World().Code(code); c.OwnerBIN != j.owner || c.Status.String() != j.status {
				t.Errorf("%s: the code is %s of %s, not %s of %s", j.name, c.Status, c.OwnerBIN, j.status, j.owner)
			}
		}
	}
}

// everyOneOnce looks at the documents from inside: one of each fileId, or of each shipment that was accepted,
// and one signed title for each decision.
func everyOneOnce(t *testing.T, s *server.Server, documents, decisions int) {
	t.Helper()
	count, signed := map[string]int{}, 0
	s.World().Snapshot().Documents("", func(d *state.Document) bool {
		for _, title := range d.Titles {
			if title.Signature != nil {
				signed++
			}
		}
		if d.Type != state.ForeignShipment {
			count[d.FileID+d.Corrects]++
		}
		return true
	})
	if len(count) != documents || signed != decisions {
		t.Errorf("%d documents arrived and %d decisions were taken, not %d and %d", len(count), signed, documents, decisions)
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
