package state

import (
	"slices"

	"github.com/mockismp/mockismp/state/dict"
)

// decisions says by which event each decision moves a document, and who takes it.
var decisions = map[Decision]struct {
	event DocEvent
	by    func(*Document) string
	what  string
}{
	Approve:  {Approved, (*Document).Receiver, "approved"},
	Reject:   {Rejected, (*Document).Receiver, "rejected"},
	Withdraw: {WithdrawnBy, (*Document).Sender, "withdrawn"},
}

// withdrawalDays: «отзывается отправителем в течение пяти рабочих дней после
// даты регистрации» (recommendations, section 4). Other flows print no term.
var withdrawalDays = map[Flow]int{ActFlow: 5}

// Decider is the party that takes a decision of the document.
func (d *Document) Decider(decision Decision) string { return decisions[decision].by(d) }

// MayDecide fails when bin is not the party that takes this decision of the
// document, or when the document is past it.
func (v View) MayDecide(id, bin string, decision Decision) (*Document, error) {
	d, err := v.Document(id)
	if err != nil {
		return nil, err
	}
	rule := decisions[decision]
	if decider := d.Decider(decision); decider != bin {
		return nil, Errorf(DocumentUnknown, "document %s is %s by %s, not by %s", id, rule.what, decider, bin).With(id)
	}
	if _, ok := v.world.docMove(d, rule.event); !ok {
		return nil, d.wrongStatus(rule.what)
	}
	days, limited := withdrawalDays[DocTypeOf(d.Type).Flow]
	if decision != Withdraw || !limited {
		return d, nil
	}
	if last := dict.WorkingDaysAfter(d.Registered.Time(), days); !v.now.Time().Before(last) {
		return nil, Errorf(WithdrawalLate, "document %s was registered at %s and could be withdrawn until %s; it is %s", id, d.Registered, MomentOf(last), v.now).With(id)
	}
	return d, nil
}

// maxTitles is how many titles of one decision are kept.
const maxTitles = 8

// BeginDecision makes the title of a decision, to be signed. Made again, it
// stands beside the one before: either can be signed.
func (tx *Tx) BeginDecision(id, bin string, decision Decision) (*Document, error) {
	d, err := tx.MayDecide(id, bin, decision)
	if err != nil {
		return nil, err
	}
	title := Title{Decision: decision, FileUUID: tx.UUID("title"), Begun: tx.now}
	return tx.amend(d, func(d *Document) {
		if begun := d.TitlesOf(decision); len(begun) == maxTitles {
			oldest := begun[maxTitles-1]
			d.Titles = slices.DeleteFunc(slices.Clone(d.Titles), func(t Title) bool { return t.FileUUID == oldest.FileUUID })
		}
		d.Titles = append(slices.Clip(d.Titles), title)
	}), nil
}

// Decide takes the decision one of whose titles has this file uuid, signed by
// cms (nil when the control API acts for the party): the document moves on,
// goods change hands, and the document stands in the registry.
func (tx *Tx) Decide(id, bin string, decision Decision, file string, cms []byte) (*Document, error) {
	d, err := tx.MayDecide(id, bin, decision)
	if err != nil {
		return nil, err
	}
	signed := slices.IndexFunc(d.Titles, func(t Title) bool { return t.Decision == decision && t.FileUUID == file })
	if signed < 0 {
		return nil, Errorf(TitleMissing, "the title %s is none of those kept for the decision %s of document %s", file, decision, id).With(id)
	}
	event, found := decisions[decision].event, Findings{Warnings: d.Warnings}
	if decision == Approve {
		// They are checked once more: since it was registered, some may have gone
		// elsewhere. Then nothing moves, and the registry says why (assumed).
		found = tx.take(d)
		if d.Outcome != nil && d.Outcome.Result == ComesOK {
			found = d.forgiven(found)
		}
		if found.Warnings = merged(d.Warnings, found.Warnings); len(found.Errors) > 0 {
			event = GoodsGone
		}
	}
	m, _ := tx.world.docMove(d, event) // MayDecide found one of them
	d = tx.amend(d, func(d *Document) {
		d.Titles = slices.Clone(d.Titles)
		d.Titles[signed].Signature, d.Titles[signed].Signed = cms, tx.now
	})
	return tx.transition(d, m, found), nil
}
