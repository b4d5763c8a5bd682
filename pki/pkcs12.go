package pki

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

// PKCS12 packs the key, its certificate and, if that is one of ours, the certificate of the test authority. The encoding
// (PBES2, AES-256, SHA-256) is read by openssl 1.1 and Java 8u301 and later. The password must be ASCII: Java opens no
// other in this encoding.
func (k *Key) PKCS12(password string) ([]byte, error) {
	for _, r := range password {
		if r < ' ' || r > '~' {
			return nil, fmt.Errorf("the password holds %q; use ASCII letters, digits and signs, Java opens no others", r)
		}
	}
	var chain []*x509.Certificate
	if ca := authority().Certificate; bytes.Equal(k.Certificate.RawIssuer, ca.RawSubject) {
		chain = append(chain, ca)
	}
	file, err := pkcs12.Modern2023.Encode(k.Private, k.Certificate, chain, password)
	if err != nil {
		return nil, fmt.Errorf("the key of %q cannot be packed: %w", k.Certificate.Subject.CommonName, err)
	}
	return file, nil
}

// OpenPKCS12 reads an RSA key with its certificate from a PKCS#12 file, one of ours or a real one.
func OpenPKCS12(data []byte, password string) (*Key, error) {
	private, certificate, others, err := pkcs12.DecodeChain(data, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return nil, errors.New("the password does not open this PKCS#12 file")
	}
	if err != nil {
		return nil, fmt.Errorf("this PKCS#12 file of %d bytes cannot be read (keys of ГОСТ cannot either): %w", len(data), err)
	}
	key, ok := private.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key in this PKCS#12 file is %T, only RSA keys can be used", private)
	}
	for _, c := range append([]*x509.Certificate{certificate}, others...) {
		if key.PublicKey.Equal(c.PublicKey) {
			return &Key{Certificate: c, Private: key}, nil
		}
	}
	return nil, fmt.Errorf("no certificate in this PKCS#12 file belongs to its key, the first is of %q", certificate.Subject)
}
