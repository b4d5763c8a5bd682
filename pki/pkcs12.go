package pki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/mockismp/mockismp/pki/gost"
)

// PKCS12Modern packs the key, its certificate and, if that is one of ours, the certificate of the test authority, in the
// encoding that OpenSSL 1.1 and 3 and Java from 8u301 on open as it is (PBES2, AES-256, SHA-256). The password must be
// ASCII: Java opens no other in this encoding. Keys of ГОСТ go into PKCS12 alone.
func (k *Key) PKCS12Modern(password string) ([]byte, error) {
	if _, national := k.Private.(*gost.PrivateKey); national {
		return nil, errors.New("keys of ГОСТ go into files as НУЦ РК writes them alone")
	}
	for _, r := range password {
		if r < ' ' || r > '~' {
			return nil, fmt.Errorf("the password holds %q; use ASCII letters, digits and signs, Java opens no others", r)
		}
	}
	var chain []*x509.Certificate
	if ca := branches()[0].Certificate; bytes.Equal(k.Certificate.RawIssuer, ca.RawSubject) {
		chain = append(chain, ca)
	}
	file, err := pkcs12.Modern2023.Encode(k.Private, k.Certificate, chain, password)
	if err != nil {
		return nil, fmt.Errorf("the key of %q cannot be packed: %w", k.Certificate.Subject.CommonName, err)
	}
	return file, nil
}

// OpenPKCS12 reads the key and its certificate from a PKCS#12 file: one of ours, of НУЦ РК, or of another program.
// A password of letters that are not ASCII is taken in the spelling of RFC 7292 and in that of old OpenSSL.
func OpenPKCS12(data []byte, password string) (*Key, error) {
	file, err := readP12(data, password)
	if errors.Is(err, errPassword) {
		return nil, err
	}
	var key *Key
	if err == nil {
		key, err = file.choose()
	}
	if err != nil {
		return nil, fmt.Errorf("this PKCS#12 file of %d bytes cannot be read: %w", len(data), err)
	}
	return key, nil
}

// choose returns the first key that one of the certificates belongs to.
func (f *p12) choose() (*Key, error) {
	if len(f.keys) == 0 {
		return nil, fmt.Errorf("it holds %d certificates and no private key", len(f.certificates))
	}
	var unread error
	for _, pkcs8 := range f.keys {
		private, err := privateKey(pkcs8)
		if err != nil {
			unread = err
			continue
		}
		for _, whole := range f.certificates {
			if !belongs(readCertificate(whole), private) {
				continue
			}
			certificate, err := x509.ParseCertificate(whole)
			if err != nil {
				return nil, fmt.Errorf("the certificate of its key cannot be read: %w", err)
			}
			return &Key{Certificate: certificate, Private: private}, nil
		}
	}
	if unread != nil {
		return nil, unread
	}
	return nil, fmt.Errorf("none of its %d certificates belongs to its key", len(f.certificates))
}
