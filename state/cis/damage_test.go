package cis

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// harm is what is done to a code on its way, by the words that name it.
var harm = map[string]struct {
	says string
	do   func(string) string
}{
	"line break behind": {"blanks", func(s string) string { return s + "\r\n" }},
	"pretty-printed":    {"blanks", func(s string) string { return "\n\t\t\t" + s + "\n\t\t" }},
	"no-break space":    {"blanks", func(s string) string { return s[:20] + "\u00a0" + s[20:] }},
	"zero width":        {"blanks", func(s string) string { return "\uFEFF" + s }},
	"STX of a scanner":  {"blanks", func(s string) string { return "\x02" + s + "\x03" }},
	"+ of a query":      {"became a blank", func(s string) string { return strings.ReplaceAll(s, "+", " ") }},
	"HTML":              {"XML or HTML", html.EscapeString},
	"HTML twice":        {"XML or HTML", func(s string) string { return html.EscapeString(html.EscapeString(s)) }},
	"JSON":              {"JSON", func(s string) string { return strings.NewReplacer(`"`, `\"`, `/`, `\/`, `&`, `\u0026`).Replace(s) }},
	"URL":               {"URL", url.PathEscape},
	"URL twice":         {"URL", func(s string) string { return url.PathEscape(url.PathEscape(s)) }},
	"Russian layout":    {"Russian keyboard", typed(russian)},
	"Kazakh layout":     {"Kazakh keyboard", typed(kazakh)},
	"look-alikes": {"look like Latin", func(s string) string {
		return strings.NewReplacer("A", "А", "B", "В", "e", "е", "o", "о").Replace(s)
	}},
	"letters for digits": {"look like digits", func(s string) string {
		digits := 0
		for i, r := range s {
			if r >= '0' && r <= '9' {
				digits++
			}
			if digits == 14 {
				return strings.NewReplacer("0", "O", "1", "l", "8", "B").Replace(s[:i]) + s[i:]
			}
		}
		return s
	}},
	"Caps Lock":   {"Caps Lock", swapCase},
	"typographic": {"office program", func(s string) string { return strings.NewReplacer(`"`, "“", "'", "’", "-", "–").Replace(s) }},
	"full width": {"full-width", func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '!' {
				return r
			}
			return r - '!' + '！'
		}, s)
	}},
	"CSV":             {"CSV", func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }},
	"square brackets": {"other brackets", func(s string) string { return strings.NewReplacer("(01)", "[01]", "(21)", "[21]").Replace(s) }},
	"half a bracket":  {"other brackets", func(s string) string { return strings.NewReplacer("(01)", "011)").Replace(s) }},
	"letters GS": {"GS", func(s string) string {
		if strings.HasPrefix(s, "]") {
			return s // nothing comes before the identifier of a symbology
		}
		return "GS" + strings.ReplaceAll(s, GS, "GS")
	}},
	"blanks and brackets": {"blanks", func(s string) string { return strings.NewReplacer("(01)", "(01) ", "(21)", " (21) ").Replace(s) }},
	"unknown symbology":   {"symbology", func(s string) string { return "]X9" + s }},
	"symbology without ]": {"symbology", func(s string) string { return "d2" + s }},
	"number in a table":   {"zeros", func(s string) string { return strings.TrimPrefix(s, "0") }},
	"base64":              {"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	"hexadecimal":         {"hexadecimal", func(s string) string { return hex.EncodeToString([]byte(s)) }},
	"scanned twice":       {"twice", func(s string) string { return s + s }},
	"Digital Link": {"Digital Link", func(s string) string {
		bare := strings.NewReplacer("(", "", ")", "").Replace(s[:4]) + s[4:]
		if !strings.HasPrefix(bare, "01") || strings.Contains(bare, "(") || len(bare) < 19 {
			return s
		}
		return "https://id.gs1.org/01/" + bare[2:16] + "/21/" + url.PathEscape(bare[18:])
	}},
}

// typed is what comes of a code that a scanner types where the layout is another.
func typed(keys [2]string) func(string) string {
	seen := map[rune]rune{}
	shown := []rune(keys[0])
	for i, r := range []rune(keys[1]) {
		seen[r] = shown[i]
	}
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if w, ok := seen[r]; ok {
				return w
			}
			return r
		}, s)
	}
}

// TestLayoutsAreWhole: what a key writes and what it means come in pairs.
func TestLayoutsAreWhole(t *testing.T) {
	for _, keys := range [][2]string{russian, kazakh} {
		if a, b := len([]rune(keys[0])), len([]rune(keys[1])); a != b {
			t.Errorf("%d keys write, %d mean", a, b)
		}
	}
}

// forms are the ways to write a code of the form 01 GTIN 21 serial, with a tail
// of key and check code where it has one.
func forms(gtin, serial string) map[string]string {
	return map[string]string{
		"plain":        "01" + gtin + "21" + serial,
		"bracketed":    "(01)" + gtin + "(21)" + serial,
		"separated":    GS + "01" + gtin + "21" + serial,
		"of a scanner": "]d201" + gtin + "21" + serial,
		"with a tail":  "01" + gtin + "21" + serial + GS + "93dGVz",
	}
}

// TestEveryDamageIsUndone: whatever is done to a code in whatever form, it is
// found again, and what was done is named.
func TestEveryDamageIsUndone(t *testing.T) {
	named := map[string]bool{}
	for name, h := range harm {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				serial := rapid.StringOfN(rapid.SampledFrom([]rune(Alphabet)), 7, 13, -1).Draw(t, "serial")
				written := forms("04600266005755", serial)
				form := rapid.SampledFrom([]string{"plain", "bracketed", "separated", "of a scanner", "with a tail"}).Draw(t, "form")
				want, err := Identify(written[form])
				if err != nil {
					t.Fatal(err)
				}
				sent := h.do(written[form])
				if got, err := Identify(sent); err == nil && got == want {
					return // nothing happened to it
				}
				ways := ""
				if !Mend(sent, func(mended string, by []Damage) bool {
					got, err := Identify(mended)
					for _, d := range by {
						ways += d.Said.English() + "; "
					}
					if err != nil || got != want {
						ways = ""
					}
					return ways != ""
				}) {
					t.Fatalf("%q of %q is not found again", sent, written[form])
				}
				if strings.Contains(ways, h.says) {
					named[h.says] = true
				}
			})
			if !named[h.says] {
				t.Errorf("never named: %s", h.says)
			}
		})
	}
}

// TestForeign: the first character that is in no code, and where it stands.
func TestForeign(t *testing.T) {
	for written, want := range map[string]struct {
		r     rune
		place int
	}{
		"0104600266005755215gy4Я,sn": {'Я', 23}, "]d20104600266005755215gy4{sn": {'{', 26}, "01046002660057552 5gy4Rsn": {' ', 18}, "(01)04600266005755(21)gy4R,sn": {},
	} {
		if r, place, _ := Foreign(written); r != want.r || place != want.place {
			t.Errorf("%s: %q at %d", written, r, place)
		}
	}
}
