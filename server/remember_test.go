package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
)

// TestALoadedWorldIsTheWorldThatIsLoaded: what a server gets that is not the first
// of its options is what loading would give, to the last byte of its snapshot.
func TestALoadedWorldIsTheWorldThatIsLoaded(t *testing.T) {
	for _, world := range fixtures.Worlds() {
		for _, opts := range [][]Option{
			{WithClock(goldenNow)},
			{WithClock("2031-01-02T03:04:05Z")},
			{WithClock(goldenNow), WithSeed(7)},
			{WithClock(goldenNow), WithStrict()},
			{WithClock(goldenNow), WithParticipants("known")},
			{WithClock(goldenNow), WithProcessing("realistic")},
		} {
			opts = append(opts, WithWorld(world))
			o := Defaults()
			for _, opt := range opts {
				opt(&o)
			}
			sets, err := datasets(world)
			if err != nil {
				t.Fatal(err)
			}
			Run(t, opts...) // so that the next is not the first
			forked := Run(t, opts...)
			alone, err := firstWorld(&o, sets, forked.core.bots.Bring)
			if err != nil {
				t.Fatal(err)
			}
			loaded := Run(t, opts...)
			loaded.world.World = alone
			if got, want := want(t, forked, 200, "GET", "/_mock/snapshot", ""), want(t, loaded, 200, "GET", "/_mock/snapshot", ""); got != want {
				t.Errorf("%s: %s", world, firstDifference(got, want))
			}
		}
	}
}

// TestServersOfOneWorldAreStrangers: what is done at one is not seen at the other,
// and a reset of either brings back the start of its own.
func TestServersOfOneWorldAreStrangers(t *testing.T) {
	one, other := frozen(t), Run(t, WithWorld("spec"), WithClock("2027-05-06T07:08:09Z"))
	before := want(t, other, 200, "GET", "/_mock/snapshot", "")
	posted(writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}}.notice())(t, one)
	want(t, one, 200, "POST", "/_mock/clock/advance", `{"by": "24h"}`)
	if after := want(t, other, 200, "GET", "/_mock/snapshot", ""); after != before {
		t.Errorf("another server sees what was done: %s", firstDifference(after, before))
	}
	for s, now := range map[*Server]string{one: goldenNow, other: "2027-05-06T07:08:09Z"} {
		want(t, s, 204, "POST", "/_mock/reset", "")
		if clock := s.Clock().Now().Time().Format("2006-01-02T15:04:05Z07:00"); clock != now {
			t.Errorf("after a reset it is %s, not %s", clock, now)
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %.300s, not %.300s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d", len(g), len(w))
}
