package state

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// receiptOf is a receipt over codes.
func receiptOf(kind ReceiptType, sender string, codes ...string) Receipt {
	r := Receipt{Type: kind, SenderBIN: sender}
	for _, c := range codes {
		r.Products = append(r.Products, ReceiptProduct{CIS: c, Price: 100})
	}
	return r
}

func take(r Receipt) func(*Tx) error {
	return func(tx *Tx) error { _, err := tx.TakeReceipt(r); return err }
}

// inside are a code and all codes in it.
func (m *reports) inside(id cis.ID) []cis.ID {
	all := []cis.ID{id}
	children, _ := m.find(strings.Fields(m.fates[id].child))
	for _, c := range children {
		all = append(all, m.inside(c)...)
	}
	return all
}

// receipt is the naive model: what is named leaves all packages around it, and
// these let go of everything else; so do boxes that are sold, where they fall apart.
func (m *reports) receipt(r Receipt, chosen rules.Set) bool {
	from, to := []dict.CodeStatus{dict.Introduced, dict.IntroducedReturned}, dict.Withdrawn
	if r.Type == Return {
		from, to = []dict.CodeStatus{dict.Withdrawn}, dict.IntroducedReturned
	}
	var named []string
	for _, p := range r.Products {
		named = append(named, p.CIS)
	}
	ids, ok := m.find(named)
	if !ok || len(ids) == 0 {
		return false
	}
	var moved []cis.ID
	around := map[cis.ID]bool{}
	for _, id := range ids {
		moved = append(moved, m.inside(id)...)
		for parent := m.fates[id].parent; parent != ""; {
			up, _ := cis.Identify(parent)
			around[up], parent = true, m.fates[up].parent
		}
	}
	for i, id := range moved {
		foreign := r.Type == Sale && m.codes[id].OwnerBIN != r.SenderBIN && chosen.Is(rules.ReceiptsOwner, rules.Refuse)
		if slices.Contains(moved[:i], id) || !slices.Contains(from, m.fates[id].status) || foreign {
			return false
		}
		if box := m.codes[id].PackageType; r.Type == Sale && box >= dict.Level2 && box != dict.Bundle && chosen.Is(rules.ReceiptsPackage, "broken-up") {
			around[id] = true
			continue
		}
		m.change(id, func(f *fate) { f.status = to })
	}
	for _, id := range ids {
		m.change(id, func(f *fate) { f.parent = "" })
	}
	for up := range around {
		if s := m.fates[up].status; s != dict.Withdrawn && s != dict.Disaggregated && !m.packable(up) {
			return false
		}
	}
	for up := range around {
		m.empty(up)
		m.change(up, func(f *fate) { f.parent = "" })
	}
	return true
}

// TestReceipts takes random receipts, legal and not, between reports of packing,
// and compares every code with the model after each.
func TestReceipts(t *testing.T) {
	taken, refused := map[ReceiptType]int{}, map[ReceiptType]int{}
	rapid.Check(t, func(t *rapid.T) {
		w, names := newStation(t)
		chosen, err := rules.Set{}.With(map[rules.Name]string{
			rules.ReceiptsOwner: rapid.SampledFrom([]string{rules.Refuse, rules.Warn, rules.Off}).Draw(t, "sales of others"), rules.ReceiptsPackage: rapid.SampledFrom([]string{"broken-up", "whole"}).Draw(t, "boxes"),
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = w.Update(func(tx *Tx) error { tx.SetRules(chosen); return nil })
		some := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return anyForm(t, rapid.SampledFrom(names).Draw(t, "code")) }), 0, 3)
		try := func(t *rapid.T, r Receipt) {
			if err := w.Clock().Advance(time.Second); err != nil {
				t.Fatalf("%s", err)
			}
			before, text, model := w.Fork("before", nil), fingerprint(w), modelOf(w)
			legal, err := model.receipt(r, chosen), w.Update(take(r))
			switch {
			case legal != (err == nil):
				t.Fatalf("%+v: the model says %t, the answer is %v", r, legal, err)
			case fingerprint(before) != text:
				t.Fatalf("records of an older version changed")
			case err != nil && fingerprint(w) != text:
				t.Fatalf("%+v was refused (%s) and changed the world", r, err)
			case err != nil:
				refused[r.Type]++
				return
			}
			taken[r.Type]++
			if got := modelOf(w); !maps.Equal(got.fates, model.fates) {
				t.Fatalf("%+v leaves\n%+v\nthe model\n%+v", r, got.fates, model.fates)
			}
			checkOneOperation(t, before.Snapshot(), w.Snapshot())
			checkTaken(t, before.Snapshot(), w.Snapshot(), r)
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) { checkPacking(t, w.Snapshot()) },
			"pack": func(t *rapid.T) {
				p := Packing{rapid.SampledFrom(names).Draw(t, "package"), rapid.SampledFrom([]dict.PackageType{dict.Level1, dict.Level2}).Draw(t, "type"), some.Draw(t, "codes")}
				_ = w.Update(func(tx *Tx) error { return tx.Pack(p) }) // refusals are the business of another test
			},
			"receipt": func(t *rapid.T) {
				try(t, receiptOf(rapid.SampledFrom(ReceiptTypes()).Draw(t, "type"), rapid.SampledFrom([]string{alice, alice, bob}).Draw(t, "sender"), some.Draw(t, "codes")...))
			},
			"legal": func(t *rapid.T) { // what chance alone hits on too seldom
				var fit []*Code
				w.Snapshot().Codes("", func(c *Code) bool {
					if slices.Contains([]dict.CodeStatus{dict.Introduced, dict.IntroducedReturned, dict.Withdrawn}, c.Status) {
						fit = append(fit, c)
					}
					return true
				})
				if len(fit) == 0 {
					t.Skip("nothing can be sold or returned")
				}
				c, kind := rapid.SampledFrom(fit).Draw(t, "code"), Sale
				if c.Status == dict.Withdrawn {
					kind = Return
				}
				try(t, receiptOf(kind, c.OwnerBIN, c.CIS))
			},
		})
	})
	for _, kind := range ReceiptTypes() {
		if taken[kind] == 0 || refused[kind] == 0 {
			t.Errorf("%s was taken %d times and refused %d times: that shows nothing", kind, taken[kind], refused[kind])
		}
	}
}

// checkTaken: the receipt is kept, is what history tells of, and made one
// record of every code that it touched.
func checkTaken(t *rapid.T, before, after View, r Receipt) {
	t.Helper()
	c, _ := after.Code(r.Products[0].CIS)
	kept := after.Receipt(c.Op.DocID)
	if kept == nil || kept.Status != CheckedOK || kept.ReceivedAt != after.Now() || kept.Products[0].CIS != r.Products[0].CIS {
		t.Fatalf("the receipt is kept as %+v", kept)
	}
	after.Codes("", func(c *Code) bool {
		old, _ := before.Code(c.CIS)
		if c != old && c.Prev != old {
			t.Fatalf("%s has more than one record of the receipt", c.CIS)
		}
		if owner := map[ReceiptType]string{Sale: old.OwnerBIN, Return: r.SenderBIN}[r.Type]; c.Status != old.Status && c.Status != dict.Disaggregated && c.OwnerBIN != owner {
			t.Fatalf("%s is %s and belongs to %s", c.CIS, c.Status, c.OwnerBIN)
		}
		return true
	})
}

// TestAPackIsSoldOutOfABox: the decision's case. The pack's block and the box
// are opened; the other block stays whole and lies in nothing.
func TestAPackIsSoldOutOfABox(t *testing.T) {
	w, _ := newStation(t)
	box, opened, other := "010460026600575520021121051210BOX", "(01)"+blocks+"(21)blockA1", "(01)"+blocks+"(21)blockA2"
	if err := w.Update(take(receiptOf(Sale, alice, "\x1d"+pack+"packA11"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fate{
		pack + "packA11": {dict.Withdrawn, "", "", 0},
		pack + "packA12": {dict.Introduced, "", "", 0},
		opened:           {dict.Disaggregated, "", "", 0},
		box:              {dict.Disaggregated, "", "", 0},
		other:            {dict.Introduced, "", pack + "packA21 " + pack + "packA22 " + pack + "packA23", 0},
		pack + "packA21": {dict.Introduced, other, "", 0},
	} {
		c := w.Code(name)
		if got := (fate{c.Status, c.Parent, strings.Join(c.Child, " "), c.ProducedDate}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// TestAReturnOutOfWhatWasSoldWhole: a pack of the block comes back, to whom the
// buyer brings it, and the block is open.
func TestAReturnOutOfWhatWasSoldWhole(t *testing.T) {
	w, _ := newStation(t)
	block := "(01)" + blocks + "(21)blockA2"
	for _, r := range []Receipt{receiptOf(Sale, alice, block), receiptOf(Return, bob, pack+"packA22")} {
		if err := w.Update(take(r)); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]struct {
		owner  string
		status dict.CodeStatus
	}{pack + "packA22": {bob, dict.IntroducedReturned}, pack + "packA21": {alice, dict.Withdrawn}, block: {alice, dict.Disaggregated}} {
		if c := w.Code(name); c.OwnerBIN != want.owner || c.Status != want.status || c.Parent != "" {
			t.Errorf("%s is %s of %s in %q, want %+v", name, c.Status, c.OwnerBIN, c.Parent, want)
		}
	}
}

func TestWhatAReceiptLeavesOutIsFilledIn(t *testing.T) {
	w, _ := newStation(t)
	var first, second *Receipt
	err := w.Update(func(tx *Tx) (err error) {
		sale := receiptOf(Sale, alice, pack+"packA11")
		sale.Products[0].Count = 3
		if first, err = tx.TakeReceipt(sale); err != nil {
			return err
		}
		back := receiptOf(Return, alice, pack+"packA11")
		back.DocumentID, back.DocumentDate, back.OperationType, back.FiscalDocumentNumber, back.Products[0].Sum = "12345", noon-5, 2, 17, 90
		second, err = tx.TakeReceipt(back)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if first.DocumentDate != noon || first.ReceivedAt != noon || first.OperationType != 1 || first.Products[0].Sum != 300 ||
		len(first.DocumentID) != 36 || first.FiscalDocumentNumber == 0 || first.ShiftNumber == 0 || len(first.KKTRegID) != 12 {
		t.Errorf("filled in: %+v", first)
	}
	if second.DocumentID != "12345" || second.DocumentDate != noon-5 || second.FiscalDocumentNumber != 17 || second.Products[0] != (ReceiptProduct{pack + "packA11", 100, 1, 90}) {
		t.Errorf("as it came: %+v", second)
	}
	var all []string
	w.Snapshot().Receipts("", func(r *Receipt) bool { all = append(all, r.DocumentID); return true })
	if len(all) != 2 || !slices.Contains(all, "12345") {
		t.Errorf("kept are %v", all)
	}
	w.Reset()
	if w.Snapshot().Receipt("12345") != nil {
		t.Error("a receipt survived the reset")
	}
}

// TestRefusedReceipts names the kind of every refusal; a good code before the
// wrong one does not move.
func TestRefusedReceipts(t *testing.T) {
	good := pack + "packA11"
	with := func(change func(*Receipt)) Receipt { r := receiptOf(Sale, alice, good); change(&r); return r }
	sale := func(codes ...string) Receipt { return receiptOf(Sale, alice, append([]string{good}, codes...)...) }
	for name, c := range map[string]struct {
		receipt Receipt
		want    Kind
	}{
		"good":                           {sale(), ""},
		"a package whole":                {sale("(01)" + blocks + "(21)blockA2"), ""},
		"a code twice":                   {sale("]d2" + good), WrongStatus},
		"a pack and its block":           {sale("(01)" + blocks + "(21)blockA1"), WrongStatus},
		"a block and its pack":           {receiptOf(Sale, alice, "(01)"+blocks+"(21)blockA1", good), WrongStatus},
		"a code that is not known":       {sale(pack + "unknown"), CodeUnknown},
		"what is no code":                {sale("\n"), CodeUnreadable},
		"another's code":                 {receiptOf(Sale, bob, good), ""},
		"a code that was sold":           {sale("(01)" + blocks + "(21)soldout"), WrongStatus},
		"a return of what was not sold":  {receiptOf(Return, alice, good), WrongStatus},
		"nothing":                        {receiptOf(Sale, alice), BadRecord},
		"no type":                        {with(func(r *Receipt) { r.Type = "" }), BadRecord},
		"a type that is another number":  {with(func(r *Receipt) { r.OperationType = 2 }), BadRecord},
		"a documentId of two words":      {with(func(r *Receipt) { r.DocumentID = "a b" }), BadRecord},
		"a documentId with a path in it": {with(func(r *Receipt) { r.DocumentID = "a/b" }), BadRecord},
		"a negative shift":               {with(func(r *Receipt) { r.ShiftNumber = -1 }), BadRecord},
		"a negative price":               {with(func(r *Receipt) { r.Products[0].Price = -1 }), BadRecord},
		"more money than there is":       {with(func(r *Receipt) { r.Products[0].Price, r.Products[0].Count = 1<<62, 3 }), BadRecord},
		"a receipt that was taken":       {with(func(r *Receipt) { r.DocumentID = "taken" }), ReceiptExists},
		"a sender who is none":           {with(func(r *Receipt) { r.SenderBIN = "1" }), BadBIN},
		"a sender who is blocked":        {with(func(r *Receipt) { r.SenderBIN = "222222222222" }), ParticipantBlocked},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := newStation(t)
			taken := receiptOf(Return, bob, fmt.Sprintf("%sstatu%02d", pack, slices.IndexFunc(dict.CodeStatuses(), func(s dict.CodeStatusRow) bool { return s.Status == dict.Withdrawn })))
			taken.DocumentID = "taken"
			err := w.Update(func(tx *Tx) error {
				return errors.Join(tx.PutParticipant(Participant{BIN: "222222222222", Status: dict.Blocked}), take(taken)(tx))
			})
			if err != nil {
				t.Fatal(err)
			}
			before := fingerprint(w)
			if got := kindOf(t, w.Update(take(c.receipt))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if changed := fingerprint(w) != before; changed != (c.want == "") {
				t.Errorf("the world changed: %t", changed)
			}
		})
	}
}

// TestBrokenPackagesDoNotStopTheWorld: a snapshot may hold a code in a package
// that is not there, or packages in a ring.
func TestBrokenPackagesDoNotStopTheWorld(t *testing.T) {
	w, _ := newStation(t)
	restored := func(name, parent string, child ...string) Code {
		c := unit(pack + name).Code
		c.Status, c.Parent, c.Child = dict.Introduced, parent, child
		return c
	}
	a, b, lost := pack+"ringAAA", pack+"ringBBB", pack+"lostlos"
	err := w.Update(func(tx *Tx) error {
		return restore(tx, restored("ringAAA", b, b), restored("ringBBB", a, a), restored("lostlos", pack+"nowhere"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := kindOf(t, w.Update(take(receiptOf(Sale, alice, a)))); got != WrongStatus {
		t.Errorf("a ring of packages: %q", got)
	}
	if err := w.Update(take(receiptOf(Sale, alice, lost, pack+"packA11"))); err != nil || w.Code(lost).Parent != "" || w.Code("(01)"+blocks+"(21)blockA1").Status != dict.Disaggregated {
		t.Errorf("a code in no package, and one in a package: %v", err)
	}
}
