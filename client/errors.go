package client

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The kinds of an *Error, for errors.Is.
var (
	ErrUnauthorized = errors.New("the token is missing or stale")             // 401
	ErrForbidden    = errors.New("the caller may not do this")                // 403, mostly no contract for the product group
	ErrNotFound     = errors.New("nothing was found")                         // 404
	ErrTooLarge     = errors.New("the request is too large")                  // 413
	ErrTooMany      = errors.New("too many requests")                         // 429
	ErrUnavailable  = errors.New("the system is not there at the moment")     // 502, 503, 504, or no answer at all
	ErrUnreadable   = errors.New("the answer is not what the method answers") // HTML, cut, empty, of another type
	ErrUncertain    = errors.New("the request may have taken effect")         // of a document, a decision or an invoice whose answer was lost
)

var errorStatuses = map[int]error{
	http.StatusUnauthorized: ErrUnauthorized, http.StatusForbidden: ErrForbidden, http.StatusNotFound: ErrNotFound,
	http.StatusRequestEntityTooLarge: ErrTooLarge, http.StatusTooManyRequests: ErrTooMany, 0: ErrUnavailable,
	http.StatusBadGateway: ErrUnavailable, http.StatusServiceUnavailable: ErrUnavailable, http.StatusGatewayTimeout: ErrUnavailable,
}

// shownBody is how much of an answer an error keeps, in bytes.
const shownBody = 200

// Error is a call that failed: the system refused it, or its answer was not
// understood, or none came.
type Error struct {
	Method string
	Path   string // below the base path
	Status int    // of HTTP, 0 if no answer came

	Message string       // the system's own words, "" if there are none
	Code    string       // the code that some methods give beside them
	Errors  []CodedError // the errors that methods of recognition give by code

	Err         error  // why the answer was not understood, or did not come; nil of a refusal
	ContentType string // of the answer
	Size        int    // of the answer, in bytes
	Body        []byte // its first 200 bytes

	retry    string // its Retry-After
	unsent   bool   // nobody was reached
	hopeless bool   // nobody ever will be
}

// Error tells which method was called, what it answered, and what is wrong with
// the answer.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Method, e.Path)
	switch {
	case e.Status == 0:
		fmt.Fprintf(&b, "no answer: %s", e.Err)
		return b.String()
	case e.Err != nil:
		fmt.Fprintf(&b, "%d: %s", e.Status, e.Err)
	case e.Message != "":
		fmt.Fprintf(&b, "%d: %s", e.Status, e.Message)
		return b.String()
	default:
		fmt.Fprintf(&b, "%d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Size == 0 {
		b.WriteString(" (the answer is empty)")
	} else {
		fmt.Fprintf(&b, " (%s, %d bytes: %q)", cmpOr(e.ContentType, "no Content-Type"), e.Size, e.Body)
	}
	return b.String()
}

// Unwrap gives the reason behind an answer that was not understood.
func (e *Error) Unwrap() error { return e.Err }

// Is tells whether the error is of one of the kinds above.
func (e *Error) Is(kind error) bool {
	if kind == ErrUnreadable {
		return e.Status != 0 && e.Err != nil
	}
	return errorStatuses[e.Status] == kind
}

func cmpOr(text, or string) string {
	if text == "" {
		return or
	}
	return text
}

// refused tells whether the request was looked at and surely not taken.
func (e *Error) refused() bool {
	return e.unsent || e.Err == nil && slices.Contains(refusals, e.Status)
}

// CodedError is an error by its code, as the methods of recognition give it.
type CodedError struct {
	Code        Text `json:"errorCode"`
	Description Text `json:"errorDescription"` // some methods say errorDescription
	Message     Text `json:"errorMessage"`     // and some errorMessage
}

// String is code and text, whichever word the method has for it.
func (e CodedError) String() string {
	text := cmpOr(string(e.Description), string(e.Message))
	if e.Code == "" || strings.HasPrefix(text, string(e.Code)) {
		return text
	}
	return string(e.Code) + ": " + text
}

// refusal reads an answer that is no success: JSON in the shapes of the methods,
// of the gateway and of the sister systems, XML of 401, HTML, or nothing (406).
func refusal(a *answer) *Error {
	e := new(Error)
	switch text := bytes.TrimSpace(a.body); {
	case len(text) == 0:
	case text[0] == '{':
		e.readJSON(text)
	case text[0] == '<' && !bytes.Contains(bytes.ToLower(text[:min(len(text), shownBody)]), []byte("<html")):
		e.readXML(text)
	default:
		if m := title.FindSubmatch(text); m != nil && utf8.RuneCount(m[1]) <= 200 {
			e.Message = string(bytes.TrimSpace(m[1]))
		}
	}
	return e
}

// title is what a page of a gateway says in a few words.
var title = regexp.MustCompile(`(?is)<title[^>]*>([^<]+)</title>`)

// readXML reads <UnauthorizedException> and <InvalidTokenException>.
func (e *Error) readXML(text []byte) {
	var out struct {
		Error       string `xml:"error"`
		Description string `xml:"error_description"`
	}
	if xml.Unmarshal(text, &out) == nil {
		e.Code, e.Message = out.Error, cmpOr(out.Description, out.Error)
	}
}

func (e *Error) readJSON(text []byte) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil {
		return
	}
	word := func(names ...string) (value string) {
		for _, name := range names {
			var t Text
			if value == "" && fields[name] != nil && json.Unmarshal(fields[name], &t) == nil {
				value = string(t)
			}
		}
		return value
	}
	e.Message = word("error_message", "errorMessage", "error_description", "description", "errors", "message", "error")
	e.Code = word("code", "errorCode", "error")
	for _, name := range []string{"errors", "globalErrors"} {
		var all []struct {
			CodedError
			Error Text `json:"error"` // as the order station has it
		}
		if json.Unmarshal(fields[name], &all) != nil {
			continue
		}
		for _, one := range all {
			one.Message = Text(cmpOr(string(one.Message), string(one.Error)))
			e.Errors = append(e.Errors, one.CodedError)
		}
	}
	if e.Message == "" {
		words := make([]string, len(e.Errors))
		for i, one := range e.Errors {
			words[i] = one.String()
		}
		e.Message = strings.Join(words, "; ")
	}
}
