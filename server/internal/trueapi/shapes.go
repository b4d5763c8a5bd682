package trueapi

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
)

const contentXML = "application/xml;charset=UTF-8"

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
// a client that takes JSON and no XML the same fields may go out as JSON, as
// the framework behind the real service does by itself.
type oauth struct {
	root, code string
	negotiate  bool
}

// Render writes the XML, or the JSON.
func (o oauth) Render(r pipeline.Refusal) (string, []byte) {
	if o.negotiate && strings.Contains(r.Accept, mediaJSON) && !strings.Contains(r.Accept, "xml") && !strings.Contains(r.Accept, "*/*") {
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
