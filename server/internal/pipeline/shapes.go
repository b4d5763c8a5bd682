package pipeline

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// Media types of answers.
const (
	mediaJSON = "application/json"
	mediaXML  = "application/xml"
	// The real service names the charset behind application/json (sibling).
	contentJSON = "application/json;charset=UTF-8"
	contentXML  = "application/xml;charset=UTF-8"
)

// Shape is how an error goes on the wire.
type Shape interface {
	// render gives content type and body for the problem's finished text. accept
	// is what the client takes, empty unless the answer may be negotiated.
	render(p Problem, text, accept string, e *failure) (contentType string, body []byte)
}

type (
	messageShape struct{}
	pairShape    struct{}
	emptyShape   struct{}
	controlShape struct{}
)

var (
	// ErrorMessage is {"error_message": …}, the general form.
	ErrorMessage Shape = messageShape{}
	// ErrorPair is {"errorMessage": …, "errorCode": "…"}, the form of cises/info.
	ErrorPair Shape = pairShape{}
	// Empty is no body at all.
	Empty Shape = emptyShape{}
	// ErrorHint is {"error": …, "hint": …}, the form of the control API.
	ErrorHint Shape = controlShape{}
)

func (messageShape) render(_ Problem, text, _ string, _ *failure) (string, []byte) {
	return contentJSON, mustJSON(struct {
		Message string `json:"error_message"`
	}{text})
}

func (pairShape) render(p Problem, text, _ string, _ *failure) (string, []byte) {
	return contentJSON, mustJSON(struct {
		Message string `json:"errorMessage"`
		Code    string `json:"errorCode"`
	}{text, strconv.Itoa(p.Status)})
}

func (emptyShape) render(Problem, string, string, *failure) (string, []byte) { return "", nil }

func (controlShape) render(p Problem, _, _ string, e *failure) (string, []byte) {
	return contentJSON, mustJSON(struct {
		Error string `json:"error"`
		Hint  string `json:"hint"`
	}{e.why, p.Text})
}

// Wrap is the form of a method that has one of its own: body makes what is sent
// of status and text.
type Wrap func(status int, text string) (body any)

func (w Wrap) render(p Problem, text, _ string, _ *failure) (string, []byte) {
	return contentJSON, mustJSON(w(p.Status, text))
}

// OAuth is the form of both 401: XML in which the root names the exception. To
// a client that takes JSON and no XML the same fields may go out as JSON, as
// the framework behind the real service does by itself.
type OAuth struct{ Root, Error string }

func (o OAuth) render(_ Problem, text, accept string, _ *failure) (string, []byte) {
	if strings.Contains(accept, mediaJSON) && !strings.Contains(accept, "xml") && !strings.Contains(accept, "*/*") {
		return contentJSON, mustJSON(struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}{o.Error, text})
	}
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(text)) // a bytes.Buffer never fails
	return contentXML, []byte("<" + o.Root + "><error>" + o.Error + "</error><error_description>" +
		escaped.String() + "</error_description></" + o.Root + ">")
}

// mustJSON writes a value of our own making as the API does: fields in order,
// no HTML escaping, no newline at the end.
func mustJSON(v any) []byte {
	var j JSON
	if err := encodeTo(&j, v); err != nil {
		panic(err) // structs of strings always encode
	}
	return j.text
}
