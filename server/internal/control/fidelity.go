package control

import (
	_ "embed"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
)

// The fidelity ledger: one row for each behaviour that a client can see and
// that the specification leaves open, contradicts or does not print.
//
//go:embed fidelity.tsv
var ledger string

// Fidelity is one row of the ledger.
type Fidelity struct {
	Area      string            `json:"area"`
	Behaviour string            `json:"behaviour"`
	Evidence  pipeline.Evidence `json:"evidence"`
	Source    string            `json:"source"`
}

// Ledger gives all rows in the order of the file.
func Ledger() []Fidelity {
	var rows []Fidelity
	for line := range strings.Lines(ledger) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || f[0] == "area" {
			continue // the heading; a test holds every other line to four columns
		}
		rows = append(rows, Fidelity{f[0], f[1], pipeline.Evidence(f[2]), f[3]})
	}
	return rows
}

func (a *API) fidelity(*pipeline.Call, struct{}) (items[Fidelity], error) {
	return items[Fidelity]{Ledger()}, nil
}
