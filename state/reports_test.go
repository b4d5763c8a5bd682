package state

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// TestDropOut: what is lost is written off with all that is packed in it, which
// stays there; packages around it break up, and their other content lives on.
func TestDropOut(t *testing.T) {
	w := tradeWorld(t)
	if err := w.Update(func(tx *Tx) error { return tx.DropOut([]string{testBlock}, "DESTRUCTION") }); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		status dict.CodeStatus
		parent string
		child  int
	}{
		testBlock:                       {dict.WrittenOff, "", 2},
		pack + "PACK001":                {dict.WrittenOff, testBlock, 0},
		testBox:                         {dict.Disaggregated, "", 0},
		"(01)00000046082251(21)BLOCK02": {dict.Applied, "", 2},
	} {
		c := w.Code(name)
		if c.Status != want.status || c.Parent != want.parent || len(c.Child) != want.child {
			t.Errorf("%s is %s in %q with %d codes in it", name, c.Status, c.Parent, len(c.Child))
		}
		if e, ok := w.Snapshot().Entry(c.Op.DocID); !ok || e.Type() != "WRITE_OFF" || e.Status() != CheckedOK || e.Sender() != alice || e.Document.Reason != "DESTRUCTION" {
			t.Errorf("%s names %s, which is %+v", name, c.Op.DocID, e.Document)
		}
	}
}

// TestWhatCanBeLost: goods that stand in somebody's warehouse, whatever they
// came to; each owner has a report, and one wrong code leaves all as it was.
func TestWhatCanBeLost(t *testing.T) {
	for _, row := range dict.CodeStatuses() {
		w, code := newTestWorld(t), unit(pack+"LOST001")
		code.Status = row.Status
		other := unit(pack + "LOST002")
		other.OwnerBIN = bob
		if err := w.Update(func(tx *Tx) error { return errors.Join(tx.AddTree(code), tx.AddTree(other)) }); err != nil {
			t.Fatal(err)
		}
		err := w.Update(func(tx *Tx) error { return tx.DropOut([]string{code.CIS, other.CIS}, "OTHER") })
		var refused *Error
		switch lawful := slices.Contains(packable, row.Status); {
		case lawful != (err == nil), !lawful && (!errors.As(err, &refused) || refused.Kind != WrongStatus):
			t.Errorf("%s is lost: %v", row.Code, err)
		case lawful != (w.Code(other.CIS).Status == dict.WrittenOff):
			t.Errorf("beside one that is %s, the other is %s", row.Code, w.Code(other.CIS).Status)
		}
		senders := []string{}
		for _, d := range documents(w.Snapshot()) {
			senders = append(senders, d.Sender())
		}
		slices.Sort(senders)
		if want := map[bool]string{true: fmt.Sprint([]string{alice, bob}), false: "[]"}[err == nil]; fmt.Sprint(senders) != want {
			t.Errorf("%s: reports of %v, not of %s", row.Code, senders, want)
		}
	}
}
