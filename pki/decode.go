package pki

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	armour       = regexp.MustCompile(`-----(BEGIN|END) ([A-Z0-9# ]+)-----`)
	armourLabels = []string{"CMS", "PKCS7", "PKCS #7 SIGNED DATA"}
)

// Decode turns a signature as clients send it into its bytes, DER or BER: standard base64, with or without line breaks,
// blanks, padding, PEM armour and surrounding quotes (sibling: real clients send all of these). Anything else is
// a *Refusal by RuleDecode.
func Decode(text string) ([]byte, error) {
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	for _, d := range dresses {
		if d.is(text) {
			return nil, refuse(RuleDecode, "подпись не в base64: похоже, %s", d.about)
		}
	}
	if m := armour.FindStringSubmatch(text); m != nil {
		if !slices.Contains(armourLabels, m[2]) {
			return nil, refuse(RuleDecode, "вместо подписи передан блок PEM «%s», ожидался «CMS» или «PKCS7»", m[2])
		}
		text = armour.ReplaceAllString(text, "")
	}
	text = strings.TrimRightFunc(text, func(r rune) bool { return r == '=' || unicode.IsSpace(r) })

	var digits strings.Builder
	digits.Grow(len(text))
	at := 0
	for _, r := range text {
		at++
		switch {
		case unicode.IsSpace(r):
		case isBase64(r):
			digits.WriteRune(r)
		default:
			return nil, refuse(RuleDecode, "подпись не в base64: лишний символ %q на месте %d", r, at)
		}
	}
	if digits.Len() == 0 {
		return nil, refuse(RuleDecode, "подпись пустая, ожидалась CMS в base64")
	}
	der, err := base64.RawStdEncoding.DecodeString(digits.String())
	if err != nil {
		return nil, refuse(RuleDecode, "подпись в base64 обрезана: %d знаков, последний лишний", digits.Len())
	}
	return der, nil
}

// dresses are ways in which clients send a signature that are none of those that Decode takes (sibling, assumed).
var dresses = []struct {
	about string
	is    func(string) bool
}{
	{"передан data URL, а нужна только часть после запятой", func(s string) bool { return strings.HasPrefix(s, "data:") }},
	{"передано сообщение S/MIME с заголовками, а нужна сама CMS", func(s string) bool { return strings.HasPrefix(s, "MIME-Version:") }},
	{"это двоичные данные, а нужен текст; сама CMS начинается с байта 0x30", isBinary},
	{"передан XML (подпись XML-DSig?), а нужна CMS", func(s string) bool { return strings.HasPrefix(s, "<") }},
	{`переводы строк записаны буквально, двумя знаками \n`, func(s string) bool { return strings.Contains(s, `\n`) || strings.Contains(s, `\r`) }},
	{"это base64url, со знаками - и _ вместо + и /", urlAlphabet.MatchString},
	{"подпись передана в шестнадцатеричном виде", hexOfSequence.MatchString},
}

var (
	urlAlphabet   = regexp.MustCompile(`^MI[A-Za-z0-9_-]*[-_][A-Za-z0-9_=-]*$`)
	hexOfSequence = regexp.MustCompile(`^30[0-9a-fA-F]{20,}$`)
)

// isBinary tells bytes from text: one that text cannot have is enough.
func isBinary(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) })
}

// guessParse says what bytes look like that are no CMS.
func guessParse(der []byte) string {
	again, err := Decode(string(der[:min(len(der), mostGuessed)]))
	switch {
	case bytes.HasPrefix(der, []byte("-----BEGIN")):
		return "; похоже, в base64 закодирован текст PEM, а не его содержимое"
	case err == nil && bytes.HasPrefix(again, []byte{0x30}):
		return "; похоже, base64 сделан дважды"
	case readCertificate(der).damage == "":
		return "; похоже, это сертификат, а не подпись"
	case len(der) == 64 || len(der) == 128 || len(der) == 256:
		return fmt.Sprintf("; похоже, это голая подпись в %d байт, а нужна CMS с сертификатом", len(der))
	}
	return ""
}

func isBase64(r rune) bool {
	return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '/'
}
