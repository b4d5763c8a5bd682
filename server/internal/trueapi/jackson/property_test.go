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
	S    string   `json:"s"`
	P    *string  `json:"p"`
	I    int      `json:"i"`
	SS   []string `json:"ss"`
	In   *record  `json:"in"`
	More any      `json:"more,omitempty"`
}

// wanted is what the service reads of a record: not what more it says.
type wanted struct {
	S  string   `json:"s"`
	P  *string  `json:"p"`
	I  int      `json:"i"`
	SS []string `json:"ss"`
	In *wanted  `json:"in"`
}

func drawRecord(t *rapid.T, depth int) *record {
	text := rapid.String()
	r := &record{
		S: text.Draw(t, "s"), P: rapid.Ptr(text, true).Draw(t, "p"), I: int(rapid.Int32().Draw(t, "i")),
		SS: rapid.SliceOfN(text, 0, 5).Draw(t, "ss"),
	}
	if depth > 0 {
		r.In = drawRecord(t, depth-1)
		r.More = []any{text.Draw(t, "more"), map[string]any{text.Draw(t, "name"): rapid.Float64().Draw(t, "x")}, nil, true, drawRecord(t, depth-1)}
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
		same(t, body, new(wanted), new(wanted))
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
		for _, dst := range []any{new(wanted), nil, new(struct{})} {
			var e *Error
			if err := read(cut, dst); !errors.As(err, &e) || e.Line != 1 || e.Column < 1 {
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

// Nothing panics, and what encoding/json takes for valid is taken.
func FuzzDecode(f *testing.F) {
	for _, tt := range texts {
		f.Add([]byte(tt.body))
	}
	f.Add([]byte(`{"gtins":["\ud83d\ude00\u001d"],"sub":{"a":1.5e3},"m":{"я":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, target := range targets {
			var e *Error
			err := read(body, target())
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
		if err := read(body, nil); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	})
}
