package pki

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// forgery is a SignedData put together by hand, so that each part can be wrong on its own.
type forgery struct {
	contentType  string // id-data if empty
	content      []byte // nil: detached
	certificates [][]byte
	signers      []forgedSigner
}

type forgedSigner struct {
	id         []byte // whole element
	digest     string
	algorithm  string
	parameters []byte   // of the algorithm; NULL if nil
	attributes [][]byte // as sent; nil: none
	signature  []byte
	unsigned   [][]byte // attributes
}

func (f forgery) bytes(t testing.TB) []byte {
	t.Helper()
	kind := f.contentType
	if kind == "" {
		kind = oidData
	}
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oidSignedData))
			b.AddASN1(context0, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1Int64(1)
					b.AddASN1(asn1.SET, func(*cryptobyte.Builder) {})
					b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(identifier(kind))
						if f.content != nil {
							b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(f.content) })
						}
					})
					if f.certificates != nil {
						b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(f.certificates, nil)) })
					}
					b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
						for _, s := range f.signers {
							s.add(b)
						}
					})
				})
			})
		})
	})
}

func (s forgedSigner) add(b *cryptobyte.Builder) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddBytes(s.id)
		addAlgorithm(b, s.digest)
		if s.attributes != nil {
			b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(s.attributes, nil)) })
		}
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(s.algorithm))
			if s.parameters == nil {
				b.AddASN1NULL()
			}
			b.AddBytes(s.parameters)
		})
		b.AddASN1OctetString(s.signature)
		if s.unsigned != nil {
			b.AddASN1(context1, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(s.unsigned, nil)) })
		}
	})
}

func build(t testing.TB, f cryptobyte.BuilderContinuation) []byte {
	t.Helper()
	var b cryptobyte.Builder
	f(&b)
	return must(b.Bytes())(t)
}

// must unwraps a result that cannot fail in a good test.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return must(os.ReadFile(filepath.Join("testdata", name)))(t)
}

// testKey is one of the two keys that also made the fixtures; making keys anew would cost most of the tests' time.
func testKey(t testing.TB, name string) *Key {
	t.Helper()
	return must(parseAuthority(fixture(t, name)))(t)
}

// doubtsBy are the sentences of the doubts by one rule.
func doubtsBy(found *Signature, rule string) string {
	var out []string
	for _, doubt := range found.Doubts {
		if doubt.Rule == rule {
			out = append(out, doubt.Detail.String())
		}
	}
	return strings.Join(out, "; ")
}

// rsaOf is the private key of one of those.
func rsaOf(k *Key) *rsa.PrivateKey { return k.Private.(*rsa.PrivateKey) }

// byIssuer names a signer by issuer and serial number.
func byIssuer(t testing.TB, c *x509.Certificate) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) { (&Key{Certificate: c}).addSignerID(b, false) })
}

// honest is a good signer, to be spoilt.
func honest(t testing.TB, k *Key, content []byte) forgedSigner {
	t.Helper()
	return resigned(t, k, forgedSigner{
		id: byIssuer(t, k.Certificate), digest: oidSHA256, algorithm: oidSHA256RSA,
		attributes: signedAttributes(digests[oidSHA256].sum(content), time.Time{}),
	})
}

// resigned makes the signature fit the attributes, whatever they are.
func resigned(t testing.TB, k *Key, s forgedSigner) forgedSigner {
	t.Helper()
	s.signature = rawSign(t, k, setOf(s.attributes))
	return s
}

func rawSign(t testing.TB, k *Key, data []byte) []byte {
	t.Helper()
	return must(rsa.SignPKCS1v15(rand.Reader, rsaOf(k), crypto.SHA256, digests[oidSHA256].sum(data)))(t)
}

func attribute(t testing.TB, oid string, values ...[]byte) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oid))
			b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(values, nil)) })
		})
	})
}

// nameOf encodes a name whose every string has the given type.
func nameOf(t testing.TB, tag asn1.Tag, attributes ...nameAttribute) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, a := range attributes {
				b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
					b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(identifier(a.oid))
						b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(a.value)) })
					})
				})
			}
		})
	})
}

// forgedCertificate is one that no program made: its serial number may be negative, its key of any kind.
type forgedCertificate struct {
	issuer       string // one of many authorities if empty
	serial       int64
	subject      []byte
	keyAlgorithm string
	key          []byte
	spki         []byte // a real key instead of the last two
	algorithm    string
}

func (c forgedCertificate) bytes(t testing.TB) []byte {
	t.Helper()
	validity := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1Int64(2) })
				b.AddASN1Int64(c.serial)
				addAlgorithm(b, c.algorithm)
				b.AddBytes(c.issuerName(t))
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1UTCTime(validity)
					b.AddASN1UTCTime(validity.AddDate(1, 0, 0))
				})
				b.AddBytes(c.subject)
				c.addKey(b)
				b.AddASN1(asn1.Tag(3).ContextSpecific().Constructed(), addUsage)
			})
			addAlgorithm(b, c.algorithm)
			b.AddASN1BitString(make([]byte, 64))
		})
	})
}

func (c forgedCertificate) addKey(b *cryptobyte.Builder) {
	if c.spki != nil {
		b.AddBytes(c.spki)
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addAlgorithm(b, c.keyAlgorithm)
		b.AddASN1BitString(c.key)
	})
}

// addUsage writes the extension that makes a key one for signing.
func addUsage(b *cryptobyte.Builder) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oidKeyUsage))
			b.AddASN1(asn1.OCTET_STRING, func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(identifier(oidMailProtection)) })
			})
		})
	})
}

// id names the certificate by its issuer and serial number.
func (c forgedCertificate) id(t testing.TB) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(c.issuerName(t))
			b.AddASN1Int64(c.serial)
		})
	})
}

func (c forgedCertificate) issuerName(t testing.TB) []byte {
	t.Helper()
	return nameOf(t, asn1.UTF8String, nameAttribute{oidCommonName, cmp.Or(c.issuer, "ҰКО 3.0 (GOST TEST)")})
}
