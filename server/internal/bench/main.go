// Command bench measures what docs/performance.md promises and prints a table.
// It takes no arguments, talks over loopback only, and ends within 150 seconds
// together with all processes that it starts; it fails for what it cannot
// measure, never for what it measures. It reads /proc, and so needs Linux.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

const longest = 150 * time.Second

// roles are what this program is when it starts itself as a child.
func roles() map[string]func(in io.Reader, out io.Writer) error {
	return map[string]func(io.Reader, io.Writer) error{
		"mockismp": serveMockismp,
		"bare":     serveBare,
		"million":  measureMillion,
		"stocked":  serveStocked,
		"document": measureDocument,
		"trade":    serveTrade,
		"handover": measureHandover,
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	limit := longest
	if len(os.Args) > 1 {
		limit = 10 * longest // by hand, and children, which end with who started them
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := run(ctx, os.Args[1:])
	cancel()
	stop()
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "bench: %s\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return measure(ctx, os.Stdout)
	}
	if args[0] == "pair" {
		return measurePair(ctx, os.Stdout, args[1:])
	}
	if args[0] == "wire" {
		return measureWire(ctx, os.Stdout, args[1:])
	}
	play, ok := roles()[args[0]]
	if !ok || len(args) > 1 {
		return fmt.Errorf("arguments are %q; give none, and the whole bench runs", args)
	}
	return play(os.Stdin, os.Stdout)
}

// row is a line of the table.
type row struct{ what, target, measured, note string }

// measure prints all rows, or with an error those that were measured before it.
func measure(ctx context.Context, out io.Writer) error {
	rows := []row{machine()}
	var failed error
	for _, part := range []func(context.Context) ([]row, error){start, million, stocked, document, trade, tradeGOST, handover, load} {
		more, err := part(ctx)
		if ctx.Err() != nil {
			err = fmt.Errorf("interrupted, or not done in %s: %w", longest, context.Cause(ctx))
		}
		if failed = err; failed != nil {
			break
		}
		rows = append(rows, more...)
	}
	return errors.Join(printed(out, rows), failed)
}

func printed(out io.Writer, rows []row) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "what\ttarget\tmeasured\tnote")
	for _, r := range rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.what, r.target, r.measured, r.note)
	}
	return w.Flush()
}

// machine tells what the figures are worth: on a busy machine, little.
func machine() row {
	busy, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		busy = []byte("unknown")
	}
	return row{"processors", "", fmt.Sprint(runtime.NumCPU()), "client and servers share them; load average before: " + string(bytes.TrimSpace(busy))}
}

// sorted gives the values at these fractions of a sample: 0.5 is the median.
func sorted[N float64 | time.Duration](sample []N, fractions ...float64) []N {
	s := slices.Sorted(slices.Values(sample))
	at := make([]N, len(fractions))
	for i, f := range fractions {
		at[i] = s[int(f*float64(len(s)-1))]
	}
	return at
}
