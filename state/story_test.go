package state_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state"
)

// TestStory: what a scenario has planned happens in its order, at its time, in
// one long jump as in many short steps, and not after it was ended.
func TestStory(t *testing.T) {
	for name, steps := range map[string]int{"one jump": 1, "many steps": 30} {
		w := state.NewWorld(state.Config{Name: "w", Seed: 1, Clock: state.FrozenAt(1_000_000)})
		var told []string
		w.OnStory(func(tx *state.Tx, what string) {
			told = append(told, fmt.Sprintf("%s at %d", what, tx.Now()-state.Moment(1_000_000)))
		})
		start := w.Clock().Now()
		err := w.Update(func(tx *state.Tx) error {
			tx.PlanStory(start+state.Moment(20*time.Second.Milliseconds()), "second")
			tx.PlanStory(start+state.Moment(10*time.Second.Milliseconds()), "first")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for range steps {
			if err := w.Clock().Advance(30 * time.Second / time.Duration(steps)); err != nil {
				t.Fatal(err)
			}
		}
		if want := []string{"first at 10000", "second at 20000"}; !slices.Equal(told, want) {
			t.Errorf("%s: %q, not %q", name, told, want)
		}
		err = w.Update(func(tx *state.Tx) error {
			tx.PlanStory(tx.Now()+1000, "never")
			tx.EndStory()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Clock().Advance(time.Hour); err != nil || len(told) != 2 {
			t.Errorf("%s: after the end %q, %v", name, told, err)
		}
	}
}
