package mock

import (
	"bytes"
	"encoding/json"
)

// Fault says what goes wrong around calls, and around which. docs/faults.md has
// an example of each.
type Fault struct {
	Preset      string          `json:"preset,omitempty"` // its rows in place of this one; what stands beside it takes the place of what they say
	Match       FaultMatch      `json:"match,omitzero"`
	Phase       string          `json:"phase,omitempty"`       // received, authenticated, decoded, handled (before the change) or written (behind it)
	Status      int             `json:"status,omitempty"`      // answered; without a body in the words of the system
	Body        json.RawMessage `json:"body,omitempty"`        // answered: a string goes out as text, anything else as JSON
	Delay       *Delay          `json:"delay,omitempty"`       // wall time before anything else
	Drop        string          `json:"drop,omitempty"`        // of the answer: reset, empty or truncate
	Error       string          `json:"error,omitempty"`       // a kind of mockismp errors
	ExpireToken bool            `json:"expireToken,omitempty"` // the token is refused from now on
	Dribble     string          `json:"dribble,omitempty"`     // wall time over which the answer goes out in pieces
	Stale       string          `json:"stale,omitempty"`       // the call reads the world as it was so long ago, in world time
	Without     string          `json:"without,omitempty"`     // a claim that the token of a sign-in lacks: pid
	RetryAfter  int             `json:"retryAfter,omitempty"`  // seconds, sent with the answer
	Rate        *Rate           `json:"rate,omitempty"`        // what goes over it is answered 429
	TTL         string          `json:"ttl,omitempty"`         // how long it is there, in world time
}

// FaultMatch says which calls a fault is about: every field that is given must
// fit.
type FaultMatch struct {
	System      string   `json:"system,omitempty"`
	Route       string   `json:"route,omitempty"` // name of the method
	Method      string   `json:"method,omitempty"`
	Path        string   `json:"path,omitempty"`        // below the base path, exact or ending in /*
	BIN         string   `json:"bin,omitempty"`         // who calls
	Nth         int      `json:"nth,omitempty"`         // from the n-th call that fits; that one alone, unless times says how many
	Times       int      `json:"times,omitempty"`       // at most so often
	Probability *float64 `json:"probability,omitempty"` // of each call that fits
	From        string   `json:"from,omitempty"`        // world time, RFC 3339
	Until       string   `json:"until,omitempty"`       // world time, which is no longer in it
}

// Rate is how many calls each participant may make within a time of the world.
type Rate struct {
	Calls int    `json:"calls"`
	Per   string `json:"per"` // such as 1s, 1m
}

// Delay is a wall time: one that is fixed, lies between two, or has the
// distribution that real services show. In JSON the fixed one is a string.
type Delay struct {
	Fixed     string     `json:"-"`
	Uniform   []string   `json:"uniform,omitempty"` // the least and the most
	LogNormal *LogNormal `json:"lognormal,omitempty"`
}

// LogNormal is a distribution with a long tail.
type LogNormal struct {
	Median string  `json:"median"`
	Sigma  float64 `json:"sigma"` // of the logarithm: 0.5 is usual, 1 is wild
}

type plainDelay Delay // without the methods

// MarshalJSON writes a fixed delay as a string.
func (d Delay) MarshalJSON() ([]byte, error) {
	if d.Fixed != "" {
		return json.Marshal(d.Fixed)
	}
	return json.Marshal(plainDelay(d))
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses unknown names.
func (d *Delay) UnmarshalJSON(text []byte) error {
	*d = Delay{}
	if bytes.HasPrefix(text, []byte(`"`)) {
		return json.Unmarshal(text, &d.Fixed)
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	return in.Decode((*plainDelay)(d))
}

// KeptFault is a fault as the world keeps it.
type KeptFault struct {
	ID string `json:"id"`
	Fault
	Expires string `json:"expires,omitempty"` // world time, by its TTL
	Matched int    `json:"matched"`           // how many calls fitted
	Acted   int    `json:"acted"`             // on how many of them it acted
}
