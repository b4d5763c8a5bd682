package pki

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

var (
	armour       = regexp.MustCompile(`-----(BEGIN|END) ([A-Z0-9# ]+)-----`)
	armourLabels = []string{"CMS", "PKCS7", "PKCS #7 SIGNED DATA"}
)

// Decode turns a signature as clients send it into its bytes, DER or BER: standard base64, with or without line breaks,
// blanks, padding, PEM armour and surrounding quotes (sibling: real clients send all of these). Anything else is
// a *Refusal by RuleDecode.
func Decode(text string) ([]byte, error) {
	bare := strings.Trim(strings.TrimSpace(text), `"'`)
	if m := armour.FindStringSubmatch(bare); m != nil && !slices.Contains(armourLabels, m[2]) {
		return nil, refuse(RuleDecode, texts.SigOtherPEM.Of(m[2]))
	}
	der, err := decodeBare(bare)
	if err != nil || der[0] != byte(asn1.SEQUENCE) || Blanked(bare) {
		if looks := Dressed(bare); looks.Key() != "" {
			return nil, refuse(RuleDecode, texts.SigNotBase64.Of(looks))
		}
	}
	return der, err
}

// decodeBare decodes what is left without quotes. Armour turns into blanks, so
// that places are counted as the client sees them.
func decodeBare(text string) ([]byte, error) {
	if der, err := base64.StdEncoding.DecodeString(text); err == nil && len(der) > 0 {
		return der, nil // nothing has to be taken off
	}
	text = armour.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
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
			return nil, refuse(RuleDecode, texts.SigBadSign.Of(r, at))
		}
	}
	if digits.Len() == 0 {
		return nil, refuse(RuleDecode, texts.SigEmpty.Of())
	}
	der, err := base64.RawStdEncoding.DecodeString(digits.String())
	if err != nil {
		return nil, refuse(RuleDecode, texts.SigCut.Of(digits.Len()))
	}
	return der, nil
}

// guessParse says what bytes look like that are no CMS.
func guessParse(der []byte) texts.Said {
	looks := Holds(der)
	switch {
	case looks.Key() != "":
	case bytes.HasPrefix(bytes.TrimLeft(der, "\uFEFF \t\r\n"), []byte("<")):
		looks = texts.LooksXML.Of()
	case readCertificate(der).damage.Key() == "":
		looks = texts.LooksCert.Of()
	case len(der) == 64 || len(der) == 128 || len(der) == 256:
		looks = texts.LooksBare.Of(len(der))
	case bytes.HasPrefix(der, []byte(`{"`)):
		looks = texts.HoldsJSON.Of()
	case isText(der):
		looks = texts.HoldsText.Of()
	default:
		looks = guessSequence(der)
	}
	return hinted(looks)
}

// isText tells whether bytes are something to read.
func isText(b []byte) bool {
	return len(b) > 0 && utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) })
}

// guessSequence tells by its version what else than a CMS a sequence is.
func guessSequence(der []byte) (looks texts.Said) {
	s := cryptobyte.String(der)
	var body cryptobyte.String
	var version int
	if !s.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&version) {
		return looks
	}
	switch {
	case version == 3 && body.PeekASN1Tag(asn1.SEQUENCE):
		looks = texts.LooksPKCS12.Of()
	case version <= 1 && body.PeekASN1Tag(asn1.SEQUENCE):
		looks = texts.LooksKey.Of()
	}
	return looks
}

// hinted puts what something looks like behind a sentence, if it looks like anything.
func hinted(looks texts.Said) texts.Said {
	if looks.Key() == "" {
		return looks
	}
	return texts.HintLooks.Of(looks)
}

func isBase64(r rune) bool {
	return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '/'
}
