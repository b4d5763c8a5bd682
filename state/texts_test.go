package state

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTextsStay: each text stays what it was, however many come behind it.
func TestTextsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var texts Texts
		want := rapid.SliceOf(rapid.Map(rapid.IntRange(0, 3*chunkBytes/2), func(n int) string { return strings.Repeat(string(rune('a'+n%26)), n) })).Draw(t, "texts")
		got := make([]string, len(want))
		for i, text := range want {
			if got[i] = texts.Keep(text); i%2 == 0 {
				got[i] = texts.KeepBytes([]byte(text))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatal("a text changed")
		}
	})
}
