package cis

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/mockismp/mockismp/internal/texts"
)

// Damage is what keyboards, scanners, generators and escapers do to a code on
// its way (sibling: each was reported by users of such systems).
type Damage struct {
	Said texts.Said          // what was done; in English what to do, too
	undo func(string) string // what the code was before; any text may come in
}

// damages are tried in this order, single ones before pairs.
var damages = []Damage{
	{texts.DamageBlanks.Of(), withoutBlanks},
	{texts.DamagePlus.Of(), replacing(" ", "+")},
	{texts.DamageXML.Of(), html.UnescapeString},
	{texts.DamageBackslash.Of(), unescapedBackslash},
	{texts.DamageURL.Of(), unescapedURL},
	{texts.DamageSpeltGS.Of(), gsSpelt},
	{texts.DamageOtherGS.Of(), gsReplaced},
	{texts.DamageRussianLayout.Of(), keyboard(russian)},
	{texts.DamageKazakhLayout.Of(), keyboard(kazakh)},
	{texts.DamageLookalikes.Of(), replacing(lookalikes...)},
	{texts.DamageLetters.Of(), withDigits},
	{texts.DamageCapsLock.Of(), swapCase},
	{texts.DamageOffice.Of(), replacing(typographic...)},
	{texts.DamageFullWidth.Of(), halfWidth},
	{texts.DamageCSV.Of(), outOfCSV},
	{texts.DamageBrackets.Of(), brackets},
	{texts.DamageBrackets.Of(), firstBrackets},
	{texts.DamageSymbology.Of(), withoutPrefix},
	{texts.DamageZeros.Of(), func(s string) string { return "0" + s }},
	{texts.DamageZeros.Of(), func(s string) string { return "00" + s }},
	{texts.DamageBase64.Of(), outOfBase64},
	{texts.DamageHex.Of(), outOfHex},
	{texts.DamageLink.Of(), outOfLink},
	{texts.DamageTwice.Of(), half},
}

// Mend visits what a written code may have been before one damage, or two one
// after the other, until found returns true.
func Mend(written string, found func(mended string, by []Damage) bool) bool {
	if len(written) > 8*MaxLength {
		return false
	}
	var once []string
	for i, d := range damages {
		mended := d.undo(written)
		once = append(once, mended)
		if mended != written && found(mended, damages[i:i+1]) {
			return true
		}
	}
	for i, before := range once {
		if before == written {
			continue
		}
		for n, d := range damages {
			by := []Damage{damages[i], d}
			if n == i {
				by = by[:1] // the same twice
			}
			if mended := d.undo(before); mended != before && mended != written && found(mended, by) {
				return true
			}
		}
	}
	return false
}

// Foreign finds the first character that is in no code: outside of the alphabet,
// and neither GS nor a bracket, nor of a scanner's prefix. Places count from 1.
func Foreign(written string) (r rune, place int, ok bool) {
	body, _ := undress(written)
	place = len([]rune(written)) - len([]rune(body))
	for _, r := range body {
		place++
		if r >= 0x80 || r != rune(GS[0]) && !allInAlphabet(string(r)) {
			return r, place, true
		}
	}
	return 0, 0, false
}

// scientific is a number as spreadsheets show long ones, roundOff one of which they
// kept the first fifteen digits.
var (
	scientific = regexp.MustCompile(`^\d(?:[.,]\d+)?[eE]\+?\d{2}$`)
	roundOff   = regexp.MustCompile(`^[1-9]\d{14}0{2,}$`)
)

// Rounded tells of a code that a spreadsheet took for a number, which nobody can
// undo: its last digits are lost. It is "" for all others.
func Rounded(written string) string {
	switch {
	case scientific.MatchString(written):
		return "it is a number as spreadsheets write long ones, and its digits are lost: format the column as text before the codes are put there"
	case roundOff.MatchString(written):
		return "all digits behind the fifteenth are 0: a spreadsheet took the code for a number; format the column as text before the codes are put there"
	}
	return ""
}

func replacing(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if r != rune(GS[0]) && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, s)
}

func unescapedURL(s string) string {
	plain, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return plain
}

// unescapedBackslash reads escapes once, and leaves what is none.
func unescapedBackslash(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	s = strings.NewReplacer(`\\`, `\\`, `\/`, "/", `\'`, "'", `\"`, `"`, `\&`, "&", `\%`, "%").Replace(s)
	var out strings.Builder
	for s != "" {
		r, _, rest, err := strconv.UnquoteChar(s, 0)
		if err != nil {
			out.WriteByte(s[0])
			s = s[1:]
			continue
		}
		out.WriteRune(r)
		s = rest
	}
	return out.String()
}

// spelt are the ways to write GS as text: of programming languages, XML,
// generators of barcodes (Zebra, BarTender, TEC-IT, bwip), scanners and prints.
var spelt = regexp.MustCompile(`(?i)\\u001d|\\u\{1d\}|\\x1d|\\0?35|\\29|%1d|&#0*29;|&#x0*1d;|_x001d_|\x{241d}|[{<\[(](gs|fnc1|fnc-1|fn1|f1|x1d|0x1d|29)[}>\])]|\^fnc1|\^1|~d029|~029|~1|#29|\^\]|\\F|\\gs|0x1d`)

// letters are the name of GS without anything around it, before an identifier.
var letters = regexp.MustCompile(`(?i)(?:gs|fnc1|f1)+(\(?(?:0[01]|21|9[123]|8005))`)

func gsSpelt(s string) string {
	return letters.ReplaceAllString(spelt.ReplaceAllString(s, GS), GS+"$1")
}

// gsReplaced: è is character 232 of fonts of Code 128, ↔ is 0x1D of MS-DOS.
var gsReplaced = replacing("è", GS, "È", GS, "↔", GS, "\uFFFD", GS, "\x1e", GS, "\x1c", GS, "\t", GS, "|", GS, "~", GS, "^", GS, "#", GS, "@", GS, " ", GS, "¬", GS, "\u00a0", GS, "¶", GS, "\x00", GS, "\n", GS, "…", GS, "÷", GS, "é", GS)

// The layouts: what a key writes in them, and what it writes in the English one.
var (
	russian = [2]string{
		`йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё"№;:?/`,
		"qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~@#$^&|",
	}
	kazakh = [2]string{
		`йцукенгшщзхъфывапролджэячсмитьбю№ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ?"әіңғ,.үұқөһӘІҢҒ;:ҮҰҚӨҺ`,
		"qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?1234567890-=@#$%^&*()_+",
	}
)

func keyboard(keys [2]string) func(string) string {
	english := []rune(keys[1])
	meant := map[rune]rune{}
	for i, r := range []rune(keys[0]) {
		meant[r] = english[i]
	}
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if m, ok := meant[r]; ok {
				return m
			}
			return r
		}, s)
	}
}

var (
	lookalikes = inPairs("АВЕКМНОРСТУХІЅЈаеорсухіѕјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXISJaeopcyxisjhdqwABEZHIKMNOPTYXo")
	// what stands for several characters comes first
	typographic = append([]string{"…", "..."}, inPairs("“”„‟«»‘’‚‛′″–—−‐‑", "\"\"\"\"\"\"'''''\"-----")...)
)

// gtinLike is a GTIN at the beginning of a code, with letters for digits.
var gtinLike = regexp.MustCompile(`^\x1d*(?:\(?[0Oo][1lI|]\)?)?[\dOoQDlI|ZSB]{14}`)

var digitLike = replacing("O", "0", "o", "0", "Q", "0", "D", "0", "l", "1", "I", "1", "|", "1", "Z", "2", "S", "5", "B", "8")

// withDigits writes digits for letters where only digits can be.
func withDigits(s string) string {
	prefix := ""
	if strings.HasPrefix(s, "]") && len(s) > 3 {
		prefix, s = s[:3], s[3:]
	}
	return prefix + gtinLike.ReplaceAllStringFunc(s, digitLike)
}

// inPairs is what a Replacer takes.
func inPairs(from, to string) (pairs []string) {
	into := []rune(to)
	for i, r := range []rune(from) {
		pairs = append(pairs, string(r), string(into[i]))
	}
	return pairs
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

func outOfCSV(s string) string {
	inner := strings.TrimPrefix(strings.TrimPrefix(s, "'"), "=")
	if len(inner) >= 2 && inner[0] == '"' && inner[len(inner)-1] == '"' {
		inner = inner[1 : len(inner)-1]
	}
	return strings.ReplaceAll(inner, `""`, `"`)
}

// otherBrackets are identifiers in brackets that are not round, in half of a
// pair, or with blanks beside them.
var otherBrackets = regexp.MustCompile(`\s*[(\[{<]?(01|21|00|91|92|93|8005)\s*[)\]}>]\s*|\s*[(\[{<]\s*(01|21|00|91|92|93|8005)\s*`)

// halfBracketed are the first identifiers that lost one of their brackets and
// have a digit in its place.
var halfBracketed = regexp.MustCompile(`^(?:011\)|0\(1\)|\(011)`)

func brackets(s string) string {
	s = halfBracketed.ReplaceAllString(s, "01")
	return otherBrackets.ReplaceAllStringFunc(s, func(found string) string {
		return strings.Trim(found, " \t()[]{}<>")
	})
}

// firstBrackets leaves alone what stands behind the two identifiers that a code
// begins with: a serial may have brackets of its own.
func firstBrackets(s string) string {
	s = halfBracketed.ReplaceAllString(s, "01")
	found := 0
	return otherBrackets.ReplaceAllStringFunc(s, func(text string) string {
		if found++; found > 2 {
			return text
		}
		return brackets(text)
	})
}

var prefix = regexp.MustCompile(`^(?:\]?[A-Za-z][0-9]|\][A-Za-z0-9]{0,2}){1,2}(\x1d*(?:0[01]|\(0[01]\)|\d{14}))`)

func withoutPrefix(s string) string { return prefix.ReplaceAllString(s, "$1") }

func outOfBase64(s string) string {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if plain, err := encoding.DecodeString(strings.TrimRight(s, "=")); err == nil && len(plain) > 0 {
			return string(plain)
		}
	}
	return s
}

func outOfHex(s string) string {
	plain, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil || len(plain) == 0 {
		return s
	}
	return string(plain)
}

// outOfLink reads https://id.gs1.org/01/04600266005755/21/gy4R%2Csn?….
func outOfLink(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return s
	}
	path := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for len(path) > 0 && path[0] != "01" && path[0] != "00" {
		path = path[1:]
	}
	var out strings.Builder
	for i, segment := range path {
		plain, err := url.PathUnescape(segment)
		if err != nil || i == 1 && !allDigits(plain) {
			return s
		}
		out.WriteString(plain)
	}
	return out.String()
}

func half(s string) string {
	if n := len(s) / 2; s[:n] == s[n:] {
		return s[:n]
	}
	return s
}
