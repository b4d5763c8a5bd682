package scenarios_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

const frozen = "2026-11-23T09:00:00Z"

// TestSameAgain: one seed and a clock that stands still give the same bytes, but
// where steps are played at the same time.
func TestSameAgain(t *testing.T) {
	srv := server.Run(t, server.WithWorld("empty"), server.WithSeed(7), server.WithClock(frozen))
	control, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]byte
	runner := &steps.Runner{Target: steps.Double(control), Seed: 7, Behind: func(ctx context.Context, _ *steps.File, world *mock.Client) error {
		journal, err := world.Requests(ctx, mock.RequestFilter{})
		if err == nil {
			lines, err = steps.Project(journal.Items)
		}
		return err
	}}
	for _, name := range scenarios.Names() {
		if name == "race-for-a-box" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			f, err := scenarios.Find(name)
			if err != nil {
				t.Fatal(err)
			}
			var first scenarios.Record
			for i := range 2 {
				if r := runner.Run(t.Context(), f); r.Outcome != steps.Passed {
					t.Fatal(told(r))
				}
				if i == 0 {
					first.Lines = lines
				}
			}
			if len(lines) == 0 {
				t.Error("no requests")
			}
			if what := first.Differ(lines, 0); what != "" {
				t.Error(what)
			}
		})
	}
}

// TestRecordsAreRefused: what was cut, edited or written later is not played.
func TestRecordsAreRefused(t *testing.T) {
	text, _ := scenarios.Text("act-approved")
	r := scenarios.Record{Version: "v9", Name: "act-approved", Seed: 7, Clock: frozen, World: "empty", Text: text, Lines: [][]byte{[]byte(`{"at":"1"}`), []byte(`{"at":"2"}`)}}
	whole, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	back, err := scenarios.ReadRecord("r", whole)
	if err != nil || !bytes.Equal(back.Text, text) || back.Differ(r.Lines, 0) != "" || back.Seed != 7 {
		t.Fatalf("%+v, %v", back, err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "r:1: this is no record"},
		"else":       {"{}\n", "r:1: this is no record"},
		"newer":      {strings.Replace(string(whole), `"format":1`, `"format":2`, 1), "r:1: mockismp v9 wrote this in format 2, and this version reads formats up to 1"},
		"cut":        {strings.Join(lines[:4], ""), "r:4: the record is cut off here"},
		"edited":     {strings.Replace(string(whole), `"at":"2"`, `"at":"3"`, 1), "r:5: the digest does not fit"},
		"line gone":  {lines[0] + lines[1] + lines[2] + lines[4], "r:4: the end tells of 2 requests, and there are 1"},
		"line twice": {lines[0] + lines[1] + lines[2] + lines[2] + lines[3] + lines[4], "r:6: the end tells of 2 requests, and there are 3"},
	} {
		if _, err := scenarios.ReadRecord("r", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, not %s", name, err, c.want)
		}
	}
}

func TestDiffer(t *testing.T) {
	r := scenarios.Record{Lines: [][]byte{[]byte("a"), []byte("b")}}
	for want, now := range map[string][][]byte{
		"":                  {[]byte("a"), []byte("b")},
		"request 2 went":    {[]byte("a"), []byte("c")},
		"request 2 did not": {[]byte("a")},
		"request 3 was not": {[]byte("a"), []byte("b"), []byte("c")},
	} {
		if got := r.Differ(now, 0); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("%q, not %q", got, want)
		}
	}
	if got := r.Differ([][]byte{[]byte("a"), []byte("c")}, 1); got != "" {
		t.Errorf("until 1: %s", got)
	}
}
