package intake

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state/rules"
)

// TestDoubtsAreRules: what a signature can be doubted for has a row in the table of rules.
func TestDoubtsAreRules(t *testing.T) {
	known := map[string]bool{}
	for _, row := range rules.All() {
		known[string(row.Name)] = true
	}
	doubts := 0
	for _, name := range pki.Rules() {
		if strings.HasPrefix(name, "signature.") {
			doubts++
			if !known[name] {
				t.Errorf("%s has no row", name)
			}
		}
	}
	if doubts < 5 {
		t.Errorf("%d doubts", doubts)
	}
}
