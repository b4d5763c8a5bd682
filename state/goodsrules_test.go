package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/dict"
)

// composition begins what is told of counts, totals and codes listed twice.
const composition = "Состав или имя документа некорректно: "

// notice is a document of alice alone over codes; a correction is about corrects.
func notice(kind DocType, reason string, codes ...string) Document {
	d := Document{Type: kind, Reason: reason, Supplier: alice, Consignee: alice}
	if DocTypeOf(kind).Flow == NoticeFlow {
		d.ID = "00000000-0000-4000-8000-00000000000a"
		d.Number = d.ID
	}
	for i, c := range codes {
		d.Goods = append(d.Goods, Goods{CIS: c, Count: Uncounted, Line: 10 + i})
	}
	return d
}

// process sends a document, waits for it, and gives how it stands then.
func process(t *testing.T, w *World, d Document) *Document {
	t.Helper()
	id := submit(w, d)
	must(t, w.Clock().Advance(time.Second))
	return document(t, w, id)
}

// rulesHere are the rules of documents that stay inside the country; those of
// recognition are tested beside recognition.go.
func rulesHere() []GoodsRule {
	return slices.DeleteFunc(GoodsRules(), func(r GoodsRule) bool { return r.Coded })
}

func TestEveryRuleOfGoodsIsWhole(t *testing.T) {
	reasons := map[DocType][]string{}
	for _, r := range GoodsRules() {
		name := fmt.Sprintf("%s %q", r.Type, r.Reason)
		if DocTypeOf(r.Type).Type == "" || r.Source == "" || (r.Reason == "") != (r.About == "") {
			t.Errorf("%s: the type is one of the table, a reason is explained, and the source is told; not here: %+v", name, r)
		}
		if !slices.ContainsFunc(CodeMoves(), func(m CodeMove) bool { return m.Event == r.Event }) {
			t.Errorf("%s: no row moves codes by %q", name, r.Event)
		}
		if r.Only != 0 && dict.GroupsWith(r.Only) == nil {
			t.Errorf("%s: no group has the trait that it asks for", name)
		}
		if slices.Contains(reasons[r.Type], r.Reason) {
			t.Errorf("%s has two rules", name)
		}
		reasons[r.Type] = append(reasons[r.Type], r.Reason)
	}
	for kind, want := range map[DocType]string{
		Act: "[]", CorrectiveAct: "[]", ImportTransit: "[]", ImportTransitCorrection: "[]", ImportThirdCountry: "[]",
		Shipment: "[]", ForeignAcceptance: "[]", Acceptance: "[]",
		IntroduceGoods: "[1 2 3]", Withdrawal: "[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18]",
	} {
		if got := fmt.Sprint(reasons[kind]); got != want {
			t.Errorf("%s has rules for the reasons %s, not %s", kind, got, want)
		}
		delete(reasons, kind)
	}
	if len(reasons) != 0 {
		t.Errorf("rules beside them: %v", reasons)
	}
}

// TestEveryReasonMovesWhatTheDecisionsSay tries every rule on a code of every
// status: of the sender, and of somebody else.
func TestEveryReasonMovesWhatTheDecisionsSay(t *testing.T) {
	for _, rule := range rulesHere() {
		how, _ := deedOf(string(rule.Type), rule.Reason)
		for _, status := range dict.CodeStatuses() {
			for _, owner := range []string{alice, bob} {
				w := newTestWorld(t)
				must(t, w.Update(func(tx *Tx) error {
					u := unit("01" + pill + "21PILL1")
					u.GTIN, u.Status, u.OwnerBIN = pill, status.Status, owner
					if err := tx.PutProduct(Product{GTIN: pill, ProductGroup: "pharma"}); err != nil {
						return err
					}
					return tx.AddTree(u)
				}))
				d := notice(rule.Type, rule.Reason, "01"+pill+"21PILL1")
				d.Totals = []Total{{GTIN: pill, Count: 1}}
				done := process(t, w, d)
				if done.Status == StatusWaiting {
					must(t, decideAs(w, done.ID, alice, Approve))
					done = document(t, w, done.ID)
				}
				to, ok := how.moves[status.Status]
				ok = ok && (owner == alice || how.anybodys)
				c := w.Code("01" + pill + "21PILL1")
				if moved := c.Prev != nil; moved != ok || ok && (c.Status != to || c.OwnerBIN != alice || c.Op.DocID != done.ID || done.Registry != CheckedOK) {
					t.Errorf("%s %s of a code of %s that is %s: %s %v leaves it %s of %s; it may go: %t, to %s", rule.Type, rule.Reason, owner, status.Code, done.DocState, done.Errors, c.Status, c.OwnerBIN, ok, to)
				}
				if !ok && len(done.Errors) == 0 {
					t.Errorf("%s %s of a code of %s that is %s: nothing says why it failed", rule.Type, rule.Reason, owner, status.Code)
				}
			}
		}
	}
}

// TestReasonsOf: no document comes in with another reason, so that no document
// of a kind that moves goods is without a rule.
func TestReasonsOf(t *testing.T) {
	for _, row := range DocTypes() {
		for _, reason := range append(ReasonsOf(row.Type), "") {
			d := notice(row.Type, reason, testBox)
			_, ruled := tradeWorld(t).Snapshot().goodsRule(&d)
			if moves := row.Type != Divergence && row.Type != ForeignShipment && row.Flow != ReportFlow; ruled != (moves && (reason != "" || len(ReasonsOf(row.Type)) == 0)) {
				t.Errorf("%s %q has a rule: %t", row.Type, reason, ruled)
			}
		}
	}
	if n := len(ReasonsOf(Withdrawal)); n != 18 {
		t.Errorf("there are %d reasons of withdrawal", n)
	}
}

// TestATitleThatIsNeverSigned: making it again and again keeps the last few, and
// the history of the document as it is.
func TestATitleThatIsNeverSigned(t *testing.T) {
	w := tradeWorld(t)
	id := submit(w, act(testBox+"*4"))
	must(t, w.Clock().Advance(time.Hour))
	before := document(t, w, id)
	for range 100 {
		must(t, w.Update(func(tx *Tx) error { _, err := tx.BeginDecision(id, bob, Approve); return err }))
	}
	if d := document(t, w, id); len(d.Titles) != maxTitles || d.Prev != before.Prev || d.At != before.At {
		t.Errorf("it has %d titles; its history goes on from where it was: %t", len(d.Titles), d.Prev == before.Prev)
	}
}

// TestAPackIsWrittenOffOutOfABox: as over the counter, the pack's block and the
// box are opened; the other block stays whole and lies in nothing.
func TestAPackIsWrittenOffOutOfABox(t *testing.T) {
	w := tradeWorld(t)
	d := process(t, w, notice(Withdrawal, "4", pack+"PACK001"))
	if d.Registry != CheckedOK {
		t.Fatalf("%s: %v", d.DocState, d.Errors)
	}
	other := "(01)00000046082251(21)BLOCK02"
	for name, want := range map[string]fate{
		pack + "PACK001": {dict.WrittenOff, "", "", 0},
		pack + "PACK002": {dict.Applied, "", "", 0},
		testBlock:        {dict.Disaggregated, "", "", 0},
		testBox:          {dict.Disaggregated, "", "", 0},
		other:            {dict.Applied, "", pack + "PACK003 " + pack + "PACK004", 0},
		pack + "PACK003": {dict.Applied, other, "", 0},
		pack + "PACK009": {dict.Applied, "", "", 0},
	} {
		c := w.Code(name)
		if got := (fate{c.Status, c.Parent, strings.Join(c.Child, " "), c.ProducedDate}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if touched := c.Prev != nil; touched && (c.Op.DocID != d.ID || c.OwnerBIN != alice || c.Prev.Prev != nil) || touched == (name == pack+"PACK003" || name == pack+"PACK009") {
			t.Errorf("%s has the record %+v of %+v", name, c, c.Op)
		}
	}
}

// TestAPackageAndSomethingInIt: neither order of the two makes any document
// pass, not even where goods move as soon as they are looked at.
func TestAPackageAndSomethingInIt(t *testing.T) {
	for _, rule := range rulesHere() {
		how, _ := deedOf(string(rule.Type), rule.Reason)
		from := slices.Min(slices.Collect(maps.Keys(how.moves))) // each would do
		for _, goods := range [][]string{{testBox, testBlock}, {testBlock, testBox}, {testBox, pack + "PACK001"}, {pack + "PACK001", testBox}, {testBlock, "]d2" + testBlock}} {
			w := tradeWorld(t)
			must(t, w.Update(func(tx *Tx) error { return setStatus(tx, from) }))
			if rule.Only != 0 {
				must(t, w.Update(func(tx *Tx) error {
					return tx.PutProduct(Product{GTIN: pack, ProductGroup: dict.GroupsWith(rule.Only)[0]})
				}))
			}
			before := codes(fingerprint(w))
			d := process(t, w, notice(rule.Type, rule.Reason, goods...))
			if d.Registry == CheckedOK || d.Status == StatusWaiting || codes(fingerprint(w)) != before || len(d.Errors) != 1 ||
				!strings.Contains(d.Errors[0].String(), "вложен в указанный") && !strings.Contains(d.Errors[0].String(), "указан дважды (строки 10 и 11)") {
				t.Errorf("%s %s over %v comes to %s: %q", rule.Type, rule.Reason, goods, d.DocState, d.Errors)
			}
		}
	}
}

// setStatus gives all codes of a world a status, as a dataset might have done.
func setStatus(tx *Tx, s dict.CodeStatus) error {
	var all []Code
	tx.Codes("", func(c *Code) bool { all = append(all, *c); return true })
	for _, c := range all {
		next := c
		next.Status = s
		tx.put(c.ID(), &next)
	}
	return nil
}

// TestPackedDuringTheWait: two codes that were apart when the document was
// looked at lie in each other when it is approved.
func TestPackedDuringTheWait(t *testing.T) {
	w := tradeWorld(t)
	fresh := "(01)00000046082251(21)FRESH01"
	must(t, w.Update(func(tx *Tx) error {
		empty := unit(fresh)
		empty.PackageType = dict.Level1
		return tx.AddTree(empty)
	}))
	d := notice(ImportTransit, "", fresh, pack+"PACK009")
	d.Totals = []Total{{GTIN: pack, Count: 1}}
	id := process(t, w, d).ID
	must(t, w.Update(func(tx *Tx) error { return tx.Pack(Packing{fresh, dict.Level1, []string{pack + "PACK009"}}) }))
	before := codes(fingerprint(w))
	must(t, decideAs(w, id, alice, Approve))
	if d := document(t, w, id); d.Registry != CheckedNotOK || !strings.Contains(fmt.Sprint(d.Errors), "вложен в указанный") || codes(fingerprint(w)) != before {
		t.Errorf("it comes to %s: %q", d.DocState, d.Errors)
	}
}

// TestWhatIsWrongWithGoods has a case for every complaint about codes, by the
// check that makes it.
func TestWhatIsWrongWithGoods(t *testing.T) {
	lent, inLent, another, emitted := "(01)00000046082251(21)LENTOUT", pack+"LENT001", pack+"BOBS001", pack+"EMITTED"
	world := func() *World {
		w := tradeWorld(t)
		must(t, w.Update(func(tx *Tx) error {
			loose := func(name, owner string, s dict.CodeStatus) Tree {
				u := unit(name)
				u.OwnerBIN, u.Status = owner, s
				return u
			}
			shut := loose(lent, alice, dict.LoanRetired)
			shut.PackageType, shut.Inside = dict.Level1, []Tree{loose(inLent, alice, dict.Introduced)}
			mixed := loose("(01)00000046082251(21)MIXED01", alice, dict.Applied)
			mixed.PackageType, mixed.Inside = dict.Level1, []Tree{loose(pack+"MIXED01", bob, dict.Applied), loose(pack+"MIXED02", alice, dict.Emitted)}
			for _, tree := range []Tree{shut, mixed, loose(another, bob, dict.Applied), loose(emitted, alice, dict.Emitted), loose(pack+"SOLDONE", alice, dict.Introduced)} {
				if err := tx.AddTree(tree); err != nil {
					return err
				}
			}
			return tx.PutParticipant(Participant{BIN: carol, Name: "C"})
		}))
		return w
	}
	by := func(bin string, d Document) Document { d.Supplier, d.Consignee = bin, bin; return d }
	counted := func(n int, d Document) Document { d.Goods[0].Count = n; return d }
	many := func() Document {
		d := notice(Withdrawal, "1")
		for n := range 300 {
			d.Goods = append(d.Goods, Goods{CIS: fmt.Sprintf("%sNOT%04d", pack, n), Count: Uncounted, Line: n})
		}
		return d
	}
	seen := map[string]bool{}
	for name, c := range map[string]struct {
		doc   Document
		check string
		want  []string // beginnings of the complaints, all of them
	}{
		"nothing":                   {notice(Withdrawal, "1", testBox), "", nil},
		"no contract":               {by(carol, notice(Withdrawal, "1", testBox)), "codes.contract", []string{"У участника 111111111111 отсутствует действующий договор по ТГ tobacco"}},
		"no contract of any side":   {func() Document { d := act(testBox + "*4"); d.Supplier, d.Consignee = carol, dave; return d }(), "codes.contract", []string{"У участника 111111111111 отсутствует"}}, // dave is a stranger, and this world is open
		"a code that is not known":  {notice(Withdrawal, "1", testBox, pack+"NOTHERE", "\n"), "codes.exist", []string{"Коды маркировки 00000046082251NOTHERE не найден(ы)", "Неверный код маркировки "}},
		"no more than a hundred":    {many(), "codes.exist", slices.Repeat([]string{"Коды маркировки 00000046082251NOT0"}, 100)},
		"a reason of another group": {notice(Withdrawal, "8", testBox, pack+"PACK009"), "codes.group", []string{"Причина 8 (Возврат физическому лицу) применяется только для ТГ pharma, код маркировки " + testBox + " относится к ТГ tobacco (строка 10)", "Причина 8 (Возврат физическому лицу) применяется только для ТГ pharma, код маркировки " + pack + "PACK009"}},
		"another's code":            {notice(Withdrawal, "1", another), "codes.owner", []string{"У участника 940517350290 нет полномочий на выполнение операции с кодом маркировки " + another}},
		"another's, packed":         {notice(ImportThirdCountry, "", "(01)00000046082251(21)MIXED01"), "codes.status", []string{"У участника 940517350290 нет полномочий на выполнение операции с кодом маркировки " + pack + "MIXED01", "Статус кода маркировки " + pack + "MIXED02 не соответствует 0 недопустим для этой операции"}},
		"a status of no move":       {notice(Withdrawal, "5", testBox), "codes.status", slices.Repeat([]string{"Статус кода маркировки "}, 7)},
		"a package that stays shut": {notice(Withdrawal, "1", inLent), "codes.status", []string{"Статус кода маркировки " + lent + " не соответствует "}},
		"another's first act":       {func() Document { d := act(another + "*1"); d.Supplier, d.Consignee = bob, alice; return d }(), "codes.status", []string{"У участника " + bob + " нет полномочий на выполнение операции с кодом маркировки " + another + ": нанесённый код передаёт только производитель"}},
		"twice":                     {notice(Withdrawal, "1", testBox, testBox), "codes.once", []string{composition + "код маркировки " + testBox + " указан дважды (строки 10 и 11)"}},
		"twice, and wrong":          {notice(Withdrawal, "5", another, pack+"PACK009", pack+"PACK009"), "codes.owner", []string{"У участника 940517350290 нет полномочий"}},
		"looked at once":            {notice(Withdrawal, "5", pack+"PACK009", pack+"PACK009"), "codes.status", []string{"Статус кода маркировки " + pack + "PACK009 не соответствует 1 недопустим для этой операции"}},
		"inside another":            {notice(Withdrawal, "1", pack+"PACK001", testBox), "codes.once", []string{composition + "код маркировки " + pack + "PACK001 вложен в указанный в документе агрегат " + testBox + " (строка 10)"}},
		"a wrong count":             {counted(3, notice(IntroduceGoods, "2", testBox)), "codes.count", []string{composition + "количество потребительских упаковок в коде " + testBox + ": указано 3, в системе 4 (строка 10)"}},
		"a count of nothing":        {counted(0, notice(IntroduceGoods, "2", testBox)), "codes.count", []string{composition + "количество потребительских упаковок в коде " + testBox + ": указано 0, в системе 4 (строка 10)"}},
		"a right count":             {counted(4, notice(IntroduceGoods, "2", testBox)), "", nil},
		"totals of no kind":         {notice(ImportTransit, "", testBox), "totals", []string{composition + "итог по GTIN 00000046082251: указано 0, в системе 4"}},
		"totals that nobody checks": {func() Document {
			d := notice(ImportThirdCountry, "", testBox)
			d.Totals = []Total{{GTIN: pack, Count: 77}}
			return d
		}(), "", nil},
		"totals in parts, without zeros": {func() Document {
			d := notice(ImportTransit, "", testBox)
			d.Totals = []Total{{GTIN: "46082251", Count: 3}, {GTIN: pack, Count: 1}}
			return d
		}(), "", nil},
		"a pack declared twice":                {declaring(Declared{GTIN: pack, Line: 5}, Declared{GTIN: pack, CIS: pack + "PACK001", Line: 6}, Declared{GTIN: pack, CIS: pack + "PACK001", Line: 7}), "codes.declared", []string{composition + "код маркировки 00000046082251PACK001 указан дважды (строки 6 и 7)"}},
		"something declared that is not in it": {declaring(Declared{GTIN: milk, Line: 5}), "codes.declared", []string{composition + "для кода маркировки", composition + "в коде маркировки"}},
		"a product that nobody knows":          {declaring(Declared{GTIN: pack, Line: 5}, Declared{GTIN: pill, Line: 6}), "codes.declared", []string{"Продукция с GTIN " + pill + " не найдена"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := world()
			before := codes(fingerprint(w))
			check, errors := "", []string(nil)
			for _, made := range w.Snapshot().InspectGoods(&c.doc) {
				if seen[made.Name] = true; made.Errors != nil {
					check, errors = made.Name, texts.Strings(made.Errors)
				}
			}
			if check != c.check || len(errors) != len(c.want) {
				t.Fatalf("%q complains of %q; want %q, %q", check, errors, c.check, c.want)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(errors[i], want) {
					t.Errorf("%q, want %q…", errors[i], want)
				}
			}
			d := process(t, w, c.doc)
			if c.check != "" && (fmt.Sprint(d.Errors) != fmt.Sprint(errors) || codes(fingerprint(w)) != before) {
				t.Errorf("the document says %q, and looking at it %q; codes moved: %t", d.Errors, errors, codes(fingerprint(w)) != before)
			}
		})
	}
	for _, check := range GoodsChecks() {
		if !seen[check.Name] || check.About == "" || check.Fix == "" {
			t.Errorf("no case for %q, or it is not explained: %q", check.Name, check.About)
		}
	}
}

// TestWhichPackagesAreOpened: what was never used, or left the trade for a reason
// that only datasets know, stays shut; everything else may lie around goods.
func TestWhichPackagesAreOpened(t *testing.T) {
	for _, status := range dict.CodeStatuses() {
		w := tradeWorld(t)
		must(t, w.Update(func(tx *Tx) error {
			inside := unit(pack + "INSIDE1")
			around := unit("(01)00000046082251(21)AROUND1")
			around.Status, around.PackageType, around.Inside = status.Status, dict.Level1, []Tree{inside}
			return tx.AddTree(around)
		}))
		shut := slices.Contains([]string{"RESERVED_NOT_USED", "LOAN_RETIRED", "REMARK_RETIRED"}, status.Code)
		d := process(t, w, notice(Withdrawal, "1", pack+"INSIDE1"))
		c := w.Code("(01)00000046082251(21)AROUND1")
		if opened := c.Status == dict.Disaggregated && len(c.Child) == 0; opened == shut || (d.Registry == CheckedOK) == shut {
			t.Errorf("around a pack that is written off, %s becomes %s with %v in it; the document is %s: %v", status.Code, c.Status, c.Child, d.DocState, d.Errors)
		}
	}
}

// declaring is a notice over the box with lines of a customs declaration.
func declaring(lines ...Declared) Document {
	d := notice(ImportThirdCountry, "", testBox, pack+"PACK009")
	d.Declared = lines
	return d
}

// TestDeclaredGoods: what customs is told of goods, product by product and pack
// by pack, must be so; what it is not told need not.
func TestDeclaredGoods(t *testing.T) {
	product := func(in int, gtin string) Declared { return Declared{In: in, GTIN: gtin, Line: 20 + in} }
	packOf := func(in int, gtin, code string) Declared {
		return Declared{In: in, GTIN: gtin, CIS: code, Line: 30 + in}
	}
	for name, c := range map[string]struct {
		lines []Declared
		want  []string
	}{
		"nothing":                   {nil, nil},
		"the product of one":        {[]Declared{product(0, pack)}, nil},
		"without leading zeros":     {[]Declared{product(0, "46082251")}, nil},
		"the product in two lines":  {[]Declared{product(0, pack), product(0, pack)}, nil}, // of two countries, say
		"the product of both":       {[]Declared{product(0, pack), product(1, pack)}, nil},
		"a pack in a block":         {[]Declared{packOf(0, pack, pack+"PACK001")}, nil},
		"a pack in another form":    {[]Declared{packOf(0, "46082251", "\x1d"+pack+"PACK003")}, nil},
		"a pack that is the goods":  {[]Declared{packOf(1, pack, pack+"PACK009")}, nil},
		"all together":              {[]Declared{product(0, pack), packOf(0, pack, pack+"PACK001"), product(1, pack), packOf(1, pack, pack+"PACK009")}, nil},
		"another product":           {[]Declared{product(0, pack), product(0, milk)}, []string{composition + "в коде маркировки " + testBox + " нет товара с GTIN " + milk + " (строка 10)"}},
		"only another product":      {[]Declared{product(1, milk)}, []string{composition + "для кода маркировки " + pack + "PACK009 не указан товар с GTIN " + pack + " (строка 11)", composition + "в коде маркировки " + pack + "PACK009 нет товара с GTIN " + milk + " (строка 11)"}},
		"a pack that is not known":  {[]Declared{packOf(0, pack, pack+"NOTHERE")}, []string{"Коды маркировки " + pack + "NOTHERE не найден(ы)"}},
		"what is no code":           {[]Declared{packOf(0, pack, "\n")}, []string{"Неверный код маркировки "}},
		"a block for a pack":        {[]Declared{packOf(0, pack, testBlock)}, []string{"Тип упаковки кода маркировки " + testBlock + " не соответствует выполняемой операции: указан GTIN " + pack + " (строка 30)"}},
		"a pack of another product": {[]Declared{packOf(0, milk, pack+"PACK001")}, []string{"Тип упаковки кода маркировки " + pack + "PACK001 не соответствует выполняемой операции: указан GTIN " + milk + " (строка 30)"}},
		"a pack of other goods":     {[]Declared{packOf(0, pack, pack+"PACK009"), packOf(1, pack, pack+"PACK001")}, []string{composition + "код маркировки " + pack + "PACK009 не вложен в код " + testBox + " (строка 30)", composition + "код маркировки " + pack + "PACK001 не вложен в код " + pack + "PACK009 (строка 31)"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := tradeWorld(t)
			before := codes(fingerprint(w))
			d := process(t, w, declaring(c.lines...))
			slices.Sort(c.want)
			got := slices.Sorted(slices.Values(texts.Strings(d.Errors)))
			ok := len(c.want) == 0
			if !slices.Equal(got, c.want) || (d.Registry == CheckedOK) != ok || (codes(fingerprint(w)) == before) == ok {
				t.Errorf("it comes to %s, with\n%q, want\n%q", d.DocState, got, c.want)
			}
		})
	}
}

// TestASenderWhoIsBlockedMeanwhile: a notice ends in PROCESSING_ERROR whatever
// its goods are; what goes through the exchange goes on (assumed).
func TestASenderWhoIsBlockedMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		doc  Document
		want DocState
	}{
		"withdrawal":    {notice(Withdrawal, "1", testBox), DocState{Registry: ProcessingError}},
		"wrong goods":   {notice(Withdrawal, "1", "NOTHERE"), DocState{Registry: ProcessingError}},
		"no rule":       {notice(Withdrawal, "", testBox), DocState{Registry: ProcessingError}},
		"introduction":  {notice(IntroduceGoods, "1", testBox), DocState{Registry: ProcessingError}},
		"third country": {notice(ImportThirdCountry, "", testBox), DocState{Registry: ProcessingError}},
		"an act":        {act(testBox + "*4"), DocState{Status: StatusWaiting}},
	} {
		t.Run(name, func(t *testing.T) {
			w := tradeWorld(t)
			before, id := codes(fingerprint(w)), submit(w, c.doc)
			must(t, w.Update(func(tx *Tx) error {
				return tx.PutParticipant(Participant{BIN: alice, Status: dict.Blocked, Groups: everyGroup()})
			}))
			must(t, w.Clock().Advance(time.Second))
			d := document(t, w, id)
			if d.DocState != c.want || codes(fingerprint(w)) != before {
				t.Errorf("it comes to %s: %v", d.DocState, d.Errors)
			}
			if blocked := fmt.Sprint(d.Errors) == "[Участник "+alice+" не идентифицирован (не зарегистрирован): участник заблокирован]"; blocked != (d.Registry == ProcessingError) {
				t.Errorf("it says %q", d.Errors)
			}
		})
	}
}
