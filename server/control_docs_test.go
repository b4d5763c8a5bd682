package server

import (
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var updateControl = flag.Bool("update-control", false, "write the answers of docs/control.md anew; then read the diff")

const controlDocs = "../docs/control.md"

// TestControlDocs makes the calls of docs/control.md, those of each block in a
// fresh world, holds their answers against it, and misses no call.
func TestControlDocs(t *testing.T) {
	text, err := os.ReadFile(controlDocs)
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	got := faultBlocks.ReplaceAllStringFunc(string(text), func(block string) string {
		return "```http\n" + shownCalls(t, faultBlocks.FindStringSubmatch(block)[1], called) + "```"
	})
	if *updateControl {
		if err := os.WriteFile(controlDocs, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old := strings.Split(string(text), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(old) || old[i] != line {
			t.Fatalf("docs/control.md, line %d: the answer is %q; go test ./server -run ControlDocs -update-control writes it", i+1, line)
		}
	}
	for _, r := range Routes() {
		if r.Control && !called[r.Method+" "+r.Path] {
			t.Errorf("docs/control.md shows no call of %s %s: put METHOD, path and body into a block ```http of its part «Every call once»; go test ./server -run ControlDocs -update-control writes the answer", r.Method, r.Path)
		}
	}
}

// shownCalls makes the calls of a block as played does, which notes their routes.
// $id in a call stands for the id that was answered last, $code for the code that
// was made, and a line of mockismp for the act of the published box.
func shownCalls(t *testing.T, block string, called map[string]bool) string {
	t.Helper()
	s, id, code, snapshot := frozen(t), "", "", ""
	var out []string
	for _, one := range strings.Split(strings.TrimSpace(block), "\n\n") {
		request, _, _ := strings.Cut(one, "\n→")
		if strings.HasPrefix(request, "mockismp send act ") {
			id = sent(t, s, owner, boxAct())
			out = append(out, request+"\n→ "+id)
			continue
		}
		head, body, _ := strings.Cut(strings.NewReplacer("$id", id, "$code", code, "$snapshot", snapshot).Replace(request), "\n")
		method, path, _ := strings.Cut(head, " ")
		status, header, text, err := triedWith(t, s, "", method, path, body)
		called[method+" "+routePath(method, path)] = true
		if path == "/_mock/snapshot" && method == "GET" {
			snapshot = text
		}
		if path == "/_mock/codes/generate" && status == 200 {
			code = field(t, text, "items", 0).(string)
		}
		id = cmp.Or(answeredID(text), id)
		out = append(out, request+"\n→ "+shownAnswer(status, header, shortened(text), err))
	}
	return strings.Join(out, "\n\n") + "\n"
}

// routePath is the path of the route that a path leads to.
func routePath(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	if world, below, ok := strings.Cut(strings.TrimPrefix(path, "/w/"), "/"); ok && strings.HasPrefix(path, "/w/"+world) {
		path = "/" + below
	}
	for _, r := range Routes() {
		pattern := "^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(r.Path), "[^/]+") + "$"
		if r.Method == method && regexp.MustCompile(pattern).MatchString(path) {
			return r.Path
		}
	}
	return ""
}

// answeredID is the id that an answer has, or that of its first item.
func answeredID(text string) string {
	var answer struct {
		ID    any
		Items []json.RawMessage
	}
	_ = json.Unmarshal([]byte(text), &answer)
	if id, ok := answer.ID.(string); ok {
		return id
	}
	if len(answer.Items) > 0 {
		var first struct{ ID any }
		_ = json.Unmarshal(answer.Items[0], &first)
		id, _ := first.ID.(string)
		return id
	}
	return ""
}

// mostDocumented is how many characters of an answer are shown.
const mostDocumented = 600

// otherEachTime are the values that no two machines, or runs, have alike.
var otherEachTime = []struct {
	found *regexp.Regexp
	shown string
}{
	{regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`), "TOKEN"},
	{regexp.MustCompile(`"(p12|certificate|version|xsdEngine|file)":"[^"]*"`), `"$1":"…"`},
	{regexp.MustCompile(`"ms":[0-9.e+-]+`), `"ms":0.1`},
	{regexp.MustCompile(`127\.0\.0\.1:[1-9][0-9]*`), `127.0.0.1:8080`},
}

// shortened is an answer without what is another one each time, and without the
// end of a long one.
func shortened(text string) string {
	for _, o := range otherEachTime {
		text = o.found.ReplaceAllString(text, o.shown)
	}
	if lines := strings.SplitAfterN(strings.TrimSpace(text), "\n", 4); len(lines) == 4 {
		text = strings.Join(lines[:3], "") + "…"
	}
	if runes := []rune(text); len(runes) > mostDocumented {
		text = string(runes[:mostDocumented]) + "…"
	}
	return text
}
