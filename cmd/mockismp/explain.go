package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
)

type explainCmd struct {
	listing
	URL          string   `placeholder:"URL" help:"Ask this emulator, or a world of it; without an address a private one is asked."`
	ControlToken string   `placeholder:"TOKEN" help:"What the emulator's control API demands."`
	World        []string `default:"spec" placeholder:"NAME|FILE" help:"What the private world holds (${default} if nothing is said)."`
	Strict       bool     `help:"The private world refuses what only warnings tell of."`
	Kind         string   `placeholder:"KIND" help:"Kind of the document, where it does not tell it itself: KZ_EAES_…, and JSON."`
	BIN          string   `placeholder:"BIN" help:"Who sends it; without it, whom it names as its sender."`
	Signature    string   `placeholder:"FILE" help:"Its signature: a CMS, in PEM, in base64 or in binary. Without it a test key of the sender signs."`
	Unsigned     bool     `help:"Send it without a signature."`
	File         string   `arg:"" default:"-" help:"The document, XML or JSON; - is standard input."`
}

// Run explains a document, and fails for one that would not be accepted.
func (c *explainCmd) Run(r *run) error {
	text, err := r.read(c.File)
	if err != nil {
		return err
	}
	m, stop, err := c.emulator()
	if err != nil {
		return err
	}
	defer stop()
	ask := mock.Explain{Type: c.Kind, Document: base64.StdEncoding.EncodeToString(text), BIN: c.BIN}
	if ask.Signature, err = c.signature(r.ctx, m, &ask, text); err != nil {
		return err
	}
	told, err := m.Explain(r.ctx, ask)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(r, told)
	} else {
		printExplanation(r, &told)
	}
	if err == nil && !told.Accepted {
		err = fmt.Errorf("%s would not be accepted: %s", c.File, told.Verdict)
	}
	return err
}

// emulator is the one of the address, or one that lives as long as the command.
func (c *explainCmd) emulator() (m *mock.Client, stop func(), err error) {
	if c.URL != "" {
		m, err = mock.New(c.URL, mock.WithControlToken(c.ControlToken))
		return m, func() {}, err
	}
	options := []server.Option{server.WithListen("127.0.0.1:0"), server.WithWorld(c.World...)}
	if c.Strict {
		options = append(options, server.WithStrict())
	}
	s, err := server.New(options...)
	if err != nil {
		return nil, nil, err
	}
	m, err = mock.New(s.URL)
	return m, func() { _ = s.Close() }, err
}

// signature is that of the file, or one of a test key.
func (c *explainCmd) signature(ctx context.Context, m *mock.Client, ask *mock.Explain, text []byte) (string, error) {
	switch {
	case c.Signature != "" && c.Unsigned:
		return "", errors.New("--signature and --unsigned cannot both be")
	case c.Unsigned:
		return "", nil
	case c.Signature != "":
		cms, err := os.ReadFile(c.Signature)
		if err == nil && !utf8.Valid(cms) {
			return base64.StdEncoding.EncodeToString(cms), nil
		}
		return string(cms), err
	}
	first, err := m.Explain(ctx, *ask)
	if err != nil || first.BIN == "" {
		return "", err // of which nobody knows who would sign it: it is refused before anybody looks at signatures
	}
	ask.BIN = first.BIN
	signer, err := m.Signer(ctx, first.BIN)
	if err != nil {
		return "", err
	}
	cms, err := signer.Sign(ctx, text, client.Detached)
	return base64.StdEncoding.EncodeToString(cms), err
}

// printExplanation prints a line for each check, and below it what was found.
func printExplanation(r *run, e *mock.Explanation) {
	r.printf("%s, sent by %s to %s\n\n", cmp.Or(e.Type, "a document of an unknown kind"), cmp.Or(e.BIN, "nobody"), cmp.Or(e.Route, "no method"))
	for _, v := range e.Checks {
		r.printf("%-11s  %-15s  %s\n", v.Outcome, v.Check, v.About)
		for _, w := range v.Warnings {
			r.printf("    warning %s: %s\n", w.Rule, w.Why)
		}
		for i, f := range v.Findings {
			printFinding(r, i+1, f)
		}
	}
	r.printf("\n")
	switch {
	case e.Accepted:
		r.printf("would be accepted")
	case e.Answer != nil && e.Answer.Status >= 400:
		r.printf("would be refused")
	default:
		r.printf("would be taken, and fail when it is processed")
	}
	if e.Answer != nil {
		r.printf(": %d %s", e.Answer.Status, e.Answer.Body)
	}
	r.printf("\n")
}

func printFinding(r *run, n int, f mock.Finding) {
	var place []string
	if f.Line > 0 {
		place = append(place, fmt.Sprint("line ", f.Line))
	}
	if f.Path != "" {
		place = append(place, f.Path)
	}
	r.printf("    %d. %s\n", n, cmp.Or(strings.Join(place, ", "), "the whole document"))
	for _, part := range []struct{ name, text string }{{"seen", f.Seen}, {"expected", f.Expected}, {"told", f.Said}, {"fix", f.Fix}} {
		if part.text != "" {
			r.printf("       %-9s %s\n", part.name, part.text)
		}
	}
}
