package mock

import "encoding/json"

// Warning tells of something that passed here and may not pass in the real
// system, with the rule that lets it pass.
type Warning struct {
	Rule string `json:"rule"`
	Why  string `json:"why"` // what was seen, what to do
}

// RequestFilter chooses among the requests of the journal: all that is set must
// fit.
type RequestFilter struct {
	System  string `json:"system,omitempty" query:"system"` // its name, as requests show it
	Route   string `json:"route,omitempty" query:"route"`   // name of the method, as mockismp routes lists it
	Method  string `json:"method,omitempty" query:"method"`
	Path    string `json:"path,omitempty" query:"path"`       // below the base path, exact or ending in /*
	BIN     string `json:"bin,omitempty" query:"bin"`         // who called
	Status  int    `json:"status,omitempty" query:"status"`   // of HTTP
	Rule    string `json:"rule,omitempty" query:"rule"`       // that refused it, or warns of it
	Refused *bool  `json:"refused,omitempty" query:"refused"` // the status is 400 or above
	Warned  *bool  `json:"warned,omitempty" query:"warned"`   // there are warnings
	Changed *bool  `json:"changed,omitempty" query:"changed"` // it has changed the world
	Fault   string `json:"fault,omitempty" query:"fault"`     // id of a fault that acted on it
	Outcome string `json:"outcome,omitempty" query:"outcome"` // id of the outcome that chose what becomes of it
	Since   string `json:"since,omitempty" query:"since"`     // id of the last request that is too old, or a world time
	From    string `json:"from,omitempty" query:"from"`       // world time
	Until   string `json:"until,omitempty" query:"until"`     // world time, which is no longer in it
}

// RequestCount is how many requests of the journal fit.
type RequestCount struct {
	Count    int    `json:"count"`
	Complete bool   `json:"complete"` // nothing that might have fitted was evicted
	Evicted  uint64 `json:"evicted"`
}

// Requests is a page of the journal, newest first.
type Requests struct {
	Items    []Request `json:"items"`
	Next     string    `json:"next,omitempty"`
	Complete bool      `json:"complete"` // nothing that might have matched was evicted
	Evicted  uint64    `json:"evicted"`
}

// Request is a request of the journal.
type Request struct {
	ID           uint64    `json:"id"`
	At           string    `json:"at"` // world time
	System       string    `json:"system"`
	Method       string    `json:"method"`
	Path         string    `json:"path"` // below the base path
	Query        string    `json:"query,omitempty"`
	Route        string    `json:"route,omitempty"` // name of the method
	BIN          string    `json:"bin,omitempty"`   // who called
	Status       int       `json:"status"`
	Milliseconds float64   `json:"ms"`             // wall time
	Rule         string    `json:"rule,omitempty"` // which refused it
	Why          string    `json:"why,omitempty"`  // in a sentence
	Warnings     []Warning `json:"warnings,omitempty"`
	Changes      []Changes `json:"changes,omitempty"` // what it changed
	Faults       []string  `json:"faults,omitempty"`  // ids of those that acted on it
	Outcome      string    `json:"outcome,omitempty"` // id of the one that chose what becomes of it
	Notes        []string  `json:"notes,omitempty"`   // what acted on it on purpose, in words
	RequestSize  int       `json:"requestSize"`
	Request      string    `json:"request,omitempty"` // the body, where bodies were asked for
	ResponseSize int       `json:"responseSize"`
	Response     string    `json:"response,omitempty"` // as Request
}

// Changes is what a request changed in a table of the world.
type Changes struct {
	Table string   `json:"table"` // participants, products, codes, documents, receipts, orders or challenges
	Count int      `json:"count"` // of records
	Items []Change `json:"items"` // the first of them
}

// Change is a record that was made, replaced or forgotten. If it was replaced,
// Before and After have the fields that changed.
type Change struct {
	Key    string            `json:"key"` // BIN, GTIN, code or id
	Before map[string]string `json:"before,omitempty"`
	After  map[string]string `json:"after,omitempty"`
}

// Explain asks what would become of a document.
type Explain struct {
	Type      string `json:"type,omitempty"`      // as mockismp or the registry calls it; needed where the document does not tell
	Document  string `json:"document"`            // XML, JSON, or its base64
	Signature string `json:"signature,omitempty"` // base64 CMS; none is a finding where one is required
	BIN       string `json:"bin,omitempty"`       // who would send it; whom the document names as its sender if ""

	// A decision in place of a document.
	Decision string `json:"decision,omitempty"` // approve, reject or withdraw
	ID       string `json:"id,omitempty"`       // of the document that it is about
}

// Explanation is every check of a document in order.
type Explanation struct {
	Type     string    `json:"type,omitempty"`  // kind of the document, "" where it cannot be told
	BIN      string    `json:"bin,omitempty"`   // who sends it
	Route    string    `json:"route,omitempty"` // method that it is sent to, as in POST /edo-api/outgoing-documents/formal
	Accepted bool      `json:"accepted"`        // it is taken, and processing finds nothing wrong
	Checks   []Verdict `json:"checks"`
	Verdict  string    `json:"verdict"`          // name of the check that fails first, "" for none
	Answer   *Answer   `json:"answer,omitempty"` // of a refusal, and of what is taken where that is JSON
	Warnings []Warning `json:"warnings,omitempty"`
}

// Verdict is the result of one check.
type Verdict struct {
	Check    string    `json:"check"`
	About    string    `json:"about"`
	Phase    string    `json:"phase"`   // reading, world or later
	Outcome  string    `json:"outcome"` // passed, warned, failed or not reached
	Why      string    `json:"why,omitempty"`
	Errors   []string  `json:"errors,omitempty"` // that the document ends with
	Warnings []Warning `json:"warnings,omitempty"`
	Findings []Finding `json:"findings,omitempty"` // where it is wrong
}

// Finding is one thing that is wrong with a document.
type Finding struct {
	Line     int    `json:"line,omitempty"`
	Path     string `json:"path,omitempty"` // /file/document/productList/iCode; of JSON its pointer
	Seen     string `json:"seen,omitempty"`
	Expected string `json:"expected,omitempty"` // what was wrong with that, and what is expected
	Said     string `json:"said,omitempty"`     // what the client is told
	Fix      string `json:"fix,omitempty"`      // the shortest way to mend it
}

// Answer is what the real call would be answered with.
type Answer struct {
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}
