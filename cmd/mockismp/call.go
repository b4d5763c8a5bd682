package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// target is the emulator that a command calls.
type target struct {
	URL          string `default:"http://127.0.0.1:8080" help:"Where the emulator answers; a world's address, with /w/NAME, means that world."`
	ControlToken string `placeholder:"TOKEN" help:"What the emulator's control API demands."`
}

// call makes one control call and reads its JSON answer into out.
func (t target) call(ctx context.Context, method, path string, in, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, t.base()+"/_mock"+path, &body)
	if err != nil {
		return err
	}
	if t.ControlToken != "" {
		req.Header.Set("Authorization", "Bearer "+t.ControlToken)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if why := (*url.Error)(nil); errors.As(err, &why) {
			err = why.Err // the rest repeats method and address
		}
		return fmt.Errorf("no mockismp answers at %s: %w (start one with: mockismp serve)", t.URL, err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var e struct{ Error, Hint string }
		if json.Unmarshal(text, &e) == nil && e.Error != "" {
			return fmt.Errorf("%s (%s)", e.Error, e.Hint)
		}
		return t.stranger(resp.Status, text)
	}
	if json.Unmarshal(text, out) != nil {
		return t.stranger(resp.Status, text)
	}
	return nil
}

// base takes an address as curl does, without a scheme as well.
func (t target) base() string {
	base := strings.TrimSuffix(t.URL, "/")
	if !strings.Contains(base, "://") {
		return "http://" + base
	}
	return base
}

// stranger is the error when something else listens at the address.
func (t target) stranger(status string, text []byte) error {
	const shown = 100
	return fmt.Errorf("what answers at %s is not mockismp: %s, %.*q", t.URL, status, shown, bytes.TrimSpace(text))
}

type readyCmd struct {
	target
	Wait time.Duration `placeholder:"30s" help:"Go on asking for so long."`
}

// Run asks once, or until the emulator is ready or the time is over.
func (c *readyCmd) Run(r *run) error {
	ctx, cancel := context.WithTimeout(r.ctx, cmp.Or(c.Wait, 5*time.Second)) // asked once, it may take its time to answer
	defer cancel()
	var about struct {
		Version, World string
		Counts         struct{ Participants, Products, Codes int }
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := c.call(ctx, http.MethodGet, "/ready", nil, &about)
		if err == nil {
			r.printf("mockismp %s is ready: world %s, %d codes\n", about.Version, about.World, about.Counts.Codes)
			return nil
		}
		if c.Wait == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not ready after %s: %w", c.Wait, err)
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
	var out struct{ Token string }
	if err := c.call(r.ctx, http.MethodPost, "/tokens", map[string]string{"bin": c.BIN}, &out); err != nil {
		return err
	}
	r.printf("%s\n", out.Token)
	return nil
}
