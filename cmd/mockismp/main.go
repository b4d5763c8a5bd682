// Command mockismp is a local test double of ИС МПТ, Kazakhstan's goods marking
// and traceability system. This package has flags and printing, nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	_ "github.com/mockismp/mockismp/cmd/mockismp/memory" // before others make their tables
)

// commands is the table of contents of the program.
type commands struct {
	Serve    serveCmd    `cmd:"" help:"Run the emulator until it is interrupted."`
	Exec     execCmd     `cmd:"" help:"Run a command against an emulator of its own: on a free port, named by MOCKISMP_URL and TRUE_API_URL."`
	Ready    readyCmd    `cmd:"" help:"Ask a running emulator whether everything is loaded; exit 1 if not."`
	Token    tokenCmd    `cmd:"" help:"Print a token for a participant, without the ceremony of a signature."`
	Call     callCmd     `cmd:"" help:"Call a method of the True-API, signed in, and print its answer."`
	Send     sendCmd     `cmd:"" help:"Sign a document, send it to the method of its kind, and print its id."`
	Explain  explainCmd  `cmd:"" help:"Make every check of a document in order, and tell what is wrong with it and how to mend it; nothing is changed."`
	Contract contractCmd `cmd:"" help:"Play the contract suite against the double or a real system, and compare two of them."`
	Record   recordCmd   `cmd:"" help:"Record what goes over the wire between a client and a system, and answer from recordings."`
	Keys     keysCmd     `cmd:"" help:"Issue test keys, sign with them, verify signatures."`
	Codes    codesCmd    `cmd:"" help:"Make marking codes, and read them."`
	Scenario scenarioCmd `cmd:"" help:"Play scenarios: files that are a world, a story and a test in one."`
	Routes   routesCmd   `cmd:"" help:"List the emulated methods."`
	Doctypes doctypesCmd `cmd:"" help:"List the types of documents."`
	Errors   errorsCmd   `cmd:"" help:"List the errors that methods answer with."`
	Rules    rulesCmd    `cmd:"" help:"List the named rules, with their values."`
	Fidelity fidelityCmd `cmd:"" help:"List how the double reads what the specification leaves open, and on what evidence."`
	Version  versionCmd  `cmd:"" help:"Print version and commit, and what built the program."`

	Completion completionCmd `cmd:"" help:"Print what a shell needs to complete commands and flags: add eval \"$(mockismp completion bash)\" to ~/.bashrc, or the same with zsh to ~/.zshrc."`

	ShowVersion kong.VersionFlag `name:"version" env:"-" help:"Print the same as version, and nothing else."`
}

// run is what every command is given.
type run struct {
	ctx    context.Context // ends with the first signal that asks for it
	stop   func()          // lets those signals end the program at once again
	in     io.Reader
	out    io.Writer
	errOut io.Writer
	now    func() time.Time
}

func (r *run) printf(format string, args ...any) { _, _ = fmt.Fprintf(r.out, format, args...) }

func main() { os.Exit(mainCode()) }

func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), heeded()...)
	defer stop()
	return program(&run{ctx: ctx, stop: stop, in: os.Stdin, out: os.Stdout, errOut: os.Stderr, now: time.Now}, os.Args[1:])
}

// program runs a command line and gives its exit status: that of the command
// under exec, 1 for a failure, 2 for a call that does not fit.
func program(r *run, args []string) int {
	forgetEmpty()
	call, err := parse(args)
	if err != nil {
		return complain(r, err, 2)
	}
	for _, w := range strangers(call.Kong) {
		_, _ = fmt.Fprintf(r.errOut, "mockismp: warning: %s\n", w)
	}
	return complain(r, call.Run(r), 1)
}

// forgetEmpty takes empty variables for absent ones: that is how continuous
// integration passes on what nobody set.
func forgetEmpty() {
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); value == "" && strings.HasPrefix(name, "MOCKISMP_") {
			_ = os.Unsetenv(name)
		}
	}
}

func complain(r *run, err error, code int) int {
	if err == nil {
		return 0
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return passedOn(exit) // the command under exec has said why
	}
	if own := (exitError{}); errors.As(err, &own) {
		code = own.status
	}
	if not := (*notRunError)(nil); errors.As(err, &not) {
		code = not.code
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasPrefix(line, "\t") { // a tab begins what is quoted of a file
			line = "mockismp: " + line
		}
		_, _ = fmt.Fprintln(r.errOut, line)
	}
	return code
}

// exitError is an error with an exit status of its own.
type exitError struct {
	error
	status int
}

// passedOn is the status of a command as a shell tells it: 128 and the signal
// for one that was killed.
func passedOn(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}
