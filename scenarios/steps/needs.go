package steps

// Need is something that a target must have beside the True-API.
type Need struct {
	What string // a name of the table below
	Line int    // where the file needs it first
}

// The things that a file may need of its target.
const (
	NeedsControl  = "control"
	NeedsClock    = "clock"
	NeedsFaults   = "faults"
	NeedsOutcomes = "outcomes"
	NeedsBots     = "bots"
	NeedsRules    = "rules"
	NeedsTimeline = "timeline"
	NeedsInside   = "inside" // such a step is left out alone
)

// needs says, for a report, why a target without it cannot play a file.
var needs = map[string]string{
	NeedsControl:  "acts as another party, or as the order station, the cash registers or the bank",
	NeedsClock:    "moves the clock",
	NeedsFaults:   "lets calls fail on purpose",
	NeedsOutcomes: "decides how documents fare",
	NeedsBots:     "lets other parties answer by themselves",
	NeedsRules:    "changes the rules",
	NeedsTimeline: "lets things happen by a timeline",
	NeedsInside:   "looks inside of a double",
}
