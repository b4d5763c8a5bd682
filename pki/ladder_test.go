package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	sample = []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZABCD") // testdata/key.txt
	today  = time.Date(2026, time.May, 5, 12, 0, 0, 0, time.UTC)
	levels = []Level{Off, Shape, Crypto, Chain}
)

// attached is what the sign-in demands of a signature over sample.
func attached(l Level) Check { return Check{Level: l, Content: sample, At: today} }

// rung is one way of being refused: by rule, from a level on, and at no level below.
type rung struct {
	name string
	rule string
	from Level
	cms  []byte
	want string // a part of the sentence
	ask  func(*Check)
}

// workshop spoils signatures, one part at a time.
type workshop struct {
	t           *testing.T
	key, second *Key
	good        forgedSigner
}

func (w workshop) message(signers ...forgedSigner) forgery {
	return forgery{content: sample, certificates: [][]byte{w.key.Certificate.Raw, w.second.Certificate.Raw}, signers: signers}
}

func (w workshop) detached() forgery {
	out := w.message(w.good)
	out.content = nil
	return out
}

// spoil changes the good signer and signs again, so that only the change is wrong.
func (w workshop) spoil(change func(*forgedSigner)) []byte {
	s := w.good
	s.attributes = slices.Clone(w.good.attributes)
	change(&s)
	return w.message(resigned(w.t, w.key, s)).bytes(w.t)
}

// replace takes an attribute out and, if there are values, puts it in with those.
func (w workshop) replace(s *forgedSigner, oid string, values ...[]byte) {
	encoded := must(identifierBytes(oid))(w.t)
	s.attributes = slices.DeleteFunc(s.attributes, func(a []byte) bool { return bytes.Contains(a, encoded) })
	if len(values) > 0 {
		s.attributes = append(s.attributes, attribute(w.t, oid, values...))
	}
}

// impostor names the second key and carries a signature of the first.
func (w workshop) impostor() forgedSigner {
	s := honest(w.t, w.second, sample)
	s.signature = w.good.signature
	return s
}

// nameless is a certificate that names nobody.
func (w workshop) nameless() forgedCertificate {
	return forgedCertificate{
		serial: 5, subject: nameOf(w.t, asn1.UTF8String, nameAttribute{oidCommonName, "НИКТО"}, nameAttribute{oidSerialNumber, "IIN12345"}),
		keyAlgorithm: "1.2.398.3.10.1.1.1.1", key: make([]byte, 64), algorithm: "1.2.398.3.10.1.1.1.2",
	}
}

// onCurve claims a signature by RSA under a key on a curve.
func (w workshop) onCurve() forgery {
	curve := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(w.t)
	certificate := forgedCertificate{
		serial: 6, subject: w.second.Certificate.RawSubject, spki: must(x509.MarshalPKIXPublicKey(&curve.PublicKey))(w.t), algorithm: oidSHA256RSA,
	}
	s := w.good
	s.id = certificate.id(w.t)
	return forgery{content: sample, certificates: [][]byte{certificate.bytes(w.t)}, signers: []forgedSigner{s}}
}

func octets(b []byte) []byte { return append([]byte{tagOctets, byte(len(b))}, b...) }

func rungs(t *testing.T) []rung {
	key := testKey(t, "signer.pem")
	w := workshop{t, key, testKey(t, "second.pem"), honest(t, key, sample)}
	return slices.Concat(w.offRungs(), w.shapeRungs(), w.attributeRungs(), w.signatureRungs(), w.chainRungs())
}

func (w workshop) offRungs() []rung {
	nameless := w.nameless()
	return []rung{
		{"nothing", RuleParse, Off, nil, "нет ни одного байта", nil},
		{"no ASN.1", RuleParse, Off, []byte("hello"), "не читается как CMS SignedData", nil},
		{"truncated", RuleParse, Off, fixture(w.t, "attached.cms")[:900], "обрываются", nil},
		{"trailing garbage", RuleParse, Off, append(fixture(w.t, "attached.cms"), "garbage"...), `после CMS стоит ещё 7 байт "garbage"`, nil},
		{"a certificate", RuleParse, Off, w.key.Certificate.Raw, "contentType: ожидался тег 0x06, стоит 0x30", nil},
		{"enveloped data", RuleParse, Off, []byte("0\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x00"), "это не SignedData, а 1.2.840.113549.1.7.3", nil},
		{"too many signers", RuleParse, Off, w.message(slices.Repeat([]forgedSigner{w.good}, maxSigners+1)...).bytes(w.t), "подписавших 17", nil},
		{"broken attributes", RuleParse, Off, w.message(forgedSigner{
			id: w.good.id, digest: oidSHA256, algorithm: oidSHA256RSA, attributes: [][]byte{{0x02, 0x01, 0x01}},
		}).bytes(w.t), "Attribute: ожидался тег 0x30, стоит 0x02", nil},

		{"no signer", RuleSigner, Off, w.message().bytes(w.t), "signerInfos пуст", nil},
		{"no certificate", RuleSigner, Off, fixture(w.t, "nocerts.cms"), "сертификаты в CMS: ни одного", nil},
		{"no certificate with that key", RuleSigner, Off, forgery{content: sample, certificates: [][]byte{w.second.Certificate.Raw}, signers: []forgedSigner{{
			id: append([]byte{0x80, 2}, 0xab, 0xcd), digest: oidSHA256, algorithm: oidSHA256RSA,
		}}}.bytes(w.t), "подписавшего (subjectKeyIdentifier abcd)", nil},
		{"another's certificate", RuleSigner, Off, forgery{
			content: sample, certificates: [][]byte{w.second.Certificate.Raw, {0x30, 0x00}}, signers: []forgedSigner{w.good},
		}.bytes(w.t), "CN=ВТОРОВА ВЕРА, SURNAME=ВТОРОВА, SERIALNUMBER=IIN850101300124, C=KZ; не читается, tbsCertificate", nil},

		{"nobody named", RuleIdentity, Off, forgery{
			content: sample, certificates: [][]byte{nameless.bytes(w.t)}, signers: []forgedSigner{{id: nameless.id(w.t), digest: oidSHA256, algorithm: nameless.algorithm}},
		}.bytes(w.t), "CN=НИКТО, SERIALNUMBER=IIN12345", nil},
	}
}

func (w workshop) shapeRungs() []rung {
	return []rung{
		{"detached for attached", RuleForm, Shape, w.detached().bytes(w.t), "подпись отсоединённая (detached), а должна содержать подписанные данные (attached)", nil},
		{"attached for detached", RuleForm, Shape, fixture(w.t, "attached.cms"), "а должна быть отсоединённой (detached)", func(c *Check) { c.Detached = true }},

		{"other content", RuleContent, Crypto, fixture(w.t, "attached.cms"), `в CMS 30 байт "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD", ожидались 4 байт "else"`, func(c *Check) { c.Content = []byte("else") }},
		{"no plain data", RuleContent, Crypto, fixture(w.t, "other-type.cms"), "содержимое типа 1.2.3.4", nil},
	}
}

func (w workshop) attributeRungs() []rung {
	return []rung{
		{"no contentType", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) { w.replace(s, oidContentType) }), "contentType должен быть один, в CMS их 0", nil},
		{"another contentType", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) {
			w.replace(s, oidContentType, must(identifierBytes(oidSignedData))(w.t))
		}), "contentType равен 1.2.840.113549.1.7.2", nil},
		{"contentType is no identifier", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) {
			w.replace(s, oidContentType, octets(nil))
		}), "не читается: contentType: ожидался тег 0x06", nil},
		{"no messageDigest", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) { w.replace(s, oidMessageDigest) }), "messageDigest должен быть один, в CMS их 0", nil},
		{"two messageDigests", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) {
			s.attributes = append(s.attributes, attribute(w.t, oidMessageDigest, octets(nil)))
		}), "messageDigest должен быть один, в CMS их 2", nil},
		{"messageDigest is no octet string", RuleAttributes, Crypto, w.spoil(func(s *forgedSigner) {
			w.replace(s, oidMessageDigest, []byte{0x05, 0x00})
		}), "messageDigest не OCTET STRING", nil},

		{"digest of other data", RuleDigest, Crypto, w.spoil(func(s *forgedSigner) {
			w.replace(s, oidMessageDigest, octets(make([]byte, 32)))
		}), "дайджест SHA-256 в CMS 0000", nil},
		{"detached over other data", RuleDigest, Crypto, fixture(w.t, "detached.cms"), "подписаны другие данные", func(c *Check) { c.Detached, c.Content = true, []byte("else") }},
	}
}

func (w workshop) signatureRungs() []rung {
	return []rung{
		{"another's signature", RuleSignature, Crypto, w.message(w.impostor()).bytes(w.t), "подпись SHA-256/RSA неверна: не сходится с ключом сертификата (ключ RSA (1.2.840.113549.1.1.1), сертификат «CN=ВТОРОВА ВЕРА", nil},
		{"the second of two is wrong", RuleSignature, Crypto, w.message(w.good, w.impostor()).bytes(w.t), "CN=ВТОРОВА ВЕРА", nil},
		{"signature of another kind", RuleSignature, Crypto, w.spoil(func(s *forgedSigner) { s.algorithm = "1.2.840.10045.4.3.2" }), "подпись SHA-256/ECDSA неверна: ключ сертификата другого вида (ключ RSA", nil},
		{"signature of yet another kind", RuleSignature, Crypto, w.onCurve().bytes(w.t), "подпись SHA-256/RSA неверна: ключ сертификата другого вида (ключ ECDSA", nil},
		{"no attributes, other data", RuleSignature, Crypto, w.message(forgedSigner{
			id: w.good.id, digest: oidSHA256, algorithm: oidSHA256RSA, signature: rawSign(w.t, w.key, []byte("else")),
		}).bytes(w.t), "подписанных атрибутов в ней нет", nil},
	}
}

func (w workshop) chainRungs() []rung {
	return []rung{
		{"unknown algorithm", RuleProof, Chain, w.spoil(func(s *forgedSigner) { s.algorithm = "1.2.3.4.5" }), "подпись 1.2.3.4.5: проверить нечем", nil},
		{"unknown digest", RuleProof, Chain, w.spoil(func(s *forgedSigner) { s.digest = "1.2.3.4.5" }), "дайджест 1.2.3.4.5: проверить нечем", nil},
		{"foreign authority", RuleAuthority, Chain, fixture(w.t, "ecdsa.cms"), "а этому центру здесь не доверяют", func(c *Check) {
			c.At = time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
		}},
		{"another authority of that name", RuleAuthority, Chain, w.impostorOfAuthority(), "подпись в нём не этого центра", nil},
		{"a key for signing in", RuleUsage, Chain, must(issue(w.t, Request{IIN: "850101300124", Algorithm: EC, Kind: KindAuth}).Sign(sample, SignOptions{}))(w.t), "для аутентификации (AUTH), а нужен ключ для подписи", func(c *Check) {
			c.Kind = KindSign
		}},
		{"a key for no signatures", RuleUsage, Chain, w.authoritySigns(), "не для подписи (keyUsage 000001100)", nil},
		{"a stamp of another signature", RuleStamp, Chain, w.stamped(flipped(w.good.signature, 7), stamping(w.t, "")), "метка времени сделана не для этой подписи", nil},
		{"a stamp that is none", RuleStamp, Chain, w.stampedBy([]byte{0x30, 0x00}), "метка времени не читается", nil},
		{"a stamp of a signer", RuleStamp, Chain, w.stamped(w.good.signature, w.key), "не для меток времени", nil},
		{"too early", RuleValidity, Chain, fixture(w.t, "attached.cms"), "действует с 2000-01-01T00:00:00Z по 2099-12-31T23:59:59Z, а сейчас 1999-01-01", func(c *Check) {
			c.At = time.Date(1999, time.January, 1, 0, 0, 0, 0, time.UTC)
		}},
		{"too late", RuleValidity, Chain, fixture(w.t, "attached.cms"), "а сейчас 2100-01-01", func(c *Check) {
			c.At = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
		}},
	}
}

// impostorOfAuthority is signed with a key whose certificate only says that the test authority issued it.
func (w workshop) impostorOfAuthority() []byte {
	self := &Key{Certificate: branches()[1].Certificate, Private: issue(w.t, Request{IIN: "850101300124", Algorithm: GOST2015}).Private}
	key := issue(w.t, Request{IIN: "850101300124", Algorithm: GOST2015})
	t := template{issuer: self, subject: key.Certificate.RawSubject, key: key.Private.Public(), extensions: func(*cryptobyte.Builder) {}}
	key.Certificate = must(t.certificate())(w.t)
	return must(key.Sign(sample, SignOptions{}))(w.t)
}

// authoritySigns is a signature by a key that may only issue; its subject names a person.
func (w workshop) authoritySigns() []byte {
	key := issue(w.t, Request{IIN: "850101300124", Algorithm: GOST2004})
	t := template{issuer: branches()[2], subject: key.Certificate.RawSubject, key: key.Private.Public(), extensions: func(b *cryptobyte.Builder) {
		addExtension(b, oidUsage, true, func(b *cryptobyte.Builder) { addBits(b, 0x06) })
	}}
	key.Certificate = must(t.certificate())(w.t)
	return must(key.Sign(sample, SignOptions{}))(w.t)
}

func identifierBytes(oid string) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(identifier(oid))
	return b.Bytes()
}

// TestLadder: each fault is refused by its rule from its rung upwards, and taken on every rung below.
func TestLadder(t *testing.T) {
	seen := map[string]bool{RuleDecode: true} // TestDecodeRefuses
	for _, r := range rungs(t) {
		seen[r.rule] = true
		for _, level := range levels {
			t.Run(r.name+"/"+level.String(), func(t *testing.T) {
				check := attached(level)
				if r.ask != nil {
					r.ask(&check)
				}
				found, err := Verify(r.cms, check)
				if level < r.from {
					if err != nil || found.Identity.Participant() == "" {
						t.Fatalf("found %+v, error %v", found, err)
					}
					return
				}
				var refusal *Refusal
				if !errors.As(err, &refusal) {
					t.Fatalf("taken as %+v, want refusal by %s", found, r.rule)
				}
				if refusal.Rule != r.rule || !strings.Contains(refusal.Error(), r.want) {
					t.Fatalf("refused by %s: %v\nwant %s: …%s…", refusal.Rule, refusal, r.rule, r.want)
				}
				if named := strings.HasPrefix(refusal.Error(), "подписавшего назвать нельзя: "); named != (level == Off) {
					t.Errorf("at %v: %v", level, refusal)
				}
			})
		}
	}
	for _, rule := range Rules() {
		if !seen[rule] {
			t.Errorf("no case is refused by %s", rule)
		}
	}
}
