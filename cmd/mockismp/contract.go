package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract"
	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/server"
)

type contractCmd struct {
	Init contractInitCmd `cmd:"" help:"Write a file of variables to fill in, for a run against a real system."`
	Run  contractRunCmd  `cmd:"" help:"Play the suite against a system, and report. Exit status: 0 all well, 1 a case failed, 3 nothing was played, 4 the target is down, 5 it answers with a web page, 6 it refuses the sign-in, 7 it is not ИС МПТ."`
	Diff contractDiffCmd `cmd:"" help:"Play the suite on one system, or take what was recorded of one, send the same calls to another, and list what is answered otherwise. Exit status as run, 1 for differences that nobody accepted."`
}

// The exit statuses of runs, beside 0, 1 and 2.
const statusNothing = 3

var unfitStatus = map[contract.Unfit]int{contract.Down: 4, contract.WebPage: 5, contract.Refused: 6, contract.Stranger: 7}

// withStatus gives an error of a run its exit status.
func withStatus(err error) error {
	if unfit := new(contract.UnfitError); errors.As(err, &unfit) {
		return exitError{err, unfitStatus[unfit.Reason]}
	}
	if errors.Is(err, contract.ErrNothing) {
		return exitError{err, statusNothing}
	}
	return err
}

type contractInitCmd struct {
	File string `arg:"" default:"contract.yaml" help:"The file (${default}); one that is there is not overwritten."`
}

// Run writes the starter.
func (c *contractInitCmd) Run(r *run) error {
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(contract.Starter())
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	r.printf("%s is there to be filled in; then: mockismp contract run --target stage --vars %[1]s --signer p12:KEY.p12 --dry-run\n", c.File)
	return nil
}

// played is how the suite is played, with a real system or with a double.
type played struct {
	Vars          string        `placeholder:"FILE" help:"Variables of a real system, as contract init writes them."`
	Signer        string        `placeholder:"SIGNER" help:"Who signs at a real system: ${signers}."`
	PartnerSigner string        `placeholder:"SIGNER" help:"Who signs as the second participant."`
	Password      string        `default:"mockismp" help:"Password of the signers' PKCS#12 files."`
	Write         bool          `help:"Play also what leaves something behind at a real system; what can be taken back is."`
	Budget        int           `default:"500" help:"How many requests a real system gets at most (${default})."`
	Pace          time.Duration `default:"200ms" help:"How long to wait between two requests to a real system (${default})."`
	Patience      time.Duration `default:"1m" help:"How long a real system may take to process a document (${default})."`
	ControlToken  string        `placeholder:"TOKEN" help:"What the control API of a double demands."`
	Only          []string      `placeholder:"CASE" sep:"none" help:"Play this case only. May be given several times."`
	Record        string        `placeholder:"FILE.har" help:"Keep requests and answers there, without secrets."`
	Production    bool          `name:"i-know-this-is-production" help:"Let the target be the production system."`
}

// options are those of a run against a target.
func (p *played) options(target string) (o contract.Options, err error) {
	o = contract.Options{
		Target: target, ControlToken: p.ControlToken, Write: p.Write, Production: p.Production, Only: p.Only,
		Budget: p.Budget, Pace: p.Pace, Patience: p.Patience, Signers: map[string]client.Option{},
	}
	if p.Vars != "" {
		text, err := os.ReadFile(p.Vars)
		if err != nil {
			return o, err
		}
		if o.Vars, err = contract.ReadVars(text); err != nil {
			return o, fmt.Errorf("%s: %w", p.Vars, err)
		}
	}
	for role, spec := range map[string]string{"owner": p.Signer, "partner": p.PartnerSigner} {
		if spec == "" {
			continue
		}
		if o.Signers[role], err = client.ParseSigner(spec, p.Password); err != nil {
			return o, err
		}
	}
	return o, nil
}

// keep writes what was recorded.
func (p *played) keep(exchanges []record.Exchange) error {
	if p.Record == "" {
		return nil
	}
	file, err := os.OpenFile(p.Record, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w, err := record.NewWriter(file, server.Version())
	for _, e := range exchanges {
		if err == nil {
			err = w.Write(e)
		}
	}
	return errors.Join(err, file.Close())
}

type contractRunCmd struct {
	played
	Target string `required:"" placeholder:"URL" help:"The system: its address, ${systems}."`
	DryRun bool   `help:"Tell what would be played, and play nothing."`
	Report string `default:"text" enum:"text,json,junit,markdown" help:"Form of the report: text, json, junit or markdown (${default})."`
	Out    string `short:"o" placeholder:"FILE" help:"Where the report goes; standard output if not given."`
}

// Run plays the suite. The report in text comes case by case.
func (c *contractRunCmd) Run(r *run) error {
	o, err := c.options(c.Target)
	if err != nil {
		return err
	}
	o.DryRun, o.Now = c.DryRun, r.now
	live := c.Report == "text" && c.Out == ""
	if live {
		o.Told = func(result contract.Result) { r.printf("%s\n", result.Line()) }
	}
	report, failed := contract.Run(r.ctx, o)
	if report != nil {
		if err := c.keep(report.Exchanges); err != nil {
			return err
		}
	}
	switch {
	case report == nil || len(report.Results) == 0:
	case live:
		r.printf("%s\n", report.Summary())
	default:
		if err := c.write(r, report); err != nil {
			return err
		}
	}
	return withStatus(failed)
}

func (c *contractRunCmd) write(r *run, report *contract.Report) error {
	if c.Out == "" {
		return report.Write(r.out, c.Report)
	}
	file, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	return errors.Join(report.Write(file, c.Report), file.Close())
}

type contractDiffCmd struct {
	played
	Left     string `arg:"" help:"What is compared with: a system, as --target of run, or a recording, FILE.har."`
	Right    string `arg:"" help:"The system that is compared: ${systems}, or an address."`
	Accepted string `placeholder:"FILE" help:"Differences that somebody has decided to live with, each with reason, owner and last day."`
	Patch    string `placeholder:"FILE" help:"Write there what would bring the double closer to the right side, for git apply."`
	Report   string `default:"text" enum:"text,json" help:"Form of the report: text or json (${default})."`
}

// Run compares, and fails for differences that nobody accepted.
func (c *contractDiffCmd) Run(r *run) error {
	right, err := c.options(c.Right)
	if err != nil {
		return err
	}
	right.Now = r.now
	var accepted []diff.Acceptance
	if c.Accepted != "" {
		text, err := os.ReadFile(c.Accepted)
		if err != nil {
			return err
		}
		if accepted, err = diff.ReadAccepted(text); err != nil {
			return fmt.Errorf("%s: %w", c.Accepted, err)
		}
	}
	left, err := c.left(r)
	if err != nil {
		return withStatus(err)
	}
	compared, err := contract.Compare(r.ctx, left, right, accepted)
	if err != nil {
		return withStatus(err)
	}
	if err := compared.Write(r.out, c.Report); err != nil {
		return err
	}
	if c.Patch != "" {
		if err := os.WriteFile(c.Patch, []byte(compared.Patch()), 0o644); err != nil {
			return err
		}
	}
	if open := compared.Open(); len(open) > 0 {
		return fmt.Errorf("%s answers otherwise than %s in %d ways that nobody has accepted", c.Right, c.Left, len(open))
	}
	return nil
}

// left reads the recording, or plays the suite on the left side.
func (c *contractDiffCmd) left(r *run) (contract.Left, error) {
	if !strings.HasSuffix(c.Left, ".har") || slices.Contains([]string{client.Double, client.Stage, client.Production}, c.Left) {
		o, err := c.options(c.Left)
		if err != nil {
			return contract.Left{}, err
		}
		o.Now = r.now
		left, err := contract.LeftOf(r.ctx, o)
		if err != nil {
			return left, err
		}
		return left, c.keep(left.Recording)
	}
	recording, err := readRecording(c.Left)
	return contract.Left{Name: c.Left, Recording: recording}, err
}
