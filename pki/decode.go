package pki

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode"
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
	if m := armour.FindStringSubmatch(text); m != nil && !slices.Contains(armourLabels, m[2]) {
		return nil, refuse(RuleDecode, "вместо подписи передан блок PEM «%s», ожидался «CMS» или «PKCS7»", m[2])
	}
	text = strings.TrimRightFunc(armour.ReplaceAllString(text, ""), func(r rune) bool { return r == '=' || unicode.IsSpace(r) })

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

func isBase64(r rune) bool {
	return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '/'
}
