package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/mockismp/mockismp/state/rules"
)

// controls are the calls of the control API.
var controls = []deed{
	plain(20, takeStock),
	{weight: 10, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.codes.generate").json(`{"gtin": %q, "gtins": ["04600266005755"], "pack": [2, 2], "count": 2, "ownerBin": %q, "status": %q}`, packGTIN, one(c, traders), one(c, []string{"APPLIED", "EMITTED"}))
	}},
	{weight: 10, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.codes.generate").json(`{"gtin": "04610046110210", "count": 3, "ownerBin": %q, "status": "INTRODUCED"}`, one(c, traders))
	}},
	{weight: 10, emits: true, draw: func(c *client, w *world) *call {
		return utilised(c, w)
	}},
	{weight: 4, emits: true, draw: func(c *client, w *world) *call { // sometimes a code that is there already
		k := c.call(w, "mock.codes.add").query("ownerBin", one(c, traders), "status", one(c, []string{"EMITTED", "APPLIED"}))
		k.body = fmt.Appendf(nil, "0104610046110210215%012x\n", c.Int64N(1<<12))
		return k
	}},
	{weight: 10, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.reports.aggregation").json(`{"cis": "010460026600575521%012x", "packageType": "LEVEL2", "child": %s}`, c.Int64N(1<<48), c.codes(w))
	}},
	plain(5, func(c *client, w *world) *call {
		return c.call(w, "mock.reports.disaggregation").json(`{"codes": [%s]}`, quoted(c.code(w)))
	}),
	{weight: 5, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.reports.dropout").json(`{"codes": [%s], "reason": "DAMAGE_LOSS"}`, quoted(c.code(w)))
	}},
	plain(6, addFault),
	plain(10, sell),
	plain(5, topUp),
	plain(3, func(c *client, w *world) *call { return c.call(w, "mock.tokens").json(`{"bin": %q}`, one(c, traders)) }),
	plain(10, explained),
	plain(10, func(c *client, w *world) *call {
		return c.call(w, one(c, []string{"mock.ready", "mock.overview", "mock.rules", "mock.worlds", "mock.participants", "mock.products", "mock.documents", "mock.clock", "mock.clock.upcoming", "mock.dictionaries", "mock.fidelity", "mock.ca"}))
	}),
	plain(2, func(c *client, w *world) *call { return c.call(w, "mock.dictionary", "product-groups") }),
	{weight: 2, emits: true, draw: func(c *client, w *world) *call {
		return c.call(w, "mock.dataset").json(`{"products": [{"gtin": %q, "productGroup": "tobacco", "name": "x", "packageType": "UNIT"}]}`, packGTIN)
	}},
	plain(1, func(c *client, w *world) *call { return c.call(w, "mock.keys").json(`{"bin": %q}`, one(c, traders)) }),
	plain(4, func(c *client, w *world) *call {
		rule := one(c, rules.All())
		return c.call(w, "mock.rules.set").json(`{%q: %q}`, rule.Name, one(c, rule.Values))
	}),
	plain(4, requests),
	plain(3, func(c *client, w *world) *call {
		return c.call(w, "mock.requests.count").json(`{"route": %q, "refused": true}`, one(c, c.names))
	}),
	plain(1, func(c *client, w *world) *call { return c.call(w, "mock.requests.wait").query("timeout", "10ms") }),
	plain(2, func(c *client, w *world) *call { return c.call(w, one(c, []string{"mock.coverage", "mock.doctor"})) }),
	plain(10, moveClock),
	plain(6, replace),
}

// takeStock learns what codes a trader has.
func takeStock(c *client, w *world) *call {
	bin := one(c, traders)
	pages := [][]string{{"packageType", "LEVEL2"}, {"status", "INTRODUCED", "packageType", "UNIT"}}
	k := c.call(w, "mock.codes").query(append([]string{"ownerBin", bin, "limit", "20"}, one(c, pages)...)...)
	k.then = func(status int, body []byte) {
		if status == 200 {
			w.learn(bin, body)
		}
	}
	return k
}

func sell(c *client, w *world) *call {
	bin := one(c, traders)
	pair := c.pair(w, bin)
	if pair == "" {
		return nil
	}
	k := c.call(w, "mock.receipts").json(`{"type": %q, "senderBin": %q, "products": [{"cis": %s}]}`, one(c, []string{"RECEIPT", "RECEIPT", "RECEIPT_RETURN"}), bin, quoted(pair))
	k.then = func(status int, body []byte) {
		if status == 200 {
			keep(w, &w.receipts, receipt{textsOf(body)["documentId"], bin})
		}
	}
	return k
}

// utilised emits a box, and then applies its codes to the goods.
func utilised(c *client, w *world) *call {
	k := c.call(w, "mock.codes.generate").json(`{"gtin": %q, "gtins": ["04600266005755"], "pack": [2, 2], "count": 1, "ownerBin": %q, "status": "EMITTED"}`, packGTIN, one(c, traders))
	k.then = func(status int, body []byte) {
		var made struct{ Items []string }
		if status == 200 && json.Unmarshal(body, &made) == nil {
			c.queue = append(c.queue, c.call(w, "mock.reports.utilisation").json(`{"codes": [%s]}`, quoted(one(c, made.Items))))
		}
	}
	return k
}

func topUp(c *client, w *world) *call {
	amount := 1 + c.Int64N(1000)
	k := c.call(w, "mock.accounts.topup", one(c, traders)).json(`{"productGroup": "tobacco", "amount": %d}`, amount)
	w.sent.Add(amount)
	k.then = func(status int, _ []byte) {
		if status == 200 {
			w.topped.Add(amount)
		}
	}
	return k
}

func explained(c *client, w *world) *call {
	if k := c.sendAct(w, document{}); k != nil {
		if _, content, ok := bytes.Cut(k.body, []byte("\r\n\r\n")); ok {
			content, _, _ = bytes.Cut(content, []byte("\r\n"))
			return c.call(w, "mock.explain").json(`{"document": %q, "bin": %q}`, content, k.bin)
		}
	}
	return nil
}

// requests reads the journal, which must tell of no panic.
func requests(c *client, w *world) *call {
	k := c.call(w, "mock.requests").query("limit", "10000")
	k.then = func(status int, body []byte) {
		if at := bytes.Index(body, []byte("panic")); at >= 0 {
			c.fail("the journal of %s tells of a panic: %.500s", w.name, body[max(0, at-300):])
		}
	}
	return k
}

func moveClock(c *client, w *world) *call {
	switch c.IntN(20) {
	case 0:
		return c.call(w, "mock.clock.set").json(`{"now": %q, "frozen": %t}`, one(c, []string{"2026-11-22T12:00:00Z", "2026-12-31T23:59:59.999Z", "2024-02-29T00:00:00Z"}), c.chance(50))
	case 1:
		return c.call(w, "mock.clock.advance").json(`{"by": %q}`, one(c, []string{"11h", "5d", "40d"}))
	case 2:
		return c.call(w, "mock.clock.set").json(`{"frozen": %t}`, c.chance(50))
	}
	return c.call(w, "mock.clock.advance").json(`{"by": "%dms"}`, c.IntN(5000))
}

// replace makes a world another one: as it was at its start, as it was when
// somebody looked, a mutation of that, or a fork of any other.
func replace(c *client, w *world) *call {
	if w.quiet {
		return nil
	}
	switch way := c.IntN(10); {
	case way < 2:
		k := c.call(w, "mock.reset")
		k.replaces, k.then = w, func(int, []byte) {
			w.forget()
			if k.alone() {
				w.tainted.Store(w.bornTainted.Load())
			}
		}
		return k
	case way < 6:
		return c.restored(w)
	case w.name == "default":
		return nil
	case way < 8:
		k := c.call(c.worlds[0], "mock.worlds.drop", w.name)
		k.replaces, k.then = w, func(int, []byte) { w.forget() }
		c.queue = append(c.queue, c.fork(w))
		return k
	}
	return c.fork(w)
}

// model is a world that another may be made like: faults come to no world that
// is to be without.
func (c *client) model(of *world) *world {
	if w := one(c, c.worlds); of.faulty || !w.faulty {
		return w
	}
	return c.worlds[0]
}

func (c *client) fork(w *world) *call {
	from := c.model(w)
	k := c.call(from, "mock.worlds.create").json(`{"name": %q}`, w.name)
	before := from.tainted.Load()
	k.replaces, k.then = w, func(status int, _ []byte) {
		if status != 201 {
			return
		}
		tainted := before || from.tainted.Load()
		w.bornTainted.Store(tainted)
		if tainted || k.alone() {
			w.tainted.Store(tainted)
		}
	}
	return k
}

// restored takes a snapshot, of this world or another, and puts it back.
func (c *client) restored(w *world) *call {
	from := w
	if c.chance(20) {
		from = c.model(w)
	}
	// Its start is in it, too.
	taint := func() bool { return from.tainted.Load() || from.bornTainted.Load() }
	k, before := c.call(from, "mock.snapshot"), taint()
	k.then = func(status int, body []byte) {
		if status != 200 {
			return
		}
		tainted, put := before || taint(), c.call(w, "mock.snapshot.restore")
		if put.body = body; c.chance(60) {
			put.body, put.mutated = c.mangledSnapshot(body), true
		}
		if tainted || put.mutated {
			w.tainted.Store(true)
			w.bornTainted.Store(true)
		}
		put.replaces, put.then = w, func(status int, why []byte) {
			switch {
			case status == 204:
				w.forget()
				if !tainted && !put.mutated && put.alone() {
					w.tainted.Store(false)
					w.bornTainted.Store(false)
				}
			case status == 400 && !put.mutated && !tainted:
				c.fail("%s takes no snapshot of %s: %.1000s", w.name, from.name, why)
			}
		}
		c.queue = append(c.queue, put)
	}
	return k
}

// mangledSnapshot changes a snapshot in one place, so that it stays JSON most times.
func (c *client) mangledSnapshot(text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	at := c.IntN(len(lines))
	switch c.IntN(4) {
	case 0:
		lines[at] = nil
	case 1:
		lines[at] = bytes.Repeat(lines[at], 2)
	case 2:
		other := lines[c.IntN(len(lines))]
		lines[at] = bytes.Replace(lines[at], one(c, orQuotes(word.FindAll(lines[at], -1))), one(c, orQuotes(word.FindAll(other, -1))), 1)
	default:
		lines[at] = c.mangled(lines[at])
	}
	return bytes.Join(lines, nil)
}

func orQuotes(words [][]byte) [][]byte {
	if len(words) == 0 {
		return [][]byte{[]byte(`""`)}
	}
	return words
}
