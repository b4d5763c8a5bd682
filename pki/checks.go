package pki

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

// The checks of the ladder. Each returns the sentence of its refusal.

func (i *inspection) checkSigners() error {
	if len(i.signers) == 0 {
		return texts.SigNoSigners.Of()
	}
	for _, s := range i.signers {
		if s.certificate == nil {
			return texts.SigNoCertificate.Of(s.named(), i.listCertificates())
		}
	}
	return nil
}

func (m *message) listCertificates() (list texts.Said) {
	const most = 4
	add := func(said texts.Said) {
		if list.Key() != "" {
			said = texts.SigListed.Of(list, said)
		}
		list = said
	}
	for _, c := range m.certificates[:min(len(m.certificates), most)] {
		if c.damage.Key() != "" {
			add(texts.SigUnreadableCert.Of(c.damage))
		} else {
			add(texts.Verbatim(c.subject.String()))
		}
	}
	switch more := len(m.certificates) - most; {
	case more > 0:
		add(texts.SigAndMore.Of(more))
	case len(m.certificates) == 0:
		return texts.SigNone.Of()
	}
	return list
}

func (i *inspection) checkIdentity() error {
	for _, s := range i.signers {
		if s.certificate.subject.identity().Participant() != "" {
			return nil
		}
	}
	return texts.SigNobody.Of(i.signers[0].certificate.subject.String())
}

func (i *inspection) checkForm() error {
	switch {
	case i.Detached && i.attached:
		return texts.SigAttached.Of()
	case !i.Detached && !i.attached:
		return texts.SigDetached.Of()
	}
	return nil
}

func (i *inspection) checkContent() error {
	if i.contentType != oidData {
		return texts.SigNoData.Of(oidData, i.contentType)
	}
	if i.attached && !bytes.Equal(i.content, i.Content) {
		return texts.SigOtherContent.Of(show(i.content), show(i.Content), i.guessContent())
	}
	return nil
}

// checkAttributes: when there are signed attributes, these two must be among them, once (RFC 5652, 5.3, 11.1, 11.2).
func (i *inspection) checkAttributes(s *signer) error {
	if !s.signed {
		return nil
	}
	for _, must := range []struct{ oid, label string }{{oidContentType, "contentType"}, {oidMessageDigest, "messageDigest"}} {
		if n := len(s.values[must.oid]); n != 1 {
			return texts.SigAttributeCount.Of(must.label, n)
		}
	}
	attribute := openDER(s.attribute(oidContentType))
	kind := attribute.oid("contentType")
	if attribute.broken() {
		return texts.SigAttribute.Of(attribute.failure())
	}
	if kind != i.contentType {
		return texts.SigContentType.Of(kind, i.contentType)
	}
	if digest := s.attribute(oidMessageDigest); !digest.PeekASN1Tag(asn1.OCTET_STRING) {
		return texts.SigDigestType.Of()
	}
	return nil
}

func (i *inspection) checkDigest(s *signer) error {
	if !s.signed {
		return nil
	}
	value := s.attribute(oidMessageDigest)
	var signed cryptobyte.String
	value.ReadASN1(&signed, asn1.OCTET_STRING)
	d := digests[s.digest]
	switch {
	case d == nil:
		i.unprovable(texts.SigTheDigest.Of(describe(s.digest)))
	case len(signed) != d.size:
		return texts.SigDigestSize.Of(len(signed), describe(s.digest), d.size)
	case !bytes.Equal(signed, i.sum(d)):
		return texts.SigOtherDigest.Of(d.name, signed, show(i.Content), i.sum(d), i.guessDigest(d, signed), s.certificate.subject.String())
	}
	return nil
}

func (i *inspection) checkSignature(s *signer) error {
	scheme := s.scheme()
	switch {
	case scheme.verify == nil:
		i.unprovable(texts.SigTheSignature.Of(scheme.name))
		return nil
	case s.certificate.keyDamage != nil:
		return texts.SigWrong.Of(scheme.name, s.certificate.keyDamage, describe(s.certificate.keyAlgorithm), s.certificate.subject.String(), texts.Said{})
	case s.certificate.key == nil:
		i.unprovable(texts.SigTheKey.Of(describe(s.certificate.keyAlgorithm)))
		return nil
	case scheme.digest.weak:
		i.doubt(RuleProof, texts.SigWeak.Of(scheme.name, scheme.digest.name))
	}
	var err error
	for _, sum := range i.signedSums(s, scheme.digest) {
		if err = scheme.verify(s.certificate.key, scheme.digest, sum, s.signature); err == nil {
			return nil
		}
	}
	return texts.SigWrong.Of(scheme.name, err, describe(s.certificate.keyAlgorithm), s.certificate.subject.String(), i.guessSignature(s, scheme))
}

// unprovable notes a signature that cannot be verified here.
func (i *inspection) unprovable(what texts.Said) {
	i.unproved = append(i.unproved, texts.SigUnprovable.Of(what))
}

func (i *inspection) checkProof() error {
	if len(i.unproved) == 0 {
		return nil
	}
	return i.unproved[0]
}

func (i *inspection) checkAuthority(s *signer) error {
	if err := i.chain.check(s.certificate); err != nil {
		return texts.SigCertificate.Of(s.certificate.subject.String(), err)
	}
	return nil
}

func (i *inspection) checkValidity(s *signer) error {
	from, to := s.certificate.notBefore, s.certificate.notAfter
	if i.At.Before(from) || i.At.After(to) {
		return texts.SigValidity.Of(s.certificate.subject.String(),
			from.Format(time.RFC3339), to.Format(time.RFC3339), i.At.Format(time.RFC3339))
	}
	return nil
}

// checkUsage: a key of НУЦ РК is for signing or for signing in, and the authority gives out both (observed).
func (i *inspection) checkUsage(s *signer) error {
	c := s.certificate
	switch kind := c.kind(); {
	case c.usage != 0 && c.usage&(usageSignature|usageCommitment) == 0:
		return texts.SigUsage.Of(c.subject.String(), int(c.usage))
	case i.Kind != "" && kind != "" && kind != i.Kind:
		return texts.SigPurpose.Of(c.subject.String(), purposes[kind].Of(), purposes[i.Kind].Of())
	}
	return nil
}

var purposes = map[Kind]texts.Text0{KindSign: texts.SigForSigning, KindAuth: texts.SigForSignIn}
