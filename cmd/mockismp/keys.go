package main

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
)

type keysCmd struct {
	Issue  issueCmd  `cmd:"" help:"Write a test key as a PKCS#12 file, and print its certificate."`
	Sign   signCmd   `cmd:"" help:"Sign a file or standard input, and print the CMS in base64."`
	Verify verifyCmd `cmd:"" help:"Verify a CMS and tell who signed."`
}

type issueCmd struct {
	BIN          string   `help:"BIN of the organisation; --bin or --iin is needed."`
	IIN          string   `help:"IIN of the person."`
	Name         string   `help:"Surname and given name of the person."`
	Organisation string   `help:"Name of the organisation."`
	Kind         pki.Kind `default:"sign" enum:"sign,auth" help:"sign or auth."`
	Expired      bool     `help:"A certificate that ended in 2001."`
	Password     string   `default:"mockismp" help:"Password of the file."`
	Out          string   `required:"" placeholder:"FILE" help:"Where the PKCS#12 file goes."`
}

// Run issues a key and prints its certificate.
func (c *issueCmd) Run(r *run) error {
	key, err := pki.Issue(pki.Request{BIN: c.BIN, IIN: c.IIN, Name: c.Name, Organisation: c.Organisation, Kind: c.Kind, Expired: c.Expired})
	if err != nil {
		return err
	}
	p12, err := key.PKCS12(c.Password)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, p12, 0o600); err != nil {
		return err
	}
	return pem.Encode(r.out, &pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw})
}

type signCmd struct {
	Key      string `required:"" placeholder:"FILE" help:"PKCS#12 file of the key."`
	Password string `default:"mockismp" help:"Password of the file."`
	Attached bool   `help:"Put the signed bytes into the CMS, as sign-in wants it; documents want them outside."`
	File     string `arg:"" default:"-" help:"What to sign; - is standard input."`
}

// Run prints one line of base64.
func (c *signCmd) Run(r *run) error {
	p12, err := os.ReadFile(c.Key)
	if err != nil {
		return err
	}
	key, err := pki.OpenPKCS12(p12, c.Password)
	if err != nil {
		return err
	}
	content, err := r.read(c.File)
	if err != nil {
		return err
	}
	cms, err := key.Sign(content, pki.SignOptions{Detached: !c.Attached})
	if err != nil {
		return err
	}
	r.printf("%s\n", base64.StdEncoding.EncodeToString(cms))
	return nil
}

type verifyCmd struct {
	Level   pki.Level `default:"crypto" help:"off, shape, crypto or chain."`
	Content string    `placeholder:"FILE" help:"The signed bytes, for a detached CMS."`
	At      time.Time `placeholder:"RFC3339" help:"The time at which a certificate must be valid, for chain; now if not given."`
	File    string    `arg:"" default:"-" help:"The CMS: DER, base64 or PEM; - is standard input."`
}

// Run tells who signed, or why the signature is refused.
func (c *verifyCmd) Run(r *run) error {
	cms, err := r.read(c.File)
	if err == nil {
		cms, err = binary(cms)
	}
	if err != nil {
		return ruled(err)
	}
	check, err := c.check(cms)
	if err != nil {
		return err
	}
	sig, err := pki.Verify(cms, check)
	if err != nil {
		return ruled(err)
	}
	who := sig.Identity
	r.printf("bin %s\niin %s\nname %s\norganisation %s\nalgorithm %s\n", who.BIN, who.IIN, who.Name, who.Organisation, sig.Algorithm)
	for _, w := range sig.Warnings {
		r.printf("warning %s\n", w)
	}
	return nil
}

// check demands what the CMS says it signs, or the file that it must sign.
func (c *verifyCmd) check(cms []byte) (check pki.Check, err error) {
	check = pki.Check{Level: c.Level, Detached: c.Content != "", At: c.At}
	if c.At.IsZero() {
		check.At = state.NewWorld(state.Config{}).Clock().Now().Time() // worlds have the program's only clock
	}
	if c.Content != "" {
		check.Content, err = os.ReadFile(c.Content)
		return check, err
	}
	content, attached, err := pki.Inside(cms)
	if err == nil && !attached && c.Level >= pki.Crypto { // below, nobody looks at the bytes
		err = errors.New("the CMS is detached: name the signed file with --content")
	}
	check.Content, check.Detached = content, !attached
	return check, ruled(err)
}

// binary takes the text around a CMS off, if there is any.
func binary(cms []byte) ([]byte, error) {
	if len(cms) > 0 && cms[0] == 0x30 { // DER and BER begin with a SEQUENCE, text never does as a CMS
		return cms, nil
	}
	return pki.Decode(string(cms))
}

// ruled names the rule behind a refusal.
func ruled(err error) error {
	if refused := (*pki.Refusal)(nil); errors.As(err, &refused) {
		return fmt.Errorf("%s: %w", refused.Rule, err)
	}
	return err
}
