package state

import (
	"testing"

	"github.com/mockismp/mockismp/state/rules"
)

// TestRulesBelongToTheVersion: a failed change leaves them, a fork takes them
// along, a reset brings those of the start back.
func TestRulesBelongToTheVersion(t *testing.T) {
	w := NewWorld(Config{Rules: rules.Strict()})
	w.MarkStart()
	choose := func(w *World, value string) {
		t.Helper()
		if err := w.Update(func(tx *Tx) error {
			set, err := tx.Rules().With(map[rules.Name]string{rules.Prolog: value})
			tx.SetRules(set)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(w *World, value string) {
		t.Helper()
		if got := w.Snapshot().Rules().Value(rules.Prolog); got != value {
			t.Errorf("%s, not %s", got, value)
		}
	}
	want(w, rules.Refuse)
	choose(w, rules.Off)
	want(w, rules.Off)
	seed := uint64(7)
	for _, fork := range []*World{w.Fork("a", nil), w.Fork("b", &seed)} {
		want(fork, rules.Off)
		choose(fork, rules.Warn)
		want(w, rules.Off)
		fork.Reset()
		want(fork, rules.Off)
	}
	_ = w.Update(func(tx *Tx) error {
		tx.SetRules(rules.Set{})
		return Errorf(BadRecord, "on purpose")
	})
	want(w, rules.Off)
	w.Reset()
	want(w, rules.Refuse)
}
