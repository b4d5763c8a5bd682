package main

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mockismp/mockismp/pki"
)

type keysCmd struct {
	Issue  issueCmd  `cmd:"" help:"Write a test key as a PKCS#12 file, and print its certificate."`
	Show   showCmd   `cmd:"" help:"Tell whose key is in a PKCS#12 file, what it is for, and what is wrong with it."`
	Sign   signCmd   `cmd:"" help:"Sign a file or standard input, and print the CMS in base64."`
	Verify verifyCmd `cmd:"" help:"Verify a CMS and tell who signed."`
}

type issueCmd struct {
	BIN          string        `help:"BIN of the organisation; --bin or --iin is needed."`
	IIN          string        `help:"IIN of the person."`
	Name         string        `help:"Surname and given name of the person."`
	Organisation string        `help:"Name of the organisation."`
	Algorithm    pki.Algorithm `default:"rsa" enum:"rsa,gost2015,gost2004,ec" help:"rsa, gost2015 (as НУЦ РК gives out today), gost2004 (as it did until 2024) or ec."`
	Role         pki.Role      `default:"" enum:",person,head,signer,employee" help:"person, or of the organisation its head, a signer or an employee; head if there is a BIN."`
	Kind         pki.Kind      `default:"sign" enum:"sign,auth" help:"sign or auth."`
	Expired      bool          `help:"A certificate that ended in 2001."`
	Password     string        `default:"mockismp" help:"Password of the file, in any letters."`
	Modern       bool          `help:"Encrypt as OpenSSL 3 and Java do today (PBES2, AES), not as НУЦ РК does; for rsa and ec."`
	Out          string        `default:"." placeholder:"FILE|DIR" help:"Where the PKCS#12 file goes; in a directory (${default}) it is named as НУЦ РК names it, such as GOST512_….p12."`
}

// Run issues a key and prints its certificate.
func (c *issueCmd) Run(r *run) error {
	key, err := pki.Issue(pki.Request{
		BIN: c.BIN, IIN: c.IIN, Name: c.Name, Organisation: c.Organisation,
		Kind: c.Kind, Algorithm: c.Algorithm, Role: c.Role, Expired: c.Expired,
	})
	if err != nil {
		return err
	}
	pack := key.PKCS12
	if c.Modern {
		pack = key.PKCS12Modern
	}
	p12, err := pack(c.Password)
	if err != nil {
		return err
	}
	out := c.Out
	if about, err := os.Stat(out); err == nil && about.IsDir() {
		out = filepath.Join(out, key.FileName())
		_, _ = fmt.Fprintln(r.errOut, out)
	}
	if err := os.WriteFile(out, p12, 0o600); err != nil {
		return err
	}
	return pem.Encode(r.out, &pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw})
}

// open reads the key of a PKCS#12 file.
func open(file, password string) (*pki.Key, error) {
	p12, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := pki.OpenPKCS12(p12, password)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return key, nil
}

type showCmd struct {
	Password string    `default:"mockismp" help:"Password of the file."`
	Trust    []string  `placeholder:"FILE" help:"Certificates of authorities to trust beside the test authority, PEM or DER."`
	At       time.Time `placeholder:"RFC3339" help:"The time at which it must be valid; now if not given."`
	File     string    `arg:"" help:"The PKCS#12 file."`
}

// Run prints what the certificate of the key says, and what speaks against it.
func (c *showCmd) Run(r *run) error {
	key, err := open(c.File, c.Password)
	if err != nil {
		return err
	}
	trust, err := readTrust(c.Trust)
	if err != nil {
		return err
	}
	if c.At.IsZero() {
		c.At = r.now()
	}
	about := key.About(trust, c.At)
	who := about.Identity
	r.printf("bin %s\niin %s\nname %s\norganisation %s\nkind %s\nrole %s\nalgorithm %s\nfile %s\nserial %X\nissuer %s\nvalid %s to %s\n",
		who.BIN, who.IIN, who.FullName(), who.Organisation, about.Kind, about.Role, about.Algorithm, key.FileName(), key.Certificate.SerialNumber,
		about.Issuer, key.Certificate.NotBefore.Format(time.RFC3339), key.Certificate.NotAfter.Format(time.RFC3339))
	printDoubts(r, about.Doubts)
	return nil
}

func printDoubts(r *run, doubts []pki.Doubt) {
	for _, d := range doubts {
		r.printf("warning %s %s\n", d.Rule, d.Detail)
	}
}

func readTrust(files []string) (*pki.Trust, error) {
	trust, err := pki.ReadTrust(files...)
	if err != nil {
		err = fmt.Errorf("--trust %w", err)
	}
	return trust, err
}

type signCmd struct {
	Key      []string `required:"" placeholder:"FILE" help:"PKCS#12 file of the key, of НУЦ РК or of keys issue; several sign together."`
	Password string   `default:"mockismp" help:"Password of the file."`
	Attached bool     `help:"Put the signed bytes into the CMS, as sign-in wants it; documents want them outside."`
	Force    bool     `help:"Sign with an expired key too, and a document with a key for signing in."`
	File     string   `arg:"" default:"-" help:"What to sign; - is standard input."`
}

// Run prints one line of base64.
func (c *signCmd) Run(r *run) error {
	var keys []*pki.Key
	for _, file := range c.Key {
		key, err := open(file, c.Password)
		if err != nil {
			return err
		}
		if err := c.fits(key, r.now()); err != nil && !c.Force {
			return fmt.Errorf("%s: %w; --force signs all the same", file, err)
		}
		keys = append(keys, key)
	}
	content, err := r.read(c.File)
	if err != nil {
		return err
	}
	cms, err := pki.Sign(content, pki.SignOptions{Detached: !c.Attached}, keys...)
	if err != nil {
		return err
	}
	r.printf("%s\n", base64.StdEncoding.EncodeToString(cms))
	return nil
}

// fits says what speaks against signing with a key at a moment.
func (c *signCmd) fits(key *pki.Key, at time.Time) error {
	certificate := key.Certificate
	switch {
	case at.After(certificate.NotAfter):
		return fmt.Errorf("its certificate ended on %s", certificate.NotAfter.Format(time.DateOnly))
	case at.Before(certificate.NotBefore):
		return fmt.Errorf("its certificate begins on %s", certificate.NotBefore.Format(time.DateOnly))
	case !c.Attached && key.About(nil, at).Kind == pki.KindAuth:
		return errors.New("it is a key for signing in (AUTH), and documents want the other one (SIGN: GOST512_… or RSA256_…)")
	}
	return nil
}

type verifyCmd struct {
	Level   pki.Level `default:"crypto" help:"off, shape, crypto or chain."`
	Content string    `placeholder:"FILE" help:"The signed bytes, for a detached CMS."`
	Trust   []string  `placeholder:"FILE" help:"Certificates of authorities to trust beside the test authority, PEM or DER."`
	At      time.Time `placeholder:"RFC3339" help:"The time at which a certificate must be valid; now if not given."`
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
	check, err := c.check(cms, r.now())
	if err != nil {
		return err
	}
	sig, err := pki.Verify(cms, check)
	if err != nil {
		return ruled(err)
	}
	for n, s := range sig.Signers {
		if n > 0 {
			r.printf("\n")
		}
		who := s.Identity
		r.printf("bin %s\niin %s\nname %s\norganisation %s\nkind %s\nalgorithm %s\n", who.BIN, who.IIN, who.Name, who.Organisation, s.Kind, s.Algorithm)
		for _, at := range []struct {
			label string
			time  time.Time
		}{{"signed", s.SigningTime}, {"stamped", s.Stamped}} {
			if !at.time.IsZero() {
				r.printf("%s %s\n", at.label, at.time.Format(time.RFC3339))
			}
		}
	}
	printDoubts(r, sig.Doubts)
	return nil
}

// check demands what the CMS says it signs, or the file that it must sign.
func (c *verifyCmd) check(cms []byte, now time.Time) (check pki.Check, err error) {
	check = pki.Check{Level: c.Level, Detached: c.Content != "", At: c.At}
	if c.At.IsZero() {
		check.At = now
	}
	if check.Trust, err = readTrust(c.Trust); err != nil {
		return check, err
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
