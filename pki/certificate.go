package pki

import (
	"crypto"
	"crypto/sha1" // names keys (RFC 5280, 4.2.1.2), guards nothing
	"crypto/x509"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidKeyID    = "2.5.29.14"
	oidKeyUsage = "2.5.29.37"

	oidMailProtection = "1.3.6.1.5.5.7.3.4"
	oidClientAuth     = "1.3.6.1.5.5.7.3.2"
)

// certificate is what a signature needs of an X.509 certificate, read by ourselves: Go refuses certificates that are in
// use (odd serial numbers, odd strings), and cannot say anything about those.
type certificate struct {
	damage  string // what could not be read; the other fields are then empty
	serial  []byte
	issuer  name
	from    string // the issuer's text, by which signers name the certificate
	subject name
	keyID   []byte
	usages  []string

	keyAlgorithm string
	key          crypto.PublicKey  // nil if Go does not know the kind of key
	parsed       *x509.Certificate // nil if Go cannot parse it
}

func readCertificate(whole []byte) *certificate {
	c := &certificate{}
	outer := openDER(whole)
	body := outer.take(asn1.SEQUENCE, "Certificate")
	tbs := body.take(asn1.SEQUENCE, "tbsCertificate")
	tbs.option(asn1.Tag(0).ContextSpecific().Constructed(), "version")
	c.serial = tbs.take(asn1.INTEGER, "serialNumber").String
	tbs.take(asn1.SEQUENCE, "signature")
	c.issuer = readName(tbs.take(asn1.SEQUENCE, "issuer"))
	c.from = c.issuer.text()
	tbs.take(asn1.SEQUENCE, "validity")
	c.subject = readName(tbs.take(asn1.SEQUENCE, "subject"))
	c.readKey(&tbs)
	tbs.option(asn1.Tag(1).ContextSpecific(), "issuerUniqueID")
	tbs.option(asn1.Tag(2).ContextSpecific(), "subjectUniqueID")
	if extensions, present := tbs.option(asn1.Tag(3).ContextSpecific().Constructed(), "extensions"); present {
		c.readExtensions(extensions.take(asn1.SEQUENCE, "extensions"))
	}
	if outer.failure() != "" {
		return &certificate{damage: outer.failure()}
	}
	if parsed, err := x509.ParseCertificate(whole); err == nil {
		c.parsed = parsed
	}
	return c
}

func (c *certificate) readKey(tbs *der) {
	spki, _ := tbs.element("subjectPublicKeyInfo")
	outer := der{spki, tbs.failed}
	info := outer.take(asn1.SEQUENCE, "subjectPublicKeyInfo")
	algorithm := info.take(asn1.SEQUENCE, "алгоритм ключа")
	c.keyAlgorithm = algorithm.oid("алгоритм ключа")
	bits := info.take(asn1.BIT_STRING, "ключ")
	if len(bits.String) == 0 {
		return
	}
	sum := sha1.Sum(bits.String[1:])
	c.keyID = sum[:]
	if c.keyAlgorithm == oidPSS { // which Go's reader does not know; the key is one of RSA (RFC 4055, 1.2)
		spki = rsaInfo(bits.String)
	}
	if key, err := x509.ParsePKIXPublicKey(spki); err == nil {
		c.key = key
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

// readExtensions takes two extensions; damage inside them costs only the extension.
func (c *certificate) readExtensions(list der) {
	for list.more() {
		extension := list.take(asn1.SEQUENCE, "Extension")
		oid := extension.oid("extnID")
		extension.option(asn1.BOOLEAN, "critical")
		value := extension.take(asn1.OCTET_STRING, "extnValue")
		switch oid {
		case oidKeyID:
			var id cryptobyte.String
			if value.ReadASN1(&id, asn1.OCTET_STRING) {
				c.keyID = id
			}
		case oidKeyUsage:
			inner := openDER(value.String)
			for purposes := inner.take(asn1.SEQUENCE, "extKeyUsage"); purposes.more(); {
				c.usages = append(c.usages, purposes.oid("KeyPurposeId"))
			}
		}
	}
}

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
