package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// recorded plays a scenario on an emulator of its own, whose world begins as a
// record says, and gives what its journal holds.
func recorded(ctx context.Context, rec *scenarios.Record) ([][]byte, *steps.Result, error) {
	f, err := rec.File()
	if err != nil {
		return nil, nil, err
	}
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("empty"), server.WithSeed(rec.Seed), server.WithClock(rec.Clock))
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = srv.Close() }()
	m, err := mock.New(srv.URL, mock.WithControlToken(srv.ControlToken()))
	if err != nil {
		return nil, nil, err
	}
	if err := begin(ctx, m, rec); err != nil {
		return nil, nil, fmt.Errorf("the world cannot begin as it is recorded: %w", err)
	}
	var lines [][]byte
	runner := &steps.Runner{Target: steps.Double(m), Seed: rec.Seed, Behind: func(ctx context.Context, _ *steps.File, world *mock.Client) error {
		journal, err := world.Requests(ctx, mock.RequestFilter{})
		switch {
		case err != nil:
			return err
		case !journal.Complete || journal.Evicted > 0:
			return fmt.Errorf("the journal has lost %d requests of this scenario: it is too long to be recorded", journal.Evicted)
		}
		lines, err = steps.Project(journal.Items)
		return err
	}}
	return lines, runner.Run(ctx, f), err
}

// begin brings a world to the start of a record, and lets it stand still there.
func begin(ctx context.Context, m *mock.Client, rec *scenarios.Record) error {
	if err := m.Import(ctx, bytes.NewReader(rec.Start)); err != nil {
		return err
	}
	still := true
	_, err := m.SetClock(ctx, mock.SetClock{Now: &rec.Clock, Frozen: &still})
	return err
}

// start is what a world is now, and its time.
func start(ctx context.Context, m *mock.Client) (snapshot []byte, now string, err error) {
	var out bytes.Buffer
	if err := m.Export(ctx, &out); err != nil {
		return nil, "", err
	}
	c, err := m.Clock(ctx)
	return out.Bytes(), c.Now, err
}

// record plays one scenario and writes what is needed to play it again.
func (c *scenarioRunCmd) record(r *run) error {
	files, err := c.files()
	switch {
	case err != nil:
		return err
	case len(files) != 1:
		return fmt.Errorf("--record records one scenario, and %d were chosen", len(files))
	case c.InPlace:
		return errors.New("--record plays in an emulator of its own, which begins as the world of --url is: leave --in-place out")
	}
	from, stop, err := c.target()
	if err != nil {
		return err
	}
	defer stop()
	f := files[0]
	rec := &scenarios.Record{Version: server.Version(), Name: f.Name, Seed: cmp.Or(c.Seed, 1), Text: f.Text}
	if rec.Start, rec.Clock, err = start(r.ctx, from.Control); err != nil {
		return err
	}
	var out *steps.Result
	if rec.Lines, out, err = recorded(r.ctx, rec); err != nil {
		return err
	}
	text, err := rec.Bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Record, text, 0o644); err != nil {
		return err
	}
	c.tell(r, out)
	r.printf("%d requests are written to %s\n", len(rec.Lines), c.Record)
	if out.Failure != nil {
		return errors.New("the scenario failed, and is recorded as it went")
	}
	return nil
}

type scenarioReplayCmd struct {
	File  string `arg:"" help:"What scenario run --record has written."`
	Until int    `placeholder:"N" help:"Look at the first N requests only."`
}

// Run stops at the first difference.
func (c *scenarioReplayCmd) Run(r *run) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	rec, err := scenarios.ReadRecord(c.File, text)
	if err != nil {
		return err
	}
	lines, _, err := recorded(r.ctx, rec) // whether it passed, the requests tell
	if err != nil {
		return err
	}
	if what := rec.Differ(lines, c.Until); what != "" {
		return errors.New(what)
	}
	n := len(rec.Lines)
	if c.Until > 0 {
		n = min(n, c.Until)
	}
	r.printf("%s: %d requests went as they were recorded\n", rec.Name, n)
	return nil
}
