package pki

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"pgregory.net/rapid"
	"software.sslmate.com/src/go-pkcs12"
)

// TestRC2: the examples of RFC 2268, 5, whose keys are strong by their whole length.
func TestRC2(t *testing.T) {
	for _, c := range []struct{ key, plain, cipher string }{
		{"ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"},
		{"3000000000000000", "1000000000000001", "30649edf9be7d2c2"},
		{"88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"},
	} {
		block := newRC2(must(hex.DecodeString(c.key))(t))
		plain := must(hex.DecodeString(c.plain))(t)
		got := make([]byte, 8)
		block.Encrypt(got, plain)
		if hex.EncodeToString(got) != c.cipher {
			t.Errorf("key %s: %x, want %s", c.key, got, c.cipher)
		}
		block.Decrypt(got, got)
		if !bytes.Equal(got, plain) {
			t.Errorf("key %s: %x comes back", c.key, got)
		}
	}
}

// TestPKCS12OfAnotherWriter: what a library of others writes is read, under any password that it can write.
func TestPKCS12OfAnotherWriter(t *testing.T) {
	key := testKey(t, "signer.pem")
	for name, writer := range map[string]*pkcs12.Encoder{
		"RC2": pkcs12.LegacyRC2, "3DES": pkcs12.LegacyDES, "AES": pkcs12.Modern2023, "RC2 of few rounds": pkcs12.LegacyRC2.WithIterations(1),
	} {
		rapid.Check(t, func(t *rapid.T) {
			password := rapid.OneOf(rapid.StringMatching(`[ -~]{0,40}`), rapid.StringMatching(`[а-яӘҒҚҢӨҰҮҺІa-z0-9]{1,70}`)).Draw(t, "password")
			file, err := writer.WithIterations(rapid.IntRange(1, 20).Draw(t, "rounds")).Encode(key.Private, key.Certificate, nil, password)
			if err != nil {
				t.Fatal(err)
			}
			back, err := OpenPKCS12(file, password)
			if err != nil || !belongs(readCertificate(key.Certificate.Raw), back.Private) {
				t.Fatalf("%s, password %q: %v", name, password, err)
			}
			if _, err := OpenPKCS12(file, password+"x"); !errors.Is(err, errPassword) {
				t.Fatalf("%s, another password: %v", name, err)
			}
		})
	}
}

// TestRoundsAreBounded: a file does not choose how long it takes to open.
func TestRoundsAreBounded(t *testing.T) {
	key := testKey(t, "signer.pem")
	for name, file := range map[string][]byte{
		"rounds of the seal": resealed(t, must(pkcs12.Modern2023.Encode(key.Private, key.Certificate, nil, "x"))(t)),
		"rounds of a key":    encryptedSafe(t, pkcs12Parameters(t, maxRounds+1)),
		"endless":            encryptedSafe(t, pkcs12Parameters(t, 1<<62)),
		"none":               encryptedSafe(t, pkcs12Parameters(t, 0)),
		"less than none":     encryptedSafe(t, pkcs12Parameters(t, -5)),
	} {
		_, err := OpenPKCS12(file, "x")
		if err == nil || !strings.Contains(err.Error(), "at most 5000000 are worked for a file") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	// Each of several parts may ask for less, all together not for more.
	f := &p12{safe: safe{"x", wide(nil), 10}}
	for n, want := range []bool{true, true, false} {
		if err := f.spend(4); (err == nil) != want {
			t.Errorf("part %d: %v", n, err)
		}
	}
}

// resealed makes the seal of a file ask for more rounds than are worked.
func resealed(t *testing.T, file []byte) []byte {
	t.Helper()
	outer := openDER(file)
	body := outer.take(asn1.SEQUENCE, "PFX")
	version, _ := body.element("version")
	safe, _ := body.element("authSafe")
	seal := body.take(asn1.SEQUENCE, "macData")
	mac, _ := seal.element("mac")
	salt, _ := seal.element("salt")
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(version)
			b.AddBytes(safe)
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddBytes(mac)
				b.AddBytes(salt)
				b.AddASN1Int64(maxRounds + 1)
			})
		})
	})
}

func pkcs12Parameters(t *testing.T, rounds int64) []byte {
	t.Helper()
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(make([]byte, 8))
			b.AddASN1Int64(rounds)
		})
	})
}

// encryptedSafe is a file without a seal whose only safe is encrypted in a way of our choice.
func encryptedSafe(t *testing.T, parameters []byte) []byte {
	t.Helper()
	content := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oidData))
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(identifier(oidPBE3DES))
				b.AddBytes(parameters)
			})
			b.AddASN1(asn1.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, 16)) })
		})
	}
	safes := build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(identifier(oidEncryptedData))
				b.AddASN1(context0, func(b *cryptobyte.Builder) {
					b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
						b.AddASN1Int64(0)
						content(b)
					})
				})
			})
		})
	})
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(3)
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(identifier(oidData))
				b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(safes) })
			})
		})
	})
}

// FuzzOpenPKCS12: nothing panics, whatever the file.
func FuzzOpenPKCS12(f *testing.F) {
	key := testKey(f, "signer.pem")
	for _, writer := range []*pkcs12.Encoder{pkcs12.LegacyRC2, pkcs12.LegacyDES, pkcs12.Modern2023, pkcs12.Passwordless} {
		f.Add(must(writer.WithIterations(1).Encode(key.Private, key.Certificate, nil, ""))(f))
	}
	for _, algorithm := range []Algorithm{RSA, GOST2015, GOST2004} {
		f.Add(must(must(Issue(Request{BIN: "123456789021", Algorithm: algorithm}))(f).PKCS12(""))(f))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if key, err := OpenPKCS12(file, ""); (key == nil) == (err == nil) {
			t.Fatalf("key %v, error %v", key, err)
		}
	})
}
