package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/pki/gost"
)

// Key is a private key with its certificate.
type Key struct {
	Certificate *x509.Certificate
	Private     crypto.Signer
}

// Algorithm is the kind of the key; false for one that Issue does not make.
func (k *Key) Algorithm() (Algorithm, bool) {
	switch public := k.Private.Public().(type) {
	case *rsa.PublicKey:
		return RSA, true
	case *ecdsa.PublicKey:
		return EC, true
	case *gost.PublicKey:
		switch public.Curve() {
		case gost.TC26A512():
			return GOST2015, true
		case gost.CryptoProA():
			return GOST2004, true
		}
	}
	return "", false
}

// form is how signatures of one kind of keys are made and named.
type form struct {
	digest, signature string
	null              bool // the signature's parameters are NULL, not absent
}

// formOf is the form that a key signs in: the one that OpenSSL would choose, and for keys of НУЦ РК the one of their kind.
func formOf(key crypto.Signer) (form, error) {
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		return form{oidSHA256, oidSHA256RSA, true}, nil
	case *ecdsa.PublicKey:
		switch bits := public.Params().BitSize; {
		case bits > 384:
			return form{oidSHA512, "1.2.840.10045.4.3.4", false}, nil
		case bits > 256:
			return form{oidSHA384, "1.2.840.10045.4.3.3", false}, nil
		}
		return form{oidSHA256, "1.2.840.10045.4.3.2", false}, nil
	case ed25519.PublicKey:
		return form{oidSHA512, oidEd25519, false}, nil
	case *gost.PublicKey:
		if n, ok := nationalBy("", public.Curve()); ok {
			return n.form, nil
		}
	}
	return form{}, fmt.Errorf("a key of kind %T makes no signatures here", key)
}

// sign signs data, digest included.
func (f form) sign(key crypto.Signer, data []byte) ([]byte, error) {
	d := signatureDigest(f.signature, f.digest)
	return key.Sign(rand.Reader, d.sum(data), d.hash)
}

// addSignature writes the AlgorithmIdentifier of the signature.
func (f form) addSignature(b *cryptobyte.Builder) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(f.signature))
		if f.null {
			b.AddASN1NULL()
		}
	})
}

// privateKey reads a PKCS#8 PrivateKeyInfo.
func privateKey(pkcs8 []byte) (crypto.Signer, error) {
	outer := openDER(pkcs8)
	info := outer.take(asn1.SEQUENCE, "PrivateKeyInfo")
	info.take(asn1.INTEGER, "version")
	id := readAlgorithm(info.take(asn1.SEQUENCE, "privateKeyAlgorithm"))
	if err := outer.problem(); err != nil {
		return nil, err
	}
	if n, ok := nationalBy(id.oid, nil); ok {
		return nationalPrivate(n, info.take(asn1.OCTET_STRING, "privateKey").String)
	}
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, fmt.Errorf("its key of kind %s cannot be read: %w", describe(id.oid), err)
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return key, nil
	case *ecdsa.PrivateKey:
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, fmt.Errorf("its key of kind %s cannot sign", describe(id.oid))
}

// nationalPrivate reads a private key of НУЦ РК: an OCTET STRING of little-endian octets or an INTEGER (observed: one for
// each kind; either is taken for both).
func nationalPrivate(n national, octets []byte) (crypto.Signer, error) {
	inner := openDER(octets)
	var d big.Int
	if inner.PeekASN1Tag(asn1.INTEGER) {
		if !inner.ReadASN1Integer(&d) {
			return nil, errors.New("its private key is no number")
		}
		return gost.NewPrivateKey(n.curve(), &d)
	}
	little := inner.take(asn1.OCTET_STRING, "private key")
	if err := inner.problem(); err != nil {
		return nil, err
	}
	return gost.ParsePrivateKey(n.curve(), little.String)
}

// privateInfo writes a PKCS#8 PrivateKeyInfo.
func privateInfo(key crypto.Signer) ([]byte, error) {
	private, ok := key.(*gost.PrivateKey)
	if !ok {
		return x509.MarshalPKCS8PrivateKey(key)
	}
	n, _ := nationalBy("", private.Public().(*gost.PublicKey).Curve())
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(0)
		n.addAlgorithm(b)
		b.AddASN1(asn1.OCTET_STRING, func(b *cryptobyte.Builder) {
			if n.littleKey {
				b.AddASN1OctetString(private.Bytes())
			} else {
				b.AddASN1BigInt(private.Number())
			}
		})
	})
	return b.Bytes()
}

// publicInfo writes a SubjectPublicKeyInfo.
func publicInfo(key crypto.PublicKey) ([]byte, error) {
	public, ok := key.(*gost.PublicKey)
	if !ok {
		return x509.MarshalPKIXPublicKey(key)
	}
	n, _ := nationalBy("", public.Curve())
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		n.addAlgorithm(b)
		b.AddASN1(asn1.BIT_STRING, func(b *cryptobyte.Builder) {
			b.AddUint8(0)
			b.AddASN1OctetString(public.Bytes())
		})
	})
	return b.Bytes()
}

// belongs says whether a certificate is one of this key.
func belongs(c *certificate, key crypto.Signer) bool {
	public, comparable := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return comparable && c.key != nil && public.Equal(c.key)
}
