package cis

import (
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/dict"
)

// Lengths of serials that somebody emits.
var emittedSerials = []int{6, 7, 12, 13, 20}

// Without brackets a cut is certain only if its length is nobody else's: not another row's, not that of a serial without a tail.
func TestStructuresCannotBeConfused(t *testing.T) {
	tails := dict.CheckTails()
	seen := map[int]string{}
	for _, s := range tails {
		if s.Layout == dict.Bare || !s.Certain {
			continue // other codes without identifiers are not cut at all
		}
		length := s.Serial + (*structure)(&s).bracketed() - len("()")*len(s.Parts)
		if other := seen[length]; other != "" {
			t.Errorf("%s is as long (%d) as %s", s.Name, length, other)
		}
		seen[length] = s.Name
		if slices.Contains(emittedSerials, length) && !s.Country {
			t.Errorf("%s is as long (%d) as a serial", s.Name, length)
		}
	}
}

// In brackets no length tells tails apart: the longer of two that end alike must come first.
func TestLongerTailsComeFirst(t *testing.T) {
	tails := dict.CheckTails()
	for i, s := range tails {
		for _, later := range tails[i+1:] {
			if n := len(later.Parts) - len(s.Parts); n > 0 && s.Layout == later.Layout && slices.Equal(later.Parts[n:], s.Parts) {
				t.Errorf("the tail of %s ends in that of %s, which comes first", later.Name, s.Name)
			}
		}
	}
}

func TestTablesAreWhole(t *testing.T) {
	tails := dict.CheckTails()
	evidence := []texts.Evidence{texts.Observed, texts.Documented, texts.Sibling, texts.Assumed}
	for _, s := range tails {
		if s.Name == "" || s.Serial == 0 || len(s.Parts) == 0 || !slices.Contains(evidence, s.Evidence) {
			t.Errorf("structure %+v lacks something", s)
		}
		if s.Country && !s.Certain {
			t.Errorf("%s asks for a country where nothing is cut", s.Name)
		}
		for _, p := range s.Parts {
			if p.Size == 0 {
				t.Errorf("%s: element %q of the tail has no size", s.Name, p.AI)
			}
		}
	}
	for _, l := range layouts {
		if n := len(l.parts); n == 0 || n > maxParts {
			t.Errorf("layout of %s has %d parts", l.kind, n)
		}
		for _, p := range l.parts[:len(l.parts)-1] {
			if p.Size == 0 {
				t.Errorf("layout of %s: nothing can stand behind %q", l.kind, p.AI)
			}
		}
	}
}

func TestAlphabet(t *testing.T) {
	if len(Alphabet) != 82 {
		t.Fatalf("%d characters", len(Alphabet))
	}
	for c := range 256 {
		in := strings.IndexByte(Alphabet, byte(c)) >= 0
		if allInAlphabet(string([]byte{byte(c)})) != in {
			t.Errorf("character %#x: in the alphabet %v", c, in)
		}
	}
}

func TestCheckDigits(t *testing.T) {
	for _, valid := range []string{
		"00000046082251", "00000046200877", "00000046210654", "04600266005755", "04870000010028", "05060255351147",
		"4600266005755", "46082251", "036000291452", "004600266000069320",
	} {
		last := len(valid) - 1
		if got := CheckDigit(valid[:last]); got != valid[last] {
			t.Errorf("%s ends in %c, not in its check digit %c", valid, valid[last], got)
		}
	}
	for digits, want := range map[string]byte{"0460026600575": '5', "00460026600006932": '0', "": 0, "12a": 0, "\xff": 0} {
		if got := CheckDigit(digits); got != want {
			t.Errorf("CheckDigit(%q) = %q, want %q", digits, got, want)
		}
	}
}
