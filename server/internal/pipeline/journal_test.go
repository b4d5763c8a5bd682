package pipeline

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/rules"
)

func TestTheJournalIsARing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, 40).Draw(t, "size")
		all := NewJournals(size)
		j := all.New()
		bodies := rapid.SliceOfN(rapid.SampledFrom([]int{0, 10, 300, keepBody, 2 * keepBody}), 0, 100).Draw(t, "bodies")
		for i, n := range bodies {
			j.Add(Entry{RequestBody: bytes.Repeat([]byte{byte(i)}, n), RequestSize: n, ResponseBody: bytes.Repeat([]byte{^byte(i)}, n/2), ResponseSize: n / 2})
		}
		kept, evicted := j.Entries()
		if len(kept) != min(size, len(bodies)) || int(evicted) != len(bodies)-len(kept) {
			t.Fatalf("of %d entries %d are kept, %d evicted", len(bodies), len(kept), evicted)
		}
		next := Entry{ID: math.MaxUint64}
		for i, e := range slices.Backward(kept) {
			at := len(bodies) - len(kept) + i
			want := min(bodies[at], keepBody)
			if e.ID != uint64(at+1) || e.RequestSize != bodies[at] || !bytes.Equal(e.RequestBody, bytes.Repeat([]byte{byte(at)}, want)) ||
				!bytes.Equal(e.ResponseBody, bytes.Repeat([]byte{^byte(at)}, min(bodies[at]/2, keepBody))) {
				t.Fatalf("entry %d is %d of %d bytes", i, e.ID, e.RequestSize)
			}
			if !j.Before(next.ID, true, &next) || next.ID != e.ID || !bytes.Equal(next.RequestBody, e.RequestBody) || !bytes.Equal(next.ResponseBody, e.ResponseBody) {
				t.Fatalf("one by one, entry %d is %d", e.ID, next.ID)
			}
		}
		if j.Before(next.ID, true, &next) && len(kept) > 0 || j.Before(0, true, &next) {
			t.Fatal("there is an entry before the oldest")
		}
		if lost := j.Lost(); int(lost.Count) != evictedOf(bodies, size) || lost.Count != lost.ID {
			t.Fatalf("%+v is lost of %d entries", lost, len(bodies))
		}
		checkBytes(t, all, j)
		j.Clear()
		if kept, evicted := j.Entries(); len(kept) != 0 || evicted != 0 || all.bytes != 0 || len(all.held) != 0 {
			t.Fatalf("after clearing: %d kept, %d evicted, %d bytes", len(kept), evicted, all.bytes)
		}
	})
}

func evictedOf(bodies []int, size int) int { return max(0, len(bodies)-size) }

// checkBytes counts anew what journals keep, and compares it with what they think.
func checkBytes(t interface{ Fatalf(string, ...any) }, all *Journals, js ...*Journal) {
	sum := 0
	for _, j := range js {
		n := 0
		for i := range j.count {
			n += j.at(i).bytes()
		}
		if n != j.bytes || all.held[j] != (n > 0) {
			t.Fatalf("a journal of %d bytes counts %d", n, j.bytes)
		}
		sum += n
	}
	if sum != all.bytes || sum > journalBytes {
		t.Fatalf("journals of %d bytes count %d", sum, all.bytes)
	}
}

// TestTheJournalIsBoundedByBytes: whatever a client makes long is cut, counted
// and said to be cut.
func TestTheJournalIsBoundedByBytes(t *testing.T) {
	long := strings.Repeat("я", 500_000)
	for name, e := range map[string]Entry{
		"a method":         {Method: long},
		"a path":           {Path: long},
		"a query":          {Path: "/cises/history", RawQuery: long},
		"a reason":         {Why: long},
		"a warning":        {Warnings: []rules.Warning{{Why: long}}},
		"many warnings":    {Warnings: make([]rules.Warning, 500_000)},
		"a request body":   {RequestBody: []byte(long)},
		"an answer's body": {ResponseBody: []byte(long)},
	} {
		t.Run(name, func(t *testing.T) {
			all := NewJournals(10_000)
			j := all.New()
			for range 10 {
				j.Add(e)
			}
			checkBytes(t, all, j)
			kept := j.at(0)
			most := entryBytes + 3*keepText
			if len(e.RequestBody)+len(e.ResponseBody) > 0 {
				most += keepBody
			}
			if n := kept.bytes(); n > most {
				t.Errorf("%d bytes are kept", n)
			}
			texts := kept.Method + kept.Path + kept.RawQuery + kept.Why
			for _, w := range kept.Warnings {
				texts += w.Why
			}
			if said := strings.Contains(texts, "…[cut: "); said == (texts == "") || !utf8.ValidString(texts) {
				t.Errorf("what was cut reads %q", texts)
			}
		})
	}
}

// TestOneBudgetForAllJournals: the journals of all worlds keep to it together,
// and one that is written a lot costs a quiet one nothing.
func TestOneBudgetForAllJournals(t *testing.T) {
	all := NewJournals(MostEntries)
	quiet, loud, louder := all.New(), all.New(), all.New()
	quiet.Add(Entry{Path: "/quiet"})
	body := make([]byte, keepBody)
	for range 2 * journalBytes / keepBody {
		loud.Add(Entry{RequestBody: body})
		louder.Add(Entry{RequestBody: body, ResponseBody: body})
	}
	checkBytes(t, all, quiet, loud, louder)
	for _, j := range []*Journal{loud, louder} {
		if kept, evicted := j.Entries(); len(kept) < journalBytes/keepBody/8 || evicted == 0 {
			t.Errorf("%d entries are kept, %d evicted", len(kept), evicted)
		}
	}
	if kept, evicted := quiet.Entries(); len(kept) != 1 || evicted != 0 {
		t.Errorf("the quiet journal keeps %d entries, %d evicted", len(kept), evicted)
	}
	loud.close()
	loud.Add(Entry{RequestBody: body})
	if checkBytes(t, all, quiet, louder); loud.bytes != 0 {
		t.Errorf("a dropped world's journal keeps %d bytes", loud.bytes)
	}
}

// TestTheJournalOverwritesItsMemory: a full journal needs no new memory for bodies
// of the same size, and what was read of it stays as it was.
func TestTheJournalOverwritesItsMemory(t *testing.T) {
	j := NewJournals(8).New()
	e := Entry{Method: "POST", Path: "/cises/info", RequestBody: make([]byte, 100), ResponseBody: make([]byte, 500)}
	for range 8 {
		j.Add(e)
	}
	before, _ := j.Entries()
	e.ResponseBody = bytes.Repeat([]byte{1}, 500)
	if n := testing.AllocsPerRun(100, func() { j.Add(e) }); n != 0 {
		t.Errorf("%v allocations an entry", n)
	}
	for _, kept := range before {
		if !bytes.Equal(kept.ResponseBody, make([]byte, 500)) {
			t.Fatal("an entry that was read changed")
		}
	}
}

func TestTextsAreCutBetweenCharacters(t *testing.T) {
	for _, n := range []int{keepText - 1, keepText, keepText + 1, keepText + 2} {
		s := strings.Repeat("a", n-keepText/2) + strings.Repeat("я", keepText/4)
		got := cutText(s)
		if want := len(s) > keepText; strings.HasSuffix(got, fmt.Sprintf("…[cut: %d bytes in all]", len(s))) != want || !utf8.ValidString(got) {
			t.Errorf("%d bytes become %d: …%s", len(s), len(got), got[len(got)-40:])
		}
	}
}
