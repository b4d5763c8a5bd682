package pki

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

// Base64 comes in forms that the API does not take, and holds content that it
// does not want. The two tables of this file tell such texts, for signatures and
// documents alike (sibling, assumed).

// dress is what clients do to base64 on its way.
type dress struct {
	about texts.Said
	is    func(string) bool   // it looks so by itself; nil where that is not enough
	off   func(string) string // the base64 that is under it, to see whether there is any; nil where there is none
}

// dresses from the most telling to the least.
var dresses = []dress{
	{about: texts.SentDataURL.Of(), is: begins("data:")},
	{about: texts.SentSMIME.Of(), is: matches(`^(MIME-Version|Content-[A-Za-z-]+):`)},
	{about: texts.SentBareXML.Of(), is: begins("<")},
	{about: texts.SentWholeJSON.Of(), is: begins("{")},
	{about: texts.SentNumbers.Of(), is: matches(`^\[?\s*-?\d{1,3}(\s*,\s*-?\d{1,3}){8,}`)},
	{about: texts.SentPythonBytes.Of(), is: matches(`^b['"]`)},
	{about: texts.SentTypeName.Of(), is: matches(`^(System\.Byte\[\]|\[B@[0-9a-f]+|\[object \w+\]|<Buffer .*|undefined|null|None)$`)},
	{about: texts.SentPath.Of(), is: matches(`^(@\S|[A-Za-z]:\\|(\.{0,2}/)?[\w./-]*\.(p7s|p7b|sig|cms|pem|der|xml|json)$)`)},
	{about: texts.SentBinary.Of(), is: func(s string) bool {
		return !utf8.ValidString(s) || strings.HasPrefix(s, "0\x82") || strings.HasPrefix(s, "0\x80") || strings.HasPrefix(s, "0\uFFFD")
	}},
	{about: texts.SentUuencode.Of(), is: matches(`^begin(-base64)? [0-7]{3}`)},
	{about: texts.SentInvisible.Of(), off: without("\uFEFF", "\u200B", "\u200C", "\u200D", "\u2060", "\u00AD")},
	{about: texts.SentUTF16.Of(), off: without("\x00")},
	{about: texts.SentLiteralBreaks.Of(), off: without(`\r`, `\n`, `\t`)},
	{about: texts.SentTwiceJSON.Of(), off: unescaped},
	{about: texts.SentForURL.Of(), off: func(s string) string { s, _ = url.PathUnescape(s); return s }},
	{about: texts.SentEntities.Of(), off: html.UnescapeString},
	{about: texts.SentHex.Of(), is: isHex},
	{about: texts.SentURLAlphabet.Of(), off: replaced("-", "+", "_", "/")},
	{about: texts.SentOtherAlphabet.Of(), off: replaced(",", "/")},
	{about: texts.SentDotAlphabet.Of(), off: replaced(".", "+", "_", "/", "-", "=")},
	{about: texts.SentBrackets.Of(), off: func(s string) string { return strings.Trim(s, "\"'`“”«»()[]{}<>,;\\ ") }},
	{about: texts.SentTwo.Of(), is: matches(`^[A-Za-z0-9+/\s]{8,}=+\s*[A-Za-z0-9+/]{8,}`)},
}

func begins(with string) func(string) bool {
	return func(s string) bool { return strings.HasPrefix(s, with) }
}

func matches(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

func without(all ...string) func(string) string {
	var pairs []string
	for _, one := range all {
		pairs = append(pairs, one, "")
	}
	return replaced(pairs...)
}

func replaced(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// unescaped reads \/ and \uXXXX.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	plain, err := strconv.Unquote(`"` + strings.NewReplacer(`\/`, "/", `"`, "", "\n", "", "\r", "").Replace(s) + `"`)
	if err != nil {
		return s
	}
	return plain
}

// isHex knows hexadecimal digits of DER and of XML, with what is written between
// them and before them.
var hexadecimal = regexp.MustCompile(`^(0x|\\x|x')?(30|3c|3C|ef)([:\s-]?(\\x|0x)?[0-9a-fA-F]{2}){10,}'?$`)

func isHex(s string) bool { return hexadecimal.MatchString(s) }

// mostDressed is how many bytes of a text are looked at: the form shows at the
// beginning.
const mostDressed = 64 << 10

// Dressed says what a text looks like that should be base64 and is not, in words
// that follow «похоже, »; nothing for nothing known.
func Dressed(text string) texts.Said {
	if Blanked(text) {
		return texts.SentBlanked.Of()
	}
	text = armour.ReplaceAllString(text[:min(len(text), mostDressed)], "")
	for _, d := range dresses {
		if d.is != nil && d.is(text) {
			return d.about
		}
		if d.off == nil {
			continue
		}
		if under := d.off(text); under != text && allBase64(under) {
			return d.about
		}
	}
	return texts.Said{}
}

// allBase64 tells whether a text has nothing but base64, and some.
func allBase64(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case isBase64(r):
			digits++
		case r != '=' && !unicode.IsSpace(r):
			return false
		}
	}
	return digits >= 6
}

// Blanked tells whether each + of a base64 text became a blank on the way, as
// happens when a form is decoded: with + the text has the right length, or makes
// sense, and without the blanks it does not. Blanks at equal distances are breaks of
// lines.
func Blanked(text string) bool {
	pieces := strings.Split(strings.TrimSpace(text), " ")
	if len(pieces) == 1 || strings.Contains(text, "+") || areLines(pieces) {
		return false
	}
	with, without := strings.Join(pieces, "+"), strings.Join(pieces, "")
	filled, err := decodeAny(with)
	closed, otherErr := decodeAny(without)
	switch {
	case err != nil:
		return false
	case otherErr != nil:
		return true
	}
	return len(with)%4 == 0 && len(without)%4 != 0 || sensible(filled) && !sensible(closed)
}

// areLines tells whether all pieces but the last are of one length, or some are empty.
func areLines(pieces []string) bool {
	for _, p := range pieces[:len(pieces)-1] {
		if len(p) == 0 || strings.ContainsAny(p, "\r\n") {
			return true
		}
		if len(p) != len(pieces[0]) {
			return false
		}
	}
	return len(pieces) > 2
}

func decodeAny(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
}

func sensible(b []byte) bool { return isWhole(b) || utf8.Valid(b) }

// isWhole tells whether bytes are one DER SEQUENCE.
func isWhole(der []byte) bool {
	s := cryptobyte.String(der)
	return s.SkipASN1(asn1.SEQUENCE) && s.Empty()
}

// content is what base64 may hold in place of what is wanted.
type content struct {
	about texts.Said
	is    func([]byte) bool
}

// contents are looked at in order.
var contents = []content{
	{texts.HoldsPEM.Of(), starts("-----BEGIN")},
	{texts.HoldsTwice.Of(), func(b []byte) bool { return isBase64Of(b, "MI", "PD94", "77u/PD94", "LS0t", "eyJ", "TUlJ", "UEQ5NG") }},
	{texts.HoldsHex.Of(), func(b []byte) bool { return isHex(string(b)) }},
	{texts.HoldsBase32.Of(), func(b []byte) bool {
		inner, err := base32.StdEncoding.DecodeString(string(bytes.TrimSpace(b)))
		return err == nil && len(inner) > 8
	}},
	{texts.HoldsGzip.Of(), starts("\x1f\x8b")},
	{texts.HoldsZIP.Of(), starts("PK\x03\x04")},
	{texts.HoldsPDF.Of(), starts("%PDF-")},
	{texts.HoldsHTML.Of(), func(b []byte) bool {
		return hasAnyPrefix(bytes.ToLower(b[:min(len(b), 64)]), "<!doctype html", "<html")
	}},
	{texts.HoldsRunes.Of(), func(b []byte) bool { return hasAnyPrefix(b, "0\u0080", "0\u0081", "0\u0082", "0\u0083", "0\uFFFD") }},
	{texts.HoldsUTF16.Of(), func(b []byte) bool {
		return hasAnyPrefix(b, "\xff\xfe", "\xfe\xff", "<\x00", "\x00<", "{\x00", "\x00{", "-\x00-", "M\x00I")
	}},
}

func starts(with string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(with)) }
}

func hasAnyPrefix(b []byte, all ...string) bool {
	for _, one := range all {
		if bytes.HasPrefix(b, []byte(one)) {
			return true
		}
	}
	return false
}

// isBase64Of tells whether bytes are base64 themselves, of what begins so.
func isBase64Of(b []byte, beginnings ...string) bool {
	b = bytes.TrimLeft(b, "\"' \r\n\t")
	return hasAnyPrefix(b, beginnings...) && allBase64(strings.Trim(string(b[:min(len(b), 64)]), "\"'"))
}

// Holds says what the bytes are that came out of base64 and are not what is
// wanted, in words that follow «похоже, »; nothing for nothing known.
func Holds(b []byte) texts.Said {
	for _, c := range contents {
		if c.is(b[:min(len(b), mostDressed)]) {
			return c.about
		}
	}
	return texts.Said{}
}
