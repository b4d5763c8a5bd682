package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// TLS. Whoever has no certificate gets one of an authority of this machine's
// user, which is made on first use: people trust it in their browsers, so it is
// nobody else's, and it can vouch for nothing but what this program may be called.

// security is how the server speaks TLS.
type security struct {
	config    *tls.Config
	authority []byte // PEM of whom clients have to trust
	kept      string // the file with the authority that was made here; "" for memory, and for certificates that were given
	made      bool   // the authority was made here
}

// pem is whom clients have to trust, nil without TLS.
func (s *security) pem() []byte {
	if s == nil {
		return nil
	}
	return s.authority
}

// secured reads the TLS option; nil is no TLS.
func secured(o *Options, clock func() time.Time) (*security, error) {
	now := clock()
	switch o.TLS {
	case "", "off":
		return nil, nil
	case "auto":
		return ownAuthority(o.Listen, now)
	}
	files := strings.Split(o.TLS, ",")
	if len(files) != 2 {
		return nil, fmt.Errorf("tls is %q; it is off, auto, or two files: CERT,KEY", o.TLS)
	}
	pair, err := tls.LoadX509KeyPair(files[0], files[1])
	if err != nil {
		return nil, fmt.Errorf("tls: %w; --tls takes a certificate and its key, both PEM: CERT,KEY", err)
	}
	s := &security{config: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}
	for _, der := range pair.Certificate {
		s.authority = append(s.authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return s, nil
}

// ownAuthority signs a certificate for this run.
func ownAuthority(listen []string, now time.Time) (*security, error) {
	file := ""
	if dir, err := os.UserConfigDir(); err == nil {
		file = filepath.Join(dir, "mockismp", "tls-authority.pem")
	}
	ca, kept, err := authorityOf(file, now)
	if err != nil {
		return nil, err
	}
	leaf, err := newPair(certificateFor(names(listen), now), ca)
	if err != nil {
		return nil, err
	}
	s := &security{config: &tls.Config{Certificates: []tls.Certificate{*leaf}, MinVersion: tls.VersionTLS12}, made: true}
	s.authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Leaf.Raw})
	if kept {
		s.kept = file
	}
	return s, nil
}

// authorityOf reads the authority that the file keeps, or makes one and keeps it
// there. Where the file cannot be written it lives as long as the program.
func authorityOf(file string, now time.Time) (ca *tls.Certificate, kept bool, err error) {
	if file != "" {
		if ca, err = readAuthority(file); err == nil && now.Before(ca.Leaf.NotAfter.AddDate(0, -13, 0)) {
			return ca, true, nil
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) && !errors.Is(err, os.ErrPermission) {
			return nil, false, fmt.Errorf("tls: authority %s: %w; remove the file, and a new one is made", file, err)
		}
	}
	if ca, err = newPair(authorityTemplate(now), nil); err != nil || file == "" {
		return ca, false, err
	}
	if keepAuthority(file, ca) != nil {
		return ca, false, nil
	}
	ca, err = readAuthority(file) // another program may have been faster
	return ca, err == nil, err
}

func readAuthority(file string) (*tls.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, err
	}
	if !pair.Leaf.IsCA {
		return nil, errors.New("its certificate is none of an authority")
	}
	return &pair, nil
}

// keepAuthority puts the file in its place whole.
func keepAuthority(file string, ca *tls.Certificate) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := x509.MarshalPKCS8PrivateKey(ca.PrivateKey)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".tls-*") // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Leaf.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}

// newPair makes a key and its certificate, signed by ca, or by itself.
func newPair(template *x509.Certificate, ca *tls.Certificate) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126)); err != nil {
		return nil, err
	}
	parent, signer, chain := template, any(key), [][]byte{}
	if ca != nil {
		parent, signer, chain = ca.Leaf, ca.PrivateKey, [][]byte{ca.Leaf.Raw}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: append([][]byte{der}, chain...), PrivateKey: key, Leaf: leaf}, err
}

// authorityTemplate is an authority that vouches for names of this machine, of
// private networks and of the systems that are emulated, and for no others.
func authorityTemplate(now time.Time) *x509.Certificate {
	host, _ := os.Hostname()
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "mockismp TLS (" + host + ")", Organization: []string{"mockismp, a test double"}},
		NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"localhost", "ismet.kz", "mockismp", "local", "lan", "internal", "test", "home.arpa"},
	}
	if host != "" {
		t.PermittedDNSDomains = append(t.PermittedDNSDomains, host)
	}
	for _, private := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"} {
		_, network, _ := net.ParseCIDR(private)
		t.PermittedIPRanges = append(t.PermittedIPRanges, network)
	}
	return t
}

// emulated are the hosts of the real systems that programs with constant
// addresses call: «Единый адрес сервера».
var emulated = []string{"stage.ismet.kz", "elk.prod.markirovka.ismet.kz"}

// names is what a server that listens there may be called.
func names(listen []string) []string {
	all := []string{"localhost", "127.0.0.1", "::1", "mockismp"}
	for _, system := range emulated {
		all = append(all, system, "*."+system)
	}
	if host, err := os.Hostname(); err == nil {
		all = append(all, host)
	}
	for _, addr := range listen {
		if host, _, err := net.SplitHostPort(addr); err == nil {
			all = append(all, host)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// certificateFor is a certificate of names and addresses, for as long as browsers take one.
func certificateFor(names []string, now time.Time) *x509.Certificate {
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "mockismp"},
		NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()) {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if ip == nil && name != "" {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	return t
}

// told is the line about TLS that the program prints at start.
func (s *security) told(url string) string {
	where := "certificates that --tls names"
	switch {
	case s.kept != "":
		where = "authority of this user, kept in " + s.kept
	case s.made:
		where = "authority in memory, a new one at each start: there is no directory to keep it"
	}
	return fmt.Sprintf("TLS by the %s; clients trust %s/_mock/ca.pem?for=tls", where, url)
}
