package retell

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// Past is what a world tells of itself.
type Past struct {
	Requests []mock.Request // of the journal with their bodies, newest first
	World    World
	Rules    []mock.Rule
}

// World is a world as its snapshot has it.
type World struct {
	Participants []mock.Participant `json:"participants"`
	Products     []mock.Product     `json:"products"`
	Codes        []mock.Code        `json:"codes"`
	Documents    []mock.Document    `json:"documents"`
	Outcomes     []map[string]any   `json:"outcomes"`
	Bots         []map[string]any   `json:"bots"`
}

// Left is a request that is no step, and why.
type Left struct {
	ID   uint64 // in the journal
	Call string
	Why  string
}

// Scenario is the text of a scenario file, and what of the journal is not in it.
type Scenario struct {
	Text []byte
	Left []Left
}

// story is a scenario while it is written.
type story struct {
	past     Past
	calls    []*call // oldest first, without those that sign in
	left     []Left
	roles    map[string]string // BINs to names
	bins     []string          // in the order in which they came
	names    map[string]string // texts that stand for something to what expressions call it
	taken    map[string]bool   // names that are given
	vars     []pair
	start    start
	answered map[string]bool // documents whose decision has a step
	arrived  map[string]bool // foreign shipments that have one
	now      time.Time       // of the steps that are written
}

type pair struct{ name, value string }

// Of writes the scenario of a past. It fails if the journal has no requests to
// tell.
func Of(name string, past Past) (*Scenario, error) {
	s := &story{past: past, roles: map[string]string{}, names: map[string]string{}, taken: map[string]bool{}, answered: map[string]bool{}, arrived: map[string]bool{}}
	for _, r := range slices.Backward(past.Requests) {
		s.take(r)
	}
	if len(s.calls) == 0 {
		return nil, fmt.Errorf("the journal has no call that a scenario could make: %d are left out", len(s.left))
	}
	s.begun()
	s.identify()
	steps, err := s.steps()
	if err != nil {
		return nil, err
	}
	text, err := s.write(name, steps)
	return &Scenario{text, s.left}, err
}

// take keeps a request, or says why it is none that could be made again.
func (s *story) take(r mock.Request) {
	why := ""
	switch {
	case r.System != "True-API" || r.Method == "":
		why = "it is no call of the True-API"
	case r.Route == "auth.key" || r.Route == "auth.simpleSignIn":
		if r.Status < 400 {
			return // steps sign in by themselves
		}
		why = "a sign-in that was refused is made by hand: the step sign-in says which key"
	case r.BIN == "":
		why = "nobody knows who called"
	case len(r.Faults) > 0 && len(r.Changes) == 0:
		why = "a fault acted on it"
	case r.Method != "GET" && r.Method != "POST":
		why = "there is no verb for " + r.Method
	case strings.Contains(r.Request, "…[cut: ") || strings.HasPrefix(r.Request, "base64:"):
		why = "the journal has not kept all of its body"
	}
	if why != "" {
		s.left = append(s.left, Left{r.ID, r.Method + " " + r.Path, why})
		return
	}
	at, err := time.Parse(time.RFC3339, r.At)
	if err != nil {
		return // every request has a time
	}
	c := &call{Request: r, at: at, last: at, lost: len(r.Faults) > 0}
	_ = json.Unmarshal([]byte(r.Response), &c.answer) // nil of what is no JSON
	if last := len(s.calls) - 1; last >= 0 && s.calls[last].again(c) {
		before := s.calls[last]
		before.Request, before.answer, before.last, before.polls = c.Request, c.answer, at, before.polls+1
		return
	}
	c.document, c.kind = documentOf(c)
	s.calls = append(s.calls, c)
	s.role(r.BIN)
}

// role gives a participant a name.
func (s *story) role(bin string) string {
	if s.roles[bin] == "" {
		s.roles[bin] = fmt.Sprintf("party%d", len(s.bins)+1)
		s.bins = append(s.bins, bin)
		s.names[bin], s.taken[s.roles[bin]] = s.roles[bin], true
	}
	return s.roles[bin]
}

// name makes a name that nothing has.
func (s *story) name(of string) string {
	for n := 1; ; n++ {
		if name := fmt.Sprintf("%s%d", of, n); !s.taken[name] {
			s.taken[name] = true
			return name
		}
	}
}
