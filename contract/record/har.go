package record

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"
)

// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec). Names that begin
// with an underscore are our own, as it allows.
type harFile struct {
	Log struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
	} `json:"log"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  time.Time   `json:"startedDateTime"`
	Time     float64     `json:"time"` // ms
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Case     string      `json:"_case,omitempty"`
	As       string      `json:"_as,omitempty"`
	Failure  string      `json:"_failure,omitempty"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	QueryString []harPair `json:"queryString"`
	PostData    *harPost  `json:"postData,omitempty"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int       `json:"bodySize"`
}

type harPost struct {
	MIMEType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"_encoding,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harContent struct {
	Size     int    `json:"size"`
	MIMEType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

const unknownSize = -1 // as HAR says that a size is not known

// entryOf is an exchange as HAR has it.
func entryOf(e Exchange) harEntry {
	ms := float64(e.Took.Microseconds()) / 1000
	out := harEntry{
		Started: e.Started.UTC(), Time: ms, Timings: harTimings{Wait: ms}, Case: e.Case, As: e.As, Failure: e.Failure,
		Request: harRequest{
			Method: e.Method, URL: e.URL, HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: pairsOf(e.Header), QueryString: queryOf(e),
			HeadersSize: unknownSize, BodySize: len(e.Body),
		},
		Response: harResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: pairsOf(e.AnswerHeader),
			RedirectURL: e.AnswerHeader.Get("Location"), HeadersSize: unknownSize, BodySize: unknownSize,
		},
	}
	if len(e.Body) > 0 {
		out.Request.PostData = &harPost{MIMEType: e.Header.Get("Content-Type")}
		out.Request.PostData.Text, out.Request.PostData.Encoding = textOf(e.Body)
	}
	out.Response.Content = harContent{Size: len(e.Answer), MIMEType: e.AnswerHeader.Get("Content-Type")}
	out.Response.Content.Text, out.Response.Content.Encoding = textOf(e.Answer)
	return out
}

func textOf(body []byte) (text, encoding string) {
	if utf8.Valid(body) {
		return string(body), ""
	}
	return base64.StdEncoding.EncodeToString(body), "base64"
}

func pairsOf(h http.Header) []harPair {
	out := []harPair{}
	for name, values := range h {
		for _, value := range values {
			out = append(out, harPair{name, value})
		}
	}
	slices.SortStableFunc(out, byName)
	return out
}

func byName(a, b harPair) int { return cmp.Compare(a.Name, b.Name) }

func queryOf(e Exchange) []harPair {
	out := []harPair{}
	values, err := url.ParseQuery(e.Query())
	if err != nil {
		return out
	}
	for name, all := range values {
		for _, value := range all {
			out = append(out, harPair{name, value})
		}
	}
	slices.SortStableFunc(out, byName)
	return out
}

// exchangeOf reads an entry, of whatever program.
func exchangeOf(h harEntry) (Exchange, error) {
	e := Exchange{
		Case: h.Case, As: h.As, Started: h.Started, Took: time.Duration(h.Time * float64(time.Millisecond)), Method: h.Request.Method, URL: h.Request.URL,
		Header: headerOf(h.Request.Headers), Status: h.Response.Status, AnswerHeader: headerOf(h.Response.Headers), Failure: h.Failure,
	}
	if e.URL == "" || e.Method == "" {
		return e, fmt.Errorf("request %.20q %.100q is none", e.Method, e.URL)
	}
	var err error
	if p := h.Request.PostData; p != nil {
		if e.Body, err = bytesOf(p.Text, p.Encoding); err != nil {
			return e, fmt.Errorf("body of the request: %w", err)
		}
	}
	if e.Answer, err = bytesOf(h.Response.Content.Text, h.Response.Content.Encoding); err != nil {
		return e, fmt.Errorf("body of the answer: %w", err)
	}
	return e, nil
}

func bytesOf(text, encoding string) ([]byte, error) {
	switch {
	case text == "":
		return nil, nil
	case encoding == "base64":
		return base64.StdEncoding.DecodeString(text)
	}
	return []byte(text), nil
}

func headerOf(pairs []harPair) http.Header {
	h := http.Header{}
	for _, p := range pairs {
		h.Add(p.Name, p.Value)
	}
	return h
}

// Read reads a HAR file, of whatever program, and takes its secrets out. Errors
// name the entry.
func Read(r io.Reader) ([]Exchange, error) {
	var file harFile
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return nil, fmt.Errorf("not a HAR file: %w", err)
	}
	if file.Log.Version == "" {
		return nil, fmt.Errorf(`not a HAR file: "log" with a "version" was to come`)
	}
	var s secrets
	out := make([]Exchange, len(file.Log.Entries))
	for i, h := range file.Log.Entries {
		e, err := exchangeOf(h)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		s.hide(&e)
		out[i] = e
	}
	return out, nil
}
