package mock

import (
	"bytes"
	"encoding/json"
)

// Outcome chooses the results of the next documents or orders, whatever the
// checks say. docs/outcomes.md has an example of each.
type Outcome struct {
	Kind     string         `json:"kind,omitempty"` // document, if empty, or order
	Match    DocumentMatch  `json:"match,omitzero"`
	Result   string         `json:"result,omitempty"`   // CHECKED_OK, CHECKED_NOT_OK, PROCESSING_ERROR, ERROR, stuck; of orders SUCCESS, ERROR, VALIDATION_FAILED, stuck; what the checks say, if empty
	Delay    string         `json:"delay,omitempty"`    // of world time until then
	Errors   []OutcomeError `json:"errors,omitempty"`   // what is wrong, with CHECKED_NOT_OK, PROCESSING_ERROR or ERROR of documents
	Accepted string         `json:"accepted,omitempty"` // half: of a shipment, or by an acceptance, half of the codes
}

// DocumentMatch says which documents an outcome or a bot is about: every field
// that is given must fit. For orders only the sender counts.
type DocumentMatch struct {
	Type        string   `json:"type,omitempty"`     // of documents, as mockismp doctypes lists them
	Sender      string   `json:"sender,omitempty"`   // BIN or IIN
	Receiver    string   `json:"receiver,omitempty"` // who decides of it
	FileID      string   `json:"fileId,omitempty"`   // with its prefix or without
	Nth         int      `json:"nth,omitempty"`      // from the n-th that fits; that one alone, unless times says how many
	Times       int      `json:"times,omitempty"`    // at most so many
	Probability *float64 `json:"probability,omitempty"`
	From        string   `json:"from,omitempty"`  // world time, RFC 3339
	Until       string   `json:"until,omitempty"` // world time, which is no longer in it
}

// OutcomeError is what is wrong with a document: an error of the catalogue, by
// its number, or a text. In JSON a number or a string stands for either alone.
type OutcomeError struct {
	Number int      `json:"number,omitempty"`
	Of     []string `json:"of,omitempty"` // what it is about; the codes of the document, if empty
	Text   string   `json:"text,omitempty"`
}

type plainOutcomeError OutcomeError // without the methods

// MarshalJSON writes the shortest form.
func (e OutcomeError) MarshalJSON() ([]byte, error) {
	switch {
	case len(e.Of) == 0 && e.Text == "":
		return json.Marshal(e.Number)
	case len(e.Of) == 0 && e.Number == 0:
		return json.Marshal(e.Text)
	}
	return json.Marshal(plainOutcomeError(e))
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown names.
func (e *OutcomeError) UnmarshalJSON(text []byte) error {
	*e = OutcomeError{}
	switch {
	case bytes.HasPrefix(text, []byte(`"`)):
		return json.Unmarshal(text, &e.Text)
	case bytes.HasPrefix(text, []byte(`{`)):
		in := json.NewDecoder(bytes.NewReader(text))
		in.DisallowUnknownFields()
		return in.Decode((*plainOutcomeError)(e))
	}
	return json.Unmarshal(text, &e.Number)
}

// KeptOutcome is an outcome as the world keeps it. An outcome that is not used
// yet has acted on nothing.
type KeptOutcome struct {
	ID string `json:"id"`
	Outcome
	Matched int `json:"matched"` // how many documents or orders fitted
	Acted   int `json:"acted"`   // how many of them fare so
}

// GivenOutcome is the outcome that a document or an order has.
type GivenOutcome struct {
	Rule     string         `json:"rule,omitempty"` // id of the outcome it comes from, "" where the call itself said it
	Result   string         `json:"result,omitempty"`
	Delay    string         `json:"delay,omitempty"`
	Errors   []OutcomeError `json:"errors,omitempty"`
	Accepted string         `json:"accepted,omitempty"`
}
