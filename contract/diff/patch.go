package diff

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
)

// LedgerFile is where the fidelity ledger stands in the project.
const LedgerFile = "server/internal/control/fidelity.tsv"

// Recorded is the evidence of a behaviour that was recorded at the real system.
const Recorded = string(texts.Recorded)

// assumed is the evidence of a behaviour that was never seen: the only one that a
// comparison may settle. A documented or observed behaviour speaks against a
// system that answers otherwise, so the patch only names it.
const assumed = string(texts.Assumed)

// Patch proposes what a maintainer would change after a comparison with the real
// system, as a patch that git apply takes: rows of the ledger that were assumed,
// and claims that were open, become recorded ones with the day and with what was
// seen. Before it stand, as words, the errors of methods that answer otherwise and
// the claims that are touched. system names the right side, day the day of the comparison.
func (t Tables) Patch(all []Difference, system, day string) string {
	var out strings.Builder
	seen := "recorded at " + system + " on " + day
	ledger, files := map[int]string{}, []string{} // changed lines of the ledger, and of the tables of claims
	tables := map[string]map[int]string{}
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
		what := fmt.Sprintf("; %s %s is %s", d.Kind, d.Field, oneLine(d.Right))
		for _, row := range d.Ledger {
			if row.Evidence != assumed {
				fmt.Fprintf(&out, "    ledger %s (%s): %s\n", row.Area, row.Evidence, row.Behaviour)
				continue
			}
			if ledger[row.Line] == "" {
				row.Evidence, row.Source = Recorded, row.Source+"; "+seen
				ledger[row.Line] = row.text()
			}
			ledger[row.Line] += what
		}
		for _, c := range d.Claims {
			fmt.Fprintf(&out, "    claim %s (%s:%d): %s\n", c.ID, c.File, c.Line, c.Proof)
			if !c.Open {
				continue
			}
			if tables[c.File] == nil {
				files, tables[c.File] = append(files, c.File), map[int]string{}
			}
			if tables[c.File][c.Line] == "" {
				row := t.ClaimLines(c.File)[c.Line-1]
				tables[c.File][c.Line] = row[:strings.LastIndex(row, "\t")+1] + seen
			}
			tables[c.File][c.Line] += what
		}
	}
	if len(ledger) > 0 {
		hunks(&out, LedgerFile, t.lines(), ledger)
	}
	for _, file := range files {
		hunks(&out, file, t.ClaimLines(file), tables[file])
	}
	return out.String()
}

// around is how many lines of context a patch has.
const around = 3

// hunks writes the changed lines of a file, which count from 1, as a unified diff.
func hunks(out *strings.Builder, file string, lines []string, changed map[int]string) {
	fmt.Fprintf(out, "\n--- a/%s\n+++ b/%[1]s\n", file)
	last := len(lines)
	for line := 1; line <= last; line++ {
		if changed[line] == "" {
			continue
		}
		from, to := max(1, line-around), line
		for end := line; end <= min(last, to+2*around); end++ { // changes that are near share their context
			if changed[end] != "" {
				to = end
			}
		}
		until := min(last, to+around)
		fmt.Fprintf(out, "@@ -%d,%d +%[1]d,%[2]d @@\n", from, until-from+1)
		for at := from; at <= until; at++ {
			if changed[at] == "" {
				fmt.Fprintf(out, " %s\n", lines[at-1])
				continue
			}
			fmt.Fprintf(out, "-%s\n+%s\n", lines[at-1], changed[at])
		}
		line = until
	}
}

// lines are those of the ledger's file, whose first is its heading.
func (t Tables) lines() []string {
	all := []string{"area\tbehaviour\tevidence\tsource"}
	for _, row := range t.Ledger {
		all = append(all, row.text())
	}
	return all
}

func (r Row) text() string {
	return strings.Join([]string{r.Area, r.Behaviour, r.Evidence, r.Source}, "\t")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
