package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
)

// TestStorm is a small one; make storm blows longer.
func TestStorm(t *testing.T) {
	var told strings.Builder
	r, err := run(settings{calls: 2000, seed: 1, clients: 64, parts: 2}, &told)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(told.String(), "RSS"); n != 2 || len(r.held) != 2 {
		t.Errorf("%d parts are told of", n)
	}
	var out bytes.Buffer
	r.print(&out)
	for _, said := range []string{"seed 1, 64 clients", "2000 calls in", "RSS", "cises.info", "foreign-shipment"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("the report does not say %q:\n%s", said, out.String())
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		calls, seed, says string
		want              settings
	}{
		{"", "", "", settings{200_000, 1, 64, 10}},
		{"25000", "7", "", settings{25_000, 7, 64, 10}},
		{"0", "", "STORM_CALLS", settings{}},
		{"many", "", "STORM_CALLS", settings{}},
		{"", "-1", "STORM_SEED", settings{}},
	} {
		got, err := settingsOf(func(name string) string { return map[string]string{"STORM_CALLS": c.calls, "STORM_SEED": c.seed}[name] })
		switch {
		case c.says == "" && (err != nil || got != c.want):
			t.Errorf("%+v: %+v, %v", c, got, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestTheSameSeedDrawsTheSameCalls: what a failure prints can be drawn again.
func TestTheSameSeedDrawsTheSameCalls(t *testing.T) {
	drawn := func() (all []string) {
		s := newStorm(settings{seed: 7, clients: 1})
		a := &arena{storm: s}
		a.worlds = []*world{{arena: a, name: "default", boxes: map[string][]string{"100000000001": {"box"}}}}
		c := newClient(a, 3)
		for range 300 {
			if k := c.drawn(c.worlds[0]); k != nil {
				all = append(all, k.String())
			}
		}
		return all
	}
	first, second := drawn(), drawn()
	if len(first) < 100 || strings.Join(first, "\n") != strings.Join(second, "\n") {
		t.Errorf("%d and %d calls of one seed, and they are not the same", len(first), len(second))
	}
}

// TestALookFindsContradictions: each invariant finds what breaks it.
func TestALookFindsContradictions(t *testing.T) {
	const child, box = "00000046082251PW?&;Ge", "(01)04600266005755(21)1eQS6p>"
	good := func() *snapshot {
		s := &snapshot{Codes: []seenCode{{Cis: child, OwnerBin: traders[0], Parent: box}, {Cis: box, OwnerBin: traders[0], Child: []string{child}}}}
		s.Participants = append(s.Participants, struct {
			Bin     string
			Balance map[string]int64
		}{traders[0], map[string]int64{"tobacco": 5}})
		s.Documents = []seenDocument{{ID: "d", Type: state.Act, seenState: seenState{Status: 4, Registry: "CHECKED_OK"}, History: []seenState{{Status: 3}, {Status: 20}}}}
		return s
	}
	for says, spoil := range map[string]func(*snapshot){
		"":                  func(*snapshot) {},
		"twice":             func(s *snapshot) { s.Codes = append(s.Codes, s.Codes[0]) },
		"is no participant": func(s *snapshot) { s.Codes[0].OwnerBin = "999999999999" },
		"the child":         func(s *snapshot) { s.Codes[0].Parent = "" },
		"lies in":           func(s *snapshot) { s.Codes[1].Child = nil },
		"went from":         func(s *snapshot) { s.Documents[0].History = s.Documents[0].History[1:] },
	} {
		s, now := good(), &look{codes: map[string]bool{}, final: map[string]state.DocState{}}
		spoil(s)
		c, w := lonely()
		c.checkCodes(w, s, now)
		c.checkDocuments(w, s, now, false)
		checkFault(t, c.storm, says)
		if says == "" && (now.balance != 5 || len(now.codes) != 2 || len(now.final) != 1) {
			t.Errorf("a look sees %+v", now)
		}
	}
}

// TestTwoLooksFindWhatIsGone: codes stay, documents at their end as well, and
// nothing comes where nothing is emitted.
func TestTwoLooksFindWhatIsGone(t *testing.T) {
	end := state.DocState{Status: state.StatusRejected}
	before := &look{codes: map[string]bool{"a": true}, final: map[string]state.DocState{"d": end}}
	for says, now := range map[string]*look{
		"":               before,
		"lost the code":  {codes: map[string]bool{"b": true}, final: before.final},
		"2 codes":        {codes: map[string]bool{"a": true, "b": true}, final: before.final},
		"was at its end": {codes: before.codes},
	} {
		c, w := lonely()
		w.quiet = true
		c.compare(w, before, now)
		checkFault(t, c.storm, says)
	}
}

// TestErrorsInTheLogAreFaults: what is refused, or fails on purpose, is no error there.
func TestErrorsInTheLogAreFaults(t *testing.T) {
	for level, says := range map[slog.Level]string{slog.LevelWarn: "", slog.LevelError: "boom"} {
		c, _ := lonely()
		slog.New(alarm{c.storm}).Log(t.Context(), level, "internal error", "why", "boom")
		checkFault(t, c.storm, says)
	}
}

func lonely() (*client, *world) {
	a := &arena{storm: newStorm(settings{})}
	return newClient(a, 0), &world{arena: a, name: "w"}
}

func checkFault(t *testing.T, s *storm, says string) {
	t.Helper()
	if all := strings.Join(s.faults, "\n"); (says == "") != (all == "") || !strings.Contains(all, says) {
		t.Errorf("%q is told as %q", says, all)
	}
}

// TestEveryRouteIsDrawn: a storm of many calls fails for a route that it knows no
// good call of; whoever adds one learns it here, in a second.
func TestEveryRouteIsDrawn(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := ""
	for _, file := range files {
		if text, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		} else if !strings.HasSuffix(file, "_test.go") {
			known += string(text)
		}
	}
	for _, r := range server.Routes() {
		if !strings.Contains(known, strconv.Quote(r.Name)) {
			t.Errorf("no deed calls %s: add one", r.Name)
		}
	}
}
