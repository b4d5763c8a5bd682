package state

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	alice = "940517350290"
	bob   = "970425450202"
	pack  = "00000046082251"
)

var noon = MomentOf(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))

// newTestWorld is a frozen world with two participants and one product.
func newTestWorld(t interface{ Fatalf(string, ...any) }) *World {
	w := NewWorld(Config{Name: "default", Seed: 7, Clock: FrozenAt(noon), OpenParticipants: true})
	err := w.Update(func(tx *Tx) error {
		return errors.Join(
			tx.PutParticipant(Participant{BIN: alice, Name: "Alice", Groups: everyGroup()}),
			tx.PutParticipant(Participant{BIN: bob, Name: "Bob", Groups: everyGroup()}),
			tx.PutProduct(Product{GTIN: pack, ProductGroup: "tobacco", Name: "Vogue", PackageType: dict.Unit}),
		)
	})
	if err != nil {
		t.Fatalf("test world: %s", err)
	}
	w.MarkStart()
	return w
}

// fingerprint is everything that a version holds, as text: equal worlds have equal ones.
func fingerprint(w *World) string {
	v := w.Snapshot()
	var b strings.Builder
	fmt.Fprintln(&b, v.Now(), v.Clock())
	v.Streams(func(s string, n uint64) { fmt.Fprintln(&b, s, n) })
	v.Participants("", func(p *Participant) bool { fmt.Fprintf(&b, "%+v\n", *p); return true })
	v.Products("", func(p *Product) bool { fmt.Fprintf(&b, "%+v\n", *p); return true })
	v.Codes("", func(c *Code) bool {
		fmt.Fprintln(&b, c.CIS, c.GTIN, c.OwnerBIN, c.Parent, c.Child, c.Status)
		return true
	})
	v.Receipts("", func(r *Receipt) bool { fmt.Fprintf(&b, "%+v\n", *r); return true })
	v.Challenges(func(c *Challenge) { fmt.Fprintf(&b, "%+v\n", *c) })
	for _, d := range v.Upcoming(1 << 20) {
		fmt.Fprintf(&b, "%+v\n", d)
	}
	return b.String()
}

func unit(cis string) Tree {
	return Tree{Code: Code{CIS: cis, GTIN: pack, OwnerBIN: alice, ProducerBIN: alice, Status: dict.Applied, PackageType: dict.Unit}}
}

// scramble does one random thing to a world.
func scramble(t *rapid.T, w *World) {
	switch rapid.SampledFrom([]string{"code", "participant", "challenge", "clock", "fail"}).Draw(t, "act") {
	case "code":
		serial := rapid.StringMatching(`[A-Za-z0-9]{7}`).Draw(t, "serial")
		_ = w.Update(func(tx *Tx) error { return tx.AddTree(unit(pack + serial)) }) // a repeated code is refused, which is fine
	case "participant":
		bin := rapid.StringMatching(`[0-9]{12}`).Draw(t, "bin")
		_ = w.Update(func(tx *Tx) error { _, err := tx.Admit(bin, ""); return err })
	case "challenge":
		_ = w.Update(func(tx *Tx) error { tx.NewChallenge(); return nil })
	case "clock":
		by := rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "by")
		if err := w.Clock().Advance(time.Duration(by)); err != nil {
			t.Fatalf("advance: %s", err)
		}
	case "fail":
		_ = w.Update(func(tx *Tx) error { tx.NewChallenge(); return errors.New("changed its mind") })
	}
}

func TestAForkIsolates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parent := newTestWorld(t)
		t.Repeat(map[string]func(*rapid.T){"before": func(t *rapid.T) { scramble(t, parent) }})
		fork := parent.Fork("fork", nil)
		if fingerprint(fork) != fingerprint(parent) {
			t.Fatalf("a fresh fork differs from its parent")
		}
		before := fingerprint(parent)
		for range 5 {
			scramble(t, fork)
		}
		if fingerprint(parent) != before {
			t.Fatalf("what happened in the fork shows in its parent")
		}
		before = fingerprint(fork)
		for range 5 {
			scramble(t, parent)
		}
		if fingerprint(fork) != before {
			t.Fatalf("what happened in the parent shows in its fork")
		}
	})
}

func TestResetBringsBackTheStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		for range rapid.IntRange(0, 5).Draw(t, "before the start") {
			scramble(t, w)
		}
		w.MarkStart()
		start := fingerprint(w)
		for range 2 { // the second round shows that the first reset did not wear the start out
			for range 5 {
				scramble(t, w)
			}
			w.Reset()
			if got := fingerprint(w); got != start {
				t.Fatalf("after reset:\n%s\nat the start:\n%s", got, start)
			}
		}
	})
}

func TestSameSeedSameAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		acts := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 10).Draw(t, "acts")
		play := func(w *World) string {
			var b strings.Builder
			for _, a := range acts {
				_ = w.Update(func(tx *Tx) error {
					switch a {
					case 0:
						fmt.Fprintln(&b, tx.NewChallenge())
					case 1:
						fmt.Fprintln(&b, tx.UUID("other"), tx.Number("other"))
					case 2:
						tx.UUID("other")
						return errors.New("takes its values back")
					}
					return nil
				})
			}
			return b.String()
		}
		if a, b := play(newTestWorld(t)), play(newTestWorld(t)); a != b {
			t.Fatalf("two worlds of one seed:\n%s\n%s", a, b)
		}
	})
}

// TestOneJumpEqualsManySteps lets entries of the queue write down when they
// happen and add further ones, also due within the same jump.
func TestOneJumpEqualsManySteps(t *testing.T) {
	type plan struct{ at, again Moment }
	rapid.Check(t, func(t *rapid.T) {
		plans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) plan {
			return plan{Moment(rapid.IntRange(0, 1000).Draw(t, "at")), Moment(rapid.IntRange(-50, 500).Draw(t, "again"))}
		}), 1, 8).Draw(t, "plans")
		steps := rapid.SliceOfN(rapid.IntRange(0, 400), 1, 8).Draw(t, "steps")

		play := func(steps []int) (string, *World) {
			w := newTestWorld(t)
			var told strings.Builder
			w.dueKinds = map[DueKind]func(*Tx, string){
				"test.first": func(tx *Tx, ref string) {
					fmt.Fprintln(&told, tx.Now(), "first", ref)
					var i int
					_, _ = fmt.Sscan(ref, &i)
					tx.schedule(tx.Now()+plans[i].again, "test.again", ref)
				},
				"test.again": func(tx *Tx, ref string) { fmt.Fprintln(&told, tx.Now(), "again", ref, tx.UUID("test")) },
			}
			_ = w.Update(func(tx *Tx) error {
				for i, p := range plans {
					tx.schedule(noon+p.at, "test.first", fmt.Sprint(i))
				}
				return nil
			})
			for _, ms := range steps {
				if err := w.Clock().Advance(time.Duration(ms) * time.Millisecond); err != nil {
					t.Fatalf("advance: %s", err)
				}
			}
			return told.String(), w
		}
		total := 0
		for _, ms := range steps {
			total += ms
		}
		jump, jumped := play([]int{total})
		walk, walked := play(steps)
		if jump != walk {
			t.Fatalf("one jump told\n%s\nmany steps told\n%s", jump, walk)
		}
		if a, b := fingerprint(jumped), fingerprint(walked); a != b {
			t.Fatalf("one jump left\n%s\nmany steps left\n%s", a, b)
		}
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	w := newTestWorld(t)
	before := fingerprint(w)
	err := w.Update(func(tx *Tx) error {
		tx.NewChallenge()
		return errors.Join(tx.AddTree(unit(pack+"abcdefg")), tx.AddTree(unit(pack+"abcdefg")))
	})
	if err == nil || fingerprint(w) != before {
		t.Fatalf("a code was registered twice: error %v, world\n%s", err, fingerprint(w))
	}
	func() {
		defer func() { _ = recover() }()
		_ = w.Update(func(tx *Tx) error { tx.NewChallenge(); panic("in the middle") })
	}()
	if fingerprint(w) != before {
		t.Fatalf("a panic left something behind")
	}
	if err := w.Update(func(*Tx) error { return nil }); err != nil {
		t.Fatalf("after a panic the world takes no more changes: %s", err)
	}
}

func TestReplaceChangesAllOrNothing(t *testing.T) {
	w := newTestWorld(t)
	before := fingerprint(w)
	err := w.Replace(FrozenAt(noon), func(tx *Tx) error {
		return errors.Join(tx.PutParticipant(Participant{BIN: bob, Name: "B"}), errors.New("half way"))
	})
	if err == nil || fingerprint(w) != before {
		t.Fatalf("a failed replacement left something behind: %v", err)
	}
	if err := w.Replace(FrozenAt(noon), func(tx *Tx) error { return tx.PutParticipant(Participant{BIN: bob, Name: "B"}) }); err != nil {
		t.Fatal(err)
	}
	if n := w.Snapshot().Counts(); n != (Counts{Participants: 1}) {
		t.Fatalf("after the replacement the world holds %+v", n)
	}
}

// TestReadersHoldNobodyUp: a view stays what it was while writers go on, and
// readers and writers may run at once (the race detector watches).
func TestReadersHoldNobodyUp(t *testing.T) {
	w := newTestWorld(t)
	old := w.Snapshot()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 50 {
				code := fmt.Sprintf("%s%03d%04d", pack, i, n)
				if err := w.Update(func(tx *Tx) error { return tx.AddTree(unit(code)) }); err != nil {
					t.Error(err)
				}
				if w.Code(code) == nil {
					t.Errorf("%s was added and is not there", code)
				}
				if n%10 == 0 {
					w.Fork("f", nil)
				}
			}
		})
	}
	all.Wait()
	if n := w.Snapshot().Counts().Codes; n != 400 {
		t.Errorf("%d codes after 400 additions: an update was lost", n)
	}
	if n := old.Counts().Codes; n != 0 {
		t.Errorf("a view taken before shows %d codes", n)
	}
}

func TestEveryWrittenFormFindsItsCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTestWorld(t)
		serial := rapid.StringMatching(`[A-Za-z0-9<>?;]{7}`).Draw(t, "serial")
		registered := rapid.SampledFrom([]string{"01" + pack + "21" + serial, "(01)" + pack + "(21)" + serial}).Draw(t, "registered")
		if err := w.Update(func(tx *Tx) error { return tx.AddTree(unit(registered)) }); err != nil {
			t.Fatalf("%s", err)
		}
		for _, form := range []string{
			"01" + pack + "21" + serial,
			"(01)" + pack + "(21)" + serial,
			"\x1d01" + pack + "21" + serial,
			"]d201" + pack + "21" + serial + "\x1d8005000000\x1d93dGVz",
			"01" + pack + "21" + serial + "\x1d93dGVz",
		} {
			c, err := w.Snapshot().Code(form)
			if err != nil || c == nil || c.CIS != registered {
				t.Fatalf("%q does not find %q: %+v, %v", form, registered, c, err)
			}
		}
	})
}

func TestTreesKeepParentAndChildren(t *testing.T) {
	w := newTestWorld(t)
	block := unit("(01)" + pack + "(21)abcdefg")
	block.PackageType = dict.Level1
	block.Inside = []Tree{unit(pack + "1111111"), unit(pack + "2222222")}
	if err := w.Update(func(tx *Tx) error { return tx.AddTree(block) }); err != nil {
		t.Fatal(err)
	}
	if c := w.Code("01" + pack + "21abcdefg"); fmt.Sprint(c.Child) != "["+pack+"1111111 "+pack+"2222222]" || c.Parent != "" {
		t.Errorf("block: child %v, parent %q", c.Child, c.Parent)
	}
	if c := w.Code(pack + "2222222"); c.Parent != "(01)"+pack+"(21)abcdefg" || c.Child != nil {
		t.Errorf("pack: child %v, parent %q", c.Child, c.Parent)
	}
	var seen []string
	w.Snapshot().Codes(cis.ID(""), func(c *Code) bool { seen = append(seen, c.CIS); return true })
	if len(seen) != 3 {
		t.Errorf("codes: %v", seen)
	}
}
