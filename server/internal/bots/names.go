package bots

import (
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// names are those of the documents of a world while a dataset comes in, which may
// have as many that are about others: each is looked up, none searched for.
type names struct {
	documents map[string]string // ids by every name, in small letters; the newest of several
	shipments map[string]string // ids of foreign shipments by the number that their exporter gave them
}

func namesIn(tx *state.Tx) *names {
	n := &names{documents: map[string]string{}, shipments: map[string]string{}}
	tx.DocumentsInOrder(func(d *state.Document) bool { n.add(d); return true })
	return n
}

func (n *names) add(d *state.Document) {
	for _, name := range d.Names() {
		n.documents[strings.ToLower(name)] = d.ID
	}
	if d.Type != state.ForeignShipment {
		return
	}
	if s, err := doc.ReadForeignShipment(d.Text); err == nil {
		n.shipments[s.DocumentNum] = d.ID
	}
}

// document finds one by a name of its own, nil if there is none.
func (n *names) document(tx *state.Tx, name string) *state.Document {
	return record(tx, n.documents[strings.ToLower(name)])
}

// shipment finds a foreign shipment by the number that its exporter gave it.
func (n *names) shipment(tx *state.Tx, number string) *state.Document {
	return record(tx, n.shipments[number])
}

func record(tx *state.Tx, id string) *state.Document {
	d, _ := tx.Document(id)
	return d
}
