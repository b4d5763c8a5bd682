package main

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type seen struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
}

func (s *seen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	return s.text.Write(p)
}

func (s *seen) has() (lines, writes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Count(s.text.String(), "\n"), s.writes
}

// TestLinesComeLateAndWhole: many in one write, in their order, and none is lost.
func TestLinesComeLateAndWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &seen{}
		log, settle := lately(to, func(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) })
		check := func(what string, lines, writes int) {
			t.Helper()
			synctest.Wait()
			if l, w := to.has(); l != lines || w != writes {
				t.Errorf("%s: %d lines in %d writes, not %d in %d", what, l, w, lines, writes)
			}
		}
		for range 3 {
			log.With("a", 1).WithGroup("g").Info("x")
		}
		check("at once", 0, 0)
		time.Sleep(latest)
		check("in their time", 3, 1)
		log.Info("x")
		log.Warn("x")
		check("a warning", 5, 2)
		for range 2000 {
			log.Info(strings.Repeat("x", 60))
		}
		if lines, _ := to.has(); lines < 1000 {
			t.Errorf("%d lines of many", lines)
		}
		settle()
		if lines, _ := to.has(); lines != 2005 {
			t.Errorf("%d lines at the end", lines)
		}
		_, before := to.has()
		log.Info("x")
		check("behind the end", 2006, before+1)
	})
}
