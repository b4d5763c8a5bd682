package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// maker makes goods of three groups and has no money; seller sells some of them.
const (
	maker     = "123456789012"
	seller    = "210987654321"
	milkGTIN  = "04870004450015"
	drugGTIN  = "04870003330011"
	packGTIN  = "00000046082251" // of the published packs
	blockGTIN = "04600266005755" // and blocks
)

const makerData = `
participants:
  - {bin: "123456789012", name: ТОО Завод, groups: {tobacco: [PRODUCER], pharma: [PRODUCER], milk: [PRODUCER]}}
  - {bin: "210987654321", name: ИП Лавка, groups: {tobacco: [RETAIL]}, noContract: [tobacco]}
products:
  - {gtin: "04870004450015", productGroup: milk, name: Айран}
  - {gtin: "04870003330011", productGroup: pharma, name: Цитрамон}
`

// withMaker is the world spec, and the maker with their products.
func withMaker(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s := frozen(t, opts...)
	want(t, s, 200, "POST", "/_mock/dataset", makerData)
	return s
}

// refused sends a call that must fail, with its reasons in the error, say what
// to do, and change nothing.
func refused(t *testing.T, s *Server, status int, method, path, body string, reasons ...string) {
	t.Helper()
	untouched := unchanged(s)
	text := want(t, s, status, method, path, body)
	for _, part := range reasons {
		if got := field(t, text, "error").(string); !strings.Contains(got, part) {
			t.Errorf("%s %s %s: the error does not say %q:\n%s", method, path, body, part, got)
		}
	}
	if field(t, text, "hint") == "" {
		t.Errorf("%s %s %s: no hint", method, path, body)
	}
	if !untouched() {
		t.Errorf("%s %s %s is refused and changed the world", method, path, body)
	}
}

// generated makes codes and gives the outermost ones.
func generated(t *testing.T, s *Server, order string) []string {
	t.Helper()
	return textsOf(field(t, want(t, s, 200, "POST", "/_mock/codes/generate", order), "items"))
}

// made generates single units of the maker.
func made(t *testing.T, s *Server, gtin, status string, count int) []string {
	t.Helper()
	return generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": %q, "count": %d}`, gtin, maker, status, count))
}

func textsOf(list any) (all []string) {
	values, _ := list.([]any)
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// inside is the control API's view of a code, by names of its fields.
func inside(t *testing.T, s *Server, code string, path ...any) any {
	t.Helper()
	text := want(t, s, 200, "GET", "/_mock/codes?cis="+queryEscape(code), "")
	return field(t, text, append([]any{"items", 0}, path...)...)
}

func TestAddDataset(t *testing.T) {
	s := frozen(t)
	before := s.World().Snapshot().Counts()
	counts := func(participants, products, codes int) string {
		return fmt.Sprintf(`{"counts":{"participants":%d,"products":%d,"codes":%d}}`, before.Participants+participants, before.Products+products, before.Codes+codes)
	}
	text := want(t, s, 200, "POST", "/_mock/dataset", makerData)
	if text != counts(2, 2, 0) {
		t.Errorf("the world now counts %s", text)
	}
	// JSON as well; who is there already is replaced, and codes are added.
	text = want(t, s, 200, "POST", "/_mock/dataset", `{"participants": [{"bin": "123456789012", "name": "АО Завод", "groups": {"milk": ["PRODUCER"]}}],
		"codes": [{"generate": {"gtin": "04870004450015", "count": 2, "pack": [3], "status": "APPLIED", "ownerBin": "123456789012"}}]}`)
	if text != counts(2, 2, 8) {
		t.Errorf("the world then counts %s", text)
	}
	if name := field(t, want(t, s, 200, "GET", "/_mock/participants?bin="+maker, ""), "items", 0, "name"); name != "АО Завод" {
		t.Errorf("the maker is %v", name)
	}
	// What is added later is not the world's start.
	want(t, s, 204, "POST", "/_mock/reset", "")
	if got := s.World().Snapshot().Counts(); got != before {
		t.Errorf("after reset it counts %+v", got)
	}
}

func TestABadDatasetNamesEveryPlace(t *testing.T) {
	s := frozen(t)
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"three mistakes at once", "participants:\n  - {bin: 123456789012, name: ТОО}\n  - {bin: \"210987654321\", nam: ИП}\n", []string{
			"dataset:2:11: 123456789012 without quotes is a number", "dataset:3:5: a participant must have name", `dataset:3:27: a participant has no field "nam": did you mean name?`,
		}},
		{"JSON", `{"codes": [{"cis": "1", "status": "GLUED"}]}`, []string{`dataset:1:35: "GLUED" is no status of a code`, "must have ownerBin"}},
		{"neither", `{"participants": [`, []string{"dataset:1:", "neither YAML nor JSON"}},
		{"a text alone", `spec`, []string{"dataset:1:1: a dataset is a mapping of fields, this is a text"}},
		{"broken references", makerData + "codes:\n" +
			"  - {cis: \"04870004450022aaaaaaa\", packageType: UNIT, status: APPLIED, ownerBin: \"123456789012\"}\n" +
			"  - {cis: \"04870004450015aaaaaaa\", packageType: UNIT, status: APPLIED, ownerBin: \"000000000001\"}\n", []string{
			`dataset:9:11: no product with gtin "04870004450022"`, `dataset:10:82: no participant with bin "000000000001"`,
		}},
		{"a code that is there", "codes:\n  - {cis: \"" + pack + "\", packageType: UNIT, status: APPLIED, ownerBin: \"" + owner + "\"}\n", []string{
			"dataset:2:11: code " + pack + " is in the world already",
		}},
		{"not UTF-8", "participants: [\xff]", []string{"dataset:1:16: this is not UTF-8"}},
		{"too long", strings.Repeat(" ", 17<<20) + "{}", []string{"a dataset has at most 16 MB"}},
		{"nothing", " \n", []string{"a dataset is required"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused(t, s, 400, "POST", "/_mock/dataset", c.body, c.want...)
		})
	}
}

func TestParticipantsAndProducts(t *testing.T) {
	s := withMaker(t)
	if got := want(t, s, 200, "GET", "/_mock/products?gtin="+milkGTIN, ""); !strings.Contains(got, `"productGroup":"milk","name":"Айран","packageType":"UNIT"`) {
		t.Errorf("the ayran is %s", got)
	}
	some := want(t, s, 200, "GET", "/_mock/participants?bin="+seller, "")
	if field(t, some, "items", 0, "noContract", 0) != "tobacco" || field(t, some, "items", 0, "groups", "tobacco", 0) != "RETAIL" {
		t.Errorf("the seller is %s", some)
	}
	for _, path := range []string{"/_mock/products?gtin=1", "/_mock/participants?bin=1"} {
		if none := want(t, s, 200, "GET", path, ""); none != `{"items":[]}` {
			t.Errorf("%s gives %s", path, none)
		}
	}
	for path, c := range map[string]struct {
		key  string
		want []string
	}{
		"/_mock/participants": {"bin", []string{maker, seller, "800513300402", "940408450442", owner}},
		"/_mock/products":     {"gtin", []string{packGTIN, "00000046210654", "00000046229175", blockGTIN, "04606203084623", "04606203084630", "04630034070029", drugGTIN, milkGTIN, "05060255351147"}},
	} {
		for limit := 1; limit <= len(c.want); limit++ {
			var seen []string
			for after, more := "", true; more && len(seen) <= len(c.want); {
				text := want(t, s, 200, "GET", fmt.Sprintf("%s?limit=%d&after=%s", path, limit, after), "")
				items := field(t, text, "items").([]any)
				for i := range items {
					seen = append(seen, field(t, text, "items", i, c.key).(string))
				}
				after, more = field(t, text, "next").(string)
				if len(items) > limit || more && len(items) < limit {
					t.Errorf("%s gives %d items a page of %d", path, len(items), limit)
				}
			}
			if !slices.Equal(seen, c.want) {
				t.Errorf("%s by %d gives %v", path, limit, seen)
			}
		}
		for _, limit := range []string{"0", "-1", "10001", "x"} {
			refused(t, s, 400, "GET", path+"?limit="+limit, "", "limit")
		}
	}
}

func TestGenerateCodes(t *testing.T) {
	s := withMaker(t)
	before := s.World().Snapshot().Counts().Codes
	order := `{"productGroup": "tobacco", "gtin": "` + packGTIN + `", "gtins": ["` + blockGTIN + `"], "ownerBin": "` + maker + `", "producerBin": "` + owner + `", "status": "INTRODUCED", "count": 10, "pack": [50, 10]}`
	boxes := generated(t, s, order)
	if n := s.World().Snapshot().Counts().Codes; len(boxes) != 10 || n != before+10*551 {
		t.Fatalf("%d boxes, %d codes in all", len(boxes), n)
	}
	for _, b := range boxes {
		blocks := textsOf(inside(t, s, b, "child"))
		if len(blocks) != 50 || inside(t, s, b, "packageType") != "LEVEL2" || inside(t, s, b, "ownerBin") != maker || inside(t, s, b, "producerBin") != owner {
			t.Fatalf("box %s holds %d blocks", b, len(blocks))
		}
		if packs := textsOf(inside(t, s, blocks[49], "child")); len(packs) != 10 || inside(t, s, blocks[49], "gtin") != blockGTIN || inside(t, s, packs[9], "gtin") != packGTIN {
			t.Fatalf("block %s holds %v", blocks[49], packs)
		}
	}
	if status, text := info(t, s, maker, boxes...); status != 200 || strings.Count(text, `"status":"INTRODUCED"`) != 10 {
		t.Errorf("cises/info answers %d %.300s", status, text)
	}
	if again := generated(t, withMaker(t), order); !slices.Equal(again, boxes) {
		t.Errorf("another world of the same seed makes %v, this one %v", again, boxes)
	}
	if more := generated(t, s, order); slices.Equal(more, boxes) {
		t.Errorf("the same order once more makes the same boxes: %v", more)
	}
	if units := made(t, s, milkGTIN, "EMITTED", 3); len(units) != 3 || inside(t, s, units[2], "packageType") != "UNIT" || inside(t, s, units[2], "status") != "EMITTED" {
		t.Errorf("without pack it makes %v", units)
	}
}

func TestBadOrdersToGenerate(t *testing.T) {
	s := withMaker(t)
	for _, c := range []struct{ change, want string }{
		{`"status": "GLUED"`, `status is "GLUED", and must be a code of GET /_mock/dictionaries/code-statuses`},
		{`"status": ""`, `status is ""`},
		{`"count": 0`, "count is 0"},
		{`"count": -1`, "count is -1"},
		{`"count": 1.5`, "count"},
		{`"count": 5000001`, "more than 5000000 codes"},
		{`"pack": [50, 0]`, "every package holds at least one"},
		{`"pack": [1, 1, 1, 1, 1, 1]`, "pack has 6 levels"},
		{`"pack": [1000000, 1000000]`, "more than 5000000 codes"},
		{`"gtins": ["` + packGTIN + `"]`, "gtins names 1 levels"},
		{`"gtin": "1"`, `no product with gtin "1"`},
		{`"productGroup": "milk"`, "is of group tobacco, not milk"},
		{`"ownerBin": "000000000001"`, `no participant with bin "000000000001"`},
		{`"ownerBin": ""`, `no participant with bin ""`},
		{`"producerBin": "000000000001"`, `no participant with bin "000000000001"`},
		{`"packs": [50]`, `unknown field "packs"`},
	} {
		refused(t, s, 400, "POST", "/_mock/codes/generate", `{"gtin": "`+packGTIN+`", "ownerBin": "`+maker+`", "status": "APPLIED", "count": 1, `+c.change+`}`, c.want)
	}
	refused(t, s, 400, "POST", "/_mock/codes/generate", "", "no body")
	refused(t, s, 400, "POST", "/_mock/codes/generate", "[]", "array")
}

// TestUtilisation: goods of the groups that are paid for wait for the money.
func TestUtilisation(t *testing.T) {
	for _, c := range []struct{ group, gtin, applied string }{
		{"tobacco", packGTIN, "APPLIED_NOT_PAID"},
		{"pharma", drugGTIN, "APPLIED_NOT_PAID"},
		{"milk", milkGTIN, "APPLIED"},
	} {
		t.Run(c.group, func(t *testing.T) {
			s := withMaker(t)
			codes := made(t, s, c.gtin, "EMITTED", 2)
			want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
			want(t, s, 204, "POST", "/_mock/reports/utilisation", jsonOf(t, map[string]any{"codes": codes[:1]}))
			checkStatus(t, s, maker, codes[0], c.applied)
			checkStatus(t, s, maker, codes[1], "EMITTED")
			if at := inside(t, s, codes[0], "producedDate"); at != "2026-11-22T13:00:00.000Z" {
				t.Errorf("%s was applied at %v", codes[0], at)
			}
			// The money of another group does not help, that of this one does.
			for _, g := range []struct{ group, then string }{{"shoes", ""}, {other(c.group), c.applied}, {c.group, "APPLIED"}} {
				path, body := "/_mock/accounts/"+maker+"/topup", fmt.Sprintf(`{"productGroup": %q, "amount": 600}`, g.group)
				if g.then == "" {
					refused(t, s, 400, "POST", path, body, "it must be one of its groups")
					continue
				}
				text := want(t, s, 200, "POST", path, body)
				left := 600 // less what the code that waits costs
				if g.then == "APPLIED" && c.applied != "APPLIED" {
					left -= map[string]int{"tobacco": 268, "pharma": 240}[g.group]
				}
				if got := fmt.Sprint(field(t, text, "balance", g.group)); got != fmt.Sprint(left) {
					t.Errorf("topped up, the account of %s is %s", g.group, text)
				}
				checkStatus(t, s, maker, codes[0], g.then)
			}
			want(t, s, 204, "POST", "/_mock/reports/utilisation", jsonOf(t, map[string]any{"codes": codes[1:]}))
			checkStatus(t, s, maker, codes[1], "APPLIED")
		})
	}
}

// other is another group of the maker.
func other(group string) string {
	if group == "tobacco" {
		return "pharma"
	}
	return "tobacco"
}

// checkStatus asks the True-API and the control API where a code stands.
func checkStatus(t *testing.T, s *Server, bin, code, want string) {
	t.Helper()
	_, text := info(t, s, bin, code)
	if got, within := field(t, text, 0, "cisInfo", "status"), inside(t, s, code, "status"); got != want || within != want {
		t.Errorf("%s is %v for its owner and %v within, not %s", code, got, within, want)
	}
}

func TestTopUp(t *testing.T) {
	s := withMaker(t)
	path := "/_mock/accounts/" + maker + "/topup"
	want(t, s, 200, "POST", path, `{"productGroup": "milk", "amount": 100}`)
	text := want(t, s, 200, "POST", path, `{"productGroup": "milk", "amount": 1}`)
	if text != `{"bin":"123456789012","balance":{"milk":101,"pharma":0,"tobacco":0}}` {
		t.Errorf("the balances are %s", text)
	}
	balance := want(t, s, 200, "GET", "/api/v3/true-api/elk/product-groups/balance?productGroupId=8", "", "Authorization", "Bearer "+s.Token(maker))
	if got := fmt.Sprint(field(t, balance, "balance")); got != "101" {
		t.Errorf("the client reads %s", balance)
	}
	for _, c := range []struct {
		status           int
		path, body, want string
	}{
		{404, "/_mock/accounts/000000000001/topup", `{"productGroup": "milk", "amount": 1}`, "000000000001"},
		{400, path, `{"productGroup": "milk", "amount": 0}`, "more than 0"},
		{400, path, `{"productGroup": "milk", "amount": -5}`, "more than 0"},
		{400, path, `{"productGroup": "milk", "amount": 9223372036854775807}`, "an account can hold"},
		{400, path, `{"productGroup": "milk", "amount": 0.5}`, "amount"},
		{400, path, `{"productGroup": "milk"}`, "more than 0"},
		{400, path, `{"amount": 5}`, "one of its groups"},
		{400, path, `{"productGroup": "milk", "sum": 5}`, `unknown field "sum"`},
		{400, path, "", "no body"},
	} {
		refused(t, s, c.status, "POST", c.path, c.body, c.want)
	}
}

// TestRepacking: packs that stand in a later report have another parent; the
// block that gave them away is DISAGGREGATED, and what was left in it lies in
// nothing.
func TestRepacking(t *testing.T) {
	s := frozen(t)
	was := textsOf(inside(t, s, block, "child"))
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "1h"}`)
	report := map[string]any{"cis": "(01)04600266005755(21)newone1", "packageType": "LEVEL1", "child": was[:4]}
	want(t, s, 204, "POST", "/_mock/reports/aggregation", jsonOf(t, report))

	_, text := info(t, s, owner, "010460026600575521newone1", block, was[0], was[4])
	told := map[any]map[string]any{} // by code
	for _, element := range field(t, text).([]any) {
		i := element.(map[string]any)["cisInfo"].(map[string]any)
		told[i["cis"]] = i
	}
	for code, want := range map[string]struct {
		status string
		parent any
		child  []string
	}{
		"(01)04600266005755(21)newone1": {"APPLIED", nil, was[:4]},
		"(01)04600266005755(21)gy4R,sn": {"DISAGGREGATED", box, nil},
		was[0]:                          {"APPLIED", "(01)04600266005755(21)newone1", nil},
		was[4]:                          {"APPLIED", nil, nil},
	} {
		i := told[code]
		if i["status"] != want.status || i["parent"] != want.parent || !slices.Equal(textsOf(i["child"]), want.child) {
			t.Errorf("cises/info tells of %s: %v", code, i)
		}
	}
	token := s.Token(owner)
	for code, want := range map[string][]any{ // parents, newest first
		was[0]: {"(01)04600266005755(21)newone1", "(01)04600266005755(21)gy4R,sn"},
		was[4]: {nil, "(01)04600266005755(21)gy4R,sn"},
		block:  {box, box},
	} {
		text := historyOf(t, s, token, code)
		for i, parent := range want {
			if got := field(t, text, i, "parent"); got != parent {
				t.Errorf("event %d of %s has parent %v, not %v", i, code, got, parent)
			}
		}
		if at := field(t, text, 0, "operationDate"); at != "2026-11-22T13:00:00.000Z" || len(field(t, text).([]any)) != len(want) {
			t.Errorf("the history of %s is %s", code, text)
		}
	}
}

func historyOf(t *testing.T, s *Server, token, code string) string {
	t.Helper()
	return want(t, s, 200, "GET", "/api/v3/true-api/cises/history?code="+queryEscape(code), "", "Authorization", "Bearer "+token)
}

func TestBadAggregation(t *testing.T) {
	s := withMaker(t)
	emitted := made(t, s, packGTIN, "EMITTED", 1)[0]
	sold := made(t, s, packGTIN, "WITHDRAWN", 1)[0]
	const fresh = "(01)04600266005755(21)newone1"
	for _, c := range []struct {
		status           int
		cis, packageType string
		child            []string
		want             string
	}{
		{400, fresh, "LEVEL1", nil, "child is empty"},
		{400, fresh, "LEVEL9", []string{emitted}, `packageType is "LEVEL9", and must be a code of GET /_mock/dictionaries/package-types`},
		{400, fresh, "", []string{emitted}, `packageType is ""`},
		{400, fresh, "UNIT", []string{emitted}, "LEVEL1 to LEVEL5"},
		{400, "", "LEVEL1", []string{emitted}, "empty"},
		{404, fresh, "LEVEL1", []string{emitted, "nothing"}, "nothing"},
		{409, fresh, "LEVEL1", []string{emitted, pack}, "belongs to " + owner},
		{409, fresh, "LEVEL1", []string{emitted, "\x1d" + emitted}, "twice"},
		{409, fresh, "LEVEL1", []string{emitted, sold}, "is WITHDRAWN"},
		{409, fresh, "LEVEL1", []string{block}, "does not go into a LEVEL1"},
		{409, block, "LEVEL1", []string{emitted}, "with 10 codes in it"},
		{409, emitted, "LEVEL1", []string{emitted}, "registered as a UNIT"},
		{400, "00000046082251newone1", "LEVEL1", []string{emitted}, "has the form of a unit"},
		{400, "(01)04870004450992(21)newone1", "LEVEL1", []string{emitted}, `no product with gtin "04870004450992"`},
	} {
		body := jsonOf(t, map[string]any{"cis": c.cis, "packageType": c.packageType, "child": c.child})
		refused(t, s, c.status, "POST", "/_mock/reports/aggregation", body, c.want)
	}
	refused(t, s, 400, "POST", "/_mock/reports/aggregation", `{"codes": []}`, `unknown field "codes"`)
}

func TestDisaggregation(t *testing.T) {
	s := frozen(t)
	blocks, packs := textsOf(inside(t, s, box, "child")), textsOf(inside(t, s, block, "child"))
	want(t, s, 204, "POST", "/_mock/reports/disaggregation", jsonOf(t, map[string]any{"codes": []string{box}}))
	checkStatus(t, s, owner, box, "DISAGGREGATED")
	checkStatus(t, s, owner, block, "APPLIED")
	if got := inside(t, s, box, "child"); got != nil {
		t.Errorf("the box still holds %v", got)
	}
	for _, b := range blocks {
		if parent := inside(t, s, b, "parent"); parent != nil {
			t.Errorf("block %s lies in %v", b, parent)
		}
	}
	if got := textsOf(inside(t, s, block, "child")); !slices.Equal(got, packs) {
		t.Errorf("an unopened block holds %v", got)
	}
	// What lies in nothing can be packed anew.
	want(t, s, 204, "POST", "/_mock/reports/aggregation", jsonOf(t, map[string]any{"cis": "00046002660000693200", "packageType": "LEVEL2", "child": blocks[:2]}))
	if got := fmt.Sprint(inside(t, s, blocks[0], "parent")); got != "00046002660000693200" {
		t.Errorf("packed anew, the block lies in %s", got)
	}
}

func TestBadListsOfCodes(t *testing.T) {
	s := withMaker(t)
	fresh := made(t, s, packGTIN, "EMITTED", 1)[0]
	list := func(codes ...string) string { return jsonOf(t, map[string]any{"codes": codes}) }
	for path, rows := range map[string][]struct {
		status     int
		body, want string
	}{
		"/_mock/reports/utilisation": {
			{409, list(pack), "is APPLIED"},
			{409, list(fresh, "\x1d"+fresh), "stands in the report twice"},
			{404, list("nothing"), `"nothing" is not registered`},
		},
		"/_mock/reports/disaggregation": {
			{409, list(block, pack), "has nothing in it"},
			{409, list(block, block), "has nothing in it"},
			{404, list(block, "nothing"), `"nothing" is not registered`},
		},
	} {
		for _, r := range rows {
			refused(t, s, r.status, "POST", path, r.body, r.want)
		}
		for body, want := range map[string]string{
			list():               "codes is empty",
			`{}`:                 "codes is empty",
			list(""):             "empty",
			list("\n"):           "control character",
			``:                   "no body",
			`["a"]`:              "array",
			`{"codes": "a"}`:     "codes",
			`{"cises": ["a"]}`:   `unknown field "cises"`,
			`{"codes": []} true`: "more behind",
		} {
			refused(t, s, 400, "POST", path, body, want)
		}
	}
}

func TestDictionaries(t *testing.T) {
	t.Parallel()
	s := frozen(t)
	list := want(t, s, 200, "GET", "/_mock/dictionaries", "")
	names := []string{
		"product-groups", "package-types", "code-statuses", "document-types", "document-statuses", "act-statuses",
		"release-methods", "customs-offices", "countries",
	}
	if n := len(field(t, list, "items").([]any)); n != len(names) {
		t.Errorf("%d dictionaries", n)
	}
	for i, name := range names {
		if got := field(t, list, "items", i, "name"); got != name || field(t, list, "items", i, "title") == "" {
			t.Errorf("dictionary %d is %v, not %s", i, got, name)
		}
		rows := dict.All()[i].Rows
		text := want(t, s, 200, "GET", "/_mock/dictionaries/"+name, "")
		if n := len(field(t, text, "items").([]any)); n != len(rows) {
			t.Errorf("%s has %d rows, %d are served", name, len(rows), n)
		}
		for j, r := range rows {
			if code, about := field(t, text, "items", j, "code"), field(t, text, "items", j, "about"); code != r.Code || about != r.About {
				t.Errorf("row %d of %s is %v, %v", j, name, code, about)
			}
		}
	}
	methods := want(t, s, 200, "GET", "/_mock/dictionaries/release-methods", "")
	if methods != `{"name":"release-methods","title":"Способ выпуска товаров в оборот","items":[{"code":"FOREIGN","about":"Ввезён в РK"},{"code":"LOCAL","about":"Производство РK"}]}` {
		t.Errorf("the release methods are %s", methods)
	}
	if id := field(t, want(t, s, 200, "GET", "/_mock/dictionaries/product-groups", ""), "items", 1, "id"); id != "3" {
		t.Errorf("tobacco has id %v", id)
	}
	refused(t, s, 404, "GET", "/_mock/dictionaries/planets", "", `no dictionary "planets"`, "there are "+strings.Join(names, ", "))
}

// TestDataOfAWorldStaysThere: what one world is told, another does not know.
func TestDataOfAWorldStaysThere(t *testing.T) {
	s := frozen(t)
	fork := s.Fork(t)
	want(t, fork, 200, "POST", "/_mock/dataset", makerData)
	codes := made(t, fork, milkGTIN, "EMITTED", 1)
	want(t, fork, 204, "POST", "/_mock/reports/utilisation", jsonOf(t, map[string]any{"codes": codes}))
	refused(t, s, 404, "POST", "/_mock/reports/utilisation", jsonOf(t, map[string]any{"codes": codes}), "is not registered")
	refused(t, s, 404, "POST", "/_mock/accounts/"+maker+"/topup", `{"productGroup": "milk", "amount": 1}`, maker)
}
