package contract

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/server"
)

// TestThePatchApplies: it changes the touched row of the ledger, and no other.
func TestThePatchApplies(t *testing.T) {
	c := &Comparison{Right: "stage", day: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Differences: []diff.Difference{
		{Kind: diff.Value, Method: "GET", Path: basePath + "/edo-api/outgoing-documents", Route: "edo.outgoing", Field: "count", Left: "1", Right: "2"},
		{Kind: diff.Status, Method: "GET", Path: basePath + "/auth/key", Route: "auth.key", Left: "200", Right: "201"}, // its row is observed, and stays
		{Kind: diff.Text, Method: "GET", Path: basePath + "/cises/history", Route: "cises.history", Field: "error_message", Left: "КМ не найдены", Right: "Код не найден"},
	}}
	tables().Touch(c.Differences)
	if len(c.Differences[0].Ledger) == 0 || len(c.Differences[2].Problems) == 0 {
		t.Fatalf("they touch nothing: %+v", c.Differences)
	}
	patch := c.Patch()
	before := ledgerText()
	after, changed := applied(t, before, patch)
	if changed == 0 || len(after) != len(before) {
		t.Fatalf("%d rows change:\n%s", changed, patch)
	}
	for i, line := range after {
		if line == before[i] {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 4 || strings.Split(before[i], "\t")[2] != "assumed" || cells[2] != diff.Recorded || !strings.Contains(cells[3], "recorded at stage on 2026-11-30; ") {
			t.Errorf("row %d became %s", i+1, line)
		}
	}
	if !strings.Contains(patch, "    ledger sign-in (observed): GET /auth/key answers uuid") {
		t.Errorf("what the difference contradicts is not named: %s", patch)
	}
	if !strings.Contains(patch, "mockismp errors, row ") || !strings.Contains(patch, "Код не найден") {
		t.Errorf("the text that was seen is not told: %s", patch)
	}
}

// TestThePatchNamesClaims: what a difference is about in the printed specification
// is named with its proof, and a claim that was open becomes a recorded one.
func TestThePatchNamesClaims(t *testing.T) {
	c := &Comparison{Right: "stage", day: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Differences: []diff.Difference{
		{Kind: diff.Missing, Method: "POST", Path: basePath + "/cises/info", Route: "cises.info", Field: "[].cisInfo.brand", Left: "NEO"},
		{Kind: diff.Extra, Method: "GET", Path: basePath + "/doc/listV2", Route: "doc.listV2", Field: "results[].externalId", Right: "17"},
	}}
	tables().Touch(c.Differences)
	patch := c.Patch()
	for _, want := range []string{
		"    claim POST /cises/info response body [].cisInfo.brand (server/internal/claims/fields.tsv:",
		": proven by server.TestGolden/cises.info/",
		"    claim GET /doc/listV2 response body results[].externalId (server/internal/claims/fields.tsv:",
		"\n-GET /doc/listV2\tresponse\tbody\tresults[].externalId\tString\tno\topen ",
		"\n+GET /doc/listV2\tresponse\tbody\tresults[].externalId\tString\tno\trecorded at stage on 2026-11-30; extra results[].externalId is 17\n",
	} {
		if !strings.Contains(patch, want) {
			t.Errorf("the patch lacks %q:\n%s", want, patch)
		}
	}
}

func ledgerText() []string {
	lines := []string{"area\tbehaviour\tevidence\tsource"}
	for _, b := range server.Fidelity() {
		lines = append(lines, strings.Join([]string{b.Area, b.Behaviour, b.Evidence, b.Source}, "\t"))
	}
	return lines
}

// applied applies a unified diff as strictly as git does.
func applied(t *testing.T, before []string, patch string) (after []string, changed int) {
	t.Helper()
	_, hunks, found := strings.Cut(patch, "\n+++ b/"+diff.LedgerFile+"\n")
	if !found {
		t.Fatalf("no patch: %s", patch)
	}
	hunks, _, _ = strings.Cut(hunks, "\n--- a/") // what is proposed for claims
	at := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(hunks, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "@@ -"):
			start, _, _ := strings.Cut(strings.TrimPrefix(line, "@@ -"), ",")
			n, err := strconv.Atoi(start)
			if err != nil || n-1 < at {
				t.Fatalf("%s: %v", line, err)
			}
			after = append(after, before[at:n-1]...)
			at = n - 1
		case strings.HasPrefix(line, "+"):
			after = append(after, line[1:])
			changed++
		default:
			if before[at] != line[1:] {
				t.Fatalf("line %d is %q, the patch has %q", at+1, before[at], line[1:])
			}
			if line[0] == ' ' {
				after = append(after, before[at])
			}
			at++
		}
	}
	return append(after, before[at:]...), changed
}
