package pki

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/pki/gost"
)

// TestEveryVerifiedAlgorithm: each row of the table takes a signature made by its rules and no other, with the digest
// that its identifier says, or where that says none, the one of the signer.
func TestEveryVerifiedAlgorithm(t *testing.T) {
	rsaKey := testKey(t, "signer.pem").Private
	curve := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))(t)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for oid, row := range algorithms {
		if row.verify == nil {
			continue
		}
		t.Run(row.name+" "+oid, func(t *testing.T) {
			d := digests[cmp.Or(row.digest, "2.16.840.1.101.3.4.2.3")]
			var key crypto.Signer = rsaKey
			var parameters []byte
			switch row.name {
			case "RSA-PSS": // empty parameters mean SHA-1
				d, parameters = digests[oidSHA1], []byte{0x30, 0x00}
			case "ECDSA":
				key = curve
			case "Ed25519":
				key, d = edwards, whole
			default:
				for _, n := range nationals {
					if row.name == algorithms[n.oid].name {
						key = must(gost.GenerateKey(n.curve(), nil))(t)
						d = digests[n.form.digest] // the key's identifier alone says none
					}
				}
			}
			var options crypto.SignerOpts = d.hash
			if row.name == "RSA-PSS" {
				options = &rsa.PSSOptions{SaltLength: 20, Hash: d.hash}
			}
			sign := func(data []byte) []byte { return must(key.Sign(rand.Reader, d.sum(data), options))(t) }
			certificate := forgedCertificate{
				serial: 1, subject: testKey(t, "signer.pem").Certificate.RawSubject,
				spki: must(publicInfo(key.Public()))(t), algorithm: oid,
			}
			s := forgedSigner{id: certificate.id(t), digest: identifierOf(d), algorithm: oid, parameters: parameters}
			s.signature = sign(sample)
			f := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}

			found := must(Verify(f.bytes(t), attached(Crypto)))(t)
			if found.Algorithm != strings.TrimPrefix(d.name+"/"+row.name, "/") {
				t.Errorf("algorithm %s", found.Algorithm)
			}
			if weak := strings.Contains(doubtsBy(found, RuleProof), d.name+" давно ненадёжен"); weak != (d.name == "SHA-1" || d.name == "MD5") {
				t.Errorf("doubts %q", found.Doubts)
			}
			f.signers[0].signature = sign(flipped(sample, 0))
			wantRule(t, f.bytes(t), attached(Crypto), RuleSignature)
		})
	}
}

// identifierOf is where a digest stands in the table; one without a place is not looked at.
func identifierOf(d *digest) string {
	for oid, row := range digests {
		if row == d {
			return oid
		}
	}
	return oidSHA512
}

// TestPSSParameters: SHA-1 is what missing parameters mean; what Go cannot follow is left unverified.
func TestPSSParameters(t *testing.T) {
	algorithm := func(oid string, inner ...byte) []byte {
		return build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(identifier(oid))
				b.AddBytes(inner)
			})
		})
	}
	const sha512, mgf1 = "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.8"
	for _, c := range []struct {
		name               string
		digest, maskDigest []byte
		want               *digest
	}{
		{"defaults", nil, nil, digests[oidSHA1]},
		{"both given", algorithm(sha512), algorithm(mgf1, algorithm(sha512)...), digests[sha512]},
		{"two digests", algorithm(sha512), algorithm(mgf1, algorithm(oidSHA256)...), nil},
		{"mask by default", algorithm(sha512), nil, nil},
		{"another mask", algorithm(sha512), algorithm("1.2.3", algorithm(sha512)...), nil},
		{"damaged", []byte{0x05, 0x00}, nil, nil},
	} {
		parameters := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				if c.digest != nil {
					b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddBytes(c.digest) })
				}
				if c.maskDigest != nil {
					b.AddASN1(context1, func(b *cryptobyte.Builder) { b.AddBytes(c.maskDigest) })
				}
			})
		})
		if got := pssDigest(parameters); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
