package bots

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Bring gives what sends the documents of a dataset as their senders do, signed, and
// brings each to the status that it is to have: what else happens to it on the way
// there has happened behind the call, decisions of the other party included. It is
// refused where a client would be, and with BadRecord where it comes to another status.
func (a *Actor) Bring(tx *state.Tx) func(*fixtures.Document) error {
	b := &bringer{actor: actor{a, tx.Settings().Seed, tx, nil}}
	return b.bring
}

// bringer brings the documents of one dataset.
type bringer struct {
	actor
	names *names // of what is there, nil until somebody asks
}

func (b *bringer) bring(d *fixtures.Document) error {
	if d.Comes.Moving {
		_, err := b.send(d)
		return err
	}
	return fixtures.AtOnce(b.tx, func() error {
		id, err := b.send(d)
		if err != nil {
			return err
		}
		b.tx.Settle()
		err = b.bringTo(id, d)
		b.tx.Settle()
		return err
	})
}

// bringTo takes the decision that leads to the status.
func (a actor) bringTo(id string, d *fixtures.Document) error {
	now, err := a.tx.Document(id)
	if err != nil {
		return err
	}
	switch decision := d.Comes.Decision; {
	case decision != "" && now.Status == state.StatusWaiting:
		now, err = a.take(now, decision, now.Decider(decision))
	case decision != "" && now.Registry == state.ShipmentWaiting:
		now, err = a.tx.Answer(id, func(state.Goods) bool { return true })
	}
	if err != nil {
		return err
	}
	if !d.Comes.Stands(now) {
		return state.Errorf(state.BadRecord, "the document of type %s comes to status %s, not to %s: %s",
			d.Type, statusWord(now), d.Comes.Word, cmp.Or(strings.Join(texts.Strings(now.Errors), "; "), "nothing is wrong with it"))
	}
	return nil
}

func statusWord(d *state.Document) string {
	if d.Status != 0 {
		return fmt.Sprint(int(d.Status))
	}
	return string(d.Registry)
}

// send writes and sends a document, and gives its id.
func (b *bringer) send(d *fixtures.Document) (id string, err error) {
	w := brought{bringer: b, Document: d, file: doc.File{FileID: d.FileID, Version: "1.0", SendingDateTime: b.tx.Now().Time().Format("2006-01-02T15:04:05Z")}}
	if err := w.fill(); err != nil {
		return "", err
	}
	writer, known := writers[w.Type]
	if !known {
		return "", state.Errorf(state.BadRecord, "nobody writes documents of type %s: they have no row in writers", w.Type)
	}
	write, err := writer(&w)
	if err != nil {
		return "", err
	}
	sent, err := b.submit(d.Type, w.sender(), write)
	if err != nil {
		return "", err
	}
	if b.names != nil {
		b.names.add(sent)
	}
	return sent.ID, nil
}

// brought is a document on its way into the world, with what is made for it.
type brought struct {
	*bringer
	*fixtures.Document
	file   doc.File
	number string
	date   time.Time
	about  *state.Document // nil for none
}

// fill makes what the dataset does not say, and takes the parties of a document
// that is about another from that one.
func (b *brought) fill() (err error) {
	if b.file.FileID == "" {
		b.file.FileID = state.DocTypeOf(b.Type).Prefix + b.tx.UUID("dataset.file")
	}
	if b.number = b.Number; b.number == "" {
		b.number = fmt.Sprint(b.tx.Number("dataset.number"))
	}
	b.date = b.tx.Now().Time()
	if day, err := time.Parse(time.DateOnly, b.Date); err == nil {
		b.date = day
	}
	if b.About == "" {
		return nil
	}
	if b.about, err = b.named(); err != nil {
		return err
	}
	b.Supplier, b.SupplierName = b.about.Supplier, b.about.SupplierName
	b.Consignee, b.ConsigneeName = b.about.Consignee, b.about.ConsigneeName
	return nil
}

// named finds the document that this one is about, a foreign shipment also by the
// number that its exporter gave it.
func (b *brought) named() (*state.Document, error) {
	if b.names == nil {
		b.names = namesIn(b.tx)
	}
	about := state.DocTypeOf(b.Type).About
	if d := b.names.document(b.tx, b.About); d != nil {
		if slices.Contains(about, d.Type) {
			return d, nil
		}
		return nil, state.Errorf(state.BadRecord, "%q is a document of type %s; one of type %s is about %v", b.About, d.Type, b.Type, about)
	}
	if d := b.names.shipment(b.tx, b.About); d != nil && slices.Contains(about, d.Type) {
		return d, nil
	}
	return nil, state.Errorf(state.BrokenReference, "there is no document %q to be about: say the fileId or the id of one that stands before it, of a foreign shipment its documentNum", b.About)
}

func (b *brought) sender() string {
	if state.DocTypeOf(b.Type).From == state.Consignee {
		return b.Consignee
	}
	return b.Supplier
}

// counted are the codes with the packs under each, and the packs of each product.
func (b *brought) counted() (codes []doc.ICode, totals []doc.GTIN) {
	sums := map[string]int32{}
	for _, written := range b.Codes {
		code := doc.ICode{CIS: written}
		if c, err := b.tx.Code(written); err == nil && c != nil {
			b.tx.EachUnit(c, func(unit *state.Code) { code.Count++; sums[unit.GTIN]++ })
		}
		codes = append(codes, code)
	}
	for _, gtin := range slices.Sorted(maps.Keys(sums)) {
		totals = append(totals, doc.GTIN{GTIN: gtin, Count: sums[gtin]})
	}
	return codes, totals
}

// uncounted are the codes as notices have them.
func uncounted(codes []doc.ICode) []doc.ICode {
	out := slices.Clone(codes)
	for i := range out {
		out[i].Count = doc.Uncounted
	}
	return out
}
