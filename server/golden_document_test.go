package server

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/pki"
)

// shownDocument is how much of a document a golden file shows.
const shownDocument = 4000

// longBase64 is a signature inside a document, which is another each time.
var longBase64 = regexp.MustCompile(`[A-Za-z0-9+/]{120,}={0,2}`)

// documents are the sections that show what stands in a request as {xml}, {json}
// or {cms}: the document, whose base64 that is, and what signs it.
func (g *golden) documents(request string) (sections []txtar.File) {
	for _, name := range []string{"xml", "json"} {
		if text, err := base64.StdEncoding.DecodeString(g.values[name]); err == nil && strings.Contains(request, "{"+name+"}") {
			g.document = text
		}
	}
	signed := strings.Contains(request, "{cms}") && len(g.document) > 0
	if len(g.document) > 0 && (signed || strings.Contains(request, "{xml}") || strings.Contains(request, "{json}")) {
		text := string(g.document)
		if len(text) > shownDocument {
			text = fmt.Sprintf("%.*s\n… %d bytes in all", shownDocument, text, len(text))
		}
		sections = append(sections, txtar.File{Name: "document", Data: []byte(longBase64.ReplaceAllString(g.fold(strings.TrimRight(text, "\n")), "{signature}") + "\n")})
	}
	if signed {
		sections = append(sections, txtar.File{Name: "signature", Data: []byte(g.signs(g.values["cms"]) + "\n")})
	}
	return sections
}

// signs tells what {cms} is.
func (g *golden) signs(written string) string {
	cms, err := base64.StdEncoding.DecodeString(written)
	if err != nil {
		return "no base64: " + written
	}
	check := pki.Check{Level: pki.Crypto, At: g.srv.Clock().Now().Time(), Content: g.document, Detached: true}
	over := "over the document"
	sig, err := pki.Verify(cms, check)
	if err != nil {
		over = "over something else"
		if refused := (*pki.Refusal)(nil); errors.As(err, &refused) {
			over += " (" + refused.Rule + ")"
		}
		check.Level = pki.Off
		if sig, err = pki.Verify(cms, check); err != nil {
			return "no CMS: " + err.Error()
		}
	}
	return fmt.Sprintf("a detached CMS of %s, %s", strings.Join(sig.Participants(), ", "), over)
}

// showsDocuments compares those sections of a golden file, and writes them with -update.
func (g *golden) showsDocuments(archive *txtar.Archive) (changed bool) {
	got := g.documents(section(archive, "request"))
	for _, name := range []string{"document", "signature"} {
		text := ""
		for _, s := range got {
			if s.Name == name {
				text = string(s.Data)
			}
		}
		if want := section(archive, name); text != want {
			changed = true
			if !*update {
				g.t.Errorf("the %s is\n%s\nand should be\n%s", name, text, want)
			}
		}
	}
	var files []txtar.File
	for _, f := range archive.Files {
		if f.Name == "request" {
			files = append(files, got...)
		}
		if f.Name != "document" && f.Name != "signature" {
			files = append(files, f)
		}
	}
	archive.Files = files
	return changed
}
