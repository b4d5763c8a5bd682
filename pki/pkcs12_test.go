package pki

import (
	"crypto/x509"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"
)

func TestPKCS12ComesBack(t *testing.T) {
	key := testKey(t, "signer.pem")
	file := must(key.PKCS12("Qwerty12"))(t)
	back := must(OpenPKCS12(file, "Qwerty12"))(t)
	if !rsaOf(back).Equal(key.Private) || !back.Certificate.Equal(key.Certificate) {
		t.Errorf("came back as %v", back.Certificate.Subject)
	}
	_, _, chain, err := pkcs12.DecodeChain(file, "Qwerty12")
	if err != nil || len(chain) != 1 || !chain[0].Equal(authority().Certificate) {
		t.Errorf("the authority is not in it: %v, error %v", chain, err)
	}
}

// TestPKCS12OfOthers: the key's own certificate is found wherever it stands.
func TestPKCS12OfOthers(t *testing.T) {
	key, ca := testKey(t, "signer.pem"), authority().Certificate
	file := must(pkcs12.LegacyDES.Encode(key.Private, ca, []*x509.Certificate{key.Certificate}, "x"))(t)
	if back := must(OpenPKCS12(file, "x"))(t); !back.Certificate.Equal(key.Certificate) {
		t.Errorf("took the certificate of %v", back.Certificate.Subject)
	}
}

func TestOpenPKCS12Refuses(t *testing.T) {
	key := testKey(t, "signer.pem")
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"another password":    {must(key.PKCS12("other"))(t), "the password does not open this PKCS#12 file"},
		"no PKCS#12":          {[]byte("hello"), "this PKCS#12 file of 5 bytes cannot be read"},
		"nothing":             {nil, "this PKCS#12 file of 0 bytes cannot be read"},
		"cut off":             {must(key.PKCS12("x"))(t)[:500], "it is cut off, or no PKCS#12 at all"},
		"no key":              {must(pkcs12.Modern2023.EncodeTrustStore([]*x509.Certificate{key.Certificate}, "x"))(t), "it holds 1 certificates and no private key"},
		"another certificate": {must(pkcs12.Modern2023.Encode(key.Private, authority().Certificate, nil, "x"))(t), "none of its 1 certificates belongs to its key"},
	} {
		if _, err := OpenPKCS12(c.file, "x"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
}

func TestPKCS12PasswordIsASCII(t *testing.T) {
	_, err := testKey(t, "signer.pem").PKCS12("пароль")
	if err == nil || !strings.HasPrefix(err.Error(), `the password holds 'п'; use ASCII`) {
		t.Errorf("error %v", err)
	}
}
