package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// late writes lines a moment later than they come, many at once: a write for each
// line costs a busy server more than to make the line.
type late struct {
	mu     sync.Mutex
	buffer *bufio.Writer
	due    *time.Timer // writes what waits
	direct bool        // nothing waits any more
}

const (
	latest  = 100 * time.Millisecond // how long a line may wait
	waiting = 64 << 10               // bytes of lines that may wait
)

// lately makes a log that writes its lines late, unless they warn, and what writes
// all that wait, at once and from then on. Call it before the program ends.
func lately(w io.Writer, make func(io.Writer) *slog.Logger) (log *slog.Logger, settle func()) {
	l := &late{buffer: bufio.NewWriterSize(w, waiting)}
	l.due = time.AfterFunc(time.Hour, l.flush)
	l.due.Stop()
	return slog.New(prompt{make(l).Handler(), l}), l.settle
}

// Write takes a line.
func (l *late) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := l.buffer.Buffered() == 0
	n, err := l.buffer.Write(line)
	switch {
	case err != nil:
	case l.direct:
		err = l.buffer.Flush()
	case first:
		l.due.Reset(latest)
	}
	return n, err
}

func (l *late) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.buffer.Flush() // the next line tells who writes it
}

func (l *late) settle() {
	l.mu.Lock()
	l.direct = true
	l.mu.Unlock()
	l.flush()
}

// prompt lets what warns be written at once, with all that waits before it.
type prompt struct {
	slog.Handler
	late *late
}

func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		p.late.flush()
	}
	return err
}

func (p prompt) WithAttrs(attrs []slog.Attr) slog.Handler {
	return prompt{p.Handler.WithAttrs(attrs), p.late}
}

func (p prompt) WithGroup(name string) slog.Handler {
	return prompt{p.Handler.WithGroup(name), p.late}
}
