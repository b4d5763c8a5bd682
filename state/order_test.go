package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/dict"
)

func place(t interface{ Fatalf(string, ...any) }, w *World, o Order) string {
	var uuid string
	if err := w.Update(func(tx *Tx) error { uuid = tx.PlaceOrder(o).UUID; return nil }); err != nil {
		t.Fatalf("order: %s", err)
	}
	return uuid
}

func orderOf(t interface{ Fatalf(string, ...any) }, w *World, uuid string) *Order {
	o, err := w.Snapshot().Order(uuid)
	if err != nil {
		t.Fatalf("order: %s", err)
	}
	return o
}

func advance(t interface{ Fatalf(string, ...any) }, w *World, by time.Duration) {
	if err := w.Clock().Advance(by); err != nil {
		t.Fatalf("advance: %s", err)
	}
}

func TestTheLifeOfAnOrder(t *testing.T) {
	for name, c := range map[string]struct {
		gtin string
		life []struct {
			at   time.Duration // since it was placed
			want OrderStatus
		}
	}{
		"of a known product": {pack, []struct {
			at   time.Duration
			want OrderStatus
		}{
			{0, OrderNew},
			{99 * time.Millisecond, OrderNew},
			{100 * time.Millisecond, OrderProduction},
			{299 * time.Millisecond, OrderProduction},
			{300 * time.Millisecond, OrderInProgress},
			{999 * time.Millisecond, OrderInProgress},
			{time.Second, OrderSuccess},
			{time.Hour + 999*time.Millisecond, OrderSuccess},
			{time.Hour + time.Second, OrderExpired},
			{1000 * time.Hour, OrderExpired},
		}},
		"of an unknown product": {"00000000000000", []struct {
			at   time.Duration
			want OrderStatus
		}{
			{0, OrderNew},
			{100 * time.Millisecond, OrderProduction},
			{300 * time.Millisecond, OrderValidationFailed},
			{1000 * time.Hour, OrderValidationFailed},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestWorld(t)
			if err := w.Update(func(tx *Tx) error { return tx.AddTree(unit(pack + "abcdefg")) }); err != nil {
				t.Fatal(err)
			}
			uuid := place(t, w, Order{BIN: alice, GTIN: c.gtin})
			for _, step := range c.life {
				advance(t, w, step.at-time.Duration(w.Clock().Now()-noon)*time.Millisecond)
				o := orderOf(t, w, uuid)
				if o.Status != step.want {
					t.Errorf("after %s: %s, want %s", step.at, o.Status, step.want)
				}
				if has := len(o.Result) > 0; has != (step.want == OrderSuccess) {
					t.Errorf("after %s, %s: it has a result: %t", step.at, o.Status, has)
				}
			}
			if due := w.Snapshot().Upcoming(10); len(due) != 0 {
				t.Errorf("still due: %v", due)
			}
		})
	}
}

func TestOrdersThatAreNotThere(t *testing.T) {
	w := newTestWorld(t)
	_, err := w.Snapshot().Order("00000000-0000-4000-8000-000000000000")
	if got := kindOf(t, err); got != OrderUnknown {
		t.Errorf("got %q", got)
	}
	uuid := place(t, w, Order{BIN: alice, GTIN: pack})
	w.Reset()
	_, err = w.Snapshot().Order(uuid)
	if got := kindOf(t, err); got != OrderUnknown {
		t.Errorf("after the reset: got %q", got)
	}
	advance(t, w, time.Hour) // nothing is due any more
}

// orders is all orders of a world as text.
func orders(w *World) string {
	var b strings.Builder
	w.Snapshot().Orders(func(o *Order) {
		fmt.Fprintf(&b, "%s %s %s %s", o.UUID, o.BIN, o.GTIN, o.Status)
		for _, c := range o.Result {
			fmt.Fprintf(&b, " %s=%s", c.CIS, c.Status)
		}
		fmt.Fprintln(&b)
	})
	return b.String()
}

func TestOrdersGoOnInOneJumpAsInSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		stock(t, w, 0, 10)
		for range rapid.IntRange(1, 4).Draw(t, "orders") {
			place(t, w, Order{
				BIN: rapid.SampledFrom([]string{alice, bob}).Draw(t, "bin"), GTIN: rapid.SampledFrom([]string{pack, "00000000000000"}).Draw(t, "gtin"),
			})
			advance(t, w, time.Duration(rapid.IntRange(0, 500).Draw(t, "pause"))*time.Millisecond)
		}
		walked := w.Fork("walked", nil)
		total := time.Duration(0)
		for _, ms := range rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 400), rapid.IntRange(0, 3_700_000)), 1, 6).Draw(t, "steps") {
			step := time.Duration(ms) * time.Millisecond
			total += step
			advance(t, walked, step)
		}
		advance(t, w, total)
		if jump, walk := orders(w), orders(walked); jump != walk {
			t.Fatalf("one jump of %s left\n%ssteps left\n%s", total, jump, walk)
		}
		if jump, walk := fmt.Sprint(w.Snapshot().Upcoming(100)), fmt.Sprint(walked.Snapshot().Upcoming(100)); jump != walk {
			t.Fatalf("after one jump %s is due, after steps %s", jump, walk)
		}
	})
}

// TestAResultIsWhatWasAtSuccess: not what was when it was ordered, nor what is
// when it is fetched.
func TestAResultIsWhatWasAtSuccess(t *testing.T) {
	w := newTestWorld(t)
	first, second := pack+"aaaaaaa", pack+"bbbbbbb"
	emitted := func(name string) Tree { u := unit(name); u.Status = dict.Emitted; return u }
	err := w.Update(func(tx *Tx) error { return errors.Join(tx.AddTree(emitted(first)), tx.AddTree(emitted(second))) })
	if err != nil {
		t.Fatal(err)
	}
	uuid := place(t, w, Order{BIN: alice, GTIN: pack})
	report := func(code string) {
		t.Helper()
		if err := w.Update(func(tx *Tx) error { return tx.Utilise([]string{code}) }); err != nil {
			t.Fatal(err)
		}
	}
	advance(t, w, 999*time.Millisecond)
	report(first)
	advance(t, w, time.Millisecond)
	want := fmt.Sprintf("%s %s %s SUCCESS %s=APPLIED_NOT_PAID %s=EMITTED\n", uuid, alice, pack, first, second)
	if got := orders(w); got != want {
		t.Errorf("at success\n%swant\n%s", got, want)
	}
	report(second)
	advance(t, w, 59*time.Minute)
	if got := orders(w); got != want {
		t.Errorf("an hour later, after a report\n%swant\n%s", got, want)
	}
	if c := w.Code(second); c.Status != dict.AppliedNotPaid {
		t.Errorf("the code itself is %s", c.Status)
	}
}

func TestWhatAnOrderGives(t *testing.T) {
	w := newTestWorld(t)
	may := MomentOf(time.Date(2026, 5, 12, 12, 22, 32, 0, time.UTC))
	with := func(name string, change func(*Tree)) Tree { u := unit(name); change(&u); return u }
	err := w.Update(func(tx *Tx) error {
		return errors.Join(
			tx.PutProduct(Product{GTIN: blocks, ProductGroup: "tobacco"}),
			tx.AddTree(with(pack+"applied", func(*Tree) {})),
			tx.AddTree(with(pack+"inMay00", func(u *Tree) { u.ProducedDate = may })),
			tx.AddTree(with(pack+"bobs000", func(u *Tree) { u.OwnerBIN = bob })), // alice made it, and it is not hers
			tx.AddTree(with("(01)"+blocks+"(21)block00", func(u *Tree) { u.GTIN, u.PackageType = blocks, dict.Level1 })),
			tx.AddTree(with("01"+blocks+"20021121051210box", func(u *Tree) { u.GTIN, u.PackageType = blocks, dict.Level2 })),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		order Order
		want  []string
	}{
		"all of a product":       {Order{BIN: alice, GTIN: pack}, []string{pack + "applied", pack + "inMay00"}},
		"of one day":             {Order{BIN: alice, GTIN: pack, ProducedDate: may}, []string{pack + "inMay00"}},
		"of a day without":       {Order{BIN: alice, GTIN: pack, ProducedDate: may + 1}, nil},
		"of another owner":       {Order{BIN: bob, GTIN: pack}, []string{pack + "bobs000"}},
		"packages":               {Order{BIN: alice, GTIN: blocks}, []string{"(01)" + blocks + "(21)block00"}}, // «like '(01)gtin(21)%'»
		"packages of one type":   {Order{BIN: alice, GTIN: blocks, PackageType: dict.Level2}, []string{"01" + blocks + "20021121051210box"}},
		"of a type that has not": {Order{BIN: alice, GTIN: blocks, PackageType: dict.Unit}, nil},
		"of a product without":   {Order{BIN: "000000000000", GTIN: pack}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			fork := w.Fork("fork", nil)
			uuid := place(t, fork, c.order)
			advance(t, fork, time.Second)
			o := orderOf(t, fork, uuid)
			if got := names(o.Result); o.Status != OrderSuccess || !slices.Equal(got, c.want) {
				t.Errorf("%s with %v, want %v", o.Status, got, c.want)
			}
		})
	}
}

// TestAResultHasItsLimit: «не более 10 000 записей».
func TestAResultHasItsLimit(t *testing.T) {
	w, _ := crowded(t)
	uuid := place(t, w, Order{BIN: alice, GTIN: pack})
	advance(t, w, time.Second)
	o := orderOf(t, w, uuid)
	got := slices.Compact(sorted(names(o.Result)))
	if len(got) != 10_000 || len(o.Result) != len(got) {
		t.Errorf("%d records, %d different ones", len(o.Result), len(got))
	}
	for _, c := range o.Result {
		if c.OwnerBIN != alice {
			t.Errorf("%s belongs to %s", c.CIS, c.OwnerBIN)
		}
	}
}

// TestRestoredOrdersGoOn: order and entry of the queue come back each by itself.
func TestRestoredOrdersGoOn(t *testing.T) {
	w := newTestWorld(t)
	o := Order{UUID: "11111111-1111-4111-8111-111111111111", BIN: alice, GTIN: pack, Status: OrderInProgress}
	err := w.Update(func(tx *Tx) error {
		return errors.Join(
			tx.restoreOrder(o),
			tx.restoreDue(Due{noon + 5, MoveOrder, o.UUID}),
			tx.restoreDue(Due{noon + 6, MoveOrder, "22222222-2222-4222-8222-222222222222"}), // its order is gone, and that is no error
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	advance(t, w, 10*time.Millisecond)
	if got := orderOf(t, w, o.UUID).Status; got != OrderSuccess {
		t.Errorf("got %s", got)
	}
	if due := w.Snapshot().Upcoming(10); len(due) != 1 || due[0].At != noon+5+Moment(time.Hour.Milliseconds()) {
		t.Errorf("due: %v", due)
	}
}
