package redact

import (
	"strings"
	"testing"
)

const token = "eyJhbGciOiJIUzI1NiJ9.eyJpbm4iOiI5NDA1MTczNTAyOTAifQ.c2lnbmF0dXJl"

func TestSecretsAreRedacted(t *testing.T) {
	for sent, want := range map[string]string{
		token:                                "[redacted]",
		"/cises/" + token + "/hist":          "/cises/[redacted]/hist",
		token[:30]:                           "[redacted]", // cut in its claims
		`{"password" : "hun\"ter3", "b": 1}`: `{"password" : "[redacted]", "b": 1}`,
		`{"Password":"x","newPassword":"y"}`: `{"Password":"[redacted]","newPassword":"[redacted]"}`,
		`{"\u0070ass\u0077ord":"x"}`:         `{"\u0070ass\u0077ord":"[redacted]"}`,
		`{"p12":"MIIK","kind":"sign"}`:       `{"p12":"[redacted]","kind":"sign"}`,
		"a -----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----b": "a [redacted]b",
		`{"password":12345,"b":1}`:                     `{"password":"[redacted]","b":1}`,
		`{"clientToken":"0f8fad5b"}`:                   `{"clientToken":"[redacted]"}`,
		`{"password":"cut o`:                           `{"password":"[redacted]"`,
		`{"password":`:                                 `{"password":"[redacted]"`,
		`5" pipe {"password":"x"}`:                     `5" pipe {"password":"[redacted]"}`,
		`line 1: {\"password\":\"x y\"} is no code`:    `line 1: {\"password\":"[redacted]"} is no code`,
		`{"password":"a","password":"b"}`:              `{"password":"[redacted]","password":"[redacted]"}`,
		"user=a&password=x%26y&b=1":                    "user=a&password=[redacted]&b=1",
		"p%61ssword=x":                                 "p%61ssword=[redacted]",
		"password=a=b":                                 "password=[redacted]",
		`<a password="x">`:                             `<a password=[redacted]"x">`,
		`{"code":"00000046082251PW?&;Ge","child":"="}`: `{"code":"00000046082251PW?&;Ge","child":"="}`,
		"--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhun\r\nter\r\n--b--": "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n[redacted]\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=password\r\n\r\nhunt":                    "--b\r\nContent-Disposition: form-data; name=password\r\n\r\n[redacted]",
		"--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nhun\r\n--b--":         "--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nhun\r\n--b--",
	} {
		if got := Text(sent); got != want {
			t.Errorf("%s\nis shown as\n%s\nnot\n%s", sent, got, want)
		}
	}
	for sent, want := range map[string]string{
		"/cises/%65" + token[1:] + "/history":                 "/cises/[redacted]/history",
		"a=1&code=" + strings.ReplaceAll(token, ".", "%2E"):   "a=1&code=[redacted]",
		"code=50%&pg=tobacco&code=%22%26":                     "code=50%&pg=tobacco&code=%22%26",
		"/cises/" + token[:len(token)-5] + "…[cut: 9 in all]": "/cises/[redacted]…[cut: 9 in all]",
	} {
		if got := Address(sent); got != want {
			t.Errorf("%s\nis shown as\n%s\nnot\n%s", sent, got, want)
		}
	}
}

// FuzzRedact: no text breaks it, and it changes nothing where nothing is secret.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{token, `{"password":"a`, "password=", `"":`, `"\"`, "form-data name=\r\n\r\n", "a=&=", `"token" :`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Address(s)
		low := strings.ToLower(s)
		if got != s && !strings.Contains(got, Mark) {
			t.Errorf("%q became %q", s, got)
		}
		if !strings.ContainsAny(low, "%\\") && !strings.Contains(low, "eyj") && !strings.Contains(low, "password") &&
			!strings.Contains(low, "token") && !strings.Contains(low, "secret") && !strings.Contains(low, "p12") && !strings.Contains(low, "private") && !strings.Contains(low, "\u017f") && !strings.Contains(low, "\u212a") && got != s {
			t.Errorf("%q became %q, and nothing in it is secret", s, got)
		}
	})
}
