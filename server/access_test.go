package server

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// Who sees what: «осуществляется проверка доступа … на соответствие (prid) для
// производителей или (o) для владельцев. При полном несоответствии … в ответе
// на запрос выводится пустой массив».

// caller calls as one participant, and may live in rapid's tests.
type caller struct {
	t interface {
		Helper()
		Fatalf(string, ...any)
	}
	srv        *Server
	bin, token string
}

func (c *caller) send(method, path, body string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.srv.TrueAPI()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatalf("%s", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.srv.Client().Do(req)
	if err != nil {
		c.t.Fatalf("%s", err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s", err)
	}
	return resp.StatusCode, string(text)
}

// question is a method that is asked about one code.
type question struct {
	name         string
	method, path string
	body         string
	small        bool // it begins the text of 403 with a small letter
	owner        bool // its answer has fields of the owner
}

// questions are all methods that can be asked about a code.
func questions(code *state.Code) []question {
	cis, array := url.QueryEscape(code.CIS), arrayOf([]string{code.CIS})
	return []question{
		{name: "cises/info", method: "POST", path: "/cises/info", body: array, small: true, owner: true},
		{name: "cises/list", method: "POST", path: "/cises/list?values=" + cis, owner: true},
		{name: "cises-units-count", method: "POST", path: "/cis/cises-units-count", body: array},
		{name: "aggregated/list", method: "POST", path: "/cises/aggregated/list", body: array, small: true},
		{name: "GET aggregated/list", method: "GET", path: "/cises/aggregated/list?codes=" + cis, small: true},
		{name: "cises/listV2", method: "GET", path: "/cises/listV2?cis=" + cis, owner: true},
		{name: "products/listV2", method: "GET", path: "/products/listV2?cis=" + cis, owner: true},
		{name: "cises/history", method: "GET", path: "/cises/history?code=" + cis, owner: true},
		{name: "the old history", method: "GET", path: "/cises/" + url.PathEscape(code.CIS) + "/history", owner: true},
		{name: "products/info", method: "GET", path: "/products/info?cis=" + cis},
	}
}

const (
	noContractText      = `{"error_message":"Отсутствует действующий договор по ТГ"}`
	noContractTextSmall = `{"error_message":"отсутствует действующий договор по ТГ"}`
)

// lapsed owns goods of a group for which they have no contract any more.
const lapsed = "910805400528"

// crowdOf is world demo with its participants, a stranger, and everybody's token.
func crowdOf(t *testing.T) (s *Server, codes []*state.Code, callers []*caller) {
	s = Run(t, WithWorld("demo"), WithClock(goldenNow))
	generate(t, s, "00000048704120", lapsed, 20)
	generate(t, s, milk, lapsed, 20)
	v := s.World().Snapshot()
	v.Codes("", func(c *state.Code) bool { codes = append(codes, c); return true })
	bins := []string{"000000000001"}
	v.Participants("", func(p *state.Participant) bool {
		if !p.Blocked() {
			bins = append(bins, p.BIN)
		}
		return true
	})
	for _, bin := range bins {
		callers = append(callers, &caller{srv: s, bin: bin, token: s.Token(bin)})
	}
	return s, codes, callers
}

// anyCaller prefers those who have to do with the code.
func anyCaller(t *rapid.T, callers []*caller, c *state.Code) *caller {
	near := slices.DeleteFunc(slices.Clone(callers), func(a *caller) bool { return !state.Sees(a.bin, c) })
	if len(near) == 0 || rapid.Bool().Draw(t, "anybody") {
		near = callers
	}
	found := *rapid.SampledFrom(near).Draw(t, "caller")
	found.t = t
	return &found
}

// anyCode prefers codes that are rare: what lies in nothing, and what is the
// lapsed participant's.
func anyCode(codes []*state.Code) *rapid.Generator[*state.Code] {
	var outermost, lapsing []*state.Code
	for _, c := range codes {
		if c.Parent == "" {
			outermost = append(outermost, c)
		}
		if c.OwnerBIN == lapsed {
			lapsing = append(lapsing, c)
		}
	}
	return rapid.OneOf(rapid.SampledFrom(codes), rapid.SampledFrom(outermost), rapid.SampledFrom(lapsing))
}

// TestAllMethodsAgreeOnWhoSeesACode asks every method about the same code.
func TestAllMethodsAgreeOnWhoSeesACode(t *testing.T) {
	s, codes, callers := crowdOf(t)
	classes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		code := anyCode(codes).Draw(t, "code")
		c := anyCaller(t, callers, code)
		v := s.World().Snapshot()
		contract, owner := v.MayTrade(c.bin, v.Product(code.GTIN).ProductGroup), v.Participant(code.OwnerBIN)
		for _, q := range questions(code) {
			status, text := c.send(q.method, q.path, q.body)
			class := "owner"
			switch {
			case !contract:
				class = "no contract"
				if c.bin == code.OwnerBIN {
					class = "owner without contract"
				}
				refusal := noContractText
				if q.small {
					refusal = noContractTextSmall
				}
				if status != 403 || text != refusal {
					t.Fatalf("%s for %s without contract: %d %s", q.name, c.bin, status, text)
				}
			case !state.Sees(c.bin, code):
				class = "other"
				none := "[]"
				if q.name == "cises/listV2" {
					none = `{"results":[],"total":0}`
				}
				if status != 200 || text != none {
					t.Fatalf("%s for %s, who is neither owner nor producer: %d %s", q.name, c.bin, status, text)
				}
			case code.OwnerBIN != c.bin:
				class = "producer"
				if status != 200 || len(text) < 10 || strings.Contains(text, `"owner`) || strings.Contains(text, owner.Name) {
					t.Fatalf("%s for the producer only: %d %s", q.name, status, text)
				}
			default:
				has := strings.Contains(text, `"owner`) && strings.Contains(text, owner.Name) && strings.Contains(text, owner.BIN)
				if status != 200 || len(text) < 10 || has != q.owner {
					t.Fatalf("%s for the owner: %d %s", q.name, status, text)
				}
			}
			classes[class]++
		}
	})
	for _, class := range []string{"owner", "producer", "other", "no contract", "owner without contract"} {
		if classes[class] == 0 {
			t.Errorf("nobody was %s: %v", class, classes)
		}
	}
}

// TestSomeOfSeveralCodes: who may see one of the codes asked is told of all
// that are found, without the owners of those that are not theirs.
func TestSomeOfSeveralCodes(t *testing.T) {
	s, codes, callers := crowdOf(t)
	rapid.Check(t, func(t *rapid.T) {
		v := s.World().Snapshot()
		asked := rapid.SliceOfNDistinct(anyCode(codes), 1, 5, func(c *state.Code) string { return c.CIS }).Draw(t, "codes")
		c := anyCaller(t, callers, asked[0])
		var written, found, told []string
		barred, mine := 0, false
		for _, code := range asked {
			written = append(written, code.CIS)
			if !v.MayTrade(c.bin, v.Product(code.GTIN).ProductGroup) {
				barred++
				continue
			}
			found = append(found, code.CIS)
			mine = mine || state.Sees(c.bin, code)
			if code.OwnerBIN == c.bin {
				told = append(told, code.CIS)
			}
		}
		absent := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"00000046082251AAAAAAA", "(01)04600266005755(21)AAAAAAA", "x"}), 0, 2, rapid.ID).Draw(t, "absent")
		written = append(written, absent...)
		array := arrayOf(written)
		type cis struct{ RequestedCis, Cis, OwnerBin, OwnerName string }
		for name, q := range map[string]struct {
			method, path, body, refusal string
			shown                       func(text string) (found, told []string)
		}{
			"cises/info": {"POST", "/cises/info", array, noContractTextSmall, func(text string) (found, told []string) {
				var out []struct {
					Info      cis `json:"cisInfo"`
					ErrorCode string
				}
				unmarshal(t, text, &out)
				if len(out) != len(written) {
					t.Fatalf("cises/info for %s answers %d elements for %d codes: %s", c.bin, len(out), len(written), text)
				}
				for _, e := range out {
					if e.ErrorCode == "" {
						found = append(found, e.Info.Cis)
					}
					if e.Info.OwnerBin != "" && e.Info.OwnerName != "" {
						told = append(told, e.Info.Cis)
					}
				}
				return found, told
			}},
			"cises/list": {"POST", "/cises/list?" + url.Values{"values": written}.Encode(), "", noContractText, func(text string) (found, told []string) {
				var out []cis
				unmarshal(t, text, &out)
				for _, e := range out {
					found = append(found, e.Cis)
					if e.OwnerBin != "" && e.OwnerName != "" {
						told = append(told, e.Cis)
					}
				}
				return found, told
			}},
			"cises-units-count": {"POST", "/cis/cises-units-count", array, noContractText, func(text string) (keys, _ []string) {
				var out struct{ CisesCounts map[string]int }
				unmarshal(t, text, &out)
				return keysOf(out.CisesCounts), told
			}},
			"aggregated/list": {"POST", "/cises/aggregated/list", array, noContractTextSmall, func(text string) (keys, _ []string) {
				var out map[string]any
				unmarshal(t, text, &out)
				return keysOf(out), told
			}},
		} {
			status, text := c.send(q.method, q.path, q.body)
			switch {
			case len(found) == 0 && barred > 0:
				if status != 403 || text != q.refusal {
					t.Fatalf("%s for %s without any contract: %d %s", name, c.bin, status, text)
				}
			case !mine && name == "cises/info": // nothing of codes of others; unknown ones are told of as anywhere
				if status != 200 || strings.Count(text, `{"cisInfo":{"requestedCis":`) != len(absent) || strings.Count(text, `"},"errorMessage":"КМ/КИ не найден","errorCode":"404"}`) != len(absent) {
					t.Fatalf("%s for %s, to whom nothing belongs: %d %s", name, c.bin, status, text)
				}
			case !mine:
				if status != 200 || text != "[]" {
					t.Fatalf("%s for %s, to whom nothing belongs: %d %s", name, c.bin, status, text)
				}
			default:
				gotFound, gotTold := q.shown(text)
				if status != 200 || !sameSet(gotFound, found) || !sameSet(gotTold, told) {
					t.Fatalf("%s for %s: %d, found %v, want %v; owners told of %v, want %v", name, c.bin, status, gotFound, found, gotTold, told)
				}
			}
		}
	})
}

// TestOrdersAreTheirOwners: an order tells nothing to others, and nobody can
// order codes of a product none of which they see.
func TestOrdersAreTheirOwners(t *testing.T) {
	s, codes, callers := crowdOf(t)
	rapid.Check(t, func(t *rapid.T) {
		code := anyCode(codes).Draw(t, "code")
		c, other := anyCaller(t, callers, code), anyCaller(t, callers, code)
		v := s.World().Snapshot()
		group := v.Product(code.GTIN).ProductGroup
		some, mine := false, false
		for _, in := range codes {
			id := string(in.ID())
			if in.GTIN == code.GTIN && (strings.HasPrefix(id, in.GTIN) || strings.HasPrefix(id, "01"+in.GTIN)) {
				some, mine = true, mine || state.Sees(c.bin, in)
			}
		}
		status, text := c.send("POST", "/cises/my", fmt.Sprintf(`{"gtin":%q}`, strings.TrimLeft(code.GTIN, "0")))
		switch {
		case !v.MayTrade(c.bin, group):
			if status != 403 || text != noContractText {
				t.Fatalf("cises/my for %s without contract: %d %s", c.bin, status, text)
			}
			return
		case some && !mine:
			if status != 200 || text != "[]" {
				t.Fatalf("cises/my for %s, to whom no code of %s belongs: %d %s", c.bin, code.GTIN, status, text)
			}
			return
		}
		var order struct{ UUID string }
		unmarshal(t, text, &order)
		for _, part := range []string{"/status", "/result"} {
			path := "/cises/orders/" + order.UUID + part
			status, text := other.send("GET", path, "")
			switch {
			case !v.MayTrade(other.bin, group):
				if status != 403 || text != noContractText {
					t.Fatalf("%s for %s without contract: %d %s", part, other.bin, status, text)
				}
			case other.bin != c.bin:
				if status != 200 || text != "[]" {
					t.Fatalf("%s for %s, who did not order: %d %s", part, other.bin, status, text)
				}
			case part == "/status":
				if status != 200 || text != `"NEW"` {
					t.Fatalf("%s for who ordered: %d %s", part, status, text)
				}
			}
		}
	})
}

// TestABlockedParticipantDoesNotGetIn: neither by a token of the control API nor in the library.
func TestABlockedParticipantDoesNotGetIn(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	n := 0
	s.World().Snapshot().Participants("", func(p *state.Participant) bool {
		if p.Status == dict.Blocked {
			n++
			want(t, s, 403, "POST", "/_mock/tokens", fmt.Sprintf(`{"bin":%q}`, p.BIN))
			if token, err := s.IssueToken(p.BIN); err == nil {
				t.Errorf("%s is blocked and gets the token %s", p.BIN, token)
			}
		}
		return true
	})
	if n == 0 {
		t.Error("nobody is blocked in demo")
	}
}

// arrayOf is a JSON array of codes, which are all printable ASCII.
func arrayOf(codes []string) string {
	quoted := make([]string, len(codes))
	for i, code := range codes {
		quoted[i] = strconv.Quote(code)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

func unmarshal(t interface{ Fatalf(string, ...any) }, text string, v any) {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%s: %s", text, err)
	}
}

func keysOf[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
