package state

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/state/rules"
)

// lookedThrough is among how many participants the nearest is looked for.
const lookedThrough = 10_000

// Warnings tell what the transaction let pass by the rules of the world, and of
// participants whom it has made on the spot, since a mistyped BIN is one, too.
// Call it after the transaction: it searches for the nearest BIN.
func (tx *Tx) Warnings() []rules.Warning {
	warnings := tx.lenient.findings(false).Warnings
	for _, bin := range tx.made {
		why := fmt.Sprintf("participant %s was made on the spot (--participants open)", bin)
		if near := tx.nearestBIN(bin); near != "" {
			why += "; the nearest that was there is " + near
		}
		Tolerate(tx.rules, rules.ParticipantMade, &warnings, why)
	}
	return warnings
}

// nearestBIN is the BIN with the fewest other digits that was known before, ""
// for none.
func (tx *Tx) nearestBIN(bin string) (near string) {
	fewest, left := len(bin)+1, lookedThrough
	tx.Participants("", func(p *Participant) bool {
		if others := otherDigits(p.BIN, bin); len(p.BIN) == len(bin) && others < fewest && !slices.Contains(tx.made, p.BIN) {
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
