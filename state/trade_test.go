package state

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/dict"
)

// The parties besides alice and bob: carol trades, dave has no contract, erin
// is not registered yet, mallory is blocked.
const (
	carol   = "111111111111"
	dave    = "333333333333"
	erin    = "555555555555"
	mallory = "666666666666"
)

func parties() []string { return []string{alice, bob, carol, dave, erin, mallory} }

// bazaar is a world in which parties do random legal and illegal things. It
// remembers nothing that the world could tell itself.
type bazaar struct {
	*World
	names []string          // of codes, and of packages that are still to be made
	start string            // what Reset has to bring back
	left  map[*World]string // worlds that were forked and left, as they were then
	tally map[string]int    // what happened, over all runs
}

func newBazaar(t *rapid.T, tally map[string]int) *bazaar {
	b := &bazaar{World: newTestWorld(t), left: map[*World]string{}, tally: tally}
	b.processing = rapid.SampledFrom([]Processing{Instant, Fast, Realistic}).Draw(t, "processing")
	code := func(name, owner string, s dict.CodeStatus, inside ...Tree) Tree {
		b.names = append(b.names, name)
		c := unit(name)
		c.OwnerBIN, c.Status, c.Inside = owner, s, inside
		if len(inside) > 0 {
			c.PackageType, c.GTIN = inside[0].PackageType+1, blocks
		}
		return c
	}
	block := func(n int, owner string, s dict.CodeStatus) Tree {
		return code(fmt.Sprintf("(01)%s(21)BLOCK%02d", blocks, n), owner, s,
			code(fmt.Sprintf("%sPACK%d-1", pack, n), owner, s), code(fmt.Sprintf("%sPACK%d-2", pack, n), owner, s))
	}
	drink := code("01"+milk+"21DRINK1", bob, dict.Emitted)
	drink.GTIN, drink.ProducerBIN = milk, bob
	err := b.Do(func(tx *Tx) error {
		if err := openBazaar(tx); err != nil {
			return err
		}
		for _, tree := range []Tree{
			code(testBox, alice, dict.Applied, block(1, alice, dict.Applied), block(2, alice, dict.Applied)),
			block(3, alice, dict.Applied),
			block(4, bob, dict.Introduced),
			code(pack+"RETURND", bob, dict.IntroducedReturned),
			code(pack+"FOREIGN", bob, dict.Applied), // made by alice: nobody but her may introduce it
			code(pack+"EMITTED", alice, dict.Emitted),
			code(pack+"NOTRADE", dave, dict.Introduced),
			code(pack+"SOLDOUT", alice, dict.Withdrawn),
			drink,
		} {
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
	b.MarkStart()
	b.start = ledger(b.World)
	return b
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
	)
}

// ledger is a fingerprint with all documents and their ways.
func ledger(w *World) string {
	var text strings.Builder
	text.WriteString(fingerprint(w))
	w.Look().DocumentsInOrder(func(d *Document) bool {
		fmt.Fprintln(&text, d.ID, d.Number, d.Type, d.Status, d.At, d.Registered, d.Registry, d.Errors, len(d.Titles))
		for ; d != nil; d = d.Prev {
			fmt.Fprint(&text, " ", d.Status, "@", d.At)
		}
		return true
	})
	return text.String()
}

// within are a code and all codes inside it.
func within(v View, c *Code) []*Code {
	all := []*Code{c}
	for _, name := range c.Child {
		child, _ := v.Code(name)
		all = append(all, within(v, child)...)
	}
	return all
}

// goodsOf are all codes that a document names and what is in them, nil if one of them is not there.
func goodsOf(v View, d *Document) (all []*Code) {
	for _, g := range d.Goods {
		c, _ := v.Code(g.CIS)
		if c == nil {
			return nil
		}
		all = append(all, within(v, c)...)
	}
	return all
}

// lawful is the naive model of the checks: may these goods go from supplier to consignee?
func lawful(v View, d *Document) bool {
	if d.Type == Divergence {
		return true
	}
	seen, units := map[*Code]bool{}, map[string]int{}
	for _, g := range d.Goods {
		n := 0
		c, _ := v.Code(g.CIS)
		if c == nil {
			return false
		}
		for _, in := range within(v, c) {
			first := in.Status == dict.Applied && in.ProducerBIN == d.Supplier
			if seen[in] || in.OwnerBIN != d.Supplier || !first && in.Status != dict.Introduced && in.Status != dict.IntroducedReturned {
				return false
			}
			seen[in] = true
			if in.PackageType == dict.Unit {
				n++
				units[in.GTIN]++
			}
		}
		if n != g.Count {
			return false
		}
	}
	stated := map[string]int{}
	for _, total := range d.Totals {
		stated[total.GTIN] += total.Count
	}
	trades := func(bin string) bool { return bin != dave && bin != erin }
	return maps.Equal(stated, units) && trades(d.Supplier) && trades(d.Consignee)
}

// allowed is the naive model of who may decide what, and when.
func allowed(v View, d *Document, bin string, decision Decision) Kind {
	by := d.Consignee
	if (decision == Withdraw) != (d.Type == Divergence) {
		by = d.Supplier
	}
	switch {
	case bin != by:
		return DocumentUnknown
	case d.Type == Divergence || d.Status != StatusWaiting:
		return DocumentStatus
	case decision == Withdraw && !v.Now().Time().Before(dict.WorkingDaysAfter(d.Registered.Time(), 5)):
		return WithdrawalLate
	}
	return ""
}

// documents are those of the world, oldest first.
func documents(v View) (all []*Document) {
	v.DocumentsInOrder(func(d *Document) bool { all = append(all, d); return true })
	return all
}

// anyDocument is one that fits, if there is one and chance wills it, or any at all.
func anyDocument(t *rapid.T, v View, fits func(*Document) bool) *Document {
	all := documents(v)
	if good := slices.DeleteFunc(slices.Clone(all), func(d *Document) bool { return !fits(d) }); len(good) > 0 && mostly(t, "a fitting document") {
		all = good
	}
	if len(all) == 0 {
		return &Document{ID: "none", Supplier: alice, Consignee: bob}
	}
	return rapid.SampledFrom(all).Draw(t, "document")
}

// mostly is true four times out of five.
func mostly(t *rapid.T, what string) bool { return rapid.IntRange(0, 4).Draw(t, what) > 0 }

// anyAct is an act that may be right, or wrong in many ways.
func (b *bazaar) anyAct(t *rapid.T, v View) Document {
	d := Document{
		Type: Act, Supplier: rapid.SampledFrom(append([]string{alice, alice, alice, alice, bob, bob, bob, carol, carol}, parties()...)).Draw(t, "from"),
		Consignee: rapid.SampledFrom(append([]string{bob, bob, bob, carol, carol, carol, alice, alice}, parties()...)).Draw(t, "to"),
	}
	names := b.names
	var own []string
	v.Codes("", func(c *Code) bool {
		if c.OwnerBIN == d.Supplier && (c.Status == dict.Applied || c.Status == dict.Introduced) {
			own = append(own, c.CIS)
		}
		return true
	})
	if len(own) > 0 && mostly(t, "own goods") {
		names = own
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "goods") {
		d.Goods = append(d.Goods, Goods{CIS: anyForm(t, rapid.SampledFrom(names).Draw(t, "code")), Count: 1, Line: 7})
	}
	units := map[string]int{}
	for i, g := range d.Goods {
		if c, _ := v.Code(g.CIS); c != nil {
			d.Goods[i].Count = 0
			for _, in := range within(v, c) {
				if in.PackageType == dict.Unit {
					d.Goods[i].Count++
					units[in.GTIN]++
				}
			}
		}
	}
	for gtin, n := range units {
		d.Totals = append(d.Totals, Total{GTIN: gtin, Count: n})
	}
	slices.SortFunc(d.Totals, func(a, b Total) int { return strings.Compare(a.GTIN, b.GTIN) })
	switch rapid.SampledFrom([]string{"", "", "", "", "", "", "", "", "", "", "", "", "count", "total", "no totals", "another's total"}).Draw(t, "wrong") {
	case "count":
		d.Goods[0].Count++
	case "total":
		d.Totals = append(d.Totals, Total{GTIN: pack, Count: 1})
	case "no totals":
		d.Totals = nil
	case "another's total":
		d.Totals = append(d.Totals, Total{GTIN: milk, Count: 3})
	}
	return d
}

// again is an act over goods that wait already, perhaps to another receiver: of
// two such acts one at most can be lawful in the end.
func (b *bazaar) again(t *rapid.T, v View) Document {
	first := anyDocument(t, v, func(d *Document) bool { return d.Type == Act && d.Status == StatusWaiting })
	return Document{
		Type: Act, Supplier: first.Supplier, Consignee: rapid.SampledFrom([]string{first.Consignee, bob, carol}).Draw(t, "to"),
		Goods: first.Goods, Totals: first.Totals,
	}
}

// about makes a document one that is about an act, mostly between the act's parties.
func (b *bazaar) about(t *rapid.T, v View, d Document) Document {
	first := anyDocument(t, v, func(d *Document) bool {
		return d.Type != Divergence && (d.Status == StatusWaiting || d.Status == StatusDiverged)
	})
	d.Corrects, d.Supplier = first.ID, first.Supplier
	if mostly(t, "the same receiver") {
		d.Consignee = first.Consignee
	}
	return d
}

// step does one thing and checks what it did to every code and document. touches
// tells which codes it may change.
func (b *bazaar) step(t *rapid.T, what string, touches func(*Code) bool, do func(*Tx) error) (refused Kind) {
	t.Helper()
	before, text := b.Look(), ledger(b.World)
	err := b.Do(do)
	if err != nil {
		refused = err.(*Error).Kind
		if ledger(b.World) != text {
			t.Fatalf("%s was refused (%s) and changed the world:\n%s\n%s", what, err, text, ledger(b.World))
		}
		b.tally[what+" refused"]++
		return refused
	}
	b.tally[what]++
	b.checkStep(t, what, before, touches)
	return ""
}

func noCode(*Code) bool { return false }

func (b *bazaar) checkStep(t *rapid.T, what string, before View, touches func(*Code) bool) {
	t.Helper()
	after := b.Look()
	if made := after.Counts().Codes - before.Counts().Codes; made != 0 && (what != "pack" || made != 1) {
		t.Fatalf("%s: there are %d codes more", what, made)
	}
	after.Codes("", func(c *Code) bool {
		old, _ := before.Code(c.CIS)
		if c != old && !touches(c) {
			t.Fatalf("%s changed %s, which it is not about:\n%+v\n%+v", what, c.CIS, old, c)
		}
		if c != old && old != nil && !descends(c, old) {
			t.Fatalf("%s: the history of %s does not go on from where it was", what, c.CIS)
		}
		for ; c.Prev != nil; c = c.Prev {
			checkCodeMove(t, after, c.Prev, c)
		}
		return true
	})
	checkPacking(t, after)
	for _, d := range documents(after) {
		old, _ := before.Document(d.ID)
		b.checkDocument(t, before, after, old, d)
	}
	for _, d := range documents(before) {
		if _, err := after.Document(d.ID); err != nil {
			t.Fatalf("%s: document %s is gone", what, d.ID)
		}
	}
}

// checkCodeMove: one step of a code's history is a row of the table, or a
// change of place that a report explains. Owners change by documents only.
func checkCodeMove(t *rapid.T, v View, from, to *Code) {
	t.Helper()
	row := func(events ...CodeEvent) bool {
		return slices.ContainsFunc(CodeMoves(), func(m CodeMove) bool {
			return slices.Contains(events, m.Event) && slices.Contains(m.From, from.Status) && m.To == to.Status
		})
	}
	place := from.Parent != to.Parent || !slices.Equal(from.Child, to.Child)
	d, _ := v.Document(to.Op.DocID)
	switch {
	case from.CIS != to.CIS || from.GTIN != to.GTIN || from.ProducerBIN != to.ProducerBIN || from.PackageType != to.PackageType || v.Participant(to.OwnerBIN) == nil:
	case d == nil && from.OwnerBIN == to.OwnerBIN && (from.Status == to.Status && place || row(Utilised, UtilisedUnpaid, PaidFor, Unpacked)):
		return
	case d != nil && d.Status == StatusApproved && d.Registry == CheckedOK && d.Supplier == from.OwnerBIN && d.Consignee == to.OwnerBIN && !place && row(Given):
		return
	}
	t.Fatalf("nothing explains how\n%+v\nbecame\n%+v\nby %+v, document %+v", from, to, to.Op, d)
}

// checkDocument: its way leads along rows, its outcome is the model's, and what
// stands in it fits its status.
func (b *bazaar) checkDocument(t *rapid.T, before, after View, old, d *Document) {
	t.Helper()
	flow := DocTypeOf(d.Type).Flow
	if d != old {
		b.tally[fmt.Sprintf("%s %d%s", d.Type, d.Status, d.Registry)]++
	}
	for at := d; at != old; at = at.Prev {
		if at == nil {
			t.Fatalf("the history of %s does not go on from where it was", d.ID)
		}
		if at.Prev == nil && at.Status != StatusSent {
			t.Fatalf("%s begins in status %d", d.ID, at.Status)
		}
		if at.Prev == nil || at.Prev.DocState == at.DocState {
			continue
		}
		if !slices.ContainsFunc(DocMoves(), func(m DocMove) bool { return m.Flow == flow && m.From == at.Prev.DocState && m.To == at.DocState }) {
			t.Fatalf("no row leads %s %s from %d to %d", d.Type, d.ID, at.Prev.Status, at.Status)
		}
		if lateReference(at) {
			if about, _ := after.Document(d.Corrects); waitedAt(about, at.At) {
				t.Fatalf("%s came to 10 as its act does not wait: %v; but that stood in %d", d.ID, at.Errors, about.Status)
			}
			continue
		}
		if at.Prev.Status == StatusProcessing && (at.Status == StatusWaiting) != lawful(before, d) {
			t.Fatalf("%s came to %d; by the model its goods are lawful: %t; %v\n%+v", d.ID, at.Status, lawful(before, d), at.Errors, d)
		}
	}
	told := d.Status == StatusFailed || d.Registry == CheckedNotOK
	approved := d.Status == StatusApproved && d.Type != Divergence
	waited := slices.Contains(statuses(d), StatusWaiting)
	if told != (len(d.Errors) > 0) || approved != (d.Registry != "") || waited != (d.Registered != 0) {
		t.Fatalf("%s in status %d does not fit: registry %q, registered %s, errors %v", d.ID, d.Status, d.Registry, d.Registered, d.Errors)
	}
	if decision := (map[DocStatus]Decision{StatusApproved: Approve, StatusRejected: Reject, StatusWithdrawn: Withdraw})[d.Status]; decision != "" && d.Type != Divergence {
		if title := d.Title(decision); title == nil || title.Signed == 0 {
			t.Fatalf("%s is in %d, and nobody signed that: %+v", d.ID, d.Status, d.Titles)
		}
	}
	if about, _ := after.Document(d.Corrects); waited && about != nil && about.Type != Divergence && about.Registered < d.Registered && (about.Status == StatusWaiting || about.Status == StatusDiverged && d.Type == CorrectiveAct) {
		t.Fatalf("the %s %s was registered, and %s is still in %d", d.Type, d.ID, about.ID, about.Status)
	}
	by := map[DocStatus]DocType{StatusAnnulled: CorrectiveAct, StatusDiverged: Divergence}[d.Status]
	if by != "" && !slices.ContainsFunc(documents(after), func(o *Document) bool { return o.Type == by && o.Corrects == d.ID && o.Registered != 0 }) {
		t.Fatalf("%s is in %d, and no %s is about it", d.ID, d.Status, by)
	}
}

// decide lets somebody take a decision, and compares all that it moves with the model.
func (b *bazaar) decide(t *rapid.T) {
	decision := rapid.SampledFrom([]Decision{Approve, Approve, Approve, Reject, Withdraw}).Draw(t, "decision")
	v := b.Look()
	d := anyDocument(t, v, func(d *Document) bool { return d.Type != Divergence && d.Status == StatusWaiting })
	bin := d.Consignee
	if decision == Withdraw {
		bin = d.Supplier
	}
	if !mostly(t, "the right party") {
		bin = rapid.SampledFrom(parties()).Draw(t, "bin")
	}
	want := DocumentUnknown
	if d.ID != "none" {
		want = allowed(v, d, bin, decision)
	}
	var moved []*Code
	if want == "" && decision == Approve && lawful(v, d) {
		moved = goodsOf(v, d)
	}
	isMoved := func(c *Code) bool { return slices.ContainsFunc(moved, func(m *Code) bool { return m.CIS == c.CIS }) }
	stale := !mostly(t, "the last title") && want == ""
	got := b.step(t, string(decision), isMoved, func(tx *Tx) error {
		begun, err := tx.BeginDecision(d.ID, bin, decision)
		if err == nil && stale {
			_, err = tx.BeginDecision(d.ID, bin, decision)
		}
		if err == nil {
			_, err = tx.Decide(d.ID, bin, decision, begun.Title(decision).FileUUID, []byte("cms"))
		}
		return err
	})
	if stale {
		want = TitleMissing
	}
	if got != want {
		t.Fatalf("%s of %s (%d) by %s: %q, the model says %q", decision, d.ID, d.Status, bin, got, want)
	}
	if want != "" {
		return
	}
	for _, old := range moved {
		if c := b.Code(old.CIS); c.Prev != old || c.OwnerBIN != d.Consignee || c.Op.DocID != d.ID {
			t.Fatalf("the goods were given to %s, and %s is %+v", d.Consignee, old.CIS, c)
		}
	}
	now, _ := b.Look().Document(d.ID)
	ok := map[bool]RegistryStatus{true: CheckedOK, false: CheckedNotOK}[lawful(v, d)]
	if decision == Approve && now.Registry != ok {
		t.Fatalf("%s is %s in the registry, the model says %s", d.ID, now.Registry, ok)
	}
}

// send submits a document, when both parties are let in.
func (b *bazaar) send(t *rapid.T, d Document) {
	refused := b.step(t, string(d.Type), noCode, func(tx *Tx) error {
		for _, bin := range []string{d.Supplier, d.Consignee} {
			if _, err := tx.Admit(bin, ""); err != nil {
				return err
			}
		}
		tx.Submit(d)
		return nil
	})
	if blocked := d.Supplier == mallory || d.Consignee == mallory; blocked != (refused == ParticipantBlocked) {
		t.Fatalf("from %s to %s: %q", d.Supplier, d.Consignee, refused)
	}
}

// lateReference tells whether a document failed for the act that it is about.
func lateReference(d *Document) bool {
	return d.Status == StatusFailed && d.Corrects != "" && len(d.Errors) == 1 && strings.HasPrefix(d.Errors[0], "Документ "+d.Corrects)
}

// waitedAt tells whether an act waited for the whole of a moment.
func waitedAt(act *Document, when Moment) bool {
	until := Moment(math.MaxInt64)
	for at := act; at != nil; at = at.Prev {
		if at.At <= when && when <= until && at.Status != StatusWaiting && at.Status != StatusDiverged {
			return false
		}
		until = at.At
	}
	return act != nil && when >= act.Created
}

// wait lets time pass: in one jump, and in many steps in a fork.
func (b *bazaar) wait(t *rapid.T) {
	unit := rapid.SampledFrom([]int{1, 50, 500, 5000, 3_600_000, 12 * 3_600_000}).Draw(t, "unit")
	steps := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 5).Draw(t, "steps")
	walked, before, all := b.Fork("walk", nil), b.Look(), 0
	for _, n := range steps {
		all += n
		if err := walked.Clock().Advance(time.Duration(n*unit) * time.Millisecond); err != nil {
			t.Fatalf("%s", err)
		}
	}
	if err := b.Clock().Advance(time.Duration(all*unit) * time.Millisecond); err != nil {
		t.Fatalf("%s", err)
	}
	b.checkStep(t, "time", before, noCode)
	if jump, walk := ledger(b.World), ledger(walked); jump != walk {
		t.Fatalf("one jump left\n%s\nmany steps left\n%s", jump, walk)
	}
}

// report is what the order station says; its own test has the model.
func (b *bazaar) report(t *rapid.T) {
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(b.names), 1, 2, rapid.ID).Draw(t, "codes")
	what := rapid.SampledFrom([]string{"pack", "unpack", "utilise", "top up"}).Draw(t, "report")
	do := map[string]func(*Tx) error{
		"pack": func(tx *Tx) error {
			return tx.Pack(Packing{b.names[len(b.names)-1-len(some[0])%4], dict.Level1, some})
		},
		"unpack":  func(tx *Tx) error { return tx.Unpack(some[:1]) },
		"utilise": func(tx *Tx) error { return tx.Utilise(some[:1]) },
		"top up":  func(tx *Tx) error { return tx.TopUp(alice, "tobacco", 1) },
	}[what]
	b.step(t, what, func(*Code) bool { return true }, do)
}

// leave goes on in a fork; at the end, the world that was left must be as it was.
func (b *bazaar) leave() {
	b.left[b.World] = ledger(b.World)
	b.World = b.Fork("fork", nil)
	b.start = ledger(b.World)
}

// TestTrade: whatever parties do, legal or not, goods move by approved lawful
// documents only, whole, once; and statuses move by the tables only.
func TestTrade(t *testing.T) {
	tally := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		b := newBazaar(t, tally)
		sendAct := func(t *rapid.T) { b.send(t, b.anyAct(t, b.Look())) }
		sendAgain := func(t *rapid.T) { b.send(t, b.again(t, b.Look())) }
		sendAbout := func(t *rapid.T) {
			d := b.about(t, b.Look(), b.anyAct(t, b.Look()))
			d.Type = rapid.SampledFrom([]DocType{CorrectiveAct, Divergence}).Draw(t, "type")
			b.send(t, d)
		}
		t.Repeat(map[string]func(*rapid.T){
			"act": sendAct, "another act": sendAct, "about an act": sendAbout,
			"act again": sendAgain, "and again": sendAgain,
			"decide": b.decide, "decide again": b.decide, "decide once more": b.decide, "wait": b.wait, "report": b.report,
			"now and then": func(t *rapid.T) {
				switch rapid.IntRange(0, 9).Draw(t, "what") {
				case 0:
					if b.Reset(); ledger(b.World) != b.start {
						t.Fatalf("after reset:\n%s\nat the start:\n%s", ledger(b.World), b.start)
					}
				case 1:
					b.leave()
				}
			},
		})
		for w, was := range b.left {
			if now := ledger(w); now != was {
				t.Fatalf("what happened in a fork shows in its parent:\n%s\n%s", was, now)
			}
		}
	})
	for _, what := range []string{
		"act refused", "act 3", "act 4CHECKED_OK", "act 8", "act 10", "corrective-act 3", "divergence 3", "APPROVE refused", "REJECT refused", "WITHDRAW refused",
	} {
		if tally[what] == 0 {
			t.Errorf("never seen: %s; the test shows nothing of it", what)
		}
	}
}
