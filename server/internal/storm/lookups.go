package main

import "github.com/mockismp/mockismp/state"

// plain is a deed whose call needs no more than a few values.
func plain(weight int, draw func(c *client, w *world) *call) deed {
	return deed{weight: weight, draw: draw}
}

// lookups are the methods that change nothing, and sign-in.
var lookups = []deed{
	plain(30, func(c *client, w *world) *call { return c.call(w, "cises.info").json("%s", c.codes(w)) }),
	plain(15, func(c *client, w *world) *call { return c.call(w, "cises.aggregated.list").json("%s", c.codes(w)) }),
	plain(5, func(c *client, w *world) *call {
		return c.call(w, "cises.aggregated.list.get").query("codes", c.code(w))
	}),
	plain(15, func(c *client, w *world) *call { return c.call(w, "cis.cises-units-count").json("%s", c.codes(w)) }),
	plain(15, func(c *client, w *world) *call {
		return c.call(w, "cises.list").query("values", c.code(w), "values", c.code(w))
	}),
	plain(10, func(c *client, w *world) *call {
		return c.call(w, "cises.listV2").query("cis", "01", "limit", one(c, []string{"1", "10", "100"}))
	}),
	plain(10, func(c *client, w *world) *call { return c.call(w, "cises.history").query("code", c.code(w)) }),
	plain(5, func(c *client, w *world) *call { return c.call(w, "cises.history.old", c.code(w)) }),
	plain(10, ordered),
	plain(10, func(c *client, w *world) *call { return c.call(w, "cises.orders.status", c.of(w, &w.orders)) }),
	plain(10, func(c *client, w *world) *call { return c.call(w, "cises.orders.result", c.of(w, &w.orders)) }),
	plain(4, func(c *client, w *world) *call {
		return c.call(w, "product.gtin").query("pg", "tobacco", "limit", "10")
	}),
	plain(4, func(c *client, w *world) *call { return c.call(w, "products.info").query("cis", c.code(w)) }),
	plain(4, func(c *client, w *world) *call {
		return c.call(w, "product.route.gtin").json(`{"data": [%q]}`, packGTIN)
	}),
	plain(4, func(c *client, w *world) *call { return c.call(w, "products.listV2").query("cis", "01", "limit", "10") }),
	plain(4, func(c *client, w *world) *call {
		return c.call(w, "elk.prequests").json(`{"contractId": "1", "amount": "100", "sendto": "buh@example.kz"}`)
	}),
	plain(4, func(c *client, w *world) *call { return c.call(w, "elk.balance").query("productGroupId", "3") }),
	plain(4, func(c *client, w *world) *call { return c.call(w, "elk.balance.all") }),
	plain(8, func(c *client, w *world) *call { return c.call(w, "edo.outgoing").query("limit", "20") }),
	plain(8, func(c *client, w *world) *call { return c.call(w, "edo.incoming").query("limit", "20") }),
	plain(8, func(c *client, w *world) *call {
		return c.call(w, "documents.search").json(`{"documentType": "KZ_UPD", "dateFrom": "2026-11-01", "pagination": {}}`)
	}),
	plain(8, func(c *client, w *world) *call {
		return c.call(w, "documents.searchV2").json(`{"documentType": "EAS_CROSSBORDER_GROUP", "pagination": {"offset": 0, "order": "ASC", "limit": 10}}`)
	}),
	plain(8, func(c *client, w *world) *call { return c.call(w, "doc.listV2").query("limit", "20") }),
	plain(8, func(c *client, w *world) *call {
		return c.call(w, "receipt.listV2").query("limit", "20", "pg", "shoes")
	}),
	plain(6, readReceipt),
	plain(10, signIn),
	plain(60, readDocument),
}

const packGTIN = "00000046082251"

func ordered(c *client, w *world) *call {
	k := c.call(w, "cises.my").json(`{"gtin": %q}`, one(c, []string{packGTIN, "04610046110210"}))
	k.then = func(status int, body []byte) {
		if status == 200 {
			keep(w, &w.orders, idIn(body))
		}
	}
	return k
}

// readReceipt asks for a receipt, most times as who sold the goods.
func readReceipt(c *client, w *world) *call {
	r := c.receipt(w)
	k := c.call(w, "receipt.info", r.id)
	if r.id != "" && c.chance(80) {
		k.bin = r.seller
	}
	return k
}

// signIn signs in as a client does: it asks for a text, signs that, and goes on
// with the token.
func signIn(c *client, w *world) *call {
	bin := one(c, traders)
	k := c.call(w, "auth.key")
	k.then = func(status int, body []byte) {
		if status != 200 {
			return
		}
		key := textsOf(body)
		next := c.call(w, "auth.simpleSignIn").json(`{"uuid": %q, "data": %q, "inn": %q}`, key["uuid"], c.attached(bin, key["data"]), bin)
		next.then = func(status int, body []byte) {
			if status == 200 {
				c.tokens.Store(w.name+" "+bin, textsOf(body)["token"])
			}
		}
		c.queue = append(c.queue, next)
	}
	return k
}

// readers are the methods that read a document by its id.
var readers = []string{
	"edo.outgoing.body", "edo.incoming.body", "edo.outgoing.event", "documents.info", "documents.id.info", "shipments.status", "shipments.view", "import.shipment", "import.status", "mock.document",
}

func readDocument(c *client, w *world) *call {
	d := c.document(w)
	if d.id == "" {
		return nil
	}
	k := c.call(w, one(c, readers), d.id)
	switch d.kind {
	case state.Shipment:
		k = c.call(w, one(c, []string{"shipments.status", "shipments.view"}), d.id)
	case state.ForeignShipment:
		k = c.call(w, one(c, []string{"import.shipment", "import.status"}), d.id)
	}
	if c.chance(10) {
		k = c.call(w, "edo.incoming.event", d.id, one(c, []string{"approve", "reject"}))
	}
	if c.chance(80) {
		k.bin = one(c, []string{d.supplier, d.consignee})
	}
	if k.isControl() {
		k.bin = ""
	}
	return k
}
