package pki

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The checks of the ladder. Each returns the sentence of its refusal.

func (i *inspection) checkSigners() error {
	if len(i.signers) == 0 {
		return errors.New("в CMS нет ни одной подписи (signerInfos пуст)")
	}
	for _, s := range i.signers {
		if s.certificate == nil {
			return fmt.Errorf("в CMS нет сертификата подписавшего (%s); сертификаты в CMS: %s", s.named(), i.listCertificates())
		}
	}
	return nil
}

func (m *message) listCertificates() string {
	if len(m.certificates) == 0 {
		return "ни одного"
	}
	const most = 4
	var list []string
	for _, c := range m.certificates[:min(len(m.certificates), most)] {
		if c.damage != "" {
			list = append(list, "не читается, "+c.damage)
		} else {
			list = append(list, c.subject.String())
		}
	}
	if more := len(m.certificates) - most; more > 0 {
		list = append(list, fmt.Sprintf("и ещё %d", more))
	}
	return strings.Join(list, "; ")
}

func (i *inspection) checkIdentity() error {
	for _, s := range i.signers {
		if s.certificate.subject.identity().Participant() != "" {
			return nil
		}
	}
	return fmt.Errorf("сертификат не называет владельца: нет ни OU=BIN…, ни SERIALNUMBER=IIN… с 12 цифрами, в нём «%s»", i.signers[0].certificate.subject)
}

func (i *inspection) checkForm() error {
	switch {
	case i.Detached && i.attached:
		return errors.New("подпись содержит подписанные данные (attached), а должна быть отсоединённой (detached)")
	case !i.Detached && !i.attached:
		return errors.New("подпись отсоединённая (detached), а должна содержать подписанные данные (attached)")
	}
	return nil
}

func (i *inspection) checkContent() error {
	if i.contentType != oidData {
		return fmt.Errorf("подписаны не данные (id-data, %s), а содержимое типа %s", oidData, i.contentType)
	}
	if i.attached && !bytes.Equal(i.content, i.Content) {
		return fmt.Errorf("подписаны другие данные: в CMS %s, ожидались %s%s", show(i.content), show(i.Content),
			i.guess(func(other []byte) bool { return bytes.Equal(other, i.content) }))
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
			return fmt.Errorf("подписанный атрибут %s должен быть один, в CMS их %d", must.label, n)
		}
	}
	attribute := openDER(s.attribute(oidContentType))
	kind := attribute.oid("contentType")
	if failure := attribute.failure(); failure != "" {
		return fmt.Errorf("подписанный атрибут не читается: %s", failure)
	}
	if kind != i.contentType {
		return fmt.Errorf("подписанный атрибут contentType равен %s, а подписано содержимое типа %s", kind, i.contentType)
	}
	if digest := s.attribute(oidMessageDigest); !digest.PeekASN1Tag(asn1.OCTET_STRING) {
		return errors.New("подписанный атрибут messageDigest не OCTET STRING")
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
		i.unprovable("дайджест " + describe(s.digest))
	case len(signed) != d.size:
		return fmt.Errorf("подписанный атрибут messageDigest занимает %d байт, а дайджест %s занимает %d", len(signed), describe(s.digest), d.size)
	case !bytes.Equal(signed, i.sum(d)):
		return fmt.Errorf("подписаны другие данные: дайджест %s в CMS %x, у ожидаемых %s он %x%s (подписал «%s»)", d.name, []byte(signed), show(i.Content), i.sum(d),
			i.guessDigest(d, signed), s.certificate.subject)
	}
	return nil
}

func (i *inspection) checkSignature(s *signer) error {
	scheme := s.scheme()
	switch {
	case scheme.verify == nil:
		i.unprovable("подпись " + scheme.name)
		return nil
	case s.certificate.keyDamage != nil:
		return fmt.Errorf("подпись %s неверна: %w (ключ %s, сертификат «%s»)", scheme.name, s.certificate.keyDamage, describe(s.certificate.keyAlgorithm), s.certificate.subject)
	case s.certificate.key == nil:
		i.unprovable("ключ " + describe(s.certificate.keyAlgorithm))
		return nil
	case scheme.digest.weak:
		i.doubt(RuleProof, "подпись "+scheme.name+": "+scheme.digest.name+" давно ненадёжен, принято")
	}
	var err error
	for _, sum := range i.signedSums(s, scheme.digest) {
		if err = scheme.verify(s.certificate.key, scheme.digest, sum, s.signature); err == nil {
			return nil
		}
	}
	return fmt.Errorf("подпись %s неверна: %w (ключ %s, сертификат «%s»)%s",
		scheme.name, err, describe(s.certificate.keyAlgorithm), s.certificate.subject, i.guessSignature(s, scheme))
}

// unprovable notes what nobody here can verify.
func (i *inspection) unprovable(what string) {
	i.unproved = append(i.unproved, fmt.Errorf("%s: проверить нечем; с данными эта подпись не связана, с ней прошли бы и любые другие", what))
}

func (i *inspection) checkProof() error {
	if len(i.unproved) == 0 {
		return nil
	}
	return i.unproved[0]
}

func (i *inspection) checkAuthority(s *signer) error {
	if err := i.chain.check(s.certificate); err != nil {
		return fmt.Errorf("сертификат «%s» %w", s.certificate.subject, err)
	}
	return nil
}

func (i *inspection) checkValidity(s *signer) error {
	from, to := s.certificate.notBefore, s.certificate.notAfter
	if i.At.Before(from) || i.At.After(to) {
		return fmt.Errorf("сертификат «%s» действует с %s по %s, а сейчас %s", s.certificate.subject,
			from.Format(time.RFC3339), to.Format(time.RFC3339), i.At.Format(time.RFC3339))
	}
	return nil
}

// checkUsage: a key of НУЦ РК is for signing or for signing in, and the authority gives out both (observed).
func (i *inspection) checkUsage(s *signer) error {
	c := s.certificate
	switch kind := c.kind(); {
	case c.usage != 0 && c.usage&(usageSignature|usageCommitment) == 0:
		return fmt.Errorf("ключ сертификата «%s» не для подписи (keyUsage %09b)", c.subject, c.usage)
	case i.Kind != "" && kind != "" && kind != i.Kind:
		return fmt.Errorf("ключ сертификата «%s» для %s, а нужен ключ для %s", c.subject, purposes[kind], purposes[i.Kind])
	}
	return nil
}

var purposes = map[Kind]string{KindSign: "подписи (SIGN, RSA или GOST)", KindAuth: "аутентификации (AUTH)"}
