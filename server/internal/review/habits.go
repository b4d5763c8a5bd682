package review

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// From how many times on something is a habit.
const (
	fewSignIns  = 3
	fewPolls    = 5
	fewSingles  = 10
	fewFirsts   = 3
	shortPause  = 500 * time.Millisecond
	callsAToken = 2 // fewer calls than that for each sign-in are a sign-in for each call
)

// tokenPerCall: about as many sign-ins as calls.
func tokenPerCall(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	var signIns []*pipeline.Entry
	others := 0
	for _, e := range calls {
		switch {
		case e.Route == "auth.simpleSignIn" && taken(e):
			signIns = append(signIns, e)
		case e.Route != "auth.key":
			others++
		}
	}
	if len(signIns) < fewSignIns || others >= callsAToken*len(signIns) {
		return "", nil
	}
	return fmt.Sprintf("%d sign-ins for %d other calls", len(signIns), others), signIns
}

// pollsWithoutPause: the same question again and again, at once.
func pollsWithoutPause(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	var row []*pipeline.Entry
	for _, e := range calls {
		if n := len(row); n > 0 && !(again(row[n-1], e) && e.Began.Sub(row[n-1].Began.Add(row[n-1].Took)) < shortPause) {
			if n >= fewPolls {
				break
			}
			row = nil
		}
		if e.Method == http.MethodGet && taken(e) {
			row = append(row, e)
		}
	}
	if len(row) < fewPolls {
		return "", nil
	}
	return fmt.Sprintf("GET %s was asked %d times in a row, with less than %s between", row[0].Path, len(row), shortPause), row
}

func again(a, b *pipeline.Entry) bool {
	return a.Method == b.Method && a.Path == b.Path && a.RawQuery == b.RawQuery && bytes.Equal(a.RequestBody, b.RequestBody)
}

// ignoresRetryAfter: the same method is called before the time that it asked for is over.
func ignoresRetryAfter(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	for i, e := range calls {
		if e.RetryAfter == 0 {
			continue
		}
		asked := time.Duration(e.RetryAfter) * time.Second
		for _, next := range calls[i+1:] {
			if pause := next.Began.Sub(e.Began.Add(e.Took)); next.Route == e.Route && pause < asked-asked/20 {
				return fmt.Sprintf("%s answered %d with Retry-After: %d, and was called again after %s", e.Route, e.Status, e.RetryAfter, pause.Round(time.Millisecond)), []*pipeline.Entry{e, next}
			}
		}
	}
	return "", nil
}

// looks are the methods by which a document is found again.
var looks = []string{"edo.outgoing", "edo.incoming", "doc.listV2", "documents.search", "documents.info", "documents.id.info", "documents.searchV2", "import.shipment", "shipments.status", "shipments.view"}

// sendsTwice: the answer to a document was lost, and the next thing is to send
// one again, without a look whether it arrived.
func sendsTwice(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	for i, e := range calls {
		if e.Document == "" || !e.Lost {
			continue
		}
		for _, next := range calls[i+1:] {
			if slices.Contains(looks, next.Route) {
				break
			}
			if next.Route == e.Route && next.Method == e.Method {
				return fmt.Sprintf("the answer of %s was lost, the document was taken, and %[1]s was called again without looking for it", e.Route), []*pipeline.Entry{e, next}
			}
		}
	}
	return "", nil
}

// batchable are the methods that take many codes, by where they stand.
var batchable = []string{"cises.info", "cises.list", "cis.cises-units-count", "cises.aggregated.list", "product.route.gtin"}

// batchesOfOne: many calls with one code each, where one call takes many.
func batchesOfOne(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	for _, route := range batchable {
		var singles []*pipeline.Entry
		for _, e := range calls {
			if e.Route != route || !taken(e) {
				continue
			}
			if codesOf(e) > 1 {
				singles = nil
				break
			}
			singles = append(singles, e)
		}
		if len(singles) >= fewSingles {
			return fmt.Sprintf("%s was called %d times with one code each", route, len(singles)), singles
		}
	}
	return "", nil
}

// codesOf counts the codes that a call asks for: the longest list of its body, or
// the values of its query.
func codesOf(e *pipeline.Entry) int {
	if q, err := url.ParseQuery(e.RawQuery); err == nil {
		if n := max(len(q["values"]), len(q["codes"]), len(q["cis"])); n > 0 {
			return n
		}
	}
	var body any
	if json.Unmarshal(e.RequestBody, &body) != nil {
		return 2 // nobody knows
	}
	switch v := body.(type) {
	case []any:
		return len(v)
	case map[string]any:
		most := 0
		for _, field := range v {
			if list, ok := field.([]any); ok {
				most = max(most, len(list))
			}
		}
		return most
	}
	return 1
}

// listing is an answer of a list.
type listing struct {
	Total   *int              `json:"total"`
	Count   *int              `json:"count"`
	Results []json.RawMessage `json:"results"`
	Items   []json.RawMessage `json:"items"`
	GTINs   []json.RawMessage `json:"gtins"`
}

func listed(e *pipeline.Entry) (l listing, items []json.RawMessage, ok bool) {
	if !taken(e) || json.Unmarshal(e.ResponseBody, &l) != nil {
		return l, nil, false
	}
	for _, some := range [][]json.RawMessage{l.Results, l.Items, l.GTINs} {
		items = append(items, some...)
	}
	return l, items, l.Total != nil || l.Count != nil
}

// pagers are the parameters by which a client goes on.
var pagers = []string{"offset", "page", "pageDir", "orderedColumnValue", "did", "lastDocId"}

// firstPageOnly: a list had more than was shown, and nobody asked for the rest.
func firstPageOnly(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	for i, e := range calls {
		l, items, ok := listed(e)
		if !ok || paged(e) {
			continue
		}
		whole := 0
		for _, n := range []*int{l.Total, l.Count} {
			if n != nil {
				whole = max(whole, *n)
			}
		}
		if whole <= len(items) || len(items) == 0 {
			continue
		}
		wentOn := slices.ContainsFunc(calls[i+1:], func(next *pipeline.Entry) bool { return next.Route == e.Route && (paged(next) || wider(e, next)) })
		if !wentOn {
			return fmt.Sprintf("%s has %d items, %d were shown, and nobody asked for the others", e.Route, whole, len(items)), []*pipeline.Entry{e}
		}
	}
	return "", nil
}

func paged(e *pipeline.Entry) bool {
	q, err := url.ParseQuery(e.RawQuery)
	if err != nil {
		return false
	}
	for _, name := range pagers {
		if v := q.Get(name); v != "" && v != "0" {
			return true
		}
	}
	return strings.Contains(string(e.RequestBody), `"offset"`) && !strings.Contains(strings.ReplaceAll(string(e.RequestBody), " ", ""), `"offset":0`)
}

// wider tells whether a later call of the list asks for something else.
func wider(e, next *pipeline.Entry) bool {
	return e.RawQuery != next.RawQuery || !bytes.Equal(e.RequestBody, next.RequestBody)
}

var idOfItem = regexp.MustCompile(`"(?:id|number|fileId)"\s*:\s*"([^"]{8,})"`)

// reliesOnOrder: of a list with several items, asked for in no order, it is always
// the first one that the next call is about.
func reliesOnOrder(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	var firsts []*pipeline.Entry
	for i := range len(calls) - 1 {
		e, next := calls[i], calls[i+1]
		_, items, ok := listed(e)
		if !ok || len(items) < 2 || strings.Contains(strings.ToLower(e.RawQuery+string(e.RequestBody)), "order") || strings.Contains(e.RawQuery, "sortBy") {
			continue
		}
		for at, item := range items {
			id := idOfItem.FindSubmatch(item)
			if id == nil || !strings.Contains(next.Path+next.RawQuery+string(next.RequestBody), string(id[1])) {
				continue
			}
			if at > 0 {
				return "", nil
			}
			firsts = append(firsts, e)
		}
	}
	if len(firsts) < fewFirsts {
		return "", nil
	}
	return fmt.Sprintf("%d times the first item of a list in no order was taken", len(firsts)), firsts
}

// shows are the methods that tell why a document failed.
var shows = []string{"documents.id.info", "documents.info", "doc.listV2", "shipments.status", "import.status", "import.shipment"}

// ignoresErrors: a document failed, and nobody asked why.
func ignoresErrors(calls []*pipeline.Entry, view state.View) (string, []*pipeline.Entry) {
	for i, e := range calls {
		if e.Document == "" {
			continue
		}
		d, err := view.Document(e.Document)
		if err != nil || len(d.Errors) == 0 || len(calls[i+1:]) == 0 {
			continue
		}
		if !slices.ContainsFunc(calls[i+1:], func(next *pipeline.Entry) bool { return slices.Contains(shows, next.Route) }) {
			return fmt.Sprintf("the %s %s failed (%s), and none of the later calls asks why", d.Type, d.ID, d.Errors[0]), []*pipeline.Entry{e}
		}
	}
	return "", nil
}

var jwt = regexp.MustCompile(`eyJ[\w-]+(\.|%2[eE])[\w-]+`)

// tokenInURL: a token stands in an address.
func tokenInURL(calls []*pipeline.Entry, _ state.View) (string, []*pipeline.Entry) {
	var with []*pipeline.Entry
	for _, e := range calls {
		if jwt.MatchString(e.Path) || jwt.MatchString(e.RawQuery) {
			with = append(with, e)
		}
	}
	if len(with) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%d addresses hold a token", len(with)), with
}
