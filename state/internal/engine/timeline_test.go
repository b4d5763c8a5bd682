package engine

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTimeline holds a timeline against a sorted list: moments before 1970 too.
func TestTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.Custom(func(t *rapid.T) Slot {
			return Slot{
				rapid.SampledFrom([]string{"", "1", "10"}).Draw(t, "party"), rapid.Int64Range(-3, 3).Draw(t, "at"), rapid.IntRange(0, 3).Draw(t, "order"),
			}
		})
		line, want := NewTimeline[int](), []Slot(nil)
		for i, p := range rapid.SliceOf(drawn).Draw(t, "slots") {
			if line.Taken(p) != slices.Contains(want, p) {
				t.Fatalf("%v is taken: %t", p, line.Taken(p))
			}
			if line.Put(p, i); !slices.Contains(want, p) {
				want = append(want, p)
			}
		}
		slices.SortFunc(want, Slot.compare)
		from, party := drawn.Draw(t, "from"), rapid.SampledFrom([]string{"", "1", "10"}).Draw(t, "whose")
		var up, down, of []Slot
		line.Up(from, func(p Slot, _ int) bool { up = append(up, p); return true })
		line.Down(from, func(p Slot, _ int) bool { down = append(down, p); return true })
		line.Up(FirstOf(party), func(p Slot, _ int) bool {
			if p.compare(LastOf(party)) < 0 {
				of = append(of, p)
			}
			return p.Of == party
		})
		keep := func(f func(Slot) bool) []Slot {
			return slices.DeleteFunc(slices.Clone(want), func(p Slot) bool { return !f(p) })
		}
		slices.Reverse(down)
		for what, lists := range map[string][2][]Slot{
			"up":      {up, keep(func(p Slot) bool { return p.compare(from) >= 0 })},
			"down":    {down, keep(func(p Slot) bool { return p.compare(from) <= 0 })},
			"a party": {of, keep(func(p Slot) bool { return p.Of == party })},
		} {
			if !slices.Equal(lists[0], lists[1]) {
				t.Fatalf("%s: %v, want %v", what, lists[0], lists[1])
			}
		}
	})
}
