package said

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
)

// Documents reads which documents are meant, or orders, at a name.
func Documents(at, what string, m *mock.DocumentMatch) (state.DocumentMatch, []string) {
	pick, wrong := Pick(at, what, m.Nth, m.Times, m.Probability, m.From, m.Until)
	out := state.DocumentMatch{Type: state.DocType(m.Type), Sender: m.Sender, Receiver: m.Receiver, FileID: m.FileID, Pick: pick}
	abroad := m.Type == "" || state.DocTypeOf(out.Type).Abroad != "" // one of the parties, or it may be
	return out, append(wrong, Mistakes(
		Mistake{m.Type != "" && !state.MayHaveOutcome(out.Type), fmt.Sprintf("%s.type: %q is none that is checked; there are %s", at, m.Type, strings.Join(types(), ", "))},
		Mistake{m.Sender != "" && !abroad && !BIN(m.Sender), fmt.Sprintf("%s.sender: %q is not 12 digits", at, m.Sender)},
		Mistake{m.Receiver != "" && !abroad && !BIN(m.Receiver), fmt.Sprintf("%s.receiver: %q is not 12 digits", at, m.Receiver)},
	)...)
}

func types() (names []string) {
	for _, row := range state.DocTypes() {
		if state.MayHaveOutcome(row.Type) {
			names = append(names, string(row.Type))
		}
	}
	return names
}

// ShowDocuments is the inverse of Documents.
func ShowDocuments(m *state.DocumentMatch) mock.DocumentMatch {
	return mock.DocumentMatch{
		Type: string(m.Type), Sender: m.Sender, Receiver: m.Receiver, FileID: m.FileID,
		Nth: m.Nth, Times: m.Times, Probability: m.Probability, From: m.From.String(), Until: m.Until.String(),
	}
}
