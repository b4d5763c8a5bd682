package state

import (
	"errors"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// kindOf is the kind of a refusal, "" for success.
func kindOf(t *testing.T, err error) Kind {
	t.Helper()
	if err == nil {
		return ""
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	if e.Why == "" {
		t.Errorf("%s explains nothing", e.Kind)
	}
	return e.Kind
}

func TestRecordsThatAreRefused(t *testing.T) {
	code := func(change func(*Tree)) func(*Tx) error {
		return func(tx *Tx) error {
			tree := unit(pack + "abcdefg")
			change(&tree)
			return tx.AddTree(tree)
		}
	}
	participant := func(p Participant) func(*Tx) error { return func(tx *Tx) error { return tx.PutParticipant(p) } }
	product := func(p Product) func(*Tx) error { return func(tx *Tx) error { return tx.PutProduct(p) } }
	for name, c := range map[string]struct {
		do   func(*Tx) error
		want Kind
	}{
		"a good code":                  {code(func(*Tree) {}), ""},
		"a code without characters":    {code(func(c *Tree) { c.CIS = "" }), CodeUnreadable},
		"a code twice":                 {code(func(c *Tree) { c.Inside = []Tree{unit(c.CIS)} }), CodeExists},
		"a code of no product":         {code(func(c *Tree) { c.GTIN = "00000000000000" }), BrokenReference},
		"a code of no owner":           {code(func(c *Tree) { c.OwnerBIN = "000000000000" }), BrokenReference},
		"a code of no producer":        {code(func(c *Tree) { c.ProducerBIN = "" }), BrokenReference},
		"a good participant":           {participant(Participant{BIN: "123456789012", Name: "x"}), ""},
		"a BIN of 11 digits":           {participant(Participant{BIN: "12345678901"}), BadBIN},
		"a BIN with a letter":          {participant(Participant{BIN: "12345678901x"}), BadBIN},
		"an unknown status":            {participant(Participant{BIN: alice, Status: "ACTIVE"}), BadRecord},
		"a status before registration": {participant(Participant{BIN: alice, Status: "PRE_REGISTERED_LK"}), ""},
		"an unknown group":             {participant(Participant{BIN: alice, Groups: []Membership{{Group: "shoe"}}}), BadRecord},
		"a good product":               {product(Product{GTIN: "04600266005755", ProductGroup: "tobacco"}), ""},
		"a gtin of 13 digits":          {product(Product{GTIN: "4600266005755", ProductGroup: "tobacco"}), BadRecord},
		"a product of no group":        {product(Product{GTIN: "04600266005755"}), BadRecord},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestWorld(t)
			before := fingerprint(w)
			if got := kindOf(t, w.Update(c.do)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if changed := fingerprint(w) != before; changed != (c.want == "") {
				t.Errorf("the world changed: %t", changed)
			}
		})
	}
}

func TestAdmission(t *testing.T) {
	w := newTestWorld(t)
	closed := NewWorld(Config{Name: "closed", Clock: FrozenAt(noon)})
	for name, c := range map[string]struct {
		world *World
		bin   string
		want  Kind
	}{
		"who is registered":              {w, alice, ""},
		"a stranger in an open world":    {w, "111111111111", ""},
		"a stranger in a closed world":   {closed, "111111111111", ParticipantUnknown},
		"a stranger with a wrong number": {w, "1", BadBIN},
		"who is blocked":                 {w, "222222222222", ParticipantBlocked},
	} {
		t.Run(name, func(t *testing.T) {
			_ = w.Update(func(tx *Tx) error {
				return tx.PutParticipant(Participant{BIN: "222222222222", Status: dict.Blocked})
			})
			var p *Participant
			err := c.world.Update(func(tx *Tx) (err error) { p, err = tx.Admit(c.bin, "Имя"); return err })
			if got := kindOf(t, err); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			if c.want == "" && (p.BIN != c.bin || !p.Contract("tobacco")) {
				t.Errorf("admitted %+v", p)
			}
			if may := c.world.Snapshot().MayTrade("333333333333", "milk"); may != c.world.Open() {
				t.Errorf("a stranger may trade: %t", may)
			}
		})
	}
}

func TestContracts(t *testing.T) {
	p := Participant{BIN: alice, Groups: []Membership{{Group: "tobacco"}, {Group: "milk", NoContract: true}}}
	for group, want := range map[string]bool{"tobacco": true, "milk": false, "shoes": false} {
		if p.Contract(group) != want {
			t.Errorf("contract for %s: %t", group, !want)
		}
	}
}

func TestChallengesAge(t *testing.T) {
	w := newTestWorld(t)
	var c *Challenge
	_ = w.Update(func(tx *Tx) error { c = tx.NewChallenge(); return nil })
	if len(c.Data) != 30 || len(c.UUID) != 36 {
		t.Errorf("challenge %+v", c)
	}
	steps := []struct {
		by   Moment
		want Kind
	}{
		{0, ""},
		{Moment(challengeLife.Milliseconds()), ""}, // the last moment
		{1, ChallengeStale},
		{Moment(challengeMemory.Milliseconds()), ChallengeUnknown},
	}
	for _, s := range steps {
		if err := w.Clock().AdvanceTo(w.Clock().Now() + s.by); err != nil {
			t.Fatal(err)
		}
		_, err := w.Snapshot().Challenge(c.UUID)
		if got := kindOf(t, err); got != s.want {
			t.Errorf("%s after it was issued: got %q, want %q", w.Clock().Now()-noon, got, s.want)
		}
	}
	if next := w.Snapshot().Upcoming(10); len(next) != 0 {
		t.Errorf("still due: %v", next)
	}
}
