package pki

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
)

// Trust is the authorities whose certificates are taken at Chain: those of the test authority, and others by Add. Nil is
// the test authority alone. It is not to be changed while it is in use.
type Trust struct{ others []*certificate }

// ReadTrust reads files as Add takes them. The error names the file that has no
// certificate.
func ReadTrust(files ...string) (*Trust, error) {
	t := &Trust{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			err = t.Add(text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return t, nil
}

// Add takes the certificates of authorities from a file: DER, or PEM with any number of them. The error says which one is
// malformed.
func (t *Trust) Add(file []byte) error {
	var list [][]byte
	for rest := file; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			list = append(list, block.Bytes)
		}
	}
	if bytes.HasPrefix(file, []byte{0x30}) {
		list = append(list, file)
	}
	if len(list) == 0 {
		return errors.New("there is no certificate in it; give PEM or DER")
	}
	for n, whole := range list {
		c := readCertificate(whole)
		switch {
		case c.damage.Key() != "":
			return fmt.Errorf("certificate %d of %d cannot be read", n+1, len(list))
		case !c.authority:
			return fmt.Errorf("certificate %d of %d, %q, is not one of an authority: its basic constraints do not say CA", n+1, len(list), c.called)
		}
		t.others = append(t.others, c)
	}
	return nil
}

func (t *Trust) all() []*certificate {
	roots := roots()
	if t == nil {
		return roots
	}
	return append(roots, t.others...)
}

// maxChain is how many certificates stand between a signer's and a trusted one at most; real chains have one. maxTries is
// how many signatures in certificates are looked at for one message: each may cost a millisecond, and a stranger chooses
// how many carry the name of the issuer.
const (
	maxChain = 4
	maxTries = 24
)

// chain leads from a certificate to a trusted authority by others that came with it. Each step tries the certificates
// that have the issuer's name, the trusted ones first; the chain of a certificate is found once.
type chain struct {
	trusted, others []*certificate
	at              time.Time
	found           map[*certificate]error
	tries           int
}

// check says why a certificate does not lead to a trusted authority, or nil. The error is a part of a Russian sentence.
func (h *chain) check(c *certificate) error { return h.climb(c, maxChain) }

func (h *chain) climb(c *certificate, steps int) error {
	if err, known := h.found[c]; known {
		return err
	}
	h.found[c] = texts.SigLoop.Of() // until it is known better
	err := h.step(c, steps)
	h.found[c] = err
	return err
}

func (h *chain) step(c *certificate, steps int) error {
	if slices.ContainsFunc(h.trusted, func(t *certificate) bool { return bytes.Equal(t.whole, c.whole) }) {
		return nil
	}
	err := texts.SigStranger.Of(c.issuer.String())
	for n, issuer := range slices.Concat(h.trusted, h.others) {
		named := issuer.called == c.from && issuer.damage.Key() == "" && issuer.authority
		if itself := bytes.Equal(issuer.whole, c.whole); itself || !named {
			continue
		}
		if h.tries++; h.tries > maxTries {
			return texts.SigTries.Of(maxTries)
		}
		if wrong := c.checkSignature(issuer); wrong != nil {
			err = texts.SigForged.Of(c.issuer.String(), wrong)
			continue
		}
		if n >= len(h.trusted) {
			if steps == 0 {
				return texts.SigTooFar.Of(maxChain)
			}
			if wrong := h.climb(issuer, steps-1); wrong != nil {
				return wrong
			}
		}
		if h.at.Before(issuer.notBefore) || h.at.After(issuer.notAfter) {
			err = texts.SigIssuerTime.Of(c.issuer.String(), issuer.notBefore.Format(time.RFC3339), issuer.notAfter.Format(time.RFC3339))
			continue
		}
		return nil
	}
	return err
}
