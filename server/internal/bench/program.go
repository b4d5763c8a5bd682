package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// served is a program that was built before: `mockismp serve` as it is released,
// with the world spec.
type served struct {
	*child
	address
	name string
}

// serveProgram starts a program and waits for its ready file. Logging of requests is
// switched off by a variable, which programs that do not know it do not mind.
func serveProgram(ctx context.Context, name, path string, flags ...string) (*served, error) {
	dir, err := os.MkdirTemp("", "mockismp-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ready := filepath.Join(dir, "ready")
	cmd := exec.CommandContext(ctx, path, append([]string{"serve", "--listen", "127.0.0.1:0", "--world", "spec", "--ready-file", ready}, flags...)...)
	cmd.Env = append(os.Environ(), "MOCKISMP_QUIET=true")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &served{child: &child{cmd: cmd, in: interrupter{cmd.Process}}, name: name}
	if err := s.waitReady(ctx, ready); err != nil {
		s.stop()
		return nil, err
	}
	s.Token, err = s.tokenOf(ctx, owner)
	if err != nil {
		s.stop()
	}
	return s, err
}

// interrupter ends a program that, unlike children, does not listen to its input.
type interrupter struct{ *os.Process }

func (i interrupter) Close() error { return i.Signal(os.Interrupt) }

func (s *served) waitReady(ctx context.Context, file string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if text, err := os.ReadFile(file); err == nil {
			var says struct{ URL string }
			err := json.Unmarshal(text, &says)
			s.address = address{Addr: strings.TrimPrefix(says.URL, "http://"), Path: "/api/v3/true-api"}
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: no ready file: %w", s.name, ctx.Err())
		case <-look.C:
		}
	}
}

func (s *served) tokenOf(ctx context.Context, bin string) (string, error) {
	var says struct{ Token string }
	err := s.post(ctx, "/_mock/tokens", map[string]string{"bin": bin}, &says)
	return says.Token, err
}

// post makes a call that is not measured.
func (s *served) post(ctx context.Context, path string, body, says any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.Addr+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.Token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	all, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s: %s answers %s: %.300s", s.name, path, answer.Status, all)
	}
	return errors.Join(err, json.Unmarshal(all, says))
}

// generate makes packages by the control API and gives the outermost codes.
func (s *served) generate(ctx context.Context, count int, pack ...int) ([]string, error) {
	var says struct{ Items []string }
	body := map[string]any{"productGroup": "tobacco", "gtin": packGTIN, "ownerBin": owner, "status": "APPLIED", "count": count}
	if len(pack) > 0 {
		body["gtins"], body["pack"] = []string{boxGTIN}, pack
	}
	err := s.post(ctx, "/_mock/codes/generate", body, &says)
	return says.Items, err
}

// children gives what packages hold.
func (s *served) children(ctx context.Context, packages []string) (all []string, err error) {
	var says []struct {
		CISInfo struct{ Child []string } `json:"cisInfo"`
	}
	err = s.post(ctx, s.Path+"/cises/info", packages, &says)
	for _, one := range says {
		all = append(all, one.CISInfo.Child...)
	}
	return all, err
}
