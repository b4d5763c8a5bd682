package mock

import "github.com/mockismp/mockismp/xsd/doc"

// Bot plays the other party: it answers documents that come to wait for it, or
// sends shipments from abroad. docs/outcomes.md has an example of each.
type Bot struct {
	BIN      string               `json:"bin,omitempty"`      // whose bot it is: of the party that decides; of any, if empty
	When     DocumentMatch        `json:"when,omitzero"`      // which documents it answers
	Do       string               `json:"do"`                 // approve, reject, diverge, ignore, ship
	After    string               `json:"after,omitempty"`    // of world time, behind the document's coming; at once, if empty
	Accepted string               `json:"accepted,omitempty"` // half: with approve, of a shipment
	Shipment *doc.ForeignShipment `json:"shipment,omitempty"` // with ship; a product named by 14 digits of its GTIN gets a new code each time
	Every    string               `json:"every,omitempty"`    // with ship, in the place of after: again and again
}

// KeptBot is a bot as the world keeps it.
type KeptBot struct {
	ID string `json:"id"`
	Bot
	Matched int    `json:"matched"`          // how many documents fitted
	Acted   int    `json:"acted"`            // how many of them it took on, or how many shipments it sent
	Failed  string `json:"failed,omitempty"` // when and why it could not do what it should, the last time
}
