package trueapi

import (
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// The tables of the registry's methods list more fields than their samples have,
// and call them optional. By the reading registry.fields the answers have those of
// them that there is a value for here: of externalId, address and kpp there is none.

func byTable(v state.View) bool { return v.Rules().Is(rules.RegistryFields, "table") }

// rest writes what the table of both lists has beside their sample.
func (out registryOut) rest(j *pipeline.JSON, e state.Entry) {
	if !byTable(out.View) {
		return
	}
	j.Field("senderBin", e.Sender())
	if e.Document != nil {
		j.Field("receiverBin", e.Document.Receiver())
	}
	if !dict.GroupHas(groupOf(out.View, e), dict.Errorless) {
		j.Field("invoiceNumber", e.Number())
	}
	j.Field("invoiceDate", e.Date().String())
	j.Name("vat") // documents state no sums, and receipts none of taxes
	j.Number(0)
	if d := e.Document; d != nil {
		if body, err := intake.InJSON(out.View, d); err == nil && body != nil {
			j.Name("body")
			j.Value(body)
			j.Field("content", string(d.Text))
		}
	}
	writeParties(j, out.View, e)
}

// rest writes what the table of one document has beside its sample.
func (out documentInfoOut) rest(j *pipeline.JSON, e state.Entry) {
	if !byTable(out.View) {
		return
	}
	j.Field("invoiceDate", e.Date().String())
	j.Name("input")
	j.Bool(e.Sender() != out.caller)
	j.Field("pdfFile", "")
	writeParties(j, out.View, e)
}

// writeParties writes sender and receiver as the tables have them, of what is
// known: name and number.
func writeParties(j *pipeline.JSON, v state.View, e state.Entry) {
	for _, p := range []struct{ name, bin string }{{"sender", e.Sender()}, {"receiver", e.Other()}} {
		if p.bin == "" {
			continue
		}
		j.Name(p.name)
		j.Open('{')
		j.Field("name", participantName(v, p.bin))
		j.Field("bin", p.bin)
		j.Close('}')
	}
}
