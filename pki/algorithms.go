package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"

	// The digests of the table below.
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"

	"golang.org/x/crypto/cryptobyte/asn1"
)

const oidPSS = "1.2.840.113549.1.1.10"

// maxKeyBits bounds what a stranger's key can cost; RSA keys of НУЦ РК have 2048 bits, its own has 4096.
const maxKeyBits = 8192

// algorithm is what is known about an object identifier of a digest, a signature or a key.
type algorithm struct {
	name string
	hash crypto.Hash // 0 for a signature: the digest algorithm of the signer says it
	// verify is nil for what is no signature, or what Go cannot verify.
	verify func(key crypto.PublicKey, hash crypto.Hash, sum, signature []byte) error
}

// algorithms is the table of all that is verified, and of the names of what is seen but cannot be.
// Source of the Kazakh identifiers: certificates and signatures of НУЦ РК (observed, sibling).
var algorithms = map[string]algorithm{
	"1.3.14.3.2.26":          {name: "SHA-1", hash: crypto.SHA1},
	"2.16.840.1.101.3.4.2.4": {name: "SHA-224", hash: crypto.SHA224},
	"2.16.840.1.101.3.4.2.1": {name: "SHA-256", hash: crypto.SHA256},
	"2.16.840.1.101.3.4.2.2": {name: "SHA-384", hash: crypto.SHA384},
	"2.16.840.1.101.3.4.2.3": {name: "SHA-512", hash: crypto.SHA512},

	"1.2.840.113549.1.1.1":  {name: "RSA", verify: verifyRSA},
	"1.2.840.113549.1.1.5":  {name: "RSA", hash: crypto.SHA1, verify: verifyRSA},
	"1.2.840.113549.1.1.14": {name: "RSA", hash: crypto.SHA224, verify: verifyRSA},
	"1.2.840.113549.1.1.11": {name: "RSA", hash: crypto.SHA256, verify: verifyRSA},
	"1.2.840.113549.1.1.12": {name: "RSA", hash: crypto.SHA384, verify: verifyRSA},
	"1.2.840.113549.1.1.13": {name: "RSA", hash: crypto.SHA512, verify: verifyRSA},
	oidPSS:                  {name: "RSA-PSS", verify: verifyPSS},
	"1.2.840.10045.2.1":     {name: "ECDSA", verify: verifyECDSA},
	"1.2.840.10045.4.1":     {name: "ECDSA", hash: crypto.SHA1, verify: verifyECDSA},
	"1.2.840.10045.4.3.1":   {name: "ECDSA", hash: crypto.SHA224, verify: verifyECDSA},
	"1.2.840.10045.4.3.2":   {name: "ECDSA", hash: crypto.SHA256, verify: verifyECDSA},
	"1.2.840.10045.4.3.3":   {name: "ECDSA", hash: crypto.SHA384, verify: verifyECDSA},
	"1.2.840.10045.4.3.4":   {name: "ECDSA", hash: crypto.SHA512, verify: verifyECDSA},

	"1.2.398.3.10.1.3.1":     {name: "ГОСТ 34.311-95"},
	"1.2.398.3.10.1.3.2":     {name: "ГОСТ 34.11-2015 (256)"},
	"1.2.398.3.10.1.3.3":     {name: "ГОСТ 34.11-2015 (512)"},
	"1.2.398.3.10.1.1.1.1":   {name: "ГОСТ 34.310-2004"},
	"1.2.398.3.10.1.1.1.2":   {name: "ГОСТ 34.310-2004"},
	"1.2.398.3.10.1.1.2.2":   {name: "ГОСТ 34.10-2015"},
	"1.2.398.3.10.1.1.2.3.1": {name: "ГОСТ 34.10-2015 (256)"},
	"1.2.398.3.10.1.1.2.3.2": {name: "ГОСТ 34.10-2015 (512)"},
	"1.2.840.113549.2.5":     {name: "MD5"},
	"1.2.840.113549.1.1.4":   {name: "MD5 с RSA"},
	"1.3.101.112":            {name: "Ed25519"},
}

// describe writes an identifier for people: with its name if it has one.
func describe(oid string) string {
	if a, known := algorithms[oid]; known {
		return fmt.Sprintf("%s (%s)", a.name, oid)
	}
	return oid
}

// scheme resolves how a signer signed: the algorithm with its digest, and a name for both. Without verify nobody here
// can verify it.
func (s *signer) scheme() algorithm {
	a := algorithms[s.algorithm.oid]
	switch {
	case s.algorithm.oid == oidPSS:
		a.hash = pssHash(s.algorithm.parameters)
	case a.hash == 0:
		a.hash = algorithms[s.digest].hash
	}
	if a.verify == nil || a.hash == 0 {
		return algorithm{name: describe(s.algorithm.oid)}
	}
	a.name = a.hash.String() + "/" + a.name
	return a
}

// pssHash reads RSASSA-PSS-params (RFC 4055, 3.1). It is 0 where Go cannot follow: an unknown digest, or another one
// for the mask. The length of the salt is found by the verification.
func pssHash(parameters []byte) crypto.Hash {
	const sha1, mgf1 = "1.3.14.3.2.26", "1.2.840.113549.1.1.8"
	digest, mask := sha1, sha1
	outer := openDER(parameters)
	body := outer.take(asn1.SEQUENCE, "RSASSA-PSS-params")
	if explicit, present := body.option(context0, "hashAlgorithm"); present {
		digest = readAlgorithm(explicit.take(asn1.SEQUENCE, "hashAlgorithm")).oid
	}
	if explicit, present := body.option(context1, "maskGenAlgorithm"); present {
		generator := explicit.take(asn1.SEQUENCE, "maskGenAlgorithm")
		if generator.oid("maskGenAlgorithm") != mgf1 {
			return 0
		}
		mask = readAlgorithm(generator.take(asn1.SEQUENCE, "maskGenAlgorithm")).oid
	}
	if outer.failure() != "" || digest != mask {
		return 0
	}
	return algorithms[digest].hash
}

var (
	errWrong    = errors.New("не сходится с ключом сертификата")
	errOtherKey = errors.New("ключ сертификата другого вида")
)

func verifyRSA(key crypto.PublicKey, hash crypto.Hash, sum, signature []byte) error {
	public, err := rsaKey(key)
	if err == nil && rsa.VerifyPKCS1v15(public, hash, sum, signature) != nil {
		err = errWrong
	}
	return err
}

func verifyPSS(key crypto.PublicKey, hash crypto.Hash, sum, signature []byte) error {
	public, err := rsaKey(key)
	if err == nil && rsa.VerifyPSS(public, hash, sum, signature, nil) != nil {
		err = errWrong
	}
	return err
}

func verifyECDSA(key crypto.PublicKey, _ crypto.Hash, sum, signature []byte) error {
	public, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return errOtherKey
	}
	if !ecdsa.VerifyASN1(public, sum, signature) {
		return errWrong
	}
	return nil
}

func rsaKey(key crypto.PublicKey) (*rsa.PublicKey, error) {
	public, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, errOtherKey
	}
	if bits := public.N.BitLen(); bits > maxKeyBits {
		return nil, fmt.Errorf("ключ RSA в %d бит, допустимо до %d", bits, maxKeyBits)
	}
	return public, nil
}
