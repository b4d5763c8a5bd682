package texts

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// a verb of fmt with its flags; %% is none.
var verb = regexp.MustCompile(`%(\[\d\])?[-+# 0]*\d*(\.\d+)?(\[\d\])?([a-zA-Z])`)

// TestRows: a row is whole, and its blanks take its values, in number and type.
func TestRows(t *testing.T) {
	keys := map[string]bool{}
	for _, r := range All() {
		if keys[r.Key] {
			t.Errorf("%s stands twice: a key has one text", r.Key)
		}
		keys[r.Key] = true
		if area, name, ok := strings.Cut(r.Key, "."); r.Key != "verbatim" && (!ok || area == "" || name == "") {
			t.Errorf("%q is no key: write area.name", r.Key)
		}
		if !slices.Contains([]Evidence{Recorded, Observed, Documented, Sibling, Assumed}, r.Evidence) {
			t.Errorf("%s: the evidence %q is none", r.Key, r.Evidence)
		}
		if r.Source == "" && r.Evidence != Assumed {
			t.Errorf("%s is %s and names no source: say who prints it", r.Key, r.Evidence)
		}
		for language, text := range map[string]string{"text": r.Text, "English": r.English} {
			checkBlanks(t, r, language, text)
		}
	}
}

// escaped are the bytes that URLs write so, which no verb is written like.
var escaped = regexp.MustCompile(`^%[0-9][A-Z]$`)

func checkBlanks(t *testing.T, r Row, language, text string) {
	t.Helper()
	if text == "" && (language == "English" || r.Status == 406) {
		return
	}
	values := make([]any, len(r.Args))
	for i, typ := range r.Args {
		if values[i] = sample(typ); values[i] == nil {
			t.Fatalf("%s takes a %s, which no other text takes: add a value of it to sample", r.Key, typ)
		}
	}
	filled := fill(text, values)
	if strings.Contains(filled, "%!") {
		t.Errorf("%s: the blanks of its %s do not take its values %v: %s", r.Key, language, r.Args, filled)
	}
	if blanks := verb.FindAllString(strings.ReplaceAll(text, "%%", ""), -1); len(r.Args) == 0 && len(blanks) > 0 && !escaped.MatchString(blanks[0]) {
		t.Errorf("%s: its %s has the blanks %v, and takes no values: declare it with text1 and the types of its values", r.Key, language, blanks)
	}
}

func sample(typ string) any {
	switch typ {
	case "string":
		return "x"
	case "int":
		return 7
	case "error":
		return errors.New("x")
	case "uint8":
		return byte(7)
	case "int32":
		return 'x'
	case "[]uint8":
		return []byte("x")
	case "texts.Said":
		return Verbatim("x")
	}
	return nil
}

// latin are the words in Latin letters that stand in Russian texts: names of
// fields, formats and standards, which have no Russian.
var latin = strings.Fields(`
	UUID uuid data pid GTIN URL XML XSD API GET auth key id orderedColumnValue shipmentId X-Mock-Outcome mockismp _mock worlds
	receiver_inn release_method certificate_type participants mainInfo fileId accepted correctionFlag true exportCountry customCode reason receiverCode
	CDATA DOCTYPE NUL P1Y2M3DT4H5M6S URI UTF-32 amp apos false gt kk-KZ lt nil quot ru type xsi
	ASCII AUTH B BIN BOM CRLF GOST IIN JSON LF MIME NCALayer OCTET OU PDF PEM PKCS PKCS7 Python RFC RSA S SERIALNUMBER SIGN STRING SignedData TSTInfo U
	UTF-16 UTF-16BE XML-DSig ZIP _ attached b base32 base64url contentType cp866 detached extKeyUsage gzip id-data keyUsage latin-1 messageDigest n r s
	signerInfos subjectKeyIdentifier timeStamping trust u002b u003d uuencode windows-1251 x
	multipart form-data base64 CMS xml version encoding UTF-8 yyyy-MM-dd T09 Z GS HTML CSV Caps Lock GS1 Digital Link 2B`)

var word = regexp.MustCompile(`[A-Za-z_][\w-]*`)

// TestRussianIsRussian: no text mixes languages.
func TestRussianIsRussian(t *testing.T) {
	for _, r := range All() {
		if !strings.ContainsFunc(r.Text, func(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }) {
			if r.Source != "" { // printed so
				continue
			}
		}
		for _, w := range word.FindAllString(verb.ReplaceAllString(r.Text, ""), -1) {
			if !slices.Contains(latin, w) {
				t.Errorf("%s: %q is no Russian word: say it in Russian, or name it in latin if it is a name", r.Key, w)
			}
		}
	}
}

// TestSaid: a text is put into words in both languages, texts in its blanks too.
func TestSaid(t *testing.T) {
	inner := Text1[string]{&Row{Text: "знак %.3s", English: "sign %.3s", Args: []string{"string"}}}
	outer := Text2[Said, int]{&Row{Text: "%s, строка %d", English: "%s, line %d", Args: []string{"texts.Said", "int"}}}
	said := outer.Of(inner.Of("длинный"), 7)
	if said.String() != "знак дли, строка 7" || said.English() != "sign дли, line 7" || said.Unwrap().Error() != "знак дли" {
		t.Errorf("%s; %s; %v", said, said.English(), said.Unwrap())
	}
	if all := Strings([]Said{said, Verbatim("100%")}); !slices.Equal(all, []string{said.String(), "100%"}) || Strings(nil) != nil {
		t.Error(all)
	}
	if row := inner.Row.With("а", "б"); row.String() != "знак а" || !row.IsA(inner.Row) || row.IsA(outer.Row) {
		t.Error(row)
	}
	if none := (Said{}); none.Key()+none.String()+none.English() != "" || none.Unwrap() != nil {
		t.Error("the zero Said says something")
	}
}
