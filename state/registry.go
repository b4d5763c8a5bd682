package state

import (
	"cmp"
	"math"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/internal/engine"
)

// The registry («Документы») is where documents stand when nothing is left to
// be decided of them, those that failed for their sender alone, notices from the
// first, and receipts.

// Entry is what stands in the registry under one number: a document or a receipt.
type Entry struct {
	Document *Document // nil of a receipt
	Receipt  *Receipt  // nil of a document
}

// Number is the number that it stands under.
func (e Entry) Number() string {
	if e.Receipt != nil {
		return e.Receipt.DocumentID
	}
	return e.Document.Number
}

// Received is when it came to the registry.
func (e Entry) Received() Moment {
	if e.Receipt != nil {
		return e.Receipt.ReceivedAt
	}
	return e.Document.Received
}

// Date is the date that it bears itself.
func (e Entry) Date() Moment {
	if e.Receipt != nil {
		return e.Receipt.DocumentDate
	}
	return cmp.Or(e.Document.Sending, e.Document.Created)
}

// Type is its type as the registry spells it («Типы документов»).
func (e Entry) Type() string {
	if e.Receipt != nil {
		return string(e.Receipt.Type)
	}
	return DocTypeOf(e.Document.Type).Registry
}

// Status is its status in the registry.
func (e Entry) Status() RegistryStatus {
	if e.Receipt != nil {
		return e.Receipt.Status
	}
	return e.Document.Registry
}

// Errors are why it failed; none when it did not.
func (e Entry) Errors() []texts.Said {
	if e.Receipt != nil {
		return e.Receipt.Errors
	}
	return e.Document.Errors
}

// Failures are the same by kind; a document that came with errors of its own
// has one.
func (e Entry) Failures() []Failure {
	if e.Document != nil && len(e.Document.Failures) > 0 {
		return e.Document.Failures
	}
	return wrong(e.Errors()).Failures
}

// Sender is who sent it, or who sold.
func (e Entry) Sender() string {
	if e.Receipt != nil {
		return e.Receipt.SenderBIN
	}
	return e.Document.Sender()
}

// Other is the party to which it was sent, "" if there is none.
func (e Entry) Other() string {
	if e.Receipt != nil || e.Document.Receiver() == e.Document.Sender() {
		return ""
	}
	return e.Document.Receiver()
}

// Receiver is the other party if it may see the document, "" else.
func (e Entry) Receiver() string {
	if other := e.Other(); other != "" && e.Document.ShownTo(other) {
		return other
	}
	return ""
}

// registryTables find what stands in the registry.
type registryTables struct {
	entries engine.Timeline[entryRef] // by time of arrival
	ofParty engine.Timeline[entryRef] // the same of each sender and receiver
	names   engine.Timeline[string]   // ids of documents by what they are looked up by, and by time of creation
}

// entryRef names what an entry is about; exactly one is not "".
type entryRef struct{ document, receipt string }

func newRegistryTables() registryTables {
	return registryTables{engine.NewTimeline[entryRef](), engine.NewTimeline[entryRef](), engine.NewTimeline[string]()}
}

func (t *registryTables) copy() registryTables {
	return registryTables{t.entries.Copy(), t.ofParty.Copy(), t.names.Copy()}
}

// place gives an entry its place.
func (t *registryTables) place(e Entry, ref entryRef) {
	at := e.slot()
	t.entries.Put(at, ref)
	for _, party := range []string{e.Sender(), e.Receiver()} {
		if party != "" {
			t.ofParty.Put(at.Among(party), ref)
		}
	}
}

// enterDocument lets a document come to the registry now.
func (tx *Tx) enterDocument(d *Document) {
	d.Received, d.Entered = tx.now, tx.entries.Len()
	tx.restoreEntry(d)
}

// restoreEntry gives a document the place that it has; one that is taken, as
// hand-made snapshots may have it, goes behind all others.
func (tx *Tx) restoreEntry(d *Document) {
	d.Entered = tx.freeOrder(Entry{Document: d}, d.Entered)
	tx.place(Entry{Document: d}, entryRef{document: d.ID})
}

// enterReceipt gives a receipt the place that it has, as restoreEntry does.
func (tx *Tx) enterReceipt(r *Receipt) {
	r.Entered = tx.freeOrder(Entry{Receipt: r}, r.Entered)
	keep(tx, Receipts, tx.receipts, r.DocumentID, r)
	tx.place(Entry{Receipt: r}, entryRef{receipt: r.DocumentID})
}

// mayBeOrder tells whether an order of arrival can have been given to an entry.
func mayBeOrder(n int) bool { return n >= 0 && n < 1<<53 }

// freeOrder is the order of an entry, or the one behind all of its moment if
// something has that.
func (tx *Tx) freeOrder(e Entry, order int) int {
	if !tx.entries.Taken(engine.Slot{At: int64(e.Received()), Order: order}) {
		return order
	}
	tx.entries.Down(engine.Slot{At: int64(e.Received()), Order: math.MaxInt}, func(last engine.Slot, _ entryRef) bool {
		order = last.Order
		return false
	})
	return max(order+1, tx.entries.Len())
}

// slot is where an entry stands among all: by time of arrival.
func (e Entry) slot() engine.Slot {
	if e.Receipt != nil {
		return engine.Slot{At: int64(e.Received()), Order: e.Receipt.Entered}
	}
	return engine.Slot{At: int64(e.Received()), Order: e.Document.Entered}
}

// Entry finds what stands in the registry under a number, of several the last
// that came; the id of a document serves as well.
func (v View) Entry(number string) (Entry, bool) {
	if all := v.EntriesNamed(number); len(all) > 0 {
		return all[0], true
	}
	return Entry{}, false
}

// stands tells whether the registry shows an entry: «Обработанный документ
// появляется сразу в конечном статусе».
func (v View) stands(e Entry) bool {
	return e.Document == nil || e.Document.Registry != InProgress || v.settings.Processing.early() || DocTypeOf(e.Document.Type).Flow != NoticeFlow
}

// EntriesNamed finds all that stands in the registry under a number: notices of
// different kinds may share one.
func (v View) EntriesNamed(number string) (all []Entry) {
	if r := v.Receipt(number); r != nil {
		all = append(all, Entry{Receipt: r})
	}
	for _, d := range v.documentsNamed(number) {
		if d.Registry != "" && v.stands(Entry{Document: d}) {
			all = append(all, Entry{Document: d})
		}
	}
	return all
}

// NumberOf is the number of the registry for the id of a document, and the id
// itself where there is no such document, as of receipts.
func (v View) NumberOf(id string) string {
	if d := at(v.documents, id); d != nil {
		return d.Number
	}
	return id
}

// RegistryKey is where a page of the registry goes on from.
type RegistryKey struct {
	Received Moment
	Number   string // of an entry that came then; any other stands for the whole moment
}

// Registry visits the registry of a participant, or the whole registry for "":
// newest first if down is set, from after a key on (nil for all), until f
// returns false.
func (v View) Registry(bin string, from *RegistryKey, down bool, f func(Entry) bool) {
	table := v.entries
	if bin != "" {
		table = v.ofParty
	}
	start := engine.FirstOf(bin)
	switch {
	case from != nil:
		start = v.pageStart(from, down)
		start.Of = bin
	case down:
		start = engine.LastOf(bin)
	}
	visit := func(stands engine.Slot, ref entryRef) bool {
		switch {
		case stands.Of != bin || !v.Here():
			return false
		case stands == start:
			return true
		case ref.receipt != "":
			return f(Entry{Receipt: v.Receipt(ref.receipt)})
		}
		e := Entry{Document: at(v.documents, ref.document)}
		return !v.stands(e) || f(e)
	}
	if down {
		table.Down(start, visit)
	} else {
		table.Up(start, visit)
	}
}

// pageStart is the place that a page begins behind. A number that nothing has
// leaves the whole moment out.
func (v View) pageStart(from *RegistryKey, down bool) engine.Slot {
	found := v.EntriesNamed(from.Number)
	if d := at(v.documents, strings.ToLower(from.Number)); d != nil && d.Registry != "" {
		found = append([]Entry{{Document: d}}, found...) // an id is nobody else's
	}
	for _, e := range found {
		if e.Received() == from.Received {
			return e.slot()
		}
	}
	if down {
		return engine.Slot{At: int64(from.Received), Order: math.MinInt}
	}
	return engine.Slot{At: int64(from.Received), Order: math.MaxInt}
}
