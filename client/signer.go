package client

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/mockismp/mockismp/pki"
)

// Form says whether a CMS holds what it signs.
type Form int

// Sign-in wants the text inside, documents and decisions want it outside.
const (
	Attached Form = iota
	Detached
)

// String is attached or detached.
func (f Form) String() string {
	if f == Detached {
		return "detached"
	}
	return "attached"
}

// Signer makes CMS signatures: PKCS12, Key, NCALayer, NCANode, Command, or one
// of your own.
type Signer interface {
	// Sign returns a CMS over content, in DER or BER.
	Sign(ctx context.Context, content []byte, form Form) ([]byte, error)
}

// Sign makes a CMS signature over content, as the client signs documents.
func (c *Client) Sign(ctx context.Context, content []byte, form Form) ([]byte, error) {
	if c.signs == nil {
		return nil, errors.New("nobody signs: give New a signer (WithSigner); a token alone is good for reading only")
	}
	cms, err := c.signs.Sign(ctx, content, form)
	switch {
	case err != nil:
		return nil, fmt.Errorf("signing: %w", err)
	case len(cms) == 0:
		return nil, errors.New("signing: the signer gave nothing")
	}
	return cms, nil
}

// Key signs with a key that is in memory.
type Key struct{ *pki.Key }

// Sign makes a CMS with the digest of the key: SHA-256, or the national one.
func (k Key) Sign(_ context.Context, content []byte, form Form) ([]byte, error) {
	return k.Key.Sign(content, pki.SignOptions{Detached: form == Detached})
}

// PKCS12 reads the key of a PKCS#12 file, such as those of НУЦ РК (national keys
// and RSA) or of mockismp keys issue.
func PKCS12(file []byte, password string) (Key, error) {
	key, err := pki.OpenPKCS12(file, password)
	return Key{key}, err
}

// Command signs by running a program. The program reads the content from its
// standard input and writes the CMS to its standard output, in base64, PEM or
// DER. The first word of each list is the program, the others are its
// arguments.
type Command struct {
	Attached []string // as sign-in needs it
	Detached []string // as documents need it
}

// Sign runs the program. A status other than 0 is an error with what it wrote to
// standard error.
func (s Command) Sign(ctx context.Context, content []byte, form Form) ([]byte, error) {
	words := s.Attached
	if form == Detached {
		words = s.Detached
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("no program is named for %s signatures", form)
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin = strings.NewReader(string(content))
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil, fmt.Errorf("%s: %w: %.*s", words[0], err, shownBody, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return nil, err
	}
	return decodeCMS(words[0], out)
}

// decodeCMS takes the text around a CMS off, if there is any.
func decodeCMS(from string, out []byte) ([]byte, error) {
	const sequence = 0x30 // with which DER and BER begin; base64 of a CMS begins with M
	if len(out) > 1 && out[0] == sequence {
		return out, nil
	}
	cms, err := pki.Decode(string(out))
	if err != nil || len(cms) == 0 || cms[0] != sequence {
		return nil, fmt.Errorf("what %s gave is no CMS in base64, PEM or DER: %d bytes, %.60q", from, len(out), out)
	}
	return cms, nil
}

// SignerSpecs tells the forms that ParseSigner reads, for a program's help.
const SignerSpecs = "p12:FILE, ncalayer:[STORAGE], ncanode:URL,FILE, exec:COMMAND, token:TOKEN"

// ParseSigner makes a signer of a text, for a program's flag:
//
//	p12:FILE            a PKCS#12 file
//	ncalayer:STORAGE    the NCALayer that runs on this machine; PKCS12 if no storage is named
//	ncanode:URL,FILE    an NCANode service with a PKCS#12 file
//	exec:COMMAND        a program; attached or detached comes as its last argument
//	token:TOKEN         nobody: a token that was got elsewhere, good for reading only
//
// password opens the PKCS#12 files.
func ParseSigner(spec, password string) (Option, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	switch {
	case kind == "ncalayer":
		return WithSigner(NCALayer{Storage: rest}), nil
	case rest == "":
	case kind == "token":
		return WithToken(rest), nil
	case kind == "exec":
		words := strings.Fields(rest)
		return WithSigner(Command{
			Attached: append(words[:len(words):len(words)], Attached.String()),
			Detached: append(words[:len(words):len(words)], Detached.String()),
		}), nil
	case kind == "p12":
		file, err := os.ReadFile(rest)
		if err != nil {
			return nil, err
		}
		key, err := PKCS12(file, password)
		return WithSigner(key), err
	case kind == "ncanode":
		at := strings.LastIndexByte(rest, ',')
		if at < 0 {
			break
		}
		file, err := os.ReadFile(rest[at+1:])
		return WithSigner(NCANode{URL: rest[:at], Key: file, Password: password}), err
	}
	return nil, fmt.Errorf("signer %.40q is none of: %s", spec, SignerSpecs)
}
