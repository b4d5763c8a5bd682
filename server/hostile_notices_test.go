package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/xsd/lex"
)

// hostileNotice sends a body to a method that takes notices. It must be refused
// soon, briefly, in the system's shape, with the rule in the journal; nothing
// is taken.
func hostileNotice(t *testing.T, s *Server, path string, body pieces, want int, rule string) {
	t.Helper()
	before := documentsOf(s)
	resp, text := answeredSoon(t, s, owner, path, "application/json", body)
	var answer map[string]string
	if err := json.Unmarshal([]byte(text), &answer); err != nil || len(answer) != 1 || answer["error_message"] == "" {
		t.Errorf("%.300s is not the shape of errors: %v", text, err)
	}
	if resp.StatusCode != want || len(text) > 2000 {
		t.Errorf("answered %d, %d bytes: %.300s", resp.StatusCode, len(text), text)
	}
	if e := lastEntry(t, s); e.Status != want || e.Rule != rule || e.Why == "" || len(e.Why) > 100_000 {
		t.Errorf("the journal says %d %q: %.300s", e.Status, e.Rule, e.Why)
	}
	if n := documentsOf(s) - before; n != 0 {
		t.Errorf("%d documents were taken", n)
	}
}

// goodNotices are what the three methods take, over the published box.
func goodNotices() map[string]string {
	d := draft{bin: owner, reason: "1", goods: []string{box}, totals: []string{packGTIN}}
	return map[string]string{introducePath: d.notice(), thirdPath: d.third(), writeOffPath: d.notice()}
}

// TestHostileNotices: whatever the XML in the envelope is. Signatures are off, so
// that it is the only reason.
func TestHostileNotices(t *testing.T) {
	t.Parallel()
	s := frozen(t, WithSignature(pki.Off))
	for path, good := range goodNotices() {
		head, rest, _ := strings.Cut(good, "\n")
		inside := func(text string) string { return strings.Replace(good, "<mainInfo", text+"<mainInfo", 1) }
		doctype := func(text string) string { return head + "\n<!DOCTYPE file " + text + ">\n" + rest }
		for name, c := range map[string]struct{ xml, rule string }{
			"DOCTYPE":                           {doctype(""), "document.xml"},
			"billion laughs":                    {doctype(`[<!ENTITY a "ha">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;">`, 30) + `]`), "document.xml"},
			"an external entity":                {inside("&a;"), "document.xml"},
			"depth of 100,000":                  {inside(strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)), "document.xml"},
			"depth of 100,000 from the root":    {strings.Repeat("<a>", 100_000), "document.envelope"},
			"more text than any may have":       {inside(strings.Repeat("a", lex.MaxText+1)), "document.xml"},
			"a fileId of 1 MB":                  {strings.Replace(good, noticeID, noticeID+strings.Repeat("я", mega/2), 1), "document.envelope"},
			"a fileId of 36 letters":            {strings.Replace(good, noticeID, strings.Repeat("z", 36), 1), "document.xml"},
			"UTF-16":                            {utf16Of(strings.Replace(good, "UTF-8", "UTF-16", 1)), "document.xml"},
			"windows-1251":                      {strings.Replace(good, "UTF-8", "windows-1251", 1), "document.xml"},
			"windows-1251 under the name UTF-8": {strings.NewReplacer("Приказ", "\xCF\xF0", "ИМПОРТЕР", "\xC8").Replace(good), "document.xml"},
			"NUL":                               {inside("\x00"), "document.xml"},
			"truncated":                         {good[:len(good)/2], "document.xml"},
			"two roots":                         {good + rest, "document.xml"},
			"nothing but a blank":               {" ", "document.xml"},
			"base64 again":                      {enc(good), "document.xml"},
			"garbage":                           {"\xff\xfe\x00\x01\x02", "document.xml"},
			"another kind's root":               {example(t, "import-transit"), "document.envelope"},
			"no codes":                          {strings.NewReplacer("<iCode>"+box+"</iCode>\n", "", `<item iCodeFromDeclaration="`+box+`">`, "<item>").Replace(good), "document.xml"},
		} {
			t.Run(path+" "+name, func(t *testing.T) {
				hostileNotice(t, s, path, pieces{`{"document": "`, enc(c.xml), `", "signature": "`, anySignature, `"}`}, 400, c.rule)
			})
		}
	}
	stillGood(t, s)
}

// TestHostileEnvelopes: whatever the JSON around it is.
func TestHostileEnvelopes(t *testing.T) {
	t.Parallel()
	s := frozen(t, WithSignature(pki.Off))
	for path, good := range goodNotices() {
		for name, c := range map[string]struct {
			body   string
			status int
			rule   string
		}{
			"an array":                     {`[{"document": "` + enc(good) + `"}]`, 400, "body.unreadable"},
			"a text":                       {`"` + enc("<file/>") + `"`, 400, "body.unreadable"},
			"a number":                     {"1", 400, "body.unreadable"},
			"null":                         {"null", 400, "body.missing"},
			"XML":                          {good, 400, "body.unreadable"},
			"nothing":                      {"", 400, "body.missing"},
			"an empty object":              {"{}", 400, "parameter.missing"},
			"an empty document":            {`{"document": "", "signature": "` + anySignature + `"}`, 400, "parameter.missing"},
			"null for the document":        {`{"document": null, "signature": "` + anySignature + `"}`, 400, "parameter.missing"},
			"an array for it":              {`{"document": ["` + enc(good) + `"]}`, 400, "body.unreadable"},
			"no base64":                    {`{"document": "нет", "signature": "` + anySignature + `"}`, 400, "document.envelope"},
			"base64 that breaks off":       {`{"document": "` + strings.TrimRight(enc(good), "=")[:101] + `", "signature": "` + anySignature + `"}`, 400, "document.envelope"},
			"base64 for addresses":         {`{"document": "__--", "signature": "` + anySignature + `"}`, 400, "document.envelope"},
			"base64 of garbage":            {`{"document": "` + strings.Repeat("/w7+", 1000) + `", "signature": "` + anySignature + `"}`, 400, "document.xml"},
			"a signature of garbage":       {`{"document": "` + enc(good) + `", "signature": "***"}`, 422, "cms.decode"},
			"depth of 100,000":             {strings.Repeat(`{"document":`, mega/10), 400, "body.unreadable"},
			"broken UTF-8":                 {`{"document": "` + "\xff" + `"}`, 400, "body.unreadable"},
			"a compressed body":            {"\x1f\x8b\x08\x00\x00", 400, "body.unreadable"},
			"two values, the first counts": {`{"document": "aGVsbG8=", "signature": "` + anySignature + `"} {"document": "` + enc(good) + `"}`, 400, "document.xml"},
			"a surrogate by its half":      {`{"document": "\ud800", "signature": "` + anySignature + `"}`, 400, "document.envelope"},
		} {
			t.Run(path+" "+name, func(t *testing.T) { hostileNotice(t, s, path, pieces{c.body}, c.status, c.rule) })
		}
	}
	for path := range goodNotices() {
		for name, c := range map[string]struct {
			document, rest string
			status         int
			rule           string
		}{
			"45 MB":               {as(45 << 20), `"}`, 413, "body.too-large"},
			"a document of 31 MB": {as((31<<20/3 + 1) * 4), `", "signature": "` + anySignature + `"}`, 413, "body.too-large"},
			"a document of 29 MB": {as((29<<20/3 + 1) * 4), `", "signature": "` + anySignature + `"}`, 400, "document.xml"},
		} {
			t.Run(path+" "+name, func(t *testing.T) {
				hostileNotice(t, s, path, pieces{`{"document": "`, c.document, c.rest}, c.status, c.rule)
			})
		}
	}
	stillGood(t, s)
}

// stillGood: after all that good notices are taken.
func stillGood(t *testing.T, s *Server) {
	t.Helper()
	digit := 0
	for path, good := range goodNotices() {
		digit++
		text := strings.Replace(good, noticeID, strings.Repeat("0", 7)+string(rune('0'+digit))+noticeID[8:], 1)
		want(t, s, 200, "POST", "/api/v3/true-api"+path, jsonOf(t, map[string]string{"document": enc(text), "signature": anySignature}), "Authorization", "Bearer "+s.Token(owner))
	}
}

// TestHostileSearches: bodies of documents/search.
func TestHostileSearches(t *testing.T) {
	s := frozen(t)
	for name, c := range map[string]struct {
		body string
		rule string
	}{
		"an array":               {`[{"dateFrom": "2021-01-01", "pagination": {}}]`, "body.unreadable"},
		"null":                   {"null", "body.missing"},
		"null for pagination":    {`{"dateFrom": "2021-01-01", "pagination": null}`, "parameter.missing"},
		"a number for dateFrom":  {`{"dateFrom": 20210101.5e99999, "pagination": {}}`, "parameter.type"},
		"an offset of 2^63":      {`{"dateFrom": "2021-01-01", "pagination": {"offset": 9223372036854775808}}`, "body.unreadable"},
		"a fraction for limit":   {`{"dateFrom": "2021-01-01", "pagination": {"limit": "1.5"}}`, "body.unreadable"},
		"a year of five digits":  {`{"dateFrom": "20210-01-01", "pagination": {}}`, "parameter.type"},
		"a day that never was":   {`{"dateFrom": "2021-02-30", "pagination": {}}`, "parameter.type"},
		"a date with a NUL":      {`{"dateFrom": "2021-01-0\u0000", "pagination": {}}`, "parameter.type"},
		"a type of 1 MB":         {`{"dateFrom": "2021-01-01", "documentType": "` + strings.Repeat("A", mega) + `", "pagination": {}}`, "parameter.type"},
		"an order in small":      {`{"dateFrom": "2021-01-01", "pagination": {"order": "asc"}}`, "parameter.type"},
		"a limit of minus 2^63":  {`{"dateFrom": "2021-01-01", "pagination": {"limit": -9223372036854775808}}`, "body.unreadable"},
		"pagination as a number": {`{"dateFrom": "2021-01-01", "pagination": 1}`, "body.unreadable"},
	} {
		t.Run(name, func(t *testing.T) { hostileNotice(t, s, "/documents/search", pieces{c.body}, 400, c.rule) })
	}
}
