package main

import (
	"slices"
	"strings"
)

// deed is something that a client can do; it may find that there is nothing to do it with.
type deed struct {
	weight int
	emits  bool // new codes, or money: not in the quiet world
	draw   func(c *client, w *world) *call
}

// deeds is the table of all that clients do.
var deeds = slices.Concat(lookups, sendings, decisions, controls, stories, []deed{{weight: 60, emits: true, draw: anyRoute}})

var allWeights = func() (sum int) {
	for _, d := range deeds {
		sum += d.weight
	}
	return sum
}()

// draw chooses what to do next, and where. Some calls are mutated.
func (c *client) draw() *call {
	w := one(c, c.worlds)
	if c.IntN(250) == 0 {
		c.look(w)
	}
	return c.drawn(w)
}

// drawn is the next call to a world.
func (c *client) drawn(w *world) *call {
	at := c.IntN(allWeights)
	for _, d := range deeds {
		if at -= d.weight; at >= 0 {
			continue
		}
		if d.emits && w.quiet {
			return takeStock(c, w)
		}
		k := d.draw(c, w)
		if k == nil { // there is nothing to do it with
			return takeStock(c, w)
		}
		if k.replaces == nil && !(w.quiet && k.isControl()) && c.chance(15) {
			c.mutate(k)
		}
		return k
	}
	return takeStock(c, w)
}

func (k *call) isControl() bool { return strings.HasPrefix(k.path, "/_mock") }

// unfit are routes that are drawn with care only: what they change is a whole world.
var unfit = []string{"mock.reset", "mock.snapshot.restore", "mock.worlds.create", "mock.worlds.drop", "mock.clock.set", "mock.clock.advance"}

// anyRoute calls any method with whatever comes: a method that is new is called by it, too.
func anyRoute(c *client, w *world) *call {
	name := one(c, c.names)
	if slices.Contains(unfit, name) {
		return nil
	}
	var params []string
	for range strings.Count(c.routes[name].Path, "{") {
		params = append(params, c.anything(w))
	}
	k := c.call(w, name, params...)
	if k.method == "GET" && c.chance(30) {
		k.query(c.anyName(), c.anything(w), c.anyName(), c.anything(w))
	}
	if k.method != "GET" && c.chance(70) {
		k.json(one(c, []string{"%s", "[%q]", `{"codes": [%q]}`, `{"bin": %q}`, `{"cis": %[1]q, "child": [%[1]q], "packageType": "LEVEL1"}`, `{"document": %[1]q, "signature": %[1]q}`}), c.anything(w))
	}
	return k
}

// anything is some value that the world knows, or a strange one.
func (c *client) anything(w *world) string {
	switch c.IntN(8) {
	case 0:
		return c.document(w).id
	case 1:
		return c.code(w)
	case 2:
		return one(c, traders)
	case 3:
		return c.uuid()
	case 4:
		return c.of(w, &w.orders)
	case 5:
		return c.receipt(w).id
	}
	return one(c, strange)
}

// strange are values that nobody expects.
var strange = []string{
	"", "0", "-1", "null", "true", "[]", "{}", "9223372036854775808", "1e400", "\x00", "%", "%zz", "../..", "a/b", "\ufeff", "ЖЖЖ", "\xff\xfe",
	"<x>&amp;</x>", "tobacco", "shoes", "UNIT", "LEVEL2", "APPLIED", "approve", "2026-11-22", "2026-11-22T00:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z",
	"00000046082251", "04610046110210", "(01)04600266005755(21)x", "]C1010460026600575521x\x1d91", strings.Repeat("9", 300), strings.Repeat("[", 2000), strings.Repeat("я", 5000),
}

func (c *client) anyName() string {
	return one(c, []string{"limit", "offset", "cis", "cises", "codes", "values", "gtin", "gtins", "pg", "productGroup", "productGroupId", "status", "documentStatus", "dateFrom", "dateTo", "order", "orderColumn", "orderedColumnValue", "pageDir", "did", "number", "bin", "senderBin", "receiverBin", "type", "code", "after", "x"})
}

// of is something that the world remembers, "" for nothing yet.
func (c *client) of(w *world, list *[]string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return one(c, *list)
}

// receipt is one that came there, an empty one if none did.
func (c *client) receipt(w *world) receipt {
	w.mu.Lock()
	defer w.mu.Unlock()
	return one(c, w.receipts)
}

// document is one that was sent there, an empty one if none was.
func (c *client) document(w *world) document {
	w.mu.Lock()
	defer w.mu.Unlock()
	return one(c, w.documents)
}

func (c *client) documentOf(w *world, kinds ...any) document {
	for range 20 {
		d := c.document(w)
		for _, k := range kinds {
			if d.kind == k {
				return d
			}
		}
	}
	return document{}
}

// box is one of a trader's boxes of four packs, "" if none is known.
func (c *client) box(w *world, bin string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return one(c, w.boxes[bin])
}

func (c *client) pair(w *world, bin string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return one(c, w.pairs[bin])
}

// published are codes of the world spec.
var published = []string{"010460026600575520021121051210AL65588523", "010460026600575521gy4R,sn", "00000046082251PW?&;Ge"}

// code is any code that is known.
func (c *client) code(w *world) string {
	bin := one(c, traders)
	switch c.IntN(3) {
	case 0:
		return c.box(w, bin)
	case 1:
		return c.pair(w, bin)
	}
	return one(c, published)
}

func (c *client) codes(w *world) string {
	var all []string
	for range 1 + c.IntN(5) {
		all = append(all, quoted(c.code(w)))
	}
	return "[" + strings.Join(all, ",") + "]"
}
