package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/internal/engine"
	"github.com/mockismp/mockismp/state/rules"
)

// Document is a document as it stands after its last event. Like codes,
// records are immutable, and the chain of Prev is the history.
type Document struct {
	ID       string // uuid, given by the system
	Number   string // under which it stands in the registry: a uuid, of notices the fileId
	Internal int64  // number of its processing, which the sender of a notice is answered; 0 for none
	Type     DocType

	FileID        string
	Supplier      string // BIN or IIN
	Consignee     string
	SupplierName  string
	ConsigneeName string
	Corrects      string // id of the document that a notice or a correction is about
	Reason        string // of an introduction or a withdrawal, as the document spells it
	Country       string // where the party abroad is at home, three digits; of recognition only
	Goods         []Goods
	Totals        []Total
	Declared      []Declared // what customs was told of the goods: third countries

	Text      []byte // the XML or JSON as it was sent
	Signature []byte // the CMS over it, nil for none
	Signer    string // the person whose certificate signed it, "" if none could be read
	Sending   Moment // sendingDateTime, 0 where the kind has none

	Created    Moment // when it was taken
	Registered Moment // when it got its number, 0 before
	Received   Moment // when it came to the registry, 0 before
	DocState
	At       Moment // when it came to this state
	Findings        // why it failed, or will when it is processed, and what else was found

	Titles   []Title // decisions that were begun or signed
	Answer   string  // id of the acceptance of a shipment, "" before
	Answered Moment  // when that was made

	Outcome *Outcome // how it fares whatever the checks say, nil: as they say

	AcceptanceDate string // yyyy-MM-dd, as the acceptance states it: of that and of its shipment; "" of what the control API answered

	Prev *Document // as it stood in the state before

	Entered int // order of arrival in the registry
	arrived int // order of arrival within one moment
}

// Goods is a code in a document: a unit or a package with all that is in it.
type Goods struct {
	CIS    string // as written in the document
	Count  int    // consumer packs in it, as the document says, or Uncounted
	Revise string // what a divergence notice says of it: FOUND, NOT_FOUND, ADDED, EXCLUDED; or an acceptance
	Line   int    // of the document, for messages
}

// Uncounted is the Count of goods for which a document gives no count.
const Uncounted = -1

// Declared is a line of a customs declaration: a product that lies in one of the
// goods, or one of the packs of it by its code.
type Declared struct {
	In   int    // index of the goods it lies in
	GTIN string // of the product
	CIS  string // of a pack, "" of the product itself
	Line int

	TNVED string // of the product, "" where it is not told
}

// Total is how many consumer packs of a product a document says it has.
type Total struct {
	GTIN  string
	Count int
	Line  int
}

// Decision is what a party decides of a document.
type Decision string

// The decisions, as titles spell them.
const (
	Approve  Decision = "APPROVE"
	Reject   Decision = "REJECT"
	Withdraw Decision = "WITHDRAW"
)

// Title is a decision on its way: begun when the title was made, taken when it
// was signed. The XML of the title is made of these facts whenever it is read.
// A title can be made several times.
type Title struct {
	Decision  Decision
	FileUUID  string // the last part of its fileId
	Begun     Moment
	Signature []byte // nil until it was signed; stays nil for decisions made by the control API
	Signed    Moment // 0 until then
}

// Sender is who sent the document: the party that its type names.
func (d *Document) Sender() string { return d.party(DocTypeOf(d.Type).From) }

// Receiver is who decides of it: the other party, or the sender where
// only one has a say.
func (d *Document) Receiver() string { return d.party(DocTypeOf(d.Type).To) }

// Partner is the other party of the document for one of them.
func (d *Document) Partner(bin string) string {
	if bin == d.Supplier {
		return d.Consignee
	}
	return d.Supplier
}

// IsParty tells whether bin sent the document or decides of it.
func (d *Document) IsParty(bin string) bool { return d.Sender() == bin || d.Receiver() == bin }

// Delivered tells whether the document came to its receiver: «выполняется его
// регистрация в системе с последующей передачей получателю».
func (d *Document) Delivered() bool { return d.Registered != 0 }

// ShownTo tells whether a party may see the document. Until it is delivered
// only its sender sees it; if it fails before, that stays so.
func (d *Document) ShownTo(bin string) bool {
	exchanged := DocTypeOf(d.Type).Number != 0
	return d.Sender() == bin || d.Receiver() == bin && (d.Delivered() || !exchanged)
}

func (d *Document) party(p Party) string {
	if p == Consignee {
		return d.Consignee
	}
	return d.Supplier
}

// Title finds the last title of a decision, nil for none.
func (d *Document) Title(decision Decision) *Title {
	for i := len(d.Titles) - 1; i >= 0; i-- {
		if d.Titles[i].Decision == decision {
			return &d.Titles[i]
		}
	}
	return nil
}

// Taken is the title by which the document was decided, nil while it was not.
func (d *Document) Taken() *Title {
	for i := range d.Titles {
		if d.Titles[i].Signed != 0 {
			return &d.Titles[i]
		}
	}
	return nil
}

// TitlesOf are the titles of a decision that were made and not signed, the last first.
func (d *Document) TitlesOf(decision Decision) (begun []Title) {
	for _, t := range d.Titles {
		if t.Decision == decision && t.Signed == 0 {
			begun = append(begun, t)
		}
	}
	slices.Reverse(begun)
	return begun
}

// Document finds a document by its id, with DocumentUnknown for none.
func (v View) Document(id string) (*Document, error) {
	if d := at(v.documents, strings.ToLower(id)); d != nil {
		return d, nil
	}
	return nil, Errorf(DocumentUnknown, "there is no document %q in world %q", id, v.world.name).With(id)
}

// AnswerNotice gives a document the internal number that its sender is answered.
func (tx *Tx) AnswerNotice(d *Document) *Document {
	return tx.amend(d, func(d *Document) { d.Internal = tx.Number("document.processing") })
}

// Documents visits documents newest first, from the one after the given id on
// ("" for all), until f returns false.
func (v View) Documents(after string, f func(*Document) bool) {
	visit := func(id string) bool { return v.Here() && f(at(v.documents, id)) }
	start := at(v.documents, after)
	if start == nil {
		v.byTime.Down(engine.LastOf(""), func(_ engine.Slot, id string) bool { return visit(id) })
		return
	}
	v.byTime.Down(start.slot(), func(_ engine.Slot, id string) bool { return id == after || visit(id) })
}

// DocumentsOf visits the documents of a party newest first, until f says false.
func (v View) DocumentsOf(bin string, f func(*Document) bool) {
	v.partyByTime.Down(engine.LastOf(bin), func(stands engine.Slot, id string) bool {
		return stands.Of == bin && v.Here() && f(at(v.documents, id))
	})
}

// DocumentsInOrder visits documents oldest first, as they were taken.
func (v View) DocumentsInOrder(f func(*Document) bool) {
	v.byTime.Up(engine.FirstOf(""), func(_ engine.Slot, id string) bool { return f(at(v.documents, id)) })
}

// slot is where a document stands among all: by time of creation.
func (d *Document) slot() engine.Slot { return engine.Slot{At: int64(d.Created), Order: d.arrived} }

// documentTables are the records of documents.
type documentTables struct {
	documents *btree.Map[string, *Document] // by id
	byTime    engine.Timeline[string]       // ids by time of creation

	partyByTime engine.Timeline[string] // the same of each party
	files       *btree.BTreeG[sentFile] // the first of each kind and fileId
}

func newDocumentTables() documentTables {
	return documentTables{new(btree.Map[string, *Document]), engine.NewTimeline[string](), engine.NewTimeline[string](), newSentFiles()}
}

func (t *documentTables) copy() documentTables {
	return documentTables{t.documents.Copy(), t.byTime.Copy(), t.partyByTime.Copy(), t.files.Copy()}
}

// Submit takes a document that passed everything that is checked at once. It
// goes on by itself in world time. A notice has its fileId as its number, and the
// UUID of it as its id, unless another document has that.
func (tx *Tx) Submit(d Document) *Document {
	d.Created, d.At, d.DocState = tx.now, tx.now, DocTypeOf(d.Type).Flow.Start()
	notice := DocTypeOf(d.Type).Flow == NoticeFlow && d.FileID != ""
	if d.ID == "" && notice {
		d.ID = strings.ToLower(BareUUID(d.FileID))
	}
	if d.ID == "" || at(tx.documents, d.ID) != nil || tx.Receipt(d.ID) != nil {
		d.ID = tx.UUID("document.id")
	}
	switch {
	case notice:
		d.Number = d.FileID
	case d.Registry == "":
		d.Number = tx.UUID("document.number") // of the registry, where it will stand in the end
	default:
		d.Number = d.ID
	}
	if d.Registry != "" {
		d.Received, d.Entered = tx.now, tx.entries.Len()
	}
	d.Outcome = tx.outcomeOf(&d)
	tx.halve(&d)
	tx.keepDocument(&d)
	tx.scheduleDocument(&d)
	return &d
}

// sentFile is what has to be unique, of each kind the fileId as it was sent, and
// the id of the document that it belongs to.
type sentFile struct {
	kind       DocType
	fileID, id string
}

func newSentFiles() *btree.BTreeG[sentFile] {
	before := func(a, b sentFile) bool {
		return cmp.Or(strings.Compare(a.fileID, b.fileID), strings.Compare(string(a.kind), string(b.kind))) < 0
	}
	return btree.NewBTreeGOptions(before, btree.Options{NoLocks: true})
}

// CheckFileID looks whether a document of this kind and fileId came before,
// whoever sent it. The reading document.file-id decides on the second one: it is
// refused with FileIDTaken, or taken and fails in processing, or valid. Notices
// do not fail in processing but are refused, as the fileId is their number.
func (tx *Tx) CheckFileID(d *Document) error {
	sent, taken := tx.files.Get(sentFile{kind: d.Type, fileID: d.FileID})
	reading := tx.Rules().Value(rules.FileID)
	if !taken || d.FileID == "" || reading == "taken" {
		return nil
	}
	if reading == "fails" && DocTypeOf(d.Type).Flow != NoticeFlow {
		var c complaints
		c.add(complaint{number: failDuplicate})
		d.Findings = c.findings(false)
		return nil
	}
	first := at(tx.documents, sent.id)
	refused := Errorf(FileIDTaken, "a %s of fileId %s, document %s, was taken at %s: make a new UUID for each document", d.Type, d.FileID, first.ID, first.Created).With(d.FileID)
	refused.Rule = string(rules.FileID)
	return refused
}

// restoreDocument puts a document back as a snapshot kept it. It refuses an
// unknown type or reason, a name that is taken, lines about goods that the
// document lacks, and titles of a kind that no party decides on.
func (tx *Tx) restoreDocument(d *Document) error {
	reasons := ReasonsOf(d.Type)
	switch {
	case DocTypeOf(d.Type).Type == "":
		return d.bad("there is no type %q", d.Type)
	case len(reasons) > 0 && !slices.Contains(reasons, d.Reason):
		return d.bad("reason %q of a %s is none of %v", d.Reason, d.Type, reasons)
	case !mayBeOrder(d.Entered):
		return d.bad("entered is %d, and counts from 0", d.Entered)
	}
	if name, other := tx.namedAlike(d); other != "" {
		return d.bad("the name %s is that of %s", name, other)
	}
	for _, line := range d.Declared {
		if line.In < 0 || line.In >= len(d.Goods) {
			return d.bad("declared is about goods %d of %d", line.In, len(d.Goods))
		}
	}
	for _, t := range d.Titles {
		if _, known := decisions[t.Decision]; !known {
			return d.bad("there is no decision %q", t.Decision)
		}
	}
	tx.keepDocument(d)
	return nil
}

func (d *Document) bad(format string, args ...any) error {
	return Errorf(BadRecord, "document %s: %s", d.ID, fmt.Sprintf(format, args...))
}

func (tx *Tx) keepDocument(d *Document) {
	d.arrived = tx.byTime.Len()
	keep(tx, Documents, tx.documents, d.ID, d)
	stands := d.slot()
	tx.byTime.Put(stands, d.ID)
	for _, name := range d.names() {
		tx.names.Put(stands.Among(strings.ToLower(name)), d.ID)
	}
	sent := sentFile{d.Type, d.FileID, d.ID}
	if _, again := tx.files.Get(sent); d.FileID != "" && !again {
		tx.files.Set(sent)
	}
	for _, party := range []string{d.Supplier, d.Consignee} {
		if party != "" {
			tx.partyByTime.Put(stands.Among(party), d.ID)
		}
	}
	if d.Registry != "" {
		tx.restoreEntry(d)
	}
}

// amend replaces a document by the result of change, and lets it go on.
func (tx *Tx) amend(d *Document, change func(*Document)) *Document {
	next := *d
	change(&next)
	moved := next.DocState != d.DocState
	if moved { // else there is nothing that a history would tell
		next.At, next.Prev = tx.now, d
	}
	if d.Registry == "" && next.Registry != "" {
		tx.enterDocument(&next)
	}
	keep(tx, Documents, tx.documents, d.ID, &next)
	if moved {
		tx.scheduleDocument(&next)
		tx.callBots(&next)
	}
	return &next
}
