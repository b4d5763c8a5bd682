package pki

import (
	"crypto"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The parameters of files of НУЦ РК (observed).
const (
	nationalRounds = 1024
	nationalSalt   = 20
	nationalPiece  = 1000 // of an octet string in pieces; assumed
)

// Alias is the name of the key in files of НУЦ РК: the key's identifier in hex (observed).
func (k *Key) Alias() string { return hex.EncodeToString(k.Certificate.SubjectKeyId) }

// FileName is how НУЦ РК would name the key's file: GOST512_0123….p12 (observed).
func (k *Key) FileName() string {
	a, _ := k.Algorithm()
	return fmt.Sprintf("%s_%s.p12", algorithmsOfKeys[a].prefix, k.Alias())
}

// PKCS12 packs the key and its certificate as НУЦ РК does: the key under 3DES, the certificate under RC2 of 40 bits, a
// seal of HMAC-SHA1, 1024 rounds each, BER inside. OpenSSL 3 opens it with -legacy. The password may be in any letters.
func (k *Key) PKCS12(password string) ([]byte, error) {
	s := safe{password: password, wide: wide(utf16.Encode([]rune(password))), rounds: maxRounds}
	key, err := privateInfo(k.Private)
	if err != nil {
		return nil, fmt.Errorf("the key of %q cannot be packed: %w", k.Certificate.Subject.CommonName, err)
	}
	algorithm, encrypted, err := s.encrypt(oidPBE3DES, key)
	if err != nil {
		return nil, err
	}
	keys := berSequence(k.bag(oidShroudedBag, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(algorithm)
			b.AddASN1OctetString(encrypted)
		})
	}))
	certificates := berSequence(k.bag(oidCertBag, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oidX509))
			b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(k.Certificate.Raw) })
		})
	}))
	algorithm, encrypted, err = s.encrypt(oidPBERC240, certificates)
	if err != nil {
		return nil, err
	}
	content := berSequence(
		berSequence(oidBytes(oidData), ber(0xa0, berOctets(tagOctets|bitConstructed, keys))),
		berSequence(oidBytes(oidEncryptedData), ber(0xa0, berSequence([]byte{2, 1, 0},
			berSequence(oidBytes(oidData), algorithm, berOctets(0xa0, encrypted))))),
	)
	return s.seal(content)
}

// seal wraps the safes in a PFX with a MAC.
func (s *safe) seal(content []byte) ([]byte, error) {
	salt := make([]byte, nationalSalt)
	rand.Read(salt)
	key, err := s.derive(crypto.SHA1.New, useMAC, salt, nationalRounds, crypto.SHA1.Size())
	if err != nil {
		return nil, err
	}
	mac := hmac.New(crypto.SHA1.New, key)
	mac.Write(content)
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(3)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(identifier(oidData))
			b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(content) })
		})
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addAlgorithm(b, oidSHA1)
				b.AddASN1OctetString(mac.Sum(nil))
			})
			b.AddASN1OctetString(salt)
			b.AddASN1Int64(nationalRounds)
		})
	})
	return b.Bytes()
}

// encrypt closes data by a scheme of RFC 7292, C, and gives its AlgorithmIdentifier.
func (s *safe) encrypt(oid string, data []byte) (algorithm, encrypted []byte, err error) {
	salt := make([]byte, nationalSalt)
	rand.Read(salt)
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(salt)
		b.AddASN1Int64(nationalRounds)
	})
	parameters, err := b.Bytes()
	if err != nil {
		return nil, nil, err
	}
	block, iv, err := s.cipherOf(algorithmID{oid, parameters})
	if err != nil {
		return nil, nil, err
	}
	padding := block.BlockSize() - len(data)%block.BlockSize()
	encrypted = append(append([]byte{}, data...), strings.Repeat(string(rune(padding)), padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(encrypted, encrypted)
	var id cryptobyte.Builder
	id.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oid))
		b.AddBytes(parameters)
	})
	algorithm, err = id.Bytes()
	return algorithm, encrypted, err
}

// bag is a SafeBag with the two names of the key.
func (k *Key) bag(kind string, value cryptobyte.BuilderContinuation) []byte {
	name := wide(utf16.Encode([]rune(k.Alias())))
	attributes := map[string]cryptobyte.BuilderContinuation{
		oidFriendlyName: func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.Tag(30), func(b *cryptobyte.Builder) { b.AddBytes(name[:len(name)-2]) })
		},
		oidLocalKeyID: func(b *cryptobyte.Builder) { b.AddASN1OctetString(k.Certificate.SubjectKeyId) },
	}
	var encoded [][]byte
	for oid, value := range attributes {
		encoded = append(encoded, attributeOf(oid, value))
	}
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(kind))
		b.AddASN1(context0, value)
		b.AddBytes(setOf(encoded))
	})
	return b.BytesOrPanic()
}

func oidBytes(oid string) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(identifier(oid))
	return b.BytesOrPanic()
}

// ber writes an element of indefinite length.
func ber(tag byte, parts ...[]byte) []byte {
	out := []byte{tag, 0x80}
	for _, part := range parts {
		out = append(out, part...)
	}
	return append(out, 0, 0)
}

func berSequence(parts ...[]byte) []byte { return ber(0x30, parts...) }

// berOctets writes an octet string in pieces under a constructed tag.
func berOctets(tag byte, data []byte) []byte {
	var pieces [][]byte
	for len(data) > 0 {
		n := min(len(data), nationalPiece)
		pieces = append(pieces, append(appendHeader(nil, tagOctets, n), data[:n]...))
		data = data[n:]
	}
	return ber(tag, pieces...)
}
