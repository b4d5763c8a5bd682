package main

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
)

// systemRoots are where systems keep the authorities that they trust, in one file. Source: crypto/x509, root_linux.go
// and root_bsd.go.
var systemRoots = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt",
}

// trusted are variables by which programs find the authorities that they trust, and whether those that they name
// take the place of the system's, which then have to stand in the file as well.
var trusted = []struct {
	name    string
	instead bool
}{
	{"SSL_CERT_FILE", true},        // Go, OpenSSL, Ruby, Rust, Python's urllib and httpx
	{"REQUESTS_CA_BUNDLE", true},   // Python's requests
	{"CURL_CA_BUNDLE", true},       // curl
	{"NODE_EXTRA_CA_CERTS", false}, // Node
}

// authorityVariable names the authority alone, for programs that want it in another way.
const authorityVariable = "MOCKISMP_CA_FILE"

// trustIn writes the authority into files below dir, beside the authorities that this environment trusts already, and
// gives the variables that lead programs to them.
func trustIn(dir string, authority []byte) (env []string, err error) {
	write := func(name string, content []byte) {
		file := filepath.Join(dir, name+".pem")
		if err == nil {
			err = os.WriteFile(file, content, 0o600)
		}
		env = append(env, name+"="+file)
	}
	write(authorityVariable, authority)
	for _, v := range trusted {
		write(v.name, append(trustedBefore(os.Getenv(v.name), v.instead), authority...))
	}
	return env, err
}

// trustedBefore are the certificates that a variable names, or the system's.
func trustedBefore(file string, instead bool) []byte {
	files := []string{file}
	if file == "" {
		if !instead {
			return nil
		}
		files = systemRoots
	}
	for _, f := range files {
		if text, err := os.ReadFile(f); err == nil {
			if block, _ := pem.Decode(text); block != nil {
				return append(bytes.TrimSpace(text), '\n')
			}
		}
	}
	return nil
}
