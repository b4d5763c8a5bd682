package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

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

// TestChainRefusesDoubts: what rules may allow below it.
func TestChainRefusesDoubts(t *testing.T) {
	for _, n := range []rules.Name{rules.SignatureProof, rules.SignatureValidity, rules.SignatureAuthority, rules.SignatureUsage, rules.SignatureStamp} {
		s := frozen(t, WithSignature(pki.Chain), WithRule(string(n)+"=off"))
		status, text := probes()[n].send(t, s)
		if e := lastEntry(t, s); status != 400 || e.Rule != string(n) {
			t.Errorf("%s: %d %s by rule %q", n, status, text, e.Rule)
		}
	}
}

// signedActs sends an act under a key that is made for the occasion.
func signedActs(key func(*testing.T, *Server) *pki.Key) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		xml := boxAct()
		signature := signedBy(t, []byte(xml), pki.SignOptions{Detached: true}, key(t, s))
		return sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", signature)
	}
}

// selfMade is a key with a certificate that nobody vouches for.
func selfMade(t *testing.T) *pki.Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "САМОДЕЛОВ", OrganizationalUnit: []string{"BIN" + owner}},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &pki.Key{Certificate: certificate, Private: private}
}

// brokenStamp is a good signature with a time-stamp token that is none.
func brokenStamp(t *testing.T, text string) string {
	t.Helper()
	made, err := pkcs7.NewSignedData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	made.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	token := pkcs7.Attribute{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}, Value: "не метка"}
	key := keyOf(t, owner)
	if err := made.AddSigner(key.Certificate, key.Private, pkcs7.SignerInfoConfig{ExtraUnsignedAttributes: []pkcs7.Attribute{token}}); err != nil {
		t.Fatal(err)
	}
	made.Detach()
	cms, err := made.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(cms)
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
