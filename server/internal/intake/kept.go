package intake

import (
	"io"

	"github.com/mockismp/mockismp/state"
)

// CheckKept fails with [state.BadRecord] for a document that a snapshot brings
// and that the methods could not show: its text is none of its kind, or it has
// titles where nobody decides.
func CheckKept(v state.View, d *state.Document) error {
	f := formOf(d.Type)
	if len(d.Titles) > 0 && f.title == nil {
		return state.Errorf(state.BadRecord, "document %s: it has titles, and nobody decides of a %s", d.ID, d.Type)
	}
	err := error(nil)
	if f.store != nil {
		err = f.store(d.Text, io.Discard)
	}
	if err == nil {
		_, err = InJSON(v, d)
	}
	if err != nil {
		return state.Errorf(state.BadRecord, "document %s: its text is no %s that can be shown: %s", d.ID, d.Type, err)
	}
	return nil
}
