package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTLS: a server with a certificate of its own answers under all its names, by
// HTTP/2, to whoever trusts its authority; the helpers trust it by themselves.
func TestTLS(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	s := frozen(t, WithTLS("auto"))
	if !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Fatalf("it answers at %s", s.URL)
	}
	authority := want(t, s, 200, "GET", "/_mock/ca.pem?for=tls", "")
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(authority)) {
		t.Fatalf("no certificate: %s", authority)
	}
	address := strings.TrimPrefix(s.URL, "https://")
	for _, name := range []string{"localhost", "127.0.0.1", "stage.ismet.kz", "elk.prod.markirovka.ismet.kz", "mockismp"} {
		transport := &http.Transport{
			ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool},
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", address)
			},
		}
		resp, err := (&http.Client{Transport: transport}).Get("https://" + name + "/_mock/ready")
		if err != nil {
			t.Fatalf("%s: %s", name, err)
		}
		_ = resp.Body.Close()
		transport.CloseIdleConnections()
		if resp.StatusCode != 200 || resp.ProtoMajor != 2 {
			t.Errorf("%s: %d by %s", name, resp.StatusCode, resp.Proto)
		}
	}
	if _, err := http.Get(s.URL + "/_mock/ready"); err == nil {
		t.Error("who does not know the authority trusts it")
	}
	if status, _ := info(t, s, owner, "00000046082251PW?&;Ge"); status != 200 {
		t.Errorf("cises/info: %d", status)
	}
	again := frozen(t, WithTLS("auto"))
	if other := want(t, again, 200, "GET", "/_mock/ca.pem?for=tls", ""); other != authority {
		t.Error("the next server has another authority")
	}
}

// TestTheAuthorityIsKept for its owner alone, and made anew where it cannot be kept.
func TestTheAuthorityIsKept(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "mockismp", "tls-authority.pem")
	first, kept, err := authorityOf(file, now)
	if err != nil || !kept {
		t.Fatalf("kept %v, %v", kept, err)
	}
	if about, err := os.Stat(file); err != nil || about.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", about.Mode(), err)
	}
	for _, c := range []struct { // in this order: the last makes another one
		name string
		now  time.Time
		same bool
	}{{"the day after", now.AddDate(0, 0, 1), true}, {"in its last year", now.AddDate(9, 6, 0), false}} {
		next, _, err := authorityOf(file, c.now)
		if err != nil || next.Leaf.Equal(first.Leaf) != c.same {
			t.Errorf("%s: another one %v, %v", c.name, next != nil && !next.Leaf.Equal(first.Leaf), err)
		}
	}
	if _, kept, err := authorityOf("", now); kept || err != nil {
		t.Errorf("without a directory: kept %v, %v", kept, err)
	}
	if err := os.WriteFile(file, []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := authorityOf(file, now); err == nil || !strings.Contains(err.Error(), "remove the file") {
		t.Errorf("a spoilt file: %v", err)
	}
}

// TestTheAuthorityVouchesForNoOthers, so that who trusts it risks nothing.
func TestTheAuthorityVouchesForNoOthers(t *testing.T) {
	now := time.Now()
	ca, _, err := authorityOf("", now)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca.Leaf)
	for name, good := range map[string]bool{"localhost": true, "stage.ismet.kz": true, "bank.kz": false, "google.com": false} {
		leaf, err := newPair(certificateFor([]string{name}, now), ca)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: pool, CurrentTime: now}); (err == nil) != good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBadTLS(t *testing.T) {
	for given, says := range map[string]string{"on": `tls is "on"; it is off, auto, or two files`, "no.pem,no.key": "--tls takes a certificate and its key"} {
		if _, err := New(WithListen("127.0.0.1:0"), WithTLS(given)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", given, err)
		}
	}
}

// TestTLSOnThePlainPort is told for what it is.
func TestTLSOnThePlainPort(t *testing.T) {
	s := frozen(t)
	_, err := tls.Dial("tcp", strings.TrimPrefix(s.URL, "http://"), &tls.Config{InsecureSkipVerify: true})
	if err == nil {
		t.Fatal("the plain port speaks TLS")
	}
	if e := lastEntry(t, s); e.Rule != "tls.hello" || !strings.Contains(e.Why, "--tls auto") {
		t.Errorf("the journal says %+v", e)
	}
	c, err := net.Dial("tcp", strings.TrimPrefix(frozen(t, WithTLS(ownFiles(t))).URL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if text, _ := io.ReadAll(c); !strings.Contains(string(text), "400") {
		t.Errorf("plain HTTP on the port of TLS: %s", text)
	}
}

// ownFiles are a certificate and its key in files, as --tls takes them.
func ownFiles(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "own.pem")
	pair, err := newPair(authorityTemplate(time.Now()), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := keepAuthority(file, pair); err != nil {
		t.Fatal(err)
	}
	return file + "," + file
}
