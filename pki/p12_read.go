package pki

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidEncryptedData = "1.2.840.113549.1.7.6"

	oidKeyBag      = "1.2.840.113549.1.12.10.1.1"
	oidShroudedBag = "1.2.840.113549.1.12.10.1.2"
	oidCertBag     = "1.2.840.113549.1.12.10.1.3"
	oidX509        = "1.2.840.113549.1.9.22.1"

	oidFriendlyName = "1.2.840.113549.1.9.20"
	oidLocalKeyID   = "1.2.840.113549.1.9.21"
)

// macs are the digests of the seal of a file (RFC 7292, 4).
var macs = map[string]crypto.Hash{
	oidSHA1:                  crypto.SHA1,
	"2.16.840.1.101.3.4.2.4": crypto.SHA224,
	oidSHA256:                crypto.SHA256,
	oidSHA384:                crypto.SHA384,
	oidSHA512:                crypto.SHA512,
}

// p12 is what a PKCS#12 file holds (RFC 7292), decrypted.
type p12 struct {
	safe
	keys         [][]byte // PKCS#8
	certificates [][]byte
}

// readP12 reads a PKCS#12 file in DER or BER. Files of НУЦ РК are BER inside: their safes have indefinite lengths and
// octet strings in pieces (observed), which readers that want DER refuse.
func readP12(data []byte, password string) (*p12, error) {
	normal, rest, err := normalise(data)
	if err != nil {
		return nil, errors.New("it is cut off, or no PKCS#12 at all")
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes stand behind its end", len(rest))
	}
	rounds := maxRounds
	for _, wide := range spellings(password) {
		file := &p12{safe: safe{password, wide, rounds}}
		if err = file.open(normal); !errors.Is(err, errPassword) {
			return file, err
		}
		rounds = file.rounds
	}
	return nil, errPassword
}

func (f *p12) open(pfx []byte) error {
	outer := openDER(pfx)
	body := outer.take(asn1.SEQUENCE, "PFX")
	body.take(asn1.INTEGER, "version")
	info := body.take(asn1.SEQUENCE, "authSafe")
	kind := info.oid("contentType")
	if !outer.broken() && kind != oidData {
		return fmt.Errorf("it is sealed by %s, not by a password", kind)
	}
	explicit := info.take(context0, "content")
	safes := explicit.take(asn1.OCTET_STRING, "authenticated safe").String
	seal, sealed := body.option(asn1.SEQUENCE, "macData")
	if err := outer.problem(); err != nil {
		return err
	}
	if sealed {
		if err := f.checkSeal(seal, safes); err != nil {
			return err
		}
	}
	list, err := reopen(safes, "authenticated safe")
	if err != nil {
		return err
	}
	for list.more() {
		info := list.take(asn1.SEQUENCE, "ContentInfo")
		if err := f.openSafe(&info); err != nil {
			return err
		}
	}
	return list.problem()
}

// reopen reads what an octet string holds, which is BER again.
func reopen(octets []byte, part string) (der, error) {
	normal, _, err := normalise(octets)
	if err != nil {
		return der{}, fmt.Errorf("its part %q cannot be read", part)
	}
	outer := openDER(normal)
	return outer.take(asn1.SEQUENCE, part), nil
}

// checkSeal holds the password against the MAC, which covers the octets as they came.
func (f *p12) checkSeal(seal der, content []byte) error {
	info := seal.take(asn1.SEQUENCE, "mac")
	oid := readAlgorithm(info.take(asn1.SEQUENCE, "digestAlgorithm")).oid
	want := info.take(asn1.OCTET_STRING, "digest").String
	salt := seal.take(asn1.OCTET_STRING, "macSalt").String
	rounds := 1
	if seal.more() {
		rounds = seal.count("iterations")
	}
	if err := seal.problem(); err != nil {
		return err
	}
	h, known := macs[oid]
	if !known {
		return fmt.Errorf("its seal is made by %s, which is unknown", oid)
	}
	key, err := f.derive(h.New, useMAC, salt, rounds, h.Size())
	if err != nil {
		return err
	}
	mac := hmac.New(h.New, key)
	mac.Write(content)
	if !hmac.Equal(mac.Sum(nil), want) {
		return errPassword
	}
	return nil
}

// openSafe reads one safe, plain or encrypted.
func (f *p12) openSafe(info *der) error {
	kind := info.oid("contentType")
	explicit := info.take(context0, "content")
	var bags []byte
	switch kind {
	case oidData:
		bags = explicit.take(asn1.OCTET_STRING, "safe").String
	case oidEncryptedData:
		data := explicit.take(asn1.SEQUENCE, "EncryptedData")
		data.take(asn1.INTEGER, "version")
		content := data.take(asn1.SEQUENCE, "EncryptedContentInfo")
		content.oid("contentType")
		algorithm := readAlgorithm(content.take(asn1.SEQUENCE, "contentEncryptionAlgorithm"))
		encrypted := content.octets("encryptedContent")
		if err := info.problem(); err != nil {
			return err
		}
		var err error
		if bags, err = f.decrypt(algorithm, encrypted); err != nil {
			return err
		}
	default:
		if !info.broken() {
			return fmt.Errorf("its safe of kind %s cannot be opened with a password", kind)
		}
	}
	if err := info.problem(); err != nil {
		return err
	}
	list, err := reopen(bags, "safe")
	if err != nil {
		return err
	}
	for list.more() {
		bag := list.take(asn1.SEQUENCE, "SafeBag")
		if err := f.openBag(&bag); err != nil {
			return err
		}
	}
	return list.problem()
}

// octets takes an octet string that is tagged [0], in one piece or, as BER may have it, in several.
func (d *der) octets(part string) []byte {
	if whole, present := d.option(asn1.Tag(0).ContextSpecific(), part); present {
		return whole.String
	}
	var pieces [][]byte
	for list := d.take(context0, part); list.more(); {
		pieces = append(pieces, list.take(asn1.OCTET_STRING, part).String)
	}
	return bytes.Join(pieces, nil)
}

// openBag keeps a key or a certificate, and passes over everything else (RFC 7292, 4.2).
func (f *p12) openBag(bag *der) error {
	kind := bag.oid("bagId")
	value := bag.take(context0, "bagValue")
	switch kind {
	case oidKeyBag:
		f.keys = append(f.keys, value.String)
	case oidShroudedBag:
		info := value.take(asn1.SEQUENCE, "EncryptedPrivateKeyInfo")
		algorithm := readAlgorithm(info.take(asn1.SEQUENCE, "encryptionAlgorithm"))
		encrypted := info.take(asn1.OCTET_STRING, "encryptedData").String
		if err := bag.problem(); err != nil {
			return err
		}
		key, err := f.decrypt(algorithm, encrypted)
		if err != nil {
			return err
		}
		f.keys = append(f.keys, key)
	case oidCertBag:
		inner := value.take(asn1.SEQUENCE, "CertBag")
		if inner.oid("certId") == oidX509 {
			explicit := inner.take(context0, "certValue")
			f.certificates = append(f.certificates, explicit.take(asn1.OCTET_STRING, "certificate").String)
		}
	}
	// The names of the bag, friendlyName and localKeyId, are not needed: a key is found by its certificate.
	return bag.problem()
}
