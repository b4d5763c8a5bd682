package trueapi

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state/rules"
)

const (
	mediaXML   = "application/xml"
	contentXML = mediaXML + ";charset=UTF-8"
)

// errorMessage is {"error_message": …}, the general form.
var errorMessage pipeline.Shape = pipeline.Wrap(func(_ int, text string) any {
	return struct {
		Message string `json:"error_message"`
	}{text}
})

// errorPair is {"errorMessage": …, "errorCode": "…"}, the form of cises/info.
var errorPair pipeline.Shape = pipeline.Wrap(func(status int, text string) any {
	return struct {
		Message string `json:"errorMessage"`
		Code    string `json:"errorCode"`
	}{text, strconv.Itoa(status)}
})

// oauth is the form of both 401: XML in which the root names the exception. To
// a client that asks for JSON first the same fields may go out as JSON, as the
// framework behind the real service does by itself.
type oauth struct {
	root, code string
	negotiate  bool
}

// Render writes the XML, or the JSON.
func (o oauth) Render(r pipeline.Refusal) (string, []byte) {
	if o.negotiate && prefersJSON(r.Accept) {
		if r.Rules.Is(rules.Unauthorized, rules.Message) {
			r.Said = texts.TokenMissingJSON.Of().String()
			return errorMessage.Render(r)
		}
		return pipeline.Body(struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}{o.code, r.Said})
	}
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(r.Said)) // a bytes.Buffer never fails
	return contentXML, []byte("<" + o.root + "><error>" + o.code + "</error><error_description>" +
		escaped.String() + "</error_description></" + o.root + ">")
}

// Challenge is what WWW-Authenticate says, as the framework writes it (sibling).
func (o oauth) Challenge(r pipeline.Refusal) string {
	return fmt.Sprintf(`Bearer realm="oauth2-resource", error="%s", error_description="%s"`, o.code, r.Said)
}

// signInShape is the form of refusals of sign-in: the general one, or that of the
// sister system, whose answers have code and description as well.
type signInShape struct{}

// Render writes the one that the world reads.
func (signInShape) Render(r pipeline.Refusal) (string, []byte) {
	if r.Rules.Is(rules.SignInRefusal, rules.Plain) {
		return errorMessage.Render(r)
	}
	return pipeline.Body(struct {
		Code        string `json:"code"`
		Message     string `json:"error_message"`
		Description string `json:"description"`
	}{strconv.Itoa(r.Status), r.Said, r.Said})
}

// prefersJSON tells whether a client that can take an answer as XML or as JSON
// gets it as JSON: by the q of its media types, then by their order. A wildcard
// is good for XML, which is what is printed.
func prefersJSON(accept string) bool {
	best, json := 0.0, false
	for part := range strings.SplitSeq(accept, ",") {
		media, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		q, noQ := strconv.ParseFloat(params["q"], 64)
		if noQ != nil {
			q = 1
		}
		if err != nil || q <= best {
			continue
		}
		switch media {
		case mediaJSON, mediaXML, "*/*", "*", "/", "application/*":
			best, json = q, media == mediaJSON
		}
	}
	return json
}
