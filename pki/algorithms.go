package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"

	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki/gost"
)

const (
	oidRSA       = "1.2.840.113549.1.1.1"
	oidPSS       = "1.2.840.113549.1.1.10"
	oidSHA256RSA = "1.2.840.113549.1.1.11"
	oidEd25519   = "1.3.101.112"
)

// RSA keys of НУЦ РК have 2048 bits, its own has 4096. The upper bound keeps a stranger from choosing what a
// verification costs. Go does not verify keys below the lower one.
const (
	minKeyBits = 1024
	maxKeyBits = 8192
)

// algorithm is what is known about an object identifier of a signature or a key.
type algorithm struct {
	name   string
	digest string // its identifier; empty: the digest algorithm of the signer says it
	// verify is nil for an algorithm that is not verified here.
	verify func(key crypto.PublicKey, d *digest, sum, signature []byte) error
}

// algorithms is the table of all that is verified, and of the names of what is seen but cannot be.
// Source of the Kazakh identifiers: certificates and signatures of НУЦ РК (observed, sibling).
var algorithms = map[string]algorithm{
	oidRSA:                    {name: "RSA", verify: verifyRSA},
	"1.2.840.113549.1.1.4":    {name: "RSA", digest: "1.2.840.113549.2.5", verify: verifyRSA},
	"1.2.840.113549.1.1.5":    {name: "RSA", digest: oidSHA1, verify: verifyRSA},
	"1.2.840.113549.1.1.14":   {name: "RSA", digest: "2.16.840.1.101.3.4.2.4", verify: verifyRSA},
	oidSHA256RSA:              {name: "RSA", digest: oidSHA256, verify: verifyRSA},
	"1.2.840.113549.1.1.12":   {name: "RSA", digest: oidSHA384, verify: verifyRSA},
	"1.2.840.113549.1.1.13":   {name: "RSA", digest: oidSHA512, verify: verifyRSA},
	"1.2.840.113549.1.1.15":   {name: "RSA", digest: "2.16.840.1.101.3.4.2.5", verify: verifyRSA},
	"1.2.840.113549.1.1.16":   {name: "RSA", digest: "2.16.840.1.101.3.4.2.6", verify: verifyRSA},
	"2.16.840.1.101.3.4.3.13": {name: "RSA", digest: "2.16.840.1.101.3.4.2.7", verify: verifyRSA},
	"2.16.840.1.101.3.4.3.14": {name: "RSA", digest: "2.16.840.1.101.3.4.2.8", verify: verifyRSA},
	"2.16.840.1.101.3.4.3.15": {name: "RSA", digest: "2.16.840.1.101.3.4.2.9", verify: verifyRSA},
	"2.16.840.1.101.3.4.3.16": {name: "RSA", digest: "2.16.840.1.101.3.4.2.10", verify: verifyRSA},
	oidPSS:                    {name: "RSA-PSS", verify: verifyPSS},

	"1.2.840.10045.2.1":       {name: "ECDSA", verify: verifyECDSA},
	"1.2.840.10045.4.1":       {name: "ECDSA", digest: oidSHA1, verify: verifyECDSA},
	"1.2.840.10045.4.3.1":     {name: "ECDSA", digest: "2.16.840.1.101.3.4.2.4", verify: verifyECDSA},
	"1.2.840.10045.4.3.2":     {name: "ECDSA", digest: oidSHA256, verify: verifyECDSA},
	"1.2.840.10045.4.3.3":     {name: "ECDSA", digest: oidSHA384, verify: verifyECDSA},
	"1.2.840.10045.4.3.4":     {name: "ECDSA", digest: oidSHA512, verify: verifyECDSA},
	"2.16.840.1.101.3.4.3.9":  {name: "ECDSA", digest: "2.16.840.1.101.3.4.2.7", verify: verifyECDSA},
	"2.16.840.1.101.3.4.3.10": {name: "ECDSA", digest: "2.16.840.1.101.3.4.2.8", verify: verifyECDSA},
	"2.16.840.1.101.3.4.3.11": {name: "ECDSA", digest: "2.16.840.1.101.3.4.2.9", verify: verifyECDSA},
	"2.16.840.1.101.3.4.3.12": {name: "ECDSA", digest: "2.16.840.1.101.3.4.2.10", verify: verifyECDSA},
	oidEd25519:                {name: "Ed25519", digest: oidEd25519, verify: verifyEd25519},

	// Programs of 2018 and 2019 write the key's identifier in the place of the signature's (observed).
	oidGOST2004Key:          {name: "ГОСТ 34.310-2004", verify: verifyNational(gost.CryptoProA)},
	oidGOST2004Signature:    {name: "ГОСТ 34.310-2004", digest: oidGOST2004Digest, verify: verifyNational(gost.CryptoProA)},
	oidGOST2015Key:          {name: "ГОСТ 34.10-2015 (512)", verify: verifyNational(gost.TC26A512)},
	oidGOST2015Signature:    {name: "ГОСТ 34.10-2015 (512)", digest: oidGOST2015Digest, verify: verifyNational(gost.TC26A512)},
	oidGOST2015Key256:       {name: "ГОСТ 34.10-2015 (256)", verify: verifyNational(gost.TC26A256)},
	oidGOST2015Signature256: {name: "ГОСТ 34.10-2015 (256)", digest: oidGOST2015Digest256, verify: verifyNational(gost.TC26A256)},
}

// scheme is how a signer signed. Without verify it cannot be verified here.
type scheme struct {
	name   string
	digest *digest
	verify func(key crypto.PublicKey, d *digest, sum, signature []byte) error
}

func (s *signer) scheme() scheme { return schemeOf(s.algorithm, s.digest) }

// schemeOf resolves the algorithm of a signature, whose digest may be the signer's.
func schemeOf(id algorithmID, signers string) scheme {
	a := algorithms[id.oid]
	d := signatureDigest(id.oid, signers)
	if id.oid == oidPSS {
		d = pssDigest(id.parameters)
	}
	switch {
	case a.verify == nil || d == nil || d.new == nil:
		return scheme{name: describe(id.oid), digest: d}
	case d == whole:
		return scheme{a.name, d, a.verify}
	}
	return scheme{d.name + "/" + a.name, d, a.verify}
}

// signatureDigest is the digest that a signature is made over: its own, or where it names none, the signer's.
func signatureDigest(signature, signers string) *digest {
	switch own := algorithms[signature].digest; own {
	case "":
		return digests[signers]
	case signature: // it names itself: it wants the data
		return whole
	default:
		return digests[own]
	}
}

// pssDigest reads RSASSA-PSS-params (RFC 4055, 3.1). It is nil where Go cannot follow: an unknown digest, or another one
// for the mask. The length of the salt is found by the verification.
func pssDigest(parameters []byte) *digest {
	const mgf1 = "1.2.840.113549.1.1.8"
	digest, mask := oidSHA1, oidSHA1
	outer := openDER(parameters)
	body := outer.take(asn1.SEQUENCE, "RSASSA-PSS-params")
	if explicit, present := body.option(context0, "hashAlgorithm"); present {
		digest = readAlgorithm(explicit.take(asn1.SEQUENCE, "hashAlgorithm")).oid
	}
	if explicit, present := body.option(context1, "maskGenAlgorithm"); present {
		generator := explicit.take(asn1.SEQUENCE, "maskGenAlgorithm")
		if generator.oid("maskGenAlgorithm") != mgf1 {
			return nil
		}
		mask = readAlgorithm(generator.take(asn1.SEQUENCE, "maskGenAlgorithm")).oid
	}
	if d := digests[digest]; !outer.broken() && digest == mask && d != nil && d.hash != 0 {
		return d
	}
	return nil
}

var (
	errWrong    = texts.SigMismatch.Of()
	errOtherKey = texts.SigOtherKey.Of()
)

func verifyRSA(key crypto.PublicKey, d *digest, sum, signature []byte) error {
	public, err := rsaKey(key, d)
	if err == nil && rsa.VerifyPKCS1v15(public, d.hash, sum, signature) != nil {
		err = errWrong
	}
	return err
}

func verifyPSS(key crypto.PublicKey, d *digest, sum, signature []byte) error {
	public, err := rsaKey(key, d)
	if err == nil && rsa.VerifyPSS(public, d.hash, sum, signature, nil) != nil {
		err = errWrong
	}
	return err
}

func verifyECDSA(key crypto.PublicKey, _ *digest, sum, signature []byte) error {
	public, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return errOtherKey
	}
	if !ecdsa.VerifyASN1(public, sum, signature) {
		return errWrong
	}
	return nil
}

func verifyEd25519(key crypto.PublicKey, _ *digest, message, signature []byte) error {
	public, ok := key.(ed25519.PublicKey)
	if !ok {
		return errOtherKey
	}
	if !ed25519.Verify(public, message, signature) {
		return errWrong
	}
	return nil
}

// rsaKey is a key that may verify a digest: the name of the digest is a part of what RSA signs.
func rsaKey(key crypto.PublicKey, d *digest) (*rsa.PublicKey, error) {
	public, ok := key.(*rsa.PublicKey)
	switch {
	case !ok:
		return nil, errOtherKey
	case d.hash == 0:
		return nil, texts.SigRSADigest.Of(d.name)
	}
	if bits := public.N.BitLen(); bits < minKeyBits || bits > maxKeyBits {
		return nil, texts.SigRSABits.Of(bits, minKeyBits, maxKeyBits)
	}
	return public, nil
}
