package server

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/pki"
)

// receiver takes the goods of the published box's owner.
const receiver = "970425450202"

// keys are made once for a whole run of tests: making one takes a while.
var keys sync.Map

func keyOf(t *testing.T, bin string) *pki.Key {
	t.Helper()
	if k, ok := keys.Load(bin); ok {
		return k.(*pki.Key)
	}
	// The keys of the two parties of golden files lie in testdata, so that their
	// signatures are always the same bytes.
	var k *pki.Key
	p12, err := os.ReadFile("testdata/keys/" + bin + ".p12")
	if err == nil {
		k, err = pki.OpenPKCS12(p12, "mockismp")
	} else {
		k, err = keyLike(t, bin, "ТОО "+bin, false), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := keys.LoadOrStore(bin, k)
	return kept.(*pki.Key)
}

// keyLike is a key of a participant whose certificate says so. All have one private
// key: making one takes a while, and a client's sign-in does not ask for it.
func keyLike(t *testing.T, bin, organisation string, expired bool) *pki.Key {
	t.Helper()
	key, err := pki.Issue(pki.Request{BIN: bin, Name: "ИВАНОВ ИВАН", Organisation: organisation, Expired: expired, Private: keyOf(t, owner).Private})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// signatures are remembered: many tests send the same document, and to sign takes a while.
var signatures sync.Map

// signature is a detached CMS over text, in base64.
func signature(t *testing.T, bin string, text []byte) string {
	t.Helper()
	of := [2]string{bin, string(text)}
	if known, ok := signatures.Load(of); ok {
		return known.(string)
	}
	made := signedBy(t, text, pki.SignOptions{Detached: true}, keyOf(t, bin))
	signatures.Store(of, made)
	return made
}

// multipartForm is a multipart body of text fields: name, value, name, value…
func multipartForm(t *testing.T, fields ...string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// send posts a document to formal, signed by who sends it, and gives status and body.
func send(t *testing.T, s *Server, bin, xml string) (int, string) {
	t.Helper()
	return sendForm(t, s, bin, "content", base64.StdEncoding.EncodeToString([]byte(xml)), "signature", signature(t, bin, []byte(xml)))
}

func sendForm(t *testing.T, s *Server, bin string, fields ...string) (int, string) {
	t.Helper()
	body, contentType := multipartForm(t, fields...)
	req, err := http.NewRequest("POST", s.TrueAPI()+"/edo-api/outgoing-documents/formal", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+s.Token(bin))
	return answered(t, s, req)
}

// sent is send for documents that are taken, and waits in world time until they
// are processed. It gives the id.
func sent(t *testing.T, s *Server, bin, xml string) string {
	t.Helper()
	status, text := send(t, s, bin, xml)
	if status != 201 {
		t.Fatalf("the document is answered with %d %s", status, text)
	}
	id := field(t, text, "id").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return id
}

// actXML is an act over goods "CODE*COUNT" with totals "GTIN*COUNT".
func actXML(from, to string, goods, totals []string, change ...string) string {
	text := `<?xml version="1.0" encoding="UTF-8"?>
<file fileId="EEU_ACT_fe1c0b61-09dc-42f9-a129-f2411b7a66ab" version="1.0" sendingDateTime="2026-11-22T00:25:47Z">
<participants supplierId="` + from + `" consigneeId="` + to + `"/>
<document correctionFlag="false" operationType="1">
<mainInfo>
<supplierInfo supplierIdentificationCode="` + from + `"/>
<consigneeInfo consigneeName="ИП ПОЛУЧАТЕЛЬ" consigneeIdentificationCode="` + to + `"/>
</mainInfo>
<productList>
` + items("iCode", goods) + `</productList>
<productTotals>
` + items("gtin", totals) + `</productTotals>
</document>
</file>
`
	return strings.NewReplacer(change...).Replace(text)
}

var escapeXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// boxAct is the act by which the owner of the published box gives it away.
func boxAct(change ...string) string {
	return actXML(owner, receiver, []string{box + "*500"}, []string{"00000046082251*500"}, change...)
}

// decideBy takes a decision in two calls, as a client does: title, then signature.
func decideBy(t *testing.T, s *Server, bin, id, side, decision string) (int, string) {
	t.Helper()
	auth := "Bearer " + s.Token(bin)
	base := "/api/v3/true-api/edo-api/" + side + "-documents/" + id + "/events/" + decision
	status, title := call(t, s, "POST", base, "", "Authorization", auth)
	if status != 200 {
		return status, title
	}
	text, err := base64.StdEncoding.DecodeString(title)
	if err != nil {
		t.Fatalf("the title is no base64: %s", title)
	}
	return call(t, s, "POST", base+"/signature", signature(t, bin, text), "Authorization", auth, "Content-Type", "text/plain")
}
