package state

import (
	"slices"

	"github.com/mockismp/mockismp/state/dict"
)

// DocStatus is the status of a document in the lists of edo-api («Статусы для
// Акта ПП»); 0 of a document that does not stand there.
type DocStatus int

// The statuses, with the numbers of the dictionary.
const (
	StatusSent       DocStatus = dict.ActSent
	StatusNotice     DocStatus = dict.ActNotice
	StatusWaiting    DocStatus = dict.ActWaiting
	StatusApproved   DocStatus = dict.ActApproved
	StatusRejected   DocStatus = dict.ActRejected
	StatusDiverged   DocStatus = dict.ActDiverged
	StatusFailed     DocStatus = dict.ActFailed
	StatusWithdrawn  DocStatus = dict.ActWithdrawn
	StatusAnnulled   DocStatus = dict.ActAnnulled
	StatusCounting   DocStatus = dict.ActCounting
	StatusCounted    DocStatus = dict.ActCounted
	StatusProcessing DocStatus = dict.ActProcessing
)

// RegistryStatus is the status of a document in the registry («Статусы
// документов»), or in the methods of recognition, which have words of their own;
// "" while it stands in neither.
type RegistryStatus string

// The statuses that are words.
const (
	InProgress      RegistryStatus = dict.InProgress
	CheckedOK       RegistryStatus = dict.CheckedOK
	CheckedNotOK    RegistryStatus = dict.CheckedNotOK
	ProcessingError RegistryStatus = dict.ProcessingError

	ShipmentChecking RegistryStatus = "CHECKING"
	ShipmentSent     RegistryStatus = "SENT"
	ShipmentWaiting  RegistryStatus = "WAITING_ACCEPTANCE"
	ShipmentError    RegistryStatus = "ERROR"
	ArrivalWaiting   RegistryStatus = "WAIT_ACCEPTANCE"
	ArrivalCancelled RegistryStatus = "CANCELLED" // the other side took it back
	ShipmentAccepted RegistryStatus = "ACCEPTED"  // on either side: an acceptance came, whatever it says of the goods
)

// DocState is where a document stands: in the lists of edo-api, in the
// registry, or in both.
type DocState struct {
	Status   DocStatus
	Registry RegistryStatus
}

// Flow is a life cycle that documents of several types share.
type Flow string

// The flows.
const (
	ActFlow        Flow = "act"
	DivergenceFlow Flow = "divergence"
	ImportFlow     Flow = "import" // notices of import from the EAEU
	NoticeFlow     Flow = "notice" // notices that nobody approves
	ShipmentFlow   Flow = "shipment"
	ArrivalFlow    Flow = "arrival"
	AcceptanceFlow Flow = "acceptance"
	ReportFlow     Flow = "report" // of the order station: it is at its end when it comes
)

// DocEvent is what moves a document on: the passing of time, or an event.
type DocEvent string

// The events of documents. TimePasses rows say after how long, by the world's
// speed of processing. At such a moment a document may come to another end:
// by ChecksFail when its goods do not pass, by SenderGone when its sender may
// not act any more. GoodsGone is an approval that finds the goods elsewhere.
const (
	TimePasses  DocEvent = "time"
	ChecksFail  DocEvent = "checks fail"
	SenderGone  DocEvent = "sender is blocked"
	Broken      DocEvent = "processing breaks off" // never by itself: an outcome says so
	Approved    DocEvent = "approve"
	GoodsGone   DocEvent = "approve, but the goods are gone"
	Rejected    DocEvent = "reject"
	WithdrawnBy DocEvent = "withdraw"

	NoticeCame     DocEvent = "divergence notice"
	Corrected      DocEvent = "correction"
	AcceptanceCame DocEvent = "acceptance"
	Cancelled      DocEvent = "cancellation" // by the side that sent it
)

// DocMove is one row of a flow.
type DocMove struct {
	Flow   Flow
	From   DocState
	Event  DocEvent
	Share  float64 // of the time of processing that a TimePasses row takes
	To     DocState
	Source string
}

const (
	actStatuses  = "Статусы для Акта ПП"
	scenario     = "Сценарий использования методов по работе с Актом приема-передачи"
	inTheEnd     = "recommendations: in a final status in «Документы» afterwards"
	checkedAgain = "goods that went elsewhere since do not move (assumed)"

	breaksOff = "Статусы документов: Ошибка при обработке; of this kind only where an outcome says so (assumed)"

	shipmentStatus = "GET /edo-api/shipments/{shipmentId}/status"
	arrivalStatus  = "GET /documents/import/shipment"

	cancelled = "«Описание True API» 16.0: the exporter cancels a shipment by a document of its own; here by the control API only (sibling)"
)

// listed is where a document stands that is in the lists of edo-api only.
func listed(s DocStatus) DocState { return DocState{Status: s} }

// inRegistry is where a document stands that is in the registry only.
func inRegistry(r RegistryStatus) DocState { return DocState{Registry: r} }

// exchanged are the rows that acts and EAEU notices share.
func exchanged(flow Flow) []DocMove {
	return []DocMove{
		{flow, listed(StatusSent), TimePasses, 0.1, listed(StatusCounting), actStatuses},
		{flow, listed(StatusCounting), TimePasses, 0.3, listed(StatusCounted), actStatuses},
		{flow, listed(StatusCounted), TimePasses, 0.1, listed(StatusProcessing), actStatuses},
		{flow, listed(StatusProcessing), TimePasses, 0.5, listed(StatusWaiting), actStatuses},
		{flow, listed(StatusProcessing), ChecksFail, 0.5, DocState{StatusFailed, CheckedNotOK}, actStatuses + "; recommendations, sections 2 and 4: «Обработан с ошибками» and errors"},
		{flow, listed(StatusProcessing), Broken, 0.5, DocState{StatusFailed, ProcessingError}, breaksOff},
		{flow, listed(StatusWaiting), Approved, 0, DocState{StatusApproved, CheckedOK}, inTheEnd},
		{flow, listed(StatusWaiting), GoodsGone, 0, DocState{StatusApproved, CheckedNotOK}, checkedAgain},
		{flow, listed(StatusWaiting), Corrected, 0, listed(StatusAnnulled), scenario + ", 3; recommendations, section 2, 7"},
	}
}

// DocMoves is the life cycle of documents.
func DocMoves() []DocMove {
	moves := append(exchanged(ActFlow), exchanged(ImportFlow)...)
	return append(moves, []DocMove{
		{ActFlow, listed(StatusWaiting), WithdrawnBy, 0, listed(StatusWithdrawn), "recommendations, section 4, 3: within five working days and before approval"},
		{ActFlow, listed(StatusDiverged), WithdrawnBy, 0, listed(StatusWithdrawn), "recommendations, section 4, 1: no line excludes it"},
		{ActFlow, listed(StatusWaiting), Rejected, 0, listed(StatusRejected), scenario + ", 2; of EAEU notices three ways are printed, and this is none"},
		{ActFlow, listed(StatusWaiting), NoticeCame, 0, listed(StatusDiverged), scenario + ", 3"},
		{ActFlow, listed(StatusDiverged), Corrected, 0, listed(StatusAnnulled), scenario + ", 3"},
		{ActFlow, listed(StatusDiverged), NoticeCame, 0, listed(StatusDiverged), "a further notice changes nothing (assumed)"},

		{ImportFlow, listed(StatusWaiting), WithdrawnBy, 0, listed(StatusWithdrawn), "recommendations, section 2, 6: no term is printed"},

		{DivergenceFlow, listed(StatusSent), TimePasses, 0.5, listed(StatusWaiting), "recommendations, section 4, 8"},
		{DivergenceFlow, listed(StatusSent), ChecksFail, 0.5, listed(StatusFailed), "the act was decided meanwhile (assumed)"},
		{DivergenceFlow, listed(StatusSent), Broken, 0.5, listed(StatusFailed), breaksOff},
		{DivergenceFlow, listed(StatusWaiting), Corrected, 0, listed(StatusApproved), scenario + ", 3: «автоматически принимается»"},

		{NoticeFlow, inRegistry(InProgress), TimePasses, 1, inRegistry(CheckedOK), "Статусы документов; recommendations, section 3, 1: «сразу в конечном статусе»"},
		{NoticeFlow, inRegistry(InProgress), ChecksFail, 1, inRegistry(CheckedNotOK), "Статусы документов"},
		{NoticeFlow, inRegistry(InProgress), SenderGone, 1, inRegistry(ProcessingError), "Статусы документов: Ошибка при обработке (when is assumed)"},
		{NoticeFlow, inRegistry(InProgress), Broken, 1, inRegistry(ProcessingError), breaksOff},

		{ShipmentFlow, inRegistry(ShipmentChecking), TimePasses, 0.5, inRegistry(ShipmentSent), shipmentStatus},
		{ShipmentFlow, inRegistry(ShipmentChecking), ChecksFail, 0.5, inRegistry(ShipmentError), shipmentStatus},
		{ShipmentFlow, inRegistry(ShipmentChecking), Broken, 0.5, inRegistry(ShipmentError), breaksOff},
		{ShipmentFlow, inRegistry(ShipmentSent), TimePasses, 0.5, inRegistry(ShipmentWaiting), shipmentStatus},
		{ShipmentFlow, inRegistry(ShipmentWaiting), AcceptanceCame, 0, inRegistry(ShipmentAccepted), shipmentStatus},

		{ArrivalFlow, inRegistry(InProgress), TimePasses, 1, inRegistry(ArrivalWaiting), arrivalStatus},
		{ArrivalFlow, inRegistry(InProgress), ChecksFail, 1, inRegistry(CheckedNotOK), arrivalStatus},
		{ArrivalFlow, inRegistry(InProgress), Broken, 1, inRegistry(ProcessingError), breaksOff},
		{ArrivalFlow, inRegistry(ArrivalWaiting), AcceptanceCame, 0, inRegistry(ShipmentAccepted), arrivalStatus},
		{ArrivalFlow, inRegistry(ArrivalWaiting), Cancelled, 0, inRegistry(ArrivalCancelled), cancelled},

		{AcceptanceFlow, inRegistry(InProgress), TimePasses, 1, inRegistry(CheckedOK), "GET /documents/import/status"},
		{AcceptanceFlow, inRegistry(InProgress), ChecksFail, 1, inRegistry(CheckedNotOK), "GET /documents/import/status"},
		{AcceptanceFlow, inRegistry(InProgress), Broken, 1, inRegistry(ProcessingError), breaksOff},
	}...)
}

// flowStarts says where the documents of a flow begin.
var flowStarts = map[Flow]DocState{
	ActFlow:        listed(StatusSent),
	DivergenceFlow: listed(StatusSent),
	ImportFlow:     listed(StatusSent),
	NoticeFlow:     inRegistry(InProgress),
	ShipmentFlow:   inRegistry(ShipmentChecking),
	ArrivalFlow:    inRegistry(InProgress),
	AcceptanceFlow: inRegistry(InProgress),
	ReportFlow:     inRegistry(CheckedOK),
}

// unregistered is the status of a shipment in the sister system whose receiver is
// not registered yet. Here such a one ends in CHECKED_NOT_OK, and the word finds nothing.
const unregistered = "WAIT_PARTICIPANT_REGISTRATION"

// KnownStatus tells whether a document can have the word as its status, or may be
// looked for by it.
func KnownStatus(word string) bool {
	return word == unregistered || slices.ContainsFunc(DocMoves(), func(m DocMove) bool {
		return string(m.From.Registry) == word || string(m.To.Registry) == word
	})
}

// Start is where the documents of the flow begin.
func (f Flow) Start() DocState { return flowStarts[f] }

// docMove finds the row for an event, if there is one.
func (w *World) docMove(d *Document, e DocEvent) (DocMove, bool) {
	flow := DocTypeOf(d.Type).Flow
	i := slices.IndexFunc(w.docMoves, func(m DocMove) bool { return m.Flow == flow && m.From == d.DocState && m.Event == e })
	if i < 0 {
		return DocMove{}, false
	}
	return w.docMoves[i], true
}
