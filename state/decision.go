package state

import (
	"fmt"
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
		return nil, Fail(DocumentUnknown, fmt.Sprintf("document %s is %s by %s, not by %s", id, rule.what, decider, bin), id)
	}
	if _, ok := v.world.docMove(d, rule.event); !ok {
		return nil, d.wrongStatus(rule.what)
	}
	days, limited := withdrawalDays[DocTypeOf(d.Type).Flow]
	if decision != Withdraw || !limited {
		return d, nil
	}
	if last := dict.WorkingDaysAfter(d.Registered.Time(), days); !v.now.Time().Before(last) {
		return nil, Fail(WithdrawalLate, fmt.Sprintf("document %s was registered at %s and could be withdrawn until %s; it is %s", id, d.Registered, MomentOf(last), v.now), id)
	}
	return d, nil
}

// BeginDecision makes the title of a decision, to be signed. Making it again
// makes a new one in its place.
func (tx *Tx) BeginDecision(id, bin string, decision Decision) (*Document, error) {
	d, err := tx.MayDecide(id, bin, decision)
	if err != nil {
		return nil, err
	}
	title := Title{Decision: decision, FileUUID: tx.UUID("title"), Begun: tx.now}
	return tx.amend(d, func(d *Document) {
		d.Titles = slices.Clone(d.Titles)
		if begun := d.Title(decision); begun != nil { // not signed, or the document would be past it
			*begun = title
			return
		}
		d.Titles = append(d.Titles, title)
	}), nil
}

// Decide takes the decision whose title of this file uuid was begun, signed by
// cms (nil when the control API acts for the party): the document moves on,
// goods change hands, and the document stands in the registry.
func (tx *Tx) Decide(id, bin string, decision Decision, file string, cms []byte) (*Document, error) {
	d, err := tx.MayDecide(id, bin, decision)
	if err != nil {
		return nil, err
	}
	if title := d.Title(decision); title == nil || title.FileUUID != file {
		return nil, Fail(TitleMissing, fmt.Sprintf("the title %s is not the last one made for the decision %s of document %s", file, decision, id), id)
	}
	event, errors := decisions[decision].event, []string(nil)
	if decision == Approve {
		// They are checked once more: since it was registered, some may have gone
		// elsewhere. Then nothing moves, and the registry says why (assumed).
		if errors = tx.MoveGoods(d); len(errors) > 0 {
			event = GoodsGone
		}
	}
	m, _ := tx.world.docMove(d, event) // MayDecide found one of them
	d = tx.amend(d, func(d *Document) {
		d.Titles = slices.Clone(d.Titles)
		title := d.Title(decision)
		title.Signature, title.Signed = cms, tx.now
	})
	return tx.enter(d, m, errors), nil
}
