package state

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTimeline holds a timeline against a sorted list: moments before 1970 too.
func TestTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.Custom(func(t *rapid.T) slot {
			return slot{
				rapid.SampledFrom([]string{"", "1", "10"}).Draw(t, "party"), Moment(rapid.Int64Range(-3, 3).Draw(t, "at")), rapid.IntRange(0, 3).Draw(t, "order"),
			}
		})
		line, want := newTimeline[int](), []slot(nil)
		for i, p := range rapid.SliceOf(drawn).Draw(t, "slots") {
			if line.taken(p) != slices.Contains(want, p) {
				t.Fatalf("%v is taken: %t", p, line.taken(p))
			}
			if line.put(p, i); !slices.Contains(want, p) {
				want = append(want, p)
			}
		}
		slices.SortFunc(want, slot.compare)
		from, party := drawn.Draw(t, "from"), rapid.SampledFrom([]string{"", "1", "10"}).Draw(t, "whose")
		var up, down, of []slot
		line.up(from, func(p slot, _ int) bool { up = append(up, p); return true })
		line.down(from, func(p slot, _ int) bool { down = append(down, p); return true })
		line.up(firstOf(party), func(p slot, _ int) bool {
			if p.compare(lastOf(party)) < 0 {
				of = append(of, p)
			}
			return p.of == party
		})
		keep := func(f func(slot) bool) []slot {
			return slices.DeleteFunc(slices.Clone(want), func(p slot) bool { return !f(p) })
		}
		slices.Reverse(down)
		for what, lists := range map[string][2][]slot{
			"up":      {up, keep(func(p slot) bool { return p.compare(from) >= 0 })},
			"down":    {down, keep(func(p slot) bool { return p.compare(from) <= 0 })},
			"a party": {of, keep(func(p slot) bool { return p.of == party })},
		} {
			if !slices.Equal(lists[0], lists[1]) {
				t.Fatalf("%s: %v, want %v", what, lists[0], lists[1])
			}
		}
	})
}
