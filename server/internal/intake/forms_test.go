package intake

import (
	"errors"
	"testing"

	"github.com/mockismp/mockismp/state"
)

// TestEveryKindIsAsked: of each kind of documents one can ask for its XML and
// for its titles, and is told where there are none.
func TestEveryKindIsAsked(t *testing.T) {
	w := state.NewWorld(state.Config{Name: "w"})
	for _, row := range state.DocTypes() {
		d := &state.Document{ID: "d", Type: row.Type, Titles: []state.Title{{Decision: state.Approve, FileUUID: "u"}}}
		if _, err := Stored(d); (forms[row.Type].store == nil) != unknown(err) {
			t.Errorf("the XML of a %s: %v", row.Type, err)
		}
		if _, err := Title(w.Look(), d, &d.Titles[0]); (forms[row.Type].title == nil) != unknown(err) {
			t.Errorf("the title of a %s: %v", row.Type, err)
		}
	}
}

func unknown(err error) bool {
	var e *state.Error
	return errors.As(err, &e) && e.Kind == state.DocumentUnknown
}
