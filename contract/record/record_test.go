package record_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/server"
)

const (
	owner = "940517350290"
	box   = "010460026600575520021121051210AL65588523"
)

// recorded makes a proxy in front of a double, lets use call it, and gives what
// the file has then.
func recorded(t *testing.T, use func(proxy *httptest.Server, s *server.Server, secret func(string))) (text string, file string) {
	t.Helper()
	s := server.Run(t, server.WithClock("2026-11-22T12:00:00Z"))
	file = filepath.Join(t.TempDir(), "stage.har")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w, err := record.NewWriter(out, "test")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var found []string
	recorder := record.NewRecorder(http.DefaultTransport, nil, func(e record.Exchange) {
		if err := w.Write(e); err != nil {
			t.Error(err)
		}
	})
	handler, err := record.NewProxy([]string{s.URL}, recorder)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(handler)
	t.Cleanup(proxy.Close)
	use(proxy, s, func(secret string) { mu.Lock(); found = append(found, secret); mu.Unlock() })
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range found {
		if len(secret) < 8 {
			t.Fatalf("%q is too short to be searched for", secret)
		}
		if bytes.Contains(whole, []byte(secret)) {
			t.Errorf("the recording holds %.60q", secret)
		}
	}
	return string(whole), file
}

// sniffer sees what a client really sends and gets.
type sniffer struct {
	secret func(string)
}

func (s sniffer) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "simpleSignIn") {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		var sent struct{ Data string }
		if err := json.Unmarshal(body, &sent); err != nil {
			return nil, err
		}
		s.secret(sent.Data)
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestNoSecretIsRecorded(t *testing.T) {
	text, file := recorded(t, func(proxy *httptest.Server, s *server.Server, secret func(string)) {
		m, err := mock.New(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		key, err := m.Key(t.Context(), mock.KeyFor{BIN: owner, Name: "ИВАНОВ ИВАН", Password: "correct horse"})
		if err != nil {
			t.Fatal(err)
		}
		signer, err := client.PKCS12(key.P12, key.Password)
		if err != nil {
			t.Fatal(err)
		}
		c, err := client.New(proxy.URL, client.WithSigner(signer), client.WithTransport(sniffer{secret: secret}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.CISInfo(t.Context(), "", box); err != nil {
			t.Fatal(err)
		}
		token, err := c.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		const opaque = "0f8fad5b-d9cb-469f-a165-70867728950e"
		for _, s := range []string{token, "correct horse", opaque, base64.StdEncoding.EncodeToString(key.P12)} {
			secret(s)
		}
		for _, header := range [][]string{
			{"Cookie", "tokenPart1=" + opaque}, {"Authorization", "Bearer" + token}, {"clientToken", opaque}, {"X-Api-Key", opaque},
		} {
			get(t, proxy.URL+"/api/v3/true-api/products/info?code="+opaque+"&token="+token, header...)
		}
	})
	if !strings.Contains(text, box) || !strings.Contains(text, "[redacted]") {
		t.Errorf("the recording lost what it is about: %.300s", text)
	}
	exchanges := read(t, file)
	if len(exchanges) != 8 {
		t.Errorf("there are %d exchanges", len(exchanges))
	}
	for _, e := range exchanges {
		if e.Status == 0 || e.Started.IsZero() || len(e.Answer) == 0 {
			t.Errorf("%s %s is recorded as %d, %s, %q", e.Method, e.URL, e.Status, e.Started, e.Answer)
		}
	}
}

func read(t *testing.T, file string) []record.Exchange {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	exchanges, err := record.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return exchanges
}

func get(t *testing.T, address string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header[header[i]] = []string{header[i+1]}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// TestReplayAnswersAsRecorded: the same program gets the same answers with the
// system gone.
func TestReplayAnswersAsRecorded(t *testing.T) {
	signer := func(t *testing.T, s *server.Server) client.Key {
		key, err := s.Key(owner)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	var key client.Key
	ask := func(t *testing.T, url string) (infos []client.CISInfo, _ error) {
		c, err := client.New(url, client.WithSigner(key))
		if err != nil {
			t.Fatal(err)
		}
		if infos, err = c.CISInfo(t.Context(), "", box, "no;thing%2F"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.History(t.Context(), "00000046082251PW?&;Ge"); err != nil {
			t.Fatal(err)
		}
		return infos, nil
	}
	var first []client.CISInfo
	_, file := recorded(t, func(proxy *httptest.Server, s *server.Server, _ func(string)) {
		key = signer(t, s)
		first, _ = ask(t, proxy.URL)
	})
	replay := record.NewReplay(read(t, file))
	served := httptest.NewServer(replay.Handler())
	defer served.Close()
	again, _ := ask(t, served.URL)
	if len(again) != len(first) || again[0].Code.CIS != first[0].Code.CIS || again[1].ErrorMessage != first[1].ErrorMessage {
		t.Errorf("recorded was %+v, replayed %+v", first, again)
	}
	if len(replay.Misses()) > 0 {
		t.Errorf("the replay misses %v", replay.Misses())
	}
	if status, text := get(t, served.URL+"/api/v3/true-api/elk/product-groups/balance/all"); status != 404 || !strings.Contains(text, "balance/all") {
		t.Errorf("what was not recorded is answered %d %s", status, text)
	}
}

// TestTheProxyPassesOnToTheAllowedOnly also as an HTTP proxy.
func TestTheProxyPassesOnToTheAllowedOnly(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer other.Close()
	recorded(t, func(proxy *httptest.Server, s *server.Server, _ func(string)) {
		via := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(must(t)(http.NewRequest("GET", proxy.URL, nil)).URL)}}
		for address, want := range map[string]int{other.URL + "/x": 403, s.URL + "/_mock/ready": 200} {
			req := must(t)(http.NewRequest("GET", address, nil))
			resp, err := via.Transport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%s is answered %d, not %d", address, resp.StatusCode, want)
			}
		}
	})
	if asked > 0 {
		t.Error("a system was asked that is not allowed")
	}
}

func must(t *testing.T) func(*http.Request, error) *http.Request {
	return func(r *http.Request, err error) *http.Request {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// TestHARGoesAndComes: what is written reads the same.
func TestHARGoesAndComes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := record.Exchange{
			Method: "POST", URL: "https://stage.ismet.kz/cises/" + rapid.StringMatching(`[a-z%20;&]{0,8}`).Draw(r, "path"),
			Header: http.Header{"Accept": {"*/*"}}, Body: rapid.SliceOf(rapid.Byte()).Draw(r, "body"),
			Status: rapid.IntRange(100, 599).Draw(r, "status"), AnswerHeader: http.Header{"Content-Type": {"text/plain"}},
			Answer: []byte(rapid.String().Draw(r, "answer")), Case: rapid.StringMatching(`[a-z]{0,4}`).Draw(r, "case"),
		}
		file := must2(os.CreateTemp(t.TempDir(), "*.har"))
		defer func() { _ = file.Close() }()
		w := must2(record.NewWriter(file, "1"))
		for range 2 {
			if err := w.Write(want); err != nil {
				r.Fatal(err)
			}
		}
		got := read(t, file.Name())
		if len(got) != 2 {
			r.Fatalf("%d exchanges", len(got))
		}
		if got[1].URL != want.URL && !strings.Contains(want.URL, "%") || got[1].Status != want.Status || got[1].Case != want.Case || got[1].Header.Get("Accept") != "*/*" {
			r.Fatalf("%+v became %+v", want, got[1])
		}
		if !bytes.ContainsAny(append(want.Body, want.Answer...), "=:") && (!bytes.Equal(got[1].Body, want.Body) || !bytes.Equal(got[1].Answer, want.Answer)) {
			r.Fatalf("%q became %q, %q became %q", want.Body, got[1].Body, want.Answer, got[1].Answer)
		}
	})
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"http://a/b?c=d"},"response":{"status":200,"content":{"text":"eA==","encoding":"base64"}}}]}}`))
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{}]}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		exchanges, err := record.Read(bytes.NewReader(text))
		if err == nil {
			record.NewReplay(exchanges)
		}
	})
}
