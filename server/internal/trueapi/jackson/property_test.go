package jackson

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

type record struct {
	S  string             `json:"s"`
	P  *string            `json:"p"`
	I  int                `json:"i"`
	I3 int32              `json:"i3"`
	L  int64              `json:"l"`
	F  float64            `json:"f"`
	B  bool               `json:"b"`
	SS []string           `json:"ss"`
	FF []float64          `json:"ff"`
	M  map[string]int64   `json:"m"`
	In []*record          `json:"in"`
	MM map[string]*record `json:"mm"`
	A  any                `json:"a"`
}

func drawRecord(t *rapid.T, depth int) *record {
	text := rapid.String()
	r := &record{
		S: text.Draw(t, "s"), P: rapid.Ptr(text, true).Draw(t, "p"),
		I: int(rapid.Int32().Draw(t, "i")), I3: rapid.Int32().Draw(t, "i3"), L: rapid.Int64().Draw(t, "l"),
		F: rapid.Float64().Draw(t, "f"), B: rapid.Bool().Draw(t, "b"),
		SS: rapid.SliceOfN(text, 0, 5).Draw(t, "ss"), FF: rapid.SliceOfN(rapid.Float64(), 0, 5).Draw(t, "ff"),
		M: rapid.MapOfN(text, rapid.Int64(), 0, 5).Draw(t, "m"),
	}
	if depth > 0 {
		r.In = []*record{drawRecord(t, depth-1), nil}
		r.MM = map[string]*record{text.Draw(t, "key"): drawRecord(t, depth-1)}
		r.A = []any{text.Draw(t, "a"), map[string]any{"x": rapid.Float64().Draw(t, "x")}, nil, true}
	}
	return r
}

// Whatever encoding/json writes is read as encoding/json reads it.
func TestReadsWhatGoWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.MarshalIndent(drawRecord(t, rapid.IntRange(0, 2).Draw(t, "depth")), "", rapid.SampledFrom([]string{"", "\t"}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		same(t, body, new(record), new(record))
		same(t, body, new(any), new(any))
		same(t, body, new(map[string]json.RawMessage), new(map[string]json.RawMessage))
	})
}

// A body cut anywhere is an error with a place, never a value: the root is an object.
func TestCutBodies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(drawRecord(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		cut := body[:rapid.IntRange(1, len(body)-1).Draw(t, "cut")]
		for _, dst := range []any{new(record), new(any), new(struct{})} {
			var e *Error
			if err := Decode(cut, dst); !errors.As(err, &e) || e.Line != 1 || e.Column < 1 {
				t.Fatalf("%q into %T: got %v", cut, dst, err)
			}
		}
	})
}

func same(t interface{ Fatalf(string, ...any) }, body []byte, got, want any) {
	if err := json.Unmarshal(body, want); err != nil {
		t.Fatalf("encoding/json: %v", err)
	}
	if err := Decode(body, got); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: got %+v, want %+v", body, got, want)
	}
}

// Nothing panics, and what encoding/json takes for valid is taken, with the same value.
func FuzzDecode(f *testing.F) {
	for _, tt := range texts {
		f.Add([]byte(tt.body))
	}
	f.Add([]byte(`{"gtins":["\ud83d\ude00\u001d"],"sub":{"a":1.5e3},"m":{"я":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, target := range targets {
			var e *Error
			err := Decode(body, target())
			if errors.As(err, &e) && (e.Line < 1 || e.Column < 0 || !strings.HasPrefix(e.Message, "JSON parse error: ")) {
				t.Errorf("odd error %+v", e)
			}
			if err != nil && e == nil && !errors.Is(err, ErrMissing) {
				t.Errorf("%v is no *Error", err)
			}
		}
		var want any
		shallow := bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) <= maxDepth
		if !shallow || !utf8.Valid(body) || json.Unmarshal(body, &want) != nil || want == nil {
			return
		}
		same(t, body, new(any), new(any))
	})
}
