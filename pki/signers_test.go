package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// TestSeveralSigners: the order in which they stand means nothing, each can be found, and one at least must be named.
func TestSeveralSigners(t *testing.T) {
	organisation, person := testKey(t, "signer.pem"), testKey(t, "second.pem")
	for _, keys := range [][]*Key{{organisation, person}, {person, organisation}} {
		found := must(Verify(must(Sign(sample, SignOptions{}, keys...))(t), attached(Chain)))(t)
		if len(found.Signers) != 2 || found.Identity != found.Signers[0].Identity {
			t.Fatalf("found %+v", found)
		}
		for _, number := range []string{"123456789021", "123456789011", "850101300124"} {
			one, is := found.By(number)
			if !is || one.Identity.BIN != number && one.Identity.IIN != number {
				t.Errorf("%s: %+v", number, one)
			}
		}
		for _, number := range []string{"", "940517350290"} {
			if one, is := found.By(number); is {
				t.Errorf("%q: %+v", number, one)
			}
		}
		participants := slices.Sorted(slices.Values(found.Participants()))
		if !slices.Equal(participants, []string{"123456789021", "850101300124"}) {
			t.Errorf("participants %v", participants)
		}
	}
	twice := must(Verify(must(Sign(sample, SignOptions{}, organisation, organisation))(t), attached(Chain)))(t)
	if len(twice.Signers) != 2 || !slices.Equal(twice.Participants(), []string{"123456789021"}) {
		t.Errorf("found %+v", twice)
	}
}

// TestSomebodyIsNamed: by any of the signers.
func TestSomebodyIsNamed(t *testing.T) {
	w := workshop{t: t, key: testKey(t, "signer.pem"), second: testKey(t, "second.pem")}
	nameless := w.nameless()
	nobody := forgedSigner{id: nameless.id(t), digest: oidSHA256, algorithm: nameless.algorithm}
	f := w.message(nobody, honest(t, w.key, sample))
	f.certificates = append(f.certificates, nameless.bytes(t))
	found := must(Verify(f.bytes(t), attached(Shape)))(t)
	if found.Identity.BIN != "123456789021" || len(found.Signers) != 2 {
		t.Errorf("found %+v", found)
	}
}

// TestKeyForPSSOnly: certificates may say that their RSA key signs by RSA-PSS only.
func TestKeyForPSSOnly(t *testing.T) {
	key := testKey(t, "signer.pem")
	public := x509.MarshalPKCS1PublicKey(&rsaOf(key).PublicKey)
	certificate := strangeCertificate(t, oidPSS, oidPSS, 7)
	certificate.key = public
	sha256 := digests[oidSHA256]
	s := forgedSigner{id: certificate.id(t), digest: oidSHA256, algorithm: oidPSS, parameters: pssParameters(t, oidSHA256)}
	s.signature = must(rsa.SignPSS(rand.Reader, rsaOf(key), sha256.hash, sha256.sum(sample), &rsa.PSSOptions{SaltLength: 0}))(t)
	f := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}
	if found := must(Verify(f.bytes(t), attached(Crypto)))(t); found.Algorithm != "SHA-256/RSA-PSS" || doubtsBy(found, RuleProof) != "" {
		t.Errorf("found %+v", found)
	}
	f.signers[0].signature = flipped(s.signature, 9)
	wantRule(t, f.bytes(t), attached(Crypto), RuleSignature)
}

func pssParameters(t *testing.T, digest string) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(context0, func(b *cryptobyte.Builder) { addAlgorithm(b, digest) })
			b.AddASN1(context1, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(identifier("1.2.840.113549.1.1.8"))
					addAlgorithm(b, digest)
				})
			})
		})
	})
}

// TestLongIdentifiers: writing one in decimal takes time by the square of its length, so long ones are refused unread,
// wherever they stand, and in few words.
func TestLongIdentifiers(t *testing.T) {
	long := func(size int) []byte {
		oid := slices.Concat([]byte{0x2a}, bytes.Repeat([]byte{0xff}, size-2), []byte{0x7f})
		return append(appendHeader(nil, byte(asn1.OBJECT_IDENTIFIER), len(oid)), oid...)
	}
	w := workshop{t: t, key: testKey(t, "signer.pem"), second: testKey(t, "second.pem")}
	w.good = honest(t, w.key, sample)
	sequence := func(elements ...[]byte) []byte {
		body := bytes.Join(elements, nil)
		return append(appendHeader(nil, byte(asn1.SEQUENCE), len(body)), body...)
	}
	set := func(element []byte) []byte {
		return append(appendHeader(nil, byte(asn1.SET), len(element)), element...)
	}
	const huge = 500_000
	attributes := w.good
	attributes.attributes = append(slices.Clone(attributes.attributes), sequence(long(huge), set(nil)))
	named := w.good
	named.id = sequence(sequence(set(sequence(long(huge), octets(nil)))), []byte{2, 1, 1})
	for name, cms := range map[string][]byte{
		"content type":     sequence(long(huge)),
		"signed attribute": w.message(attributes).bytes(t),
		"name attribute":   w.message(named).bytes(t),
	} {
		_, err := Verify(cms, attached(Off))
		if err == nil || !strings.Contains(err.Error(), "идентификатор в 500000 байт, допустимо до 64") || len(err.Error()) > 300 {
			t.Errorf("%s: error %.300v", name, err)
		}
	}
	for size, want := range map[int]string{64: "это не SignedData", 65: "идентификатор в 65 байт"} {
		if _, err := Verify(sequence(long(size)), attached(Off)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: error %v", size, err)
		}
	}
}

// TestRefusalsAreShort: whatever a stranger's names and numbers hold.
func TestRefusalsAreShort(t *testing.T) {
	w := workshop{t: t, key: testKey(t, "signer.pem"), second: testKey(t, "second.pem")}
	nameless := w.nameless()
	nameless.subject = nameOf(t, asn1.UTF8String, nameAttribute{oidCommonName, strings.Repeat("Ж", 50_000)})
	nameless.issuer = strings.Repeat("ы", 50_000)
	s := forgedSigner{id: nameless.id(t), digest: oidSHA256, algorithm: oidSHA256RSA}
	unknown := s
	unknown.id = append(appendHeader(nil, 0x80, 50_000), make([]byte, 50_000)...)
	for name, f := range map[string]forgery{
		"nobody named":      {content: sample, certificates: [][]byte{nameless.bytes(t)}, signers: []forgedSigner{s}},
		"no certificate":    {content: sample, signers: []forgedSigner{s}},
		"many certificates": {content: sample, certificates: slices.Repeat([][]byte{nameless.bytes(t)}, 20), signers: []forgedSigner{unknown}},
	} {
		if _, err := Verify(f.bytes(t), attached(Off)); err == nil || len(err.Error()) > 3000 {
			t.Errorf("%s: %d bytes of error", name, len(err.Error()))
		}
	}
}
