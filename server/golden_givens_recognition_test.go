package server

import (
	"strings"
	"time"
)

// recognitionGivens are what a line of the given section can say of recognition
// across the border. All of it is between the trader, whose token is {trader},
// and foreigners.
func (g *golden) recognitionGivens() map[string]func(args []string) {
	one := func(args []string) string {
		if len(args) == 0 {
			return ""
		}
		return args[0]
	}
	return map[string]func([]string){
		// pairs: {pair} and {pair2} are shoes of the trader
		"pairs": func([]string) {
			codes := pairs(g.t, g.srv, 2)
			g.values["pair"], g.values["pair2"], g.values["trader"] = codes[0], codes[1], g.srv.Token(trader)
		},
		// export-draft [CHANGE]: {json} is the notice of an export of {pair} and {pair2}, {cms} its signature
		"export-draft": func(args []string) { g.drafted(g.export(one(args))) },
		// export [CHANGE]: such a notice was sent and processed: {document}
		"export": func(args []string) {
			status, text := ship(g.t, g.srv, trader, g.export(one(args)))
			if status != 200 {
				g.t.Fatalf("%d %s", status, text)
			}
			g.settled(field(g.t, text, "shipmentId").(string))
		},
		// decide approve|reject [CODE]: {document} is decided by who takes it, in whole or for one code: {acceptance}; or cancelled by who sent it: withdraw
		"decide": func(args []string) {
			body := ""
			if len(args) > 1 {
				body = jsonOf(g.t, map[string][]string{"accepted": {g.expand(args[1])}})
			}
			text := want(g.t, g.srv, 200, "POST", "/_mock/documents/"+g.values["document"]+"/"+args[0], body)
			if args[0] != "withdraw" {
				g.values["acceptance"] = field(g.t, text, "answer").(string)
			}
		},
		// arrival [CHANGE…]: {document} is a foreign shipment of two codes, processed
		"arrival": func(args []string) {
			var change []string
			for _, name := range args {
				change = append(change, arrivalChanges[name]...)
			}
			g.values["trader"] = g.srv.Token(trader)
			if strings.Contains(strings.Join(args, " "), "receiver") {
				blocked(g.t, g.srv, trader)
			}
			g.values["document"] = arrives(g.t, g.srv, shoes(2), change...)
		},
		// acceptance-draft [CHANGE]: {json} accepts the first code of {document}, {cms} is its signature
		"acceptance-draft": func(args []string) { g.drafted(g.acceptance(one(args))) },
		// acceptance [CHANGE]: such a notice was sent and processed: {acceptance}
		"acceptance": func(args []string) {
			answer, _ := accepts(g.t, g.srv, trader, g.acceptance(one(args)))
			g.values["acceptance"] = field(g.t, answer, "acceptionId").(string)
		},
		// other-cms: {cms} is the trader's signature over something else
		"other-cms": func([]string) { g.values["cms"] = signature(g.t, trader, []byte("something else")) },
		// barred GROUP: the trader has no contract
		"barred": func(args []string) { barred(g.t, g.srv, trader, args[0]) },
	}
}

// settled waits until a document is processed.
func (g *golden) settled(id string) {
	g.values["document"] = id
	g.must(g.srv.Clock().AdvanceToDocument(id))
	g.must(g.srv.Clock().Advance(time.Hour))
}

func (g *golden) drafted(notice string) {
	g.values["json"] = enc(notice)
	g.values["cms"] = signature(g.t, trader, []byte(notice))
}

// exportChanges are what is wrong with the notice of an export.
var exportChanges = map[string][]string{
	"exporter": {trader, owner},
	"unknown":  {pairGTIN, "04610046110211"},
	"schema":   {`"shoes"`, `"tobacco"`},
	"broken":   {`"productGroup"`, `productGroup`},
}

func (g *golden) export(change string) string {
	return exported([]string{g.values["pair"], g.values["pair2"]}, exportChanges[change]...)
}

// arrivalChanges are what is wrong with a foreign shipment.
var arrivalChanges = map[string][]string{
	"certificate": {"CONFORMITY_DECLARATION", "PASSPORT"},
	"release":     {`"productCost"`, `"releaseMethod": "STOLEN", "productCost"`},
}

// acceptanceChanges are what is wrong with an acceptance.
var acceptanceChanges = map[string][]string{
	"exporter": {foreigner, "7731376813"},
	"strange":  {shoes(1)[0], box},
	"schema":   {`"sender_country_code": "643"`, `"sender_country_code": "398"`},
	"receiver": {trader, "970425450202"},
	"refuse":   {`"accepted": true`, `"accepted": false`},
}

func (g *golden) acceptance(change string) string {
	id := g.values["document"]
	if id == "" {
		id = "da08a5d9-ad5f-4f5f-823a-b1d988093ec4"
	}
	return acceptance(id, []string{shoes(2)[0]}, acceptanceChanges[change]...)
}
