package intake

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

const mediaForm = "multipart/form-data"

// Boundary is what separates the parts of a form, by its Content-Type. The
// boundaries of clients that make forms by hand may hold characters that need
// quotes (RFC 2045, 5.1) and have none; doubt says so.
func Boundary(contentType string) (boundary, doubt string, err error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err == nil && media == mediaForm {
		return params["boundary"], "", nil
	}
	media, rest, _ := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.TrimSpace(media), mediaForm) {
		return "", "", state.Errorf(pipeline.MediaType, "Content-Type is %.200q; this method takes multipart/form-data", contentType).With(contentType)
	}
	for param := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(param, "=")
		if value = strings.Trim(strings.TrimSpace(value), `"`); value != "" && strings.EqualFold(strings.TrimSpace(name), "boundary") {
			return value, fmt.Sprintf("the boundary %.70q has characters that need quotes: write boundary=\"%.70s\"", value, value), nil
		}
	}
	return "", "", state.Errorf(pipeline.MediaType, "Content-Type is %.200q, whose parameters cannot be read: %s", contentType, err).With(contentType)
}

// Form takes content and signature out of a multipart/form-data body, whether
// they are text or file parts. Fields it does not know are left alone, and so is
// Content-Transfer-Encoding, which servers of forms do not look at (RFC 7578,
// 4.7). A field that comes twice is refused: nobody could say which one counts
// (assumed).
func Form(boundary string, body []byte) (content, signature string, err error) {
	sent := bytes.NewReader(body)
	parts := multipart.NewReader(sent, boundary)
	fields := map[string]*string{"content": &content, "signature": &signature}
	buffer := make([]byte, 4<<10) // no more comes at once from a reader of forms; io.Copy would take eight times as much for every part
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", "", state.Errorf(BadForm, "the multipart body does not fit: %s", err).With(texts.FormBroken.Of())
		}
		name := part.FormName()
		to, known := fields[name]
		switch {
		case !known:
			continue
		case to == nil:
			return "", "", state.Errorf(BadForm, "the form has the field %s twice", name).With(texts.FieldTwice.Of(name))
		}
		fields[name] = nil
		text := fieldText{left: sent.Len}
		if _, err := io.CopyBuffer(&text, part, buffer); err != nil {
			return "", "", state.Errorf(BadForm, "the multipart body breaks off: %s", err).With(texts.FormEnds.Of())
		}
		*to = text.String()
	}
	if content == "" {
		return "", "", state.Errorf(pipeline.ParamMissing, "the form has no field content, or no part at all behind the boundary %.70q that Content-Type names", boundary).With("content")
	}
	return content, signature, nil
}

// fieldText is the text of a field, which takes memory in few steps, and not more
// than what is left of the form may need.
type fieldText struct {
	strings.Builder
	left func() int
}

func (t *fieldText) Write(p []byte) (int, error) {
	if t.Cap()-t.Len() < len(p) {
		t.Grow(len(p) + min(3*t.Len(), t.left()))
	}
	return t.Builder.Write(p)
}

// MaxDocument: «Максимальный размер документа, передаваемого по API, не должен
// превышать 30 мегабайт».
const MaxDocument = 30 << 20

// padding is by how many bytes base64 may look longer than it is.
const padding = 2

// decoded reads base64 as clients send it: with line breaks, and with quotes
// around it, as the printed request has them.
func decoded(content string) ([]byte, error) {
	content = strings.Trim(strings.TrimSpace(content), `"`)
	sent := content
	if slices.ContainsFunc([]byte(" \t\r\n"), func(blank byte) bool { return strings.IndexByte(content, blank) >= 0 }) {
		content = strings.Join(strings.Fields(content), "")
	}
	encoding := base64.StdEncoding
	if !strings.HasSuffix(content, "=") {
		encoding = base64.RawStdEncoding // the shipment's sample has no padding
	}
	if size := encoding.DecodedLen(len(content)); size > MaxDocument+padding {
		return nil, tooLarge(size)
	}
	text, err := encoding.DecodeString(content)
	if err != nil {
		return nil, notBase64(sent, err)
	}
	if pki.Blanked(sent) {
		return nil, notBase64(sent, errors.New("+ became blanks"))
	}
	if len(text) > MaxDocument {
		return nil, tooLarge(len(text))
	}
	return text, nil
}

func tooLarge(size int) error {
	return state.Errorf(pipeline.BodyTooLarge, "the document has %d bytes, at most %d may be", size, MaxDocument)
}

// notBase64 says what a document looks like that is no base64.
func notBase64(sent string, err error) error {
	if looks := pki.Dressed(sent); looks.Key() != "" {
		return state.Errorf(BadEnvelope, "the document is no base64: %s; it looks like this: %s", err, looks).With(texts.Detailed.Of(texts.NotBase64.Of(), texts.LooksLike.Of(looks)))
	}
	return state.Errorf(BadEnvelope, "the document is no base64: %s", err).With(texts.NotBase64.Of())
}

// looksLike adds what came out of the base64 of a document that cannot be read, as
// far as it is known.
func looksLike(text []byte, said texts.Said) texts.Said {
	if bytes.HasPrefix(text, []byte{0x30}) {
		return texts.AlsoLooks.Of(said, texts.CMSInstead.Of())
	}
	if looks := pki.Holds(text); looks.Key() != "" {
		return texts.AlsoLooks.Of(said, looks)
	}
	return said
}
