package control

import (
	"net/http"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/faults"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/trueapi"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
)

// Base is where the control API stands, below each world.
const Base = "/_mock"

// API is the control API of a server.
type API struct {
	Worlds       *pipeline.Worlds
	Signature    pki.Level                          // how far signatures of documents are checked
	Trust        *pki.Trust                         // whose certificates are trusted
	Schemas      *xsd.Set                           // what documents must fit
	TrueAPI      *trueapi.API                       // which issues tokens, and whose answers explain quotes
	Faults       *faults.Faults                     // what goes wrong on purpose
	Send         fixtures.Sender                    // who sends the documents of datasets
	Guard        func(*pipeline.Call) error         // who may call
	TLSAuthority []byte                             // whom clients of HTTPS have to trust, PEM; nil without TLS
	About        mock.About                         // what /_mock/ready tells beside the world
	Emulated     []*pipeline.System                 // what else the server answers
	Token        string                             // that Guard demands
	Self         func() http.Handler                // all of the server: what a scenario does goes by the control API
	NewWorld     func(*state.World) *pipeline.World // puts the server's settings beside a new world's state

	stories *pipeline.Local[running]
	system  *pipeline.System
}

// System is the control API as the pipeline serves it, made once: to make it
// anew would forget what runs in the worlds.
func (a *API) System() *pipeline.System {
	if a.system != nil {
		return a.system
	}
	a.stories = pipeline.NewLocal(func(*pipeline.World) *running { return new(running) })
	a.system = &pipeline.System{
		Name: "the control API", Bases: []string{Base}, Routes: a.routes(), Problems: problems(), Limit: usualBody, Decode: pipeline.DecodeStrict, SignIn: a.guard, Streams: true, StrictQuery: true,
	}
	return a.system
}

// guard lets in who may call; nobody has a name here.
func (a *API) guard(c *pipeline.Call) (*pipeline.Caller, error) { return nil, a.Guard(c) }

// hint is {"error": …, "hint": …}: what was wrong, and what to do.
type hint struct{}

// Render writes the refusal's own sentence, and the text of its row as the hint.
func (hint) Render(r pipeline.Refusal) (string, []byte) {
	return pipeline.Body(struct {
		Error string `json:"error"`
		Hint  string `json:"hint"`
	}{r.Why, r.Said})
}

// The largest bodies of control calls. A snapshot has no limit: it is read
// record by record.
const (
	usualBody    = 1 << 20
	largeBody    = 32 << 20 // lists of codes, and datasets, which may have 16 MB
	documentBody = 64 << 20 // a document of 30 MB in base64 with its signature
)

// routes is the table of contents.
func (a *API) routes() []pipeline.Route {
	return append(a.storyRoutes(), []pipeline.Route{
		{Method: "GET", Path: "", Aliases: []string{"/"}, Rooted: []string{"", "/"}, Name: "mock.overview", Access: pipeline.Open, Handler: pipeline.Handle(a.overview)},
		{Method: "GET", Path: "/ready", Name: "mock.ready", Access: pipeline.Open, Handler: pipeline.Handle(a.ready)},
		{Method: "GET", Path: "/worlds", Name: "mock.worlds", Access: pipeline.Guarded, Handler: pipeline.Handle(a.worlds)},
		{Method: "POST", Path: "/worlds", Name: "mock.worlds.create", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.createWorld)},
		{Method: "DELETE", Path: "/worlds/{name}", Name: "mock.worlds.drop", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dropWorld)},
		{Method: "POST", Path: "/reset", Name: "mock.reset", Access: pipeline.Guarded, Handler: pipeline.Handle(a.reset)},
		{Method: "GET", Path: "/snapshot", Name: "mock.snapshot", Access: pipeline.Guarded, Handler: pipeline.Handle(a.snapshot)},
		{Method: "PUT", Path: "/snapshot", Name: "mock.snapshot.restore", Access: pipeline.Guarded, Limit: pipeline.Unlimited, Handler: pipeline.Handle(a.restore)},
		{Method: "POST", Path: "/dataset", Name: "mock.dataset", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.addDataset)},
		{Method: "GET", Path: "/participants", Name: "mock.participants", Access: pipeline.Guarded, Handler: pipeline.Handle(a.participants)},
		{Method: "GET", Path: "/products", Name: "mock.products", Access: pipeline.Guarded, Handler: pipeline.Handle(a.products)},
		{Method: "GET", Path: "/codes", Name: "mock.codes", Access: pipeline.Guarded, Handler: pipeline.Handle(a.codes)},
		{Method: "POST", Path: "/codes", Name: "mock.codes.add", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.addCodes)},
		{Method: "GET", Path: "/documents", Name: "mock.documents", Access: pipeline.Guarded, Handler: pipeline.Handle(a.documents)},
		{Method: "GET", Path: "/documents/{id}", Name: "mock.document", Access: pipeline.Guarded, Handler: pipeline.Handle(a.document)},
		{Method: "POST", Path: "/documents/{id}/approve", Name: "mock.documents.approve", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(decide(state.Approve))},
		{Method: "POST", Path: "/documents/{id}/reject", Name: "mock.documents.reject", Access: pipeline.Guarded, Handler: pipeline.Handle(decide(state.Reject))},
		{Method: "POST", Path: "/documents/{id}/withdraw", Name: "mock.documents.withdraw", Access: pipeline.Guarded, Handler: pipeline.Handle(decide(state.Withdraw))},
		{Method: "POST", Path: "/codes/generate", Name: "mock.codes.generate", Access: pipeline.Guarded, Handler: pipeline.Handle(a.generate)},
		{Method: "POST", Path: "/reports/utilisation", Name: "mock.reports.utilisation", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.utilisation)},
		{Method: "POST", Path: "/reports/aggregation", Name: "mock.reports.aggregation", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.aggregation)},
		{Method: "POST", Path: "/reports/disaggregation", Name: "mock.reports.disaggregation", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.disaggregation)},
		{Method: "POST", Path: "/reports/dropout", Name: "mock.reports.dropout", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dropout)},
		{Method: "POST", Path: "/shipments", Name: "mock.shipments", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.shipment)},
		{Method: "POST", Path: "/receipts", Name: "mock.receipts", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.receipt)},
		{Method: "POST", Path: "/accounts/{bin}/topup", Name: "mock.accounts.topup", Access: pipeline.Guarded, Handler: pipeline.Handle(a.topUp)},
		{Method: "POST", Path: "/tokens", Name: "mock.tokens", Access: pipeline.Guarded, Handler: pipeline.Handle(a.token)},
		{Method: "POST", Path: "/keys", Name: "mock.keys", Access: pipeline.Guarded, Handler: pipeline.Handle(a.key)},
		{Method: "GET", Path: "/ca.pem", Name: "mock.ca", Access: pipeline.Guarded, Handler: pipeline.Handle(a.authority)},
		{Method: "GET", Path: "/clock", Name: "mock.clock", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clock)},
		{Method: "PUT", Path: "/clock", Name: "mock.clock.set", Access: pipeline.Guarded, Handler: pipeline.Handle(a.setClock)},
		{Method: "POST", Path: "/clock/advance", Name: "mock.clock.advance", Access: pipeline.Guarded, Handler: pipeline.Handle(a.advance)},
		{Method: "GET", Path: "/clock/upcoming", Name: "mock.clock.upcoming", Access: pipeline.Guarded, Handler: pipeline.Handle(a.upcoming)},
		{Method: "GET", Path: "/requests", Name: "mock.requests", Access: pipeline.Guarded, Handler: pipeline.Handle(a.requests)},
		{Method: "DELETE", Path: "/requests", Name: "mock.requests.clear", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clearRequests)},
		{Method: "POST", Path: "/requests/count", Name: "mock.requests.count", Access: pipeline.Guarded, Handler: pipeline.Handle(a.countRequests)},
		{Method: "GET", Path: "/requests/wait", Name: "mock.requests.wait", Access: pipeline.Guarded, Handler: pipeline.Handle(a.waitForRequests)},
		{Method: "GET", Path: "/coverage", Name: "mock.coverage", Access: pipeline.Guarded, Handler: pipeline.Handle(a.coverage)},
		{Method: "GET", Path: "/doctor", Name: "mock.doctor", Access: pipeline.Guarded, Handler: pipeline.Handle(a.doctor)},
		{Method: "GET", Path: "/faults", Name: "mock.faults", Access: pipeline.Guarded, Handler: pipeline.Handle(a.faults)},
		{Method: "POST", Path: "/faults", Name: "mock.faults.add", Access: pipeline.Guarded, Handler: pipeline.Handle(a.addFault)},
		{Method: "DELETE", Path: "/faults", Name: "mock.faults.clear", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clearFaults)},
		{Method: "DELETE", Path: "/faults/{id}", Name: "mock.faults.drop", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dropFault)},
		{Method: "POST", Path: "/explain", Name: "mock.explain", Access: pipeline.Guarded, Limit: documentBody, Handler: pipeline.Handle(a.explain)},
		{Method: "GET", Path: "/rules", Name: "mock.rules", Access: pipeline.Guarded, Handler: pipeline.Handle(a.rules)},
		{Method: "PUT", Path: "/rules", Name: "mock.rules.set", Access: pipeline.Guarded, Handler: pipeline.Handle(a.setRules)},
		{Method: "GET", Path: "/fidelity", Name: "mock.fidelity", Access: pipeline.Guarded, Handler: pipeline.Handle(a.fidelity)},
		{Method: "GET", Path: "/dictionaries", Name: "mock.dictionaries", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dictionaries)},
		{Method: "GET", Path: "/dictionaries/{name}", Name: "mock.dictionary", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dictionary)},
	}...)
}

// storyRoutes are what shall happen, and who acts: outcomes, bots and scenarios.
func (a *API) storyRoutes() []pipeline.Route {
	return []pipeline.Route{
		{Method: "GET", Path: "/scenarios", Name: "mock.scenarios", Access: pipeline.Guarded, Handler: pipeline.Handle(a.listScenarios)},
		{Method: "POST", Path: "/scenarios/{name}/start", Name: "mock.scenarios.start", Access: pipeline.Guarded, Handler: pipeline.Handle(a.startScenario)},
		{Method: "POST", Path: "/scenarios/stop", Name: "mock.scenarios.stop", Access: pipeline.Guarded, Handler: pipeline.Handle(a.stopScenario)},
		{Method: "POST", Path: "/timeline", Name: "mock.timeline.add", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.plan)},
		{Method: "DELETE", Path: "/timeline", Name: "mock.timeline.clear", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clearPlan)},
		{Method: "GET", Path: "/outcomes", Name: "mock.outcomes", Access: pipeline.Guarded, Handler: pipeline.Handle(a.outcomes)},
		{Method: "POST", Path: "/outcomes", Name: "mock.outcomes.add", Access: pipeline.Guarded, Handler: pipeline.Handle(a.addOutcome)},
		{Method: "DELETE", Path: "/outcomes", Name: "mock.outcomes.clear", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clearOutcomes)},
		{Method: "DELETE", Path: "/outcomes/{id}", Name: "mock.outcomes.drop", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dropOutcome)},
		{Method: "GET", Path: "/bots", Name: "mock.bots", Access: pipeline.Guarded, Handler: pipeline.Handle(a.bots)},
		{Method: "POST", Path: "/bots", Name: "mock.bots.add", Access: pipeline.Guarded, Limit: largeBody, Handler: pipeline.Handle(a.addBot)},
		{Method: "DELETE", Path: "/bots", Name: "mock.bots.clear", Access: pipeline.Guarded, Handler: pipeline.Handle(a.clearBots)},
		{Method: "DELETE", Path: "/bots/{id}", Name: "mock.bots.drop", Access: pipeline.Guarded, Handler: pipeline.Handle(a.dropBot)},
	}
}

// Kinds of control calls that are not let in.
const (
	Denied  state.Kind = "control.denied"  // without the control token
	Foreign state.Kind = "control.foreign" // from a web page of somebody else's
)

// problems says what status each refusal has and, as Text, the hint what to do;
// the error itself is the refusal's own sentence.
func problems() []pipeline.Problem {
	rows := []struct {
		kind   state.Kind
		status int
		hint   string
	}{
		{Denied, http.StatusUnauthorized, "send Authorization: Bearer with the token of --control-token (printed at start)"},
		{Foreign, http.StatusForbidden, "call 127.0.0.1 or localhost from a program of this machine; whoever knows the token of --control-token may call from anywhere"},
		{pipeline.MediaType, http.StatusUnsupportedMediaType, "send Content-Type: application/json (or application/yaml for a dataset)"},
		{pipeline.BodyTooLarge, http.StatusRequestEntityTooLarge, "docs/control.md has the limits; a large world goes in by PUT /_mock/snapshot, which has none"},
		{pipeline.RouteUnknown, http.StatusNotFound, "the control calls are listed by: mockismp routes --control"},
		{pipeline.BodyMissing, http.StatusBadRequest, "send a JSON object, as docs/control.md shows for this call"},
		{pipeline.BodyUnreadable, http.StatusBadRequest, "names and types of this call are in docs/control.md"},
		{pipeline.ParamType, http.StatusBadRequest, "names and types of this call are in docs/control.md"},
		{pipeline.ParamUnknown, http.StatusBadRequest, "names and types of this call are in docs/control.md"},
		{waitOver, http.StatusRequestTimeout, "GET /_mock/requests shows what came in; timeout= waits longer"},
		{badCall, http.StatusBadRequest, "names and types of this call are in docs/control.md"},
		{datasetBad, http.StatusBadRequest, "mend what is listed, each with its line and column, and send the whole again: nothing was changed"},
		{faults.Bad, http.StatusBadRequest, "mend what is listed and send the whole again: nothing was changed; docs/faults.md has an example of each"},
		{faults.Unknown, http.StatusNotFound, "GET /_mock/faults lists them: nothing was changed"},
		{scenarioBad, http.StatusBadRequest, "mend what is listed, and start it again; mockismp scenario check tells all mistakes of a file"},
		{scenarioUnknown, http.StatusNotFound, "GET /_mock/scenarios lists them; another one goes as the body, in YAML"},
		{state.OutcomeBad, http.StatusBadRequest, "mend what is listed and send the whole again: nothing was changed; docs/outcomes.md has an example of each"},
		{state.OutcomeUnknown, http.StatusNotFound, "GET /_mock/outcomes lists them: nothing was changed"},
		{state.BotBad, http.StatusBadRequest, "mend what is listed and send the whole again: nothing was changed; docs/outcomes.md has an example of each"},
		{state.BotUnknown, http.StatusNotFound, "GET /_mock/bots lists them: nothing was changed"},
		{dictionaryUnknown, http.StatusNotFound, "GET /_mock/dictionaries lists them with their titles"},
		{state.BadClock, http.StatusBadRequest, "times are RFC 3339, durations as 90s, 36h or 5d"},
		{state.CodeUnreadable, http.StatusBadRequest, "a code has up to a few hundred printable characters"},
		{state.BadRecord, http.StatusBadRequest, "mend the record and send the whole again: nothing was changed"},
		{state.BadBIN, http.StatusBadRequest, "send 12 digits, as a string"},
		{state.BrokenReference, http.StatusBadRequest, "add what is named, or mend the name, and send the whole again: nothing was changed"},
		{state.CodeUnknown, http.StatusNotFound, "GET /_mock/codes lists what is registered: nothing was changed"},
		{state.WrongStatus, http.StatusConflict, "GET /_mock/codes?cis= shows where the code stands: nothing was changed"},
		{state.DocumentUnknown, http.StatusNotFound, "GET /_mock/documents lists the documents"},
		{state.DocumentStatus, http.StatusConflict, "GET /_mock/documents/{id} shows where the document stands: nothing was changed"},
		{state.WithdrawalLate, http.StatusConflict, "PUT /_mock/clock sets an earlier time: nothing was changed"},
		{state.TitleMissing, http.StatusConflict, "make the title first: nothing was changed"},
		{state.CodeExists, http.StatusConflict, "use another code, or reset the world: nothing was changed"},
		{state.ReceiptExists, http.StatusConflict, "leave documentId out, and it gets a new one: nothing was changed"},
		{state.ParticipantUnknown, http.StatusNotFound, "add the participant to the world's dataset, or serve with --participants open"},
		{state.ParticipantBlocked, http.StatusForbidden, "choose another participant, or change the status in the world's dataset"},
		{state.WorldUnknown, http.StatusNotFound, "GET /_mock/worlds lists the worlds; POST /_mock/worlds makes one"},
		{state.WorldExists, http.StatusConflict, "DELETE /_mock/worlds/{name} first, or choose another name"},
		{state.WorldsFull, http.StatusConflict, "DELETE /_mock/worlds/{name} drops one; serve with a larger --max-worlds"},
		{state.WorldNameBad, http.StatusBadRequest, "choose a name that can stand in a URL"},
		{state.DefaultWorldProtected, http.StatusConflict, "POST /_mock/reset brings it back to its start"},
		{pipeline.Internal, http.StatusInternalServerError, "this is a fault of mockismp; the log has more"},
	}
	out := make([]pipeline.Problem, len(rows))
	for i, r := range rows {
		out[i] = pipeline.Problem{Kind: r.kind, Status: r.status, Text: r.hint, Shape: hint{}}
	}
	return out
}
