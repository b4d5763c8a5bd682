package trueapi

import (
	"fmt"
	"testing"
	"time"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// TestEveryKindHasAnAnswer: a kind that the world can raise without a row in
// the tables would go out as an internal error.
func TestEveryKindHasAnAnswer(t *testing.T) {
	seen := map[state.Kind]bool{}
	for _, p := range generalProblems(false) {
		if seen[p.Kind] {
			t.Errorf("%s has two rows", p.Kind)
		}
		seen[p.Kind] = true
		if p.Status < 400 || p.Status > 599 || p.Shape == nil || p.Source == "" || p.Evidence == "" {
			t.Errorf("incomplete: %+v", p)
		}
		if (p.Text == "") != (p.Shape == pipeline.Empty) {
			t.Errorf("%s: text %q", p.Kind, p.Text)
		}
	}
}

func TestTokensAreRememberedWithinBounds(t *testing.T) {
	ts := tokensOf("")(pipeline.NewWorld(state.NewWorld(state.Config{}), nil))
	for i := range 3*keptTokens + 1 {
		ts.remember(fmt.Sprint(i), &bearer{})
		if len(ts.verified) > keptTokens || len(ts.last) > keptTokens {
			t.Fatalf("%d and %d tokens are remembered", len(ts.verified), len(ts.last))
		}
	}
	busy := fmt.Sprint(3*keptTokens - 1) // which passed before, and comes again
	if _, err := ts.verify(busy, 0); ts.verified[busy] == nil {
		t.Errorf("a token that is in use is forgotten: %v", err)
	}
	if ts.verified["0"] != nil || ts.last["0"] != nil {
		t.Error("a token that nobody used is remembered")
	}
	if ts.Reset(); len(ts.verified)+len(ts.last) > 0 {
		t.Error("a reset leaves something")
	}
}

func TestTokensOfWorldsDiffer(t *testing.T) {
	api := New(Settings{})
	at := func(name string, seed uint64) *pipeline.World {
		w := state.NewWorld(state.Config{Name: name, Seed: seed, OpenParticipants: true, Clock: state.FrozenAt(state.MomentOf(time.Unix(1_000_000, 0)))})
		return pipeline.NewWorld(w, pipeline.NewJournals(0).New())
	}
	token, err := api.IssueToken(at("a", 1), "123456789012")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		seed uint64
		good bool
	}{{"a", 1, true}, {"b", 1, false}, {"a", 2, false}} {
		w := at(c.name, c.seed)
		for range 2 { // the second time it is remembered
			b, err := api.tokens.Of(w).verify(token, w.Clock().Now())
			if (err == nil) != c.good || c.good && b.BIN != "123456789012" {
				t.Errorf("world %s of seed %d takes the token: %v", c.name, c.seed, err)
			}
		}
		if _, err := api.tokens.Of(w).verify(token, w.Clock().Now().Add(TokenLife)); err == nil {
			t.Errorf("world %s of seed %d takes an old token", c.name, c.seed)
		}
	}
}
