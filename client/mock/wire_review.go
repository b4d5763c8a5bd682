package mock

// Coverage is what the requests of the journal touched, of all that there is.
type Coverage struct {
	Requests int               `json:"requests"`
	Complete bool              `json:"complete"` // nothing was evicted from the journal
	Evicted  uint64            `json:"evicted"`
	Sections []CoverageSection `json:"sections"`
}

// CoverageSection is one kind of what there is: methods, documents, groups,
// statuses, errors or rules.
type CoverageSection struct {
	Name    string        `json:"name"`
	Touched int           `json:"touched"`
	Total   int           `json:"total"`
	Rows    []CoverageRow `json:"rows"` // in the order of their table
}

// Percent is how much of the section was touched, rounded down.
func (s CoverageSection) Percent() int {
	if s.Total == 0 {
		return 100
	}
	return 100 * s.Touched / s.Total
}

// CoverageRow is one thing and how often it was touched.
type CoverageRow struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Diagnosis is what the requests of the journal tell about the client.
type Diagnosis struct {
	Requests int     `json:"requests"`
	Complete bool    `json:"complete"`
	Evicted  uint64  `json:"evicted"`
	Findings []Habit `json:"findings"`
}

// Habit is what a client does that does harm, or will.
type Habit struct {
	Name     string   `json:"name"`
	Severity string   `json:"severity"` // error, warning or note
	BIN      string   `json:"bin,omitempty"`
	What     string   `json:"what"`     // was seen
	Advice   string   `json:"advice"`   // what to do
	Evidence []uint64 `json:"evidence"` // ids of requests in the journal, oldest first
}
