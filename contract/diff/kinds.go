package diff

// Kind is a way in which answers differ.
type Kind string

// The kinds.
const (
	Unanswered Kind = "unanswered"  // one side gave no answer
	Status     Kind = "status"      // of HTTP
	Header     Kind = "header"      // one that matters
	Empty      Kind = "empty body"  // one side has nothing in it
	Media      Kind = "media type"  // JSON, XML, HTML, text or a ZIP
	Encoding   Kind = "encoding"    // of characters
	Extra      Kind = "extra"       // a field that the left side does not have
	Missing    Kind = "missing"     // a field that the right side does not have
	Renamed    Kind = "renamed"     // the same value at the same place under another name
	Type       Kind = "type"        // of JSON
	Null       Kind = "null"        // null against a value, or against absence
	Enum       Kind = "enum"        // a word of a fixed list
	Text       Kind = "text"        // for people
	Dates      Kind = "date format" // how a time is written
	Form       Kind = "form"        // how another value is written: a uuid, a number, a code
	Value      Kind = "value"       // what should be the same on both sides
	Reference  Kind = "reference"   // an identifier that is not the same where it was the same
	FieldOrder Kind = "field order" // of an object
	ItemOrder  Kind = "item order"  // of a list
	Paging     Kind = "paging"      // how much of a list there is
	Timing     Kind = "timing"      // much slower
	LifeCycle  Kind = "life cycle"  // the statuses that were seen, in their order
)

// severity orders kinds in reports: the kinds that break clients come first.
var severity = []Kind{
	Unanswered, Status, Empty, Media, Encoding, Type, Missing, Renamed, Null, Enum, LifeCycle, Dates, Form, Reference, Value, Paging, Text, Header,
	ItemOrder, FieldOrder, Extra, Timing,
}

// Difference is one way in which the right side answers otherwise than the left
// one, however often it was seen.
type Difference struct {
	Kind   Kind     `json:"kind"`
	Method string   `json:"method"` // of HTTP
	Path   string   `json:"path"`   // of the method, below the base path
	Route  string   `json:"route,omitempty"`
	Field  string   `json:"field,omitempty"` // where in the answer; "" for all of it
	Left   string   `json:"left"`
	Right  string   `json:"right"`
	Count  int      `json:"count"` // of places where it was seen
	Cases  []string `json:"cases,omitempty"`

	Ledger   []Row    `json:"ledger,omitempty"` // rows of the fidelity ledger that it touches
	Rules    []string `json:"rules,omitempty"`  // names of the rules that it touches
	Problems []string `json:"problems,omitempty"`
	Claims   []Claim  `json:"claims,omitempty"`   // printed sentences that it touches
	Accepted string   `json:"accepted,omitempty"` // why it is accepted, and until when
}

// Claim is a sentence of the printed specification, as the list of claims has it.
type Claim struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Proof string `json:"proof"` // a test, a rule, what was recorded, or why it is open
	Open  bool   `json:"open"`
	File  string `json:"file"`
	Line  int    `json:"line"` // in its file
}

// Row is a row of the fidelity ledger.
type Row struct {
	Area      string `json:"area"`
	Behaviour string `json:"behaviour"`
	Evidence  string `json:"evidence"`
	Source    string `json:"source"`
	Line      int    `json:"line"` // in its file
}

// Key names a difference in a file of accepted ones.
func (d Difference) Key() string {
	return string(d.Kind) + " " + d.Method + " " + d.Path + " " + d.Field
}
