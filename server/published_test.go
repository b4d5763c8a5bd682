package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// The operator's «Рекомендации по использованию методов API для проверки КМ на
// статус и количество вложенных упаковок»: section 4 prints one question to
// four methods, sections 2 and 3 what to conclude from such answers.

// post asks a method of the True-API for a list of codes.
func post(t *testing.T, s *Server, bin, path string, codes ...string) string {
	t.Helper()
	return want(t, s, 200, "POST", "/api/v3/true-api"+path, jsonOf(t, codes), "Authorization", "Bearer "+s.Token(bin))
}

// list asks cises/list, which takes its codes in the query.
func list(t *testing.T, s *Server, bin string, codes ...string) string {
	t.Helper()
	return want(t, s, 200, "POST", "/api/v3/true-api/cises/list?"+url.Values{"values": codes}.Encode(), "", "Authorization", "Bearer "+s.Token(bin))
}

// history asks cises/history.
func history(t *testing.T, s *Server, bin, code string) string {
	t.Helper()
	return want(t, s, 200, "GET", "/api/v3/true-api/cises/history?code="+url.QueryEscape(code), "", "Authorization", "Bearer "+s.Token(bin))
}

func read[V any](t *testing.T, text string) (v V) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %s", text, err)
	}
	return v
}

// TestThePublishedAnswers compares the answers with the printed ones: byte for
// byte where the order of the fields is known, as values where codes are names.
func TestThePublishedAnswers(t *testing.T) {
	s := frozen(t)
	for _, c := range []struct {
		name, answer string
		compare      func(t *testing.T, got, printed string)
	}{
		{"cises-list", list(t, s, owner, box, block), func(t *testing.T, got, printed string) {
			// The printed box lacks two fields that its block has: they are always sent.
			boxed := strings.LastIndex(got, `"productGroup"`)
			group := "\"productGroup\": \"tobacco\",\n    \"productGroupId\": 3,\n    "
			if boxed < 0 || !strings.HasPrefix(got[boxed:], group) || got[:boxed]+got[boxed+len(group):] != printed {
				t.Errorf("got\n%s\nwant\n%s", got, printed)
			}
		}},
		{"aggregated-list", post(t, s, owner, "/cises/aggregated/list", box, block), sameValue},
		{"units-count", post(t, s, owner, "/cis/cises-units-count", box, block), sameValue},
	} {
		t.Run(c.name, func(t *testing.T) {
			printed, err := os.ReadFile("testdata/" + c.name + ".response.json")
			if err != nil {
				t.Fatal(err)
			}
			c.compare(t, indented(t, c.answer), strings.TrimSpace(string(printed)))
		})
	}
}

func sameValue(t *testing.T, got, printed string) {
	t.Helper()
	if !reflect.DeepEqual(read[any](t, got), read[any](t, printed)) {
		t.Errorf("got\n%s\nwant\n%s", got, printed)
	}
}

// checked is a row of «Таблица №1. Проверка агрегатов методами API»: what three
// methods tell of one package.
type checked struct {
	code   string
	status string // of cises/info; "" where it says «КМ/КИ не найден»
	info   int    // blocks in cises/info
	units  int    // packs in cises-units-count
	blocks int    // in aggregated/list
	packs  int
}

// good is the conclusion of section 2: the methods agree, and a package is
// DISAGGREGATED exactly if there is nothing in it.
func (c checked) good() bool {
	return c.status != "" && c.info == c.blocks && c.units == c.packs && (c.status == "DISAGGREGATED") == (c.info == 0)
}

// check puts the codes through the algorithm of section 2, as the client that
// the recommendations are written for would.
func check(t *testing.T, s *Server, bin string, codes ...string) map[string]checked {
	t.Helper()
	type element struct {
		Info struct {
			RequestedCis, Status string
			Child                []string
		} `json:"cisInfo"`
		ErrorMessage, ErrorCode string
	}
	rows := map[string]checked{}
	for _, e := range read[[]element](t, post(t, s, bin, "/cises/info", codes...)) {
		if e.ErrorCode != "" && (e.ErrorMessage != "КМ/КИ не найден" || e.ErrorCode != "404") {
			t.Errorf("%s: %s %s", e.Info.RequestedCis, e.ErrorCode, e.ErrorMessage)
		}
		rows[e.Info.RequestedCis] = checked{code: e.Info.RequestedCis, status: e.Info.Status, info: len(e.Info.Child)}
	}
	units := read[struct{ CisesCounts map[string]int }](t, post(t, s, bin, "/cis/cises-units-count", codes...)).CisesCounts
	aggregated := read[map[string]map[string][]string](t, post(t, s, bin, "/cises/aggregated/list", codes...))
	for code, row := range rows {
		if _, counted := units[code]; counted != (row.status != "") {
			t.Errorf("%s, %s in cises/info, is counted by cises-units-count: %t", code, row.status, counted)
		}
		row.units, row.blocks = units[code], len(aggregated[code])
		for _, packs := range aggregated[code] {
			row.packs += len(packs)
		}
		rows[code] = row
	}
	return rows
}

// row1 is a row of the table with its printed result.
type row1 struct {
	checked
	result string
}

// TestTable1 plays the printed algorithm over the table, in the worlds demo and
// spec. In spec the second box is the one that section 4 prints whole, which is
// good.
func TestTable1(t *testing.T) {
	table := []row1{
		{checked{"010460026600575520021121051210AL84584737", "APPLIED", 50, 500, 50, 500}, "GOOD"},
		{checked{"010460026600575520021121051210AL65588523", "APPLIED", 50, 0, 50, 500}, "BAD"},
		{checked{"010460026600575520021121051210WL08815669", "INTRODUCED", 50, 450, 50, 500}, "BAD"},
		{checked{"010460026600575520021121051210DL44069153", "INTRODUCED", 49, 490, 49, 490}, "GOOD"},
		{checked{"00004600266000069320", "DISAGGREGATED", 0, 0, 0, 0}, "GOOD"},
		{checked{"00004600266000069321", "DISAGGREGATED", 50, 0, 50, 50}, "BAD"},
		{checked{"00004600266000064134", "APPLIED", 26, 260, 26, 260}, "GOOD"},
		{checked{"010460026600575520021121051210XL65588525", "APPLIED", 0, 0, 0, 0}, "BAD"},
		{checked{"010460026600575520021121051210KL56854833", "", 0, 0, 0, 0}, "BAD"},
	}
	t.Run("demo", func(t *testing.T) { checkTable1(t, Run(t, WithWorld("demo"), WithClock(goldenNow)), table) })
	table[1] = row1{checked{box, "APPLIED", 50, 500, 50, 500}, "GOOD"}
	t.Run("spec", func(t *testing.T) { checkTable1(t, frozen(t), table) })
}

func checkTable1(t *testing.T, s *Server, table []row1) {
	t.Helper()
	codes := make([]string, len(table))
	for i, row := range table {
		codes[i] = row.code
	}
	rows := check(t, s, owner, codes...)
	for _, row := range table {
		got := rows[row.code]
		if result := map[bool]string{true: "GOOD", false: "BAD"}[got.good()]; got != row.checked || result != row.result {
			t.Errorf("%+v is %s, printed is %+v %s", got, result, row.checked, row.result)
		}
		if row.status == "" {
			continue
		}
		if last := field(t, history(t, s, owner, row.code), 0, "status"); last != row.status {
			t.Errorf("%s: the newest event has status %v, cises/info says %s", row.code, last, row.status)
		}
	}
	if len(rows) != len(table) {
		t.Errorf("%d rows for %d codes", len(rows), len(table))
	}
}

// TestProofOfRepacking follows section 3: a package holds less than it should;
// cises/info tells another parent of what is missing, its history when that
// came about, and the donor is DISAGGREGATED.
func TestProofOfRepacking(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	const donor, heir = "010460026600575520021121051210AL84584737", "010460026600575520021261122210HEIR"
	moved := s.World().Code(donor).Child[:5]
	if err := s.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	err := s.World().Update(func(tx *state.Tx) error {
		return tx.Pack(state.Packing{CIS: heir, PackageType: dict.Level2, Child: moved})
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := check(t, s, owner, donor, heir)
	if got, want := rows[donor], (checked{donor, "DISAGGREGATED", 0, 0, 0, 0}); got != want || !got.good() {
		t.Errorf("the donor is %+v", got)
	}
	if got, want := rows[heir], (checked{heir, "APPLIED", 5, 50, 5, 50}); got != want || !got.good() {
		t.Errorf("the heir is %+v", got)
	}
	for _, code := range moved {
		if parent := field(t, post(t, s, owner, "/cises/info", code), 0, "cisInfo", "parent"); parent != heir {
			t.Errorf("%s has parent %v", code, parent)
		}
		type event struct{ Parent, OperationDate string }
		got := fmt.Sprint(read[[]event](t, history(t, s, owner, code)))
		if want := fmt.Sprint([]event{{heir, "2026-11-22T13:00:00.000Z"}, {donor, "2021-05-12T12:25:39.000Z"}}); got != want {
			t.Errorf("history of %s: %s, want %s", code, got, want)
		}
	}
	last := s.World().Code(donor).Prev.Child[49]
	if parent := field(t, post(t, s, owner, "/cises/info", last), 0, "cisInfo", "parent"); parent != nil {
		t.Errorf("%s was not moved and has parent %v", last, parent)
	}
}
