package pki

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"pgregory.net/rapid"
)

// act returns the signed act that the description of the real system prints.
func act(t testing.TB) (cms, content []byte) {
	t.Helper()
	return must(Decode(string(fixture(t, "act-signed.cms.b64"))))(t), fixture(t, "act-signed.xml")
}

func TestRealActIsTaken(t *testing.T) {
	cms, content := act(t)
	found := must(Verify(cms, Check{Level: Crypto, Content: content, Detached: true}))(t)
	want := Identity{IIN: "940408450442", Name: "МАКУЛБЕКОВА АСЕЛЬ", Patronymic: "МУРАТБЕККЫЗЫ"}
	if found.Identity != want || found.Identity.Participant() != "940408450442" || found.Kind != KindSign {
		t.Errorf("signed by %+v, kind %q", found.Identity, found.Kind)
	}
	if at := time.Date(2022, time.June, 7, 8, 55, 49, 0, time.UTC); found.Algorithm != "SHA-256/RSA" || !found.SigningTime.Equal(at) {
		t.Errorf("algorithm %s, time %v", found.Algorithm, found.SigningTime)
	}
	doubts := []string{RuleValidity, RuleAuthority}
	for n, doubt := range found.Doubts {
		if n >= len(doubts) || doubt.Rule != doubts[n] {
			t.Errorf("doubt %+v", doubt)
		}
	}
	if len(found.Doubts) != len(doubts) || found.Certificate == nil {
		t.Errorf("doubts %q, certificate %v", found.Doubts, found.Certificate)
	}
}

func TestRealActHoldsEveryByte(t *testing.T) {
	cms, content := act(t)
	for at := range content {
		wantRule(t, cms, Check{Level: Crypto, Content: flipped(content, at), Detached: true}, RuleDigest)
	}
	for at := len(cms) - 256; at < len(cms); at++ { // the signature stands last
		wantRule(t, flipped(cms, at), Check{Level: Crypto, Content: content, Detached: true}, RuleSignature)
	}
}

func flipped(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 1
	return out
}

func wantRule(t *testing.T, cms []byte, c Check, rule string) {
	t.Helper()
	found, err := Verify(cms, c)
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Rule != rule {
		t.Fatalf("found %+v, error %v, want refusal by %s", found, err, rule)
	}
}

// TestOthersSignaturesAreTaken: what OpenSSL makes in its many forms, up to the highest rung that it can reach.
func TestOthersSignaturesAreTaken(t *testing.T) {
	organisation := Identity{BIN: "123456789021", IIN: "123456789011", Name: "ТЕСТОВ ТЕСТ", Patronymic: "ТЕСТОВИЧ", Organisation: `АО "ТЕСТ"`}
	person := Identity{IIN: "850101300124", Name: "ТЕСТОВ ТЕСТ"}
	for _, c := range []struct {
		file      string
		upTo      Level
		identity  Identity
		algorithm string
		warning   string
	}{
		{"attached.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"detached.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"keyid.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"stream.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"armour.pem", Chain, organisation, "SHA-256/RSA", ""},
		{"noattr.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"two-signers.cms", Chain, organisation, "SHA-256/RSA", ""},
		{"sha1.cms", Chain, organisation, "SHA-1/RSA", "подпись SHA-1/RSA: SHA-1 давно ненадёжен, принято"},
		{"sha512.cms", Chain, organisation, "SHA-512/RSA", ""},
		{"pss.cms", Chain, organisation, "SHA-256/RSA-PSS", ""},
		{"ecdsa.cms", Crypto, person, "SHA-256/ECDSA", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			cms := fixture(t, c.file)
			if strings.HasSuffix(c.file, ".pem") {
				cms = must(Decode(string(cms)))(t)
			}
			check := attached(c.upTo)
			check.Detached = c.file == "detached.cms"
			found := must(Verify(cms, check))(t)
			if number := cmp.Or(c.identity.BIN, c.identity.IIN); found.Identity.Participant() != number {
				t.Errorf("participant %s, want %s", found.Identity.Participant(), number)
			}
			if found.Identity != c.identity || found.Algorithm != c.algorithm || doubtsBy(found, RuleProof) != c.warning {
				t.Errorf("found %+v", found)
			}
			// Signatures of keys that Go can verify hold: not one changed byte of the signature itself is taken.
			if cms[len(cms)-1] != 0 { // BER ends with marks instead
				wantRule(t, flipped(cms, len(cms)-1), check, RuleSignature)
			}
		})
	}
}

func TestOwnSignaturesAreTaken(t *testing.T) {
	key := testKey(t, "signer.pem")
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOf(rapid.Byte()).Draw(t, "content")
		o := SignOptions{Detached: rapid.Bool().Draw(t, "detached"), ByKeyID: rapid.Bool().Draw(t, "by key id")}
		if rapid.Bool().Draw(t, "with time") {
			o.At = time.Unix(rapid.Int64Range(-1e9, 1e10).Draw(t, "at"), 0).UTC()
		}
		cms, err := key.Sign(content, o)
		if err != nil {
			t.Fatal(err)
		}
		found, err := Verify(cms, Check{Level: Chain, Content: content, Detached: o.Detached, At: today})
		if err != nil || !found.SigningTime.Equal(o.At) || found.Doubts != nil {
			t.Fatalf("found %+v, error %v", found, err)
		}
		normal, _, err := normalise(cms)
		if err != nil || !bytes.Equal(normal, cms) {
			t.Fatalf("what was signed is not DER, error %v", err)
		}
	})
}

// TestSigningTimeComesBack: years that do not fit UTCTime are written otherwise.
func TestSigningTimeComesBack(t *testing.T) {
	key := testKey(t, "signer.pem")
	for _, year := range []int{1900, 1949, 1950, 1999, 2000, 2049, 2050, 2100} {
		at := time.Date(year, time.July, 1, 23, 59, 58, 0, time.FixedZone("", 5*60*60))
		found := must(Verify(must(key.Sign(sample, SignOptions{At: at}))(t), attached(Chain)))(t)
		if !found.SigningTime.Equal(at) {
			t.Errorf("%v came back as %v", at, found.SigningTime)
		}
	}
}

// TestKeyIdentifierIsWhatTheCertificateSays: any bytes will do, not only the digest of the key.
func TestKeyIdentifierIsWhatTheCertificateSays(t *testing.T) {
	key := testKey(t, "signer.pem")
	template := *key.Certificate
	template.SubjectKeyId = []byte{1, 2, 3}
	der := must(x509.CreateCertificate(rand.Reader, &template, branches()[0].Certificate, &rsaOf(key).PublicKey, branches()[0].Private))(t)
	renamed := &Key{Certificate: must(x509.ParseCertificate(der))(t), Private: key.Private}
	if _, err := Verify(must(renamed.Sign(sample, SignOptions{ByKeyID: true}))(t), attached(Chain)); err != nil {
		t.Error(err)
	}
	renamed.Certificate.SubjectKeyId = nil
	if _, err := renamed.Sign(sample, SignOptions{ByKeyID: true}); err == nil {
		t.Error("signed by an identifier that is not there")
	}
}

func TestSecondOpinionOnOurs(t *testing.T) {
	key := testKey(t, "signer.pem")
	for _, o := range []SignOptions{{}, {Detached: true}, {At: today}, {Detached: true, At: today}} {
		parsed := must(pkcs7.Parse(must(key.Sign(sample, o))(t)))(t)
		if o.Detached {
			parsed.Content = sample
		}
		roots := x509.NewCertPool()
		roots.AddCert(branches()[0].Certificate)
		if err := parsed.VerifyWithChainAtTime(roots, today); err != nil || !bytes.Equal(parsed.Content, sample) {
			t.Errorf("%+v: content %q, error %v", o, parsed.Content, err)
		}
	}
}

func TestOurOpinionOnTheirs(t *testing.T) {
	key := testKey(t, "signer.pem")
	for _, detached := range []bool{false, true} {
		made := must(pkcs7.NewSignedData(sample))(t)
		made.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		if err := made.AddSigner(key.Certificate, key.Private, pkcs7.SignerInfoConfig{}); err != nil {
			t.Fatal(err)
		}
		if detached {
			made.Detach()
		}
		check := attached(Chain)
		check.Detached = detached
		if found := must(Verify(must(made.Finish())(t), check))(t); found.Algorithm != "SHA-256/RSA" {
			t.Errorf("found %+v", found)
		}
	}
}

// TestUnsortedAttributes: some programs sign the attributes as they send them, others sort them first as DER demands.
func TestUnsortedAttributes(t *testing.T) {
	key := testKey(t, "signer.pem")
	s := honest(t, key, sample)
	slices.SortFunc(s.attributes, func(a, b []byte) int { return bytes.Compare(b, a) })
	body := bytes.Join(s.attributes, nil)
	asSent := append(appendHeader(nil, byte(asn1.SET), len(body)), body...)
	for name, signed := range map[string][]byte{"as sent": asSent, "sorted": setOf(s.attributes)} {
		s.signature = rawSign(t, key, signed)
		cms := forgery{content: sample, certificates: [][]byte{key.Certificate.Raw}, signers: []forgedSigner{s}}.bytes(t)
		if _, err := Verify(cms, attached(Chain)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestIssuerInOtherStrings: programs rewrite the issuer's name with string types of their own; it still names the
// certificate.
func TestIssuerInOtherStrings(t *testing.T) {
	key := testKey(t, "signer.pem")
	s := honest(t, key, sample)
	for _, tag := range []asn1.Tag{asn1.UTF8String, asn1.PrintableString, asn1.T61String} {
		issuer := nameOf(t, tag, nameAttribute{oidCountry, "KZ"}, nameAttribute{oidCommonName, "MOCKISMP ҰКО (RSA TEST)"})
		renamed := s
		renamed.id = build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddBytes(issuer)
				b.AddASN1BigInt(key.Certificate.SerialNumber)
			})
		})
		cms := forgery{
			content: sample, signers: []forgedSigner{renamed},
			certificates: [][]byte{testKey(t, "second.pem").Certificate.Raw, key.Certificate.Raw},
		}.bytes(t)
		if _, err := Verify(cms, attached(Chain)); err != nil {
			t.Errorf("strings of type %d: %v", tag, err)
		}
	}
}

// TestSigningTimeDecidesNothing: not even when it is no time at all.
func TestSigningTimeDecidesNothing(t *testing.T) {
	key := testKey(t, "signer.pem")
	for _, value := range [][]byte{{0x17, 0x01, 'x'}, {0x18, 0x00}, {0x05, 0x00}, {0x30, 0x00}} {
		s := honest(t, key, sample)
		s.attributes = append(s.attributes, attribute(t, oidSigningTime, value))
		s = resigned(t, key, s)
		cms := forgery{content: sample, certificates: [][]byte{key.Certificate.Raw}, signers: []forgedSigner{s}}.bytes(t)
		found, err := Verify(cms, attached(Chain))
		if err != nil || !found.SigningTime.IsZero() {
			t.Errorf("value %x: found %+v, error %v", value, found, err)
		}
	}
}

// TestWhatIsSignedBesideIsGuessed: more than the data, or less, shows where it travels with the signature.
func TestWhatIsSignedBesideIsGuessed(t *testing.T) {
	key := testKey(t, "second.pem")
	for signed, want := range map[string]string{
		`{"data": "CONTENT"}`: "похоже, подписаны данные вместе с тем, что стоит вокруг них",
		"CONTEN":              "похоже, подписана только часть данных",
		"":                    "похоже, подписано ноль байт",
		"CONTENT\n":           "похоже, подписаны данные с лишним переводом строки",
		"OTHER":               `ожидались 7 байт "CONTENT"`,
	} {
		cms := must(key.Sign([]byte(signed), SignOptions{}))(t)
		if _, err := Verify(cms, Check{Level: Crypto, Content: []byte("CONTENT")}); err == nil || !strings.HasSuffix(strings.TrimSuffix(err.Error(), " в конце"), want) {
			t.Errorf("signed %q: %v", signed, err)
		}
	}
}

// TestSlipsAreGuessed: the refusal names the usual mistakes, in the attached and in the detached form.
func TestSlipsAreGuessed(t *testing.T) {
	key := testKey(t, "second.pem")
	content := []byte("<file>\n<a/>\n</file>\n")
	for signed, want := range map[string]string{
		base64.StdEncoding.EncodeToString(content):                "подписан текст base64",
		string(content) + "\n":                                    "с лишним переводом строки",
		string(content) + "\r\n":                                  "с лишним CRLF",
		"<file>\n<a/>\n</file>":                                   "без перевода строки",
		"<file>\r\n<a/>\r\n</file>\r\n":                           "с CRLF вместо LF",
		`"` + string(content) + `"`:                               "с кавычками",
		"\uFEFF" + string(content):                                "с BOM",
		"":                                                        "ноль байт",
		string(inBase64(content)) + "\n":                          "base64 с переводом строки",
		hex.EncodeToString(content):                               "шестнадцатеричный текст",
		string(inUTF16(binary.BigEndian, "")(content)):            "в UTF-16BE",
		string(inUTF16(binary.LittleEndian, "\xff\xfe")(content)): "в UTF-16 с BOM",
		string(content) + "\x00":                                  "с нулевым байтом",
		strings.ToUpper(string(content)):                          "прописными",
		string(quotedJSON(content)):                               "как строка JSON, с кавычками",
		"4d3f":                                                    "uuid вместо data",
		string(inBase64(inBase64(content))):                       "сделанный дважды",
		"data:text/xml;base64," + string(inBase64(content)):       "data URL",
		string(content) + "\r\n\r\n":                              "с двумя лишними",
		" " + string(content):                                     "с лишним пробелом",
		"<file><a/></file>":                                       "без переводов строк",
		"Content-Type: text/plain\r\n\r\n" + string(content):      "с заголовком MIME",
		url.QueryEscape(string(content)):                          "для URL",
		"&lt;file&gt;\n&lt;a/&gt;\n&lt;/file&gt;\n":               "экранированные для HTML",
		fmt.Sprintf("%X", sha256.Sum256(content)):                 "подписан дайджест данных шестнадцатеричным",
	} {
		for _, detached := range []bool{false, true} {
			cms := must(key.Sign([]byte(signed), SignOptions{Detached: detached}))(t)
			others := func() []Other { return []Other{{"uuid вместо data", []byte("4d3f")}} }
			_, err := Verify(cms, Check{Level: Crypto, Content: content, Detached: detached, Others: others})
			if err == nil || !strings.Contains(err.Error(), "; похоже, подписан") || !strings.Contains(err.Error(), want) {
				t.Errorf("signed %q: %v", signed, err)
			}
		}
	}
	_, err := Verify(must(key.Sign([]byte("a\nb"), SignOptions{}))(t), Check{Level: Crypto, Content: []byte("a\r\nb")})
	if err == nil || !strings.Contains(err.Error(), "с LF вместо CRLF") {
		t.Errorf("error %v", err)
	}
}

func TestShow(t *testing.T) {
	for in, want := range map[string]string{
		"":                            `0 байт ""`,
		"акт":                         `6 байт "акт"`,
		"\x00\xff":                    `2 байт 0x00ff`,
		strings.Repeat("\xff", 20):    `20 байт 0x` + strings.Repeat("ff", 16) + "…",
		strings.Repeat("a", 41):       `41 байт "` + strings.Repeat("a", 40) + `"…`,
		"a" + strings.Repeat("ж", 30): `61 байт "a` + strings.Repeat("ж", 19) + `"…`,
	} {
		if got := show([]byte(in)); got.String() != want {
			t.Errorf("%q is shown as %s, want %s", in, got, want)
		}
	}
}

// TestNameStrings: certificates write names in any string type.
func TestNameStrings(t *testing.T) {
	for _, c := range []struct {
		tag   asn1.Tag
		bytes string
		want  string
	}{
		{asn1.UTF8String, "ҰКО, \\ (A)\n", `CN=ҰКО\, \\ (A)\n`},
		{asn1.T61String, "A\xffB", "CN=A\uFFFDB"},
		{asn1.Tag(30), "\x04\x10\x00A", "CN=АA"},
		{asn1.Tag(30), "\x04\x10\x00", "CN=А"},
	} {
		raw := openDER(nameOf(t, c.tag, nameAttribute{oidCommonName, c.bytes}))
		if got := readName(raw.take(asn1.SEQUENCE, "name")); got.String() != c.want {
			t.Errorf("type %d: %s, want %s", c.tag, got, c.want)
		}
	}
}
