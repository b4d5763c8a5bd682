package state

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
)

// How documents move by the rows of lifecycle_documents.go.

// scheduleDocument lets time move the document on, if a row says so.
func (tx *Tx) scheduleDocument(d *Document) {
	if m, ok := tx.world.docMove(d, TimePasses); ok && !tx.world.stays(d) {
		whole := tx.settings.Processing.duration(d.Type)
		if d.Outcome != nil {
			whole = cmp.Or(d.Outcome.Delay, whole)
		}
		after := time.Duration(m.Share * float64(whole))
		tx.schedule(tx.now.Add(after), MoveDocument, d.ID)
	}
}

// moveDocument takes a document one row of its life cycle further.
func (tx *Tx) moveDocument(id string) {
	d := at(tx.documents, id)
	if d == nil {
		return
	}
	event, found := tx.dueEvent(d)
	m, ok := tx.world.docMove(d, event)
	if !ok {
		return
	}
	d = tx.transition(d, m, found)
	if event == TimePasses && (d.Status == StatusWaiting || d.Registry == CheckedOK) {
		tx.applyEffect(d)
	}
}

// dueEvent gives the next status of a document whose time has come, with its
// mistakes. If the next row is the end of a notice, the goods move.
func (tx *Tx) dueEvent(d *Document) (DocEvent, Findings) {
	if d.Outcome != nil && d.Outcome.Result != "" && tx.world.judging(d) {
		return tx.byOutcome(d)
	}
	_, mayLose := tx.world.docMove(d, SenderGone)
	if sender := tx.Participant(d.Sender()); mayLose && sender != nil && sender.Blocked() {
		return SenderGone, blockedSender(d)
	}
	if !tx.world.judging(d) {
		return TimePasses, d.Findings
	}
	found := tx.dueFindings(d)
	if len(found.Errors) > 0 {
		return ChecksFail, found
	}
	return TimePasses, found
}

func blockedSender(d *Document) Findings {
	var c complaints
	c.add(complaint{number: failParticipant, of: d.Sender(), detail: texts.SenderBlocked.Of()})
	return c.findings(false)
}

// dueFindings gives the mistakes of a document when its time has come: those
// found when it was taken, or else those of the document that it is about, or
// else those of its goods.
func (tx *Tx) dueFindings(d *Document) Findings {
	if DocTypeOf(d.Type).Flow == ArrivalFlow {
		return wrong(tx.receiveShipment(d))
	}
	if len(d.Errors) > 0 {
		return d.Findings
	}
	if errors := tx.CheckReference(d); len(errors) > 0 {
		return wrong(errors)
	}
	found := tx.dueGoods(d)
	found.Warnings = merged(d.Warnings, found.Warnings)
	return found
}

// dueGoods checks the goods of a document that time moves on, and moves
// them if that is the end of it.
func (tx *Tx) dueGoods(d *Document) Findings {
	if m, ok := tx.world.docMove(d, TimePasses); ok && m.To.Registry == CheckedOK {
		return tx.take(d)
	}
	return tx.CheckGoods(d)
}

// transition takes a document along a row, with what is wrong with it.
func (tx *Tx) transition(d *Document, m DocMove, found Findings) *Document {
	for i, said := range found.Errors {
		found.Errors[i] = said.Worded() // lists show them again and again
	}
	return tx.amend(d, func(d *Document) {
		d.DocState, d.Findings = m.To, found
		if m.To.Status == StatusWaiting {
			d.Registered = tx.now
		}
	})
}

// CheckReference gives the errors of the document that a notice, a correction
// or an acceptance is about; none if that document still waits for it. It may
// have been decided, or answered by another, since the document was sent.
func (v View) CheckReference(d *Document) []texts.Said {
	row := DocTypeOf(d.Type)
	if row.Effect == "" || d.Corrects == "" {
		return nil
	}
	about := at(v.documents, d.Corrects)
	if about == nil {
		return []texts.Said{v.coded(d, texts.ReferenceAbsent.Of(d.Corrects))}
	}
	if _, waits := v.world.docMove(about, row.Effect); !waits {
		return []texts.Said{v.coded(d, texts.ReferenceMoved.Of(about.ID, about.statusWord()))}
	}
	return v.checkAnswer(d, about)
}

// coded puts the number before an error where documents of the kind have one.
func (v View) coded(d *Document, said texts.Said) texts.Said {
	if rule, _ := v.goodsRule(d); rule.Coded {
		return texts.Coded.Of(DocumentCode, said)
	}
	return said
}

// statusWord is the status of a document where it is asked about.
func (d *Document) statusWord() string {
	if d.Status == 0 {
		return string(d.Registry)
	}
	return fmt.Sprint(int(d.Status))
}

// applyEffect does what a document does to the one that it is about.
func (tx *Tx) applyEffect(d *Document) {
	about := at(tx.documents, d.Corrects)
	if about == nil {
		return
	}
	effect := DocTypeOf(d.Type).Effect
	if effect == AcceptanceCame {
		tx.recordAcceptance(about, d)
		return
	}
	tx.fire(about, effect)
	notices := about.Type.AnsweredBy(NoticeCame)
	if effect != Corrected || notices == nil {
		return
	}
	tx.Documents("", func(notice *Document) bool { // newest first: all about the act came behind it
		if notice.Corrects == about.ID && slices.Contains(notices, notice.Type) {
			tx.fire(notice, Corrected)
		}
		return notice.ID != about.ID
	})
}

// fire moves a document by an event, if a row leads somewhere else.
func (tx *Tx) fire(d *Document, e DocEvent) {
	if m, ok := tx.world.docMove(d, e); ok && m.To != d.DocState {
		tx.amend(d, func(d *Document) { d.DocState = m.To })
	}
}

func (d *Document) wrongStatus(what string) error {
	return Errorf(DocumentStatus, "document %s is in status %s and cannot be %s", d.ID, d.DocState, what).With(d.ID)
}

// String names the state as the lists and the registry do.
func (s DocState) String() string {
	switch {
	case s.Registry == "":
		return fmt.Sprint(int(s.Status))
	case s.Status == 0:
		return string(s.Registry)
	}
	return fmt.Sprintf("%d, %s", s.Status, s.Registry)
}
