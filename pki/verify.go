package pki

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Check is what is demanded of a signature.
type Check struct {
	Level    Level
	Content  []byte    // the bytes that must be signed; from Crypto on
	Detached bool      // the form that is due; from Shape on
	At       time.Time // the world's time; Chain only
}

// Signature is what was found out about one that is taken.
type Signature struct {
	Signer            // the first of them whose certificate names an owner
	Signers  []Signer // all, in the order of the message, which means nothing: it is that of a set
	Warnings []string // what was taken without proof, in Russian
}

// Signer is one of those who signed.
type Signer struct {
	Identity    Identity          // who, by the certificate
	Kind        Kind              // what the key is for, by its extended usage; empty if it does not say
	Algorithm   string            // "SHA-256/RSA", or name and identifier of one that cannot be verified
	SigningTime time.Time         // what the signer says; zero if they do not; decides nothing
	Certificate *x509.Certificate // nil if Go cannot parse it
}

// By returns the signer whose certificate names number as its BIN or IIN.
func (s *Signature) By(number string) (Signer, bool) {
	at := slices.IndexFunc(s.Signers, func(one Signer) bool {
		return number != "" && (one.Identity.BIN == number || one.Identity.IIN == number)
	})
	if at < 0 {
		return Signer{}, false
	}
	return s.Signers[at], true
}

// Participants returns the different numbers for which the signers stand, in the order of the message: an organisation
// once, however many of its people signed.
func (s *Signature) Participants() []string {
	var out []string
	for _, one := range s.Signers {
		if number := one.Identity.Participant(); number != "" && !slices.Contains(out, number) {
			out = append(out, number)
		}
	}
	return out
}

type check struct {
	rule string
	from Level // the lowest rung that looks at this
	run  func(*inspection) error
}

// checks is the ladder in the order in which a signature is looked at; the first refusal ends it.
func checks() []check {
	return []check{
		{RuleSigner, Off, (*inspection).checkSigners},
		{RuleIdentity, Off, (*inspection).checkIdentity},
		{RuleForm, Shape, (*inspection).checkForm},
		{RuleContent, Crypto, (*inspection).checkContent},
		{RuleAttributes, Crypto, each((*inspection).checkAttributes)},
		{RuleDigest, Crypto, each((*inspection).checkDigest)},
		{RuleSignature, Crypto, each((*inspection).checkSignature)},
		{RuleAlgorithm, Chain, (*inspection).checkAlgorithm},
		{RuleChain, Chain, each((*inspection).checkChain)},
		{RuleValidity, Chain, each((*inspection).checkValidity)},
	}
}

// inspection is one signature on its way up the ladder.
type inspection struct {
	Check
	*message
	found      Signature
	sums       map[*digest][]byte // of the content
	unverified []string           // algorithms taken on trust
}

// sum is the digest of the content, computed once for all signers.
func (i *inspection) sum(d *digest) []byte {
	if i.sums[d] == nil {
		i.sums[d] = d.sum(i.Content)
	}
	return i.sums[d]
}

// Verify checks a CMS SignedData in BER or DER (RFC 5652) as far as c.Level goes. With several signers all must pass, and
// one at least must be named. An algorithm that Go cannot verify (those of ГОСТ among them) is taken below Chain with a
// warning; what can be checked without it still is. The error is a *Refusal; at Off it says that nobody can be named,
// which the caller may live with.
//
// Sources: detached over the bytes of documents, attached for the sign-in, BIN and IIN in the subject (observed: the
// signed act that the description prints); which checks the real system makes, and in which order (assumed).
func Verify(cms []byte, c Check) (*Signature, error) {
	found, err := verify(cms, c)
	if err != nil && c.Level == Off {
		err.Detail = "подписавшего назвать нельзя: " + err.Detail
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

func verify(cms []byte, c Check) (*Signature, *Refusal) {
	m, err := parseMessage(cms)
	if err != nil {
		return nil, refuse(RuleParse, "подпись не читается как CMS SignedData: %v", err)
	}
	i := &inspection{Check: c, message: m, sums: map[*digest][]byte{}}
	for _, step := range checks() {
		if c.Level < step.from {
			continue
		}
		if err := step.run(i); err != nil {
			return nil, &Refusal{Rule: step.rule, Detail: err.Error()}
		}
	}
	return i.conclude(), nil
}

func (i *inspection) conclude() *Signature {
	for _, s := range i.signers {
		i.found.Signers = append(i.found.Signers, Signer{
			Identity:    s.certificate.subject.identity(),
			Kind:        s.certificate.kind(),
			Algorithm:   s.scheme().name,
			SigningTime: s.signingTime(),
			Certificate: s.certificate.parsed,
		})
	}
	i.found.Signer = i.found.Signers[slices.IndexFunc(i.found.Signers, func(s Signer) bool { return s.Identity.Participant() != "" })]
	return &i.found
}

// each makes a check of one signer a check of all.
func each(run func(*inspection, *signer) error) func(*inspection) error {
	return func(i *inspection) error {
		for _, s := range i.signers {
			if err := run(i, s); err != nil {
				return err
			}
		}
		return nil
	}
}

// warn keeps each sentence once, however many signers earn it.
func (i *inspection) warn(sentence string) {
	if !slices.Contains(i.found.Warnings, sentence) {
		i.found.Warnings = append(i.found.Warnings, sentence)
	}
}

func (i *inspection) distrust(what string) {
	i.unverified = append(i.unverified, what)
	i.warn(what + ": проверить нечем, принято без проверки; с данными эта подпись не связана, с ней прошли бы и любые другие")
}

// toBeSigned returns the digests of the encodings that the signature may cover. The attributes are signed as SET OF in
// DER; programs that send them unsorted signed them either sorted or as sent.
func (i *inspection) toBeSigned(s *signer, d *digest) [][]byte {
	if !s.signed {
		return [][]byte{i.sum(d)}
	}
	received := appendHeader(nil, byte(asn1.SET), len(s.rawSigned))
	received = append(received, s.rawSigned...)
	var attributes [][]byte
	for rest := cryptobyte.String(s.rawSigned); !rest.Empty(); {
		var whole cryptobyte.String
		if !rest.ReadAnyASN1Element(&whole, new(asn1.Tag)) {
			break
		}
		attributes = append(attributes, whole)
	}
	if slices.IsSortedFunc(attributes, bytes.Compare) {
		return [][]byte{d.sum(received)}
	}
	return [][]byte{d.sum(received), d.sum(setOf(attributes))}
}

// setOf encodes a SET OF in DER, which sorts it.
func setOf(elements [][]byte) []byte {
	body := bytes.Join(slices.SortedFunc(slices.Values(elements), bytes.Compare), nil)
	return append(appendHeader(nil, byte(asn1.SET), len(body)), body...)
}
