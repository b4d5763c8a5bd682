package pki

import (
	"bytes"
	"crypto"
	"crypto/sha1" // names keys (RFC 5280, 4.2.1.2), guards nothing
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

const (
	oidKeyID       = "2.5.29.14"
	oidUsage       = "2.5.29.15"
	oidConstraints = "2.5.29.19"
	oidPolicies    = "2.5.29.32"
	oidKeyUsage    = "2.5.29.37"

	oidMailProtection = "1.3.6.1.5.5.7.3.4"
	oidClientAuth     = "1.3.6.1.5.5.7.3.2"
	oidTimeStamping   = "1.3.6.1.5.5.7.3.8"
)

// certificate has what a signature needs of an X.509 certificate. It is read here because Go refuses certificates that
// are in use (odd serial numbers, odd strings), tells nothing of those, and does not know the national keys.
type certificate struct {
	damage  texts.Said // what could not be read; the other fields are then empty
	whole   []byte
	sum     [sha256.Size]byte // of whole
	serial  []byte
	issuer  name
	subject name
	from    string // the issuer's text, by which signers name the certificate
	called  string // the subject's text

	notBefore, notAfter time.Time // both zero if they are no times

	keyID        []byte
	authority    bool // may issue certificates
	usage        int  // bits of KeyUsage, the first is the highest of 9; 0 if the extension is missing
	usages       []string
	policies     []string
	keyAlgorithm string
	key          crypto.PublicKey  // nil if nobody here knows the kind of key, or if
	keyDamage    error             // says that it is none of its kind
	parsed       *x509.Certificate // nil if Go cannot parse it

	tbs       []byte // what the authority signed,
	algorithm algorithmID
	signature []byte
}

// readBefore are certificates that were read before, by their bytes, since the same few people sign again and again.
// A certificate that was read never changes.
var readBefore memo[[sha256.Size]byte, *certificate]

// readCertificate reads a certificate, or remembers it.
func readCertificate(whole []byte) *certificate {
	const most = 16 << 10 // what strangers may leave here for good is bounded
	if len(whole) > most {
		return parseCertificate(whole)
	}
	sum := sha256.Sum256(whole)
	if c, ok := readBefore.get(sum); ok {
		return c
	}
	c := parseCertificate(bytes.Clone(whole))
	if c.damage.Key() == "" {
		readBefore.keep(sum, c)
	}
	return c
}

func parseCertificate(whole []byte) *certificate {
	c := &certificate{whole: whole, sum: sha256.Sum256(whole)}
	outer := openDER(whole)
	body := outer.take(asn1.SEQUENCE, "Certificate")
	c.tbs, _ = body.element("tbsCertificate")
	c.algorithm = readAlgorithm(body.take(asn1.SEQUENCE, "signatureAlgorithm"))
	if bits := body.take(asn1.BIT_STRING, "signatureValue").String; len(bits) > 0 {
		c.signature = bits[1:]
	}
	inner := der{c.tbs, outer.failed}
	c.readTBS(inner.take(asn1.SEQUENCE, "tbsCertificate"))
	if outer.broken() {
		return &certificate{damage: outer.failure()}
	}
	if parsed, err := x509.ParseCertificate(whole); err == nil {
		c.parsed = parsed
	}
	return c
}

func (c *certificate) readTBS(tbs der) {
	tbs.option(asn1.Tag(0).ContextSpecific().Constructed(), "version")
	c.serial = tbs.take(asn1.INTEGER, "serialNumber").String
	tbs.take(asn1.SEQUENCE, "signature")
	c.issuer = readName(tbs.take(asn1.SEQUENCE, "issuer"))
	c.from = c.issuer.text()
	validity := tbs.take(asn1.SEQUENCE, "validity")
	c.notBefore, c.notAfter = readTime(&validity.String), readTime(&validity.String)
	c.subject = readName(tbs.take(asn1.SEQUENCE, "subject"))
	c.called = c.subject.text()
	c.readKey(&tbs)
	tbs.option(asn1.Tag(1).ContextSpecific(), "issuerUniqueID")
	tbs.option(asn1.Tag(2).ContextSpecific(), "subjectUniqueID")
	if extensions, present := tbs.option(asn1.Tag(3).ContextSpecific().Constructed(), "extensions"); present {
		c.readExtensions(extensions.take(asn1.SEQUENCE, "extensions"))
	}
}

// readTime is zero for what is no time.
func readTime(from *cryptobyte.String) (at time.Time) {
	if from.PeekASN1Tag(asn1.UTCTime) {
		from.ReadASN1UTCTime(&at)
	} else {
		from.ReadASN1GeneralizedTime(&at)
	}
	return at
}

func (c *certificate) readKey(tbs *der) {
	spki, _ := tbs.element("subjectPublicKeyInfo")
	outer := der{spki, tbs.failed}
	info := outer.take(asn1.SEQUENCE, "subjectPublicKeyInfo")
	algorithm := readAlgorithm(info.take(asn1.SEQUENCE, texts.PartKeyAlgorithm.Text))
	c.keyAlgorithm = algorithm.oid
	bits := info.take(asn1.BIT_STRING, texts.PartKey.Text)
	if len(bits.String) == 0 {
		return
	}
	sum := sha1.Sum(bits.String[1:])
	c.keyID = sum[:]
	if n, ok := nationalBy(c.keyAlgorithm, nil); ok {
		c.key, c.keyDamage = nationalKey(n, algorithm.parameters, bits.String[1:])
		return
	}
	if c.keyAlgorithm == oidPSS { // which Go's reader does not know; the key is one of RSA (RFC 4055, 1.2)
		spki = rsaInfo(bits.String)
	}
	key, err := x509.ParsePKIXPublicKey(spki)
	switch {
	case err == nil:
		c.key = key
	case c.keyAlgorithm == oidRSA || c.keyAlgorithm == oidPSS:
		c.keyDamage = errKeyDamage
	}
}

// rsaInfo is the SubjectPublicKeyInfo of an RSA key that came under another identifier.
func rsaInfo(bits []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addAlgorithm(b, oidRSA)
		b.AddASN1(asn1.BIT_STRING, func(b *cryptobyte.Builder) { b.AddBytes(bits) })
	})
	return b.BytesOrPanic()
}

// readExtensions takes those that matter; damage inside them costs only the extension.
func (c *certificate) readExtensions(list der) {
	for list.more() {
		extension := list.take(asn1.SEQUENCE, "Extension")
		oid := extension.oid("extnID")
		extension.option(asn1.BOOLEAN, "critical")
		value := extension.take(asn1.OCTET_STRING, "extnValue")
		inner := openDER(value.String)
		switch oid {
		case oidKeyID:
			if id := inner.take(asn1.OCTET_STRING, "keyIdentifier"); !inner.broken() {
				c.keyID = id.String
			}
		case oidUsage:
			if bits := inner.take(asn1.BIT_STRING, "keyUsage").String; len(bits) > 1 {
				c.usage = int(bits[1]) << 1
			}
		case oidConstraints:
			constraints := inner.take(asn1.SEQUENCE, "basicConstraints")
			is, _ := constraints.option(asn1.BOOLEAN, "cA")
			c.authority = bytes.Equal(is.String, []byte{0xff})
		case oidPolicies:
			for policies := inner.take(asn1.SEQUENCE, "certificatePolicies"); policies.more(); {
				policy := policies.take(asn1.SEQUENCE, "PolicyInformation")
				c.policies = append(c.policies, policy.oid("policyIdentifier"))
			}
		case oidKeyUsage:
			for purposes := inner.take(asn1.SEQUENCE, "extKeyUsage"); purposes.more(); {
				c.usages = append(c.usages, purposes.oid("KeyPurposeId"))
			}
		}
	}
}

// Bits of KeyUsage (RFC 5280, 4.2.1.3).
const (
	usageSignature  = 0x100
	usageCommitment = 0x80
	usageIssuing    = 0x08
)

// kind tells a signing key from a sign-in key by its extended key usage; empty if it says neither.
func (c *certificate) kind() Kind {
	switch {
	case slices.Contains(c.usages, oidMailProtection):
		return KindSign
	case slices.Contains(c.usages, oidClientAuth):
		return KindAuth
	}
	return ""
}

// checkSignature verifies that the key of the issuer signed this certificate. Its error is a part of a Russian sentence.
func (c *certificate) checkSignature(issuer *certificate) error {
	s := schemeOf(c.algorithm, "")
	if s.verify == nil || issuer.key == nil {
		return texts.SigUncheck.Of(s.name)
	}
	pair := [2][sha256.Size]byte{c.sum, issuer.sum}
	if _, ok := vouched.get(pair); ok {
		return nil
	}
	if err := s.verify(issuer.key, s.digest, s.digest.sum(c.tbs), c.signature); err != nil {
		return err
	}
	vouched.keep(pair, struct{}{})
	return nil
}

// vouched remembers which certificate is signed by which: a verification of ГОСТ costs a millisecond.
var vouched memo[[2][sha256.Size]byte, struct{}]
