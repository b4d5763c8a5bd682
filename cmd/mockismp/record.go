package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/server"
)

type recordCmd struct {
	To     recordToCmd     `cmd:"" default:"withargs" help:"Pass calls on to a system, and record them."`
	Replay recordReplayCmd `cmd:"" help:"Answer from a recording."`
	Learn  recordLearnCmd  `cmd:"" help:"Write what a recording tells: a dataset, a scenario, candidates for golden answers."`
}

// listener is where a proxy listens.
type listener struct {
	Listen string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Address to listen on (${default}: a free port, which is printed)."`
	readyFile
}

// serve serves a handler until the program is interrupted.
func (l listener) serve(r *run, h http.Handler, about func(url string) string) error {
	if err := l.forget(); err != nil {
		return err
	}
	socket, err := net.Listen("tcp", l.Listen)
	if err != nil {
		return fmt.Errorf("%w; --listen takes another address", err)
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(socket) }()
	url := "http://" + socket.Addr().String()
	r.printf("%s\n", about(url))
	if err := l.announce(url, ""); err != nil {
		return err
	}
	defer l.withdraw()
	select {
	case err := <-stopped:
		return err
	case <-r.ctx.Done():
		r.stop()
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return s.Close()
}

type recordToCmd struct {
	listener
	System     string   `arg:"" help:"Address of the system, such as https://stage.ismet.kz, or stage."`
	Allow      []string `placeholder:"URL" help:"Another system that clients may reach through this proxy, if it is their HTTP proxy. May be given several times."`
	Out        string   `required:"" short:"o" placeholder:"FILE.har" help:"Where the recording goes; a file that is there is not overwritten."`
	Production bool     `name:"i-know-this-is-production" help:"Let the system be the real one."`
}

// Run records until the program is interrupted. The file is a whole HAR after
// each call.
func (c *recordToCmd) Run(r *run) error {
	systems, err := c.systems()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	defer func() { _ = file.Close() }()
	w, err := record.NewWriter(file, server.Version())
	if err != nil {
		return err
	}
	var calls atomic.Int64
	proxy, err := record.NewProxy(systems, record.NewRecorder(http.DefaultTransport, r.now, func(e record.Exchange) {
		calls.Add(1)
		if err := w.Write(e); err != nil {
			_, _ = fmt.Fprintf(r.errOut, "mockismp: %s\n", err)
		}
	}))
	if err != nil {
		return err
	}
	err = c.serve(r, proxy, func(url string) string {
		return fmt.Sprintf("recording %s at %s into %s", systems[0], url, c.Out)
	})
	r.printf("recorded: %d calls\n", calls.Load())
	return err
}

// systems are those that may be reached.
func (c *recordToCmd) systems() ([]string, error) {
	systems := append([]string{c.System}, c.Allow...)
	for i, system := range systems {
		address, production, err := client.SystemAddress(system)
		if err != nil {
			return nil, err
		}
		if production && !c.Production {
			return nil, fmt.Errorf("%s is the production system, where documents have consequences in law: --i-know-this-is-production records it all the same", system)
		}
		systems[i] = address
	}
	return systems, nil
}

type recordReplayCmd struct {
	listener
	File string `arg:"" type:"existingfile" help:"The recording, HAR of whatever program."`
}

// Run answers until the program is interrupted.
func (c *recordReplayCmd) Run(r *run) error {
	recording, err := readRecording(c.File)
	if err != nil {
		return err
	}
	replay := record.NewReplay(recording)
	err = c.serve(r, replay.Handler(), func(url string) string {
		return fmt.Sprintf("replaying %d calls of %s at %s", len(recording), c.File, url)
	})
	for _, miss := range replay.Misses() {
		r.printf("not in the recording: %s\n", miss)
	}
	return err
}

type recordLearnCmd struct {
	File string `arg:"" type:"existingfile" help:"The recording, HAR of whatever program."`
	Out  string `required:"" short:"o" placeholder:"DIR" help:"Where the files go; those that are there are overwritten."`
}

// Run writes dataset.yaml, scenario.yaml and golden/*.txt.
func (c *recordLearnCmd) Run(r *run) error {
	recording, err := readRecording(c.File)
	if err != nil {
		return err
	}
	learned, err := record.Learn(recording)
	if err != nil {
		return err
	}
	files := map[string][]byte{"dataset.yaml": learned.Dataset, "scenario.yaml": learned.Scenario}
	for name, text := range learned.Goldens {
		files[filepath.Join("golden", name)] = text
	}
	if err := os.MkdirAll(filepath.Join(c.Out, "golden"), 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if len(text) == 0 {
			continue
		}
		if err := os.WriteFile(filepath.Join(c.Out, name), text, 0o644); err != nil {
			return err
		}
	}
	r.printf("learned from %d calls: a dataset, a scenario, %d candidates for goldens; left out, since they carry a signature: %d\n", len(recording), len(learned.Goldens), learned.LeftOut)
	return nil
}

// readRecording reads a HAR file.
func readRecording(path string) ([]record.Exchange, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	recording, err := record.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return recording, nil
}
