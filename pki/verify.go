package pki

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

// Check is what is demanded of a signature.
type Check struct {
	Level    Level
	Content  []byte         // the bytes that must be signed; from Crypto on
	Others   func() []Other // what may have been signed by mistake; asked for when a signature fits no content; nil for nothing
	Detached bool           // the form that is due; from Shape on
	Kind     Kind           // what the keys must be for: documents want KindSign; any if empty
	At       time.Time      // the world's time, for the validity of certificates; from Crypto on
	Trust    *Trust         // authorities beside the test authority
}

// Other is a text that is not the one to be signed: About says which, in Russian, as an object of «подписан …».
type Other struct {
	About string
	Text  []byte
}

// Signature is what was found out about one that is taken.
type Signature struct {
	Signer           // the first of them whose certificate names an owner
	Signers []Signer // all, in the order of the message, which means nothing: it is that of a set
	Doubts  []Doubt  // what was taken, and would be refused at Chain
}

// Signer is one of those who signed.
type Signer struct {
	Identity    Identity          // who, by the certificate
	Kind        Kind              // what the key is for, by its extended usage; empty if it does not say
	Algorithm   string            // "SHA-256/RSA", or name and identifier of one that cannot be verified
	SigningTime time.Time         // what the signer says; zero if they do not; decides nothing
	Stamped     time.Time         // what the time-stamp token says; zero without one that can be read
	Certificate *x509.Certificate // nil if Go cannot parse it
}

// Doubt is why a signature that is taken might be refused: the rule for programs, and a detail whose String is a Russian
// sentence for people.
type Doubt struct {
	Rule   string
	Detail texts.Said
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

// check is a row of the ladder. Below the rung from which it refuses, Crypto only doubts.
type check struct {
	rule string
	from Level
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
		{RuleProof, Chain, (*inspection).checkProof},
		{RuleValidity, Chain, each((*inspection).checkValidity)},
		{RuleAuthority, Chain, each((*inspection).checkAuthority)},
		{RuleUsage, Chain, each((*inspection).checkUsage)},
		{RuleStamp, Chain, each((*inspection).checkStamp)},
	}
}

// inspection is one signature on its way up the ladder.
type inspection struct {
	Check
	*message
	found    Signature
	sums     map[*digest][]byte // of the content
	unproved []error            // what nobody can verify
	chain    *chain
}

// sum is the digest of the content, computed once for all signers.
func (i *inspection) sum(d *digest) []byte {
	if i.sums[d] == nil {
		i.sums[d] = d.sum(i.Content)
	}
	return i.sums[d]
}

func (i *inspection) chainOf(others []*certificate, at time.Time) *chain {
	return &chain{trusted: i.Trust.all(), others: others, at: at, found: map[*certificate]error{}}
}

// Verify checks a CMS SignedData in BER or DER (RFC 5652) as far as c.Level goes. With several signers all must pass, and
// at least one must be named. A finding that only Chain refuses is a Doubt at Crypto. The error is a *Refusal; at Off it
// says that no signer can be named, which the caller may ignore.
//
// Sources: detached over the bytes of documents, attached for the sign-in, BIN and IIN in the subject (observed: the
// signed act that the description prints); which checks the real system makes, and in which order (assumed).
func Verify(cms []byte, c Check) (*Signature, error) {
	found, err := verify(cms, c)
	if err != nil && c.Level == Off {
		err.Detail = texts.SigUnnameable.Of(err.Detail)
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

func verify(cms []byte, c Check) (*Signature, *Refusal) {
	m, err := parseMessage(cms)
	if err != nil {
		return nil, refuse(RuleParse, texts.SigUnreadable.Of(err, guessParse(cms)))
	}
	i := &inspection{Check: c, message: m, sums: map[*digest][]byte{}}
	i.chain = i.chainOf(m.certificates, c.At)
	for _, step := range checks() {
		if c.Level < min(step.from, Crypto) {
			continue
		}
		err := step.run(i)
		switch {
		case err == nil:
		case c.Level >= step.from:
			return nil, &Refusal{Rule: step.rule, Detail: said(err)}
		default:
			i.doubt(step.rule, said(err))
		}
	}
	return i.conclude(), nil
}

// doubt keeps each sentence once, however many signers earn it.
func (i *inspection) doubt(rule string, detail texts.Said) {
	if !slices.ContainsFunc(i.found.Doubts, func(d Doubt) bool { return d.Rule == rule && d.Detail.String() == detail.String() }) {
		i.found.Doubts = append(i.found.Doubts, Doubt{rule, detail})
	}
}

// said is what a check refuses with.
func said(err error) texts.Said {
	if s, ok := err.(texts.Said); ok {
		return s
	}
	return texts.Verbatim(err.Error())
}

func (i *inspection) conclude() *Signature {
	for _, s := range i.signers {
		one := Signer{
			Identity:    s.certificate.subject.identity(),
			Kind:        s.certificate.kind(),
			Algorithm:   s.scheme().name,
			SigningTime: s.signingTime(),
			Certificate: s.certificate.parsed,
		}
		if stamp, err := s.stamp(); err == nil && stamp != nil {
			one.Stamped = stamp.at
		}
		i.found.Signers = append(i.found.Signers, one)
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

// toBeSigned returns the encodings that the signature may cover. The attributes are signed as SET OF in DER; programs
// that send them unsorted signed them either sorted or as sent.
func (s *signer) toBeSigned() [][]byte {
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
		return [][]byte{received}
	}
	return [][]byte{received, setOf(attributes)}
}

// signedSums are the digests of what the signature may cover.
func (i *inspection) signedSums(s *signer, d *digest) (out [][]byte) {
	if !s.signed {
		return [][]byte{i.sum(d)}
	}
	for _, data := range s.toBeSigned() {
		out = append(out, d.sum(data))
	}
	return out
}

// setOf encodes a SET OF in DER, which sorts it.
func setOf(elements [][]byte) []byte {
	body := bytes.Join(slices.SortedFunc(slices.Values(elements), bytes.Compare), nil)
	return append(appendHeader(nil, byte(asn1.SET), len(body)), body...)
}
