package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// target is the emulator that a command calls.
type target struct {
	URL          string `default:"http://127.0.0.1:8080" help:"Where the emulator answers; a world's address, with /w/NAME, means that world."`
	ControlToken string `placeholder:"TOKEN" help:"What the emulator's control API demands."`
}

// control is the client of its control API.
func (t target) control() (*mock.Client, error) {
	return mock.New(t.URL, mock.WithControlToken(t.ControlToken))
}

type readyCmd struct {
	target
	Wait time.Duration `placeholder:"30s" help:"Go on asking for so long."`
}

// Run asks once, or until the emulator is ready or the time is over.
func (c *readyCmd) Run(r *run) error {
	ctx, cancel := context.WithTimeout(r.ctx, cmp.Or(c.Wait, 5*time.Second)) // asked once, it may take its time to answer
	defer cancel()
	m, err := c.control()
	if err != nil {
		return err
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var seen error // the last answer that did not end because the time was over
	for {
		about, err := m.Ready(ctx)
		if err == nil {
			r.printf("mockismp %s is ready: world %s, %d codes\n", about.Version, about.World, about.Counts.Codes)
			return nil
		}
		if c.Wait == 0 {
			return err
		}
		if ctx.Err() == nil || seen == nil {
			seen = err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not ready after %s: %w", c.Wait, seen)
		case <-tick.C:
		}
	}
}

type tokenCmd struct {
	target
	BIN string `required:"" placeholder:"BIN" help:"BIN or IIN of the participant."`
}

// Run prints the token alone, for use in scripts.
func (c *tokenCmd) Run(r *run) error {
	m, err := c.control()
	if err != nil {
		return err
	}
	token, err := m.Token(r.ctx, c.BIN)
	if err != nil {
		return err
	}
	r.printf("%s\n", token)
	return nil
}

// caller is who calls the True-API, and where.
type caller struct {
	URL          string `default:"http://127.0.0.1:8080" placeholder:"URL" help:"Address of the emulator or of a world of it; or ${systems} for the operator's systems."`
	ControlToken string `placeholder:"TOKEN" help:"What the emulator's control API demands, with --as."`
	As           string `placeholder:"BIN" help:"Call as this participant of the emulator, with a test key."`
	Signer       string `placeholder:"SIGNER" help:"Who signs: ${signers}."`
	Password     string `default:"mockismp" help:"Password of the signer's PKCS#12 file."`
}

// client is the client of the True-API for who calls.
func (c caller) client(ctx context.Context) (*client.Client, error) {
	switch {
	case (c.As == "") == (c.Signer == ""):
		return nil, errors.New("say who calls: --as BIN with the emulator, or --signer SIGNER")
	case c.As == "":
		signer, err := client.ParseSigner(c.Signer, c.Password)
		if err != nil {
			return nil, err
		}
		return client.New(c.base(), signer)
	}
	m, err := mock.New(c.URL, mock.WithControlToken(c.ControlToken))
	if err != nil {
		return nil, err
	}
	return m.As(ctx, c.As)
}

// base takes an address without a scheme as well, as curl does.
func (c caller) base() string {
	if named := c.URL == client.Stage || c.URL == client.Production; named || strings.Contains(c.URL, "://") {
		return c.URL
	}
	return "http://" + c.URL
}

type callCmd struct {
	caller
	Method      string            `arg:"" help:"GET or POST."`
	Path        string            `arg:"" help:"Below the base path, as in /cises/info."`
	Query       map[string]string `short:"q" placeholder:"NAME=VALUE" mapsep:"none" help:"A parameter, which is escaped; may be given several times."`
	Body        string            `short:"d" placeholder:"TEXT|@FILE" help:"The body; @- is standard input."`
	ContentType string            `default:"application/json" placeholder:"TYPE" help:"What the body is (${default})."`
}

// Run prints the body of the answer, and fails for a refusal.
func (c *callCmd) Run(r *run) error {
	body, err := c.read(r)
	if err != nil {
		return err
	}
	api, err := c.client(r.ctx)
	if err != nil {
		return err
	}
	path := "/" + strings.TrimLeft(strings.TrimPrefix(c.Path, "/api/v3/true-api"), "/")
	q := url.Values{}
	for name, value := range c.Query {
		q.Set(name, value)
	}
	if len(q) > 0 {
		path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + strings.ReplaceAll(q.Encode(), "+", "%20")
	}
	contentType := ""
	if len(body) > 0 {
		contentType = c.ContentType
	}
	answer, err := api.Call(r.ctx, strings.ToUpper(c.Method), path, contentType, body)
	if err != nil {
		return err
	}
	r.printf("%s\n", bytes.TrimRight(answer.Body, "\n"))
	if answer.Status >= http.StatusBadRequest {
		return fmt.Errorf("%s %s is answered %d %s", strings.ToUpper(c.Method), path, answer.Status, http.StatusText(answer.Status))
	}
	return nil
}

func (c *callCmd) read(r *run) ([]byte, error) {
	file, named := strings.CutPrefix(c.Body, "@")
	if !named {
		return []byte(c.Body), nil
	}
	return r.read(file)
}

type sendCmd struct {
	caller
	Kind string `arg:"" help:"Kind of the document, as mockismp doctypes lists them."`
	File string `arg:"" default:"-" help:"The document, XML or JSON; - is standard input."`
}

// Run signs and sends a document, and prints the id by which it is known.
func (c *sendCmd) Run(r *run) error {
	text, err := r.read(c.File)
	if err != nil {
		return err
	}
	document, err := client.ReadDocument(client.Kind(c.Kind), text)
	if err != nil {
		return err
	}
	api, err := c.client(r.ctx)
	if err != nil {
		return err
	}
	sent, err := api.Send(r.ctx, document)
	if err != nil {
		return err
	}
	r.printf("%s\n", sent.ID)
	for _, e := range sent.Errors {
		_, _ = fmt.Fprintf(r.errOut, "mockismp: taken, with an error: %s\n", e)
	}
	return nil
}

// read reads a file, or standard input for -.
func (r *run) read(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(r.in)
	}
	return os.ReadFile(path)
}
