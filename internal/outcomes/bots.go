package outcomes

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/said"
	"github.com/mockismp/mockismp/state"
)

// ReadBot makes a bot of a call's body. A body with mistakes is refused with
// state.BotBad, all of them in one sentence.
func ReadBot(text []byte) (state.Bot, error) {
	return said.Read(state.BotBad, text, botOf)
}

func botOf(says *mock.Bot) (b state.Bot, wrong []string) {
	b = state.Bot{BIN: says.BIN, Do: state.BotAction(says.Do), Half: says.Accepted != "", Again: says.Every != ""}
	b.When, wrong = said.Documents("when", "document", &says.When)
	for name, text := range map[string]string{"after": says.After, "every": says.Every} {
		if text == "" || text == "0s" {
			continue
		}
		d, err := said.Duration(text)
		wrong = append(wrong, said.At(name, err)...)
		b.After = max(b.After, d)
	}
	if says.Shipment != nil {
		b.Ship, _ = json.Marshal(says.Shipment) // it was read from JSON
	}
	return b, append(wrong, botMistakes(says, &b)...)
}

func botMistakes(says *mock.Bot, b *state.Bot) []string {
	ships, t := b.Do == state.BotShips, b.When.Type
	recognised := t == "" || t.AnsweredBy(state.AcceptanceCame) != nil
	return said.Mistakes(
		said.If(!slices.Contains(state.BotActions(), b.Do), fmt.Sprintf("do: %q is none; there are %v", says.Do, state.BotActions())),
		said.If(!ships && b.BIN != "" && t != state.Shipment && t != "" && !said.BIN(b.BIN), fmt.Sprintf("bin: %q is not 12 digits", b.BIN)),
		said.If(!ships && t != "" && !state.MayBeAnswered(t), fmt.Sprintf("when.type: nobody answers a %s", t)),
		said.If(b.Do == state.BotDiverges && t != "" && t.AnsweredBy(state.NoticeCame) == nil, "do: a divergence notice is about an act or a corrective-act"),
		said.If(b.Do == state.BotRejects && state.DocTypeOf(t).Flow == state.ImportFlow, "do: nobody can reject an EAEU notice"),
		said.If(b.Half && (b.Do != state.BotApproves || says.Accepted != "half" || !recognised), `accepted: "half" goes with approve, of shipments`),
		said.If(ships != (says.Shipment != nil), "shipment goes with do: ship, and only with it"),
		said.If(ships && (says.BIN != "" || says.When.Type+says.When.Sender+says.When.Receiver+says.When.FileID != ""), "do: ship answers no document: the shipment names its parties"),
		said.If(says.Every != "" && (!ships || says.After != ""), "every goes with do: ship, in the place of after"),
		said.If(b.Again && b.After < shortest, fmt.Sprintf("every: %q; it is %s at least", says.Every, shortest)),
	)
}

// shortest is the least time between two shipments of a bot.
const shortest = time.Second

// ShowBot is a bot as the control API gives it.
func ShowBot(b *state.Bot) mock.KeptBot {
	out := mock.KeptBot{ID: b.ID, Matched: b.Matched, Acted: b.Acted, Failed: b.Failed}
	out.BIN, out.Do, out.When = b.BIN, string(b.Do), said.ShowDocuments(&b.When)
	if b.After != 0 {
		out.After = b.After.String()
	}
	if b.Again {
		out.Every, out.After = out.After, ""
	}
	if b.Half {
		out.Accepted = "half"
	}
	if b.Ship != nil {
		_ = json.Unmarshal(b.Ship, &out.Shipment) // botOf wrote it
	}
	return out
}

// RestoredBot is the inverse of ShowBot, with the number in the bot's id.
func RestoredBot(k *mock.KeptBot) (b state.Bot, number int, err error) {
	b, wrong := botOf(&k.Bot)
	number, named := said.Number("b", k.ID)
	wrong = append(wrong, said.Mistakes(
		said.If(!named, fmt.Sprintf("id: %q is none", k.ID)),
		said.If(k.Matched < 0 || k.Acted < 0, "matched and acted must be at least 0"),
	)...)
	b.ID, b.Matched, b.Acted, b.Failed = k.ID, k.Matched, k.Acted, k.Failed
	return b, number, said.Refused(state.BadRecord, wrong)
}
