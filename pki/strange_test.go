package pki

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte/asn1"
)

func strangeCertificate(t *testing.T, key, signature string, serial int64) forgedCertificate {
	t.Helper()
	return forgedCertificate{
		serial: serial, keyAlgorithm: key, key: make([]byte, 64), algorithm: signature,
		subject: nameOf(t, asn1.UTF8String, nameAttribute{oidCommonName, "ТЕСТОВ ТЕСТ"}, nameAttribute{oidSerialNumber, "IIN123456789011"},
			nameAttribute{oidOrganisation, `АО "ТЕСТ"`}, nameAttribute{oidOrganisationalUnit, "ОТДЕЛ"}, nameAttribute{oidOrganisationalUnit, "BIN123456789021"}),
	}
}

// TestSerialNumbersRepeat: two authorities may give out the same one; the issuer decides whose signature it is.
func TestSerialNumbersRepeat(t *testing.T) {
	mine := strangeCertificate(t, "1.2.3.4", "1.2.3.4.5", 7)
	other := mine
	other.issuer, other.subject = "ДРУГОЙ", nameOf(t, asn1.UTF8String, nameAttribute{oidSerialNumber, "IIN850101300124"})
	cms := forgery{
		content: sample, certificates: [][]byte{other.bytes(t), mine.bytes(t)},
		signers: []forgedSigner{{id: mine.id(t), digest: oidSHA256, algorithm: "1.2.3.4.5"}},
	}.bytes(t)
	if found := must(Verify(cms, attached(Crypto)))(t); found.Identity.IIN != "123456789011" {
		t.Errorf("signed by %+v", found.Identity)
	}
}

// TestCertificateThatGoRefuses: an RSA key inside it still verifies, only Chain cannot judge it.
func TestCertificateThatGoRefuses(t *testing.T) {
	key := testKey(t, "signer.pem")
	certificate := strangeCertificate(t, "1.2.840.113549.1.1.1", oidSHA256RSA, -7)
	certificate.key = x509.MarshalPKCS1PublicKey(&rsaOf(key).PublicKey)
	s := honest(t, key, sample)
	s.id = certificate.id(t)
	f := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}

	found := must(Verify(f.bytes(t), attached(Crypto)))(t)
	if found.Certificate != nil || doubtsBy(found, RuleProof) != "" || found.Identity.BIN != "123456789021" {
		t.Errorf("found %+v", found)
	}
	inItsTime := attached(Chain)
	inItsTime.At = time.Date(2020, time.May, 5, 0, 0, 0, 0, time.UTC)
	wantRule(t, f.bytes(t), inItsTime, RuleAuthority)
	wantRule(t, f.bytes(t), attached(Chain), RuleValidity)

	f.signers[0].signature = flipped(s.signature, 0)
	wantRule(t, f.bytes(t), attached(Crypto), RuleSignature)
}

// TestHugeKeyIsRefused: a stranger does not choose how long a verification takes.
func TestHugeKeyIsRefused(t *testing.T) {
	huge := *testKey(t, "signer.pem")
	modulus := rsaOf(&huge).PublicKey
	modulus.N = modulus.N.Lsh(modulus.N, maxKeyBits)
	certificate := strangeCertificate(t, "1.2.840.113549.1.1.1", oidSHA256RSA, 7)
	certificate.key = x509.MarshalPKCS1PublicKey(&modulus)
	s := honest(t, testKey(t, "signer.pem"), sample)
	s.id = certificate.id(t)
	cms := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}.bytes(t)
	_, err := Verify(cms, attached(Crypto))
	if err == nil || !strings.Contains(err.Error(), "ключ RSA в 10240 бит, допустимо от 1024 до 8192") {
		t.Errorf("error %v", err)
	}
}
