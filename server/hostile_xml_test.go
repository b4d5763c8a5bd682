package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/lex"
)

// refusedSoon is for a busy machine and the race detector: each answer takes a
// second at most, and what gets by the limits takes hours.
const refusedSoon = 60 * time.Second

const mega = 1_000_000

// answeredSoon brings a body to a method, and demands that the answer does not take long.
func answeredSoon(t *testing.T, s *Server, bin, path, contentType string, body pieces) (*http.Response, string) {
	t.Helper()
	began := time.Now()
	resp, text := body.posts(t, s, bin, path, contentType)
	if took := time.Since(began); took > refusedSoon {
		t.Fatalf("no answer within %s: it took %s", refusedSoon, took)
	}
	return resp, text
}

// formal brings a form to the method that takes documents, and gives the answer.
func formal(t *testing.T, s *Server, contentType string, form pieces) (status int, header http.Header, text string) {
	t.Helper()
	resp, text := answeredSoon(t, s, owner, "/edo-api/outgoing-documents/formal", contentType, form)
	return resp.StatusCode, resp.Header, text
}

// refusedForm sends a body that must be refused: in the system's shape, briefly,
// with nothing taken and the rule in the journal. The client is told says in
// Russian, or the journal in English.
func refusedForm(t *testing.T, s *Server, contentType string, form pieces, want int, rule, says string) {
	t.Helper()
	before := documentsOf(s)
	status, header, text := formal(t, s, contentType, form)
	var answer map[string]string
	if err := json.Unmarshal([]byte(text), &answer); err != nil || len(answer) != 1 || answer["error_message"] == "" || header.Get("Content-Type") != "application/json;charset=UTF-8" {
		t.Errorf("%s %.300s is not the shape of errors: %v", header.Get("Content-Type"), text, err)
	}
	e := lastEntry(t, s)
	if told := strings.Contains(text, says) || strings.Contains(e.Why, says); status != want || !told || len(text) > 2000 {
		t.Errorf("answered %d, %d bytes: %.300s; the journal says %.300s", status, len(text), text, e.Why)
	}
	if e.Status != want || e.Rule != rule || e.Why == "" || len(e.Why) > 100_000 {
		t.Errorf("the journal says %d %q: %.300s", e.Status, e.Rule, e.Why)
	}
	if n := documentsOf(s) - before; n != 0 {
		t.Errorf("%d documents were taken", n)
	}
}

func documentsOf(s *Server) (n int) {
	s.World().Snapshot().Documents("", func(*state.Document) bool { n++; return true })
	return n
}

// utf16Of is a text in UTF-16, little end first, with its mark.
func utf16Of(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// TestHostileXML: whatever a document holds, it is refused soon and clearly.
// Signatures are off, so that the XML is the only reason.
func TestHostileXML(t *testing.T) {
	t.Parallel()
	s := frozen(t, WithSignature(pki.Off))
	act := boxAct()
	head, rest, _ := strings.Cut(act, "\n")
	inList := func(s string) string { return boxAct("<productList>", "<productList>"+s) }
	doctype := func(s string) string { return head + "\n<!DOCTYPE file " + s + ">\n" + rest }
	cp1251 := strings.NewReplacer("ИП ПОЛУЧАТЕЛЬ", "\xC8\xCF \xCF\xCE\xCB")
	for name, c := range map[string]struct{ xml, says string }{
		"DOCTYPE":                             {doctype(""), "DOCTYPE"},
		"an external DTD":                     {doctype(`SYSTEM "http://127.0.0.1:1/act.dtd"`), "DOCTYPE"},
		"billion laughs":                      {doctype(`[<!ENTITY a "ha">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;">`, 30) + `]`), "DOCTYPE"},
		"an external entity":                  {strings.Replace(doctype(`[<!ENTITY a SYSTEM "file:///etc/passwd">]`), "ИП ПОЛУЧАТЕЛЬ", "&a;", 1), "DOCTYPE"},
		"an entity that nobody declared":      {inList("&a;"), "строка"},
		"depth of 100,000":                    {inList(strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)), "глубже"},
		"depth of 100,000 from the root":      {strings.Repeat("<a>", 100_000), "fileId"},
		"11 MB of text":                       {inList(strings.Repeat("a", 11*mega)), "не более"},
		"a fileId of 1 MB":                    {boxAct("EEU_ACT_", strings.Repeat("я", mega/2)), "fileId"},
		"a root's name of 1 MB":               {"<" + strings.Repeat("a", mega) + "/>", "fileId"},
		"UTF-16":                              {utf16Of(strings.Replace(act, "UTF-8", "UTF-16", 1)), "строка"},
		"UTF-16 declared, UTF-8 sent":         {boxAct("UTF-8", "UTF-16"), "UTF-16"},
		"windows-1251":                        {cp1251.Replace(boxAct("UTF-8", "windows-1251")), "windows-1251"},
		"windows-1251 declared, UTF-8 sent":   {boxAct("UTF-8", "windows-1251"), "windows-1251"},
		"windows-1251 under the name UTF-8":   {cp1251.Replace(act), "UTF-8"},
		"NUL":                                 {inList("\x00"), "равен нулю"},
		"NUL behind the end":                  {act + "\x00<more/>", "равен нулю"},
		"truncated":                           {act[:len(act)/2], "строка"},
		"truncated in a letter":               {act[:strings.Index(act, "ИП")+1], "строка"},
		"two roots":                           {act + rest, "строка"},
		"nothing":                             {" ", "строка"},
		"base64 again":                        {enc(act), "строка"},
		"JSON":                                {`{"document": 1}`, "строка"},
		"an archive":                          {"PK\x03\x04\x14\x00", "строка"},
		"5 MB of elements":                    {inList(strings.Repeat("<a/>", 5*mega/4)), "строка"},
		"100,000 of the same attribute":       {inList("<iCode " + strings.Repeat(`count="1" `, mega/10) + "/>"), "атрибут"},
		"a number too large for 32 bits":      {boxAct(`count="500"`, `count="4294967297"`), "строка"},
		"where the schema lies, said by them": {boxAct("<productList>", `<productList><x xsi:schemaLocation="http://127.0.0.1:1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>`), "строка"},
	} {
		t.Run(name, func(t *testing.T) {
			form := pieces{"--x\r\n" + part("content", "", ""), enc(c.xml), "\r\n--x\r\n" + part("signature", "", anySignature) + "\r\n--x--\r\n"}
			rule := "document.xml"
			if c.says == "fileId" {
				rule = "document.envelope"
			}
			refusedForm(t, s, xForm, form, 400, rule, c.says)
		})
	}
	if status, text := sendForm(t, s, owner, "content", enc(act), "signature", anySignature); status != 201 {
		t.Errorf("after all that a good act is answered with %d %s", status, text)
	}
}

// TestALongCode: what fits the schema, which knows no longest code, makes the act
// fail by a message that does not repeat it; what is longer than any text may be
// is refused at once.
func TestALongCode(t *testing.T) {
	s := frozen(t, WithSignature(pki.Off))
	status, text := sendForm(t, s, owner, "content", enc(boxAct(box, strings.Repeat("a", mega))), "signature", anySignature)
	if status != 400 || !strings.Contains(text, "строка 10") {
		t.Errorf("a megabyte is answered %d %s", status, text)
	}
	status, text = sendForm(t, s, owner, "content", enc(boxAct(box, strings.Repeat("a", lex.MaxText))), "signature", anySignature)
	if status != 201 {
		t.Fatalf("answered %d %s", status, text)
	}
	id := field(t, text, "id").(string)
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	if d := docOf(t, s, id); d.Status != state.StatusFailed || len(d.Errors) != 1 || len(d.Errors[0].String()) > 1000 {
		t.Errorf("the act is in %d with %d errors: %.300s", d.Status, len(d.Errors), d.Errors)
	}
}

// part is a part of a form: its headers beside the name, and its body.
func part(name, headers, body string) string {
	return "Content-Disposition: form-data; name=\"" + name + "\"" + headers + "\r\n\r\n" + body
}

// formOf joins parts by a boundary.
func formOf(boundary string, parts ...string) string {
	return "--" + boundary + "\r\n" + strings.Join(parts, "\r\n--"+boundary+"\r\n") + "\r\n--" + boundary + "--\r\n"
}

const xForm = "multipart/form-data; boundary=x"

// otherFields are a thousand that nobody asked for.
func otherFields() []string {
	return strings.SplitAfterN(strings.Repeat(part("other", "", "1")+"|", 1000), "|", 1000)
}

// TestFormsThatAreRefused cannot be read, or in more ways than one.
func TestFormsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := frozen(t, WithSignature(pki.Off))
	good := enc(boxAct())
	content, signed := part("content", "", good), part("signature", "", anySignature)
	withContent := func(text string) string { return formOf("x", part("content", "", text), signed) }
	const envelope, form, missing, media = "document.envelope", "document.form", "parameter.missing", "content-type.refused"

	for name, c := range map[string]struct {
		contentType, body string
		status            int
		rule              string
	}{
		"no type at all":                    {"", formOf("x", content, signed), 415, media},
		"JSON":                              {"application/json", `{"content": "` + good + `"}`, 415, media},
		"a form of another kind":            {"application/x-www-form-urlencoded", "content=" + good, 415, media},
		"multipart of another kind":         {"multipart/mixed; boundary=x", formOf("x", content, signed), 415, media},
		"a type that is none":               {"multipart/form-data; boundary", formOf("x", content, signed), 415, media},
		"no boundary":                       {"multipart/form-data", formOf("x", content, signed), 400, form},
		"an empty boundary":                 {`multipart/form-data; boundary=""`, formOf("", content, signed), 400, form},
		"another boundary":                  {"multipart/form-data; boundary=y", formOf("x", content, signed), 400, missing},
		"nothing":                           {xForm, "", 400, missing},
		"no parts":                          {xForm, "--x--\r\n", 400, missing},
		"never closed":                      {xForm, strings.TrimSuffix(formOf("x", signed, content), "\r\n--x--\r\n"), 400, form},
		"broken off in a header":            {xForm, "--x\r\nContent-Dispo", 400, form},
		"a header of 11 MB":                 {xForm, formOf("x", part("content", strings.Repeat("a", 11*mega), good)), 400, form},
		"a boundary in the middle":          {xForm, withContent(good[:400] + "\r\n--x\r\n" + good[400:]), 400, form},
		"the last boundary in the middle":   {xForm, withContent(good[:401] + "\r\n--x--\r\n" + good[401:]), 400, envelope},
		"content twice":                     {xForm, formOf("x", content, signed, content), 400, form},
		"signature twice":                   {xForm, formOf("x", content, signed, signed), 400, form},
		"an empty content before":           {xForm, formOf("x", part("content", "", ""), content, signed), 400, form},
		"an empty content":                  {xForm, withContent(""), 400, missing},
		"1,000 fields and no content":       {xForm, formOf("x", append(otherFields(), signed)...), 400, missing},
		"content under another letter":      {xForm, formOf("x", part("Content", "", good), signed), 400, missing},
		"a part without a name":             {xForm, formOf("x", "Content-Type: text/plain\r\n\r\n"+good, signed), 400, missing},
		"XML without base64":                {xForm, withContent(boxAct()), 400, envelope},
		"a data address":                    {xForm, withContent("data:text/xml;base64," + good), 400, envelope},
		"base64 for addresses":              {xForm, withContent(base64.URLEncoding.EncodeToString([]byte("<\xFF\xFE\xFF>"))), 400, envelope},
		"a quote in the middle":             {xForm, withContent(good[:400] + `"` + good[400:]), 400, envelope},
		"garbage in the middle":             {xForm, withContent(good[:400] + "\x00\xFFя" + good[400:]), 400, envelope},
		"cut off":                           {xForm, withContent(good[:401]), 400, envelope},
		"two base64 texts":                  {xForm, withContent("PGE+PA==" + good), 400, envelope},
		"3 MB that are no base64":           {xForm, withContent(strings.Repeat("*", 3*mega)), 400, envelope},
		"3 MB of quotes":                    {xForm, withContent(strings.Repeat(`"`, 3*mega)), 400, "document.xml"},
		"5 MB of fields":                    {xForm, strings.Repeat("--x\r\n"+part("other", "", "1")+"\r\n", 5*mega/60) + "--x--\r\n", 400, missing},
		"a boundary that begins everywhere": {xForm, withContent(strings.Repeat("\r\n--", mega)), 400, "document.envelope"},
	} {
		t.Run(name, func(t *testing.T) { refusedForm(t, s, c.contentType, pieces{c.body}, c.status, c.rule, "") })
	}
}

// TestFormsThatAreTaken are odd, but can be read in one way only.
func TestFormsThatAreTaken(t *testing.T) {
	s := frozen(t, WithSignature(pki.Off))
	good := enc(boxAct())
	content, signed := part("content", "", good), part("signature", "", anySignature)
	withContent := func(text string) string { return formOf("x", part("content", "", text), signed) }
	var lines []string
	for rest := good; rest != ""; {
		n := min(76, len(rest))
		lines, rest = append(lines, rest[:n]), rest[n:]
	}
	file := `; filename="act.b64"` + "\r\nContent-Type: application/octet-stream"
	for name, body := range map[string]string{
		"a text part":                withContent(good),
		"a file part":                formOf("x", part("content", file, good), part("signature", file, anySignature)),
		"a file said to be base64":   formOf("x", part("content", file+"\r\nContent-Transfer-Encoding: base64", good), signed),
		"a file said to be binary":   formOf("x", part("content", file+"\r\nContent-Transfer-Encoding: binary", good), signed),
		"a text said to be quoted":   formOf("x", part("content", "\r\nContent-Transfer-Encoding: quoted-printable", good), signed),
		"lines":                      withContent(strings.Join(lines, "\r\n") + "\r\n"),
		"lines of another system":    withContent(strings.Join(lines, "\n")),
		"quotes":                     withContent(`"` + good + `"`),
		"1,000 other fields before":  formOf("x", append(otherFields(), content, signed)...),
		"text before and behind":     "preamble\r\n" + formOf("x", content, signed) + "epilogue",
		"the signature comes first":  formOf("x", signed, content),
		"content among other fields": formOf("x", part("contents", "", "x"), content, part("signatures", "", "x"), signed),
	} {
		t.Run(name, func(t *testing.T) {
			if status, _, text := formal(t, s, xForm, pieces{body}); status != 201 {
				t.Errorf("answered %d %s: %s", status, text, lastEntry(t, s).Why)
			}
		})
	}
}
