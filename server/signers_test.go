package server

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
)

// signedBy is a CMS over text by several, in base64.
func signedBy(t *testing.T, text []byte, o pki.SignOptions, keys ...*pki.Key) string {
	t.Helper()
	cms, err := pki.Sign(text, o, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(cms)
}

// TestAnySignerOfADocument: the one who sends it is enough, wherever they stand among those who signed. Signer infos
// are a set, whose order says nothing.
func TestAnySignerOfADocument(t *testing.T) {
	s := frozen(t)
	mine := keyOf(t, owner)
	other, err := pki.Issue(pki.Request{BIN: receiver, Name: "АННОВА АННА"})
	if err != nil {
		t.Fatal(err)
	}
	for _, signers := range [][]*pki.Key{{mine, other}, {other, mine}} {
		xml := boxAct()
		signature := signedBy(t, []byte(xml), pki.SignOptions{Detached: true}, signers...)
		status, text := sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", signature)
		if status != 201 {
			t.Fatalf("%d %s", status, text)
		}
		id := field(t, text, "id").(string)
		if signer := docOf(t, s, id).Signer; signer != "ИВАНОВ ИВАН" {
			t.Errorf("the document says that %q signed", signer)
		}
		status, text = sendForm(t, s, "123456789012", "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", signature)
		if status != 400 || !strings.Contains(text, owner) || !strings.Contains(text, receiver) {
			t.Errorf("sent by neither: %d %s", status, text)
		}
	}
}

// TestSeveralSignIn: people of one organisation may sign together, two organisations may not.
func TestSeveralSignIn(t *testing.T) {
	s := frozen(t)
	mine, other := keyOf(t, owner), keyOf(t, receiver)
	for _, c := range []struct {
		signers []*pki.Key
		inn     string
		status  int
		want    string
	}{
		{[]*pki.Key{mine, mine}, "", 200, "token"},
		{[]*pki.Key{mine, mine}, owner, 200, "token"},
		{[]*pki.Key{mine, other}, "", 403, "подписали несколько участников"},
		{[]*pki.Key{other, mine}, "", 403, owner},
		{[]*pki.Key{other, mine}, owner, 403, receiver},
	} {
		auth := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
		data := signedBy(t, []byte(field(t, auth, "data").(string)), pki.SignOptions{}, c.signers...)
		body := jsonOf(t, map[string]any{"uuid": field(t, auth, "uuid"), "data": data, "inn": c.inn})
		if text := want(t, s, c.status, "POST", "/api/v3/true-api/auth/simpleSignIn", body); !strings.Contains(text, c.want) {
			t.Errorf("as %q: %s", c.inn, text)
		}
	}
}
