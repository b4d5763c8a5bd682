package trueapi

import (
	"testing"

	"github.com/mockismp/mockismp/state"
)

// TestEveryKindIsSentSomewhere: the method that a kind names is one of the routes.
func TestEveryKindIsSentSomewhere(t *testing.T) {
	a := New(Settings{})
	for _, row := range state.DocTypes() {
		if row.Schema != "" && a.RouteFor(row.Type) == nil {
			t.Errorf("no method takes a %s: its row in server/internal/intake/forms.go names none of server/internal/trueapi/routes.go", row.Type)
		}
	}
}
