package contract

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/server"
)

// drift is one way in which the second system has moved away from the first one.
type drift struct {
	kind   diff.Kind
	method string // GET /path, as the tables of fields have it
	field  string // "" for the whole answer
	did    int    // answers that it changed
	calls  map[string]int
	act    func(*drift, *http.Response, []byte) []byte
}

func (d *drift) String() string { return fmt.Sprintf("%s: %s %s", d.kind, d.method, d.field) }

// drifting is a proxy in front of a system, which lets its answers drift.
type drifting struct {
	mu     sync.Mutex
	drifts []*drift
	late   time.Duration // by which the clock of who measures is put on
}

func (p *drifting) serve(t *testing.T, system string) *httptest.Server {
	to, err := url.Parse(system)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.URL.RawQuery = r.In.URL.RawQuery },
		ModifyResponse: func(resp *http.Response) error {
			raw, err := io.ReadAll(resp.Body)
			if err != nil {
				return err
			}
			raw = p.change(resp, raw)
			resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
			resp.Header.Set("Content-Length", strconv.Itoa(len(raw)))
			return nil
		},
	})
	t.Cleanup(s.Close)
	return s
}

func (p *drifting) change(resp *http.Response, raw []byte) []byte {
	if isControl(resp.Request) {
		return raw
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	method := methodOf(resp.Request.Method, resp.Request.URL.EscapedPath())
	for _, d := range p.drifts {
		if d.method == method {
			raw = d.act(d, resp, raw)
			if d.kind == diff.Timing {
				p.late += 10 * time.Second
			}
		}
	}
	return raw
}

// methodOf is a call by the names of the tables.
func methodOf(method, path string) string {
	r := routeOf(method, path)
	return method + " " + strings.TrimPrefix(r.Path, basePath)
}

// everywhere is a drift of the whole answer.
func everywhere(act func(*http.Response, []byte) []byte) func(*drift, *http.Response, []byte) []byte {
	return func(d *drift, resp *http.Response, raw []byte) []byte {
		before := resp.StatusCode
		header := resp.Header.Clone()
		out := act(resp, raw)
		if !bytes.Equal(out, raw) || before != resp.StatusCode || header.Get("Content-Type") != resp.Header.Get("Content-Type") || d.kind == diff.Timing {
			d.did++
		}
		return out
	}
}

// inField is a drift of a field of JSON.
func inField(change func(o *ordered, name string) bool) func(*drift, *http.Response, []byte) []byte {
	return func(d *drift, _ *http.Response, raw []byte) []byte {
		v, err := parseOrdered(raw)
		if err != nil || !at(v, d.field, change) {
			return raw
		}
		d.did++
		return written(v)
	}
}

// inList is a drift of a list.
func inList(change func([]any) ([]any, bool)) func(*drift, *http.Response, []byte) []byte {
	return func(d *drift, _ *http.Response, raw []byte) []byte {
		v, err := parseOrdered(raw)
		if err != nil {
			return raw
		}
		v, did := lists(v, d.field, change)
		if !did {
			return raw
		}
		d.did++
		return written(v)
	}
}

// firstPoll changes the status that is seen first, and not last.
func firstPoll(d *drift, resp *http.Response, raw []byte) []byte {
	key := resp.Request.URL.String()
	if d.calls[key]++; d.calls[key] > 1 {
		return raw
	}
	d.did++
	return []byte(strings.Replace(string(raw), `NEW`, `VALIDATION_FAILED`, 1))
}

func replaceWith(make func(v any) (any, bool)) func(o *ordered, name string) bool {
	return func(o *ordered, name string) bool {
		v, ok := make(o.of[name])
		if ok {
			o.of[name] = v
		}
		return ok
	}
}

var (
	isTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)
	isEnum = regexp.MustCompile(`^[A-Z]{3,}(_[A-Z]+)*$`)
)

// makers say how each kind of drift is made, and where it can be: in a field with
// such a value, in a list, or in an answer.
var makers = []struct {
	kind  diff.Kind
	where string // field, list or answer
	fits  func(v any) bool
	act   func(*drift, *http.Response, []byte) []byte
}{
	{diff.Paging, "list", any1, inList(func(l []any) ([]any, bool) { return l[:max(0, len(l)-1)], len(l) > 0 })},
	{diff.ItemOrder, "list", any1, inList(func(l []any) ([]any, bool) {
		slices.Reverse(l)
		return l, len(l) > 1 && !bytes.Equal(written(l[0]), written(l[len(l)-1]))
	})},
	{diff.Extra, "field", any1, inField(func(o *ordered, _ string) bool { o.names, o.of["drift"] = append(o.names, "drift"), "x"; return true })},
	{diff.Missing, "field", any1, inField(func(o *ordered, name string) bool { remove(o, name); return true })},
	{diff.Renamed, "field", any1, inField(func(o *ordered, name string) bool {
		o.names[slices.Index(o.names, name)] = name + "Drift"
		o.of[name+"Drift"] = o.of[name]
		delete(o.of, name)
		return true
	})},
	{diff.Type, "field", any1, inField(replaceWith(func(v any) (any, bool) { return []any{v}, v != nil }))},
	{diff.Null, "field", any1, inField(replaceWith(func(v any) (any, bool) { return nil, v != nil }))},
	{diff.Enum, "field", func(v any) bool { s, ok := v.(string); return ok && isEnum.MatchString(s) && len(s) != 30 }, inField(replaceWith(func(any) (any, bool) { return "DRIFTED", true }))},
	{diff.Dates, "field", func(v any) bool { s, ok := v.(string); return ok && isTime.MatchString(s) }, inField(replaceWith(func(v any) (any, bool) {
		s, _ := v.(string)
		at, err := time.Parse(time.RFC3339, s)
		return at.Format("02.01.2006 15:04"), err == nil
	}))},
	{diff.Text, "field", func(v any) bool {
		s, ok := v.(string)
		return ok && strings.Contains(s, " ") && !isTime.MatchString(s) && !isEnum.MatchString(s)
	}, inField(replaceWith(func(v any) (any, bool) {
		s, ok := v.(string)
		return s + " (иначе)", ok
	}))},
	{diff.FieldOrder, "field", any1, inField(func(o *ordered, _ string) bool { slices.Reverse(o.names); return len(o.names) > 1 })},
	{diff.Status, "answer", any1, everywhere(func(r *http.Response, raw []byte) []byte { r.StatusCode = 418; return raw })},
	{diff.Header, "answer", any1, everywhere(func(r *http.Response, raw []byte) []byte {
		r.Header.Set("Content-Type", "application/drift")
		return raw
	})},
	{diff.Empty, "answer", any1, everywhere(func(*http.Response, []byte) []byte { return nil })},
	{diff.Media, "answer", any1, everywhere(func(*http.Response, []byte) []byte { return []byte("<html><body>Вход</body></html>") })},
	{diff.Encoding, "answer", any1, everywhere(func(_ *http.Response, raw []byte) []byte { return append([]byte("\xEF\xBB\xBF"), raw...) })},
	{diff.Timing, "answer", any1, everywhere(func(_ *http.Response, raw []byte) []byte { return raw })},
	{diff.LifeCycle, "poll", any1, firstPoll},
}

func any1(any) bool { return true }

// place is where a drift can be.
type place struct {
	method, field string
	value         any
}

// places finds which fields of the tables, which lists and which answers a
// recording has.
func places(t *testing.T, recording []record.Exchange) (fields, listed, answers []place) {
	t.Helper()
	table, err := os.ReadFile("../server/internal/claims/fields.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(table)) {
		if cells := strings.Split(line, "\t"); cells[1] == "response" && !strings.ContainsAny(cells[3], "({") {
			rows[cells[0]] = append(rows[cells[0]], cells[3])
		}
	}
	seen := map[string]bool{}
	for _, e := range recording {
		if isControlPath(e.Path()) || e.Case == "" || len(e.Answer) == 0 {
			continue
		}
		method := methodOf(e.Method, e.Path())
		if isJSON := e.Answer[0] == '{' || e.Answer[0] == '['; isJSON && !seen[method] {
			answers = append(answers, place{method, "", nil})
		}
		seen[method] = true
		v, err := parseOrdered(e.Answer)
		if err != nil {
			continue
		}
		if root, ok := v.([]any); ok && len(root) > 1 && len(rows[method]) > 0 {
			listed = append(listed, place{method, "[]", nil})
		}
		for _, field := range rows[method] {
			if _, did := lists(v, field, func(l []any) ([]any, bool) { return l, len(l) > 1 }); strings.HasSuffix(field, "[]") && did {
				listed = append(listed, place{method, field, nil})
				continue
			}
			at(v, field, func(o *ordered, name string) bool {
				if o.of[name] != nil && len(o.names) > 1 {
					fields = append(fields, place{method, field, o.of[name]})
				}
				return true
			})
		}
	}
	return fields, listed, answers
}

// noPlace are methods in which a drift would say nothing: what the run cannot do
// without, and what is volatile.
var noPlace = []string{"GET /auth/key", "POST /auth/simpleSignIn"}

// drawn draws a drift of each kind, each in a method of its own.
func drawn(t *testing.T, r *rand.Rand, recording []record.Exchange) (all []*drift) {
	fields, listed, answers := places(t, recording)
	taken := slices.Clone(noPlace)
	taken = append(taken, "GET /cises/orders/{uuid}/status")
	for _, m := range makers {
		from := map[string][]place{"field": fields, "list": listed, "answer": answers, "poll": {{"GET /cises/orders/{uuid}/status", "", nil}}}[m.where]
		fit := slices.DeleteFunc(slices.Clone(from), func(p place) bool {
			return m.kind == diff.Enum && polled(recording, p.method) || m.where != "poll" && slices.Contains(taken, p.method) || !m.fits(p.value)
		})
		if len(fit) == 0 {
			t.Fatalf("there is no place for %s", m.kind)
		}
		p := fit[r.IntN(len(fit))]
		taken = append(taken, p.method)
		all = append(all, &drift{kind: m.kind, method: p.method, field: p.field, act: m.act, calls: map[string]int{}})
	}
	return all
}

// polled tells whether somebody waited for a status by a method: another word in it
// is another life cycle.
func polled(recording []record.Exchange, method string) bool {
	return slices.ContainsFunc(grouped(recording), func(calls []record.Exchange) bool {
		last := calls[len(calls)-1]
		return len(calls) > 1 && methodOf(last.Method, last.Path()) == method
	})
}

// where is the place that the comparison names for a drift.
func (d *drift) where() string {
	parent := ""
	if at := strings.LastIndex(d.field, "."); at >= 0 {
		parent = d.field[:at]
	} else if strings.HasPrefix(d.field, "[]") {
		parent = "[]"
	}
	switch d.kind {
	case diff.Extra:
		return strings.TrimPrefix(parent+".drift", ".")
	case diff.FieldOrder:
		return parent
	case diff.Header:
		return "Content-Type"
	}
	return d.field
}

// leftSide is the suite as the first double answers it, made once.
var leftSide = sync.OnceValues(func() (Left, error) {
	s, err := server.New(server.WithListen("127.0.0.1:0"))
	if err != nil {
		return Left{}, err
	}
	defer func() { _ = s.Close() }()
	return LeftOf(context.Background(), Options{Target: s.URL})
})

// TestDriftIsNamed: the comparison names each drift of a second instance, and
// nothing else; without drift it is silent.
func TestDriftIsNamed(t *testing.T) {
	left, err := leftSide()
	if err != nil {
		t.Fatal(err)
	}
	second := server.Run(t, server.WithSeed(77))
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			p := &drifting{}
			if seed > 0 {
				p.drifts = drawn(t, rand.New(rand.NewPCG(seed, 19)), left.Recording)
			}
			proxy := p.serve(t, second.URL)
			now := func() time.Time {
				p.mu.Lock()
				defer p.mu.Unlock()
				return time.Unix(1_700_000_000, 0).Add(p.late)
			}
			c, err := Compare(t.Context(), left, Options{Target: proxy.URL, Now: now}, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkNamed(t, p.drifts, c)
		})
	}
}

func checkNamed(t *testing.T, drifts []*drift, c *Comparison) {
	t.Helper()
	if c.Compared < 60 && len(drifts) == 0 || c.Compared < 40 {
		t.Errorf("%d calls are compared: %+v", c.Compared, c.Uncompared)
	}
	if len(drifts) == 0 && len(c.Uncompared) > 0 {
		t.Errorf("not compared: %+v", c.Uncompared)
	}
	found := map[string]bool{}
	for _, d := range c.Differences {
		found[fmt.Sprintf("%s: %s %s %s", d.Kind, d.Method, strings.TrimPrefix(d.Path, basePath), d.Field)] = true
	}
	acted := 0
	for _, d := range drifts {
		if d.did == 0 {
			continue
		}
		acted++
		name := fmt.Sprintf("%s: %s %s", d.kind, d.method, d.where())
		if !found[name] {
			t.Errorf("the drift is not named: %s (%d answers)", name, d.did)
		}
		delete(found, name)
	}
	for name := range found {
		t.Errorf("this is no drift: %s", name)
	}
	if len(drifts) > 0 && acted < 15 {
		t.Errorf("%d drifts came to act: %v", acted, drifts)
	}
}
