package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// program is what `make build` makes, measured as it is released.
const program = "bin/mockismp"

const starts = 5

// worlds are those that the program is started with, and how soon each is due.
var worlds = []struct{ name, target string }{{"spec", "≤ 100 ms"}, {"demo", "≤ 150 ms"}}

// start measures the program from its start to its ready file.
func start(ctx context.Context) (rows []row, err error) {
	if _, err := os.Stat(program); err != nil {
		return nil, fmt.Errorf("%w: run `make bench`, which builds it first", err)
	}
	dir, err := os.MkdirTemp("", "mockismp-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for _, w := range worlds {
		took := make([]time.Duration, starts)
		for i := range took {
			if took[i], err = startOnce(ctx, w.name, filepath.Join(dir, fmt.Sprint(w.name, i))); err != nil {
				return nil, err
			}
		}
		at := sorted(took, 0.5, 1)
		rows = append(rows, row{"start to ready, world " + w.name, w.target, inMillis(at[0]), fmt.Sprintf("median of %d, worst %s", starts, inMillis(at[1]))})
	}
	return rows, nil
}

func startOnce(ctx context.Context, world, ready string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	began := time.Now()
	cmd := exec.CommandContext(ctx, program, "serve", "--listen", "127.0.0.1:0", "--world", world, "--ready-file", ready)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() {
		cancel()
		_ = cmd.Wait()
	}()
	look := time.NewTicker(200 * time.Microsecond)
	defer look.Stop()
	for {
		if _, err := os.Stat(ready); err == nil {
			return time.Since(began), nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("no ready file after %s: %w", time.Since(began), ctx.Err())
		case <-look.C:
		}
	}
}

func inMillis(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1e3) }

func inMicros(d time.Duration) string { return fmt.Sprintf("%.2f µs", d.Seconds()*1e6) }
