package state

import (
	"fmt"

	"github.com/mockismp/mockismp/internal/texts"
)

// Kind names what went wrong, for machines: the API's status and text of each
// kind stand in one table beside the writer of errors, never here.
type Kind string

// The kinds that the world raises. Each has its row in the table of problems.
const (
	CodeUnreadable        Kind = "code.unreadable"          // a written code that cannot be a code at all
	CodeUnknown           Kind = "code.unknown"             // a code that must be registered is not
	WrongStatus           Kind = "code.status"              // a code is not where an event finds it
	OrderUnknown          Kind = "order.unknown"            // no order under this uuid
	DocumentUnknown       Kind = "document.unknown"         // no such document, or none that the caller may touch
	DocumentStatus        Kind = "document.status"          // a document is not where an event finds it
	WithdrawalLate        Kind = "document.withdrawal.late" // five working days are over
	FileIDTaken           Kind = "document.id.taken"        // a fileId of this kind came before
	TitleMissing          Kind = "document.title.missing"   // a decision is signed whose title was not made
	CodeExists            Kind = "code.exists"              // a code is registered twice
	ReceiptExists         Kind = "receipt.exists"           // a receipt comes twice
	BrokenReference       Kind = "reference.broken"         // a record names another one that is not there
	BadRecord             Kind = "record.bad"               // a record breaks the form of its table
	BadBIN                Kind = "bin.bad"                  // no BIN or IIN
	ParticipantUnknown    Kind = "participant.unknown"      // with closed participants: nobody registered under this BIN or IIN
	ParticipantBlocked    Kind = "participant.blocked"      // registered, but blocked
	NoContract            Kind = "contract.missing"         // no contract in force for the product group
	ChallengeUnknown      Kind = "signin.uuid.unknown"      // never issued by this world, or forgotten since
	ChallengeStale        Kind = "signin.uuid.stale"        // issued, but longer ago than its life
	OutcomeUnknown        Kind = "outcome.unknown"          // no outcome of that id
	OutcomeBad            Kind = "outcome.bad"              // an outcome that cannot be
	BotUnknown            Kind = "bot.unknown"              // no bot of that id
	BotBad                Kind = "bot.bad"                  // a bot that cannot be
	BadClock              Kind = "clock.bad"                // a time that the clock cannot be set to
	WorldUnknown          Kind = "world.unknown"            // no world of that name
	WorldExists           Kind = "world.exists"             // a world of that name is there
	WorldsFull            Kind = "world.too-many"           // there are as many as may be
	WorldNameBad          Kind = "world.name"               // not usable in a URL
	DefaultWorldProtected Kind = "world.default"            // the default world always exists
)

// Kinds gives all kinds above, for tests of totality.
func Kinds() []Kind {
	return []Kind{
		CodeUnreadable, CodeUnknown, WrongStatus, OrderUnknown, DocumentUnknown, DocumentStatus, WithdrawalLate, FileIDTaken, TitleMissing, CodeExists, ReceiptExists, BrokenReference, BadRecord, BadBIN, ParticipantUnknown, ParticipantBlocked, NoContract,
		ChallengeUnknown, ChallengeStale, BadClock, WorldUnknown, WorldExists, WorldsFull, WorldNameBad, DefaultWorldProtected,
	}
}

// Said is a text to clients with its values; String puts it into words.
type Said = texts.Said

// Worded is a text that was put into words elsewhere.
func Worded(text string) Said { return texts.Verbatim(text) }

// Error is a refusal: what kind, the values that the API's text of this kind
// quotes, and one English sentence for the person who debugs.
type Error struct {
	Kind Kind
	Args []any  // in the order of the placeholders of the API's text
	Why  string // what was wrong, where, what was seen, what to do
	Rule string // a finer name than the kind's for the journal, "" if the kind says it all
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Kind, e.Why) }

// Errorf makes a refusal of the kind; format and a, as for [fmt.Sprintf], give
// its sentence for the person who debugs.
func Errorf(k Kind, format string, a ...any) *Error {
	return &Error{Kind: k, Why: fmt.Sprintf(format, a...)}
}

// With gives the refusal the values that the API's text of its kind quotes, in
// the order of the text's placeholders.
func (e *Error) With(args ...any) *Error {
	e.Args = args
	return e
}
