// Package snapshot is the one file format of a whole world.
package snapshot

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/rules"
)

// A snapshot is a whole world as one JSON object whose members come in a fixed
// order, so that two snapshots of equal worlds are equal bytes, and a restore
// can read members one by one: format, clock, streams, newest, and the tables. It holds
// neither journal nor tokens.
const snapshotFormat = 1

// newestIDs are the numbers of the newest of what has ids that are counted, so that
// none is given twice. A snapshot may be without.
type newestIDs struct {
	Outcomes int `json:"outcomes"`
	Bots     int `json:"bots"`
	Faults   int `json:"faults"`
}

// Write writes the view as a snapshot, with the faults of its world and the number
// of the newest one that it had.
func Write(w io.Writer, v state.View, faults []mock.KeptFault, newestFault int) error {
	out := &jsonWriter{w: bufio.NewWriter(w)}
	out.enc = jsonEncoder(out.w)
	out.raw("{")
	out.member("format", snapshotFormat)
	out.member("clock", snapshotClockOf(v.Clock()))
	streams := map[string]uint64{}
	v.Streams(func(name string, n uint64) { streams[name] = n })
	out.member("streams", streams)
	out.member("rules", differing(v.Rules()))
	out.member("prices", v.Prices())
	out.member("newest", newestIDs{v.Newest().Outcomes, v.Newest().Bots, newestFault})
	array(out, "participants", func(emit func(any)) {
		v.Participants("", func(p *state.Participant) bool { emit(records.OfParticipant(p)); return out.err == nil })
	})
	array(out, "products", func(emit func(any)) {
		v.Products("", func(p *state.Product) bool { emit(records.OfProduct(p)); return out.err == nil })
	})
	array(out, "codes", func(emit func(any)) {
		v.Codes(cis.ID(""), func(c *state.Code) bool { emit(records.OfCodeWithHistory(c)); return out.err == nil })
	})
	array(out, "orders", func(emit func(any)) {
		v.Orders(func(o *state.Order) { emit(records.OfOrder(o)) })
	})
	array(out, "documents", func(emit func(any)) {
		v.DocumentsInOrder(func(d *state.Document) bool { emit(records.OfWholeDocument(d)); return out.err == nil })
	})
	array(out, "receipts", func(emit func(any)) {
		v.Receipts("", func(r *state.Receipt) bool { emit(records.OfReceipt(r)); return out.err == nil })
	})
	array(out, "challenges", func(emit func(any)) {
		v.Challenges(func(c *state.Challenge) { emit(records.OfChallenge(c)) })
	})
	array(out, "due", func(emit func(any)) {
		for _, d := range v.Upcoming(int(^uint(0) >> 1)) {
			emit(records.OfDue(d))
		}
	})
	array(out, "outcomes", func(emit func(any)) {
		for _, o := range v.Outcomes() {
			emit(outcomes.Show(o))
		}
	})
	array(out, "bots", func(emit func(any)) {
		for _, b := range v.Bots() {
			emit(outcomes.ShowBot(b))
		}
	})
	array(out, "faults", func(emit func(any)) {
		for _, f := range faults {
			emit(f)
		}
	})
	out.raw("}\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// differing are the rules that are not as they are by default, with their values.
func differing(set rules.Set) map[rules.Name]string {
	out := map[rules.Name]string{}
	for _, row := range rules.All() {
		if value := set.Value(row.Name); value != row.Default {
			out[row.Name] = value
		}
	}
	return out
}

// jsonEncoder writes values as all snapshots have them.
func jsonEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

type snapshotClock struct {
	Frozen   bool   `json:"frozen"`
	Now      string `json:"now,omitempty"`
	OffsetMS int64  `json:"offsetMs,omitempty"`
}

func snapshotClockOf(c state.ClockSetting) snapshotClock {
	if c.Frozen {
		return snapshotClock{Frozen: true, Now: c.At.Time().Format(state.Layout)}
	}
	return snapshotClock{OffsetMS: int64(c.Offset)}
}

// jsonWriter writes a large object member by member and remembers the first failure.
type jsonWriter struct {
	w       *bufio.Writer
	enc     *json.Encoder
	members int
	err     error
}

func (j *jsonWriter) raw(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err == nil {
		j.err = j.enc.Encode(v) // ends in a newline: one record a line, which diffs well
	}
}

func (j *jsonWriter) name(name string) {
	if j.members++; j.members > 1 {
		j.raw(",")
	}
	j.raw(fmt.Sprintf("%q:", name))
}

func (j *jsonWriter) member(name string, v any) {
	j.name(name)
	j.value(v)
}

func array(j *jsonWriter, name string, fill func(emit func(any))) {
	j.name(name)
	j.raw("[")
	first := true
	fill(func(v any) {
		if !first {
			j.raw(",")
		}
		first = false
		j.value(v)
	})
	j.raw("]")
}
