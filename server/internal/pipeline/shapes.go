package pipeline

import "github.com/mockismp/mockismp/state/rules"

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
	Rules   rules.Set
}

// Shape is how a refusal goes on the wire: content type and body.
type Shape interface {
	Render(Refusal) (contentType string, body []byte)
}

// Challenger is a Shape of 401 that knows what stands in WWW-Authenticate.
type Challenger interface {
	Challenge(Refusal) string
}

type emptyShape struct{}

// Empty is no body at all.
var Empty Shape = emptyShape{}

// Render gives nothing.
func (emptyShape) Render(Refusal) (string, []byte) { return "", nil }

// Wrap is a JSON shape: it makes what is sent of status and text.
type Wrap func(status int, text string) (body any)

// Render writes what was made.
func (w Wrap) Render(r Refusal) (string, []byte) { return Body(w(r.Status, r.Said)) }

// Body writes a value of our own making as the systems do: fields in order, no
// HTML escaping, no newline at the end. It panics for what cannot be written.
func Body(v any) (contentType string, body []byte) {
	var j JSON
	if err := encodeTo(&j, v); err != nil {
		panic(err) // structs of strings always encode
	}
	return contentJSON, j.text
}
