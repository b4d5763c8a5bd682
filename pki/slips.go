package pki

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
)

// slip is a way in which clients sign something else than they send.
type slip struct {
	about texts.Said
	made  func([]byte) []byte // what is signed instead; nil where the slip cannot be
}

// slips of the usual kinds (sibling, assumed).
var slips = []slip{
	{texts.SignedBase64.Of(), inBase64},
	{texts.SignedBase64Line.Of(), func(b []byte) []byte { return append(inBase64(b), '\n') }},
	{texts.SignedBase64Of76.Of(), lines(inBase64, 76, "\r\n")},
	{texts.SignedBase64Of76.Of(), lines(inBase64, 76, "\n")},
	{texts.SignedBase64Of64.Of(), lines(inBase64, 64, "\n")},
	{texts.SignedBase64Twice.Of(), func(b []byte) []byte { return inBase64(inBase64(b)) }},
	{texts.SignedDataURL.Of(), func(b []byte) []byte { return append([]byte("data:text/xml;base64,"), inBase64(b)...) }},
	{texts.SignedDataURL.Of(), func(b []byte) []byte { return append([]byte("data:application/xml;base64,"), inBase64(b)...) }},
	{texts.SignedBase64URL.Of(), func(b []byte) []byte { return []byte(base64.RawURLEncoding.EncodeToString(b)) }},
	{texts.SignedHex.Of(), func(b []byte) []byte { return []byte(hex.EncodeToString(b)) }},
	{texts.SignedOutOfBase64.Of(), outOfBase64},
	{texts.SignedLineEnd.Of(), func(b []byte) []byte { return append(bytes.Clone(b), '\n') }},
	{texts.SignedCRLFEnd.Of(), func(b []byte) []byte { return append(bytes.Clone(b), '\r', '\n') }},
	{texts.SignedEndTwice.Of(), func(b []byte) []byte { return append(bytes.Clone(b), "\n\n"...) }},
	{texts.SignedEndTwice.Of(), func(b []byte) []byte { return append(bytes.Clone(b), "\r\n\r\n"...) }},
	{texts.SignedNoLineEnd.Of(), func(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }},
	{texts.SignedTrimmed.Of(), bytes.TrimSpace},
	{texts.SignedBlanks.Of(), func(b []byte) []byte { return append(bytes.Clone(b), ' ') }},
	{texts.SignedBlanks.Of(), func(b []byte) []byte { return append([]byte{' '}, b...) }},
	{texts.SignedNoBreaks.Of(), func(b []byte) []byte { return breaks.ReplaceAll(b, nil) }},
	{texts.SignedOneLine.Of(), func(b []byte) []byte { return indents.ReplaceAll(bytes.TrimSpace(b), nil) }},
	{texts.SignedMIME.Of(), func(b []byte) []byte { return withHeader(b) }},
	{texts.SignedMIME.Of(), func(b []byte) []byte { return withHeader(toCRLF(b)) }},
	{texts.SignedForURL.Of(), func(b []byte) []byte { return []byte(url.QueryEscape(string(b))) }},
	{texts.SignedForURL.Of(), func(b []byte) []byte { return []byte(url.PathEscape(string(b))) }},
	{texts.SignedEntities.Of(), func(b []byte) []byte { return []byte(html.EscapeString(string(b))) }},
	{texts.SignedEntities.Of(), asEntities},
	{texts.SignedCRLF.Of(), toCRLF},
	{texts.SignedLF.Of(), func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }},
	{texts.SignedQuoted.Of(), func(b []byte) []byte { return []byte(`"` + string(b) + `"`) }},
	{texts.SignedBOM.Of(), func(b []byte) []byte { return append([]byte("\uFEFF"), b...) }},
	{texts.SignedNoBOM.Of(), func(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\uFEFF")) }},
	{texts.SignedNUL.Of(), func(b []byte) []byte { return append(bytes.Clone(b), 0) }},
	{texts.SignedNoProlog.Of(), withoutProlog},
	{texts.SignedJSON.Of(), inJSON},
	{texts.SignedQuotedJSON.Of(), quotedJSON},
	{texts.SignedUTF16.Of(), inUTF16(binary.LittleEndian, "")},
	{texts.SignedUTF16BOM.Of(), inUTF16(binary.LittleEndian, "\xff\xfe")},
	{texts.SignedUTF16BE.Of(), inUTF16(binary.BigEndian, "")},
	{texts.SignedUTF16BEBOM.Of(), inUTF16(binary.BigEndian, "\xfe\xff")},
	{texts.SignedBase64UTF16.Of(), func(b []byte) []byte { return inBase64(inUTF16(binary.LittleEndian, "")(b)) }},
	{texts.SignedWindows1251.Of(), in8Bits(windows1251)},
	{texts.SignedCP866.Of(), in8Bits(cp866)},
	{texts.SignedQuestionMarks.Of(), asQuestionMarks},
	{texts.SignedTwiceUTF8.Of(), twiceUTF8},
	{texts.SignedLowerCase.Of(), bytes.ToLower},
	{texts.SignedUpperCase.Of(), bytes.ToUpper},
	{texts.SignedNothing.Of(), func([]byte) []byte { return []byte{} }},
}

var (
	breaks  = regexp.MustCompile(`[\r\n]+`)
	indents = regexp.MustCompile(`[\r\n]+[ \t]*`)
)

func toCRLF(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }

// withHeader is what OpenSSL signs with -text.
func withHeader(b []byte) []byte { return append([]byte("Content-Type: text/plain\r\n\r\n"), b...) }

// asEntities escapes by names, as most do; html.EscapeString has numbers for quotes.
func asEntities(b []byte) []byte {
	return []byte(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace(string(b)))
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
	{texts.SignedDigest.Of(), func(sum []byte) []byte { return sum }},
	{texts.SignedDigestHex.Of(), func(sum []byte) []byte { return []byte(hex.EncodeToString(sum)) }},
	{texts.SignedDigestBase64.Of(), func(sum []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(sum)) }},
	{texts.SignedDigestHex.Of(), func(sum []byte) []byte { return bytes.ToUpper([]byte(hex.EncodeToString(sum))) }},
}

// guessContent says what the content that was signed looks like: one that travels with the signature may be a digest, too.
func (i *inspection) guessContent() texts.Said {
	for _, d := range digests {
		for _, slip := range digestSlips {
			if len(i.Content) <= mostGuessed && bytes.Equal(slip.made(i.sum(d)), i.content) {
				return texts.HintLooks.Of(slip.about)
			}
		}
	}
	said := i.guess(func(other []byte) bool { return bytes.Equal(other, i.content) })
	switch {
	case said.Key() != "" || len(i.Content) == 0 || len(i.content) == 0:
		return said
	case bytes.Contains(i.content, i.Content):
		return texts.HintLooks.Of(texts.SignedAround.Of())
	case bytes.Contains(i.Content, i.content):
		return texts.HintLooks.Of(texts.SignedPart.Of())
	}
	return said
}

// mostGuessed bounds what is looked into for slips, since each guess costs a digest of it.
const mostGuessed = 512 << 10

// guess names the slip that explains what was signed, or says nothing.
func (i *inspection) guess(signed func([]byte) bool) texts.Said {
	content := i.Content
	if len(content) > mostGuessed {
		return texts.Said{}
	}
	if i.Others != nil {
		for _, other := range i.Others() {
			if signed(other.Text) {
				return texts.HintIsSigned.Of(other.About)
			}
		}
	}
	for _, slip := range slips {
		if made := slip.made(content); made != nil && !bytes.Equal(made, content) && signed(made) {
			return texts.HintLooks.Of(slip.about)
		}
	}
	return texts.Said{}
}

// guessDigest says what the digest that was signed looks like.
func (i *inspection) guessDigest(d *digest, signed []byte) texts.Said {
	if reversed := slices.Clone(i.sum(d)); len(reversed) > 0 {
		slices.Reverse(reversed)
		if bytes.Equal(reversed, signed) {
			return texts.HintLooks.Of(texts.LooksReversed.Of())
		}
	}
	is := func(data []byte) bool { return bytes.Equal(d.sum(data), signed) }
	for _, slip := range digestSlips {
		if is(slip.made(i.sum(d))) {
			return texts.HintLooks.Of(slip.about)
		}
	}
	return i.guess(is)
}

// guessSignature says what a signature that does not verify looks like.
func (i *inspection) guessSignature(s *signer, scheme scheme) texts.Said {
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
		return texts.HintLooks.Of(texts.LooksTurned.Of())
	case verifies(s.certificate, swapped, covered...):
		return texts.HintLooks.Of(texts.LooksSwapped.Of())
	case s.signed && verifies(s.certificate, s.signature, i.sum(scheme.digest)):
		return texts.HintLooks.Of(texts.LooksDirect.Of())
	}
	for n, other := range i.certificates {
		if n < maxSigners && other != s.certificate && verifies(other, s.signature, covered...) {
			return texts.HintLooks.Of(texts.LooksOtherCert.Of(other.subject.String()))
		}
	}
	if s.signed {
		return texts.Said{}
	}
	for _, slip := range digestSlips {
		if verifies(s.certificate, s.signature, scheme.digest.sum(slip.made(i.sum(scheme.digest)))) {
			return texts.HintLooks.Of(slip.about)
		}
	}
	if said := i.guess(func(other []byte) bool { return verifies(s.certificate, s.signature, scheme.digest.sum(other)) }); said.Key() != "" {
		return said
	}
	return texts.HintNoSigned.Of(show(i.Content))
}
