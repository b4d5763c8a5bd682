//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestSupervisePatience: a command that does not end when it is asked to is
// killed when the patience is over, with what it has started.
func TestSupervisePatience(t *testing.T) {
	up := filepath.Join(t.TempDir(), "up")
	var stderr bytes.Buffer
	cmd := exec.Command("sh", "-c", `trap "" TERM; echo >"$0"; while :; do sleep 60; done`, up)
	ended := make(chan error, 1)
	go func() {
		ended <- supervise(&run{stop: func() {}, errOut: &stderr}, cmd, time.Millisecond)
	}()
	if err := waitFor(up); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := <-ended
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || passedOn(exit) != 128+int(syscall.SIGKILL) {
		t.Errorf("ends with %v", err)
	}
	if want := "mockismp: sh did not end within 1ms of the signal, and was killed\n"; stderr.String() != want {
		t.Errorf("says %q", &stderr)
	}
}
