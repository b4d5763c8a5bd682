package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// stories are what somebody lets happen on purpose: outcomes, bots, scenarios.
// Each goes again after a while, so that most of what happens, happens by itself.
var stories = []deed{
	plain(6, addOutcome),
	plain(6, addBot),
	{weight: 3, emits: true, draw: addShippingBot},
	{weight: 3, emits: true, draw: startScenario},
	{weight: 2, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.timeline.add").json(`{"items": [{"after": "%dm", "do": "generate", "with": {"gtin": "04610046110210", "ownerBin": %q, "status": "INTRODUCED"}}]}`, c.IntN(90), one(c, traders))
	}},
	plain(4, func(c *client, w *world) *call {
		return c.call(w, one(c, []string{"mock.outcomes", "mock.bots", "mock.faults", "mock.scenarios"}))
	}),
	plain(1, func(c *client, w *world) *call {
		return c.call(w, one(c, []string{"mock.outcomes.clear", "mock.bots.clear", "mock.faults.clear", "mock.scenarios.stop", "mock.timeline.clear", "mock.requests.clear"}))
	}),
}

// judged are the kinds of documents that may have an outcome, answered those
// that a bot may answer.
var judged, answered = kindsThat(state.MayHaveOutcome), kindsThat(state.MayBeAnswered)

func kindsThat(may func(state.DocType) bool) (kinds []string) {
	for _, row := range state.DocTypes() {
		if may(row.Type) {
			kinds = append(kinds, string(row.Type))
		}
	}
	return kinds
}

// whichDocuments says which documents an outcome, or a bot, is about.
func (c *client) whichDocuments(kinds []string) string {
	keys := []string{fmt.Sprintf(`"times": %d`, 1+c.IntN(20))}
	if c.chance(70) {
		keys = append(keys, fmt.Sprintf(`"type": %q`, one(c, kinds)))
	}
	if c.chance(30) {
		keys = append(keys, fmt.Sprintf(`%q: %q`, one(c, []string{"sender", "receiver"}), one(c, traders)))
	}
	if c.chance(30) {
		keys = append(keys, one(c, []string{`"probability": 0.5`, `"nth": 3`, `"until": "2026-12-01T00:00:00Z"`}))
	}
	return "{" + strings.Join(keys, ", ") + "}"
}

func addOutcome(c *client, w *world) *call {
	k := c.call(w, "mock.outcomes.add")
	switch c.IntN(4) {
	case 0:
		k.json(`{"kind": "order", "match": {"sender": %q, "times": 3}, "result": %q, "delay": %q}`, one(c, traders), one(c, state.ResultsOf(state.OfOrders)), one(c, delays))
	case 1:
		k.json(`{"match": %s, "result": %q, "errors": [22, "Просто ошибка"]}`, c.whichDocuments(judged), one(c, []string{"CHECKED_NOT_OK", "PROCESSING_ERROR", "ERROR"}))
	case 2:
		k.json(`{"match": %s, "accepted": "half"}`, c.whichDocuments(answered))
	default:
		k.json(`{"match": %s, "result": %q, "delay": %q}`, c.whichDocuments(judged), one(c, state.ResultsOf(state.OfDocuments)), one(c, delays))
	}
	return c.dropped(k, "mock.outcomes.drop")
}

var delays = []string{"1ms", "10s", "1h", "5d"}

func addBot(c *client, w *world) *call {
	k := c.call(w, "mock.bots.add")
	switch c.IntN(4) {
	case 0:
		k.json(`{"do": "approve", "when": {"type": %q}, "accepted": "half", "after": "1h"}`, one(c, []string{"shipment", "foreign-shipment"}))
	case 1:
		k.json(`{"do": "diverge", "when": {"type": "act", "times": 3}, "after": "1s"}`)
	default:
		k.json(`{"do": %q, "bin": %q, "when": {"type": %q, "times": %d}, "after": %q}`, one(c, []string{"approve", "reject", "ignore"}), one(c, traders), one(c, []string{"act", "corrective-act", "foreign-shipment"}), 1+c.IntN(9), one(c, delays))
	}
	return c.dropped(k, "mock.bots.drop")
}

// addShippingBot lets goods come from abroad again and again.
func addShippingBot(c *client, w *world) *call {
	k := c.call(w, "mock.bots.add").json(`{"do": "ship", "every": %q, "when": {"times": %d}, "shipment": {"exporterInn": %q, "exporter": "ООО ЭКСПОРТ", "senderCountryCode": "643", "receiverInn": %q, "products": [{"cis": "04030600344332"}]}}`,
		one(c, []string{"10s", "1h", "24h"}), 1+c.IntN(9), exporter, one(c, traders))
	return c.dropped(k, "mock.bots.drop")
}

// dropped takes away sometimes what a call has added.
func (c *client) dropped(k *call, route string) *call {
	k.then = func(status int, body []byte) {
		var made struct{ ID string }
		if status == 201 && json.Unmarshal(body, &made) == nil && c.chance(50) {
			c.queue = append(c.queue, c.call(k.world, route, made.ID))
		}
	}
	return k
}

// startScenario starts one that brings its parties, goods and plans along, or
// one of those that come with the program.
func startScenario(c *client, w *world) *call {
	k := c.call(w, "mock.scenarios.start", one(c, wholeScenarios))
	if c.chance(60) {
		n := c.IntN(1 << 20)
		k = c.call(w, "mock.scenarios.start", "of-the-storm")
		k.json(scenario, one(c, traders), n, one(c, traders), n)
	}
	if c.chance(50) {
		c.queue = append(c.queue, c.call(w, "mock.scenarios.stop"))
	}
	return k
}

// wholeScenarios are some that put no faults in the way of other clients, and
// bring few codes.
var wholeScenarios = []string{"act-approved", "money-comes-later", "repacking", "retail-day"}

const scenario = `name: of-the-storm
about: Goods come by the timeline, and somebody answers.
participants: {seller: %q}
vars: {n: %d}
outcomes:
  - {match: {type: withdrawal, sender: "${seller}", times: 2}, result: stuck}
bots:
  - {do: approve, bin: %q, when: {type: act, times: 2}, after: 1m}
timeline:
  - {at: 1h, top-up: {bin: "${seller}", productGroup: tobacco, amount: %d}}
steps:
  - advance: 1h
`
