package records

import (
	"github.com/mockismp/mockismp/state"
)

// moments reads the times of a record and remembers the first that is none.
type moments struct {
	what string
	err  error
}

func (m *moments) read(text string) state.Moment {
	if text == "" || m.err != nil {
		return 0
	}
	at, err := state.ParseMoment(text)
	if err != nil {
		m.err = state.Errorf(state.BadRecord, "%s: %s", m.what, err)
	}
	return at
}

// optional is word for a field that a record may be without.
func optional[T any](m *moments, field, text string, find func(string) (T, bool)) (none T) {
	if text == "" {
		return none
	}
	return word(m, field, text, find)
}

// word finds a word of a dictionary; the first that is none is remembered as the
// first bad time is.
func word[T any](m *moments, field, text string, find func(string) (T, bool)) T {
	v, known := find(text)
	if !known && m.err == nil {
		m.err = state.Errorf(state.BadRecord, "%s: %s %q is in no dictionary", m.what, field, text)
	}
	return v
}

// words turns words of one type into those of another.
func words[To, From ~string](all []From) []To {
	if all == nil {
		return nil
	}
	out := make([]To, len(all))
	for i, w := range all {
		out[i] = To(w)
	}
	return out
}
