package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	connections = 32
	pairs       = 5 // runs of each server, turn by turn
	runLength   = 2 * time.Second
	warmUp      = 300 * time.Millisecond
)

// calls are the codes that are asked for, one a request: the published box,
// whose answer lists 50 blocks, and one of its packs, whose answer is small.
var calls = []struct{ name, cis string }{
	{"a box of 50 blocks", "010460026600575520021121051210AL65588523"},
	{"a pack", "00000046082251!*c(bN1"},
}

func load(ctx context.Context) (rows []row, err error) {
	for _, call := range calls {
		more, err := compare(ctx, call.name, call.cis)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// contestant is one of the two servers, with what was measured of it.
type contestant struct {
	*child
	name    string
	callers []*caller
	rates   []float64 // requests a second, of each run
	took    []time.Duration
	cpuUsed time.Duration
}

func (c *contestant) cpuPerCall() time.Duration { return c.cpuUsed / time.Duration(len(c.took)) }

// compare asks both servers for the same code, turn by turn.
func compare(ctx context.Context, name, cis string) ([]row, error) {
	mock, err := startChild(ctx, "mockismp", nil)
	if err != nil {
		return nil, err
	}
	defer mock.stop()
	var at address
	if err := mock.hear(&at); err != nil {
		return nil, err
	}
	request := infoRequest(at, cis)
	expected, err := ask(at.Addr, request)
	if err != nil {
		return nil, err
	}
	bare, err := startChild(ctx, "bare", answer{expected.contentType(), expected.body})
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	var bareAt address
	if err := bare.hear(&bareAt); err != nil {
		return nil, err
	}
	got, err := ask(bareAt.Addr, request)
	if err != nil {
		return nil, err
	}
	if got.undated() != expected.undated() {
		return nil, fmt.Errorf("the bare handler does not answer the same bytes:\n%s\nand mockismp\n%s", got.undated(), expected.undated())
	}
	a := &contestant{child: mock, name: "mockismp"}
	b := &contestant{child: bare, name: "bare net/http"}
	if err := errors.Join(a.connect(at.Addr, request, expected.body), b.connect(bareAt.Addr, request, expected.body)); err != nil {
		return nil, err
	}
	defer a.disconnect()
	defer b.disconnect()
	if err := duel(ctx, a, b); err != nil {
		return nil, err
	}
	return report(name, len(expected.body), a, b), nil
}

func duel(ctx context.Context, a, b *contestant) error {
	for i := range pairs + 1 {
		length := runLength
		if i == 0 {
			length = warmUp
		}
		for _, c := range []*contestant{a, b} {
			if err := c.run(ctx, length); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if i == 0 {
				c.rates, c.took, c.cpuUsed = nil, nil, 0
			}
		}
	}
	return nil
}

func report(name string, size int, a, b *contestant) []row {
	ratios := make([]float64, len(a.rates))
	for i := range ratios {
		ratios[i] = a.rates[i] / b.rates[i]
	}
	r := sorted(ratios, 0, 0.5, 1)
	rows := []row{{
		"cises/info, " + name + ", of a bare handler's rate", "≥ 0.70", fmt.Sprintf("%.2f", r[1]),
		fmt.Sprintf("median of %d pairs, %.2f to %.2f; by server's CPU alone %.2f; %d bytes, %d connections",
			pairs, r[0], r[2], b.cpuPerCall().Seconds()/a.cpuPerCall().Seconds(), size, connections),
	}}
	for _, c := range []*contestant{a, b} {
		rate, took := sorted(c.rates, 0, 0.5, 1), sorted(c.took, 0.5, 0.99)
		rows = append(rows, row{
			"  " + c.name, "", fmt.Sprintf("%.0f/s", rate[1]),
			fmt.Sprintf("%.0f to %.0f; p50 %s, p99 %s; server's CPU %s a request",
				rate[0], rate[2], inMillis(took[0]), inMillis(took[1]), inMicros(c.cpuPerCall())),
		})
	}
	return rows
}

func (c *contestant) connect(addr string, request, want []byte) error {
	for range connections {
		one, err := dial(addr, request)
		if err != nil {
			return err
		}
		one.want = want
		c.callers = append(c.callers, one)
	}
	return nil
}

func (c *contestant) disconnect() {
	for _, one := range c.callers {
		_ = one.conn.Close()
	}
}

// run lets all connections call as often as they can.
func (c *contestant) run(ctx context.Context, length time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	before, err := c.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	errs := make([]error, len(c.callers))
	var wg sync.WaitGroup
	for i, one := range c.callers {
		wg.Go(func() { errs[i] = one.callUntil(began.Add(length)) })
	}
	wg.Wait()
	took := time.Since(began)
	after, err := c.cpu()
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	done := 0
	for _, one := range c.callers {
		done += len(one.took)
		c.took = append(c.took, one.took...)
	}
	c.rates = append(c.rates, float64(done)/took.Seconds())
	c.cpuUsed += after - before
	return nil
}

// infoRequest asks cises/info for one code.
func infoRequest(at address, cis string) []byte {
	return wire(at, http.MethodPost, "/cises/info", "application/json", fmt.Sprintf("[%q]", cis))
}

// wire is a call as a client sends it.
func wire(at address, method, path, contentType, body string) []byte {
	return fmt.Appendf(nil, "%s %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: %s\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s",
		method, at.Path, path, at.Addr, at.Token, contentType, len(body), body)
}
