package bots

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"sync"

	"github.com/mockismp/mockismp/pki"
)

// keys are those of the bots. They come from the seed of the world, and so do
// their signatures: what bots do is the same in every run.
type keys struct {
	mu  sync.Mutex
	all map[string]*pki.Key
}

// sign gives a detached CMS in base64, as documents want it.
func (a actor) sign(bin string, text []byte) (string, error) {
	key, err := a.keys.of(a.seed, bin)
	if err != nil {
		return "", err
	}
	cms, err := key.Sign(text, pki.SignOptions{Detached: true, At: a.tx.Now().Time()})
	return base64.StdEncoding.EncodeToString(cms), err
}

func (k *keys) of(seed uint64, bin string) (*pki.Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	name := fmt.Sprint(seed, " ", bin)
	if key := k.all[name]; key != nil {
		return key, nil
	}
	private, err := keyFrom("bot " + name)
	if err != nil {
		return nil, err
	}
	key, err := pki.Issue(pki.Request{BIN: bin, Name: "БОТ " + bin, Organisation: "ТОО " + bin, Algorithm: pki.EC, Private: private})
	if err != nil {
		return nil, err
	}
	if k.all == nil || len(k.all) == mostKeys {
		k.all = map[string]*pki.Key{} // they can all be made again
	}
	k.all[name] = key
	return key, nil
}

const mostKeys = 1000

// keyFrom makes a key of a text.
func keyFrom(text string) (crypto.Signer, error) {
	for n := 0; ; n++ { // nearly every number is a key
		sum := sha256.Sum256(fmt.Append(nil, text, " ", n))
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:])
		if err == nil || n > 100 {
			return steady{private}, err
		}
	}
}

// steady signs the same content with the same signature (RFC 6979).
type steady struct{ *ecdsa.PrivateKey }

// Sign is as of the key, with no chance in it.
func (s steady) Sign(_ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return s.PrivateKey.Sign(nil, digest, o)
}
