package pki

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // names keys (RFC 5280, 4.2.1.2), guards nothing
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

const keyBits = 2048

// Purposes and policies of НУЦ РК. Source: the printed signed act (observed: person, sign), published test certificates
// and policies (sibling).
const (
	oidPerson       = "1.2.398.3.3.4.1.1"
	oidLegalEntity  = "1.2.398.3.3.4.1.2"
	oidFirstManager = "1.2.398.3.3.4.1.2.1"

	oidPolicyLegalSign  = "1.2.398.3.3.2.1"
	oidPolicyLegalAuth  = "1.2.398.3.3.2.2"
	oidPolicyPersonSign = "1.2.398.3.3.2.3"
	oidPolicyPersonAuth = "1.2.398.3.3.2.4"
)

// profile is how certificates of one kind and one sort of holder differ.
type profile struct {
	usage    x509.KeyUsage
	purposes []string
	policy   string
}

const (
	forSigning = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	forSignIn  = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
)

type holder struct {
	kind         Kind
	organisation bool
}

var profiles = map[holder]profile{
	{KindSign, false}: {forSigning, []string{oidMailProtection, oidPerson}, oidPolicyPersonSign},
	{KindAuth, false}: {forSignIn, []string{oidClientAuth, oidPerson}, oidPolicyPersonAuth},
	{KindSign, true}:  {forSigning, []string{oidMailProtection, oidLegalEntity, oidFirstManager}, oidPolicyLegalSign},
	{KindAuth, true}:  {forSignIn, []string{oidClientAuth, oidLegalEntity, oidFirstManager}, oidPolicyLegalAuth},
}

// Issue makes an RSA-2048 key and a certificate of the test authority in the layout of real ones. No addresses of
// revocation services are named: nobody would answer there. Its errors say what in the request was wrong.
func Issue(r Request) (*Key, error) {
	if err := r.complete(); err != nil {
		return nil, err
	}
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	template, err := r.template()
	if err != nil {
		return nil, err
	}
	keyID := sha1.Sum(x509.MarshalPKCS1PublicKey(&private.PublicKey))
	template.SubjectKeyId = keyID[:]
	ca := authority()
	der, err := x509.CreateCertificate(rand.Reader, template, ca.Certificate, &private.PublicKey, ca.Private)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("the certificate for %q cannot be made: %w", r.Name, err)
	}
	return &Key{Certificate: certificate, Private: private}, nil
}

func (r Request) template() (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 159))
	if err != nil {
		return nil, err
	}
	subject, err := asn1.Marshal(r.subject())
	if err != nil {
		return nil, err
	}
	p := profiles[holder{r.Kind, r.BIN != ""}]
	policy, err := x509.ParseOID(p.policy)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		RawSubject:   subject,
		NotBefore:    time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2099, time.December, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:     p.usage,
		Policies:     []x509.OID{policy},
	}
	if r.Expired {
		template.NotAfter = template.NotBefore.AddDate(1, 0, 0)
	}
	for _, purpose := range p.purposes {
		template.UnknownExtKeyUsage = append(template.UnknownExtKeyUsage, identifier(purpose))
	}
	return template, nil
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
