package server

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var updateFaults = flag.Bool("update-faults", false, "write the answers of docs/faults.md anew; then read the diff")

var faultBlocks = regexp.MustCompile("(?s)```http\n(.*?)```")

var madeID = regexp.MustCompile(`"(?:uu)?id":"([0-9a-f-]{36})"`)

// TestFaultsDocs makes the calls of the pages on what happens on purpose, those
// of each block in a fresh world, and holds their answers against the page.
func TestFaultsDocs(t *testing.T) {
	for page, blocks := range map[string]int{"faults": 10, "outcomes": 4} {
		t.Run(page, func(t *testing.T) { checkPage(t, "../docs/"+page+".md", blocks) })
	}
}

func checkPage(t *testing.T, file string, blocks int) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	got := faultBlocks.ReplaceAllStringFunc(string(text), func(block string) string {
		n++
		return "```http\n" + played(t, faultBlocks.FindStringSubmatch(block)[1]) + "```"
	})
	if n < blocks {
		t.Errorf("%d blocks", n)
	}
	if *updateFaults {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(text); got != want {
		for i, line := range strings.Split(got, "\n") {
			if old := strings.Split(want, "\n"); i >= len(old) || old[i] != line {
				t.Fatalf("%s, line %d: the answer is %q; -update-faults writes it", file, i+1, line)
			}
		}
	}
}

// played makes the calls of a block: METHOD PATH [as BIN], a body, and behind
// "→" the answer, which it writes anew. {id} is that of the last answer with one.
func played(t *testing.T, block string) string {
	t.Helper()
	s, tokens := frozen(t), map[string]string{}
	var out []string
	id := ""
	for _, call := range strings.Split(strings.TrimSpace(block), "\n\n") {
		request, _, _ := strings.Cut(call, "\n→")
		head, body, _ := strings.Cut(request, "\n")
		words := strings.Fields(head)
		bin := ""
		if len(words) == 4 {
			bin = words[3]
		}
		if bin != "" && tokens[bin] == "" {
			tokens[bin] = s.Token(bin)
		}
		status, header, text, err := triedWith(t, s, tokens[bin], words[0], strings.ReplaceAll(words[1], "{id}", id), body)
		if made := madeID.FindStringSubmatch(text); made != nil {
			id = made[1]
		}
		if tokens[bin] != "" {
			text = strings.ReplaceAll(text, tokens[bin], "TOKEN")
		}
		out = append(out, request+"\n→ "+shownAnswer(status, header, text, err))
	}
	return strings.Join(out, "\n\n") + "\n"
}

func shownAnswer(status int, header http.Header, text string, err error) string {
	lines := []string{fmt.Sprintf("%d %s", status, http.StatusText(status))}
	if status == 0 {
		lines = []string{"no answer: the connection ends"}
	}
	if err != nil && strings.Contains(err.Error(), "reset") {
		lines[0] = "no answer: the connection is reset"
	}
	if after := header.Get("Retry-After"); after != "" {
		lines = append(lines, "Retry-After: "+after)
	}
	if text = strings.TrimSpace(text); text != "" {
		lines = append(lines, text)
	}
	if status != 0 && err != nil {
		lines = append(lines, "(here the connection ends)")
	}
	return strings.Join(lines, "\n")
}
