package pki

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte/asn1"
)

// gost are the algorithms of НУЦ РК that nobody verifies in Go.
var gost = []struct{ name, key, signature, digest, warning string }{
	{"34.310-2004", "1.2.398.3.10.1.1.1.1", "1.2.398.3.10.1.1.1.2", "1.2.398.3.10.1.3.1", "подпись ГОСТ 34.310-2004 (1.2.398.3.10.1.1.1.2): проверить нечем"},
	{"2015-256", "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.3.1", "1.2.398.3.10.1.3.2", "подпись ГОСТ 34.10-2015 (256) (1.2.398.3.10.1.1.2.3.1): проверить нечем"},
	{"2015-512", "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.3.3", "подпись ГОСТ 34.10-2015 (512) (1.2.398.3.10.1.1.2.3.2): проверить нечем"},
	{"unknown key under a known signature", "1.2.398.3.10.1.1.2.2", oidSHA256RSA, oidSHA256, "ключ ГОСТ 34.10-2015 (1.2.398.3.10.1.1.2.2): проверить нечем"},
}

func gostCertificate(t *testing.T, key, signature string, serial int64) forgedCertificate {
	t.Helper()
	return forgedCertificate{
		serial: serial, keyAlgorithm: key, key: make([]byte, 64), algorithm: signature,
		subject: nameOf(t, asn1.UTF8String, nameAttribute{oidCommonName, "ТЕСТОВ ТЕСТ"}, nameAttribute{oidSerialNumber, "IIN123456789011"},
			nameAttribute{oidOrganisation, `АО "ТЕСТ"`}, nameAttribute{oidOrganisationalUnit, "ОТДЕЛ"}, nameAttribute{oidOrganisationalUnit, "BIN123456789021"}),
	}
}

// TestGOSTIsTakenOnTrust: below Chain, with its owner named, even when Go cannot parse the certificate (a negative
// serial number); what does not need the algorithm is checked all the same.
func TestGOSTIsTakenOnTrust(t *testing.T) {
	for _, g := range gost {
		for _, serial := range []int64{7, -7} {
			certificate := gostCertificate(t, g.key, g.signature, serial)
			s := honest(t, testKey(t, "signer.pem"), sample)
			s.id, s.digest, s.algorithm = certificate.id(t), g.digest, g.signature
			s.attributes = [][]byte{attribute(t, oidContentType, must(identifierBytes(oidData))(t)), attribute(t, oidMessageDigest, octets(make([]byte, digests[g.digest].size)))}
			if digests[g.digest].new != nil {
				s.attributes[1] = attribute(t, oidMessageDigest, octets(digests[g.digest].sum(sample)))
				s = resigned(t, testKey(t, "signer.pem"), s)
			}
			f := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}
			cms := f.bytes(t)

			for _, level := range levels[:Chain] {
				found := must(Verify(cms, attached(level)))(t)
				want := Identity{BIN: "123456789021", IIN: "123456789011", Name: "ТЕСТОВ ТЕСТ", Organisation: `АО "ТЕСТ"`}
				if found.Identity != want || found.Kind != KindSign {
					t.Errorf("%s at %v: signed by %+v, kind %q", g.name, level, found.Identity, found.Kind)
				}
				if warned := strings.Contains(strings.Join(found.Warnings, "; "), g.warning); warned != (level == Crypto) {
					t.Errorf("%s at %v: warnings %q", g.name, level, found.Warnings)
				}
				if parsed := found.Certificate != nil; parsed != (serial > 0) {
					t.Errorf("%s, serial %d: certificate %v", g.name, serial, found.Certificate)
				}
			}
			wantRule(t, cms, attached(Chain), RuleAlgorithm)

			if g.digest != oidSHA256 {
				short := s
				short.attributes = slices.Clone(s.attributes)
				short.attributes[1] = attribute(t, oidMessageDigest, octets(make([]byte, digests[g.digest].size-1)))
				f.signers = []forgedSigner{short}
				wantRule(t, f.bytes(t), attached(Crypto), RuleDigest)
				short.attributes[1] = s.attributes[0]
				wantRule(t, f.bytes(t), attached(Crypto), RuleAttributes)
			}

			other := attached(Crypto)
			other.Content = flipped(sample, 0)
			wantRule(t, cms, other, RuleContent)
		}
	}
}

// TestGOSTWithKnownDigest: the digest alone already ties the content to the signature.
func TestGOSTWithKnownDigest(t *testing.T) {
	certificate := gostCertificate(t, gost[0].key, gost[0].signature, 7)
	s := honest(t, testKey(t, "signer.pem"), sample)
	s.id, s.algorithm = certificate.id(t), gost[0].signature
	cms := forgery{certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}.bytes(t)

	check := attached(Crypto)
	check.Detached = true
	if found := must(Verify(cms, check))(t); len(found.Warnings) != 1 {
		t.Errorf("warnings %q", found.Warnings)
	}
	check.Content = flipped(sample, 0)
	wantRule(t, cms, check, RuleDigest)
}

// TestSerialNumbersRepeat: two authorities may give out the same one; the issuer decides whose signature it is.
func TestSerialNumbersRepeat(t *testing.T) {
	mine := gostCertificate(t, gost[0].key, gost[0].signature, 7)
	other := mine
	other.issuer, other.subject = "ДРУГОЙ", nameOf(t, asn1.UTF8String, nameAttribute{oidSerialNumber, "IIN850101300124"})
	cms := forgery{
		content: sample, certificates: [][]byte{other.bytes(t), mine.bytes(t)},
		signers: []forgedSigner{{id: mine.id(t), digest: gost[0].digest, algorithm: gost[0].signature}},
	}.bytes(t)
	if found := must(Verify(cms, attached(Crypto)))(t); found.Identity.IIN != "123456789011" {
		t.Errorf("signed by %+v", found.Identity)
	}
}

// TestCertificateThatGoRefuses: an RSA key inside it still verifies, only Chain cannot judge it.
func TestCertificateThatGoRefuses(t *testing.T) {
	key := testKey(t, "signer.pem")
	certificate := gostCertificate(t, "1.2.840.113549.1.1.1", oidSHA256RSA, -7)
	certificate.key = x509.MarshalPKCS1PublicKey(&key.Private.PublicKey)
	s := honest(t, key, sample)
	s.id = certificate.id(t)
	f := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}

	found := must(Verify(f.bytes(t), attached(Crypto)))(t)
	if found.Certificate != nil || found.Warnings != nil || found.Identity.BIN != "123456789021" {
		t.Errorf("found %+v", found)
	}
	wantRule(t, f.bytes(t), attached(Chain), RuleChain)

	f.signers[0].signature = flipped(s.signature, 0)
	wantRule(t, f.bytes(t), attached(Crypto), RuleSignature)
}

// TestHugeKeyIsRefused: a stranger does not choose how long a verification takes.
func TestHugeKeyIsRefused(t *testing.T) {
	huge := *testKey(t, "signer.pem")
	modulus := huge.Private.PublicKey
	modulus.N = modulus.N.Lsh(modulus.N, maxKeyBits)
	certificate := gostCertificate(t, "1.2.840.113549.1.1.1", oidSHA256RSA, 7)
	certificate.key = x509.MarshalPKCS1PublicKey(&modulus)
	s := honest(t, testKey(t, "signer.pem"), sample)
	s.id = certificate.id(t)
	cms := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}.bytes(t)
	_, err := Verify(cms, attached(Crypto))
	if err == nil || !strings.Contains(err.Error(), "ключ RSA в 10240 бит, допустимо от 1024 до 8192") {
		t.Errorf("error %v", err)
	}
}
