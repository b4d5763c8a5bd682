package record

import (
	"net/http"
	"strings"
	"time"
)

// Exchange is a request and its answer, as they were without their secrets.
type Exchange struct {
	Case    string        // of a contract run in which it happened, "" for none
	As      string        // who called, by their name in that run
	Started time.Time     // by the clock of who records
	Took    time.Duration // until the answer was read whole
	Method  string
	URL     string // whole
	Header  http.Header
	Body    []byte

	Status       int // of HTTP, 0 if no answer came
	AnswerHeader http.Header
	Answer       []byte // without the encoding that it travelled in
	Failure      string // why no answer came
}

// Path is the path of the request, as it was escaped.
func (e Exchange) Path() string {
	address, _, _ := strings.Cut(e.URL, "?")
	if _, rest, absolute := strings.Cut(address, "://"); absolute {
		if at := strings.IndexByte(rest, '/'); at >= 0 {
			return rest[at:]
		}
		return "/"
	}
	return address
}

// Query is the query of the request, as it was escaped.
func (e Exchange) Query() string {
	_, query, _ := strings.Cut(e.URL, "?")
	return query
}
