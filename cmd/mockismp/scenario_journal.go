package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios/retell"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

type scenarioFromJournalCmd struct {
	URL          string `default:"http://127.0.0.1:8080" placeholder:"URL" help:"The running emulator, or a world of it (${default})."`
	ControlToken string `placeholder:"TOKEN" help:"What its control API demands."`
	Name         string `default:"from-journal" help:"Name of the scenario (${default}); it is written to NAME.yaml."`
	Since        string `placeholder:"ID|TIME" help:"Only what came behind the request of that id, or from that time of the world on."`
}

// Run writes the file, plays it in a new world, and says what of the journal is not
// in it.
func (c *scenarioFromJournalCmd) Run(r *run) error {
	past, err := c.past(r)
	if err != nil {
		return err
	}
	told, err := retell.Of(c.Name, past)
	if err != nil {
		return err
	}
	path := c.Name + ".yaml"
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.Write(told.Text); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	for _, left := range told.Left {
		r.printf("left out: request %d, %s: %s\n", left.ID, left.Call, left.Why)
	}
	return c.try(r, path, told.Text)
}

// past reads the journal, and the world as it is now.
func (c *scenarioFromJournalCmd) past(r *run) (past retell.Past, err error) {
	m, err := mock.New(c.URL, mock.WithControlToken(c.ControlToken))
	if err != nil {
		return past, err
	}
	journal, err := m.Requests(r.ctx, mock.RequestFilter{Since: c.Since})
	if err != nil {
		return past, err
	}
	if !journal.Complete {
		return past, fmt.Errorf("the journal has lost %d requests, and the file would lack them: start the emulator with a larger --journal, or say --since", journal.Evicted)
	}
	var snapshot bytes.Buffer
	if err := m.Export(r.ctx, &snapshot); err != nil {
		return past, err
	}
	if err := json.Unmarshal(snapshot.Bytes(), &past.World); err != nil {
		return past, fmt.Errorf("the snapshot of the world: %w", err)
	}
	past.Requests = journal.Items
	past.Rules, err = m.Rules(r.ctx)
	return past, err
}

// try plays the file in a new world, which knows nothing but what the file says.
func (c *scenarioFromJournalCmd) try(r *run, path string, text []byte) error {
	f, err := steps.Parse(path, text)
	if err != nil {
		return err
	}
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("empty"))
	if err != nil {
		return err
	}
	defer func() { _ = srv.Close() }()
	m, err := mock.New(srv.URL, mock.WithControlToken(srv.ControlToken()))
	if err != nil {
		return err
	}
	runner := &steps.Runner{Target: steps.Double(m), Seed: 1}
	result := runner.Run(r.ctx, f)
	if result.Failure != nil {
		result.Failure.Write(r.out, f)
		return fmt.Errorf("%s is written, and does not pass in a new world yet: something that the journal does not have made the difference", path)
	}
	r.printf("%s is written, and passes in a new world: %d steps; play it with: mockismp scenario run %[1]s\n", path, len(result.Steps))
	return nil
}
