package control

import (
	_ "embed"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
)

// The fidelity ledger: one row for each behaviour that a client can see and
// that the specification leaves open, contradicts or does not print.
//
//go:embed fidelity.tsv
var ledger string

// Ledger gives all rows in the order of the file.
func Ledger() []mock.Behaviour {
	var rows []mock.Behaviour
	for line := range strings.Lines(ledger) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || f[0] == "area" {
			continue // the heading; a test holds every other line to four columns
		}
		rows = append(rows, mock.Behaviour{Area: f[0], Behaviour: f[1], Evidence: f[2], Source: f[3]})
	}
	return rows
}

func (a *API) fidelity(*pipeline.Call, struct{}) (mock.Items[mock.Behaviour], error) {
	return mock.Items[mock.Behaviour]{Items: Ledger()}, nil
}
