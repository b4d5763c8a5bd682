package intake

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Form takes content and signature out of a multipart/form-data body, whether
// they are text or file parts. Fields it does not know are left alone, and so is
// Content-Transfer-Encoding, which servers of forms do not look at (RFC 7578,
// 4.7). A field that comes twice is refused: nobody could say which one counts
// (assumed).
func Form(contentType string, body []byte) (content, signature string, err error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/form-data" {
		return "", "", state.Errorf(pipeline.MediaType, fmt.Sprintf("Content-Type is %q; this method takes multipart/form-data", contentType), contentType)
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	fields := map[string]*string{"content": &content, "signature": &signature}
	buffer := make([]byte, 4<<10) // no more comes at once from a reader of forms; io.Copy would take eight times as much for every part
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", "", state.Errorf(BadForm, "the multipart body does not fit: "+err.Error(), "тело multipart/form-data повреждено")
		}
		name := part.FormName()
		to, known := fields[name]
		switch {
		case !known:
			continue
		case to == nil:
			return "", "", state.Errorf(BadForm, fmt.Sprintf("the form has the field %s twice", name), "поле "+name+" передано дважды")
		}
		fields[name] = nil
		var text strings.Builder
		if _, err := io.CopyBuffer(&text, part, buffer); err != nil {
			return "", "", state.Errorf(BadForm, "the multipart body breaks off: "+err.Error(), "тело multipart/form-data обрывается")
		}
		*to = text.String()
	}
	if content == "" {
		return "", "", state.Errorf(pipeline.ParamMissing, fmt.Sprintf("the form has no field content, or no part at all behind the boundary %.70q that Content-Type names", params["boundary"]), "content")
	}
	return content, signature, nil
}

// MaxDocument: «Максимальный размер документа, передаваемого по API, не должен
// превышать 30 мегабайт».
const MaxDocument = 30 << 20

// decoded reads base64 as clients send it: with line breaks, and with quotes
// around it, as the printed request has them.
func decoded(content string) ([]byte, error) {
	content = strings.Trim(strings.TrimSpace(content), `"`)
	if strings.ContainsAny(content, " \t\r\n") {
		content = strings.Join(strings.Fields(content), "")
	}
	encoding := base64.StdEncoding
	if !strings.HasSuffix(content, "=") {
		encoding = base64.RawStdEncoding // the shipment's sample has no padding
	}
	text, err := encoding.DecodeString(content)
	if err != nil {
		return nil, state.Errorf(BadEnvelope, "the document is no base64: "+err.Error(), "документ не в base64")
	}
	if len(text) > MaxDocument {
		return nil, state.Errorf(pipeline.BodyTooLarge, fmt.Sprintf("the document has %d bytes, at most %d may be", len(text), MaxDocument))
	}
	return text, nil
}
