package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// anyText has what strings of JSON write in other ways than themselves.
var anyText = rapid.StringOfN(rapid.SampledFrom([]rune(`ab"\/<>&'`+"\t\u0001\u2028éЖ😀")), 0, 12, -1)

func anyMoment(t *rapid.T, name string) state.Moment {
	return state.Moment(rapid.Int64Range(0, 3e14).Draw(t, name)) // 0: none
}

func anyRecord(t *rapid.T) *state.Code {
	text := func(name string) string { return anyText.Draw(t, name) }
	c := &state.Code{
		CIS: text("cis"), GTIN: text("gtin"), OwnerBIN: text("owner"), ProducerBIN: text("producer"), Parent: text("parent"),
		Child: rapid.SliceOfN(anyText, 0, 4).Draw(t, "child"), EmissionDate: anyMoment(t, "emission"), ProducedDate: anyMoment(t, "produced"),
		Status:      rapid.SampledFrom([]dict.CodeStatus{dict.Emitted, dict.Applied, dict.Withdrawn}).Draw(t, "status"),
		PackageType: rapid.SampledFrom([]dict.PackageType{0, dict.Unit, dict.Level2}).Draw(t, "package"), EmissionType: rapid.SampledFrom([]dict.ReleaseMethod{0, dict.Local}).Draw(t, "release"),
	}
	if len(c.Child) == 0 {
		c.Child = nil
	}
	if at := anyMoment(t, "operation"); rapid.Bool().Draw(t, "operated") {
		c.Op = &state.Operation{At: max(at, 1), DocID: text("document")}
	}
	return c
}

// TestTheFastWayIsTheSlowWay: a record that is read at once is what encoding/json
// makes of it, and every record without a history, skew and odd characters is.
func TestTheFastWayIsTheSlowWay(t *testing.T) {
	fast := newCodeReader()
	rapid.Check(t, func(t *rapid.T) {
		c := anyRecord(t)
		if rapid.IntRange(0, 3).Draw(t, "history") == 0 {
			c.Prev = anyRecord(t)
		}
		var line bytes.Buffer
		out := jsonEncoder(&line)
		if err := out.Encode(records.OfCodeWithHistory(c)); err != nil {
			t.Fatal(err)
		}
		raw := bytes.TrimSpace(line.Bytes())
		got, n := fast.read(append(slices.Clone(raw), ",{"...)) // as it lies in memory before the next one
		ok := n == len(raw)
		want, err := anyCode(raw)
		if n > 0 && (!ok || err != nil || !reflect.DeepEqual(got, want)) {
			t.Fatalf("%s\nis\n%+v\nand by the slow way\n%+v, %v", raw, got, want, err)
		}
		if simple := c.Prev == nil && !bytes.ContainsAny(raw, "\\") && !strings.Contains(string(raw), `:""`); simple && !ok {
			t.Fatalf("not understood: %s", raw)
		}
	})
}

// TestACodeLeavesNoGarbage: of a million codes nothing is kept but what the world
// keeps, else reading them takes twice the memory of the world.
func TestACodeLeavesNoGarbage(t *testing.T) {
	var line bytes.Buffer
	c := &state.Code{
		CIS: "00000046082251!*c(bN1", GTIN: "00000046082251", OwnerBIN: "940517350290", ProducerBIN: "940517350290", Parent: "box",
		EmissionDate: 1, ProducedDate: 2, Status: dict.Applied, PackageType: dict.Unit, EmissionType: dict.Local, Op: &state.Operation{At: 3, DocID: "act"},
	}
	if err := jsonEncoder(&line).Encode(records.OfCodeWithHistory(c)); err != nil {
		t.Fatal(err)
	}
	fast, raw := newCodeReader(), bytes.TrimSpace(line.Bytes())
	if got := testing.AllocsPerRun(1000, func() {
		if _, n := fast.read(raw); n == 0 {
			t.Fatalf("not understood: %s", raw)
		}
	}); got != 0 {
		t.Errorf("a code takes %v pieces of memory besides its text", got)
	}
}

// FuzzCodeReader: whatever the bytes, what the fast way takes the slow way takes alike.
func FuzzCodeReader(f *testing.F) {
	for _, seed := range []string{
		`{"cis":"a\"b","status":"APPLIED","child":["a","b"],"operation":{"at":"2021-05-12T12:22:32.529Z","docId":"x"}}`,
		`{"status":"EMITTED","status":"APPLIED"}`, `{"cis":"x"}`, `{"status":"APPLIED",}`, `{"status":"APPLIED","child":[]}`, `{}`, `{"status":"APPLIED"}}`, `{"status":"APPLIED","operation":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, n := newCodeReader().read(raw)
		if n == 0 {
			return
		}
		if want, err := anyCode(raw[:n]); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v and by the slow way %+v, %v", raw, got, want, err)
		}
	})
}

// FuzzRecords: the records of an array are those that encoding/json finds, and
// where it finds none, somebody complains.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{`[]`, `[1,2]`, ` [ {"a":[1,"]"]} , "\"" , null ] `, `[1,]`, `[,]`, `[1 2]`, `["a"`, `[}`, `{`, `[[[]]]`, `[1}`, "[\x01]", `["\\"]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want []string
		r := newRecordReader(iotest.OneByteReader(bytes.NewReader(text)))
		err := r.records(func(raw []byte) error {
			var value any
			got = append(got, string(raw))
			return strictly(raw, &value)
		})
		var all []json.RawMessage
		d := json.NewDecoder(bytes.NewReader(text))
		wrong := d.Decode(&all)
		if wrong == nil && all == nil {
			return // null is no array of records
		}
		for _, raw := range all {
			want = append(want, string(raw))
		}
		if (err == nil) != (wrong == nil) || err == nil && fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q has\n%q, %v\nand not\n%q, %v", text, got, err, want, wrong)
		}
		if err == nil && r.at != d.InputOffset() {
			t.Errorf("%q: %d bytes were read of %d", text, r.at, d.InputOffset())
		}
	})
}
