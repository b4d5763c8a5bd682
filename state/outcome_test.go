package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

func addOutcome(t *testing.T, w *World, r OutcomeRule) string {
	t.Helper()
	var id string
	if r.Kind == "" {
		r.Kind = OfDocuments
	}
	err := w.Update(func(tx *Tx) error {
		kept, err := tx.AddOutcome(r)
		id = kept.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func comesTo(r Result) OutcomeRule { return OutcomeRule{Outcome: Outcome{Result: r}} }

// TestOutcomesOfDocuments: every kind of documents comes to every result,
// whatever its codes are, and goods move only where they may.
func TestOutcomesOfDocuments(t *testing.T) {
	for _, row := range DocTypes() {
		if !MayHaveOutcome(row.Type) {
			continue
		}
		for _, result := range append(ResultsOf(OfDocuments), "") {
			w := tradeWorld(t)
			addOutcome(t, w, comesTo(result))
			before := w.Code(testBox)
			d := Document{Type: row.Type, FileID: row.Prefix + "x", Supplier: alice, Consignee: bob, Goods: []Goods{{CIS: "nothing of ours", Count: 1, Line: 1}}}
			if reasons := ReasonsOf(row.Type); len(reasons) > 0 {
				d.Reason = reasons[0]
			}
			id := submit(w, d)
			advance(t, w, time.Minute)
			got := document(t, w, id)
			_, judged := w.docMove(got, ChecksFail)
			if judged != (result == ComesStuck) {
				t.Errorf("%s by %q stands in %s", row.Type, result, got.DocState)
			}
			failed := len(got.Errors) > 0
			if wants := result != ComesOK && result != ComesStuck; row.Effect == "" && failed != wants && result != "" {
				t.Errorf("%s by %q has errors %q", row.Type, result, got.Errors)
			}
			if result == ComesBroken && got.Registry != ProcessingError && got.Registry != ShipmentError && got.Status != StatusFailed {
				t.Errorf("%s by %q stands in %s", row.Type, result, got.DocState)
			}
			if got.Outcome == nil || got.Outcome.Rule != "o1" {
				t.Errorf("%s: its outcome is %+v", row.Type, got.Outcome)
			}
			if w.Code(testBox) != before {
				t.Errorf("%s by %q moved goods", row.Type, result)
			}
		}
	}
}

// TestOutcomesThatPassStillMoveGoods where the checks find nothing wrong, and
// else say why none moved.
func TestOutcomesThatPassStillMoveGoods(t *testing.T) {
	for count, moves := range map[string]bool{"*4": true, "*5": false} {
		w := tradeWorld(t)
		addOutcome(t, w, comesTo(ComesOK))
		id := submit(w, act(testBox+count))
		advance(t, w, time.Minute)
		if err := decideAs(w, id, bob, Approve); err != nil {
			t.Fatal(err)
		}
		d := document(t, w, id)
		if d.DocState != (DocState{StatusApproved, CheckedOK}) || len(d.Errors) > 0 {
			t.Errorf("%s: %s with %q", count, d.DocState, d.Errors)
		}
		if moved := w.Code(testBox).OwnerBIN == bob; moved != moves {
			t.Errorf("%s: goods moved: %t", count, moved)
		}
		if told := slices.ContainsFunc(d.Warnings, func(w rules.Warning) bool { return w.Rule == "outcome" }); told == moves {
			t.Errorf("%s: warnings %+v", count, d.Warnings)
		}
	}
}

// TestErrorsOfOutcomes are worded by the catalogue: of the codes of the
// document, of what they name, or in words of their own.
func TestErrorsOfOutcomes(t *testing.T) {
	for _, c := range []struct {
		errors []OutcomeError
		want   string
	}{
		{nil, "[Ошибка валидации документа]"},
		{[]OutcomeError{{Text: "Просто ошибка"}}, "[Просто ошибка]"},
		{[]OutcomeError{{Number: 22}}, "[Коды маркировки " + testBox + " не найден(ы)]"},
		{[]OutcomeError{{Number: 22, Of: []string{"A", "B"}}}, "[Коды маркировки A не найден(ы) Коды маркировки B не найден(ы)]"},
		{[]OutcomeError{{Number: 24}}, "[Статус кода маркировки " + testBox + fmt.Sprintf(" не соответствует %d недопустим для этой операции]", dict.Applied)},
		{[]OutcomeError{{Number: 61}}, "[У участника " + alice + " нет полномочий на выполнение операций с продукцией, имеющей GTIN " + pack + "]"},
		{[]OutcomeError{{Number: 13}, {Number: 107}}, "[Участник " + alice + " не идентифицирован (не зарегистрирован) Не пройдена проверка подписи]"},
		{[]OutcomeError{{Number: 107, Text: "нет ЭЦП"}}, "[Не пройдена проверка подписи: нет ЭЦП]"},
	} {
		w := tradeWorld(t)
		addOutcome(t, w, OutcomeRule{Outcome: Outcome{Result: ComesNotOK, Errors: c.errors}})
		id := submit(w, act(testBox+"*4"))
		advance(t, w, time.Minute)
		d := document(t, w, id)
		if got := fmt.Sprint(d.Errors); got != c.want || d.DocState != (DocState{StatusFailed, CheckedNotOK}) {
			t.Errorf("%+v: %s with\n%s, not\n%s", c.errors, d.DocState, got, c.want)
		}
	}
}

// TestEveryRowOfTheCatalogueIsWorded: no text of an outcome shows that
// something is missing.
func TestEveryRowOfTheCatalogueIsWorded(t *testing.T) {
	for _, row := range Failures() {
		for _, goods := range []string{testBox + "*4", "unknown*1"} {
			w := tradeWorld(t)
			addOutcome(t, w, OutcomeRule{Outcome: Outcome{Result: ComesNotOK, Errors: []OutcomeError{{Number: row.Number}}}})
			id := submit(w, act(goods))
			advance(t, w, time.Minute)
			d := document(t, w, id)
			if len(d.Errors) != 1 || strings.Contains(d.Errors[0].String(), "%!") || d.Failures[0].Number != row.Number {
				t.Errorf("%d: %q", row.Number, d.Errors)
			}
		}
	}
}

// TestWhichDocumentsAnOutcomeIsAbout: each key alone, on three documents.
func TestWhichDocumentsAnOutcomeIsAbout(t *testing.T) {
	half := 0.5
	for name, c := range map[string]struct {
		match DocumentMatch
		want  string
	}{
		"none":        {DocumentMatch{}, "***"},
		"type":        {DocumentMatch{Type: Act}, "***"},
		"other type":  {DocumentMatch{Type: Withdrawal}, "..."},
		"sender":      {DocumentMatch{Sender: alice}, "***"},
		"not sender":  {DocumentMatch{Sender: bob}, "..."},
		"receiver":    {DocumentMatch{Receiver: bob}, "***"},
		"fileId":      {DocumentMatch{FileID: "EEU_ACT_2"}, ".*."},
		"times":       {DocumentMatch{Pick: Pick{Times: 2}}, "**."},
		"nth":         {DocumentMatch{Pick: Pick{Nth: 2}}, ".*."},
		"nth, times":  {DocumentMatch{Pick: Pick{Nth: 2, Times: 5}}, ".**"},
		"probability": {DocumentMatch{Pick: Pick{Probability: &half}}, ".*."},
		"over":        {DocumentMatch{Pick: Pick{Until: 1}}, "..."},
	} {
		w := tradeWorld(t)
		addOutcome(t, w, OutcomeRule{DocumentMatch: c.match, Outcome: Outcome{Result: ComesNotOK}})
		got := ""
		for n := range 3 {
			d := act(testBox + "*4")
			d.FileID = fmt.Sprint("EEU_ACT_", n+1)
			got += map[bool]string{true: "*", false: "."}[document(t, w, submit(w, d)).Outcome != nil]
		}
		if got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
		r := w.Snapshot().Outcomes()[0]
		if acted := strings.Count(got, "*"); r.Acted != acted || r.Matched < acted {
			t.Errorf("%s: matched %d, acted %d", name, r.Matched, r.Acted)
		}
	}
}

// TestOutcomesTakeTheirTime and what is stuck stays.
func TestOutcomesTakeTheirTime(t *testing.T) {
	w := tradeWorld(t)
	addOutcome(t, w, OutcomeRule{Outcome: Outcome{Delay: time.Hour}})
	id := submit(w, act(testBox+"*4"))
	advance(t, w, 59*time.Minute)
	if d := document(t, w, id); d.Status != StatusProcessing {
		t.Errorf("after 59 minutes it is in %s", d.DocState)
	}
	advance(t, w, time.Minute)
	if d := document(t, w, id); d.Status != StatusWaiting {
		t.Errorf("after an hour it is in %s with %q", d.DocState, d.Errors)
	}
	addOutcome(t, w, comesTo(ComesStuck))
	w.Snapshot()
	if err := w.Update(func(tx *Tx) error { return tx.DropOutcome("o1") }); err != nil {
		t.Fatal(err)
	}
	stuck := submit(w, act(testBox+"*4"))
	advance(t, w, 1000*time.Hour)
	if d := document(t, w, stuck); d.Status != StatusProcessing {
		t.Errorf("what is stuck is in %s", d.DocState)
	}
}

// TestOutcomesOfOrders: every result, and the time it takes.
func TestOutcomesOfOrders(t *testing.T) {
	for result, want := range map[Result]OrderStatus{ComesSuccess: OrderSuccess, ComesError: OrderError, ComesInvalid: OrderValidationFailed, ComesStuck: OrderInProgress, "": OrderSuccess} {
		w := tradeWorld(t)
		addOutcome(t, w, OutcomeRule{Kind: OfOrders, DocumentMatch: DocumentMatch{Sender: alice}, Outcome: Outcome{Result: result, Delay: time.Minute}})
		addOutcome(t, w, comesTo(ComesNotOK)) // of documents: not of these
		uuid := place(t, w, Order{BIN: alice, GTIN: pack})
		other := place(t, w, Order{BIN: bob, GTIN: pack})
		advance(t, w, time.Minute-time.Millisecond)
		if o := orderOf(t, w, uuid); result != ComesInvalid && o.Status != OrderInProgress {
			t.Errorf("%q before its time: %s", result, o.Status)
		}
		advance(t, w, time.Millisecond)
		if o := orderOf(t, w, uuid); o.Status != want || (len(o.Result) > 0) != (want == OrderSuccess) {
			t.Errorf("%q: %s with %d codes, not %s", result, o.Status, len(o.Result), want)
		}
		if o := orderOf(t, w, other); o.Status != OrderSuccess || o.Outcome != nil {
			t.Errorf("the order of another: %s", o.Status)
		}
	}
	w := tradeWorld(t)
	addOutcome(t, w, OutcomeRule{Kind: OfOrders, Outcome: Outcome{Result: ComesSuccess}})
	uuid := place(t, w, Order{BIN: alice, GTIN: "99999999999999"})
	advance(t, w, time.Minute)
	if o := orderOf(t, w, uuid); o.Status != OrderSuccess {
		t.Errorf("an order of an unknown product succeeds: %s", o.Status)
	}
}

// TestOutcomesBelongToTheWorld: a failed transaction counts nothing, a fork has
// them, a reset brings back those of the start.
func TestOutcomesBelongToTheWorld(t *testing.T) {
	w := tradeWorld(t)
	addOutcome(t, w, OutcomeRule{DocumentMatch: DocumentMatch{Pick: Pick{Times: 1}}, Outcome: Outcome{Result: ComesStuck}})
	_ = w.Update(func(tx *Tx) error { tx.Submit(act(testBox + "*4")); return fmt.Errorf("no") })
	if r := w.Snapshot().Outcomes()[0]; r.Matched != 0 || r.Acted != 0 {
		t.Errorf("a failed transaction counted: %+v", r)
	}
	f := w.Fork("fork", nil)
	submit(f, act(testBox+"*4"))
	if here, there := w.Snapshot().Outcomes()[0].Acted, f.Snapshot().Outcomes()[0].Acted; here != 0 || there != 1 {
		t.Errorf("acted %d here and %d in the fork", here, there)
	}
	f.Reset()
	if r := f.Snapshot().Outcomes(); len(r) != 1 || r[0].Acted != 0 {
		t.Errorf("after the reset of the fork: %+v", r)
	}
	w.Reset()
	if r := w.Snapshot().Outcomes(); len(r) != 0 {
		t.Errorf("after a reset: %+v", r)
	}
}

// TestHalfOfAShipmentIsAccepted, rounded up, whoever's outcome says so.
func TestHalfOfAShipmentIsAccepted(t *testing.T) {
	for _, about := range []DocType{Shipment, ForeignAcceptance} {
		w := tradeWorld(t)
		addOutcome(t, w, OutcomeRule{DocumentMatch: DocumentMatch{Type: about}, Outcome: Outcome{Half: true}})
		var shipment *Document
		err := w.Update(func(tx *Tx) error {
			d := act(pack+"PACK001*1", pack+"PACK002*1", pack+"PACK003*1")
			d.Type, d.Consignee, d.FileID = Shipment, "7701234567", ""
			shipment = tx.Submit(d)
			shipment = tx.amend(shipment, func(d *Document) { d.Registry = ShipmentWaiting })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Update(func(tx *Tx) error {
			a := *shipment
			a.ID, a.Type, a.Corrects, a.Outcome, a.Goods = "", ForeignAcceptance, shipment.ID, nil, slices.Clone(shipment.Goods)
			for i := range a.Goods {
				a.Goods[i].Revise = GoodsAccepted
			}
			got := ""
			for _, g := range tx.Submit(a).Goods {
				got += g.Revise + " "
			}
			if want := "ACCEPTED ACCEPTED REJECTED "; got != want {
				t.Errorf("by the outcome of the %s: %s, not %s", about, got, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
