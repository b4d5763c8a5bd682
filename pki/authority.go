package pki

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
	"sync"
)

// authorityFile holds the certificate and the key of the test authority. Both are public on purpose: everybody's double
// must take everybody's test keys, and nobody may trust them for anything else.
//
//go:embed authority.pem
var authorityFile []byte

// authority parses the embedded file once. It panics on a broken build only.
var authority = sync.OnceValue(func() *Key {
	key, err := parseAuthority(authorityFile)
	if err != nil {
		panic(fmt.Sprintf("pki: authority.pem: %v", err))
	}
	return key
})

func parseAuthority(file []byte) (*Key, error) {
	certificate, rest := pem.Decode(file)
	private, _ := pem.Decode(rest)
	if private == nil { // nor is there one without a certificate before it
		return nil, fmt.Errorf("want a CERTIFICATE and a PRIVATE KEY block")
	}
	parsed, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		return nil, err
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key is %T, not RSA", key)
	}
	return &Key{Certificate: parsed, Private: rsaKey}, nil
}

// AuthorityPEM returns the certificate of the test authority in PEM, a fresh copy.
func AuthorityPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority().Certificate.Raw})
}
