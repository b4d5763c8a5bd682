package trueapi

import (
	"fmt"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// lookedThrough is among how many participants the nearest is looked for.
const lookedThrough = 10_000

// Stranger warns of a participant who is about to be made on the spot, since a
// mistyped BIN is one, too. It has nothing to say of others.
func Stranger(w *pipeline.World, bin string) (warnings []rules.Warning) {
	view := w.Snapshot()
	if !w.Open() || !bins.MatchString(bin) || view.Participant(bin) != nil {
		return nil
	}
	why := fmt.Sprintf("participant %s was made on the spot (--participants open)", bin)
	if near := nearestBIN(view, bin); near != "" {
		why += "; the nearest that was there is " + near
	}
	state.Tolerate(view.Rules(), rules.ParticipantMade, &warnings, why)
	return warnings
}

// nearestBIN is the known BIN with the fewest other digits, "" for none.
func nearestBIN(view state.View, bin string) (near string) {
	fewest, left := len(bin)+1, lookedThrough
	view.Participants("", func(p *state.Participant) bool {
		if others := otherDigits(p.BIN, bin); len(p.BIN) == len(bin) && others < fewest {
			near, fewest = p.BIN, others
		}
		left--
		return left > 0 && fewest > 1
	})
	return near
}

// otherDigits is at how many places a and b differ.
func otherDigits(a, b string) (n int) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
