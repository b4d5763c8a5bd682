package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

type scenarioRunCmd struct {
	chosen
	URL          string `placeholder:"URL" help:"A running emulator, or a world of it; absent: an emulator is started for this run."`
	ControlToken string `placeholder:"TOKEN" help:"What its control API demands."`
	InPlace      bool   `help:"Play in that world itself, in place of a fork for each scenario."`
	Seed         uint64 `default:"1" help:"Where uuid(), digits() and code() come from (${default}); 0: another one each time."`
	Parallel     int    `default:"2" help:"How many are played at once (${default})."`
	Report       string `default:"text" enum:"text,json,junit" help:"Form of the report: text, json or junit (${default})."`
	Steps        bool   `help:"Print each step as it is over."`
	Record       string `placeholder:"FILE" help:"Write there what is needed to play one scenario again on another machine (scenario replay), with what the world was at the start."`
	Watch        bool   `help:"Play them again whenever one of the files changes, until interrupted."`
}

// reports write a report in the forms that are no text.
var reports = map[string]func(steps.Report, io.Writer) error{"json": steps.Report.WriteJSON, "junit": steps.Report.WriteJUnit}

// Run plays them and fails if one of them does.
func (c *scenarioRunCmd) Run(r *run) error {
	if c.Record != "" {
		return c.record(r)
	}
	target, stop, err := c.target()
	if err != nil {
		return err
	}
	defer stop()
	seed := c.Seed
	if c.InPlace {
		seed = 0 // the world may have seen what comes of it
	}
	runner := &steps.Runner{Target: target, Seed: seed, InPlace: c.InPlace}
	if c.Steps {
		runner.Told = func(f *steps.File, s steps.StepResult) {
			r.printf("  %s:%d %s %s %d %s\n", f.Path, s.Line, s.Verb, s.As, s.Status, s.Title)
		}
	}
	for {
		seen := c.stamps()
		err := c.once(r, runner)
		if !c.Watch {
			return err
		}
		if err != nil {
			_, _ = fmt.Fprintf(r.errOut, "mockismp: %s\n", err)
		}
		if !c.changed(r, seen) {
			return nil
		}
	}
}

func (c *scenarioRunCmd) once(r *run, runner *steps.Runner) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	results := runner.RunAll(r.ctx, files, c.Parallel, func(out *steps.Result) {
		if c.Report == "text" {
			c.tell(r, out)
		}
	})
	report := steps.ReportOf(results)
	if write := reports[c.Report]; write != nil {
		if err := write(report, r.out); err != nil {
			return err
		}
	} else {
		r.printf("%d passed, %d failed, %d skipped\n", report.Passed, report.Failed, report.Skipped)
	}
	if report.Failed > 0 {
		return fmt.Errorf("%d of %d scenarios failed", report.Failed, len(files))
	}
	return r.ctx.Err()
}

// tell prints how a scenario fared.
func (c *scenarioRunCmd) tell(r *run, out *steps.Result) {
	line := fmt.Sprintf("%-8s %s", out.Outcome, out.File.Name)
	if out.Reason != "" {
		line += ": " + out.Reason
	}
	r.printf("%s\n", line)
	if out.Failure != nil {
		out.Failure.Write(r.out, out.File)
	}
}

// stamps are the times at which the files were changed last.
func (c *scenarioRunCmd) stamps() map[string]time.Time {
	out := map[string]time.Time{}
	paths, err := inDirectories(c.Names)
	if err != nil {
		return out // what is wrong, the run tells
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			out[path] = info.ModTime()
		}
	}
	return out
}

// changed waits until a file changes, comes or goes; false: it was interrupted.
func (c *scenarioRunCmd) changed(r *run, seen map[string]time.Time) bool {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.ctx.Done():
			return false
		case <-tick.C:
			if !maps.Equal(seen, c.stamps()) {
				return true
			}
		}
	}
}

// target is the emulator that is named, or one of its own.
func (c *scenarioRunCmd) target() (steps.Target, func(), error) {
	if c.InPlace && c.URL == "" {
		return steps.Target{}, nil, errors.New("--in-place needs --url: the world to play in")
	}
	url, token, stop := c.URL, c.ControlToken, func() {}
	if url == "" {
		srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("empty"))
		if err != nil {
			return steps.Target{}, nil, err
		}
		url, token, stop = srv.URL, srv.ControlToken(), func() { _ = srv.Close() }
	}
	m, err := mock.New(url, mock.WithControlToken(token))
	return steps.Double(m), stop, err
}
