package dict

// Role is what a participant may do in a product group (types of the token).
type Role string

// The roles seen in real tokens.
const (
	Producer         Role = "PRODUCER"
	Importer         Role = "IMPORTER"
	Retail           Role = "RETAIL"
	TradeParticipant Role = "TRADE_PARTICIPANT"
	Wholesaler       Role = "WHOLESALER"
	Medical          Role = "MEDICAL"
)

var roles = []Role{Retail, Producer, Importer, TradeParticipant, Wholesaler, Medical}

// Roles gives all roles in the order in which the printed token lists them.
func Roles() []Role { return append([]Role(nil), roles...) }

// ParticipantStatus is the state of a participant's registration.
type ParticipantStatus string

// Registered and Blocked are the statuses that matter to every method;
// names that begin with PreRegistered are not yet full participants.
const (
	Registered    ParticipantStatus = "REGISTERED"
	Blocked       ParticipantStatus = "BLOCKED"
	PreRegistered                   = "PRE_REGISTERED_"
)
