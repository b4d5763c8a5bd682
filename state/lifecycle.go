package state

import (
	"slices"
	"time"

	"github.com/mockismp/mockismp/state/dict"
)

// Statuses move by the rows of this file and nowhere else.

// CodeEvent names what moves a code from status to status.
type CodeEvent string

// The events of codes.
const (
	Utilised       CodeEvent = "utilised"      // applied to the goods, and paid for
	UtilisedUnpaid CodeEvent = "utilised.debt" // applied to the goods, and the account did not suffice
	PaidFor        CodeEvent = "paid"          // the account was topped up
	Unpacked       CodeEvent = "unpacked"      // a package lost what was in it
	Given          CodeEvent = "given"         // an act was approved: the owner changes
	Sold           CodeEvent = "sold"          // stands in a receipt
	Returned       CodeEvent = "returned"      // stands in a receipt of a return
	Lost           CodeEvent = "lost"          // reported as lost or destroyed by the order station
	Opened         CodeEvent = "opened"        // something was taken out of a package by a receipt or a document
	Imported       CodeEvent = "imported"      // stands in a notice of import that was approved, or needs no approval
	Found          CodeEvent = "found"         // introduced by itself: surplus, or marked before it had to be
	Restored       CodeEvent = "restored"      // brought back after confiscation
	WroteOff       CodeEvent = "written off"   // defect, loss, damage, destruction
	TakenOut       CodeEvent = "taken out"     // withdrawn for any other reason
	Exported       CodeEvent = "exported"      // accepted on the other side of the border
	Accepted       CodeEvent = "accepted"      // accepted on this side
)

// CodeMove is one row: an event takes a code from one of these statuses to another.
type CodeMove struct {
	Event  CodeEvent
	From   []dict.CodeStatus
	To     dict.CodeStatus
	Source string
}

// packable are the statuses of goods that stand in somebody's warehouse.
var packable = []dict.CodeStatus{dict.Emitted, dict.Applied, dict.AppliedNotPaid, dict.Introduced, dict.IntroducedReturned}

// openable are packages that receipts and documents may find around their codes:
// goods in a warehouse, what was sold, written off or exported whole, and what
// datasets leave unpacked and full.
var openable = append([]dict.CodeStatus{dict.Withdrawn, dict.WrittenOff, dict.Exported, dict.Disaggregated}, packable...)

// CodeMoves is the life cycle of codes.
func CodeMoves() []CodeMove {
	return []CodeMove{
		{Utilised, []dict.CodeStatus{dict.Emitted}, dict.Applied, "Статусы КМ: Нанесён"},
		{UtilisedUnpaid, []dict.CodeStatus{dict.Emitted}, dict.AppliedNotPaid, "Статусы КМ: Нанесён, не оплачен"},
		{PaidFor, []dict.CodeStatus{dict.AppliedNotPaid}, dict.Applied, "Статусы КМ: Нанесён, не оплачен"},
		{Given, []dict.CodeStatus{dict.Applied, dict.Introduced}, dict.Introduced, "recommendations, section 4: the producer's first act introduces (documented for tobacco, assumed for others)"},
		{Given, []dict.CodeStatus{dict.IntroducedReturned}, dict.IntroducedReturned, "recommendations, section 4"},
		{Unpacked, packable, dict.Disaggregated, "Статусы КМ: Дезагрегирован; recommendations, section 3 on repacking"},
		{Lost, packable, dict.WrittenOff, "Типы документов: WRITE_OFF; Статусы КМ: Списан (moves assumed)"},
		{Sold, []dict.CodeStatus{dict.Introduced, dict.IntroducedReturned}, dict.Withdrawn, "Статусы КМ: Выведен из оборота, продан; recommendations, section 1: step 7 of the shop"},
		{Returned, []dict.CodeStatus{dict.Withdrawn}, dict.IntroducedReturned, "Статусы КМ: Возвращён в оборот"},
		{Opened, openable, dict.Disaggregated, "Статусы КМ: Дезагрегирован (that receipts and documents open packages is assumed)"},
		{Imported, []dict.CodeStatus{dict.Applied}, dict.Introduced, "recommendations, sections 2 and 3 (documented for tobacco, assumed for others)"},
		{Found, []dict.CodeStatus{dict.Emitted, dict.Applied}, dict.Introduced, "POST /documents/transit/introduce-goods/create, reasons 1 and 2 (moves assumed)"},
		{Restored, []dict.CodeStatus{dict.Withdrawn, dict.WrittenOff}, dict.IntroducedReturned, "…, reason 3 (moves assumed)"},
		{WroteOff, []dict.CodeStatus{dict.Applied, dict.Introduced, dict.IntroducedReturned}, dict.WrittenOff, "POST /documents/writeOff, reasons 1 to 4; Статусы КМ: Списан (split assumed; APPLIED by a rule)"},
		{TakenOut, []dict.CodeStatus{dict.Introduced, dict.IntroducedReturned}, dict.Withdrawn, "…, reasons 5 to 10 and 13 to 18 (split assumed)"},
		{Exported, []dict.CodeStatus{dict.Introduced, dict.IntroducedReturned}, dict.Exported, "Статусы КМ: Используется для документов экспорта; of withdrawals reasons 11 and 12 (moves assumed)"},
		{Accepted, []dict.CodeStatus{dict.Exported}, dict.Introduced, "POST /documents/import/acceptancies (moves assumed)"},
	}
}

// move replaces a code by what an event and change make of it. It fails with
// WrongStatus when no row leads from where the code is.
func (tx *Tx) move(c *Code, e CodeEvent, op *Operation, change func(*Code)) error {
	m, ok := tx.world.codeMove(c, e)
	if !ok {
		return Errorf(WrongStatus, "code %s is %s and cannot be %s", c.CIS, c.Status, e).With(c.CIS)
	}
	next := *c
	next.Status = m.To
	change(&next)
	tx.replace(c, next, op)
	return nil
}

// codeMove finds the row for an event, if there is one.
func (w *World) codeMove(c *Code, e CodeEvent) (CodeMove, bool) {
	i := slices.IndexFunc(w.codeMoves, func(m CodeMove) bool { return m.Event == e && slices.Contains(m.From, c.Status) })
	if i < 0 {
		return CodeMove{}, false
	}
	return w.codeMoves[i], true
}

// unchanged is the change of an event that moves nothing but the status.
func unchanged(*Code) {}

// OrderStatus is the status of an order for a list of codes (chapter «GET
// /cises/orders/{uuid}/status»), spelt as there.
type OrderStatus string

// The statuses of orders.
const (
	OrderNew              OrderStatus = "NEW"
	OrderProduction       OrderStatus = "PRODUCTION"
	OrderInProgress       OrderStatus = "IN PROGRESS"
	OrderSuccess          OrderStatus = "SUCCESS"
	OrderValidationFailed OrderStatus = "VALIDATION_FAILED"
	OrderError            OrderStatus = "ERROR" // never by itself: something must go wrong
	OrderExpired          OrderStatus = "RESULT_EXPIRED"
)

var orderStatuses = [...]OrderStatus{OrderNew, OrderProduction, OrderInProgress, OrderSuccess, OrderValidationFailed, OrderError, OrderExpired}

// OrderMove is one row: after so much world time an order goes on.
type OrderMove struct {
	From   OrderStatus
	After  time.Duration
	To     OrderStatus
	Source string
}

const ordersSource = "GET /cises/orders/{uuid}/status; the times of the first three are assumed"

// OrderMoves is the life cycle of orders. An order of an unknown gtin goes from
// PRODUCTION to VALIDATION_FAILED and stays there (assumed).
func OrderMoves() []OrderMove {
	return []OrderMove{
		{OrderNew, 100 * time.Millisecond, OrderProduction, ordersSource},
		{OrderProduction, 200 * time.Millisecond, OrderInProgress, ordersSource},
		{OrderInProgress, 700 * time.Millisecond, OrderSuccess, ordersSource},
		{OrderSuccess, time.Hour, OrderExpired, "GET /cises/orders/{uuid}/result: «хранится в ИС МПТ в течение часа»"},
	}
}
