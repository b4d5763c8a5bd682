package steps

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/pki"
)

// foreignKey is the key of a participant with a certificate of an unknown
// authority.
func foreignKey(bin string) (client.Signer, error) {
	key, err := pki.Issue(pki.Request{BIN: bin, Name: "ЧУЖОЙ КЛЮЧ"})
	if err != nil {
		return nil, err
	}
	like := *key.Certificate
	like.SerialNumber = big.NewInt(1)
	like.Issuer, like.RawIssuer = like.Subject, like.RawSubject
	der, err := x509.CreateCertificate(rand.Reader, &like, &like, key.Certificate.PublicKey, key.Private)
	if err != nil {
		return nil, err
	}
	if key.Certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return client.Key{Key: key}, nil
}
