package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"
)

// series is calls of one kind, one after the other on a connection of its own.
type series struct {
	*caller
	asks []question // in turn
}

// question is a request, and what its answer must hold.
type question struct{ request, holds []byte }

func newSeries(at address, asks []question) (*series, error) {
	c, err := dial(at.Addr, nil)
	if err != nil {
		return nil, err
	}
	return &series{c, asks}, nil
}

// next makes the next call and keeps how long it took.
func (s *series) next() error {
	one := s.asks[len(s.took)%len(s.asks)]
	s.request = one.request
	if err := s.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	began := time.Now()
	got, err := s.call()
	took := time.Since(began)
	if err != nil {
		return err
	}
	s.took = append(s.took, took)
	return one.fits(got)
}

func (q question) fits(got received) error {
	if !bytes.Contains(got.body, q.holds) {
		return fmt.Errorf("the answer does not hold %q:\n%s%.1000s", q.holds, got.head, got.body)
	}
	return nil
}

// interleave lets each series make so many calls, turn by turn, in changing
// order; warm-up calls go before and do not count.
func interleave(ctx context.Context, calls int, all ...*series) error {
	const warmUps = 10
	for i := range warmUps + calls {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, s := range all {
			if i == warmUps {
				s.took = nil
			}
			if err := s.next(); err != nil {
				return err
			}
		}
		slices.Reverse(all)
	}
	return nil
}
