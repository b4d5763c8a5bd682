package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const watched = "name: watched\nabout: It is written again.\nparticipants: {shop: \"800606800066\"}\nsteps:\n  - {get: /elk/product-groups/balance/all, as: shop, expect: {status: STATUS}}\n"

// TestWatch: a file that changes is played again, one with mistakes is told, and
// the end comes with the interrupt.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "watched.yaml")
	stamp := time.Unix(1_700_000_000, 0)
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		stamp = stamp.Add(time.Minute)
		if err := os.Chtimes(path, stamp, stamp); err != nil { // also where the clock of files is coarse
			t.Fatal(err)
		}
	}
	put(strings.Replace(watched, "STATUS", "200", 1))
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	read, write := io.Pipe()
	ended := make(chan error, 1)
	c := &scenarioRunCmd{chosen: chosen{Names: []string{path}}, Seed: 1, Parallel: 1, Report: "text", Watch: true}
	go func() {
		ended <- c.Run(&run{ctx: ctx, out: write, errOut: write, now: time.Now})
		_ = write.Close()
	}()
	lines := bufio.NewScanner(read)
	until := func(want string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), want) {
				return
			}
		}
		t.Fatalf("it ended before it said %q", want)
	}
	until("1 passed, 0 failed")
	put(strings.Replace(watched, "STATUS", "404", 1))
	until("mockismp: 1 of 1 scenarios failed")
	put("name: watched\n")
	until("a scenario must have about")
	put(strings.Replace(watched, "STATUS", "200", 1))
	until("1 passed, 0 failed")
	interrupt()
	if _, err := io.Copy(io.Discard, read); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("interrupted, it ends with %v", err)
	}
}
