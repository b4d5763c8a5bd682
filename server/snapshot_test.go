package server

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
)

func TestSnapshots(t *testing.T) {
	for _, keys := range []int{0, 3} {
		for _, stranger := range []bool{false, true} {
			for _, stopped := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d keys, a stranger %t, frozen %t", keys, stranger, stopped), func(t *testing.T) {
					keptAndRestored(t, keys, stranger, stopped)
				})
			}
		}
	}
}

// keptAndRestored takes a snapshot of a world that has given keys, met a stranger
// and runs or not, and holds the world that it makes against the first.
func keptAndRestored(t *testing.T, keys int, stranger, stopped bool) {
	s := frozen(t)
	for range keys {
		want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	}
	if stranger {
		s.Token("123456789012")
	}
	want(t, s, 200, "PUT", "/_mock/clock", fmt.Sprintf(`{"frozen": %t}`, stopped))
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")

	empty := Run(t, WithWorld("empty"), WithSeed(99))
	want(t, empty, 204, "PUT", "/_mock/snapshot", kept)
	restored := want(t, empty, 200, "GET", "/_mock/snapshot", "")
	if kept != restored {
		t.Fatalf("the snapshot\n%.2000s\nbecame\n%.2000s", kept, restored)
	}
	// What a restored world does next is what the first would have done.
	for _, each := range []*Server{s, empty} {
		want(t, each, 200, "PUT", "/_mock/clock", `{"now": "2026-11-22T12:00:00Z", "frozen": true}`)
	}
	same := func(method, path, then string) {
		t.Helper()
		if a, b := want(t, s, 200, method, path, ""), want(t, empty, 200, method, path, ""); a != b {
			t.Fatalf("%s, %s is answered with\n%.2000s\nand\n%.2000s", then, path, a, b)
		}
	}
	same("GET", "/api/v3/true-api/auth/key", "restored")
	for _, each := range []*Server{s, empty} {
		want(t, each, 204, "POST", "/_mock/reset", "")
	}
	same("GET", "/_mock/snapshot", "reset")
}

func TestABrokenSnapshotChangesNothing(t *testing.T) {
	s := frozen(t)
	notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "2", goods: []string{pack}}.notice())
	sent(t, s, owner, actXML(owner, receiver, []string{block + "*10"}, []string{packGTIN + "*10"}))
	swap := func(old, with string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, with, 1) }
	}
	edit := func(old, with string) func(string) string { // the first that fits
		pattern := regexp.MustCompile(old)
		return func(s string) string {
			at := pattern.FindStringIndex(s)
			return s[:at[0]] + pattern.ReplaceAllString(s[at[0]:at[1]], with) + s[at[1]:]
		}
	}
	again := func(member string) func(string) string { // its first record twice
		return func(s string) string {
			_, behind, _ := strings.Cut(s, member+`":[`)
			first, _, _ := strings.Cut(behind, "\n")
			return strings.Replace(s, member+`":[`, member+`":[`+first+",", 1)
		}
	}
	text := func(kind string) func(string) string { // of the first of the kind, which then is ours
		ours := base64.StdEncoding.EncodeToString([]byte("ours"))
		return func(s string) string {
			head, tail, _ := strings.Cut(s, `"type":"`+kind+`"`)
			return head + `"type":"` + kind + `"` + regexp.MustCompile(`"text":"[^"]*"`).ReplaceAllString(tail, `"text":"`+ours+`"`)
		}
	}
	before, untouched := want(t, s, 200, "GET", "/_mock/snapshot", ""), unchanged(s)
	for name, damage := range map[string]func(string) string{
		"an unknown reason":         func(s string) string { return strings.Replace(s, `"reason":"2"`, `"reason":"19"`, 1) },
		"no JSON":                   func(string) string { return "x" },
		"an array":                  func(string) string { return "[]" },
		"another format":            func(s string) string { return strings.Replace(s, `"format":2`, `"format":3`, 1) },
		"cut off":                   func(s string) string { return s[:len(s)/2] },
		"cut at the end":            func(s string) string { return s[:len(s)-2] },
		"an unknown member":         func(s string) string { return strings.Replace(s, `"streams"`, `"rivers"`, 1) },
		"an unknown field":          func(s string) string { return strings.Replace(s, `"gtin"`, `"gtim"`, 1) },
		"an unknown status":         func(s string) string { return strings.Replace(s, `"APPLIED"`, `"GLUED"`, 1) },
		"an unknown owner":          func(s string) string { return strings.Replace(s, `"ownerBin":"940517350290"`, `"ownerBin":"1"`, 1) },
		"an impossible date":        func(s string) string { return strings.Replace(s, `2021-05-12`, `2021-02-30`, 1) },
		"a child twice":             edit(`(?m)^(,{"cis":"\(01\)[^\n]*?"child":\[)("[^"]*",)`, `$1$2$2`),
		"a child that is not there": edit(`(?m)^(,{"cis":"\(01\)[^\n]*?"child":\[)"[^"]*",`, `$1"00000046082251-------",`),
		"another parent":            swap(`"parent":"(01)04600266005755`, `"parent":"(01)04600266005756`),
		"no parent":                 edit(`"parent":"[^"]*",`, ``),
		"an unknown package type":   swap(`"packageType":"UNIT","status"`, `"packageType":"SACK","status"`),
		"an unknown release":        swap(`"emissionType":"LOCAL"`, `"emissionType":"LOCALLY"`),
		"a product's package type":  swap(`"packageType":"UNIT"`, `"packageType":"SACK"`),
		"skew below zero":           swap(`"status":"APPLIED"`, `"status":"APPLIED","skew":{"info":-1}`),
		"a history of another":      swap(`"status":"APPLIED"`, `"status":"APPLIED","history":[{"cis":"00000046082251Z>HFsTP","gtin":"00000046082251","status":"APPLIED","ownerBin":"940517350290","producerBin":"940517350290"}]`),
		"a history of nobody":       swap(`{"cis":"00000046082251!*c(bN1"`, `{"history":[{"cis":"00000046082251!*c(bN1","gtin":"00000046082251","status":"APPLIED","ownerBin":"1","producerBin":"1"}],"cis":"00000046082251!*c(bN1"`),
		"a document twice":          again("documents"),
		"text that is no act":       text("act"),
		"text that is no notice":    text("withdrawal"),
		"a type of another text":    swap(`"type":"act"`, `"type":"shipment"`),
		"titles of a notice":        swap(`"type":"withdrawal"`, `"titles":[{"decision":"APPROVE","fileUuid":"x","begun":"2026-11-22T12:00:00.000Z"}],"type":"withdrawal"`),
		"an unknown decision":       swap(`"type":"act"`, `"titles":[{"decision":"EAT","fileUuid":"x","begun":"2026-11-22T12:00:00.000Z"}],"type":"act"`),
		"an order of arrival":       edit(`"entered":[0-9]+`, `"entered":-1`),
		"a time behind all times":   swap(`2021-05-12T12:20:00.000Z`, `9999-12-31T23:59:59-00:01`),
		"a clock behind all times":  edit(`"clock":.*`, `"clock":{"frozen":false,"offsetMs":9000000000000000000}`),
		"a code twice": func(s string) string {
			return strings.Replace(s, `"cis":"00000046082251PW?&;Ge"`, `"cis":"00000046082251Z>HFsTP"`, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := call(t, s, "PUT", "/_mock/snapshot", damage(before))
			if damage(before) == before || status != 400 && status != 409 || field(t, answer, "error") == "" {
				t.Errorf("answers %d %s", status, answer)
			}
			if !untouched() {
				t.Error("the world changed")
				want(t, s, 204, "PUT", "/_mock/snapshot", before)
				untouched = unchanged(s)
			}
		})
	}
}

// TestSnapshotsAtTheEndsOfTheCalendar: what happened at either end, and in the
// millisecond from which others count, survives its own snapshot.
func TestSnapshotsAtTheEndsOfTheCalendar(t *testing.T) {
	for _, clock := range []string{
		`{"now": "0001-01-01T00:00:00Z", "frozen": true}`, `{"now": "1970-01-01T00:00:00Z", "frozen": true}`,
		`{"now": "9999-12-31T23:59:59.999Z", "frozen": true}`, `{"now": "9999-12-31T23:59:59.999Z", "frozen": false}`,
	} {
		s := frozen(t)
		want(t, s, 200, "PUT", "/_mock/clock", clock)
		if got, want := field(t, want(t, s, 200, "GET", "/_mock/clock", ""), "now"), field(t, clock, "now"); strings.Replace(got.(string), ".000", "", 1) != want {
			t.Errorf("set to %s the clock shows %s", want, got)
		}
		want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
		sent(t, s, owner, actXML(owner, receiver, []string{block + "*10"}, []string{packGTIN + "*10"}))
		want(t, s, 201, "POST", "/_mock/faults", `{"match": {"route": "cises.info"}, "ttl": "10m", "status": 503}`)
		want(t, s, 503, "POST", "/api/v3/true-api/cises/info", `["x"]`, "Authorization", "Bearer "+s.Token(owner))
		kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
		want(t, s, 204, "PUT", "/_mock/snapshot", kept)
		if again := want(t, s, 200, "GET", "/_mock/snapshot", ""); again != kept {
			t.Errorf("at %s the snapshot\n%.2000s\nbecame\n%.2000s", clock, kept, again)
		}
		want(t, s, 200, "PUT", "/_mock/clock", `{"frozen": true}`)
	}
}

// TestWhatPanicsByItselfIsTold in log and journal, as a call that panics is.
func TestWhatPanicsByItselfIsTold(t *testing.T) {
	var log bytes.Buffer
	s := Run(t, WithWorld("empty"), WithLog(slog.New(slog.NewTextHandler(&log, nil))))
	s.core.tell(s.world, state.Mishap{Due: state.Due{At: s.Clock().Now(), Kind: state.MoveDocument, Ref: "ID"}, Panic: "told", Stack: []byte("here")})
	item := field(t, want(t, s, 200, "GET", "/_mock/requests", ""), "items", 0)
	if why := fmt.Sprint(item); !strings.Contains(why, "document.move of ID") || !strings.Contains(why, "due.panic") || !strings.Contains(why, "told") {
		t.Errorf("the journal says %s", why)
	}
	if text := log.String(); !strings.Contains(text, "document.move") || !strings.Contains(text, "here") {
		t.Errorf("the log says %s", text)
	}
}
