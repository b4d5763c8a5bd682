package pipeline

import (
	"bytes"
	"encoding/json"
	"sync"
)

// Media types of answers.
const (
	mediaJSON = "application/json"
	// The real services name the charset behind application/json (sibling).
	contentJSON = "application/json;charset=UTF-8"
)

// Refusal is an error on its way to the client.
type Refusal struct {
	Problem        // its row in the tables of problems
	Said    string // the row's text, finished with the error's arguments
	Rule    string // which rule refused, for the journal
	Why     string // what was seen and what to do, for the person who debugs
	Accept  string // what the client takes
}

// Shape is how a refusal goes on the wire: content type and body.
type Shape interface {
	Render(Refusal) (contentType string, body []byte)
}

type emptyShape struct{}

// Empty is no body at all.
var Empty Shape = emptyShape{}

// Render gives nothing.
func (emptyShape) Render(Refusal) (string, []byte) { return "", nil }

// Wrap is a JSON shape: it makes what is sent of status and text.
type Wrap func(status int, text string) (body any)

// Render writes what was made.
func (w Wrap) Render(r Refusal) (string, []byte) { return JSON(w(r.Status, r.Said)) }

// JSON writes a value of our own making as the systems do: fields in order, no
// HTML escaping, no newline at the end. It panics for what cannot be written.
func JSON(v any) (contentType string, body []byte) {
	body, err := encodeJSON(v)
	if err != nil {
		panic(err) // structs of strings always encode
	}
	return contentJSON, body
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
