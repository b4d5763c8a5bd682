package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state/dict"
)

const (
	testBlock = "(01)00000046082251(21)BLOCK01"
	testBox   = "00046002660143821000"
)

// tradeWorld is a world in which alice has a box of two blocks of two packs, and a loose pack.
func tradeWorld(t interface{ Fatalf(string, ...any) }) *World {
	w := newTestWorld(t)
	pack2 := func(n int) Tree { return unit(fmt.Sprintf("%sPACK%03d", pack, n)) }
	block := func(n int) Tree {
		b := unit(fmt.Sprintf("(01)%s(21)BLOCK%02d", pack, n))
		b.PackageType, b.Inside = dict.Level1, []Tree{pack2(2*n - 1), pack2(2 * n)}
		return b
	}
	box := unit(testBox)
	box.PackageType, box.Inside = dict.Level2, []Tree{block(1), block(2)}
	err := w.Update(func(tx *Tx) error {
		if err := tx.PutProduct(Product{GTIN: milk, ProductGroup: "milk"}); err != nil {
			return err
		}
		if err := tx.AddTree(box); err != nil {
			return err
		}
		return tx.AddTree(pack2(9))
	})
	if err != nil {
		t.Fatalf("trade world: %s", err)
	}
	w.MarkStart()
	return w
}

// act is an act from alice to bob over goods "CODE*COUNT", with right totals.
func act(goods ...string) Document {
	d := Document{Type: Act, FileID: "EEU_ACT_x", Supplier: alice, Consignee: bob}
	total := 0
	for i, g := range goods {
		code, count, _ := strings.Cut(g, "*")
		var n int
		_, _ = fmt.Sscan(count, &n)
		total += n
		d.Goods = append(d.Goods, Goods{CIS: code, Count: n, Line: 10 + i})
	}
	d.Totals = []Total{{GTIN: pack, Count: total}}
	return d
}

func submit(w *World, d Document) string {
	var id string
	_ = w.Update(func(tx *Tx) error { id = tx.Submit(d).ID; return nil })
	return id
}

func document(t *testing.T, w *World, id string) *Document {
	t.Helper()
	d, err := w.Snapshot().Document(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// decideAs begins and takes a decision in one.
func decideAs(w *World, id, bin string, decision Decision) error {
	return w.Update(func(tx *Tx) error {
		d, err := tx.BeginDecision(id, bin, decision)
		if err != nil {
			return err
		}
		_, err = tx.Decide(id, bin, decision, d.Title(decision).FileUUID, []byte("cms"))
		return err
	})
}

// statuses is the way of a document, oldest first.
func statuses(d *Document) (way []DocStatus) {
	for ; d != nil; d = d.Prev {
		if len(way) == 0 || way[len(way)-1] != d.Status {
			way = append(way, d.Status)
		}
	}
	slices.Reverse(way)
	return way
}

func TestAnActThatIsApproved(t *testing.T) {
	w := tradeWorld(t)
	id := submit(w, act(testBox+"*4", pack+"PACK009*1"))
	for _, step := range []struct {
		by   time.Duration
		want DocStatus
	}{{0, 1}, {100, 18}, {300, 19}, {100, 20}, {500, 3}} {
		if err := w.Clock().Advance(step.by * time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if d := document(t, w, id); d.Status != step.want {
			t.Fatalf("at %s the act is in %d, not %d: %v", w.Clock().Now(), d.Status, step.want, d.Errors)
		}
	}
	if err := decideAs(w, id, bob, Approve); err != nil {
		t.Fatal(err)
	}
	d := document(t, w, id)
	if got := fmt.Sprint(statuses(d)); got != "[1 18 19 20 3 4]" || d.Registry != CheckedOK {
		t.Errorf("its way is %s, in the registry it is %q", got, d.Registry)
	}
	for _, code := range []string{testBox, testBlock, pack + "PACK004", pack + "PACK009"} {
		if c := w.Code(code); c.OwnerBIN != bob || c.Status != dict.Introduced || c.Op.DocID != id || c.Prev.OwnerBIN != alice {
			t.Errorf("%s belongs to %s, %s, by document %s", code, c.OwnerBIN, c.Status, c.Op.DocID)
		}
	}
	if c := w.Code(testBlock); c.Parent != testBox || len(c.Child) != 2 {
		t.Errorf("the block lost its place: %+v", c)
	}
}

func TestActsThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		doc  Document
		want string
	}{
		"an unknown code":               {act("00000046082251NOTHERE*1"), "не найден(ы)"},
		"a code twice":                  {act(pack+"PACK009*1", pack+"PACK009*1"), "указан дважды (строки 10 и 11)"},
		"a code inside another":         {act(testBox+"*4", testBlock+"*2"), "вложен в указанный в документе агрегат " + testBox},
		"a pack inside a box":           {act(testBox+"*4", pack+"PACK001*1"), "вложен в указанный в документе агрегат"},
		"a wrong count":                 {act(testBox + "*3"), "указано 3, в системе 4"},
		"a wrong total":                 {func() Document { d := act(testBox + "*4"); d.Totals[0].Count = 5; return d }(), "итог по GTIN 00000046082251: указано 5, в системе 4"},
		"a total of nothing":            {func() Document { d := act(testBox + "*4"); d.Totals = nil; return d }(), "указано 0, в системе 4"},
		"goods of somebody else":        {func() Document { d := act(testBox + "*4"); d.Supplier, d.Consignee = bob, alice; return d }(), "нет полномочий"},
		"a receiver without contract":   {func() Document { d := act(testBox + "*4"); d.Consignee = "333333333333"; return d }(), "отсутствует действующий договор по ТГ tobacco"},
		"a code in a status of no sale": {act("00000046082251EMITTED*1"), "не соответствует 0 недопустим"},
	} {
		t.Run(name, func(t *testing.T) {
			w := tradeWorld(t)
			err := w.Update(func(tx *Tx) error {
				emitted := unit(pack + "EMITTED")
				emitted.Status = dict.Emitted
				if err := tx.PutParticipant(Participant{BIN: "333333333333", Name: "C"}); err != nil {
					return err
				}
				return tx.AddTree(emitted)
			})
			if err != nil {
				t.Fatal(err)
			}
			before := fingerprint(w)
			id := submit(w, c.doc)
			if err := w.Clock().AdvanceToDocument(id); err != nil {
				t.Fatal(err)
			}
			d := document(t, w, id)
			if d.Status != StatusFailed || len(d.Errors) == 0 || !strings.Contains(d.Errors[0].String(), c.want) {
				t.Errorf("status %d, errors %q, want %q", d.Status, d.Errors, c.want)
			}
			if codes(before) != codes(fingerprint(w)) {
				t.Error("a failed act moved codes")
			}
			if err := decideAs(w, id, c.doc.Consignee, Approve); kindOf(t, err) != DocumentStatus {
				t.Errorf("a failed act is approved: %v", err)
			}
		})
	}
}

// codes is the part of a fingerprint that tells of codes.
func codes(fingerprint string) string {
	var lines []string
	for line := range strings.Lines(fingerprint) {
		if strings.Contains(line, pack) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestDecisions(t *testing.T) {
	for name, c := range map[string]struct {
		by       string
		decision Decision
		after    time.Duration
		want     Kind
		status   DocStatus
	}{
		"the receiver approves":           {bob, Approve, 0, "", StatusApproved},
		"the receiver rejects":            {bob, Reject, 0, "", StatusRejected},
		"the sender withdraws":            {alice, Withdraw, 0, "", StatusWithdrawn},
		"the sender approves":             {alice, Approve, 0, DocumentUnknown, StatusWaiting},
		"the receiver withdraws":          {bob, Withdraw, 0, DocumentUnknown, StatusWaiting},
		"a stranger rejects":              {"555555555555", Reject, 0, DocumentUnknown, StatusWaiting},
		"withdrawn on the fifth day":      {alice, Withdraw, 5*24*time.Hour + 7*time.Hour - 2*time.Second, "", StatusWithdrawn}, // from Sunday to Friday, almost midnight there
		"withdrawn on the sixth day":      {alice, Withdraw, 5*24*time.Hour + 7*time.Hour, WithdrawalLate, StatusWaiting},
		"approved when that is long over": {bob, Approve, 90 * 24 * time.Hour, "", StatusApproved},
	} {
		t.Run(name, func(t *testing.T) {
			w := tradeWorld(t)
			id := submit(w, act(testBox+"*4"))
			if err := w.Clock().Advance(time.Second + c.after); err != nil {
				t.Fatal(err)
			}
			if got := kindOf(t, decideAs(w, id, c.by, c.decision)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if d := document(t, w, id); d.Status != c.status {
				t.Errorf("status %d, want %d", d.Status, c.status)
			}
			owner := map[bool]string{true: bob, false: alice}[c.status == StatusApproved]
			if got := w.Code(pack + "PACK001").OwnerBIN; got != owner {
				t.Errorf("the goods belong to %s", got)
			}
		})
	}
}

// TestDecisionsOfImportNotices: the importer who sent one takes all of them,
// alone, and there is no term.
func TestDecisionsOfImportNotices(t *testing.T) {
	for name, c := range map[string]struct {
		by       string
		decision Decision
		after    time.Duration
		want     Kind
		status   DocState
	}{
		"the importer approves":           {alice, Approve, 0, "", DocState{StatusApproved, CheckedOK}},
		"the importer rejects":            {alice, Reject, 0, DocumentStatus, DocState{Status: StatusWaiting}},
		"the importer withdraws":          {alice, Withdraw, 0, "", DocState{Status: StatusWithdrawn}},
		"withdrawn when it is long over":  {alice, Withdraw, 90 * 24 * time.Hour, "", DocState{Status: StatusWithdrawn}},
		"approved when that is long over": {alice, Approve, 90 * 24 * time.Hour, "", DocState{StatusApproved, CheckedOK}},
		"the supplier approves":           {bob, Approve, 0, DocumentUnknown, DocState{Status: StatusWaiting}},
		"the supplier withdraws":          {bob, Withdraw, 0, DocumentUnknown, DocState{Status: StatusWaiting}},
	} {
		for _, kind := range []DocType{ImportTransit, ImportTransitCorrection} {
			t.Run(name+", "+string(kind), func(t *testing.T) {
				w := tradeWorld(t)
				d := act(testBox + "*4")
				d.Type, d.Supplier, d.Consignee = kind, bob, alice
				if kind == ImportTransitCorrection {
					first := d
					first.Type = ImportTransit
					d.Corrects = process(t, w, first).ID
				}
				id := process(t, w, d).ID
				if d.Corrects != "" && document(t, w, d.Corrects).DocState != (DocState{Status: StatusAnnulled}) {
					t.Errorf("what it corrects is in %s", document(t, w, d.Corrects).DocState)
				}
				must(t, w.Clock().Advance(c.after))
				if got := kindOf(t, decideAs(w, id, c.by, c.decision)); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				if d := document(t, w, id); d.DocState != c.status {
					t.Errorf("it is in %s, want %s", d.DocState, c.status)
				}
				want := map[bool]dict.CodeStatus{true: dict.Introduced, false: dict.Applied}[c.status.Status == StatusApproved]
				if got := w.Code(pack + "PACK001"); got.Status != want || got.OwnerBIN != alice {
					t.Errorf("the goods are %s of %s, want %s", got.Status, got.OwnerBIN, want)
				}
				if kindOf(t, decideAs(w, id, alice, Withdraw)) != map[bool]Kind{true: "", false: DocumentStatus}[c.want != ""] {
					t.Error("what was decided is decided again, or what was not is not")
				}
			})
		}
	}
}

// TestNobodyDecidesOfNotices that go through no exchange, nor of divergences.
func TestNobodyDecidesOfNotices(t *testing.T) {
	w := tradeWorld(t)
	act := process(t, w, act(testBox+"*4"))
	var ids []string
	for i, d := range []Document{
		notice(Withdrawal, "1", pack+"PACK009"), notice(IntroduceGoods, "1", testBox), notice(ImportThirdCountry, "", testBox),
		{Type: Divergence, Supplier: alice, Consignee: alice, Corrects: act.ID},
	} {
		if d.ID != "" {
			d.ID = fmt.Sprint(d.ID[1:], i)
		}
		ids = append(ids, submit(w, d))
	}
	for range 2 { // on their way, and in the end
		for _, id := range ids {
			for _, decision := range []Decision{Approve, Reject, Withdraw} {
				if got := kindOf(t, decideAs(w, id, alice, decision)); got != DocumentStatus {
					t.Errorf("%s of %s: %q", decision, document(t, w, id).Type, got)
				}
			}
		}
		must(t, w.Clock().Advance(time.Hour))
	}
}

func TestDivergenceAndCorrection(t *testing.T) {
	w := tradeWorld(t)
	first := submit(w, act(testBox+"*4"))
	must(t, w.Clock().AdvanceToDocument(first))
	notice := submit(w, Document{Type: Divergence, Supplier: alice, Consignee: bob, Corrects: first, Goods: []Goods{{CIS: testBlock, Revise: "NOT_FOUND"}}})
	must(t, w.Clock().AdvanceToDocument(notice))
	if d := document(t, w, first); d.Status != StatusDiverged {
		t.Fatalf("after the notice the act is in %d", d.Status)
	}
	if got := kindOf(t, decideAs(w, first, bob, Approve)); got != DocumentStatus {
		t.Errorf("an act with a notice is approved: %q", got)
	}
	correction := act(pack + "PACK009*1")
	correction.Type, correction.Corrects = CorrectiveAct, first
	second := submit(w, correction)
	must(t, w.Clock().AdvanceToDocument(second))
	for id, want := range map[string]DocStatus{first: StatusAnnulled, notice: StatusApproved, second: StatusWaiting} {
		if d := document(t, w, id); d.Status != want {
			t.Errorf("%s %s is in %d, not %d", d.Type, id, d.Status, want)
		}
	}
	must(t, decideAs(w, second, bob, Approve))
	if w.Code(pack+"PACK009").OwnerBIN != bob || w.Code(testBox).OwnerBIN != alice {
		t.Error("the wrong goods changed hands")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestGoodsThatWentElsewhere: two acts over the same goods wait; the second
// approval finds them gone, moves nothing, and the registry says why.
func TestGoodsThatWentElsewhere(t *testing.T) {
	w := tradeWorld(t)
	first, second := submit(w, act(testBox+"*4")), submit(w, act(testBlock+"*2"))
	must(t, w.Clock().Advance(time.Second))
	must(t, decideAs(w, first, bob, Approve))
	must(t, decideAs(w, second, bob, Approve))
	if d := document(t, w, second); d.Status != StatusApproved || d.Registry != CheckedNotOK || len(d.Errors) == 0 {
		t.Errorf("status %d, registry %s, errors %v", d.Status, d.Registry, d.Errors)
	}
	if c := w.Code(testBlock); c.Op.DocID != first {
		t.Errorf("the block was moved by %s", c.Op.DocID)
	}
}

// TestNothingMovesByHalves: an approval that fails at the second of its goods
// takes back what the first became.
func TestNothingMovesByHalves(t *testing.T) {
	w := tradeWorld(t)
	both := submit(w, act(pack+"PACK009*1", testBox+"*4"))
	must(t, w.Clock().AdvanceToDocument(both))
	inner := submit(w, act(testBlock+"*2"))
	must(t, w.Clock().AdvanceToDocument(inner))
	must(t, decideAs(w, inner, bob, Approve))
	loose := w.Code(pack + "PACK009")
	must(t, decideAs(w, both, bob, Approve))
	if d := document(t, w, both); d.Registry != CheckedNotOK || len(d.Errors) == 0 {
		t.Fatalf("the second act has registry %q, errors %v", d.Registry, d.Errors)
	}
	if now := w.Code(pack + "PACK009"); now != loose {
		t.Errorf("the loose pack became %+v", now)
	}
}

// TestTheTitleThatDecides is one that was made for the decision, the last or an
// earlier one.
func TestTheTitleThatDecides(t *testing.T) {
	w := tradeWorld(t)
	id := submit(w, act(testBox+"*4"))
	must(t, w.Clock().Advance(time.Second))
	var old string
	must(t, w.Update(func(tx *Tx) error {
		d, err := tx.BeginDecision(id, bob, Approve)
		old = d.Title(Approve).FileUUID
		if err == nil {
			_, err = tx.BeginDecision(id, bob, Approve)
		}
		return err
	}))
	err := w.Update(func(tx *Tx) error { _, err := tx.Decide(id, bob, Reject, old, nil); return err })
	if kindOf(t, err) != TitleMissing {
		t.Errorf("a title of another decision decides: %v", err)
	}
	begun := document(t, w, id)
	if n := len(begun.TitlesOf(Approve)); n != 2 || begun.Taken() != nil {
		t.Errorf("%d titles are begun, and %v is taken", n, begun.Taken())
	}
	must(t, w.Update(func(tx *Tx) error { _, err := tx.Decide(id, bob, Approve, old, []byte("cms")); return err }))
	if title := document(t, w, id).Taken(); title == nil || title.FileUUID != old || string(title.Signature) != "cms" {
		t.Errorf("the title that decided: %+v", title)
	}
	if title := begun.Title(Approve); title.Signed != 0 {
		t.Errorf("what was read before the decision shows it: %+v", title)
	}
}

func TestSpeedsOfProcessing(t *testing.T) {
	for speed, after := range map[Processing]time.Duration{Instant: 0, Fast: time.Second, Realistic: 90 * time.Second, "": time.Second} {
		w := tradeWorld(t)
		w.setProcessing(speed)
		id := submit(w, act(testBox+"*4"))
		if after > 0 {
			must(t, w.Clock().Advance(after-time.Millisecond))
			if d := document(t, w, id); d.Status == StatusWaiting {
				t.Errorf("%s: too early", speed)
			}
			must(t, w.Clock().Advance(time.Millisecond))
		}
		if d := document(t, w, id); d.Status != StatusWaiting {
			t.Errorf("%s: after %s the act is in %d", speed, after, d.Status)
		}
	}
}

// TestSpeedsOfTypes: a type may have a speed of its own.
func TestSpeedsOfTypes(t *testing.T) {
	w := tradeWorld(t)
	w.setProcessing("realistic,divergence=instant")
	id := submit(w, act(testBox+"*4"))
	must(t, w.Clock().AdvanceToDocument(id))
	if d := document(t, w, id); d.Registered != d.Created.Add(90*time.Second) {
		t.Errorf("the act of %s was registered at %s", d.Created, d.Registered)
	}
	notice := submit(w, Document{Type: Divergence, Supplier: alice, Consignee: bob, Corrects: id})
	if d := document(t, w, notice); d.Status != StatusWaiting {
		t.Errorf("the notice is in %d", d.Status)
	}
	for processing, want := range map[Processing]string{
		"": "", "instant": "", "fast,act=realistic,divergence=instant": "",
		"quick": `"quick" is no speed`, "act=fast": "wrong place", "fast,instant": "wrong place",
		"fast,registry=early": "", "registry=early": "only registry=early can be said of the registry, behind", "fast,registry=late": "only registry=early",
		"fast,acts=instant": `"acts" is no type`, "fast,act=": `"" is no speed`, "fast,": "wrong place",
	} {
		if err := processing.Check(); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", processing, err)
		}
	}
}

// TestWhatIsOvertaken: who comes after the act was decided, comes too late.
func TestWhatIsOvertaken(t *testing.T) {
	correction := func(about string) Document {
		d := act(pack + "PACK009*1")
		d.Type, d.Corrects = CorrectiveAct, about
		return d
	}
	notice := func(about string) Document {
		return Document{Type: Divergence, Supplier: alice, Consignee: bob, Corrects: about}
	}
	for name, c := range map[string]struct {
		late  func(string) Document
		first func(w *World, id string) error
	}{
		"two corrections":              {correction, func(w *World, id string) error { submit(w, correction(id)); return nil }},
		"a correction of one approved": {correction, func(w *World, id string) error { return decideAs(w, id, bob, Approve) }},
		"a correction of one withdrawn": {correction, func(w *World, id string) error {
			return decideAs(w, id, alice, Withdraw)
		}},
		"a notice to one approved":     {notice, func(w *World, id string) error { return decideAs(w, id, bob, Approve) }},
		"a notice to one rejected":     {notice, func(w *World, id string) error { return decideAs(w, id, bob, Reject) }},
		"a correction of one rejected": {correction, func(w *World, id string) error { return decideAs(w, id, bob, Reject) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := tradeWorld(t)
			id := submit(w, act(testBox+"*4"))
			must(t, w.Clock().AdvanceToDocument(id))
			must(t, c.first(w, id))
			late := submit(w, c.late(id))
			must(t, w.Clock().Advance(time.Minute))
			if d := document(t, w, late); d.Status != StatusFailed || len(d.Errors) != 1 || !strings.Contains(d.Errors[0].String(), id) {
				t.Errorf("it is in %d: %v", d.Status, d.Errors)
			}
		})
	}
}

// TestEveryStatusOfDocumentsIsReached: no row of the life cycle leads nowhere,
// none cannot be come to.
func TestEveryStatusOfDocumentsIsReached(t *testing.T) {
	for _, row := range DocTypes() {
		reached := map[DocState]bool{row.Flow.Start(): true}
		for range DocMoves() {
			for _, m := range DocMoves() {
				if m.Flow == row.Flow && reached[m.From] {
					reached[m.To] = true
				}
			}
		}
		for _, m := range DocMoves() {
			if m.Flow == row.Flow && !reached[m.From] {
				t.Errorf("%s: nothing leads to status %s", row.Type, m.From)
			}
			if m.Source == "" {
				t.Errorf("%+v has no source", m)
			}
		}
		recognised := row.Abroad != "" && row.Number == 0
		if !recognised && row.Flow != ReportFlow && (row.Number == 0 && row.Registry == "" || row.Prefix == "" || row.Schema == "") || row.Flow == "" || row.From == "" || row.To == "" || row.Source == "" {
			t.Errorf("incomplete: %+v", row)
		}
		if (len(row.About) > 0) != (row.Effect != "") {
			t.Errorf("%s is about %v, and what it does to them is %q", row.Type, row.About, row.Effect)
		}
		if row.Flow.Start() == (DocState{}) {
			t.Errorf("nobody says where the flow %s begins", row.Flow)
		}
		moves := slices.ContainsFunc(GoodsRules(), func(r GoodsRule) bool { return r.Type == row.Type })
		good, bad := false, false
		for at := range reached {
			good = good || at.Registry == CheckedOK
			bad = bad || at.Registry == CheckedNotOK
		}
		if !recognised && row.Flow != ReportFlow && (moves != good || moves != bad) {
			t.Errorf("%s moves goods: %t, can end well: %t, can fail in the registry: %t", row.Type, moves, good, bad)
		}
		var ends []string // where nothing leads on
		for at := range reached {
			if !slices.ContainsFunc(DocMoves(), func(m DocMove) bool { return m.Flow == row.Flow && m.From == at }) {
				ends = append(ends, at.String())
			}
		}
		slices.Sort(ends)
		if got, want := fmt.Sprint(ends), endsOfFlows[row.Flow]; got != want {
			t.Errorf("the flow %s ends in %s, not %s", row.Flow, got, want)
		}
	}
}

var endsOfFlows = map[Flow]string{
	ActFlow:        "[10, CHECKED_NOT_OK 10, PROCESSING_ERROR 16 17 4, CHECKED_NOT_OK 4, CHECKED_OK 5]",
	ImportFlow:     "[10, CHECKED_NOT_OK 10, PROCESSING_ERROR 16 17 4, CHECKED_NOT_OK 4, CHECKED_OK]",
	DivergenceFlow: "[10 4]",
	NoticeFlow:     "[CHECKED_NOT_OK CHECKED_OK PROCESSING_ERROR]",
	ShipmentFlow:   "[ACCEPTED ERROR]",
	ArrivalFlow:    "[ACCEPTED CANCELLED CHECKED_NOT_OK PROCESSING_ERROR]",
	AcceptanceFlow: "[CHECKED_NOT_OK CHECKED_OK PROCESSING_ERROR]",
	ReportFlow:     "[CHECKED_OK]",
}

// TestRowsOfDocuments: one row at most leads away by an event, only time takes
// time, and all of it together is the time that a document takes.
func TestRowsOfDocuments(t *testing.T) {
	whole := map[Flow]float64{}
	for i, m := range DocMoves() {
		timed := m.Event == TimePasses || m.Event == ChecksFail || m.Event == SenderGone || m.Event == Broken
		if timed != (m.Share > 0) {
			t.Errorf("%+v takes time: %t", m, m.Share > 0)
		}
		if m.Event == TimePasses {
			whole[m.Flow] += m.Share
		}
		if slices.ContainsFunc(DocMoves()[:i], func(o DocMove) bool { return o.Flow == m.Flow && o.From == m.From && o.Event == m.Event }) {
			t.Errorf("a second row leads from %s of %s by %s", m.From, m.Flow, m.Event)
		}
		if m.Event == ChecksFail || m.Event == SenderGone || m.Event == Broken {
			if !slices.ContainsFunc(DocMoves(), func(o DocMove) bool {
				return o.Flow == m.Flow && o.From == m.From && o.Event == TimePasses && o.Share == m.Share
			}) {
				t.Errorf("%+v is looked at when time has passed, and no row says when", m)
			}
		}
	}
	for flow, want := range map[Flow]float64{ActFlow: 1, ImportFlow: 1, DivergenceFlow: 0.5, NoticeFlow: 1, ShipmentFlow: 1, ArrivalFlow: 1, AcceptanceFlow: 1} {
		if got := whole[flow]; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s takes %f of the time of processing, not %f", flow, got, want)
		}
	}
}
