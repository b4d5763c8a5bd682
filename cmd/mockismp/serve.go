package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/mockismp/mockismp/server"
)

type serveCmd struct {
	server.Options
	ReadyFile string `placeholder:"FILE" help:"Write url, pid and control token there, as JSON, once everything is loaded."`
	Log       string `default:"text" enum:"text,json" help:"Form of the log on standard error: text or json."`
}

// patience is how long calls and commands under way may take to finish.
const patience = 5 * time.Second

// start opens the server and tells others by the ready file, in which nobody
// shall find an earlier run.
func (s *serveCmd) start(r *run) (*server.Server, error) {
	if err := os.Remove(s.ReadyFile); s.ReadyFile != "" && err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("ready file of an earlier run: %w", err)
	}
	var handler slog.Handler = slog.NewTextHandler(r.errOut, nil)
	if s.Log == "json" {
		handler = slog.NewJSONHandler(r.errOut, nil)
	}
	srv, err := server.New(server.WithOptions(s.Options), server.WithLog(slog.New(handler)))
	if err != nil || s.ReadyFile == "" {
		return srv, err
	}
	return srv, writeReadyFile(s.ReadyFile, srv)
}

// Run serves until the program is interrupted, then lets calls under way finish.
func (s *serveCmd) Run(r *run) error {
	srv, err := s.start(r)
	if err != nil {
		return err
	}
	for _, line := range srv.Banner() {
		r.printf("%s\n", line)
	}
	if s.ReadyFile != "" {
		if err := writeReadyFile(s.ReadyFile, srv); err != nil {
			return err
		}
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Wait() }()
	select {
	case err := <-stopped:
		return err
	case <-r.ctx.Done():
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return srv.Shutdown(ctx)
	}
}

// writeReadyFile appears whole or not at all: others wait for it.
func writeReadyFile(path string, srv *server.Server) error {
	text, err := json.Marshal(struct {
		URL   string `json:"url"`
		PID   int    `json:"pid"`
		Token string `json:"token,omitempty"` // of the control API
	}{srv.URL, os.Getpid(), srv.ControlToken()})
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".ready-*")
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
	return os.Rename(tmp.Name(), path)
}

type execCmd struct {
	serveCmd
	Command []string `arg:"" passthrough:"" help:"The command and its arguments, behind --."`
}

// Run runs the command and ends with its exit status.
func (e *execCmd) Run(r *run) error {
	command := e.Command
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	if len(command) == 0 {
		return fmt.Errorf("exec needs a command behind --, as in: mockismp exec -- go test ./")
	}
	e.Listen = "127.0.0.1:0"
	srv, err := e.start(r)
	if err != nil {
		return err
	}
	defer func() { _ = srv.Close() }()
	cmd := exec.CommandContext(r.ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r.in, r.out, r.errOut
	cmd.Env = append(os.Environ(), "MOCKISMP_URL="+srv.URL, "TRUE_API_URL="+srv.TrueAPI())
	return cmd.Run()
}
