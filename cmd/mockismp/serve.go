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
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/mockismp/mockismp/server"
)

// running is what serve and exec have in common.
type running struct {
	server.Options
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

type execCmd struct {
	running
	Log     string   `default:"off" enum:"text,json,off" help:"Form of the log on standard error, with a line for each request: text, json or off (${default})."`
	Command []string `arg:"" optional:"" passthrough:"" help:"The command and its arguments, behind --."`
}

// words are the command and its arguments: kong hands -- on with them.
func (e *execCmd) words() []string {
	if len(e.Command) > 0 && e.Command[0] == "--" {
		return e.Command[1:]
	}
	return e.Command
}

// Validate is asked by kong, as part of reading the flags.
func (e *execCmd) Validate() error {
	if len(e.words()) == 0 {
		return errors.New("a command is missing behind --, as in: mockismp exec -- npm test")
	}
	return nil
}

// Run runs the command and ends with its exit status.
func (e *execCmd) Run(r *run) error {
	if slices.Equal(e.Listen, server.Defaults().Listen) {
		e.Listen = []string{"127.0.0.1:0"} // commands that run at once get a port each
	}
	srv, err := e.start(logTo(r.errOut, e.Log, false))
	if err != nil {
		return err
	}
	defer func() { _ = srv.Close() }()
	if err := e.announce(srv); err != nil {
		return err
	}
	defer e.withdraw()
	words := e.words()
	cmd := exec.CommandContext(r.ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r.in, r.out, r.errOut
	cmd.Env = append(os.Environ(), "MOCKISMP_URL="+srv.URL, "TRUE_API_URL="+srv.TrueAPI(), "MOCKISMP_CONTROL_TOKEN="+srv.ControlToken())
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // not killed: it may have something to clean up
	cmd.WaitDelay = patience
	if err := cmd.Run(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil // interrupted, it ended well
}
