package client_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mockismp/mockismp/client"
)

// signerFunc signs in a test.
type signerFunc func(content []byte, form client.Form) ([]byte, error)

func (f signerFunc) Sign(_ context.Context, content []byte, form client.Form) ([]byte, error) {
	return f(content, form)
}

// system is a stand-in that signs in and answers balances, for tests of time.
type system struct {
	life    time.Duration // of a token, by its own exp; 0: it does not say
	signIns atomic.Int32
	answers func(n int, r *http.Request) (*http.Response, error) // of the n-th call that is no sign-in; nil: all is well
	calls   atomic.Int32
	tokens  []string // with which they came
}

func (s *system) RoundTrip(r *http.Request) (*http.Response, error) {
	switch strings.TrimPrefix(r.URL.Path, "/api/v3/true-api") {
	case "/auth/key":
		return response(r, 200, "application/json", `{"uuid":"u","data":"ABC"}`), nil
	case "/auth/simpleSignIn":
		n := s.signIns.Add(1)
		claims := "{}"
		if s.life > 0 {
			claims = fmt.Sprintf(`{"exp":%d}`, time.Now().Add(s.life).Unix())
		}
		return response(r, 200, "application/json", fmt.Sprintf(`{"token":"h.%s.%d"}`, base64.RawURLEncoding.EncodeToString([]byte(claims)), n)), nil
	}
	s.tokens = append(s.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	n := int(s.calls.Add(1))
	if s.answers != nil {
		if resp, err := s.answers(n, r); resp != nil || err != nil {
			return resp, err
		}
	}
	return response(r, 200, "application/json", `[]`), nil
}

func (s *system) client(t *testing.T, options ...client.Option) *client.Client {
	t.Helper()
	sign := signerFunc(func(content []byte, form client.Form) ([]byte, error) {
		if form == client.Attached && string(content) != "ABC" {
			return nil, fmt.Errorf("%q was to be signed", content)
		}
		return []byte("cms"), nil
	})
	c, err := client.New(client.Stage, append([]client.Option{client.WithSigner(sign), client.WithTransport(s)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRenewal: one token serves until five minutes before its end.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &system{life: 10 * time.Hour}
		c := s.client(t)
		for _, step := range []struct {
			after time.Duration
			want  int32
		}{{0, 1}, {time.Hour, 1}, {8*time.Hour + 54*time.Minute, 1}, {2 * time.Minute, 2}, {time.Hour, 2}} {
			time.Sleep(step.after)
			if _, err := c.BalanceAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := s.signIns.Load(); n != step.want {
				t.Errorf("after %s more it has signed in %d times, not %d", step.after, n, step.want)
			}
		}
	})
}

// TestTokensOfAnotherTime: a system whose clock is behind gives tokens that are
// over already; they are used all the same, until they are refused.
func TestTokensOfAnotherTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &system{life: time.Second}
		c := s.client(t)
		for range 3 {
			if _, err := c.BalanceAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := s.signIns.Load(); n != 1 {
			t.Errorf("it has signed in %d times", n)
		}
	})
}

// TestARefusedToken: 401 is answered by signing in once more; a second one is told.
func TestARefusedToken(t *testing.T) {
	refuse := func(times int) *system {
		return &system{answers: func(n int, r *http.Request) (*http.Response, error) {
			if n > times {
				return nil, nil
			}
			return response(r, 401, "application/xml", "<InvalidTokenException><error>invalid_token</error><error_description>Access token expired: x</error_description></InvalidTokenException>"), nil
		}}
	}
	s := refuse(1)
	if _, err := s.client(t).BalanceAll(t.Context()); err != nil || s.signIns.Load() != 2 || s.tokens[0] == s.tokens[1] {
		t.Errorf("%v; signed in %d times, with %q", err, s.signIns.Load(), s.tokens)
	}
	s = refuse(9)
	if _, err := s.client(t).BalanceAll(t.Context()); !errors.Is(err, client.ErrUnauthorized) || s.signIns.Load() != 2 {
		t.Errorf("%v; signed in %d times", err, s.signIns.Load())
	}
	s = refuse(9)
	if _, err := s.client(t, client.WithSigner(nil), client.WithToken("mine")).BalanceAll(t.Context()); !errors.Is(err, client.ErrUnauthorized) || len(s.tokens) != 1 || s.tokens[0] != "mine" {
		t.Errorf("%v; with %q", err, s.tokens)
	}
	if _, err := s.client(t, client.WithSigner(nil)).BalanceAll(t.Context()); err == nil || !strings.Contains(err.Error(), "nobody is signed in") {
		t.Errorf("without signer and token: %v", err)
	}
	none := signerFunc(func([]byte, client.Form) ([]byte, error) { return nil, nil })
	if _, err := s.client(t, client.WithSigner(none)).BalanceAll(t.Context()); err == nil || !strings.Contains(err.Error(), "the signer gave nothing") {
		t.Errorf("a signer that gives nothing: %v", err)
	}
}

// TestOneSignInForMany: who comes while another signs in waits for them, and
// leaves when their own time is over.
func TestOneSignInForMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &system{}
		release := make(chan struct{})
		slow := signerFunc(func([]byte, client.Form) ([]byte, error) { <-release; return []byte("cms"), nil })
		c := s.client(t, client.WithSigner(slow))
		results := make(chan error, 9)
		for range 8 {
			go func() { _, err := c.Token(t.Context()); results <- err }()
		}
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Token(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who cannot wait gets %v", err)
		}
		close(release)
		for range 8 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if n := s.signIns.Load(); n != 1 {
			t.Errorf("it has signed in %d times", n)
		}
	})
}

// TestRepeats: which answers are worth another attempt, and after what pause.
func TestRepeats(t *testing.T) {
	answer := func(status int, header, value string) func(r *http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			resp := response(r, status, "application/json", `{"error_message":"позже"}`)
			if header != "" {
				resp.Header.Set(header, value)
			}
			return resp, nil
		}
	}
	lost := func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }
	html := func(r *http.Request) (*http.Response, error) { return response(r, 200, "text/html", "<html>"), nil }
	later := func(*http.Request) string { return time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat) }
	for name, c := range map[string]struct {
		first  func(r *http.Request) (*http.Response, error)
		calls  int32
		pause  time.Duration
		writes int32 // how often an invoice is asked for
	}{
		"429":               {answer(429, "", ""), 2, 500 * time.Millisecond, 2},
		"429, in 3 s":       {answer(429, "Retry-After", "3"), 2, 3 * time.Second, 2},
		"503, at 7 s":       {func(r *http.Request) (*http.Response, error) { return answer(503, "Retry-After", later(r))(r) }, 2, 7 * time.Second, 1},
		"503, in an hour":   {answer(503, "Retry-After", "3600"), 1, 0, 1},
		"500":               {answer(500, "", ""), 2, 500 * time.Millisecond, 1},
		"no answer":         {lost, 2, 500 * time.Millisecond, 1},
		"a page":            {html, 2, 500 * time.Millisecond, 1},
		"400":               {answer(400, "", ""), 1, 0, 1},
		"403":               {answer(403, "", ""), 1, 0, 1},
		"404, Retry-After":  {answer(404, "Retry-After", "1"), 1, 0, 1},
		"Retry-After: nono": {answer(502, "Retry-After", "soon"), 2, 500 * time.Millisecond, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &system{answers: func(n int, r *http.Request) (*http.Response, error) {
					if n > 1 {
						return nil, nil
					}
					return c.first(r)
				}}
				begun := time.Now()
				_, err := s.client(t).BalanceAll(t.Context())
				// A date of HTTP has whole seconds.
				if took := time.Since(begun); s.calls.Load() != c.calls || took > c.pause || took < c.pause-time.Second || (err == nil) != (c.calls > 1) {
					t.Errorf("%d calls, %s, %v; want %d, %s", s.calls.Load(), took, err, c.calls, c.pause)
				}
				s.calls.Store(0)
				_, err = s.client(t).Prequest(t.Context(), client.Invoice{})
				if s.calls.Load() != c.writes {
					t.Errorf("an invoice was asked for %d times, not %d: %v", s.calls.Load(), c.writes, err)
				}
				status := new(client.Error)
				if c.writes == 1 && errors.As(err, &status) && errors.Is(err, client.ErrUncertain) == (status.Status >= 400 && status.Status < 500) {
					t.Errorf("uncertain or not? %v", err)
				}
			})
		})
	}
}

// TestPauses: they double, up to the longest, and end with the caller's patience.
func TestPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		begun := time.Now()
		s := &system{answers: func(_ int, r *http.Request) (*http.Response, error) {
			at = append(at, time.Since(begun))
			return response(r, 503, "", ""), nil
		}}
		patient := client.DefaultRetry()
		patient.Attempts, patient.Longest = 6, 3*time.Second
		_, err := s.client(t, client.WithRetry(patient)).BalanceAll(t.Context())
		if !errors.Is(err, client.ErrUnavailable) || fmt.Sprint(at) != "[0s 500ms 1.5s 3.5s 6.5s 9.5s]" {
			t.Errorf("%v, %v", at, err)
		}
		short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		begun = time.Now()
		if _, err := s.client(t, client.WithRetry(patient)).BalanceAll(short); !errors.Is(err, client.ErrUnavailable) || time.Since(begun) != 2*time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
	})
}

// TestTimeout: an attempt that is never answered ends, and another follows.
func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &system{answers: func(n int, r *http.Request) (*http.Response, error) {
			if n == 2 {
				return nil, nil
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}
		begun := time.Now()
		if _, err := s.client(t).BalanceAll(t.Context()); err != nil || time.Since(begun) != time.Minute+500*time.Millisecond {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.client(t).BalanceAll(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

// TestTargets: names and addresses that New takes, and what it refuses.
func TestTargets(t *testing.T) {
	for target, want := range map[string]string{
		client.Double:     "http://127.0.0.1:8080/api/v3/true-api",
		client.Stage:      "https://stage.ismet.kz/api/v3/true-api",
		client.Production: "https://elk.prod.markirovka.ismet.kz/api/v3/true-api",

		"http://127.0.0.1:9/w/mine":               "http://127.0.0.1:9/w/mine/api/v3/true-api",
		"https://stage.ismet.kz/api/v3/true-api/": "https://stage.ismet.kz/api/v3/true-api",
	} {
		if c := must[*client.Client](t)(client.New(target)); c.BaseURL() != want {
			t.Errorf("%s is %s", target, c.BaseURL())
		}
	}
	for target, want := range map[string]string{
		"": "is none of double, stage and prod", "production": "is none of", "stage.ismet.kz": "no URL with http", "ftp://x": "no URL with http", "http://%zz": "invalid URL escape",
		"https://ELK.prod.markirovka.ismet.kz:443/api/v3/true-api": `ask for it by its name, "prod"`,
		"http://user:secret@host":                                  "target http://user:xxxxx@host has a user",
	} {
		if _, err := client.New(target); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", target, err)
		}
	}
	if _, err := client.New(client.Double, client.WithRetry(client.Retry{})); err == nil {
		t.Error("a retry without an attempt passes")
	}
}
