package pki

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// slip is a way in which clients sign something else than they send.
type slip struct {
	about string
	made  func([]byte) []byte // what is signed instead; nil where the slip cannot be
}

// slips of the usual kinds (sibling, assumed).
var slips = []slip{
	{"подписан текст base64, а не сами данные", func(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }},
	{"подписаны данные, раскодированные из base64", outOfBase64},
	{"подписаны данные с лишним переводом строки в конце", func(b []byte) []byte { return append(bytes.Clone(b), '\n') }},
	{"подписаны данные с лишним CRLF в конце", func(b []byte) []byte { return append(bytes.Clone(b), '\r', '\n') }},
	{"подписаны данные без перевода строки в конце", func(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }},
	{"подписаны данные без пробелов и переводов строк по краям", bytes.TrimSpace},
	{"подписаны данные с CRLF вместо LF", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }},
	{"подписаны данные с LF вместо CRLF", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }},
	{"подписаны данные с кавычками вокруг", func(b []byte) []byte { return []byte(`"` + string(b) + `"`) }},
	{"подписаны данные с BOM в начале", func(b []byte) []byte { return append([]byte("\uFEFF"), b...) }},
	{"подписаны данные без BOM в начале", func(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\uFEFF")) }},
	{"подписаны данные в UTF-16 вместо UTF-8", inUTF16},
	{"подписаны данные в windows-1251 вместо UTF-8", inWindows1251},
	{"подписано ноль байт", func([]byte) []byte { return []byte{} }},
}

func outOfBase64(b []byte) []byte {
	decoded, err := base64.StdEncoding.DecodeString(string(b))
	if err != nil || len(decoded) == 0 {
		return nil
	}
	return decoded
}

// inUTF16 is what .NET calls Unicode.
func inUTF16(b []byte) []byte {
	if !utf8.Valid(b) {
		return nil
	}
	var out []byte
	for _, unit := range utf16.Encode([]rune(string(b))) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

// inWindows1251 knows Russian letters; Kazakh ones have no place in it.
func inWindows1251(b []byte) []byte {
	var out []byte
	for _, r := range string(b) {
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case 'А' <= r && r <= 'я':
			out = append(out, byte(r-'А'+0xc0))
		case r == 'Ё':
			out = append(out, 0xa8)
		case r == 'ё':
			out = append(out, 0xb8)
		default:
			return nil
		}
	}
	return out
}

// digestSlips are ways in which clients sign a digest of what they send, by the digest that they use.
var digestSlips = []slip{
	{"подписан дайджест данных, а не сами данные", func(sum []byte) []byte { return sum }},
	{"подписан дайджест данных шестнадцатеричным текстом, а не сами данные", func(sum []byte) []byte { return []byte(hex.EncodeToString(sum)) }},
	{"подписан дайджест данных в base64, а не сами данные", func(sum []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(sum)) }},
}

// mostGuessed bounds what is looked into for slips, since each guess costs a digest of it.
const mostGuessed = 1 << 20

// guess names the slip that explains what was signed, or says nothing.
func guess(content []byte, signed func([]byte) bool) string {
	if len(content) > mostGuessed {
		return ""
	}
	for _, slip := range slips {
		if made := slip.made(content); made != nil && !bytes.Equal(made, content) && signed(made) {
			return "; похоже, " + slip.about
		}
	}
	return ""
}

// guessDigest says what the digest that was signed looks like.
func (i *inspection) guessDigest(d *digest, signed []byte) string {
	if reversed := slices.Clone(i.sum(d)); len(reversed) > 0 {
		slices.Reverse(reversed)
		if bytes.Equal(reversed, signed) {
			return "; похоже, байты дайджеста стоят в обратном порядке"
		}
	}
	is := func(data []byte) bool { return bytes.Equal(d.sum(data), signed) }
	for _, slip := range digestSlips {
		if is(slip.made(i.sum(d))) {
			return "; похоже, " + slip.about
		}
	}
	return guess(i.Content, is)
}

// guessSignature says what a signature that does not verify looks like.
func (i *inspection) guessSignature(s *signer, scheme scheme) string {
	verifies := func(key *certificate, signature []byte, sums ...[]byte) bool {
		return key.key != nil && slices.ContainsFunc(sums, func(sum []byte) bool {
			return scheme.verify(key.key, scheme.digest, sum, signature) == nil
		})
	}
	covered := i.signedSums(s, scheme.digest)
	turned := slices.Clone(s.signature)
	slices.Reverse(turned)
	half := len(s.signature) / 2
	swapped := slices.Concat(s.signature[half:], s.signature[:half])
	switch {
	case verifies(s.certificate, turned, covered...):
		return "; похоже, байты подписи стоят в обратном порядке, как принято в России (RFC 4491, RFC 9215)"
	case verifies(s.certificate, swapped, covered...):
		return "; похоже, половины подписи r и s переставлены"
	case s.signed && verifies(s.certificate, s.signature, i.sum(scheme.digest)):
		return "; похоже, подписаны сами данные, а не подписанные атрибуты"
	}
	for n, other := range i.certificates {
		if n < maxSigners && other != s.certificate && verifies(other, s.signature, covered...) {
			return "; похоже, она сделана ключом другого сертификата из CMS: «" + other.subject.String() + "»"
		}
	}
	if s.signed {
		return ""
	}
	for _, slip := range digestSlips {
		if verifies(s.certificate, s.signature, scheme.digest.sum(slip.made(i.sum(scheme.digest)))) {
			return "; похоже, " + slip.about
		}
	}
	if said := guess(i.Content, func(other []byte) bool { return verifies(s.certificate, s.signature, scheme.digest.sum(other)) }); said != "" {
		return said
	}
	return "; подписанных атрибутов в ней нет, так что, возможно, подписаны не те данные, что ожидались: " + show(i.Content)
}
