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
		if _, err := Stored(d); (formOf(row.Type).store == nil) != unknown(err) {
			t.Errorf("the XML of a %s: %v", row.Type, err)
		}
		if _, err := Title(w.Snapshot(), d, &d.Titles[0]); (formOf(row.Type).title == nil) != unknown(err) {
			t.Errorf("the title of a %s: %v", row.Type, err)
		}
	}
}

// TestATextOfAnotherKind: a snapshot may bring any text in, and nobody who asks
// for it gets a fault of the server.
func TestATextOfAnotherKind(t *testing.T) {
	w := state.NewWorld(state.Config{Name: "w"})
	for _, row := range state.DocTypes() {
		for _, text := range []string{"", "{}", "<file/>", "\x00"} {
			d := &state.Document{ID: "d", Type: row.Type, Text: []byte(text), Goods: make([]state.Goods, 2), Answer: "a"}
			_, storeErr := Stored(d)
			_, renderErr := InJSON(w.Snapshot(), d)
			for _, err := range []error{storeErr, renderErr} {
				if err != nil && !unknown(err) && kindOf(err) != NoBody {
					t.Errorf("a %s whose text is %q: %v", row.Type, text, err)
				}
			}
		}
	}
}

func unknown(err error) bool { return kindOf(err) == state.DocumentUnknown }

func kindOf(err error) state.Kind {
	if e := (*state.Error)(nil); errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
