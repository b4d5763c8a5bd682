package server

import (
	"flag"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// listV2s are the two methods that page by key, with their usual size of a page.
var listV2s = map[string]int{"/cises/listV2": 10, "/products/listV2": 49}

const (
	milk  = "04870004450011" // a product of demo
	dairy = "030240012174"   // who makes it, and owns most of it
)

// checks makes rapid try n times only in a test whose every try is large.
func checks(t *testing.T, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	usual := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(usual) })
}

// generate adds count units of a product at one moment, so that they have their
// place in a list by their code alone.
func generate(t *testing.T, s *Server, gtin, bin string, count int) {
	t.Helper()
	err := s.World().Update(func(tx *state.Tx) error {
		_, err := fixtures.Generate{GTIN: gtin, OwnerBIN: bin, Status: dict.Applied, Count: count}.Into(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// listed is a page of a listV2.
type listed struct {
	Results []struct{ Cis, EmissionDate, OwnerBin, OwnerInn, ProducerBin, ProducerInn string }
	Total   int
}

func (p *listed) names() []string {
	names := make([]string, len(p.Results))
	for i, r := range p.Results {
		names[i] = r.Cis
	}
	return names
}

func (c *caller) list(path string, query url.Values) (p listed) {
	c.t.Helper()
	status, text := c.send("GET", path+"?"+query.Encode(), "")
	if status != 200 {
		c.t.Fatalf("%s %v: %d %s", path, query, status, text)
	}
	if text != "[]" { // whose codes are all of others
		unmarshal(c.t, text, &p)
	}
	return p
}

// pages follows the pages of a list to its end by the key of its last record,
// or of its first one with PREV, and gives the codes in the list's order.
func (c *caller) pages(path string, query url.Values, disturb func(page int)) (all []string) {
	c.t.Helper()
	back := query.Get("pageDir") == "PREV"
	for n := 0; ; n++ {
		page := c.list(path, query)
		if len(page.Results) == 0 {
			return all
		}
		edge := page.Results[len(page.Results)-1]
		if back {
			edge = page.Results[0]
			all = append(page.names(), all...)
		} else {
			all = append(all, page.names()...)
		}
		if n > 100 {
			c.t.Fatalf("%s %v does not end", path, query)
		}
		query.Set("uit", edge.Cis)
		query.Set("orderedColumnValue", edge.EmissionDate)
		disturb(n)
	}
}

// naive collects the codes of a world that fit, newest first.
func naive(v state.View, fits func(*state.Code) bool) (names []string) {
	var all []*state.Code
	v.Codes("", func(c *state.Code) bool {
		if fits(c) {
			all = append(all, c)
		}
		return true
	})
	slices.SortFunc(all, func(a, b *state.Code) int {
		if a.EmissionDate != b.EmissionDate {
			return int(b.EmissionDate - a.EmissionDate)
		}
		return strings.Compare(b.CIS, a.CIS)
	})
	for _, c := range all {
		names = append(names, c.CIS)
	}
	return names
}

// crowdedDemo is world demo with more codes of one owner than a page can hold.
func crowdedDemo(t *testing.T) *Server {
	t.Helper()
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	generate(t, s, milk, dairy, 5000)
	generate(t, s, "00000048704120", owner, 5000)
	return s
}

// TestPagesShowEveryCodeOnce pages through demo and through 10,000 codes more,
// in both directions and orders, while codes come in and are reported.
func TestPagesShowEveryCodeOnce(t *testing.T) {
	checks(t, 12)
	s := crowdedDemo(t)
	rapid.Check(t, func(rt *rapid.T) {
		fork := s.Fork(t)
		who := rapid.SampledFrom([][2]string{{dairy, "0"}, {dairy, "01" + milk}, {owner, "0"}, {owner, "00000048704120"}, {"050140008710", "01048700022"}}).Draw(rt, "who")
		bin, prefix := who[0], who[1]
		c := &caller{rt, fork, bin, fork.Token(bin)}
		before := naive(fork.World().Snapshot(), func(c *state.Code) bool { return state.Sees(bin, c) && strings.HasPrefix(string(c.ID()), prefix) })
		query := url.Values{"cis": {prefix}, "limit": {strconv.Itoa(rapid.IntRange(700, 3000).Draw(rt, "limit"))}}
		if rapid.Bool().Draw(rt, "ascending") {
			query.Set("order", "ASC")
			slices.Reverse(before)
		}
		if dir := rapid.SampledFrom([]string{"", "NEXT", "PREV"}).Draw(rt, "dir"); dir != "" {
			query.Set("pageDir", dir)
		}
		path := rapid.SampledFrom([]string{"/cises/listV2", "/products/listV2"}).Draw(rt, "method")
		all := c.pages(path, query, func(page int) {
			if page < 5 {
				generate(t, fork, milk, dairy, 20) // at the present moment, as the first ones
				report(t, fork, page)
			}
		})
		if len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
			rt.Fatalf("%s %v shows a code twice", path, query)
		}
		there := map[string]bool{}
		for _, name := range before {
			there[name] = true
		}
		throughout := slices.DeleteFunc(all, func(name string) bool { return !there[name] })
		if !slices.Equal(throughout, before) {
			rt.Fatalf("%s %v for %s shows %d of the %d codes that are there throughout, or in another order", path, query, bin, len(throughout), len(before))
		}
	})
}

// report packs and unpacks something of the dairy's.
func report(t *testing.T, s *Server, n int) {
	t.Helper()
	pack := fmt.Sprintf("01%s13261122215%06d", milk, n)
	err := s.World().Update(func(tx *state.Tx) error {
		var units []string
		tx.CodesOf(milk, func(c *state.Code) bool {
			if c.OwnerBIN == dairy && c.Status == dict.Applied && c.Parent == "" && c.PackageType == dict.Unit {
				units = append(units, c.CIS)
			}
			return len(units) < 10
		})
		if err := tx.Pack(state.Packing{CIS: pack, PackageType: dict.Level1, Child: units}); err != nil || n%2 == 0 {
			return err
		}
		return tx.Unpack([]string{pack})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPagesGoBothWays: the page before the second is the first, however the
// key of the second is written.
func TestPagesGoBothWays(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	c := &caller{t, s, owner, s.Token(owner)}
	for path, usual := range listV2s {
		query := url.Values{"cis": {"(01)04600266005755(21)"}} // registered with brackets
		first := c.list(path, query)
		if len(first.Results) != usual {
			t.Fatalf("%s has %d on a page, usually %d", path, len(first.Results), usual)
		}
		last := first.Results[usual-1]
		query.Set("uit", last.Cis)
		query.Set("orderedColumnValue", last.EmissionDate)
		second := c.list(path, query)
		if sameSet(second.names(), first.names()) || second.Total != first.Total || len(second.Results) != usual {
			t.Fatalf("%s: the second page is %+v", path, second)
		}
		edge := second.Results[0]
		at, err := state.ParseMoment(edge.EmissionDate)
		if err != nil {
			t.Fatal(err)
		}
		id, err := cis.Identify(edge.Cis)
		if err != nil {
			t.Fatal(err)
		}
		for what, key := range map[string][2]string{
			"as the row has it":       {edge.Cis, edge.EmissionDate},
			"the date in millisecond": {edge.Cis, fmt.Sprint(at.Time().UnixMilli())},
			"without brackets":        {string(id), edge.EmissionDate},
		} {
			query := url.Values{"cis": query["cis"], "pageDir": {"PREV"}, "uit": {key[0]}, "orderedColumnValue": {key[1]}}
			if before := c.list(path, query); !slices.Equal(before.names(), first.names()) {
				t.Errorf("%s before a key %s: %v, want %v", path, what, before.names(), first.names())
			}
		}
	}
}

// filter is one filter of listV2: its spellings, its value for a code, and
// which codes fit that value.
type filter struct {
	spellings []string
	value     func(v state.View, c *state.Code) string
	fits      func(v state.View, c, like *state.Code) bool
}

func filters() []filter {
	text := func(value func(*state.Code) string, spellings ...string) filter {
		return filter{
			spellings, func(_ state.View, c *state.Code) string { return value(c) },
			func(_ state.View, c, like *state.Code) bool { return value(c) == value(like) },
		}
	}
	serial := func(c *state.Code) string { code, _ := cis.Parse(c.CIS); return code.Serial }
	tnved := func(v state.View, c *state.Code) string { return v.Product(c.GTIN).TNVedCode10 }
	return []filter{
		text(func(c *state.Code) string { return c.Status.String() }, "cisStatus"),
		text(func(c *state.Code) string { return c.GTIN }, "gtin"),
		text(serial, "sn"),
		{[]string{"tnVed10"}, tnved, func(v state.View, c, like *state.Code) bool { return tnved(v, c) == tnved(v, like) }},
		text(func(c *state.Code) string { return c.EmissionType.String() }, "emissionType"),
		text(func(c *state.Code) string { return c.PackageType.String() }, "cisPackageType"),
		text(func(c *state.Code) string { return c.ProducerBIN }, "producerIin", "producerInn", "producerBin"),
		text(func(c *state.Code) string { return c.OwnerBIN }, "ownerIin", "ownerInn", "ownerBin"),
		{
			[]string{"emissionDateFrom"},
			func(_ state.View, c *state.Code) string { return c.EmissionDate.String() },
			func(_ state.View, c, like *state.Code) bool { return c.EmissionDate >= like.EmissionDate },
		},
		{
			[]string{"emissionDateTo"},
			func(_ state.View, c *state.Code) string { return c.EmissionDate.String() },
			func(_ state.View, c, like *state.Code) bool { return c.EmissionDate <= like.EmissionDate },
		},
	}
}

// TestFiltersFindWhatFits asks for what is like some codes in some respects.
func TestFiltersFindWhatFits(t *testing.T) {
	s, codes, callers := crowdOf(t)
	used, found := map[string]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		v := s.World().Snapshot()
		like := anyCode(codes).Draw(t, "code")
		c := anyCaller(t, callers, like)
		id := string(like.ID())
		prefix := rapid.SampledFrom([]string{"0", id[:1], id[:2], id[:min(16, len(id))], id}).Draw(t, "cis")
		query := url.Values{"cis": {prefix}, "limit": {"10000"}}
		keep := []func(*state.Code) bool{func(code *state.Code) bool {
			whole, _ := v.Code(prefix)
			return (strings.HasPrefix(string(code.ID()), prefix) && whole == nil || code == whole) &&
				state.Sees(c.bin, code) && v.MayTrade(c.bin, v.Product(code.GTIN).ProductGroup)
		}}
		for _, f := range filters() {
			other := like
			switch rapid.SampledFrom([]string{"no", "no", "no", "like it", "like another"}).Draw(t, f.spellings[0]) {
			case "no":
				continue
			case "like another":
				other = anyCode(codes).Draw(t, "another")
			}
			spelling := rapid.SampledFrom(f.spellings).Draw(t, "spelling")
			if value := f.value(v, other); value != "" { // a box has no serial number
				query.Set(spelling, value)
				keep = append(keep, func(code *state.Code) bool { return f.fits(v, code, other) })
				used[spelling]++
			}
		}
		path := rapid.SampledFrom([]string{"/cises/listV2", "/products/listV2"}).Draw(t, "method")
		status, text := c.send("GET", path+"?"+query.Encode(), "")
		if status == 403 { // nothing they have a contract for: the tests of access look at that
			return
		}
		var page listed
		if text != "[]" {
			unmarshal(t, text, &page)
		}
		fit := naive(v, func(code *state.Code) bool {
			return !slices.ContainsFunc(keep, func(fits func(*state.Code) bool) bool { return !fits(code) })
		})
		if !slices.Equal(page.names(), fit) || page.Total != len(fit) {
			t.Fatalf("%s %v for %s finds %d, total %d; %d fit", path, query, c.bin, len(page.Results), page.Total, len(fit))
		}
		found += len(fit)
	})
	for _, f := range filters() {
		for _, spelling := range f.spellings {
			if used[spelling] == 0 {
				t.Errorf("filter %s was never used: %v", spelling, used)
			}
		}
	}
	if found == 0 {
		t.Error("nothing was ever found")
	}
}

// TestAWholeCodeFindsItself: a registered code, in any form, is no beginning of
// longer ones; a part of a code finds all that begin with it.
func TestAWholeCodeFindsItself(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	short, long := "01"+milk+"215abcde", "01"+milk+"215abcdef"
	err := s.World().Update(func(tx *state.Tx) error {
		for _, name := range []string{short, long} {
			code := state.Code{CIS: name, GTIN: milk, OwnerBIN: dairy, ProducerBIN: dairy, PackageType: dict.Unit}
			if err := tx.AddTree(state.Tree{Code: code}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t, s, dairy, s.Token(dairy)}
	for asked, found := range map[string][]string{
		short:                                 {short},
		long:                                  {long},
		"(01)" + milk + "(21)5abcde":          {short},
		"01" + milk + "215abcde\x1d93dGVz":    {short},
		"01" + milk + "215abcd":               {short, long},
		"(01)" + milk + "(21)5abcd":           {short, long},
		"01" + milk + "215abcdefg":            {},
		"(01)" + milk + "(21)5abcdef(93)dGVz": {long},
	} {
		for path := range listV2s {
			if page := c.list(path, url.Values{"cis": {asked}}); !sameSet(page.names(), found) || page.Total != len(found) {
				t.Errorf("%s?cis=%q finds %v, total %d, want %v", path, asked, page.names(), page.Total, found)
			}
		}
	}
}

// TestThePagesOfChildren: childrenPage and childrenLimit page through the first
// layer, for every product group but tobacco.
func TestThePagesOfChildren(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	var boxed string
	err := s.World().Update(func(tx *state.Tx) error {
		made, err := fixtures.Generate{GTIN: milk, OwnerBIN: dairy, Status: dict.Applied, Count: 1, Pack: []int{120, 2}}.Into(tx)
		boxed = made[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const tobacco = "010460026600575520021121051210AL84584737"
	for _, c := range []struct {
		page, limit string
		from, to    int // of the milk's children
	}{
		{"", "", 0, 50},
		{"1", "", 0, 50},
		{"2", "", 50, 100},
		{"3", "", 100, 120},
		{"4", "", 120, 120},
		{"", "7", 0, 7},
		{"18", "7", 119, 120},
		{"19", "7", 120, 120},
		{"1", "120", 0, 120},
		{"2", "120", 120, 120},
		{"1", "1000", 0, 120},
		{"9223372036854775807", "9223372036854775807", 120, 120},
		{"9223372036854775807", "2", 120, 120},
	} {
		query := url.Values{}
		for name, value := range map[string]string{"childrenPage": c.page, "childrenLimit": c.limit} {
			if value != "" {
				query.Set(name, value)
			}
		}
		for _, code := range []struct {
			cis, bin string
			want     []string
		}{
			{boxed, dairy, s.World().Code(boxed).Child[c.from:c.to]},
			{tobacco, owner, s.World().Code(tobacco).Child},
		} {
			by := &caller{t, s, code.bin, s.Token(code.bin)}
			_, posted := by.send("POST", "/cises/aggregated/list?"+query.Encode(), jsonOf(t, []string{code.cis}))
			query.Set("codes", code.cis)
			_, got := by.send("GET", "/cises/aggregated/list?"+query.Encode(), "")
			query.Del("codes")
			answer := read[map[string]map[string][]string](t, got)
			if posted != got || !sameSet(keysOf(answer[code.cis]), code.want) {
				t.Errorf("page %q limit %q of %s: %s by GET, %s by POST, want %v", c.page, c.limit, code.cis, got, posted, code.want)
			}
			for child, below := range answer[code.cis] {
				if !slices.Equal(below, s.World().Code(child).Child) {
					t.Errorf("%s holds %v", child, below)
				}
			}
		}
	}
}

// TestBadPages: what can be no page is refused, the same way every time.
func TestBadPages(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	c := &caller{t, s, owner, s.Token(owner)}
	const aggregated = "/cises/aggregated/list?codes=010460026600575520021121051210AL84584737&"
	for path, why := range map[string]string{
		aggregated + "childrenPage=0":                        "childrenPage",
		aggregated + "childrenLimit=-1":                      "childrenLimit",
		aggregated + "childrenLimit=0&childrenPage=0":        "childrenPage",
		aggregated + "childrenLimit=x":                       "childrenLimit",
		"/cises/listV2?cis=0&limit=0":                        "limit",
		"/cises/listV2?cis=0&limit=10001":                    "10001",
		"/cises/listV2?cis=0&uit=x":                          "orderedColumnValue",
		"/cises/listV2?cis=0&orderedColumnValue=1":           "uit",
		"/cises/listV2?cis=0&uit=x&orderedColumnValue=x":     "orderedColumnValue",
		"/products/listV2?cis=0&pageDir=BACK":                "pageDir",
		"/products/listV2?cis=0&pageDir=NEXT&pageDir=PREV":   "pageDir",
		"/products/listV2?cis=0&order=asc":                   "order",
		"/products/listV2?cis=0&orderColumn=cis":             "orderColumn",
		"/products/listV2?cis=0&cisStatus=SOLD":              "cisStatus",
		"/products/listV2?cis=0&cisPackageType=BOX":          "cisPackageType",
		"/products/listV2?cis=0&emissionType=ABROAD":         "emissionType",
		"/products/listV2?cis=0&emissionDateFrom=12.05.2021": "emissionDateFrom",
		"/products/listV2?cis=0&emissionDateTo=2021-05-12":   "emissionDateTo",
		"/products/listV2?limit=1":                           "cis",
	} {
		first := ""
		for range 10 {
			status, text := c.send("GET", path, "")
			if first == "" {
				first = text
			}
			if status != 400 || !strings.Contains(text, why) || text != first {
				t.Errorf("%s: %d %s, before %s, should name %s", path, status, text, first, why)
			}
		}
	}
}
