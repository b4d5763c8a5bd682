package state

import (
	"testing"

	"pgregory.net/rapid"
)

// TestMomentsAreWrittenInTheLayout: digit by digit as Layout says, in all years.
func TestMomentsAreWrittenInTheLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Moment(rapid.Int64Range(int64(firstMoment), int64(lastMoment)).Draw(t, "moment"))
		if got, want := m.String(), m.Time().Format(Layout); got != want {
			t.Fatalf("%d is %s, and by the layout %s", m, got, want)
		}
		if back, err := ParseMoment(m.String()); err != nil || back != m {
			t.Fatalf("%d is %s, which is read as %d (%v)", m, m, back, err)
		}
	})
	if none := Moment(0).String(); none != "" {
		t.Errorf("no moment is %q", none)
	}
}
