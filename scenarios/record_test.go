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
	r := scenarios.Record{
		Version: "v9", Name: "act-approved", Seed: 7, Clock: frozen, Text: text, Start: []byte(`{"format":1,"codes":[]}`),
		Lines: [][]byte{[]byte(`{"at":"1"}`), []byte(`{"at":"2"}`)},
	}
	whole, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	back, err := scenarios.ReadRecord("r", whole)
	if err != nil || !bytes.Equal(back.Text, text) || !bytes.Equal(back.Start, r.Start) || back.Differ(r.Lines, 0) != "" || back.Seed != 7 || back.Clock != frozen {
		t.Fatalf("%+v, %v", back, err)
	}
	r.Start = []byte("null")
	without, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	edited := func(old, with string) string { return strings.Replace(string(whole), old, with, 1) }
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "r:1: this is no record of a scenario: mockismp scenario run --record FILE writes one"},
		"else":             {"{}\n", "r:1: this is no record of a scenario: mockismp scenario run --record FILE writes one"},
		"newer":            {edited(`"format":1`, `"format":2`), "r:1: mockismp v9 wrote this in format 2, and this version reads formats up to 1: update it"},
		"cut":              {strings.Join(lines[:5], ""), "r:5: the record is cut off here: its last line, with the digest, is missing"},
		"cut in a line":    {string(whole[:len(whole)-9]), "r:6: the record is cut off here: its last line, with the digest, is missing"},
		"another answer":   {edited(`"at":"2"`, `"at":"3"`), "r:6: the digest does not fit: the record was edited after it was written"},
		"another start":    {edited(`"codes":[]`, `"codes":[1]`), "r:6: the digest does not fit: the record was edited after it was written"},
		"another scenario": {edited("act-approved", "act-refused"), "r:6: the digest does not fit: the record was edited after it was written"},
		"no start":         {string(without), "r:3: this is no snapshot of the world at the start"},
		"line gone":        {lines[0] + lines[1] + lines[2] + lines[3] + lines[5], "r:5: the end tells of 2 requests, and there are 1: lines were taken out or put in"},
		"line twice":       {lines[0] + lines[1] + lines[2] + lines[3] + lines[3] + lines[4] + lines[5], "r:7: the end tells of 2 requests, and there are 3: lines were taken out or put in"},
	} {
		if _, err := scenarios.ReadRecord("r", []byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
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
