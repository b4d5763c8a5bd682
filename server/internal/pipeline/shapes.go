package pipeline

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"sync"
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
// a client that asks for JSON first the same fields may go out as JSON, as the
// framework behind the real service does by itself.
type OAuth struct{ Root, Error string }

func (o OAuth) render(_ Problem, text, accept string, _ *failure) (string, []byte) {
	if prefersJSON(accept) {
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
	b, err := encodeJSON(v)
	if err != nil {
		panic(err) // structs of strings always encode
	}
	return b
}

func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	err := encodeTo(&b, v)
	return b.Bytes(), err
}

func encodeTo(b *bytes.Buffer, v any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false) // codes hold < > &
	if err := enc.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - len("\n"))
	return nil
}

// buffers are for large bodies: a new one for every answer about a thousand
// codes would keep the collector at work. The journal copies what it keeps of them.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBuffer is up to what size a buffer waits for the next answer.
const maxBuffer = 4 << 20

// encodeBody writes the body of an answer. A large one lies in a borrowed
// buffer: give it back when the answer is sent and in the journal.
func encodeBody(v any) (body []byte, borrowed *bytes.Buffer, err error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err = encodeTo(b, v); err == nil && b.Len() > keepBody {
		return b.Bytes(), b, nil
	}
	body = bytes.Clone(b.Bytes())
	giveBack(b)
	return body, nil, err
}

func giveBack(b *bytes.Buffer) {
	if b != nil && b.Cap() <= maxBuffer {
		buffers.Put(b)
	}
}
