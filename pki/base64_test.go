package pki

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/internal/texts"
)

// sent is what clients make of base64 on its way, and what the refusal says of it.
var sent = map[string]struct {
	says  string
	dress func(plain string, der []byte) string
}{
	"data URL":        {"data URL", func(s string, _ []byte) string { return "data:application/pkcs7-signature;base64," + s }},
	"S/MIME":          {"S/MIME", func(s string, _ []byte) string { return "MIME-Version: 1.0\nContent-Type: …\n\n" + s }},
	"headers":         {"S/MIME", func(s string, _ []byte) string { return "Content-Type: application/pkcs7-mime\r\n\r\n" + s }},
	"answer":          {"JSON", func(s string, _ []byte) string { return `{"code":"200","responseObject":"` + s + `"}` }},
	"list of numbers": {"списком чисел", func(_ string, der []byte) string { return strings.ReplaceAll(fmt.Sprint(der[:40]), " ", ", ") }},
	"Python":          {"Python", func(s string, _ []byte) string { return "b'" + s + "'" }},
	".NET type":       {"имя типа", func(string, []byte) string { return "System.Byte[]" }},
	"Java type":       {"имя типа", func(string, []byte) string { return "[B@6d06d69c" }},
	"JavaScript type": {"имя типа", func(string, []byte) string { return "[object ArrayBuffer]" }},
	"file of curl":    {"путь к файлу", func(string, []byte) string { return "@sig.p7s" }},
	"file of Windows": {"путь к файлу", func(string, []byte) string { return `C:\keys\sig.p7s` }},
	"DER":             {"двоичные данные", func(_ string, der []byte) string { return string(der) }},
	"uuencode":        {"uuencode", func(s string, _ []byte) string { return "begin 644 sig.p7s\n" + s }},
	"BOM":             {"невидимый знак", func(s string, _ []byte) string { return "\uFEFF" + s }},
	"zero width":      {"невидимый знак", func(s string, _ []byte) string { return s[:40] + "\u200B" + s[40:] }},
	"UTF-16":          {"UTF-16", func(s string, _ []byte) string { return strings.Join(strings.Split(s, ""), "\x00") }},
	"literal breaks":  {"буквально", func(s string, _ []byte) string { return s[:64] + `\r\n` + s[64:] }},
	"JSON twice":      {"JSON дважды", func(s string, _ []byte) string { return strings.NewReplacer("/", `\/`, "=", `\u003d`).Replace(s) }},
	"URL":             {"для URL", func(s string, _ []byte) string { return url.QueryEscape(s) }},
	"HTML":            {"ссылками HTML", func(s string, _ []byte) string { return strings.NewReplacer("+", "&#43;", "/", "&#x2F;").Replace(s) }},
	"base64url":       {"base64url", func(_ string, der []byte) string { return base64.URLEncoding.EncodeToString(der) }},
	"IMAP":            {"другим алфавитом", func(s string, _ []byte) string { return strings.ReplaceAll(s, "/", ",") }},
	"YUI":             {"другим алфавитом", func(s string, _ []byte) string { return strings.NewReplacer("+", ".", "/", "_", "=", "-").Replace(s) }},
	"hex":             {"шестнадцатеричном", func(_ string, der []byte) string { return hex.EncodeToString(der) }},
	"hex of .NET":     {"шестнадцатеричном", func(_ string, der []byte) string { return strings.ReplaceAll(fmt.Sprintf("% X", der), " ", "-") }},
	"hex of SQL":      {"шестнадцатеричном", func(_ string, der []byte) string { return fmt.Sprintf("0x%X", der) }},
	"blanks for +":    {"пробелами", func(s string, _ []byte) string { return strings.ReplaceAll(s, "+", " ") }},
	"brackets":        {"скобках", func(s string, _ []byte) string { return `["` + s + `"]` }},
}

// TestDressesAreNamed: a signature in any of them is refused with what it looks like.
func TestDressesAreNamed(t *testing.T) {
	der := fixture(t, "attached.cms")
	plain := base64.StdEncoding.EncodeToString(der)
	for name, c := range sent {
		_, err := Decode(c.dress(plain, der))
		if err == nil || !strings.Contains(err.Error(), "похоже, ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, plain := range []string{plain, strings.Join(chunks(plain, 64), " "), strings.Join(chunks(plain, 76), "\r\n")} {
		if looks := Dressed(plain); looks.Key() != "" {
			t.Errorf("good base64 looks like this: %s", looks)
		}
	}
}

// TestEveryDressHasAnExample, so that no row of the table is there for nothing.
func TestEveryDressHasAnExample(t *testing.T) {
	der := fixture(t, "attached.cms")
	plain := base64.StdEncoding.EncodeToString(der)
	named := map[string]bool{texts.SentBlanked.Key: true}
	for _, c := range sent {
		_, err := Decode(c.dress(plain, der))
		for _, d := range dresses {
			if err != nil && strings.HasSuffix(err.Error(), "похоже, "+d.about.String()) {
				named[d.about.Key()] = true
			}
		}
	}
	for _, d := range dresses {
		if !named[d.about.Key()] && !d.about.IsA(texts.SentBareXML.Row) && !d.about.IsA(texts.SentTwo.Row) {
			t.Errorf("no example of: %s", d.about)
		}
	}
	for text, says := range map[string]string{"<a/>": "XML", "TUlJTUlJTUk=TUlJTUlJTUlJ": "два значения"} {
		if _, err := Decode(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestWhatBase64Holds in place of a signature, or of a document.
func TestWhatBase64Holds(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString(fixture(t, "attached.cms"))
	for says, held := range map[string]string{
		"текст PEM":        "-----BEGIN CMS-----\n" + plain,
		"дважды":           plain,
		"шестнадцатеричны": hex.EncodeToString(fixture(t, "attached.cms")),
		"gzip":             "\x1f\x8b\x08\x00",
		"ZIP":              "PK\x03\x04",
		"PDF":              "%PDF-1.7",
		"HTML":             "<!DOCTYPE html><html>",
		"UTF-16":           "\xff\xfe<\x00f\x00",
		"испорчены":        "0\u0082\u0005",
	} {
		if got := Holds([]byte(held)); !strings.Contains(got.String(), says) {
			t.Errorf("%.20q: %s, want %s", held, got, says)
		}
	}
	if got := Holds([]byte(base64.StdEncoding.EncodeToString([]byte(plain)))); !strings.Contains(got.String(), "дважды") {
		t.Errorf("three times: %s", got)
	}
	for held, says := range map[string]string{"hello\n": "обычный текст", `{"signature":"MIIB"}`: "закодирован JSON", "0\uFFFD\u0005": "испорчены"} {
		if _, err := Verify([]byte(held), Check{}); err == nil || !strings.Contains(err.Error(), "похоже, ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", held, err)
		}
	}
	if got := Holds([]byte("<?xml version=\"1.0\"?><file/>")); got.Key() != "" {
		t.Errorf("a document: %s", got)
	}
}
