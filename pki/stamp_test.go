package pki

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// stampedAt is a time within the validity of the test authority.
var stampedAt = time.Date(2026, time.July, 20, 9, 10, 9, 0, time.UTC)

// stamping is a key for time stamps, on national curves as those of НУЦ РК are.
func stamping(t *testing.T, purpose string) *Key {
	t.Helper()
	if purpose == "" {
		purpose = oidTimeStamping
	}
	key := issue(t, Request{IIN: "850101300124", Algorithm: GOST2015})
	made := template{issuer: branches()[1], subject: key.Certificate.RawSubject, key: key.Private.Public(), extensions: func(b *cryptobyte.Builder) {
		addExtension(b, oidKeyUsage, true, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(identifier(purpose)) })
		})
	}}
	key.Certificate = must(made.certificate())(t)
	return key
}

// stamp is a time-stamp token of a signature, its imprint a digest of ГОСТ as real ones have (observed).
func stamp(t *testing.T, signature []byte, by *Key) []byte {
	t.Helper()
	info := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(1)
			b.AddASN1ObjectIdentifier(identifier("1.2.398.3.3.2.6.4"))
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addAlgorithm(b, oidGOST2015Digest)
				b.AddASN1OctetString(digests[oidGOST2015Digest].sum(signature))
			})
			b.AddASN1Int64(4711)
			b.AddASN1GeneralizedTime(stampedAt)
		})
	})
	form := must(formOf(by.Private))(t)
	s := forgedSigner{id: byIssuer(t, by.Certificate), digest: form.digest, algorithm: form.signature, attributes: [][]byte{
		attribute(t, oidContentType, must(identifierBytes(oidTSTInfo))(t)),
		attributeOf(oidMessageDigest, func(b *cryptobyte.Builder) { b.AddASN1OctetString(digests[form.digest].sum(info)) }),
	}}
	s.signature = must(form.sign(by.Private, setOf(s.attributes)))(t)
	return forgery{contentType: oidTSTInfo, content: info, certificates: [][]byte{by.Certificate.Raw}, signers: []forgedSigner{s}}.bytes(t)
}

// stamped is the good signature with a token of one, which need not be the same.
func (w workshop) stamped(signature []byte, by *Key) []byte {
	return w.stampedBy(stamp(w.t, signature, by))
}

func (w workshop) stampedBy(token []byte) []byte {
	s := w.good
	s.unsigned = [][]byte{attribute(w.t, oidTimeStampToken, token)}
	return w.message(s).bytes(w.t)
}

func TestStamps(t *testing.T) {
	w := workshop{t: t, key: testKey(t, "signer.pem"), second: testKey(t, "second.pem")}
	w.good = honest(t, w.key, sample)
	by := stamping(t, "")
	good := stamp(t, w.good.signature, by)
	found := must(Verify(w.stampedBy(good), attached(Chain)))(t)
	if !found.Stamped.Equal(stampedAt) || found.Doubts != nil {
		t.Errorf("found %+v", found)
	}
	if found := must(Verify(w.message(w.good).bytes(t), attached(Chain)))(t); !found.Stamped.IsZero() {
		t.Errorf("without a stamp: %+v", found)
	}
	// Every changed byte of the token is refused at Chain or was of no meaning, and at Crypto it is a doubt at most.
	refused := 0
	for at := 0; at < len(good); at += 7 {
		cms := w.stampedBy(flipped(good, at))
		if _, err := Verify(cms, attached(Chain)); err != nil {
			refused++
		}
		if _, err := Verify(cms, attached(Crypto)); err != nil && !strings.Contains(err.Error(), "не читается") {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	if refused < len(good)/7*9/10 {
		t.Errorf("of %d changed bytes %d are refused", len(good)/7, refused)
	}
}
