//go:build unix

package main

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// heeded are the signals that ask this program to end. Under nohup a terminal
// that is gone asks for nothing.
func heeded() []os.Signal {
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// group is a command with all that it starts.
type group struct {
	pid      int  // of the command, negative for its process group
	terminal bool // the command shares this program's group, for job control
}

// startGroup starts a command as the leader of a process group. Where this
// program has the terminal, the command stays in its group, so that reading,
// Ctrl-C and Ctrl-Z work as they do without it.
func startGroup(cmd *exec.Cmd) (group, error) {
	foreground, err := unix.IoctlGetInt(0, unix.TIOCGPGRP)
	g := group{terminal: err == nil && foreground == unix.Getpgrp()}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !g.terminal}
	if err := cmd.Start(); err != nil {
		return g, err
	}
	g.pid = cmd.Process.Pid
	if !g.terminal {
		g.pid = -g.pid
	}
	return g, nil
}

// pass sends a signal on. Ctrl-C of a terminal has reached the command already.
func (g group) pass(sig os.Signal) {
	if g.terminal && sig == os.Interrupt {
		return
	}
	_ = syscall.Kill(g.pid, sig.(syscall.Signal)) // gone is gone
}

func (g group) kill() { _ = syscall.Kill(g.pid, syscall.SIGKILL) }
