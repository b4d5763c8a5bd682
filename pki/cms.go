package pki

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

const (
	oidData       = "1.2.840.113549.1.7.1"
	oidSignedData = "1.2.840.113549.1.7.2"

	oidContentType   = "1.2.840.113549.1.9.3"
	oidMessageDigest = "1.2.840.113549.1.9.4"
	oidSigningTime   = "1.2.840.113549.1.9.5"
)

// One document has one or two signers; the bounds keep a hostile message from costing a million verifications.
const (
	maxSigners      = 16
	maxCertificates = 64
)

var (
	context0 = asn1.Tag(0).ContextSpecific().Constructed()
	context1 = asn1.Tag(1).ContextSpecific().Constructed()
)

// message is a SignedData (RFC 5652, 5.1).
type message struct {
	contentType  string
	attached     bool
	content      []byte
	certificates []*certificate
	signers      []*signer
}

// signer is a SignerInfo (RFC 5652, 5.3).
type signer struct {
	issuer name   // with serial, the usual way to name a certificate,
	from   string // (its text)
	serial []byte //
	keyID  []byte // or this alone

	digest    string
	algorithm algorithmID
	signed    bool                // there are signed attributes:
	rawSigned []byte              // their encoding without the outer header, as received
	values    map[string][][]byte // their values by type
	signature []byte
	unsigned  map[string][][]byte // unsigned attributes, by type

	certificate *certificate // nil if it is not in the message
}

type algorithmID struct {
	oid        string
	parameters []byte
}

// parseMessage reads BER or DER of a ContentInfo with SignedData. Its errors are parts of a Russian sentence.
func parseMessage(ber []byte) (*message, error) {
	if len(ber) == 0 {
		return nil, texts.DERNothing.Of()
	}
	normal, rest, err := normalise(ber)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, texts.DERTrailing.Of(show(rest))
	}
	return parseSigned(normal)
}

// parseSigned reads the DER of a ContentInfo with SignedData.
func parseSigned(der []byte) (*message, error) {
	outer := openDER(der)
	info := outer.take(asn1.SEQUENCE, "ContentInfo")
	if kind := info.oid("contentType"); !outer.broken() && kind != oidSignedData {
		return nil, texts.DEROther.Of(kind)
	}
	explicit := info.take(context0, "content")
	m := readSignedData(explicit.take(asn1.SEQUENCE, "SignedData"))
	if outer.broken() {
		return nil, outer.failure()
	}
	if len(m.signers) > maxSigners || len(m.certificates) > maxCertificates {
		return nil, texts.DERTooMany.Of(
			len(m.signers), len(m.certificates), maxSigners, maxCertificates)
	}
	for _, s := range m.signers {
		s.certificate = m.find(s)
	}
	return m, nil
}

func readSignedData(data der) *message {
	m := &message{}
	data.take(asn1.INTEGER, "version")
	data.take(asn1.SET, "digestAlgorithms")
	encap := data.take(asn1.SEQUENCE, "encapContentInfo")
	m.contentType = encap.oid("eContentType")
	if explicit, present := encap.option(context0, "eContent"); present {
		m.attached = true
		m.content = explicit.take(asn1.OCTET_STRING, "eContent").String
	}
	certificates, _ := data.option(context0, "certificates")
	for certificates.more() {
		// Other kinds than X.509 (attribute certificates) have context tags and sign nothing.
		if whole, tag := certificates.element("certificates"); tag == asn1.SEQUENCE && len(m.certificates) <= maxCertificates {
			m.certificates = append(m.certificates, readCertificate(whole))
		}
	}
	data.option(context1, "crls")
	for infos := data.take(asn1.SET, "signerInfos"); infos.more() && len(m.signers) <= maxSigners; {
		m.signers = append(m.signers, readSigner(infos.take(asn1.SEQUENCE, "SignerInfo")))
	}
	return m
}

func readSigner(info der) *signer {
	s := &signer{}
	info.take(asn1.INTEGER, "version")
	if id, present := info.option(asn1.Tag(0).ContextSpecific(), "subjectKeyIdentifier"); present {
		s.keyID = id.String
	} else {
		sid := info.take(asn1.SEQUENCE, "issuerAndSerialNumber")
		s.issuer = readName(sid.take(asn1.SEQUENCE, "issuer"))
		s.from = s.issuer.text()
		s.serial = sid.take(asn1.INTEGER, "serialNumber").String
	}
	s.digest = readAlgorithm(info.take(asn1.SEQUENCE, "digestAlgorithm")).oid
	if attributes, present := info.option(context0, "signedAttrs"); present {
		s.signed, s.rawSigned, s.values = true, attributes.String, readAttributes(attributes)
	}
	s.algorithm = readAlgorithm(info.take(asn1.SEQUENCE, "signatureAlgorithm"))
	s.signature = info.take(asn1.OCTET_STRING, "signature").String
	if attributes, present := info.option(context1, "unsignedAttrs"); present {
		s.unsigned = readAttributes(attributes)
	}
	return s
}

func readAlgorithm(id der) algorithmID {
	oid := id.oid(texts.PartAlgorithm.Text)
	return algorithmID{oid, id.String}
}

func readAttributes(set der) map[string][][]byte {
	out := map[string][][]byte{}
	for set.more() {
		attribute := set.take(asn1.SEQUENCE, "Attribute")
		oid := attribute.oid("attrType")
		for values := attribute.take(asn1.SET, "attrValues"); values.more(); {
			value, _ := values.element("attrValues")
			out[oid] = append(out[oid], value)
		}
	}
	return out
}

// find returns the first certificate that the signer names, or nil.
func (m *message) find(s *signer) *certificate {
	for _, c := range m.certificates {
		switch {
		case c.damage.Key() != "":
		case s.keyID != nil && bytes.Equal(c.keyID, s.keyID):
			return c
		case s.keyID == nil && bytes.Equal(c.serial, s.serial) && c.from == s.from:
			return c
		}
	}
	return nil
}

// named says for people how the signer is named.
func (s *signer) named() texts.Said {
	if s.keyID != nil {
		return texts.SigNamedByKey.Of(brief(s.keyID).String())
	}
	return texts.SigNamedByNumber.Of(brief(s.serial).String(), s.issuer.String())
}

// attribute returns the first value of a signed attribute, whole, or nothing.
func (s *signer) attribute(oid string) cryptobyte.String {
	if values := s.values[oid]; len(values) > 0 {
		return values[0]
	}
	return nil
}

// signingTime is zero when the attribute is missing or unreadable: nothing is decided by it.
func (s *signer) signingTime() time.Time {
	var at time.Time
	value := s.attribute(oidSigningTime)
	if value.PeekASN1Tag(asn1.UTCTime) {
		value.ReadASN1UTCTime(&at)
	} else {
		value.ReadASN1GeneralizedTime(&at)
	}
	return at
}

// Inside returns the bytes that an attached CMS carries, and false for a detached one. The error is a *Refusal.
func Inside(cms []byte) (content []byte, attached bool, err error) {
	m, damage := parseMessage(cms)
	if damage != nil {
		return nil, false, refuse(RuleParse, texts.SigUnreadable.Of(damage, texts.Said{}))
	}
	return m.content, m.attached, nil
}
