package server

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state/rules"
)

// keyFrom asks the control API for a key, and opens it.
func keyFrom(t *testing.T, s *Server, order string) *pki.Key {
	t.Helper()
	text := want(t, s, 200, "POST", "/_mock/keys", order)
	p12, err := base64.StdEncoding.DecodeString(field(t, text, "p12").(string))
	if err != nil {
		t.Fatal(err)
	}
	key, err := pki.OpenPKCS12(p12, field(t, text, "password").(string))
	if err != nil {
		t.Fatal(err)
	}
	if name := field(t, text, "file"); name != key.FileName() {
		t.Errorf("the file is called %v, not %s", name, key.FileName())
	}
	return key
}

// signInWith gives status and body of a sign-in.
func signInWith(t *testing.T, s *Server, status int, keys ...*pki.Key) string {
	t.Helper()
	auth := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	data := signedBy(t, []byte(field(t, auth, "data").(string)), pki.SignOptions{}, keys...)
	return want(t, s, status, "POST", "/api/v3/true-api/auth/simpleSignIn", jsonOf(t, map[string]any{"uuid": field(t, auth, "uuid"), "data": data}))
}

// TestNationalKeys: sign-in and an act with a key of each algorithm, at chain; the act is bound to its bytes.
func TestNationalKeys(t *testing.T) {
	for _, algorithm := range []pki.Algorithm{pki.GOST2015, pki.GOST2004, pki.EC, pki.RSA} {
		t.Run(string(algorithm), func(t *testing.T) {
			s := frozen(t, WithSignature(pki.Chain))
			key := keyFrom(t, s, `{"bin": "`+owner+`", "algorithm": "`+string(algorithm)+`", "role": "signer", "password": "пароль"}`)
			if token := field(t, signInWith(t, s, 200, key), "token"); token == "" {
				t.Error("no token")
			}
			xml := boxAct()
			signature := signedBy(t, []byte(xml), pki.SignOptions{Detached: true}, key)
			status, text := sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", signature)
			if status != 201 {
				t.Fatalf("%d %s", status, text)
			}
			other := strings.Replace(xml, "\n", "\r\n", 1)
			status, text = sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(other)), "signature", signature)
			if status != 400 || !strings.Contains(text, "подписаны другие данные") {
				t.Errorf("another document under the same signature: %d %s", status, text)
			}
		})
	}
}

// TestDoubtsOfSignatures: what chain refuses passes below it with a warning that carries the rule's name, or as the rule
// says.
func TestDoubtsOfSignatures(t *testing.T) {
	for _, c := range []struct{ rule, order string }{
		{pki.RuleUsage, `{"bin": "` + owner + `", "algorithm": "gost2015", "kind": "auth"}`},
		{pki.RuleValidity, `{"bin": "` + owner + `", "algorithm": "gost2004", "expired": true}`},
	} {
		for _, o := range []struct {
			options []Option
			status  int
			warned  bool
		}{
			{nil, 201, true},
			{[]Option{WithRule(c.rule + "=off")}, 201, false},
			{[]Option{WithRule(c.rule + "=refuse")}, 400, false},
			{[]Option{WithStrict()}, 400, false},
			{[]Option{WithSignature(pki.Chain)}, 400, false},
		} {
			s := frozen(t, o.options...)
			key := keyFrom(t, s, c.order)
			xml := boxAct()
			status, text := sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature",
				signedBy(t, []byte(xml), pki.SignOptions{Detached: true}, key))
			journal := want(t, s, 200, "GET", "/_mock/requests?path=/edo-api/outgoing-documents/formal", "")
			warned := strings.Contains(journal, `"warnings":[{"rule":"`+c.rule)
			if status != o.status || warned != o.warned || status == 400 && !strings.Contains(journal, c.rule) {
				t.Errorf("%s: %d %s, want %d; warned %v, want %v", c.rule, status, text, o.status, warned, o.warned)
			}
		}
	}
}

// TestTrustedAuthorities: at chain those that --trust names vouch beside the test authority, and nobody else does.
func TestTrustedAuthorities(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pki.AuthorityPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	s := frozen(t, WithSignature(pki.Chain), WithTrust(file))
	if text := signInWith(t, s, 200, keyOf(t, owner)); !strings.Contains(text, "token") {
		t.Error(text)
	}
	for _, missing := range []string{file + "x", "server.go"} {
		if _, err := New(WithListen("127.0.0.1:0"), WithTrust(missing)); err == nil || !strings.Contains(err.Error(), "trust "+missing) {
			t.Errorf("%s: error %v", missing, err)
		}
	}
}

// TestDoubtsAreRules: what a signature can be doubted for has a row in the table of rules.
func TestDoubtsAreRules(t *testing.T) {
	known := map[string]bool{}
	for _, row := range rules.All() {
		known[string(row.Name)] = true
	}
	doubts := 0
	for _, name := range pki.Rules() {
		if strings.HasPrefix(name, "signature.") {
			doubts++
			if !known[name] {
				t.Errorf("%s has no row", name)
			}
		}
	}
	if doubts < 5 {
		t.Errorf("%d doubts", doubts)
	}
}
