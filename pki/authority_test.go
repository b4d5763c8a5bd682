package pki

import (
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// renew makes the branches of the test authority for national keys anew; all keys that they issued are worthless then.
var renew = flag.Bool("renew-authorities", false, "make authority-gost*.pem anew")

func TestMain(m *testing.M) {
	flag.Parse()
	if *renew {
		for algorithm, file := range map[Algorithm]string{GOST2015: "authority-gost2015.pem", GOST2004: "authority-gost2004.pem"} {
			if err := os.WriteFile(file, newAuthority(algorithm, "MOCKISMP ҰКО ("+map[Algorithm]string{GOST2015: "GOST", GOST2004: "GOST 2004"}[algorithm]+" TEST)"), 0o644); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

// newAuthority is the file of an authority that vouches for itself.
func newAuthority(a Algorithm, name string) []byte {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	private, err := algorithmsOfKeys[a].make()
	check(err)
	spki, err := publicInfo(private.Public())
	check(err)
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, one := range []struct {
			oid  string
			tag  asn1.Tag
			text string
		}{{oidCountry, asn1.PrintableString, "KZ"}, {oidCommonName, asn1.UTF8String, name}} {
			b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(identifier(one.oid))
					b.AddASN1(one.tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(one.text)) })
				})
			})
		}
	})
	subject := b.BytesOrPanic()
	self := &Key{Certificate: &x509.Certificate{RawSubject: subject, SubjectKeyId: keyIdentifier(spki)}, Private: private}
	certificate, err := template{issuer: self, subject: subject, key: private.Public(), extensions: func(b *cryptobyte.Builder) {
		addExtension(b, oidUsage, true, func(b *cryptobyte.Builder) { addBits(b, 0x06) })
		addExtension(b, oidConstraints, true, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Boolean(true) })
		})
	}}.certificate()
	check(err)
	info, err := privateInfo(private)
	check(err)
	text := "The test certification authority of mockismp for national keys: certificate and private key.\n" +
		"Both are PUBLIC on purpose: anybody can sign with this key, so never trust this authority for anything but tests.\n" +
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: info}))
	return []byte(text)
}

func TestAuthority(t *testing.T) {
	rest := AuthorityPEM()
	for n, branch := range branches() {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil || block.Type != "CERTIFICATE" {
			t.Fatalf("given out: %s", AuthorityPEM())
		}
		c := readCertificate(block.Bytes)
		if err := c.checkSignature(c); err != nil || !c.authority || !belongs(c, branch.Private) {
			t.Errorf("branch %d, %s, is no authority: %v", n, c.called, err)
		}
	}
	if len(rest) > 0 {
		t.Errorf("given out behind them: %s", rest)
	}
	for _, file := range [][]byte{authorityRSA, authority2015, authority2004} {
		if !strings.Contains(string(file), "PUBLIC on purpose") {
			t.Error("the file does not say that its key is public")
		}
	}
	for _, broken := range []string{"", string(AuthorityPEM()), "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n" + string(authorityRSA)} {
		if _, err := parseAuthority([]byte(broken)); err == nil {
			t.Errorf("taken as an authority: %q", broken)
		}
	}
}

func TestTrustRefuses(t *testing.T) {
	for name, file := range map[string][]byte{
		"there is no certificate in it": nil,
		"give PEM or DER":               []byte("hello"),
		"certificate 1 of 1 cannot be":  {0x30, 0x00},
		"is not one of an authority":    testKey(t, "signer.pem").Certificate.Raw,
		"certificate 4 of 4":            append(AuthorityPEM(), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: testKey(t, "signer.pem").Certificate.Raw})...),
	} {
		if err := new(Trust).Add(file); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestChains: a signer's certificate may be issued by one of the message, or of --trust; how much is looked at is bounded.
func TestChains(t *testing.T) {
	root := branches()[1]
	issued := func(issuer *Key, ca bool) *Key {
		key := issue(t, Request{IIN: "850101300124", Algorithm: GOST2015})
		made := template{issuer: issuer, subject: key.Certificate.RawSubject, key: key.Private.Public(), extensions: func(b *cryptobyte.Builder) {
			if ca {
				addExtension(b, oidConstraints, true, func(b *cryptobyte.Builder) {
					b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Boolean(true) })
				})
			}
		}}
		key.Certificate = must(made.certificate())(t)
		return key
	}
	verify := func(signer *Key, trust *Trust, others ...*Key) error {
		form := must(formOf(signer.Private))(t)
		s := forgedSigner{id: byIssuer(t, signer.Certificate), digest: form.digest, algorithm: form.signature, signature: must(form.sign(signer.Private, sample))(t)}
		f := forgery{content: sample, certificates: [][]byte{signer.Certificate.Raw}, signers: []forgedSigner{s}}
		for _, other := range others {
			f.certificates = append(f.certificates, other.Certificate.Raw)
		}
		_, err := Verify(f.bytes(t), Check{Level: Chain, Content: sample, At: today, Trust: trust})
		return err
	}
	between := issued(root, true)
	signer := issued(between, false)
	if err := verify(signer, nil, between); err != nil {
		t.Errorf("by an authority in the message: %v", err)
	}
	if err := verify(signer, nil); err == nil || !strings.Contains(err.Error(), "этому центру здесь не доверяют") {
		t.Errorf("by an authority that is not there: %v", err)
	}
	trust := &Trust{}
	if err := trust.Add(between.Certificate.Raw); err != nil {
		t.Fatal(err)
	}
	if err := verify(signer, trust); err != nil {
		t.Errorf("by a trusted authority: %v", err)
	}
	if err := verify(issued(issued(root, false), false), nil); err == nil {
		t.Error("by somebody who is no authority")
	}
	var namesakes []*Key
	for range maxTries + 1 {
		namesakes = append(namesakes, issued(root, true))
	}
	if err := verify(signer, nil, namesakes...); err == nil || !strings.Contains(err.Error(), "больше 24 сертификатов") {
		t.Errorf("among many of one name: %v", err)
	}
	deep := root
	var all []*Key
	for range maxChain + 2 {
		deep = issued(deep, true)
		all = append(all, deep)
	}
	if err := verify(issued(deep, false), nil, all...); err == nil {
		t.Error("from too far away")
	}
}
