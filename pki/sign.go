package pki

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// SignOptions is how a signature is to look.
type SignOptions struct {
	Detached bool      // leave the content out, as documents want it; the sign-in wants it in
	At       time.Time // signing time; none if zero
	ByKeyID  bool      // name the signer by SubjectKeyIdentifier instead of issuer and serial number
}

// Sign returns a CMS SignedData in DER over content: signed attributes, the signer's certificate, digest and signature
// of the kind that the key makes.
func (k *Key) Sign(content []byte, o SignOptions) ([]byte, error) {
	return Sign(content, o, k)
}

// Sign is Key.Sign for several who sign the same content in one message.
func Sign(content []byte, o SignOptions, keys ...*Key) ([]byte, error) {
	var certificates, infos [][]byte
	var used []string // digests
	for _, k := range keys {
		form, err := formOf(k.Private)
		if err != nil {
			return nil, err
		}
		info, err := k.signerInfo(content, form, o)
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
		if !slices.Contains(used, form.digest) {
			used = append(used, form.digest)
		}
		if !slices.ContainsFunc(certificates, func(c []byte) bool { return bytes.Equal(c, k.Certificate.Raw) }) {
			certificates = append(certificates, k.Certificate.Raw)
		}
	}
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oidSignedData))
		b.AddASN1(context0, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { addSignedData(b, content, o, used, certificates, infos) })
		})
	})
	return b.Bytes()
}

func addSignedData(b *cryptobyte.Builder, content []byte, o SignOptions, used []string, certificates, infos [][]byte) {
	b.AddASN1Int64(o.version())
	b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) {
		for _, oid := range used {
			addAlgorithm(b, oid)
		}
	})
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oidData))
		if !o.Detached {
			b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(content) })
		}
	})
	b.AddASN1(context0, func(b *cryptobyte.Builder) {
		b.AddBytes(bytes.Join(slices.SortedFunc(slices.Values(certificates), bytes.Compare), nil))
	})
	b.AddBytes(setOf(infos))
}

// signerInfo is the part of one signer (RFC 5652, 5.3).
func (k *Key) signerInfo(content []byte, form form, o SignOptions) ([]byte, error) {
	if o.ByKeyID && len(k.Certificate.SubjectKeyId) == 0 {
		return nil, fmt.Errorf("the certificate of %q has no SubjectKeyIdentifier to name it by", k.Certificate.Subject.CommonName)
	}
	set := setOf(signedAttributes(digests[form.digest].sum(content), o.At))
	signature, err := form.sign(k.Private, set)
	if err != nil {
		return nil, fmt.Errorf("the key of %q cannot sign: %w", k.Certificate.Subject.CommonName, err)
	}
	set[0] = byte(context0) // in the message the set carries the tag of its field
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(o.version())
		k.addSignerID(b, o.ByKeyID)
		addAlgorithm(b, form.digest)
		b.AddBytes(set)
		form.addSignature(b)
		b.AddASN1OctetString(signature)
	})
	return b.Bytes()
}

// version of SignedData and SignerInfo: 3 with a key identifier, else 1 (RFC 5652, 5.1 and 5.3).
func (o SignOptions) version() int64 {
	if o.ByKeyID {
		return 3
	}
	return 1
}

func (k *Key) addSignerID(b *cryptobyte.Builder, byKeyID bool) {
	if byKeyID {
		b.AddASN1(asn1.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(k.Certificate.SubjectKeyId) })
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(k.Certificate.RawIssuer)
		b.AddASN1BigInt(k.Certificate.SerialNumber)
	})
}

func addAlgorithm(b *cryptobyte.Builder, oid string) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oid))
		b.AddASN1NULL()
	})
}

// signedAttributes encodes the two attributes that must be there, and the signing time if there is one.
func signedAttributes(messageDigest []byte, at time.Time) [][]byte {
	values := map[string]cryptobyte.BuilderContinuation{
		oidContentType:   func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(identifier(oidData)) },
		oidMessageDigest: func(b *cryptobyte.Builder) { b.AddASN1OctetString(messageDigest) },
	}
	if !at.IsZero() {
		values[oidSigningTime] = func(b *cryptobyte.Builder) { addTime(b, at.UTC()) }
	}
	var out [][]byte
	for oid, value := range values {
		out = append(out, attributeOf(oid, value))
	}
	return out
}

// attributeOf encodes an Attribute with one value.
func attributeOf(oid string, value cryptobyte.BuilderContinuation) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oid))
		b.AddASN1(asn1.SET, value)
	})
	return b.BytesOrPanic()
}

// addTime writes a signing time: UTCTime for 1950 to 2049, GeneralizedTime outside (RFC 5652, 11.3).
func addTime(b *cryptobyte.Builder, at time.Time) {
	if at.Year() >= 1950 && at.Year() < 2050 {
		b.AddASN1UTCTime(at)
	} else {
		b.AddASN1GeneralizedTime(at)
	}
}
