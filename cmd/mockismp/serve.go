package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/mockismp/mockismp/server"
)

// running is what serve and exec have in common.
type running struct {
	server.Options
	Config    string `placeholder:"FILE" help:"Take flags that are given neither here nor as variables from this YAML or JSON file: names without -- and values, lists where a flag may be given several times."`
	ReadyFile string `placeholder:"FILE" help:"Write url, pid and control token there, as JSON, once everything is loaded."`
}

type serveCmd struct {
	running
	Log   string `default:"text" enum:"text,json,off" help:"Form of the log on standard error, with a line for each request: text, json or off."`
	Quiet bool   `help:"Print nothing at the start, and log no requests; what breaks inside is still logged."`
}

// patience is how long calls and commands under way may take to finish.
const patience = 5 * time.Second

// start opens the server. Whoever waits for the ready file must not find that
// of an earlier run, so that goes first.
func (s *running) start(log *slog.Logger) (*server.Server, error) {
	settleCollector()
	if s.ReadyFile != "" {
		if err := os.Remove(s.ReadyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("ready file of an earlier run: %w", err)
		}
		if _, err := os.Stat(filepath.Dir(s.ReadyFile)); err != nil {
			return nil, fmt.Errorf("ready file %s: its directory is not there", s.ReadyFile)
		}
	}
	return server.New(server.WithOptions(s.Options), server.WithLog(log))
}

// logTo makes the log of a form; a quiet one has errors alone.
func logTo(w io.Writer, form string, quiet bool) *slog.Logger {
	options := &slog.HandlerOptions{}
	if quiet {
		options.Level = slog.LevelError
	}
	switch form {
	case "json":
		return slog.New(slog.NewJSONHandler(w, options))
	case "text":
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.DiscardHandler)
}

// Run serves until the program is interrupted, then lets calls under way finish.
func (s *serveCmd) Run(r *run) error {
	srv, err := s.start(logTo(r.errOut, s.Log, s.Quiet))
	if err != nil {
		return err
	}
	if !s.Quiet {
		for _, line := range srv.Banner() {
			r.printf("%s\n", line)
		}
	}
	if err := s.announce(srv); err != nil {
		return err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Wait() }()
	select {
	case err = <-stopped:
	case <-r.ctx.Done():
		r.stop() // a second signal does not wait
	}
	s.withdraw()
	if r.ctx.Err() == nil {
		return err
	}
	return shutDown(r, srv, patience)
}

// shutDown lets calls under way finish, for so long as patience lasts.
func shutDown(r *run, srv *server.Server, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := srv.Shutdown(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if n := srv.UnderWay(); n > 0 {
		_, _ = fmt.Fprintf(r.errOut, "mockismp: calls still under way %s after the signal, and cut off: %d\n", patience, n)
	}
	return srv.Close()
}

// withdraw removes the ready file: it must not name a program that is gone.
func (s *running) withdraw() {
	if s.ReadyFile != "" {
		_ = os.Remove(s.ReadyFile) // gone is gone
	}
}

// announce writes the ready file, if one is asked for. It appears whole or not
// at all: others wait for it.
func (s *running) announce(srv *server.Server) error {
	if s.ReadyFile == "" {
		return nil
	}
	text, err := json.Marshal(struct {
		URL   string `json:"url"`
		PID   int    `json:"pid"`
		Token string `json:"token,omitempty"` // of the control API
	}{srv.URL, os.Getpid(), srv.ControlToken()})
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(s.ReadyFile), ".ready-*")
	if err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if _, err := tmp.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	return os.Rename(tmp.Name(), s.ReadyFile)
}
