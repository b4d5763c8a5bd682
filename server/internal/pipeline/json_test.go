package pipeline

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state"
)

// sample is written by hand and, without its method, by encoding/json.
type sample struct {
	B     string   `json:"b"`
	A     string   `json:"a,omitempty"`
	At    string   `json:"at,omitempty"`
	N     int64    `json:"n"`
	Yes   bool     `json:"yes"`
	Child []string `json:"child,omitempty"`
	All   []string `json:"all"`
	Any   any      `json:"any"`
	Rows  []sample `json:"rows,omitempty"`

	at state.Moment
}

func (s sample) WriteJSON(j *JSON) {
	j.Open('{')
	j.Field("b", s.B)
	j.Some("a", s.A)
	j.Moment("at", s.at)
	j.Name("n")
	j.Number(s.N)
	j.Name("yes")
	j.Bool(s.Yes)
	j.List("child", s.Child)
	j.Name("all")
	j.Texts(s.All)
	j.Name("any")
	j.Value(s.Any)
	if len(s.Rows) > 0 {
		j.Name("rows")
		j.Open('[')
		for _, row := range s.Rows {
			row.WriteJSON(j)
		}
		j.Close(']')
	}
	j.Close('}')
}

func drawSample(t *rapid.T, depth int) sample {
	text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"", "<&>", "\u2028\u2029", "\x00\x1f\x7f", `{"`, "\\[:", "КМ"}))
	s := sample{
		B: text.Draw(t, "b"), A: text.Draw(t, "a"), N: rapid.Int64().Draw(t, "n"), Yes: rapid.Bool().Draw(t, "yes"),
		Child: rapid.SliceOf(text).Draw(t, "child"),
		Any:   rapid.SampledFrom([]any{nil, 1, "x<", 1.5, []int{1, 2}, map[string]string{"<": ">"}}).Draw(t, "any"),
	}
	if rapid.Bool().Draw(t, "all") {
		s.All = append([]string{}, s.Child...)
	}
	if s.at = state.Moment(rapid.SampledFrom([]int64{0, 1, 63_900_000_000_123}).Draw(t, "at")); s.at != 0 {
		s.At = s.at.Time().Format(state.Layout)
	}
	for range rapid.IntRange(0, 2*depth).Draw(t, "rows") {
		s.Rows = append(s.Rows, drawSample(t, depth-1))
	}
	return s
}

// TestAnswersThatWriteThemselves: they come out as encoding/json writes them.
func TestAnswersThatWriteThemselves(t *testing.T) {
	type plain sample
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 1)
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(plain(s)); err != nil {
			t.Fatal(err)
		}
		j, err := encodeBody(s)
		if got := strings.TrimSuffix(want.String(), "\n"); err != nil || string(j.text) != got {
			t.Fatalf("written\n%s\nnot\n%s: %v", j.text, got, err)
		}
		giveBack(j)
	})
}

func TestWhatCannotBeWritten(t *testing.T) {
	for _, v := range []any{func() {}, sample{Any: make(chan int)}} {
		if j, err := encodeBody(v); err == nil {
			t.Errorf("%T is written as %s", v, j.text)
		}
	}
}

// TestBodiesLastAsLongAsTheyMust: until they are given back.
func TestBodiesLastAsLongAsTheyMust(t *testing.T) {
	text := strings.Repeat("x", 1000)
	kept, err := encodeBody(text)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		other, err := encodeBody(strings.Repeat("y", 1000))
		if err != nil {
			t.Fatal(err)
		}
		giveBack(other)
	}
	if string(kept.text) != `"`+text+`"` {
		t.Error("a body was written over")
	}
}

func BenchmarkWriter(b *testing.B) {
	s := sample{B: "(01)04600266005755(21)gy4R,sn", A: "Сигареты Vogue Super Slims Blue с фильтром", at: state.MomentOf(time.Unix(1_700_000_000, 0)), Child: strings.Split(strings.Repeat(`00000046082251PW?&;Ge"|`, 10), "|")}
	b.ReportAllocs()
	for b.Loop() {
		j, _ := encodeBody(s)
		giveBack(j)
	}
}

// TestEveryByteAtEveryPlace: whether it is looked at alone, or with seven others.
func TestEveryByteAtEveryPlace(t *testing.T) {
	for place := range 17 {
		for b := range 256 {
			text := []byte("  plain~ 0text~ 9")
			text[place] = byte(b)
			var want JSON
			if err := encodeTo(&want, string(text)); err != nil {
				t.Fatal(err)
			}
			if got := appendText(nil, string(text)); !bytes.Equal(got, want.text) {
				t.Errorf("%q becomes %s, not %s", text, got, want.text)
			}
		}
	}
}
