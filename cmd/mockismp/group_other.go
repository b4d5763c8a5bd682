//go:build !unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// heeded are the signals that ask this program to end: Ctrl-C, and a console
// that is closed.
func heeded() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// group is a command; Windows sends Ctrl-C to all programs of a console itself.
type group struct{ process *os.Process }

func startGroup(cmd *exec.Cmd) (group, error) {
	err := cmd.Start()
	return group{cmd.Process}, err
}

// pass has nothing to do: the command has seen the signal.
func (g group) pass(os.Signal) {}

func (g group) kill() { _ = g.process.Kill() }
