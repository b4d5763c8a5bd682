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
	Config string `placeholder:"FILE" help:"Take flags that are given neither here nor as variables from this YAML or JSON file: names without -- and values, lists where a flag may be given several times."`
	readyFile
}

type serveCmd struct {
	running
	Log   string `default:"text" enum:"text,json,off" help:"Form of the log on standard error, with a line for each request: text, json or off."`
	Quiet bool   `help:"Print nothing at the start, and log no requests; what breaks inside is still logged."`
}

// readyFile tells others where the program answers.
type readyFile struct {
	ReadyFile string `placeholder:"FILE" help:"Write url, pid and control token there, as JSON, once everything is loaded."`
}

// patience is how long calls and commands under way may take to finish.
const patience = 5 * time.Second

// start opens the server. Whoever waits for the ready file must not find that
// of an earlier run, so that goes first.
func (s *running) start(log *slog.Logger) (*server.Server, error) {
	if err := s.forget(); err != nil {
		return nil, err
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
	log, settle := lately(r.errOut, func(w io.Writer) *slog.Logger { return logTo(w, s.Log, s.Quiet) })
	defer settle()
	srv, err := s.start(log)
	if err != nil {
		return err
	}
	if !s.Quiet {
		for _, line := range srv.Banner() {
			r.printf("%s\n", line)
		}
	}
	if err := s.announce(srv.URL, srv.ControlToken()); err != nil {
		return err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Wait() }()
	select {
	case err = <-stopped:
	case <-r.ctx.Done():
		settle() // a second signal does not wait
		r.stop()
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

// forget removes the file of an earlier run.
func (f readyFile) forget() error {
	if f.ReadyFile == "" {
		return nil
	}
	if err := os.Remove(f.ReadyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ready file of an earlier run: %w", err)
	}
	if _, err := os.Stat(filepath.Dir(f.ReadyFile)); err != nil {
		return fmt.Errorf("ready file %s: its directory is not there", f.ReadyFile)
	}
	return nil
}

// withdraw removes the ready file: it must not name a program that is gone.
func (f readyFile) withdraw() {
	if f.ReadyFile != "" {
		_ = os.Remove(f.ReadyFile) // gone is gone
	}
}

// announce writes the ready file, if one is asked for. It appears whole or not
// at all: others wait for it.
func (f readyFile) announce(url, controlToken string) error {
	if f.ReadyFile == "" {
		return nil
	}
	text, err := json.Marshal(struct {
		URL   string `json:"url"`
		PID   int    `json:"pid"`
		Token string `json:"token,omitempty"` // of the control API
	}{url, os.Getpid(), controlToken})
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.ReadyFile), ".ready-*")
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
	return os.Rename(tmp.Name(), f.ReadyFile)
}
