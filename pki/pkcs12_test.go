package pki

import (
	"crypto/x509"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"
)

// TestKeysComeBack: keys of every algorithm, out of files as НУЦ РК writes them, under a password in any letters.
func TestKeysComeBack(t *testing.T) {
	for algorithm, prefix := range map[Algorithm]string{RSA: "RSA256_", EC: "EC256_", GOST2015: "GOST512_", GOST2004: "GOSTKNCA_"} {
		key := must(Issue(Request{BIN: "123456789021", Algorithm: algorithm}))(t)
		for _, password := range []string{"Qwerty12", "Құпия сөз", "😀", ""} {
			file := must(key.PKCS12(password))(t)
			back := must(OpenPKCS12(file, password))(t)
			if !back.Certificate.Equal(key.Certificate) || !belongs(readCertificate(key.Certificate.Raw), back.Private) {
				t.Errorf("%s came back as %v", algorithm, back.Certificate.Subject)
			}
			if a, known := back.Algorithm(); a != algorithm || !known || back.FileName() != prefix+back.Alias()+".p12" || len(back.Alias()) != 40 {
				t.Errorf("%s came back as %s in %s", algorithm, a, back.FileName())
			}
			cms := must(back.Sign(sample, SignOptions{Detached: true}))(t)
			found := must(Verify(cms, Check{Level: Chain, Content: sample, Detached: true, Kind: KindSign, At: today}))(t)
			if found.Identity.BIN != "123456789021" || found.Doubts != nil {
				t.Errorf("%s: found %+v", algorithm, found)
			}
			wantRule(t, cms, Check{Level: Crypto, Content: flipped(sample, 3), Detached: true}, RuleDigest)
			wantRule(t, flipped(cms, len(cms)-1), Check{Level: Crypto, Content: sample, Detached: true}, RuleSignature)
		}
	}
}

// TestModernFile: what libraries of others open as it is, with the authority in it.
func TestModernFile(t *testing.T) {
	key := testKey(t, "signer.pem")
	file := must(key.PKCS12Modern("Qwerty12"))(t)
	back := must(OpenPKCS12(file, "Qwerty12"))(t)
	if !rsaOf(back).Equal(key.Private) || !back.Certificate.Equal(key.Certificate) {
		t.Errorf("came back as %v", back.Certificate.Subject)
	}
	_, _, chain, err := pkcs12.DecodeChain(file, "Qwerty12")
	if err != nil || len(chain) != 1 || !chain[0].Equal(branches()[0].Certificate) {
		t.Errorf("the authority is not in it: %v, error %v", chain, err)
	}
	for want, key := range map[string]*Key{
		`the password holds 'п'; use ASCII`: key,
		"keys of ГОСТ":                      issue(t, Request{BIN: "123456789021", Algorithm: GOST2015}),
	} {
		if _, err := key.PKCS12Modern("пароль"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestPKCS12OfOthers: the key's own certificate is found wherever it stands.
func TestPKCS12OfOthers(t *testing.T) {
	key, ca := testKey(t, "signer.pem"), branches()[0].Certificate
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
		"more behind it":      {append(must(key.PKCS12("x"))(t), "more"...), "4 bytes stand behind its end"},
		"no key":              {must(pkcs12.Modern2023.EncodeTrustStore([]*x509.Certificate{key.Certificate}, "x"))(t), "it holds 1 certificates and no private key"},
		"another certificate": {must(pkcs12.Modern2023.Encode(key.Private, branches()[0].Certificate, nil, "x"))(t), "none of its 1 certificates belongs to its key"},
	} {
		if _, err := OpenPKCS12(c.file, "x"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
}
