package pki

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestDecodeTakes: every dress in which clients send one signature.
func TestDecodeTakes(t *testing.T) {
	der := fixture(t, "attached.cms")
	plain := base64.StdEncoding.EncodeToString(der)
	lines := strings.Join(chunks(plain, 64), "\n")
	for name, text := range map[string]string{
		"one line":        plain,
		"no padding":      strings.TrimRight(plain, "="),
		"lines":           lines + "\n",
		"CRLF":            strings.ReplaceAll(lines, "\n", "\r\n") + "\r\n",
		"blanks":          " " + strings.Join(chunks(plain, 20), " \t") + " ",
		"quotes":          `"` + plain + `"`,
		"single quotes":   "'" + plain + "'\n",
		"PEM of OpenSSL":  "-----BEGIN CMS-----\n" + lines + "\n-----END CMS-----\n",
		"PEM of PKCS7":    "-----BEGIN PKCS7-----\r\n" + lines + "\r\n-----END PKCS7-----",
		"PEM of old":      "-----BEGIN PKCS #7 SIGNED DATA-----\n" + lines + "\n-----END PKCS #7 SIGNED DATA-----",
		"PEM in one line": "-----BEGIN CMS-----" + plain + "-----END CMS-----",
		"PEM in quotes":   `"-----BEGIN CMS----- ` + plain + ` -----END CMS-----"`,
		"PEM without end": "-----BEGIN CMS-----\n" + lines,
	} {
		if got, err := Decode(text); err != nil || !bytes.Equal(got, der) {
			t.Errorf("%s: %d bytes, error %v", name, len(got), err)
		}
	}
}

func TestDecodeGivesBackAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "data")
		if got, err := Decode(base64.StdEncoding.EncodeToString(data)); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%x, error %v", got, err)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":            "подпись пустая, ожидалась CMS в base64",
		` "" `:        "подпись пустая, ожидалась CMS в base64",
		"====":        "подпись пустая, ожидалась CMS в base64",
		"TU\nlJ*A=":   `подпись не в base64: лишний символ '*' на месте 6`,
		"подпись":     `подпись не в base64: лишний символ 'п' на месте 1`,
		"TUlJ=TUlJ":   `подпись не в base64: лишний символ '=' на месте 5`,
		"\n\x000\x82": "подпись не в base64: похоже, это двоичные данные, а нужен текст; сама CMS начинается с байта 0x30",
		"TUlJ\xff":    "подпись не в base64: похоже, это двоичные данные, а нужен текст; сама CMS начинается с байта 0x30",
		"TU-_":        `подпись не в base64: лишний символ '-' на месте 3`,
		"MIIB-_8":     "подпись не в base64: похоже, это base64url, со знаками - и _ вместо + и /",
		"data:application/pkcs7-signature;base64,MIIB": "подпись не в base64: похоже, передан data URL, а нужна только часть после запятой",
		`-----BEGIN CMS-----\nMIIB\n-----END CMS-----`: `подпись не в base64: похоже, переводы строк записаны буквально, двумя знаками \n`,
		"MIME-Version: 1.0\nContent-Type: …":           "подпись не в base64: похоже, передано сообщение S/MIME с заголовками, а нужна сама CMS",
		"<root/>":                                      "подпись не в base64: похоже, передан XML (подпись XML-DSig?), а нужна CMS",
		"3082060706092A864886F70D010702":               "подпись не в base64: похоже, подпись передана в шестнадцатеричном виде",
		"TUlJT":                                        "подпись в base64 обрезана: 5 знаков, последний лишний",
		"-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----": "вместо подписи передан блок PEM «CERTIFICATE», ожидался «CMS» или «PKCS7»",
	} {
		_, err := Decode(text)
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Rule != RuleDecode || refusal.Error() != want {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func chunks(s string, size int) []string {
	var out []string
	for ; len(s) > size; s = s[size:] {
		out = append(out, s[:size])
	}
	return append(out, s)
}

// TestMistakenBytes: what came in base64 is no CMS, and the refusal says what it looks like.
func TestMistakenBytes(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString(fixture(t, "attached.cms"))
	for want, sent := range map[string][]byte{
		"; похоже, base64 сделан дважды":                                        []byte(plain),
		"; похоже, в base64 закодирован текст PEM, а не его содержимое":         fixture(t, "armour.pem"),
		"; похоже, это сертификат, а не подпись":                                testKey(t, "signer.pem").Certificate.Raw,
		"; похоже, это голая подпись в 128 байт, а нужна CMS с сертификатом":    bytes.Repeat([]byte{0x41, 0x00}, 64),
		"подпись не читается как CMS SignedData: тег 0x00 в CMS не встречается": {0, 0},
	} {
		if _, err := Verify(sent, attached(Crypto)); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
