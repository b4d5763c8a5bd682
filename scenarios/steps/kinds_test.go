package steps

import (
	"testing"

	"github.com/mockismp/mockismp/client"
)

// TestEveryKindIsAStep: what a client sends, a scenario can send.
func TestEveryKindIsAStep(t *testing.T) {
	all := builders()
	for _, kind := range client.Kinds() {
		if _, known := all[kind]; !known {
			t.Errorf("no step sends a %s: give it its fields and a row of builders in scenarios/steps/documents.go", kind)
		}
	}
	for kind := range all {
		if kind.Path() == "" {
			t.Errorf("a step sends a %s, and no client does: give it a row in client/kinds.go", kind)
		}
	}
}
