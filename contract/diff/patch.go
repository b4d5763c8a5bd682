package diff

import (
	"fmt"
	"strings"
)

// LedgerFile is where the fidelity ledger stands in the project.
const LedgerFile = "server/internal/control/fidelity.tsv"

// Recorded is the evidence of a behaviour that was recorded at the real system.
const Recorded = "recorded"

// Patch proposes what a maintainer would change after a comparison with the real
// system, as a patch that git apply takes: rows of the ledger that were assumed
// become recorded ones with the day and with what was seen. Before it stand, as
// words, the errors of methods that answer otherwise. system names the right
// side, day the day of the comparison.
func (t Tables) Patch(all []Difference, system, day string) string {
	var out strings.Builder
	proposals := map[int]string{} // by line of the ledger
	for _, d := range all {
		if d.Accepted != "" {
			continue
		}
		fmt.Fprintf(&out, "%s: %s %s %s: %s → %s\n", d.Kind, d.Method, d.Path, d.Field, oneLine(d.Left), oneLine(d.Right))
		for _, p := range d.Problems {
			fmt.Fprintf(&out, "    mockismp errors, row %s: what was seen is %s\n", p, oneLine(d.Right))
		}
		for _, name := range d.Rules {
			fmt.Fprintf(&out, "    rule %s\n", name)
		}
		for _, row := range d.Ledger {
			if row.Evidence == Recorded {
				continue
			}
			if proposals[row.Line] == "" {
				proposals[row.Line] = fmt.Sprintf("recorded at %s on %s", system, day)
			}
			proposals[row.Line] += fmt.Sprintf("; %s %s is %s", d.Kind, d.Field, oneLine(d.Right))
		}
	}
	if len(proposals) > 0 {
		t.hunks(&out, proposals)
	}
	return out.String()
}

// around is how many lines of context a patch has.
const around = 3

// hunks writes the changed rows as a unified diff.
func (t Tables) hunks(out *strings.Builder, proposals map[int]string) {
	fmt.Fprintf(out, "\n--- a/%s\n+++ b/%[1]s\n", LedgerFile)
	last := 1 + len(t.Ledger)
	for line := 1; line <= last; line++ {
		if proposals[line] == "" {
			continue
		}
		from, to := max(1, line-around), line
		for end := line; end <= min(last, to+2*around); end++ { // changes that are near share their context
			if proposals[end] != "" {
				to = end
			}
		}
		until := min(last, to+around)
		fmt.Fprintf(out, "@@ -%d,%d +%[1]d,%[2]d @@\n", from, until-from+1)
		for at := from; at <= until; at++ {
			if proposals[at] == "" {
				fmt.Fprintf(out, " %s\n", t.line(at))
				continue
			}
			row := t.Ledger[at-2]
			changed := row
			changed.Evidence, changed.Source = Recorded, row.Source+"; "+proposals[at]
			fmt.Fprintf(out, "-%s\n+%s\n", row.text(), changed.text())
		}
		line = until
	}
}

// line is a line of the ledger's file, whose first is its heading.
func (t Tables) line(at int) string {
	if at == 1 {
		return "area\tbehaviour\tevidence\tsource"
	}
	return t.Ledger[at-2].text()
}

func (r Row) text() string {
	return strings.Join([]string{r.Area, r.Behaviour, r.Evidence, r.Source}, "\t")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
