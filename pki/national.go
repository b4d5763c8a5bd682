package pki

import (
	"crypto"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki/gost"
)

// Identifiers of НУЦ РК (observed in its certificates; those of 2015-256 are read by others and were never seen).
const (
	oidGOST2004Digest    = "1.2.398.3.10.1.3.1"
	oidGOST2015Digest256 = "1.2.398.3.10.1.3.2"
	oidGOST2015Digest    = "1.2.398.3.10.1.3.3"

	oidGOST2004Key    = "1.2.398.3.10.1.1.1.1"
	oidGOST2015Key256 = "1.2.398.3.10.1.1.2.1"
	oidGOST2015Key    = "1.2.398.3.10.1.1.2.2"

	oidGOST2004Signature    = "1.2.398.3.10.1.1.1.2"
	oidGOST2015Signature256 = "1.2.398.3.10.1.1.2.3.1"
	oidGOST2015Signature    = "1.2.398.3.10.1.1.2.3.2"
)

// national is a kind of keys of НУЦ РК.
type national struct {
	oid        string
	curve      func() *gost.Curve
	parameters [2]string // curve and digest, as the key's algorithm names them
	form       form
	littleKey  bool // the private key is an OCTET STRING of little-endian octets, else an INTEGER
}

var nationals = []national{
	{oidGOST2004Key, gost.CryptoProA, [2]string{"1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0"}, form{oidGOST2004Digest, oidGOST2004Signature, true}, false},
	{oidGOST2015Key, gost.TC26A512, [2]string{"1.2.398.3.10.1.1.2.2.1", oidGOST2015Digest}, form{oidGOST2015Digest, oidGOST2015Signature, true}, true},
	{oidGOST2015Key256, gost.TC26A256, [2]string{"1.2.398.3.10.1.1.2.1.1", oidGOST2015Digest256}, form{oidGOST2015Digest256, oidGOST2015Signature256, true}, true},
}

// nationalBy finds the kind whose key has an identifier, or lies on a curve.
func nationalBy(oid string, curve *gost.Curve) (national, bool) {
	for _, n := range nationals {
		if n.oid == oid || n.curve() == curve {
			return n, true
		}
	}
	return national{}, false
}

// errKeyDamage says of what kind it is that a key is none.
var errKeyDamage = texts.SigKeyDamage.Of()

// nationalKey reads the key of a SubjectPublicKeyInfo. It is nil for another curve than the kind has. Keys may leave their
// parameters out, or have NULL for them.
func nationalKey(n national, parameters, bits []byte) (crypto.PublicKey, error) {
	outer := openDER(parameters)
	if list, present := outer.option(asn1.SEQUENCE, texts.PartKeyParameters.Text); present && list.oid(texts.PartCurve.Text) != n.parameters[0] {
		return nil, nil
	}
	inner := openDER(bits)
	octets := inner.take(asn1.OCTET_STRING, texts.PartKey.Text)
	key, err := gost.ParsePublicKey(n.curve(), octets.String)
	if err != nil || inner.broken() {
		return nil, errKeyDamage
	}
	return key, nil
}

// addAlgorithm writes the AlgorithmIdentifier of a key.
func (n national) addAlgorithm(b *cryptobyte.Builder) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(n.oid))
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, oid := range n.parameters {
				b.AddASN1ObjectIdentifier(identifier(oid))
			}
		})
	})
}

// verifyNational verifies signatures by keys on one curve.
func verifyNational(curve func() *gost.Curve) func(crypto.PublicKey, *digest, []byte, []byte) error {
	return func(key crypto.PublicKey, _ *digest, sum, signature []byte) error {
		public, ok := key.(*gost.PublicKey)
		if !ok || public.Curve() != curve() {
			return errOtherKey
		}
		if !public.Verify(sum, signature) {
			return errWrong
		}
		return nil
	}
}
