package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// registryWorld is a world whose registry holds eight entries, of which several
// came at one moment; it gives their numbers in order of arrival.
func registryWorld(t *testing.T) (w *World, numbers []string) {
	t.Helper()
	w = tradeWorld(t)
	w.setProcessing(Fast + "," + registryEarly)
	put := func(kind ReceiptType, id, code string, status RegistryStatus) {
		r := receiptOf(kind, alice, code)
		r.DocumentID, r.Status = id, status
		must(t, w.Update(take(r)))
	}
	first, second := submit(w, act(testBox+"*4")), submit(w, act(pack+"PACK009*1"))
	must(t, w.Clock().Advance(time.Second))
	put(Sale, "receipt-1", testBox, CheckedNotOK)
	put(Sale, "receipt-2", testBox, ProcessingError)
	must(t, decideAs(w, second, bob, Approve)) // the later act comes to the registry first, at the same moment
	must(t, decideAs(w, first, bob, Approve))
	d := notice(Withdrawal, "1", testBox)
	submit(w, d)
	must(t, w.Clock().Advance(time.Second))
	put(Return, "receipt-3", pack+"PACK009", CheckedNotOK)
	e := notice(ImportThirdCountry, "", testBox)
	e.ID = "00000000-0000-4000-8000-00000000000b"
	e.Number = e.ID
	submit(w, e)
	must(t, w.Clock().Advance(time.Hour))
	put(Return, "receipt-4", pack+"PACK009", CheckedNotOK)
	return w, []string{"receipt-1", "receipt-2", document(t, w, second).Number, document(t, w, first).Number, d.ID, "receipt-3", e.ID, "receipt-4"}
}

// read lists a registry by numbers, at most limit of them.
func read(v View, from *RegistryKey, down bool, limit int) (numbers []string) {
	v.Registry("", from, down, func(e Entry) bool {
		numbers = append(numbers, e.Number())
		return len(numbers) < limit
	})
	return numbers
}

func TestPagesOfTheRegistry(t *testing.T) {
	w, all := registryWorld(t)
	v := w.Snapshot()
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	for _, direction := range []struct {
		down bool
		want []string
	}{{false, all}, {true, reversed}} {
		for limit := 1; limit <= len(all)+1; limit++ {
			var got []string
			var from *RegistryKey
			for {
				page := read(v, from, direction.down, limit)
				got = append(got, page...)
				if len(page) < limit {
					break
				}
				last, _ := v.Entry(page[len(page)-1])
				from = &RegistryKey{last.Received(), last.Number()}
			}
			if !slices.Equal(got, direction.want) {
				t.Errorf("down: %t, by %d: %v, want %v", direction.down, limit, got, direction.want)
			}
		}
	}
}

// TestKeysOfTheRegistry: a key of an entry leaves just that out, one of no entry
// the whole moment, and a moment at which nothing came lies between the others.
func TestKeysOfTheRegistry(t *testing.T) {
	w, all := registryWorld(t)
	v := w.Snapshot()
	second, third := noon.Add(time.Second), noon.Add(2*time.Second)
	act, _ := v.Entry(all[2])
	for name, c := range map[string]struct {
		key      RegistryKey
		up, down int // the entries that begin behind it upwards, and end before it downwards
	}{
		"the first":                      {RegistryKey{second, "receipt-1"}, 1, 0},
		"in the middle of a moment":      {RegistryKey{second, all[2]}, 3, 2},
		"by the id of a document":        {RegistryKey{second, act.Document.ID}, 3, 2},
		"by a number in capitals":        {RegistryKey{second, strings.ToUpper(all[2])}, 3, 2},
		"the last of a moment":           {RegistryKey{second, all[4]}, 5, 4},
		"the last":                       {RegistryKey{third.Add(time.Hour), "receipt-4"}, 8, 7},
		"of a moment, but nothing's":     {RegistryKey{second, "receipt-9"}, 5, 0},
		"of a moment, without a number":  {RegistryKey{third, ""}, 7, 5},
		"a number that came later":       {RegistryKey{second, "receipt-3"}, 5, 0},
		"a number that came before":      {RegistryKey{third, "receipt-1"}, 7, 5},
		"of a moment at which none came": {RegistryKey{second.Add(time.Millisecond), ""}, 5, 5},
		"before all":                     {RegistryKey{noon, "receipt-1"}, 0, 0},
		"before there was any time":      {RegistryKey{0, ""}, 0, 0},
		"behind all":                     {RegistryKey{third.Add(9 * time.Hour), ""}, 8, 8},
	} {
		t.Run(name, func(t *testing.T) {
			down := read(v, &c.key, true, 99)
			slices.Reverse(down)
			if up := read(v, &c.key, false, 99); !slices.Equal(up, all[c.up:]) || !slices.Equal(down, all[:c.down]) {
				t.Errorf("upwards %v, downwards %v; all are %v", up, down, all)
			}
		})
	}
	if got := read(v, nil, true, 1); !slices.Equal(got, all[7:]) {
		t.Errorf("the newest is %v", got)
	}
}

// TestEntriesOfTheRegistry: what a row says of a document and of a receipt.
func TestEntriesOfTheRegistry(t *testing.T) {
	w, all := registryWorld(t)
	v := w.Snapshot()
	for i, want := range []string{
		"RECEIPT CHECKED_NOT_OK 1 from 940517350290 to ",
		"RECEIPT PROCESSING_ERROR 1 from 940517350290 to ",
		"KZ_UPD CHECKED_OK 0 from 940517350290 to 970425450202",
		"KZ_UPD CHECKED_OK 0 from 940517350290 to 970425450202",
		"MTTPS_90 CHECKED_NOT_OK 1 from 940517350290 to ",
		"RECEIPT_RETURN CHECKED_NOT_OK 1 from 940517350290 to ",
		"IMPORT CHECKED_NOT_OK 1 from 940517350290 to ",
		"RECEIPT_RETURN CHECKED_NOT_OK 1 from 940517350290 to ",
	} {
		e, ok := v.Entry(all[i])
		if got := fmt.Sprintf("%s %s %d from %s to %s", e.Type(), e.Status(), len(e.Errors()), e.Sender(), e.Receiver()); !ok || got != want || e.Number() != all[i] {
			t.Errorf("%s: %s, want %s", all[i], got, want)
		}
	}
	sent := act(pack + "PACK009*1")
	sent.Sending = noon - 5
	for what, d := range map[Moment]Document{noon - 5: sent, v.Now(): act(pack + "PACK009*1")} {
		if e := (Entry{Document: document(t, w, submit(w, d))}); e.Date() != what {
			t.Errorf("it bears the date %s, not %s", e.Date(), what)
		}
	}
	r := receiptOf(Sale, alice, testBox)
	r.DocumentDate = noon - 7
	if e := (Entry{Receipt: &r}); e.Date() != noon-7 {
		t.Errorf("a receipt bears the date %s", e.Date())
	}
}

// TestWhatStandsInNoRegistry: unknown numbers, and documents that have one but
// are not there yet, or never come. What failed stands there, for its sender alone.
func TestWhatStandsInNoRegistry(t *testing.T) {
	w := tradeWorld(t)
	waits, rejected := submit(w, act(testBox+"*4")), submit(w, act(testBox+"*4"))
	must(t, w.Clock().Advance(time.Second))
	must(t, decideAs(w, rejected, bob, Reject))
	v := w.Snapshot()
	for _, id := range []string{"", "NOTHERE", waits, rejected, document(t, w, waits).Number, document(t, w, rejected).Number} {
		if e, ok := v.Entry(id); ok || e != (Entry{}) {
			t.Errorf("%q stands there: %+v", id, e)
		}
	}
	if all := read(v, nil, false, 9); all != nil {
		t.Errorf("it lists %v", all)
	}
	must(t, w.Clock().Advance(time.Hour))
	must(t, decideAs(w, waits, bob, Approve))
	d := document(t, w, waits)
	if all := read(w.Snapshot(), nil, false, 9); !slices.Equal(all, []string{d.Number}) || d.Received != noon.Add(time.Hour+time.Second) || d.Registered != noon.Add(time.Second) {
		t.Errorf("it lists %v; registered at %s, it came there at %s", all, d.Registered, d.Received)
	}
	if all := read(v, nil, false, 9); all != nil {
		t.Errorf("a view of before lists %v", all)
	}
	failed := document(t, w, submit(w, act(testBox+"*5")))
	must(t, w.Clock().Advance(time.Second))
	for bin, want := range map[string][]string{alice: {d.Number, failed.Number}, bob: {d.Number}} {
		var all []string
		w.Snapshot().Registry(bin, nil, false, func(e Entry) bool { all = append(all, e.Number()); return true })
		if !slices.Equal(all, want) {
			t.Errorf("of %s it lists %v, not %v", bin, all, want)
		}
	}
}

// TestANoticeStandsThereWithItsEnd, or from the first where that is asked for;
// its end is not a second arrival.
func TestANoticeStandsThereWithItsEnd(t *testing.T) {
	for processing, want := range map[Processing][]RegistryStatus{Fast: {"", CheckedOK}, Fast + "," + registryEarly: {InProgress, CheckedOK}} {
		w := tradeWorld(t)
		w.setProcessing(processing)
		id := submit(w, notice(Withdrawal, "1", testBox))
		for _, want := range want {
			e, ok := w.Snapshot().Entry(id)
			switch listed := read(w.Snapshot(), nil, true, 9); {
			case want == "" && !ok && len(listed) == 0:
			case !ok || e.Status() != want || e.Received() != noon || !slices.Equal(listed, []string{id}):
				t.Errorf("%s: found: %t, %+v, listed %v; want %q", processing, ok, e, listed, want)
			}
			must(t, w.Clock().Advance(time.Second))
		}
	}
}

// TestTheRegistryOfForksAndResets: what comes to one registry comes to no other.
func TestTheRegistryOfForksAndResets(t *testing.T) {
	w, all := registryWorld(t)
	fork := w.Fork("fork", nil)
	for _, world := range []*World{w, fork} {
		r := receiptOf(Sale, alice, testBox)
		r.DocumentID, r.Status = "of "+world.Name(), CheckedNotOK
		r.DocumentID = strings.ReplaceAll(r.DocumentID, " ", "-")
		must(t, world.Update(take(r)))
		if got := read(world.Snapshot(), nil, false, 99); !slices.Equal(got, append(slices.Clone(all), "of-"+world.Name())) {
			t.Errorf("%s lists %v", world.Name(), got)
		}
	}
	for _, world := range []*World{w, fork} { // one number is of different documents in the two
		d := notice(Withdrawal, "", testBox)
		d.ID, d.FileID = "number", "of "+world.Name()
		submit(world, d)
	}
	for _, world := range []*World{w, fork} {
		if e, _ := world.Snapshot().Entry("number"); e.Document == nil || e.Document.FileID != "of "+world.Name() {
			t.Errorf("in %s the number finds %+v", world.Name(), e)
		}
	}
	w.Reset()
	if got := read(w.Snapshot(), nil, false, 99); got != nil {
		t.Errorf("after the reset it lists %v", got)
	}
	for _, number := range all {
		if _, ok := w.Snapshot().Entry(number); ok {
			t.Errorf("after the reset %s is there", number)
		}
	}
	if got := read(fork.Snapshot(), nil, false, 99); len(got) != len(all)+2 {
		t.Errorf("after the reset of its parent a fork lists %v", got)
	}
}

// TestARestoredRegistry: put back record by record, in any order, it lists by
// time of arrival, finds everything, and takes what comes then.
func TestARestoredRegistry(t *testing.T) {
	w, all := registryWorld(t)
	old := w.Snapshot()
	waits := submit(w, act(pack+"PACK009*1"))
	err := w.Replace(FrozenAt(old.Now().Add(time.Hour)), func(tx *Tx) error {
		errs := []error{tx.PutParticipant(*old.Participant(alice)), tx.PutParticipant(*old.Participant(bob)), tx.PutProduct(*old.Product(pack))}
		u := unit(pack + "PACK009")
		errs = append(errs, tx.AddTree(u))
		old.Documents("", func(d *Document) bool { // the newest first
			kept := *d
			errs = append(errs, tx.restoreDocument(&kept))
			return true
		})
		old.Receipts("", func(r *Receipt) bool { errs = append(errs, tx.restoreReceipt(*r)); return true })
		return errors.Join(errs...)
	})
	must(t, err)
	got := read(w.Snapshot(), nil, false, 99)
	var moments []Moment
	for _, number := range got {
		e, ok := w.Snapshot().Entry(number)
		was, _ := old.Entry(number)
		if !ok || e.Received() != was.Received() || e.Status() != was.Status() {
			t.Errorf("%s: %+v was %+v", number, e, was)
		}
		moments = append(moments, e.Received())
	}
	if want := slices.Sorted(slices.Values(all)); !slices.IsSorted(moments) || !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("it lists %v at %v; there were %v", got, moments, all)
	}
	if _, ok := w.Snapshot().Entry(waits); ok {
		t.Error("what was sent after the view was kept is there")
	}
	down := read(w.Snapshot(), nil, true, 99)
	if slices.Reverse(down); !slices.Equal(down, got) {
		t.Errorf("upwards %v, downwards %v", got, down)
	}
	next := notice(Withdrawal, "2", pack+"PACK009")
	next.ID = "00000000-0000-4000-8000-00000000000c"
	next.Number = next.ID
	id := submit(w, next)
	if got := read(w.Snapshot(), nil, true, 1); !slices.Equal(got, []string{id}) {
		t.Errorf("the newest is %v, not %s", got, id)
	}
}
