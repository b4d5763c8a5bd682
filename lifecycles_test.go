package mockismp_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

var update = flag.Bool("update", false, "write docs/lifecycles.md anew")

// TestLifecyclesAreDrawn keeps docs/lifecycles.md what the tables say.
func TestLifecyclesAreDrawn(t *testing.T) {
	const file = "docs/lifecycles.md"
	want := lifecycles()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the tables say; write it anew: go test . -run Lifecycles -update", file)
	}
}

// TestLifecyclesShowANewKind: a row in the table of documents is all that the page
// is made of.
func TestLifecyclesShowANewKind(t *testing.T) {
	defer state.AddDocType(state.DocTypeRow{Type: "gift", Number: 1400, Prefix: "GIFT_", Flow: state.ActFlow, From: state.Supplier, To: state.Consignee})()
	if page := lifecycles(); !strings.Contains(page, "| gift | 1400 |  | `GIFT_…` | supplier | consignee |") {
		t.Error("docs/lifecycles.md would not have a gift")
	}
}

func lifecycles() string {
	var b strings.Builder
	b.WriteString(`# Life cycles

Made from the tables of ` + "`state`" + ` (lifecycle.go, lifecycle_documents.go, doctypes.go) by
` + "`go test . -run Lifecycles -update`" + `; a test keeps it fresh.

## Documents

| type | number | registry | fileId | sent by | decided by | signature | flow |
|---|---|---|---|---|---|---|---|
`)
	for _, r := range state.DocTypes() {
		signature := "if present"
		if r.Signed {
			signature = "required"
		}
		number := ""
		if r.Number != 0 {
			number = fmt.Sprint(r.Number)
		}
		fileID := ""
		if r.Prefix != "" {
			fileID = "`" + r.Prefix + "…`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.Type, number, r.Registry, fileID, r.From, decider(r), signature, r.Flow)
	}
	drawn := map[state.Flow]bool{}
	for _, r := range state.DocTypes() {
		if !drawn[r.Flow] {
			drawn[r.Flow] = true
			drawFlow(&b, r.Flow)
		}
	}
	b.WriteString("\n## Codes\n\n```mermaid\nstateDiagram-v2\n")
	for _, m := range state.CodeMoves() {
		for _, from := range m.From {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", from, m.To, m.Event)
		}
	}
	b.WriteString("```\n\n### What documents do to their codes\n\n| type | reason | event | whose they must be | whose then |\n|---|---|---|---|---|\n")
	for _, r := range state.GoodsRules() {
		whose := cmp.Or(string(r.From), "anybody")
		if r.Only != 0 {
			whose += ", only " + strings.Join(dict.GroupsWith(r.Only), ", ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Type, strings.TrimSpace(r.Reason+" "+r.About), r.Event, whose, r.To)
	}
	b.WriteString("\n## Orders for a list of codes\n\n```mermaid\nstateDiagram-v2\n    [*] --> NEW\n")
	for _, m := range state.OrderMoves() {
		fmt.Fprintf(&b, "    %s --> %s: after %s\n", node(m.From), node(m.To), m.After)
	}
	fmt.Fprintf(&b, "    %s --> %s: gtin unknown\n```\n", node(state.OrderProduction), node(state.OrderValidationFailed))
	return b.String()
}

// decider is who has a say in documents of a type, "" where nobody has.
func decider(r state.DocTypeRow) string {
	for _, m := range state.DocMoves() {
		if m.Flow == r.Flow && m.Event == state.Approved {
			return string(r.To)
		}
	}
	return ""
}

// drawFlow draws one flow with the words of the dictionary.
func drawFlow(b *strings.Builder, flow state.Flow) {
	fmt.Fprintf(b, "\n### Flow %s\n\n```mermaid\nstateDiagram-v2\n", flow)
	seen := map[state.DocState]bool{}
	for _, m := range state.DocMoves() {
		for _, at := range []state.DocState{m.From, m.To} {
			if m.Flow == flow && !seen[at] {
				seen[at] = true
				fmt.Fprintf(b, "    %s: %s\n", stateNode(at), stateTitle(at))
			}
		}
	}
	fmt.Fprintf(b, "    [*] --> %s\n", stateNode(flow.Start()))
	for _, m := range state.DocMoves() {
		if m.Flow == flow {
			fmt.Fprintf(b, "    %s --> %s: %s\n", stateNode(m.From), stateNode(m.To), m.Event)
		}
	}
	b.WriteString("```\n")
}

// stateNode is the name of a state in a drawing.
func stateNode(s state.DocState) string {
	if s.Status == 0 {
		return string(s.Registry)
	}
	return strings.TrimSuffix(fmt.Sprintf("s%d_%s", s.Status, s.Registry), "_")
}

// stateTitle is what the dictionaries say of a state.
func stateTitle(s state.DocState) string {
	var titles []string
	if s.Status != 0 {
		titles = append(titles, fmt.Sprintf("%d %s", s.Status, actStatus(s.Status)))
	}
	if s.Registry != "" {
		title := string(s.Registry)
		if row, known := dict.DocumentStatusByCode(title); known {
			title += " " + row.About
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, ", ")
}

// actStatus is the short name that «Статусы для Акта ПП» has in brackets, if it has.
func actStatus(s state.DocStatus) string {
	d, _ := dict.ByName("act-statuses")
	for _, row := range d.Rows {
		if row.Code == fmt.Sprint(int(s)) {
			long, short, ok := strings.Cut(row.About, "(")
			if !ok {
				return long
			}
			return strings.TrimPrefix(strings.TrimSuffix(short, ")"), "статус: ")
		}
	}
	return ""
}

func node(s state.OrderStatus) string { return strings.ReplaceAll(string(s), " ", "_") }
