package pki

import (
	"bytes"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

const (
	oidTimeStampToken = "1.2.840.113549.1.9.16.2.14" // unsigned attribute (RFC 3161, appendix A)
	oidTSTInfo        = "1.2.840.113549.1.9.16.1.4"
)

// token is a time-stamp token (RFC 3161, 2.4.2): a SignedData over what it says.
type token struct {
	*message
	digest  string // identifier, of
	imprint []byte // the digest of the signer's signature
	at      time.Time
}

// stamp parses the time-stamp token of a signer; nil if there is none. Programs of НУЦ РК add one on demand (observed).
func (s *signer) stamp() (*token, error) {
	values := s.unsigned[oidTimeStampToken]
	if len(values) == 0 {
		return nil, nil
	}
	m, err := parseSigned(values[0])
	if err != nil {
		return nil, texts.SigStampUnread.Of(err)
	}
	if m.contentType != oidTSTInfo || !m.attached {
		return nil, texts.SigStampType.Of(m.contentType, oidTSTInfo)
	}
	t := &token{message: m}
	outer := openDER(m.content)
	info := outer.take(asn1.SEQUENCE, "TSTInfo")
	info.take(asn1.INTEGER, "version")
	info.oid("policy")
	imprint := info.take(asn1.SEQUENCE, "messageImprint")
	t.digest = readAlgorithm(imprint.take(asn1.SEQUENCE, "hashAlgorithm")).oid
	t.imprint = imprint.take(asn1.OCTET_STRING, "hashedMessage").String
	info.take(asn1.INTEGER, "serialNumber")
	t.at = readTime(&info.String)
	if outer.broken() || t.at.IsZero() {
		return nil, texts.SigStampInfo.Of()
	}
	return t, nil
}

// checkStamp holds the token to the signature that it stamps, and to an authority.
func (i *inspection) checkStamp(s *signer) error {
	t, err := s.stamp()
	if t == nil {
		return err
	}
	d := digests[t.digest]
	if d == nil {
		return texts.SigStampDigest.Of(describe(t.digest))
	}
	if want := d.sum(s.signature); !bytes.Equal(t.imprint, want) {
		return texts.SigStampOther.Of(d.name, brief(t.imprint), want)
	}
	inner := &inspection{Check: Check{Content: t.content}, message: t.message, sums: map[*digest][]byte{}}
	inner.chain = i.chainOf(slices.Concat(i.certificates, t.certificates), t.at)
	if err := inner.checkSigners(); err != nil {
		return texts.SigStamp.Of(err)
	}
	if n := len(t.signers); n != 1 {
		return texts.SigStampSigners.Of(n)
	}
	for _, run := range []func(*inspection, *signer) error{
		(*inspection).checkAttributes, (*inspection).checkDigest, (*inspection).checkSignature, (*inspection).checkStamper,
	} {
		if err := run(inner, t.signers[0]); err != nil {
			return texts.SigStamp.Of(err)
		}
	}
	if len(inner.unproved) > 0 {
		return texts.SigStamp.Of(inner.unproved[0])
	}
	return nil
}

// checkStamper: the stamper has a certificate for time stamps only, issued by an authority, and valid at the
// stamped time.
func (i *inspection) checkStamper(s *signer) error {
	c := s.certificate
	if !slices.Contains(c.usages, oidTimeStamping) {
		return texts.SigNoStamper.Of(c.subject.String())
	}
	if i.chain.at.Before(c.notBefore) || i.chain.at.After(c.notAfter) {
		return texts.SigStamperTime.Of(c.subject.String(), i.chain.at.Format(time.RFC3339))
	}
	return i.checkAuthority(s)
}
