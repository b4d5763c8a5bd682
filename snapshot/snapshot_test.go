package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	alice = "940517350290"
	bob   = "150940202140"
	gtin  = "00000046082251"
)

var noon, _ = state.ParseMoment("2026-01-31T12:00:00Z")

// must fails the test for what has to succeed.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// unit is a code of alice, of this number.
func unit(n int) state.Tree {
	return state.Tree{Code: state.Code{
		CIS: fmt.Sprintf("%s%07d", gtin, n), GTIN: gtin, OwnerBIN: alice, ProducerBIN: alice, Status: dict.Introduced, PackageType: dict.Unit,
		EmissionType: dict.Local, EmissionDate: noon, ProducedDate: noon,
	}}
}

// newWorld has so many codes at its start.
func newWorld(t testing.TB, n int) *state.World {
	w := state.NewWorld(state.Config{Name: "default", Seed: 7, Clock: state.FrozenAt(noon), Processing: "instant"})
	must(t, w.Update(func(tx *state.Tx) error {
		for _, bin := range []string{alice, bob} {
			must(t, tx.PutParticipant(state.Participant{BIN: bin, Name: bin, Groups: []state.Membership{{Group: "tobacco", Roles: []dict.Role{"PRODUCER"}}}}))
		}
		must(t, tx.PutProduct(state.Product{GTIN: gtin, ProductGroup: "tobacco", Name: "Сигареты", PackageType: dict.Unit}))
		return addUnits(tx, 0, n)
	}))
	w.MarkStart()
	return w
}

func addUnits(tx *state.Tx, from, to int) error {
	for i := from; i < to; i++ {
		if err := tx.AddTree(unit(i)); err != nil {
			return err
		}
	}
	return nil
}

// sell withdraws codes, which stay with a history.
func sell(t testing.TB, w *state.World, n int) {
	must(t, w.Update(func(tx *state.Tx) error {
		_, err := tx.TakeReceipt(state.Receipt{Type: state.Sale, SenderBIN: alice, Products: []state.ReceiptProduct{{CIS: unit(n).CIS, Count: 1}}})
		return err
	}))
}

func written(t testing.TB, w *state.World, parts ...Part) string {
	t.Helper()
	var out bytes.Buffer
	must(t, Take(w, parts...).Write(&out))
	return out.String()
}

// other is a world unlike the others.
func other() *state.World {
	return state.NewWorld(state.Config{Name: "default", Seed: 1, OpenParticipants: true})
}

// TestASnapshotIsTheWorld: settings, records and start, whatever happened since.
func TestASnapshotIsTheWorld(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t, rapid.IntRange(0, 12).Draw(r, "codes"))
		first := w.Snapshot().Counts().Codes
		must(t, w.Update(func(tx *state.Tx) error { return addUnits(tx, first, first+rapid.IntRange(0, 20).Draw(r, "more")) }))
		for n := range w.Snapshot().Counts().Codes {
			if rapid.Bool().Draw(r, "sell") {
				sell(t, w, n)
			}
		}
		if rapid.Bool().Draw(r, "product") {
			must(t, w.Update(func(tx *state.Tx) error {
				p := *tx.Product(gtin)
				p.Name = "Другие"
				return tx.PutProduct(p)
			}))
		}
		must(t, w.Update(func(tx *state.Tx) error { tx.NewChallenge(); return nil }))
		kept, to := written(t, w), other()
		must(t, Read(strings.NewReader(kept), to, nil))
		if again := written(t, to); again != kept {
			r.Fatalf("%s\nbecame\n%s", kept, again)
		}
		if to.Settings() != w.Settings() {
			r.Fatalf("settings are %+v", to.Settings())
		}
		w.Reset()
		to.Reset()
		if begun, again := written(t, w), written(t, to); again != begun {
			r.Fatalf("the start\n%s\nbecame\n%s", begun, again)
		}
		must(t, to.Update(func(tx *state.Tx) error { return addUnits(tx, 100, 101) })) // whose counters are its own
		if v, begun := to.Snapshot(), to.Start(); v.Counts().Codes != begun.Counts().Codes+1 {
			r.Fatalf("%+v codes, and %+v at the start", v.Counts(), begun.Counts())
		}
	})
}

// TestUnchangedCodesAreShared by the start and the present of a world that came back.
func TestUnchangedCodesAreShared(t *testing.T) {
	w := newWorld(t, 10)
	sell(t, w, 3)
	to := other()
	must(t, Read(strings.NewReader(written(t, w)), to, nil))
	for n := range 10 {
		now, _ := to.Snapshot().Code(unit(n).CIS)
		was, _ := to.Start().Code(unit(n).CIS)
		if shared := now == was; shared != (n != 3) {
			t.Errorf("code %d is shared: %t", n, shared)
		}
	}
}

// TestPartsOfOthers come back with their version, and refuse for all.
func TestPartsOfOthers(t *testing.T) {
	w, said := newWorld(t, 1), ""
	part := Part{Name: "songs", Owner: "choir", Version: 2, Value: []string{"la"}, Read: func(version int, value json.RawMessage) error {
		if said = fmt.Sprint(version, " ", strings.TrimSpace(string(value))); strings.Contains(said, "lo") {
			return fmt.Errorf("out of tune")
		}
		return nil
	}}
	kept, to := written(t, w, part), other()
	must(t, Read(strings.NewReader(kept), to, nil, part))
	if said != `2 ["la"]` {
		t.Errorf("what came back is %s", said)
	}
	before := written(t, to)
	for text, wrong := range map[string]string{
		strings.Replace(kept, `["la"`, `["lo"`, 1):                                            "out of tune",
		strings.Replace(kept, `"version":2`, `"version":3`, 1):                                `section "songs" has version 3`,
		strings.Replace(kept, `"format":2`, `"format":3`, 1):                                  "format 3",
		strings.Replace(kept, `{"name":"bots"`, `{"name":"cats"`, 1):                          `section "cats" of "state" is unknown`,
		strings.Replace(kept, `,{"name":"bots","version":1,"owner":"state"}`, ``, 1):          `section "bots" is due`,
		strings.Replace(kept, `,"bots":[]`, ``, 1):                                            `lacks its member "bots"`,
		strings.Replace(kept, `"songs":[`, `"cats":[`, 1):                                     `"songs" is due here, not "cats"`,
		strings.TrimSuffix(strings.TrimSpace(kept), "}") + `,"cats":[]}`:                      `"cats" is no section`,
		strings.Replace(kept, `"participants":"known"`, `"participants":"all"`, 1):            `"all"`,
		strings.Replace(kept, `"processing":"instant"`, `"processing":"soon"`, 1):             "soon",
		strings.Replace(kept, `"start":{`, `"start":{"ends":1,`, 1):                           `"ends"`,
		strings.Replace(kept, `"start":{`, `"start":{"codes":{"gone":[]},`, 1):                `"gone"`,
		strings.Replace(kept, `"start":{`, `"start":{"products":{"absent":["`+gtin+`"]},`, 1): "no product",
	} {
		err := Read(strings.NewReader(text), to, nil, part)
		if text == kept || err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("want %s, and it says %v", wrong, err)
		}
		if after := written(t, to); after != before {
			t.Fatalf("%s: the world changed", wrong)
		}
	}
	if err := Read(strings.NewReader(kept), to, nil); err == nil || !strings.Contains(err.Error(), `section "songs" of "choir" is unknown`) {
		t.Errorf("who knows no songs says %v", err)
	}
}

// TestTheOldFormat reads a file that a program without sections wrote, and leaves
// settings and start as they are.
func TestTheOldFormat(t *testing.T) {
	text, err := os.ReadFile("testdata/format1.json")
	must(t, err)
	to, said := other(), ""
	faults := Part{Name: "faults", Owner: "faults", Version: 1, Read: func(version int, value json.RawMessage) error {
		said = string(value)
		return nil
	}}
	settings, begun := to.Settings(), to.Start().Counts()
	must(t, Read(bytes.NewReader(text), to, nil, faults))
	if !strings.HasPrefix(said, `{"newest":1,"items":[{"id":"f1"`) {
		t.Errorf("the faults are %s", said)
	}
	v := to.Snapshot()
	if to.Settings() != settings || to.Start().Counts() != begun || v.Counts() != (state.Counts{Participants: 3, Products: 3, Codes: 5}) || len(v.Bots()) != 1 || v.Newest() != (state.Newest{Outcomes: 1, Bots: 1}) {
		t.Errorf("the world has %+v", v.Counts())
	}
	// What was kept then is kept now: the tables are the same lines.
	now := written(t, to, Part{Name: "faults", Owner: "faults", Version: 1, Value: 0})
	_, tables, _ := strings.Cut(string(text), `"participants":[`)
	tables, _, _ = strings.Cut(tables, `,"faults":`)
	if !strings.Contains(now, tables) {
		t.Errorf("of\n%s\nbecame\n%s", tables, now)
	}
	for _, broken := range []string{strings.Replace(string(text), `"streams"`, `"settings"`, 1), strings.Replace(string(text), `"bots":1`, `"bots":-1`, 1), strings.Replace(string(text), `"APPLIED"`, `"GLUED"`, 1)} {
		if err := Read(strings.NewReader(broken), to, nil, faults); err == nil {
			t.Error("a broken file is read")
		}
	}
}
