package main

import (
	"encoding/base64"
	"encoding/json"
	"regexp"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
)

// decisions are what the parties, and the control API for them, decide of documents.
var decisions = []deed{
	plain(60, func(c *client, w *world) *call {
		steps := c.decide(w, c.documentOf(w, state.Act, state.CorrectiveAct, state.ImportTransit, state.ImportTransitCorrection))
		if len(steps) == 0 {
			return nil
		}
		c.queue = append(c.queue, steps[1:]...)
		return steps[0]
	}),
	{weight: 25, draw: func(c *client, w *world) *call {
		d := c.document(w)
		if d.id == "" {
			return nil
		}
		return c.moved(c.call(w, one(c, []string{"mock.documents.approve", "mock.documents.reject", "mock.documents.withdraw"}), d.id), d)
	}},
}

// decide makes time pass, so that the document waits, and then a decision of
// it: a title, and the signature over that.
func (c *client) decide(w *world, d document) []*call {
	if d.id == "" {
		return nil
	}
	ready := c.call(w, "mock.clock.advance").json(`{"until": "document:%s"}`, d.id)
	switch d.kind {
	case state.Act, state.CorrectiveAct, state.ImportTransit, state.ImportTransitCorrection:
	case state.Shipment, state.ForeignShipment:
		return []*call{ready, c.moved(c.call(w, one(c, []string{"mock.documents.approve", "mock.documents.reject"}), d.id), d)}
	default:
		return []*call{ready}
	}
	bin, titled, signed, params := d.consignee, "edo.incoming.title", "edo.incoming.sign", []string{d.id, one(c, []string{"approve", "approve", "approve", "reject"})}
	if c.chance(20) {
		titled, signed, params = "edo.outgoing.title", "edo.outgoing.sign", params[:1]
		if d.kind == state.Act || d.kind == state.CorrectiveAct {
			bin = d.supplier
		}
	}
	title := c.call(w, titled, params...).by(bin)
	title.then = func(status int, body []byte) {
		text, err := base64.StdEncoding.DecodeString(string(body))
		if status != 200 || err != nil {
			return
		}
		sign := c.call(w, signed, params...).by(bin)
		sign.body = []byte(c.cms(bin, text, pki.SignOptions{Detached: true}))
		if c.chance(5) { // the title of somebody quicker
			c.queue = append(c.queue, c.call(w, titled, params...).by(bin))
		}
		c.queue = append(c.queue, c.moved(sign.as("Content-Type", "text/plain"), d))
	}
	return []*call{ready, title}
}

// moved makes a call remember that the goods of a document may be the consignee's now.
func (c *client) moved(k *call, d document) *call {
	k.then = func(status int, _ []byte) {
		if status == 201 && len(d.goods) > 0 && d.kind == state.Act {
			keepOf(k.world, &k.world.boxes, d.consignee, d.goods[0])
		}
	}
	return k
}

var uuidPattern = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// idIn is the first UUID of an answer.
func idIn(body []byte) string { return string(uuidPattern.Find(body)) }

// textsOf are the members of an object that are texts.
func textsOf(body []byte) map[string]string {
	var all map[string]string
	_ = json.Unmarshal(body, &all) // what is no such object has none
	return all
}
