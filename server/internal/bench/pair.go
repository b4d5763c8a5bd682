package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A pair is two programs, an older and a newer, that are asked the same in turns.
// Each prints lines of Go's benchmark format, for benchstat to compare:
//
//	go run ./server/internal/bench pair [-part NAME,…] BEFORE AFTER >pair.txt
//	benchstat -col /program pair.txt
type pair struct {
	out      io.Writer
	programs [2]struct{ name, path string }
}

// pairPart is what is measured of a pair.
type pairPart struct {
	name string
	run  func(context.Context, *pair) error
}

func pairParts() []pairPart {
	return []pairPart{
		{"thousands", pairThousands}, {"listings", pairListings}, {"acts", pairActs}, {"info", pairInfo}, {"snapshot", pairSnapshots},
	}
}

// measurePair is the whole of `bench pair`.
func measurePair(ctx context.Context, out io.Writer, args []string) error {
	flags := flag.NewFlagSet("pair", flag.ContinueOnError)
	var names []string
	for _, p := range pairParts() {
		names = append(names, p.name)
	}
	chosen := flags.String("part", strings.Join(names, ","), "what to measure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return fmt.Errorf("pair needs two programs, the older and the newer; given are %q", flags.Args())
	}
	p := &pair{out: out}
	p.programs[0].name, p.programs[0].path = "before", flags.Arg(0)
	p.programs[1].name, p.programs[1].path = "after", flags.Arg(1)
	for _, name := range strings.Split(*chosen, ",") {
		i := slices.IndexFunc(pairParts(), func(p pairPart) bool { return p.name == name })
		if i < 0 {
			return fmt.Errorf("no part %q; there are %s", name, strings.Join(names, ", "))
		}
		if err := pairParts()[i].run(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// start starts both programs.
func (p *pair) start(ctx context.Context, flags ...string) (both []*served, stop func(), err error) {
	stop = func() {
		for _, s := range both {
			s.stop()
		}
	}
	for _, program := range p.programs {
		s, err := serveProgram(ctx, program.name, program.path, flags...)
		if err != nil {
			stop()
			return nil, nil, err
		}
		both = append(both, s)
	}
	return both, stop, nil
}

// figure is a value with the unit that benchstat shall know it by.
type figure struct {
	value float64
	unit  string
}

func millis(d time.Duration, unit string) figure { return figure{d.Seconds() * 1e3, unit} }

// tell prints a line.
func (p *pair) tell(what, program string, n int, figures ...figure) {
	var b strings.Builder
	for _, f := range figures {
		fmt.Fprintf(&b, "\t%.5g %s", f.value, f.unit)
	}
	_, _ = fmt.Fprintf(p.out, "Benchmark%s/program=%s\t%d%s\n", what, program, n, b.String())
}

// inTurns runs f for each server so many times, in changing order.
func inTurns(ctx context.Context, rounds int, all []*served, f func(*served) error) error {
	all = slices.Clone(all)
	for range rounds {
		for _, s := range all {
			if err := errors.Join(ctx.Err(), f(s)); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
		slices.Reverse(all)
	}
	return nil
}

// used is the processor time that a server spends on f.
func (s *served) used(f func() error) (time.Duration, error) {
	before, err := s.cpu()
	if err != nil {
		return 0, err
	}
	if err := f(); err != nil {
		return 0, err
	}
	after, err := s.cpu()
	return after - before, err
}
