package pki

import (
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
	"slices"
	"sync"
)

// The files hold the certificates and the keys of the test authority's branches. All are public on purpose: every
// double must take everyone's test keys, and they must not be trusted for anything else.
var (
	//go:embed authority.pem
	authorityRSA []byte
	//go:embed authority-gost2015.pem
	authority2015 []byte
	//go:embed authority-gost2004.pem
	authority2004 []byte
)

// branches parses the embedded files once, the RSA one first. It panics on a broken build only.
var branches = sync.OnceValue(func() []*Key {
	var out []*Key
	for _, file := range [][]byte{authorityRSA, authority2015, authority2004} {
		key, err := parseAuthority(file)
		if err != nil {
			panic(fmt.Sprintf("pki: authority: %v", err))
		}
		out = append(out, key)
	}
	return out
})

// roots are the certificates of the test authority.
var roots = sync.OnceValue(func() []*certificate {
	var out []*certificate
	for _, branch := range branches() {
		out = append(out, readCertificate(branch.Certificate.Raw))
	}
	return slices.Clip(out)
})

// authority is the branch that issues certificates for a kind of keys.
func authority(a Algorithm) *Key { return branches()[algorithmsOfKeys[a].branch] }

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
	key, err := privateKey(private.Bytes)
	if err != nil {
		return nil, err
	}
	return &Key{Certificate: parsed, Private: key}, nil
}

// AuthorityPEM returns the certificates of the test authority in PEM, a fresh copy: that for RSA and elliptic curves
// first, then those for keys of ГОСТ 34.10-2015 and 34.310-2004.
func AuthorityPEM() []byte {
	var out []byte
	for _, branch := range branches() {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: branch.Certificate.Raw})...)
	}
	return out
}
