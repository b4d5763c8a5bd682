package intake

import (
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// reportInJSON is a report of the order station: nothing of its form is printed,
// and it has the fields of notices (assumed).
func reportInJSON(v state.View, d *state.Document) (any, error) {
	codes := make([]doc.ICode, len(d.Goods))
	for i, g := range d.Goods {
		codes[i].CIS = g.CIS
	}
	return struct {
		Reason  string      `json:"reason,omitempty"`
		CisList []cisInJSON `json:"cisList"`
	}{d.Reason, cisesInJSON(v, codes, false)}, nil
}
