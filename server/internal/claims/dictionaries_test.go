package claims

import (
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// TestPrintedEntries: the dictionaries of the program have the printed entries,
// word for word, in the printed order, and no other.
func TestPrintedEntries(t *testing.T) {
	var printed []string
	for _, c := range All() {
		sub, ok := strings.CutPrefix(c.Test, "server/internal/claims.TestPrintedEntries/")
		if !ok {
			continue
		}
		printed = append(printed, c.Text)
		t.Run(sub, func(t *testing.T) {
			if !slices.Contains(entries(), c.Text) {
				t.Errorf("no dictionary has %s", c.Text)
			}
		})
	}
	if !slices.Equal(printed, entries()) {
		t.Errorf("printed are %d entries, the dictionaries have %d, or another order", len(printed), len(entries()))
	}
}

// entries writes the dictionaries as the list of claims has them: but for the
// countries, of which none are printed.
func entries() (all []string) {
	for _, d := range dict.All() {
		if d.Name == "countries" {
			continue
		}
		for _, r := range d.Rows {
			cells := slices.DeleteFunc([]string{r.ID, r.Code, r.About, r.MOTP, r.LP, r.Format}, func(s string) bool { return s == "" })
			all = append(all, d.Name+": "+strings.Join(cells, " · "))
		}
	}
	return all
}
