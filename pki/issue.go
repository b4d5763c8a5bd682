package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // names keys (RFC 5280, 4.2.1.2), guards nothing
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/pki/gost"
)

const keyBits = 2048

// keyAlgorithm is how keys of an algorithm are made and filed.
type keyAlgorithm struct {
	branch int    // of the test authority
	prefix string // of the name of its files (observed; EC assumed)
	make   func() (crypto.Signer, error)
}

var algorithmsOfKeys = map[Algorithm]keyAlgorithm{
	RSA:      {0, "RSA256", func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, keyBits) }},
	EC:       {0, "EC256", func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }},
	GOST2015: {1, "GOST512", func() (crypto.Signer, error) { return gost.GenerateKey(gost.TC26A512(), nil) }},
	GOST2004: {2, "GOSTKNCA", func() (crypto.Signer, error) { return gost.GenerateKey(gost.CryptoProA(), nil) }},
}

// Purposes and policies of НУЦ РК. Source: the printed signed act (observed: person, sign), published test certificates
// and policies (sibling).
const (
	oidPerson      = "1.2.398.3.3.4.1.1"
	oidLegalEntity = "1.2.398.3.3.4.1.2"
)

// profile is how certificates of one kind and one sort of holder differ.
type profile struct {
	usage   byte // the first bits of KeyUsage
	purpose string
	policy  string
}

type holder struct {
	kind         Kind
	organisation bool
}

// Signing keys are for signature and commitment, sign-in keys for signature and encipherment (observed, sibling).
var profiles = map[holder]profile{
	{KindSign, false}: {0xc0, oidMailProtection, "1.2.398.3.3.2.3"},
	{KindAuth, false}: {0xa0, oidClientAuth, "1.2.398.3.3.2.4"},
	{KindSign, true}:  {0xc0, oidMailProtection, "1.2.398.3.3.2.1"},
	{KindAuth, true}:  {0xa0, oidClientAuth, "1.2.398.3.3.2.2"},
}

// rolePurposes are what certificates add for the place of their holder.
var rolePurposes = map[Role][]string{
	Person:   {oidPerson},
	Head:     {oidLegalEntity, "1.2.398.3.3.4.1.2.1"},
	Signs:    {oidLegalEntity, "1.2.398.3.3.4.1.2.2"},
	Employee: {oidLegalEntity, "1.2.398.3.3.4.1.2.5"},
}

// Issue makes a key and a certificate of the test authority in the layout of real ones. The certificate names no
// addresses of revocation services, as nothing would answer there. An error says what is wrong in the request.
func Issue(r Request) (*Key, error) {
	if err := r.complete(); err != nil {
		return nil, err
	}
	private := r.Private
	if private == nil {
		made, err := algorithmsOfKeys[r.Algorithm].make()
		if err != nil {
			return nil, err
		}
		private = made
	}
	subject, err := asn1.Marshal(r.subject())
	if err != nil {
		return nil, err
	}
	p := profiles[holder{r.Kind, r.BIN != ""}]
	purposes := append([]string{p.purpose}, rolePurposes[r.Role]...)
	t := template{
		issuer: authority(r.Algorithm), subject: subject, key: private.Public(),
		extensions: func(b *cryptobyte.Builder) {
			addExtension(b, oidUsage, true, func(b *cryptobyte.Builder) { addBits(b, p.usage) })
			addExtension(b, oidKeyUsage, false, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					for _, purpose := range purposes {
						b.AddASN1ObjectIdentifier(identifier(purpose))
					}
				})
			})
		},
		policy: p.policy, expired: r.Expired,
	}
	certificate, err := t.certificate()
	if err != nil {
		return nil, fmt.Errorf("the certificate for %q cannot be made: %w", r.Name, err)
	}
	return &Key{Certificate: certificate, Private: private}, nil
}

// template is a certificate to be signed.
type template struct {
	issuer     *Key
	subject    []byte
	key        crypto.PublicKey
	extensions cryptobyte.BuilderContinuation // those that differ, before the others
	policy     string                         // none if empty
	expired    bool
}

func (t template) certificate() (*x509.Certificate, error) {
	spki, err := publicInfo(t.key)
	if err != nil {
		return nil, err
	}
	form, err := formOf(t.issuer.Private)
	if err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) { t.addTBS(b, spki, form) })
	tbs, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	signature, err := form.sign(t.issuer.Private, tbs)
	if err != nil {
		return nil, err
	}
	var whole cryptobyte.Builder
	whole.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		form.addSignature(b)
		b.AddASN1BitString(signature)
	})
	der, err := whole.Bytes()
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// The years in which certificates of the test authority are valid, whatever the clock of a world says.
var (
	validFrom    = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	validTo      = time.Date(2099, time.December, 31, 23, 59, 59, 0, time.UTC)
	validExpired = validFrom.AddDate(1, 0, 0)
)

func (t template) addTBS(b *cryptobyte.Builder, spki []byte, form form) {
	id := keyIdentifier(spki)
	b.AddASN1(context0, func(b *cryptobyte.Builder) { b.AddASN1Int64(2) })
	// The serial number is the key's identifier but for the first octet, as in 27 of 31 real ones (observed).
	serial := slices.Clone(id)
	serial[0] = serial[0]&0x3f | 0x40
	b.AddASN1(cbasn1.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(serial) })
	form.addSignature(b)
	b.AddBytes(t.issuer.Certificate.RawSubject)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addTime(b, validFrom)
		if t.expired {
			addTime(b, validExpired)
		} else {
			addTime(b, validTo)
		}
	})
	b.AddBytes(t.subject)
	b.AddBytes(spki)
	b.AddASN1(cbasn1.Tag(3).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			t.extensions(b)
			addExtension(b, "2.5.29.35", false, func(b *cryptobyte.Builder) { // authorityKeyIdentifier
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(cbasn1.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(t.issuer.Certificate.SubjectKeyId) })
				})
			})
			addExtension(b, oidKeyID, false, func(b *cryptobyte.Builder) { b.AddASN1OctetString(id) })
			if t.policy == "" {
				return
			}
			addExtension(b, oidPolicies, false, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(identifier(t.policy)) })
				})
			})
		})
	})
}

// keyIdentifier is the SHA-1 of a key's bits (RFC 5280, 4.2.1.2).
func keyIdentifier(spki []byte) []byte {
	outer := openDER(spki)
	info := outer.take(cbasn1.SEQUENCE, "subjectPublicKeyInfo")
	info.take(cbasn1.SEQUENCE, "algorithm")
	bits := info.take(cbasn1.BIT_STRING, "subjectPublicKey").String
	sum := sha1.Sum(bits[1:])
	return sum[:]
}

func addExtension(b *cryptobyte.Builder, oid string, critical bool, value cryptobyte.BuilderContinuation) {
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(identifier(oid))
		if critical {
			b.AddASN1Boolean(true)
		}
		b.AddASN1(cbasn1.OCTET_STRING, value)
	})
}

// addBits writes a BIT STRING of one octet without the zeroes at its end.
func addBits(b *cryptobyte.Builder, bits byte) {
	unused := byte(0)
	for bits>>unused&1 == 0 {
		unused++
	}
	b.AddASN1(cbasn1.BIT_STRING, func(b *cryptobyte.Builder) { b.AddBytes([]byte{unused, bits}) })
}

// identifier turns one of our own constants into what encoding/asn1 takes.
func identifier(dotted string) asn1.ObjectIdentifier {
	var out asn1.ObjectIdentifier
	for part := range strings.SplitSeq(dotted, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			panic(fmt.Sprintf("pki: %q is no object identifier", dotted))
		}
		out = append(out, n)
	}
	return out
}
