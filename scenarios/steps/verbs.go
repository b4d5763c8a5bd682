package steps

import (
	"context"
	"slices"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/xsd/doc"
)

// verb is a row of the table of verbs: what a step can do.
type verb struct {
	name  string
	about string // a sentence for the documentation
	arg   shape  // of what stands behind the verb
	more  any    // a struct of the fields that may stand beside it; nil for none
	needs string // of the target, "" for nothing but the True-API
	calls bool   // it calls as a participant: as: is needed
	asks  bool   // it has an answer: expect, save and until may stand beside it
	timed bool   // the timeline may have it

	// A verb of the world is a call of the control API with its argument as the
	// body; {name} in path is a field that is taken out of it.
	method, path string

	do func(context.Context, *play, *turn) error
}

// The fields beside the verbs. Their names, types and meanings are read off here
// for checking files and for the documentation.
type (
	request struct {
		Query   map[string]any    `json:"query" about:"parameters, which are escaped; a list gives one several times"`
		Headers map[string]string `json:"headers" about:"headers, in place of the usual ones too"`
		Token   string            `json:"token" about:"a token in place of the one of the participant"`
	}
	inspecting struct {
		Query map[string]any `json:"query" about:"parameters, which are escaped"`
	}
	requestWithBody struct {
		Body any    `json:"body" about:"sent as JSON"`
		Text string `json:"text" about:"sent as it is, in place of body"`
		request
	}
	sending struct {
		With     any               `json:"with" about:"what the document says: see the kinds of documents"`
		Text     string            `json:"text" about:"the whole document, in place of with"`
		Replace  map[string]string `json:"replace" about:"texts to replace in the finished document, before it is signed"`
		SignedBy string            `json:"signedBy" about:"the participant whose key signs, if not the one who sends"`
		Unsigned bool              `json:"unsigned" about:"no signature is sent"`
	}
	signingIn struct {
		Data string `json:"data" about:"what is signed in place of the challenge"`
	}
	awaiting struct {
		Status []int `json:"status" about:"the statuses of the lists, any of which will do; absent: any in which processing is over"`
	}
)

// keyFor is a key to sign in with.
type keyFor struct {
	mock.KeyFor
	Foreign bool `json:"foreign" about:"issued by an authority that nobody knows"`
}

// verbs gives the table of verbs, those of the world first.
func verbs() []verb { return append(worldVerbs(), callVerbs()...) }

// worldVerbs act on the world, as somebody outside would whom the True-API does
// not show: another party, the order station, a cash register, time.
func worldVerbs() []verb {
	return []verb{
		{name: "dataset", about: "adds a dataset to the world", arg: shapeOf[map[string]any]("a dataset"), needs: NeedsControl, method: "POST", path: "/dataset"},
		{name: "rules", about: "chooses values of the named rules", arg: shapeOf[map[string]string]("rules"), needs: NeedsRules, method: "PUT", path: "/rules"},
		{name: "clock", about: "sets the world's time, stops it or lets it run", arg: shapeOf[mock.SetClock]("a clock"), needs: NeedsClock, method: "PUT", path: "/clock"},
		{name: "advance", about: "moves time on, by a duration or until a time; what falls due on the way happens", arg: shapeOf[string]("a duration"), needs: NeedsClock, do: advance},
		{name: "fault", about: "lets calls fail from now on", arg: shapeOf[mock.Fault]("a fault"), needs: NeedsFaults, method: "POST", path: "/faults"},
		{name: "clear-faults", about: "takes all faults away", arg: nothing, needs: NeedsFaults, method: "DELETE", path: "/faults"},
		{name: "outcome", about: "says how the next documents or orders fare", arg: shapeOf[mock.Outcome]("an outcome"), needs: NeedsOutcomes, method: "POST", path: "/outcomes"},
		{name: "bot", about: "lets another party answer documents by itself", arg: shapeOf[mock.Bot]("a bot"), needs: NeedsBots, method: "POST", path: "/bots"},
		{name: "generate", about: "makes codes; the answer has the outermost ones as items", arg: shapeOf[mock.Generate]("generate", "gtin", "ownerBin", "status", "count"), needs: NeedsControl, asks: true, timed: true, method: "POST", path: "/codes/generate"},
		{name: "utilise", about: "reports codes as applied to the goods", arg: shapeOf[mock.Codes]("utilise", "codes"), needs: NeedsControl, timed: true, method: "POST", path: "/reports/utilisation"},
		{name: "aggregate", about: "reports what lies in a package now", arg: shapeOf[mock.Aggregation]("aggregate", "cis", "packageType", "child"), needs: NeedsControl, timed: true, method: "POST", path: "/reports/aggregation"},
		{name: "disaggregate", about: "reports packages as unpacked", arg: shapeOf[mock.Codes]("disaggregate", "codes"), needs: NeedsControl, timed: true, method: "POST", path: "/reports/disaggregation"},
		{name: "drop-out", about: "reports codes as lost or destroyed", arg: shapeOf[mock.Dropout]("drop-out", "codes", "reason"), needs: NeedsControl, timed: true, method: "POST", path: "/reports/dropout"},
		{name: "receipt", about: "brings in a receipt of a cash register; the answer has its documentId", arg: shapeOf[mock.Receipt]("a receipt", "type", "senderBin", "products"), needs: NeedsControl, asks: true, timed: true, method: "POST", path: "/receipts"},
		{name: "shipment", about: "brings in the shipment of a foreign exporter; the answer has its id", arg: shapeOf[doc.ForeignShipment]("a shipment", "exporterInn", "senderCountryCode", "receiverInn", "products"), needs: NeedsControl, asks: true, timed: true, method: "POST", path: "/shipments"},
		{name: "top-up", about: "puts money, in tiyn, on an account", arg: shapeOf[topUp]("top-up", "bin", "productGroup", "amount"), needs: NeedsControl, asks: true, timed: true, method: "POST", path: "/accounts/{bin}/topup"},
		{name: "decide", about: "takes a decision of a document as the party that takes it: approve, reject or withdraw", arg: shapeOf[decision]("decide", "document", "decision"), needs: NeedsControl, asks: true, timed: true, method: "POST", path: "/documents/{document}/{decision}"},
		{name: "inspect", about: "shows the inside of a record: codes, documents/ID, clock, requests; the path of a GET of the control API", arg: shapeOf[string]("inspect"), more: inspecting{}, needs: NeedsInside, asks: true, do: inspect},
	}
}

type (
	topUp struct {
		BIN string `json:"bin"`
		mock.TopUp
	}
	decision struct {
		Document string   `json:"document"`
		Decision string   `json:"decision"`
		Accepted []string `json:"accepted"`
	}
)

var nothing = shape{what: "nothing", of: anything, none: true}

// callVerbs call the True-API as a participant, or put steps together.
func callVerbs() []verb {
	return []verb{
		{name: "get", about: "calls a method by its path below the base path", arg: shapeOf[string]("a path"), more: request{}, calls: true, asks: true, do: get},
		{name: "post", about: "calls a method with a body", arg: shapeOf[string]("a path"), more: requestWithBody{}, calls: true, asks: true, do: post},
		{name: "sign-in", about: "signs in with a key: the challenge is fetched, signed and sent; the answer has the token", arg: shape{what: "a key", of: shapeOf[keyFor]("").of, none: true}, more: signingIn{}, calls: true, asks: true, do: signIn},
		{name: "send", about: "builds a document of a kind, signs it and sends it; the answer has its id and fileId", arg: shapeOf[string]("a kind of documents"), more: sending{}, calls: true, asks: true, do: send},
		{name: "approve", about: "approves the document of this id: its title is fetched, signed and sent", arg: shapeOf[string]("the id of a document"), calls: true, asks: true, do: decideAs(client.Approve)},
		{name: "reject", about: "rejects the document of this id", arg: shapeOf[string]("the id of a document"), calls: true, asks: true, do: decideAs(client.Reject)},
		{name: "withdraw", about: "takes the document of this id back", arg: shapeOf[string]("the id of a document"), calls: true, asks: true, do: decideAs(client.Withdraw)},
		{name: "await", about: "waits until a document of the lists, by its id, stands in a status; the answer is its row", arg: shapeOf[string]("the id of a document"), more: awaiting{}, calls: true, asks: true, do: await},
		{name: "check", about: "asks nobody anything: all of these expressions must hold", arg: shapeOf[[]string]("check")},
		{name: "for", about: "does its steps for each value of a list, under this name", arg: shapeOf[string]("a name")},
		{name: "together", about: "does its steps at the same time", arg: shapeOf[[]any]("together")},
	}
}

// verbNamed finds a row of the table.
func verbNamed(name string) *verb {
	all := verbs()
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}
