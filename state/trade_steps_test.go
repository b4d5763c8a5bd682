package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// What parties do in the bazaar. Legal steps are drawn often enough for each
// outcome to be seen; the model has the last word on what is legal.

// mostly is true four times out of five.
func mostly(t *rapid.T, what string) bool {
	return rapid.SampledFrom([]bool{false, true, true, true, true}).Draw(t, what)
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

// trader is mostly somebody who has goods that a deed moves, and these.
func (b *bazaar) trader(t *rapid.T, how deed) (bin string, goods []string) {
	have := map[string][]string{}
	statuses := slices.Sorted(maps.Keys(how.moves))
	if len(statuses) > 1 && rapid.Bool().Draw(t, "of one status") { // or seldom ones would hardly be drawn
		statuses = []dict.CodeStatus{rapid.SampledFrom(statuses).Draw(t, "status")}
	}
	fit := func(id cis.ID) bool {
		x := b.model.things[id]
		return slices.Contains(statuses, x.status) && (how.group == "" || how.group == x.group)
	}
	b.Snapshot().Codes("", func(c *Code) bool {
		if whole := b.model.inside(idOf(c)); !slices.ContainsFunc(whole, func(id cis.ID) bool { return !fit(id) }) {
			have[c.OwnerBIN] = append(have[c.OwnerBIN], c.CIS)
		}
		return true
	})
	var who []string
	for _, bin := range []string{alice, bob, carol} {
		if len(have[bin]) > 0 {
			who = append(who, bin)
		}
	}
	if len(who) == 0 || !mostly(t, "who has goods") {
		who = parties()
	}
	bin = rapid.SampledFrom(who).Draw(t, "party")
	names := have[bin]
	if how.anybodys {
		names = slices.Concat(have[alice], have[bob], have[carol])
	}
	if len(names) == 0 || !mostly(t, "fitting goods") {
		names = b.names
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 1, 2, 3}).Draw(t, "goods") {
		goods = append(goods, anyForm(t, rapid.SampledFrom(names).Draw(t, "code")))
	}
	return bin, goods
}

// fill writes what a document says of its goods: right, or wrong in a way.
func (b *bazaar) fill(t *rapid.T, d *Document, goods []string) {
	totals := map[string]int{}
	d.Goods, d.Totals = nil, nil
	for i, written := range goods {
		n := 0
		for gtin, units := range b.model.units(written) {
			n += units
			totals[gtin] += units
		}
		if d.Type != Act && d.Type != CorrectiveAct && !rapid.Bool().Draw(t, "counted") {
			n = Uncounted
		}
		d.Goods = append(d.Goods, Goods{CIS: written, Count: n, Line: 7 + i})
	}
	for gtin, n := range totals {
		d.Totals = append(d.Totals, Total{GTIN: gtin, Count: n})
	}
	slices.SortFunc(d.Totals, func(a, b Total) int { return strings.Compare(a.GTIN, b.GTIN) })
	switch rapid.SampledFrom([]string{"", "", "", "", "", "", "", "", "", "", "", "", "count", "total", "no totals", "another's total"}).Draw(t, "wrong") {
	case "count":
		d.Goods[0].Count += 2
	case "total":
		d.Totals = append(d.Totals, Total{GTIN: pack, Count: 1})
	case "no totals":
		d.Totals = nil
	case "another's total":
		d.Totals = append(d.Totals, Total{GTIN: milk, Count: 3})
	}
}

// send submits a document, when its parties are let in, and lets the model take it too.
func (b *bazaar) send(t *rapid.T, d Document) {
	v, blocked := b.Snapshot(), false
	b.sent++
	file := b.sent
	if !mostly(t, "a new fileId") {
		file = rapid.IntRange(1, b.sent).Draw(t, "fileId")
	}
	d.FileID = fmt.Sprintf("%s00000000-0000-4000-8000-%012X", DocTypeOf(d.Type).Prefix, file+0xabc000)
	again := b.model.again(&d) && (b.model.reading == "refused" || b.model.reading == "fails" && isNotice(d.Type))
	var taken *Document
	refused := b.step(t, string(d.Type), func(tx *Tx) error {
		for _, bin := range []string{d.Supplier, d.Consignee} {
			if bin == "" || bin == foreign {
				continue
			}
			blocked = blocked || b.model.blocked[bin]
			if _, err := tx.Admit(bin, ""); err != nil {
				return err
			}
		}
		if err := tx.CheckFileID(&d); err != nil {
			return err
		}
		taken = tx.Submit(d)
		return nil
	})
	if refused == FileIDTaken {
		b.tally[string(FileIDTaken)]++
	}
	if blocked != (refused == ParticipantBlocked) || !blocked && again != (refused == FileIDTaken) || !blocked && !again && refused != "" {
		t.Fatalf("from %s to %s: %q", d.Supplier, d.Consignee, refused)
	}
	if refused != "" {
		return
	}
	b.model.take(taken)
	b.agree(t, string(d.Type), v)
	b.tallyEnds(v)
	if rapid.Bool().Draw(t, "and wait") {
		b.pass(t, 90_000)
	}
}

// pass lets time pass, in one jump.
func (b *bazaar) pass(t *rapid.T, ms int) {
	v := b.Snapshot()
	if err := b.Clock().Advance(time.Duration(ms) * time.Millisecond); err != nil {
		t.Fatalf("%s", err)
	}
	b.model.pass(b.model.now + Moment(ms))
	b.agree(t, "time", v)
	b.tallyEnds(v)
}

// tallyEnds counts what became of documents whose reasons or packs make them
// many kinds in one.
func (b *bazaar) tallyEnds(before View) {
	for _, d := range documents(b.Snapshot()) {
		if old, _ := before.Document(d.ID); old != nil && old.DocState == d.DocState || DocTypeOf(d.Type).Flow != NoticeFlow {
			continue
		}
		b.tally[fmt.Sprintf("ended %s %s", d.Type, d.Registry)]++
		if slices.ContainsFunc(d.Declared, func(line Declared) bool { return line.CIS != "" }) {
			b.tally[fmt.Sprintf("%s with packs %s", d.Type, d.Registry)]++
		}
		if _, moves := deedOf(string(d.Type), d.Reason); !moves && d.Registry == CheckedOK {
			b.tally["a reason that moves nothing"]++
		}
	}
}

func (b *bazaar) sendAct(t *rapid.T) {
	how, _ := deedOf("act", "")
	from, goods := b.trader(t, how)
	d := Document{Type: Act, Supplier: from, Consignee: rapid.SampledFrom(append([]string{bob, bob, bob, carol, carol, carol, alice, alice}, parties()...)).Draw(t, "to")}
	b.fill(t, &d, goods)
	b.send(t, d)
}

func (b *bazaar) sendImport(t *rapid.T) {
	how, _ := deedOf("import-transit", "")
	d := Document{Type: ImportTransit, Supplier: foreign}
	to, goods := b.trader(t, how)
	d.Consignee = to
	b.fill(t, &d, goods)
	b.send(t, d)
}

// sendAbout sends a document about another: a correction, or a notice of divergence.
func (b *bazaar) sendAbout(t *rapid.T) {
	first := anyDocument(t, b.Snapshot(), func(d *Document) bool { return d.Type != Divergence && b.model.waits(d.ID) })
	if !b.model.waits(first.ID) && mostly(t, "skip") {
		t.Skip("nothing waits to be corrected")
	}
	d := Document{Type: CorrectiveAct, Corrects: first.ID, Supplier: first.Supplier, Consignee: first.Consignee}
	switch kind := DocTypeOf(first.Type); {
	case kind.Flow == ImportFlow:
		d.Type = ImportTransitCorrection
	case kind.Flow != ActFlow && first.ID != "none":
		d.Corrects = "none"
		d.Supplier, d.Consignee = alice, bob // what such a document is about is refused before it is sent
	default:
		d.Type = rapid.SampledFrom([]DocType{CorrectiveAct, Divergence}).Draw(t, "type")
	}
	var goods []string
	for _, g := range first.Goods {
		goods = append(goods, g.CIS)
	}
	if len(goods) == 0 || !mostly(t, "the same goods") {
		how, _ := deedOf(string(d.Type), "")
		_, goods = b.trader(t, how)
	}
	if d.Type == CorrectiveAct && !mostly(t, "the same receiver") {
		d.Consignee = rapid.SampledFrom([]string{bob, carol, dave}).Draw(t, "to")
	}
	b.fill(t, &d, goods)
	b.send(t, d)
}

// sendAgain sends a document over the goods of another that is still on its
// way, perhaps to another receiver: of two such one at most can come to a good end.
func (b *bazaar) sendAgain(t *rapid.T) {
	first := anyDocument(t, b.Snapshot(), func(d *Document) bool {
		return (d.Type == Act || d.Type == ImportTransit) && d.Status == StatusWaiting || d.Registry == InProgress
	})
	d := Document{
		Type: first.Type, Supplier: first.Supplier, Consignee: first.Consignee, Reason: first.Reason,
		Goods: first.Goods, Totals: first.Totals, Declared: first.Declared,
	}
	switch {
	case first.Corrects != "" || d.Type == "":
		return // sendAbout sends these
	case d.Type == Act:
		d.Consignee = rapid.SampledFrom([]string{first.Consignee, bob, carol}).Draw(t, "to")
	}
	b.send(t, d)
}

// sendThirdCountry declares products, and perhaps packs: mostly those that lie in the goods.
func (b *bazaar) sendThirdCountry(t *rapid.T) {
	how, _ := deedOf("import-third-country", "")
	d := Document{Type: ImportThirdCountry}
	to, goods := b.trader(t, how)
	d.Consignee = to
	b.fill(t, &d, goods)
	for i := range goods {
		id, ok := b.model.find(goods[i])
		if !ok || !rapid.Bool().Draw(t, "declared") {
			continue
		}
		told := map[string]bool{}
		for _, in := range b.model.inside(id) {
			x := b.model.things[in]
			if x.height != dict.Unit {
				continue
			}
			if !told[x.gtin] {
				told[x.gtin] = true
				d.Declared = append(d.Declared, Declared{In: i, GTIN: x.gtin, Line: 20})
			}
			if rapid.Bool().Draw(t, "pack") {
				d.Declared = append(d.Declared, Declared{In: i, GTIN: x.gtin, CIS: anyForm(t, string(in)), Line: 21})
			}
		}
	}
	switch rapid.SampledFrom([]string{"", "", "", "", "", "another product", "a pack of elsewhere", "no pack", "another's pack", "one less"}).Draw(t, "wrongly declared") {
	case "another product":
		d.Declared = append(d.Declared, Declared{In: 0, GTIN: milk, Line: 30})
	case "a pack of elsewhere":
		d.Declared = append(d.Declared, Declared{In: 0, GTIN: pack, CIS: pack + "EMITTED", Line: 31})
	case "no pack":
		d.Declared = append(d.Declared, Declared{In: 0, GTIN: blocks, CIS: rapid.SampledFrom([]string{goods[0], testBox, pack + "UNKNOWN", ""}).Draw(t, "no pack"), Line: 32})
	case "another's pack":
		d.Declared = append(d.Declared, Declared{In: 0, GTIN: pill, CIS: goods[0], Line: 33})
	case "one less":
		d.Declared = d.Declared[:max(0, len(d.Declared)-1)]
	}
	b.send(t, d)
}

func (b *bazaar) sendIntroduction(t *rapid.T) {
	b.sendReason(t, IntroduceGoods, rapid.SampledFrom([]string{"1", "1", "2", "2", "3", "3", "4"}).Draw(t, "reason"))
}

func (b *bazaar) sendWithdrawal(t *rapid.T) {
	reasons := []string{"0"}
	for n := range 18 {
		reasons = append(reasons, fmt.Sprint(n+1))
	}
	b.sendReason(t, Withdrawal, rapid.SampledFrom(append(reasons, "8", "1")).Draw(t, "reason"))
}

func (b *bazaar) sendReason(t *rapid.T, kind DocType, reason string) {
	how, _ := deedOf(string(kind), reason)
	if how.group != "" && !mostly(t, "the reason's group") {
		how.group = ""
	}
	d := Document{Type: kind, Reason: reason}
	from, goods := b.trader(t, how)
	d.Supplier = from
	b.fill(t, &d, goods)
	b.send(t, d)
}

// takeReceipt lets a cash register sell or take back.
func (b *bazaar) takeReceipt(t *rapid.T) {
	kind := rapid.SampledFrom(ReceiptTypes()).Draw(t, "type")
	how, _ := deedOf(string(kind), "")
	from, goods := b.trader(t, how)
	r, v := receiptOf(kind, from, goods...), b.Snapshot()
	r.Status = rapid.SampledFrom([]RegistryStatus{"", "", "", "", "", CheckedOK, CheckedNotOK, ProcessingError}).Draw(t, "status")
	model, id := b.model.copy(), ""
	refused := b.step(t, string(kind), func(tx *Tx) error {
		taken, err := tx.TakeReceipt(r)
		if err == nil {
			id = taken.DocumentID
		}
		return err
	})
	if legal := model.receipt(&r, id); legal != (refused == "") {
		t.Fatalf("%+v: the model says %t, the answer is %q", r, legal, refused)
	}
	if refused != "" {
		return
	}
	if r.Status == CheckedNotOK || r.Status == ProcessingError {
		b.tally["receipt that failed"]++
	}
	b.model = model
	b.agree(t, string(kind), v)
}

// deal is a whole story: a document is sent and waits, perhaps a second one over
// the same goods does too, and somebody decides.
func (b *bazaar) deal(t *rapid.T) {
	if rapid.Bool().Draw(t, "an act") {
		b.sendAct(t)
	} else {
		b.sendImport(t)
	}
	b.pass(t, 90_000)
	if rapid.Bool().Draw(t, "and again") {
		b.sendAgain(t)
		b.pass(t, 90_000)
		b.decide(t)
	}
	b.decide(t)
}

// decide lets somebody take a decision.
func (b *bazaar) decide(t *rapid.T) {
	decision := rapid.SampledFrom([]Decision{Approve, Approve, Approve, Approve, Reject, Withdraw}).Draw(t, "decision")
	v := b.Snapshot()
	d := anyDocument(t, v, func(d *Document) bool {
		return d.Type != Divergence && (d.Status == StatusWaiting || d.Status == StatusDiverged && decision == Withdraw)
	})
	from, bin := sides(d)
	if decision == Withdraw {
		bin = from
	}
	if !mostly(t, "the right party") {
		bin = rapid.SampledFrom(parties()).Draw(t, "bin")
	}
	want := b.model.allowed(d.ID, bin, decision)
	older := want == "" && !mostly(t, "the last title")
	got := b.step(t, string(decision), func(tx *Tx) error {
		begun, err := tx.BeginDecision(d.ID, bin, decision)
		if err == nil && older {
			_, err = tx.BeginDecision(d.ID, bin, decision)
		}
		if err == nil {
			_, err = tx.Decide(d.ID, bin, decision, begun.Title(decision).FileUUID, []byte("cms"))
		}
		return err
	})
	if got != want {
		t.Fatalf("%s of %s (%s) by %s: %q, the model says %q", decision, d.ID, d.DocState, bin, got, want)
	}
	if want == "" {
		if older {
			b.tally[string(decision)+" by an older title"]++
		}
		b.tally[fmt.Sprintf("%s from %d", decision, d.Status)]++
		b.model.decide(d.ID, decision)
		b.agree(t, string(decision), v)
	}
}

// wait lets time pass: in one jump, and in many steps in a fork.
func (b *bazaar) wait(t *rapid.T) {
	unit := rapid.SampledFrom([]int{1, 50, 500, 5000, 3_600_000, 12 * 3_600_000}).Draw(t, "unit")
	steps := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 5).Draw(t, "steps")
	walked, all := b.Fork("walk", nil), 0
	for _, n := range steps {
		all += n
		if err := walked.Clock().Advance(time.Duration(n*unit) * time.Millisecond); err != nil {
			t.Fatalf("%s", err)
		}
	}
	b.pass(t, all*unit)
	if jump, walk := ledger(b.World), ledger(walked); jump != walk {
		t.Fatalf("one jump left\n%s\nmany steps left\n%s", jump, walk)
	}
}

// blockForAWhile blocks a party, mostly one whose notice is on its way.
func (b *bazaar) blockForAWhile(t *rapid.T) {
	rapid.SampledFrom([]func(*rapid.T){b.sendThirdCountry, b.sendIntroduction, b.sendWithdrawal}).Draw(t, "notice")(t)
	d := anyDocument(t, b.Snapshot(), func(d *Document) bool { return d.Registry == InProgress })
	bin, _ := sides(d)
	if b.Snapshot().Participant(bin) == nil || bin == mallory {
		bin = alice
	}
	set := func(s dict.ParticipantStatus) {
		p := *b.Snapshot().Participant(bin)
		p.Status = s
		b.step(t, "block", func(tx *Tx) error { return tx.PutParticipant(p) })
		b.model.blocked[bin] = s == dict.Blocked
	}
	was := b.Snapshot().Participant(bin).Status
	set(dict.Blocked)
	b.wait(t)
	if rapid.Bool().Draw(t, "does something") {
		b.sendWithdrawal(t)
	}
	set(was)
}

// browse pages through the registry from anywhere on, both ways.
func (b *bazaar) browse(t *rapid.T) {
	v, shelf := b.Snapshot(), b.model.listed("")
	if len(shelf) == 0 {
		t.Skip("nothing stands there")
	}
	at := rapid.IntRange(0, len(shelf)-1).Draw(t, "from")
	var all []Entry
	v.Registry("", nil, false, func(e Entry) bool { all = append(all, e); return true })
	from := RegistryKey{all[at].Received(), all[at].Number()}
	if d := all[at].Document; d != nil {
		from.Number = d.ID // notices of two kinds may share a number
	}
	read := func(down bool) (numbers []string) {
		v.Registry("", &from, down, func(e Entry) bool { numbers = append(numbers, e.Number()); return true })
		return numbers
	}
	before := read(true)
	if slices.Reverse(before); !slices.Equal(read(false), shelf[at+1:]) || !slices.Equal(before, shelf[:at]) {
		t.Fatalf("from %s on the registry goes up to %v and down to %v; it is %v", shelf[at], read(false), before, shelf)
	}
}

// report is what the order station says; its own test has the model. All but
// two make a document of the owner of the codes.
func (b *bazaar) report(t *rapid.T) {
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(b.names), 1, 2, rapid.ID).Draw(t, "codes")
	what := rapid.SampledFrom([]string{"pack", "unpack", "drop out", "utilise", "top up"}).Draw(t, "report")
	do := map[string]func(*Tx) error{
		"pack": func(tx *Tx) error {
			return tx.Pack(Packing{b.names[len(b.names)-1-len(some[0])%4], dict.Level1, some})
		},
		"unpack":   func(tx *Tx) error { return tx.Unpack(some[:1]) },
		"drop out": func(tx *Tx) error { return tx.DropOut(some[:1], "OTHER") },
		"utilise":  func(tx *Tx) error { return tx.Utilise(some[:1]) },
		"top up":   func(tx *Tx) error { return tx.TopUp(alice, "tobacco", 1) },
	}[what]
	v := b.Snapshot()
	if b.step(t, what, do) == "" {
		if kind, known := map[string]DocType{"pack": PackingReport, "unpack": PackingReport, "drop out": DropoutReport}[what]; known {
			owner, _ := v.Code(some[0])
			all := documents(b.Snapshot())
			d := all[len(all)-1]
			if d.Type != kind || d.Supplier != owner.OwnerBIN || d.Sender() != d.Receiver() || d.Goods[0].CIS == "" || d.Number != d.ID {
				t.Fatalf("%s of %s, who owns %s, makes %+v", what, owner.OwnerBIN, some[0], d)
			}
			b.model.take(d)
		}
		b.model.seeThings(b.Snapshot())
		b.agree(t, what, v) // nothing but codes has changed
	}
}

// leave goes on in a fork; at the end, the world that was left must be as it was.
func (b *bazaar) leave() {
	b.left[b.World] = ledger(b.World)
	b.World = b.Fork("fork", nil)
	b.start, b.opened = ledger(b.World), b.model.copy()
}
