package contract

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract/record"
)

// body rewrites the body of a call for the right side, with the signature of the
// signer there.
func (p *player) body(ctx context.Context, e record.Exchange) (body []byte, contentType string, err error) {
	contentType = e.Header.Get("Content-Type")
	switch document, form := documentOf(e); {
	case strings.Contains(e.Path(), "/simpleSignIn"):
		body, err = p.signIn(ctx, e)
		return body, contentType, err
	case document != nil:
		return p.signed(ctx, e, document, form)
	case strings.HasSuffix(e.Path(), "/signature"):
		body, err = p.sign(ctx, e, p.title[e.As], client.Detached)
		return body, contentType, err
	}
	return []byte(p.compare.References.Translate(string(e.Body))), contentType, nil
}

// sign gives a CMS in base64.
func (p *player) sign(ctx context.Context, e record.Exchange, content []byte, form client.Form) ([]byte, error) {
	role := e.As
	if role == "" {
		role = ownerRole
	}
	cms, err := p.clients[role].Sign(ctx, content, form)
	return base64.StdEncoding.AppendEncode(nil, cms), err
}

func challengeOf(answer []byte) (c client.Challenge) {
	_ = json.Unmarshal(answer, &c) // one that is unlike any is not signed well
	return c
}

func (p *player) signIn(ctx context.Context, e record.Exchange) ([]byte, error) {
	cms, err := p.sign(ctx, e, []byte(p.key.Data), client.Attached)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"uuid": p.key.UUID, "data": string(cms)})
}

// documentOf gives the document that a call carries, and whether it is a form;
// nil for none.
func documentOf(e record.Exchange) (document []byte, form bool) {
	kind, params, _ := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		r := multipart.NewReader(bytes.NewReader(e.Body), params["boundary"])
		for {
			part, err := r.NextPart()
			if err != nil {
				return nil, false
			}
			if part.FormName() != "content" {
				continue
			}
			text, err := io.ReadAll(part)
			if err != nil {
				return nil, false
			}
			document, _ = base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
			return document, true
		}
	}
	var fields struct {
		Document  string `json:"document"`
		Signature string `json:"signature"`
	}
	if json.Unmarshal(e.Body, &fields) != nil || fields.Document == "" {
		return nil, false
	}
	document, err := base64.StdEncoding.DecodeString(fields.Document)
	if err != nil {
		return nil, false
	}
	return document, false
}

// signed writes a document for the right side, with the names that its subjects
// have there, and under a new fileId, as the old one may be taken.
func (p *player) signed(ctx context.Context, e record.Exchange, document []byte, form bool) ([]byte, string, error) {
	refs := p.compare.References
	for _, id := range uuidPattern.FindAllString(string(document), -1) {
		if _, known := refs.Right(id); !known && !p.seen[id] {
			refs.Bind(id, client.NewUUID())
		}
	}
	document = []byte(refs.Translate(string(document)))
	cms, err := p.sign(ctx, e, document, client.Detached)
	if err != nil {
		return nil, "", err
	}
	text := base64.StdEncoding.EncodeToString(document)
	if !form {
		body, err := json.Marshal(map[string]string{"document": text, "signature": string(cms)})
		return body, e.Header.Get("Content-Type"), err
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, field := range [][2]string{{"content", text}, {"signature", string(cms)}} {
		if err := w.WriteField(field[0], field[1]); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return body.Bytes(), w.FormDataContentType(), nil
}
