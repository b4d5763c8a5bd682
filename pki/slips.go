package pki

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
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
	{"подписан текст base64, а не сами данные", inBase64},
	{"подписан текст base64 с переводом строки в конце, а не сами данные", func(b []byte) []byte { return append(inBase64(b), '\n') }},
	{"подписан текст base64 в строках по 76 знаков, а не сами данные", lines(inBase64, 76, "\r\n")},
	{"подписан текст base64 в строках по 76 знаков, а не сами данные", lines(inBase64, 76, "\n")},
	{"подписан текст base64 в строках по 64 знака, а не сами данные", lines(inBase64, 64, "\n")},
	{"подписан текст base64url, а не сами данные", func(b []byte) []byte { return []byte(base64.RawURLEncoding.EncodeToString(b)) }},
	{"подписан шестнадцатеричный текст данных, а не сами данные", func(b []byte) []byte { return []byte(hex.EncodeToString(b)) }},
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
	{"подписаны данные с нулевым байтом в конце", func(b []byte) []byte { return append(bytes.Clone(b), 0) }},
	{"подписаны данные без строки <?xml …?>", withoutProlog},
	{"подписаны данные, экранированные как строка JSON", inJSON},
	{"подписаны данные, экранированные как строка JSON, с кавычками вокруг", quotedJSON},
	{"подписаны данные в UTF-16 вместо UTF-8", inUTF16(binary.LittleEndian, "")},
	{"подписаны данные в UTF-16 с BOM вместо UTF-8", inUTF16(binary.LittleEndian, "\xff\xfe")},
	{"подписаны данные в UTF-16BE вместо UTF-8", inUTF16(binary.BigEndian, "")},
	{"подписаны данные в UTF-16BE с BOM вместо UTF-8", inUTF16(binary.BigEndian, "\xfe\xff")},
	{"подписан текст base64 от данных в UTF-16, а не сами данные", func(b []byte) []byte { return inBase64(inUTF16(binary.LittleEndian, "")(b)) }},
	{"подписаны данные в windows-1251 вместо UTF-8", in8Bits(windows1251)},
	{"подписаны данные в cp866 вместо UTF-8", in8Bits(cp866)},
	{"подписаны данные, где буквы вне ASCII стали знаками ?", asQuestionMarks},
	{"подписаны данные, дважды закодированные в UTF-8 (прочитанные как latin-1)", twiceUTF8},
	{"подписаны данные строчными буквами", bytes.ToLower},
	{"подписаны данные прописными буквами", bytes.ToUpper},
	{"подписано ноль байт", func([]byte) []byte { return []byte{} }},
}

func outOfBase64(b []byte) []byte {
	decoded, err := base64.StdEncoding.DecodeString(string(b))
	if err != nil || len(decoded) == 0 {
		return nil
	}
	return decoded
}

func inBase64(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }

// lines breaks what is made into lines.
func lines(made func([]byte) []byte, size int, end string) func([]byte) []byte {
	return func(b []byte) []byte {
		var out []byte
		for line := range slices.Chunk(made(b), size) {
			out = append(append(out, line...), end...)
		}
		return out
	}
}

// inUTF16 is what .NET calls Unicode, and Java UTF-16.
func inUTF16(order binary.AppendByteOrder, mark string) func([]byte) []byte {
	return func(b []byte) []byte {
		if !utf8.Valid(b) {
			return nil
		}
		out := []byte(mark)
		for _, unit := range utf16.Encode([]rune(string(b))) {
			out = order.AppendUint16(out, unit)
		}
		return out
	}
}

// windows1251 and cp866 know Russian letters; Kazakh ones have no place in them.
func windows1251(r rune) (byte, bool) {
	switch {
	case 'А' <= r && r <= 'я':
		return byte(r - 'А' + 0xc0), true
	case r == 'Ё':
		return 0xa8, true
	}
	return 0xb8, r == 'ё'
}

func cp866(r rune) (byte, bool) {
	switch {
	case 'А' <= r && r <= 'п':
		return byte(r - 'А' + 0x80), true
	case 'р' <= r && r <= 'я':
		return byte(r - 'р' + 0xe0), true
	case r == 'Ё':
		return 0xf0, true
	}
	return 0xf1, r == 'ё'
}

func in8Bits(of func(rune) (byte, bool)) func([]byte) []byte {
	return func(b []byte) []byte {
		var out []byte
		for _, r := range string(b) {
			if r < utf8.RuneSelf {
				out = append(out, byte(r))
			} else if one, ok := of(r); ok {
				out = append(out, one)
			} else {
				return nil
			}
		}
		return out
	}
}

func asQuestionMarks(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return '?'
		}
		return r
	}, b)
}

func twiceUTF8(b []byte) []byte {
	var out []byte
	for _, one := range b {
		out = utf8.AppendRune(out, rune(one))
	}
	return out
}

func withoutProlog(b []byte) []byte {
	prolog, rest, ok := bytes.Cut(b, []byte("?>"))
	if !ok || !bytes.Contains(prolog, []byte("<?xml")) {
		return nil
	}
	return bytes.TrimLeft(rest, "\r\n")
}

func quotedJSON(b []byte) []byte {
	if !utf8.Valid(b) {
		return nil
	}
	out, _ := json.Marshal(string(b)) // a text always encodes
	return out
}

func inJSON(b []byte) []byte { return bytes.Trim(quotedJSON(b), `"`) }

// digestSlips are ways in which clients sign a digest of what they send, by the digest that they use.
var digestSlips = []slip{
	{"подписан дайджест данных, а не сами данные", func(sum []byte) []byte { return sum }},
	{"подписан дайджест данных шестнадцатеричным текстом, а не сами данные", func(sum []byte) []byte { return []byte(hex.EncodeToString(sum)) }},
	{"подписан дайджест данных в base64, а не сами данные", func(sum []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(sum)) }},
}

// mostGuessed bounds what is looked into for slips, since each guess costs a digest of it.
const mostGuessed = 512 << 10

// guess names the slip that explains what was signed, or says nothing.
func (i *inspection) guess(signed func([]byte) bool) string {
	content := i.Content
	if len(content) > mostGuessed {
		return ""
	}
	if i.Others != nil {
		for _, other := range i.Others() {
			if signed(other.Text) {
				return "; похоже, подписан " + other.About
			}
		}
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
	return i.guess(is)
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
	if said := i.guess(func(other []byte) bool { return verifies(s.certificate, s.signature, scheme.digest.sum(other)) }); said != "" {
		return said
	}
	return "; подписанных атрибутов в ней нет, так что, возможно, подписаны не те данные, что ожидались: " + show(i.Content)
}
