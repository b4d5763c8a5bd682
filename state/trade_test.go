package state

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// The parties besides alice and bob: carol trades, dave has no contract, erin
// is not registered yet, mallory is blocked.
const (
	carol   = "111111111111"
	dave    = "333333333333"
	erin    = "555555555555"
	mallory = "666666666666"
)

const (
	pill    = "04870004450028" // a unit of pharma
	foreign = "7701234567"     // a supplier abroad, of whom this world knows nothing
)

func parties() []string { return []string{alice, bob, carol, dave, erin, mallory} }

// bazaar is a world in which parties do random legal and illegal things, beside
// a model that says what must happen.
type bazaar struct {
	*World
	model  *market
	names  []string          // of codes, and of packages that are still to be made
	sent   int               // documents that took their id from their fileId
	start  string            // what Reset has to bring back
	opened *market           // the model then
	left   map[*World]string // worlds that were forked and left, as they were then
	tally  map[string]int    // what happened, over all runs
	agreed map[*Code]thing   // records that were compared with the model, and as what; no record changes
}

func newBazaar(t *rapid.T, tally map[string]int) *bazaar {
	b := &bazaar{World: newTestWorld(t), left: map[*World]string{}, tally: tally, agreed: map[*Code]thing{}}
	b.setProcessing(rapid.SampledFrom([]Processing{Instant, Fast, Fast, Realistic, Realistic}).Draw(t, "processing"))
	if rapid.Bool().Draw(t, "early") {
		b.setProcessing(b.Settings().Processing + "," + registryEarly)
	}
	err := b.Update(func(tx *Tx) error {
		if err := openBazaar(tx); err != nil {
			return err
		}
		for _, tree := range b.stock() {
			if err := tx.AddTree(tree); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("bazaar: %s", err)
	}
	for n := range 4 {
		b.names = append(b.names, fmt.Sprintf("(01)%s(21)FRESH%02d", blocks, n))
	}
	imports := rapid.SampledFrom([]string{rules.Warn, rules.Refuse}).Draw(t, string(rules.ImportFirst))
	reading := rapid.SampledFrom([]string{"fails", "fails", "refused", "taken"}).Draw(t, string(rules.FileID))
	_ = b.Update(func(tx *Tx) error {
		set, err := tx.Rules().With(map[rules.Name]string{rules.ImportFirst: imports, rules.FileID: reading, rules.DocumentTail: rules.Off})
		tx.SetRules(set)
		return err
	})
	b.MarkStart()
	b.model = newMarket(b.Snapshot(), b.Settings().Processing)
	b.model.imports, b.model.reading = imports == rules.Refuse, reading
	b.start, b.opened = ledger(b.World), b.model.copy()
	return b
}

// stock is what there is to trade with: goods in all statuses that documents
// move, loose and packed, of three product groups.
func (b *bazaar) stock() []Tree {
	code := func(name, gtin, owner string, s dict.CodeStatus, inside ...Tree) Tree {
		b.names = append(b.names, name)
		c := unit(name)
		c.OwnerBIN, c.Status, c.Inside, c.GTIN = owner, s, inside, gtin
		if len(inside) > 0 {
			c.PackageType = inside[0].PackageType + 1
		}
		return c
	}
	block := func(n int, owner string, s dict.CodeStatus) Tree {
		return code(fmt.Sprintf("(01)%s(21)BLOCK%02d", blocks, n), blocks, owner, s,
			code(fmt.Sprintf("%sPACK%d-1", pack, n), pack, owner, s), code(fmt.Sprintf("%sPACK%d-2", pack, n), pack, owner, s))
	}
	by := func(producer string, t Tree) Tree { t.ProducerBIN = producer; return t }
	made := func(where dict.ReleaseMethod, t Tree) Tree { t.EmissionType = where; return t }
	exported := block(6, alice, dict.Introduced) // nothing is taken out of it any more
	exported.Status = dict.Exported
	return []Tree{
		code(testBox, blocks, alice, dict.Applied, block(1, alice, dict.Applied), block(2, alice, dict.Applied)),
		block(3, alice, dict.Applied),
		made(dict.Foreign, code(pack+"ABROAD1", pack, alice, dict.Applied)),
		made(dict.Foreign, code(pack+"ABROAD2", pack, carol, dict.Applied)),
		made(dict.Local, code(pack+"ATHOME1", pack, alice, dict.Applied)),
		made(dict.Local, code(pack+"ATHOME2", pack, carol, dict.Applied)),
		block(4, bob, dict.Introduced),
		code("00046002660143821017", blocks, bob, dict.Introduced, block(5, bob, dict.Introduced), block(8, bob, dict.Introduced)),
		exported,
		code("(01)"+blocks+"(21)MIXED07", blocks, carol, dict.Applied,
			code(pack+"MIXED-1", pack, carol, dict.Applied), code("01"+milk+"21MIXED2", milk, carol, dict.Applied)),
		block(9, carol, dict.Withdrawn),
		code(pack+"RETURND", pack, bob, dict.IntroducedReturned),
		code(pack+"FOREIGN", pack, bob, dict.Applied), // made by alice: nobody else may introduce it
		code(pack+"EMITTED", pack, alice, dict.Emitted),
		code(pack+"NOTRADE", pack, dave, dict.Introduced),
		code(pack+"SOLDOUT", pack, alice, dict.Withdrawn),
		code(pack+"BROKEN0", pack, bob, dict.WrittenOff),
		code(pack+"MADE001", pack, carol, dict.Applied),
		by(bob, code("01"+milk+"21DRINK1", milk, bob, dict.Emitted)),
		code("01"+pill+"21PILL1", pill, alice, dict.Introduced),
		code("01"+pill+"21PILL2", pill, bob, dict.Introduced),
		code("01"+pill+"21PILL3", pill, carol, dict.IntroducedReturned),
	}
}

// openBazaar registers the parties, and the products beside packs.
func openBazaar(tx *Tx) error {
	none := everyGroup()
	for i := range none {
		none[i].NoContract = true
	}
	for _, p := range []Participant{
		{BIN: carol, Name: "Carol", Groups: everyGroup()},
		{BIN: dave, Name: "Dave", Groups: none},
		{BIN: erin, Name: "Erin", Status: "PRE_REGISTERED_BO"},
		{BIN: mallory, Name: "Mallory", Status: dict.Blocked, Groups: everyGroup()},
	} {
		if err := tx.PutParticipant(p); err != nil {
			return err
		}
	}
	return errors.Join(
		tx.PutProduct(Product{GTIN: blocks, ProductGroup: "tobacco"}),
		tx.PutProduct(Product{GTIN: milk, ProductGroup: "milk"}),
		tx.PutProduct(Product{GTIN: pill, ProductGroup: "pharma"}),
	)
}

// ledger is a fingerprint with all documents, their ways, and the registry.
func ledger(w *World) string {
	var text strings.Builder
	v := w.Snapshot()
	text.WriteString(fingerprint(w))
	v.DocumentsInOrder(func(d *Document) bool {
		fmt.Fprintln(&text, d.ID, d.Number, d.Type, d.Status, d.At, d.Registered, d.Registry, d.Received, d.Errors, len(d.Titles))
		for ; d != nil; d = d.Prev {
			fmt.Fprint(&text, " ", d.DocState, "@", d.At)
		}
		return true
	})
	v.Registry("", nil, false, func(e Entry) bool { fmt.Fprintln(&text, e.Number(), e.Received()); return true })
	return text.String()
}

// documents are those of the world, oldest first.
func documents(v View) (all []*Document) {
	v.DocumentsInOrder(func(d *Document) bool { all = append(all, d); return true })
	return all
}

// step does one thing. What is refused leaves the world as it was; of anything
// else the caller tells the model, and agree compares.
func (b *bazaar) step(t *rapid.T, what string, do func(*Tx) error) (refused Kind) {
	t.Helper()
	before := b.versions.Present()
	was, done := b.Snapshot(), (*Tx)(nil)
	err := b.Update(func(tx *Tx) error {
		done = tx
		return do(tx)
	})
	if err == nil {
		checkChanges(t, was, done)
		b.tally[what]++
		return ""
	}
	if b.versions.Present() != before { // records are compared with the model behind the next step
		t.Fatalf("%s was refused (%s) and something was published", what, err)
	}
	b.tally[what+" refused"]++
	return err.(*Error).Kind
}

// agree compares all that there is with the model.
func (b *bazaar) agree(t *rapid.T, what string, before View) {
	t.Helper()
	after := b.Snapshot()
	n := 0
	after.Codes("", func(c *Code) bool {
		n++
		old, _ := before.codes.Get(idOf(c))
		if want := b.model.things[idOf(c)]; b.agreed[c] != want {
			if got := thingOf(after, c); got != want {
				t.Fatalf("%s: %s is\n%+v\nand by the model\n%+v", what, c.CIS, got, want)
			}
			checkParts(t, what, c, want)
			b.agreed[c] = want
		}
		if c != old && old != nil && !descends(c, old) {
			t.Fatalf("%s: the history of %s does not go on from where it was", what, c.CIS)
		}
		if c != old && c.Prev != nil {
			b.tallyMove(after, c)
		}
		return true
	})
	if n != len(b.model.things) {
		t.Fatalf("%s: there are %d codes, and by the model %d", what, n, len(b.model.things))
	}
	checkPacking(t, after)
	var ids []string
	for _, d := range documents(after) {
		ids = append(ids, d.ID)
		old, _ := before.Document(d.ID)
		b.checkDocument(t, old, d)
	}
	if !slices.Equal(ids, b.model.order) {
		t.Fatalf("%s: the documents are %v, and by the model %v", what, ids, b.model.order)
	}
	b.checkRegistry(t, what, after)
}

// tallyMove counts by which events codes were seen to move.
func (b *bazaar) tallyMove(v View, c *Code) {
	kind, reason := "", ""
	if d, err := v.Document(c.Op.DocID); err == nil {
		kind, reason = string(d.Type), d.Reason
	} else if r := v.Receipt(c.Op.DocID); r != nil {
		kind = string(r.Type)
	}
	how, moves := deedOf(kind, reason)
	switch to, left := how.moves[c.Prev.Status]; {
	case !moves:
	case c.Status == dict.Disaggregated:
		b.tally["event "+string(Opened)+" by "+kind]++
	case left && c.Status == to:
		b.tally[fmt.Sprintf("event %s from %s", how.event, c.Prev.Status)]++
	case c.Prev.Parent != "" && c.Parent == "":
		b.tally["left without parent by "+kind]++
	}
}

// checkDocument: it is what the model says, its way leads along rows, and what
// stands in it fits its status.
func (b *bazaar) checkDocument(t *rapid.T, old, d *Document) {
	t.Helper()
	want := b.model.papers[d.ID]
	got := paper{want.Document, d.DocState, d.At, d.Registered, d.Received, len(d.Errors) > 0, want.doomed}
	if got != want {
		t.Fatalf("%s %s is\n%+v %v\nand by the model\n%+v\nsent as %+v", d.Type, d.ID, got, d.Errors, want, want.Document)
	}
	if d.Status != 0 && d.ShownTo(d.Receiver()) != (d.Registered != 0 || d.Sender() == d.Receiver()) || !d.ShownTo(d.Sender()) {
		t.Fatalf("%s %s in %s is shown to %s: %t, to %s: %t", d.Type, d.ID, d.DocState, d.Sender(), d.ShownTo(d.Sender()), d.Receiver(), d.ShownTo(d.Receiver()))
	}
	if want.doomed && d.Status == 10 {
		b.tally["a fileId that came before "+string(d.Type)]++
	}
	if d != old {
		b.tally[strings.TrimSpace(string(d.Type)+" "+d.Reason)+" "+d.DocState.String()]++
	}
	flow := DocTypeOf(d.Type).Flow
	for at := d; at != old && (old == nil || at != old.Prev); at = at.Prev { // a state has one record, the last of it
		switch {
		case at == nil:
			t.Fatalf("the history of %s does not go on from where it was", d.ID)
		case at.Prev == nil && at.DocState != flow.Start():
			t.Fatalf("%s begins in status %s", d.ID, at.DocState)
		case at.Prev == nil:
		case at.Prev.Received != 0 && at.Prev.Received != at.Received:
			t.Fatalf("%s came to the registry at %s, and then at %s", d.ID, at.Prev.Received, at.Received)
		case !slices.ContainsFunc(DocMoves(), func(m DocMove) bool { return m.Flow == flow && m.From == at.Prev.DocState && m.To == at.DocState }):
			t.Fatalf("no row leads %s %s from %s to %s", d.Type, d.ID, at.Prev.DocState, at.DocState)
		}
	}
	decision := map[DocStatus]Decision{StatusApproved: Approve, StatusRejected: Reject, StatusWithdrawn: Withdraw}[d.Status]
	if decision != "" && d.Type != Divergence {
		if title := d.Taken(); title == nil || title.Decision != decision {
			t.Fatalf("%s is in %d, and nobody signed that: %+v", d.ID, d.Status, d.Titles)
		}
	}
}

// checkRegistry: it lists what the model has put there, once, in order of
// arrival, and finds each by its number and by its id, in any letter case.
func (b *bazaar) checkRegistry(t *rapid.T, what string, v View) {
	t.Helper()
	list := func(down bool) (numbers []string) {
		last := Moment(0)
		v.Registry("", nil, down, func(e Entry) bool {
			if last != 0 && e.Received() != last && (e.Received() < last) != down {
				t.Fatalf("%s: in the registry %s stands behind %s", what, e.Received(), last)
			}
			last = e.Received()
			numbers = append(numbers, e.Number())
			return true
		})
		return numbers
	}
	up, down, listed := list(false), list(true), b.model.listed("")
	slices.Reverse(down)
	if !slices.Equal(up, listed) || !slices.Equal(down, up) {
		t.Fatalf("%s: the registry lists\n%v\nbackwards\n%v\nand by the model\n%v", what, up, down, listed)
	}
	for _, bin := range parties() {
		b.checkShown(t, what, v, bin)
	}
	for _, id := range b.model.order {
		p := b.model.papers[id]
		for _, number := range []string{p.Number, id, strings.ToUpper(p.Number)} {
			found := v.EntriesNamed(number) // notices of two kinds may share one
			if ok := slices.ContainsFunc(found, func(e Entry) bool { return e.Document != nil && e.Document.ID == id }); ok != b.model.stands(id) {
				t.Fatalf("%s: %s stands in the registry since %s, and %s finds %+v", what, id, p.received, number, found)
			}
		}
	}
	v.Receipts("", func(r *Receipt) bool {
		if e, ok := v.Entry(r.DocumentID); !ok || e.Receipt != r {
			t.Fatalf("%s: receipt %s finds %+v", what, r.DocumentID, e)
		}
		return true
	})
	if _, ok := v.Entry(""); ok {
		t.Fatalf("%s: something stands in the registry without a number", what)
	}
}

// checkShown: a party is shown its own documents and receipts, the others' when
// they are registered, and nothing else.
func (b *bazaar) checkShown(t *rapid.T, what string, v View, bin string) {
	t.Helper()
	var registry, all []string
	v.Registry(bin, nil, false, func(e Entry) bool { registry = append(registry, e.Number()); return true })
	if listed := b.model.listed(bin); !slices.Equal(registry, listed) {
		t.Fatalf("%s: the registry shows %s\n%v\nand by the model\n%v", what, bin, registry, listed)
	}
	v.DocumentsOf(bin, func(d *Document) bool {
		if d.ShownTo(bin) {
			all = append(all, d.ID)
		}
		return true
	})
	slices.Reverse(all)
	hidden := func(id string) bool { return !b.model.shows(id, bin) }
	if shown := slices.DeleteFunc(slices.Clone(b.model.order), hidden); !slices.Equal(all, shown) {
		t.Fatalf("%s: %s is shown %v, and by the model %v", what, bin, all, shown)
	}
}

// checkParts: a party is shown its own part of the history of a code.
func checkParts(t *rapid.T, what string, c *Code, want thing) {
	t.Helper()
	for _, bin := range parties() {
		parts := 0
		for at := c; at != nil; at = at.Prev {
			if TookPart(bin, at) {
				parts++
			}
		}
		if parts != want.partsOf(bin) {
			t.Fatalf("%s: %s took part in %d records of %s, and by the model in %d", what, bin, parts, c.CIS, want.partsOf(bin))
		}
	}
}

// TestTrade: whatever parties do, legal or not, goods move by lawful documents
// and receipts only, whole, once; and documents go on as the model says.
func TestTrade(t *testing.T) {
	tally := map[string]int{}
	story := func(t *rapid.T) {
		b := newBazaar(t, tally)
		t.Repeat(map[string]func(*rapid.T){
			"act": b.sendAct, "another act": b.sendAct, "about a document": b.sendAbout, "about another": b.sendAbout,
			"import": b.sendImport, "third country": b.sendThirdCountry, "introduction": b.sendIntroduction,
			"withdrawal": b.sendWithdrawal, "another withdrawal": b.sendWithdrawal, "and one more": b.sendWithdrawal,
			"again": b.sendAgain, "deal": b.deal, "another deal": b.deal, "and a third": b.deal, "receipt": b.takeReceipt, "another receipt": b.takeReceipt, "another introduction": b.sendIntroduction, "block": b.blockForAWhile, "browse": b.browse,
			"decide": b.decide, "decide again": b.decide, "decide once more": b.decide, "wait": b.wait, "wait again": b.wait, "report": b.report,
			"now and then": func(t *rapid.T) {
				switch rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "what") {
				case 0:
					b.Reset()
					if b.model = b.opened.copy(); ledger(b.World) != b.start {
						t.Fatalf("after reset:\n%s\nat the start:\n%s", ledger(b.World), b.start)
					}
				case 1:
					b.leave()
				}
			},
		})
		b.agree(t, "what was refused last", b.Snapshot())
		for w, was := range b.left {
			if now := ledger(w); now != was {
				t.Fatalf("what happened in a fork shows in its parent:\n%s\n%s", was, now)
			}
		}
	}
	for range 3 { // fewer do not see everything every time
		rapid.Check(t, story)
	}
	for _, what := range interesting() {
		if tally[what] == 0 {
			t.Errorf("never seen: %s; the test shows nothing of it", what)
		}
	}
	if t.Failed() {
		seen := make([]string, 0, len(tally))
		for what, n := range tally {
			seen = append(seen, fmt.Sprintf("%6d %s", n, what))
		}
		slices.SortFunc(seen, cmp.Compare[string])
		t.Logf("seen were\n%s", strings.Join(seen, "\n"))
	}
}

// interesting is what must have been seen, for the test to show anything: every
// final state of every kind, and every row by which documents and receipts move codes.
func interesting() []string {
	all := []string{
		"act refused", "APPROVE refused", "REJECT refused", "WITHDRAW refused", "RECEIPT refused", "RECEIPT_RETURN refused",
		"RECEIPT", "RECEIPT_RETURN", "receipt that failed",
		"act 8", "divergence 3", "divergence 4", "divergence 10",
		"a fileId that came before act", "a fileId that came before import-transit", "document.id.taken", "WITHDRAW from 8", "APPROVE by an older title",
		"import-third-country with packs CHECKED_OK", "import-third-country with packs CHECKED_NOT_OK", "a reason that moves nothing",
	}
	for _, kind := range []DocType{Act, CorrectiveAct, ImportTransit, ImportTransitCorrection} {
		for _, end := range []string{"3", "4, CHECKED_OK", "10, CHECKED_NOT_OK"} {
			all = append(all, string(kind)+" "+end)
		}
	}
	for _, kind := range []DocType{Act, ImportTransit} {
		for _, end := range []string{"4, CHECKED_NOT_OK", "16", "17"} {
			all = append(all, string(kind)+" "+end)
		}
	}
	all = append(all, "act 5")
	for _, end := range []RegistryStatus{InProgress, CheckedOK, CheckedNotOK, ProcessingError} {
		all = append(all, "import-third-country "+string(end), "ended introduce-goods "+string(end), "ended withdrawal "+string(end))
	}
	for _, m := range CodeMoves() {
		switch m.Event {
		case Utilised, UtilisedUnpaid, PaidFor, Unpacked, Lost, Opened, Exported, Accepted: // reports have tests of their own; the last two: TestTradeAcrossTheBorder
		default:
			for _, from := range m.From {
				all = append(all, fmt.Sprintf("event %s from %s", m.Event, from))
			}
		}
	}
	for _, kind := range []string{"withdrawal", "RECEIPT", "RECEIPT_RETURN"} {
		all = append(all, "event opened by "+kind, "left without parent by "+kind)
	}
	return all
}
