package state

import (
	"fmt"
	"slices"
	"time"
)

// DocStatus is the status of a document in the lists of edo-api («Статусы для Акта ПП»).
type DocStatus int

// The statuses, with the numbers of the dictionary.
const (
	StatusSent       DocStatus = 1
	StatusNotice     DocStatus = 2 // a divergence notice in the dictionary; the lists show it as 3
	StatusWaiting    DocStatus = 3
	StatusApproved   DocStatus = 4
	StatusRejected   DocStatus = 5
	StatusDiverged   DocStatus = 8
	StatusFailed     DocStatus = 10
	StatusWithdrawn  DocStatus = 16
	StatusAnnulled   DocStatus = 17
	StatusCounting   DocStatus = 18
	StatusCounted    DocStatus = 19
	StatusProcessing DocStatus = 20
)

// Flow is a life cycle that documents of several types share.
type Flow string

// The flows.
const (
	ActFlow        Flow = "act"
	DivergenceFlow Flow = "divergence"
)

// DocEvent is what moves a document on: the passing of time, or an event.
type DocEvent string

// The events of documents. TimePasses rows say after how long, by the world's
// speed of processing; ChecksFail is what becomes of a document whose goods do
// not pass when time would let it wait for approval.
const (
	TimePasses  DocEvent = "time"
	ChecksFail  DocEvent = "checks fail"
	Approved    DocEvent = "approve"
	Rejected    DocEvent = "reject"
	WithdrawnBy DocEvent = "withdraw"
	NoticeCame  DocEvent = "divergence notice"
	Corrected   DocEvent = "corrective act"
)

// DocMove is one row of a flow.
type DocMove struct {
	Flow   Flow
	From   DocStatus
	Event  DocEvent
	Share  float64 // of the time of processing that a TimePasses row takes
	To     DocStatus
	Source string
}

const actStatuses = "Статусы для Акта ПП"

// DocMoves is the life cycle of documents.
func DocMoves() []DocMove {
	return []DocMove{
		{ActFlow, StatusSent, TimePasses, 0.1, StatusCounting, actStatuses},
		{ActFlow, StatusCounting, TimePasses, 0.3, StatusCounted, actStatuses},
		{ActFlow, StatusCounted, TimePasses, 0.1, StatusProcessing, actStatuses},
		{ActFlow, StatusProcessing, TimePasses, 0.5, StatusWaiting, actStatuses},
		{ActFlow, StatusProcessing, ChecksFail, 0.5, StatusFailed, actStatuses},
		{ActFlow, StatusWaiting, Approved, 0, StatusApproved, "Сценарий использования методов по работе с Актом приема-передачи, 1"},
		{ActFlow, StatusWaiting, Rejected, 0, StatusRejected, "…, 2"},
		{ActFlow, StatusWaiting, WithdrawnBy, 0, StatusWithdrawn, "recommendations, section 4, 3: within five working days and before approval"},
		{ActFlow, StatusWaiting, NoticeCame, 0, StatusDiverged, "…, 3"},
		{ActFlow, StatusWaiting, Corrected, 0, StatusAnnulled, "…, 3"},
		{ActFlow, StatusDiverged, Corrected, 0, StatusAnnulled, "…, 3"},
		{ActFlow, StatusDiverged, NoticeCame, 0, StatusDiverged, "a further notice changes nothing (assumed)"},

		{DivergenceFlow, StatusSent, TimePasses, 0.5, StatusWaiting, "recommendations, section 4, 8"},
		{DivergenceFlow, StatusSent, ChecksFail, 0.5, StatusFailed, "the act was decided meanwhile (assumed)"},
		{DivergenceFlow, StatusWaiting, Corrected, 0, StatusApproved, "…, 3: «автоматически принимается»"},
	}
}

// docMove finds the row for an event, if there is one.
func (w *World) docMove(d *Document, e DocEvent) (DocMove, bool) {
	flow := DocTypeOf(d.Type).Flow
	i := slices.IndexFunc(w.docMoves, func(m DocMove) bool { return m.Flow == flow && m.From == d.Status && m.Event == e })
	if i < 0 {
		return DocMove{}, false
	}
	return w.docMoves[i], true
}

// scheduleDocument lets time move the document on, if a row says so.
func (tx *Tx) scheduleDocument(d *Document) {
	if m, ok := tx.world.docMove(d, TimePasses); ok {
		after := time.Duration(m.Share * float64(tx.world.processing.duration(d.Type)))
		tx.Schedule(tx.now.Add(after), MoveDocument, d.ID)
	}
}

// moveDocument takes a document one row of its life cycle further.
func (tx *Tx) moveDocument(id string) {
	d := at(tx.documents, id)
	if d == nil {
		return
	}
	event := TimePasses
	var errors []string
	if _, checked := tx.world.docMove(d, ChecksFail); checked {
		if errors = tx.CheckReference(d); len(errors) == 0 {
			errors = tx.CheckGoods(d)
		}
		if len(errors) > 0 {
			event = ChecksFail
		}
	}
	m, ok := tx.world.docMove(d, event)
	if !ok {
		return
	}
	d = tx.amend(d, func(d *Document) {
		d.Status, d.Errors = m.To, errors
		if m.To == StatusWaiting {
			d.Registered = tx.now
		}
	})
	if d.Status == StatusWaiting {
		tx.registered(d)
	}
}

// CheckReference gives what is wrong, in Russian, with the act that a divergence
// notice or a corrective act is about; nothing when that act still waits. It
// may have been decided, or corrected by another, since the document was sent.
func (v View) CheckReference(d *Document) []string {
	about := at(v.documents, d.Corrects)
	if d.Corrects == "" || about != nil && (about.Status == StatusWaiting || about.Status == StatusDiverged) {
		return nil
	}
	if about == nil {
		return []string{fmt.Sprintf("Документ %s не найден", d.Corrects)}
	}
	return []string{fmt.Sprintf("Документ %s в статусе %d", about.ID, about.Status)}
}

// registered does what a document does to the one that it is about.
func (tx *Tx) registered(d *Document) {
	about := at(tx.documents, d.Corrects)
	if about == nil {
		return
	}
	switch d.Type {
	case Divergence:
		tx.happen(about, NoticeCame)
	case CorrectiveAct:
		tx.happen(about, Corrected)
		tx.Documents("", func(notice *Document) bool {
			if notice.Type == Divergence && notice.Corrects == about.ID {
				tx.happen(notice, Corrected)
			}
			return true
		})
	}
}

// happen moves a document by an event, if a row leads somewhere else.
func (tx *Tx) happen(d *Document, e DocEvent) {
	if m, ok := tx.world.docMove(d, e); ok && m.To != d.Status {
		tx.amend(d, func(d *Document) { d.Status = m.To })
	}
}

func (d *Document) wrongStatus(what string) error {
	return Fail(DocumentStatus, fmt.Sprintf("document %s is in status %d and can not be %s", d.ID, d.Status, what), d.ID)
}
