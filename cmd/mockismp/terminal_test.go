package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server"
)

const terminalFile = root + "docs/terminal.svg"

// TestTerminal: the picture of the README is what the program prints. With
// -update it is drawn anew.
func TestTerminal(t *testing.T) {
	want := drawn(terminalRun(t))
	if *update {
		if err := os.WriteFile(terminalFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have := read(t, terminalFile); have != want {
		t.Errorf("docs/terminal.svg should be (go test ./cmd/mockismp -run Terminal -update draws it):\n%s", want)
	}
}

// terminalRun plays a first session and gives its lines, with what differs from
// run to run put in its usual form.
func terminalRun(t *testing.T) (lines []string) {
	t.Helper()
	dir := t.TempDir()
	ready := filepath.Join(dir, "ready")
	var out, log bytes.Buffer
	cmd := exec.Command("mockismp", "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, "--clock", "2026-11-22T12:00:00Z", "--xsd-engine", "go")
	cmd.Env, cmd.Stdout, cmd.Stderr = environment(), &out, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := waitFor(ready); err != nil {
		t.Fatal(err)
	}
	var at struct{ URL string }
	if err := json.Unmarshal([]byte(read(t, ready)), &at); err != nil {
		t.Fatal(err)
	}
	calls := []string{
		`TOKEN=$(mockismp token --bin 940517350290)`,
		`curl localhost:8080/api/v3/true-api/cises/info -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '["010460026600575521gy4R,sn"]'`,
		`curl localhost:8080/api/v3/true-api/product/gtin -H 'Authorization: Bearer eyJ'`,
	}
	addr := strings.TrimPrefix(at.URL, "http://")
	var answers []string
	for i, call := range calls {
		script := strings.ReplaceAll(strings.Join(append(calls[:1:1], call), "\n"), "localhost:8080", addr)
		if i == 0 {
			script = call
		}
		shell := exec.Command("sh", "-e", "-c", script)
		shell.Env = append(environment(), "MOCKISMP_URL="+at.URL)
		answer, err := shell.Output()
		if err != nil {
			t.Fatalf("%s: %s", call, err)
		}
		answers = append(answers, string(answer))
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	session := "$ mockismp serve --clock 2026-11-22T12:00:00Z\n" + out.String()
	for i, call := range calls {
		session += "\n$ " + call + "\n" + answers[i]
	}
	session += "\n\n# what the first terminal says of the last call\n" + lastLine(log.String())
	session = strings.NewReplacer(addr, "localhost:8080", server.Version(), "dev").Replace(session)
	session = regexp.MustCompile(`time=\S+ `).ReplaceAllString(session, "")
	return strings.Split(strings.TrimSpace(session), "\n")
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// drawn is a terminal of 108 columns as SVG. Lines that are longer go on in the next.
func drawn(lines []string) string {
	const columns, height = 108, 19
	var text strings.Builder
	rows := 0
	for _, line := range lines {
		class := ""
		switch {
		case strings.HasPrefix(line, "$ "):
			class = ` class="typed"`
		case strings.HasPrefix(line, "# "):
			class = ` class="remark"`
		}
		for first := true; first || line != ""; first = false {
			part := []rune(line)
			part = part[:min(len(part), columns)]
			line = strings.TrimPrefix(line, string(part))
			rows++
			if len(part) > 0 {
				fmt.Fprintf(&text, "<text x=\"16\" y=\"%d\"%s xml:space=\"preserve\">%s</text>\n", 12+rows*height, class, html.EscapeString(string(part)))
			}
		}
	}
	w, h := columns*41/5+32, rows*height+32
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
<style>text { font: 13.5px ui-monospace, SFMono-Regular, Consolas, "DejaVu Sans Mono", monospace; fill: #d7dde4 } .typed { fill: #8fd18f } .remark { fill: #8b96a3 }</style>
<rect width="%d" height="%d" rx="8" fill="#171b21"/>
`, w, h, w, h, w, h) + text.String() + "</svg>\n"
}
