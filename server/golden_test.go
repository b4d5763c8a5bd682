package server

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
)

// A golden file holds a request and its answer, as they go over the wire:
//
//	what this shows, in a sentence
//	-- given --
//	what the world and the server are like before (see givens)
//	-- document --
//	what {xml} or {json} is the base64 of, or the title that {cms} signs
//	-- signature --
//	whose {cms} is, and whether it signs the document
//	-- request --
//	POST /cises/info
//	Header: value
//
//	body
//	-- answer --
//	200
//	Header: value
//
//	body
//
// {name} in a request stands for a value of the givens, and in answers those
// values are written back as {name}. Without more ado {token} is the token of
// the box's owner. The answers are compared byte for byte; -update writes them.

var update = flag.Bool("update", false, "write the golden answers anew")

const (
	goldenNow   = "2026-11-22T12:00:00Z"
	goldenOwner = "940517350290" // owner of the published box
)

// alone are the givens of files that need a server of their own: they change it, or have to do with the signature of
// a token, which tells worlds apart.
var alone = []string{"option", "fail", "key", "token-without-pid"}

// usual is one server for all other files: each is played in a fork of its world.
var usual = sync.OnceValues(func() (*Server, error) {
	return New(WithListen("127.0.0.1:0"), WithWorld("spec"), WithClock(goldenNow))
})

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "testdata/golden/"), ".txt"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			g := newGolden(t, section(archive, "given"))
			changed := g.showsDocuments(archive)
			got := g.play(section(archive, "request"))
			if strings.Contains(got, "%!") {
				t.Errorf("a blank of a text has no value, or one of another type: give the refusal what its row takes, by With\n%s", got)
			}
			if want := section(archive, "answer"); got == want && !(changed && *update) {
				return
			} else if !*update {
				t.Errorf("the answer is\n%s\nand should be\n%s", got, want)
				return
			}
			setSection(archive, "answer", got)
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func setSection(a *txtar.Archive, name, text string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
}

// golden is a server prepared as a golden file says.
type golden struct {
	t      *testing.T
	srv    *Server
	values map[string]string
	// what {cms} signs: the document of the request, or the title of a decision
	document []byte
}

func (g *golden) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func newGolden(t *testing.T, given string) *golden {
	var opts []Option
	var rest [][]string
	shares := true
	for line := range strings.Lines(given) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		shares = shares && !slices.Contains(alone, words[0])
		// option NAME [VALUE] comes before everything else: it starts the server
		if words[0] == "option" {
			opts = append(opts, optionOf(t, words[1:]))
			continue
		}
		rest = append(rest, words)
	}
	g := &golden{t: t, values: map[string]string{}}
	if shares {
		shared, err := usual()
		g.must(err)
		g.srv = shared.Fork(t)
	} else {
		g.srv = frozen(t, opts...)
	}
	givens := g.givens()
	for _, words := range rest {
		do, ok := givens[words[0]]
		if !ok {
			t.Fatalf("there is no given %q", words[0])
		}
		do(words[1:])
	}
	return g
}

func optionOf(t *testing.T, words []string) Option {
	switch words[0] {
	case "strict":
		return WithStrict()
	case "participants":
		return WithParticipants(words[1])
	case "unauthorized":
		return WithUnauthorized(words[1])
	case "seed":
		return WithSeed(2)
	case "rule":
		return WithRule(words[1])
	case "processing":
		return WithProcessing(state.Processing(words[1]))
	case "signature":
		level, err := pki.ParseLevel(words[1])
		if err != nil {
			t.Fatal(err)
		}
		return WithSignature(level)
	}
	t.Fatalf("there is no option %q for golden files", words[0])
	return nil
}

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

func (g *golden) expand(s string) string {
	return placeholder.ReplaceAllStringFunc(s, func(p string) string {
		name := p[1 : len(p)-1]
		if _, ok := g.values[name]; !ok && name == "token" {
			g.values[name] = g.srv.Token(goldenOwner)
		}
		if v, ok := g.values[name]; ok {
			return v
		}
		return p
	})
}

// fold is the inverse of expand, longest values first.
func (g *golden) fold(s string) string {
	names := make([]string, 0, len(g.values))
	for name, v := range g.values {
		if len(v) >= 30 { // shorter ones might stand in an answer by chance
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool { return len(g.values[names[i]]) > len(g.values[names[j]]) })
	for _, name := range names {
		s = strings.ReplaceAll(s, g.values[name], "{"+name+"}")
	}
	return s
}

// play sends the request and writes down the answer.
func (g *golden) play(request string) string {
	g.t.Helper()
	head, body, _ := strings.Cut(g.expand(request), "\n\n")
	lines := bufio.NewScanner(strings.NewReader(head))
	lines.Buffer(nil, len(head)+1)
	lines.Scan()
	method, path, _ := strings.Cut(lines.Text(), " ")
	base := g.srv.TrueAPI()
	if strings.HasPrefix(path, "//") {
		base, path = g.srv.URL, path[1:]
	}
	if strings.HasPrefix(path, "/w/") {
		base = g.srv.core.base
	}
	req, err := http.NewRequest(method, base+path, strings.NewReader(strings.TrimSuffix(body, "\n")))
	g.must(err)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		req.Header.Add(name, value)
	}
	resp, err := g.srv.Client().Do(req)
	g.must(err)
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	g.must(err)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%d\n", resp.StatusCode)
	ct := resp.Header.Get("Content-Type")
	if ct != "" {
		fmt.Fprintf(&out, "Content-Type: %s\n", ct)
	}
	if ct == "application/zip" || ct == "application/octet-stream" {
		answer = g.unzipped(answer)
	}
	if text, err := base64.StdEncoding.DecodeString(string(answer)); err == nil && len(text) > 0 {
		answer = append([]byte("base64 of\n"), text...)
	}
	fmt.Fprintf(&out, "\n%s\n", g.fold(strings.TrimSuffix(string(answer), "\n")))
	return out.String()
}

// unzipped shows the one file of a ZIP: its name and date, then what it holds.
func (g *golden) unzipped(archive []byte) []byte {
	g.t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	g.must(err)
	if len(r.File) != 1 {
		g.t.Fatalf("the ZIP holds %d files", len(r.File))
	}
	f, err := r.File[0].Open()
	g.must(err)
	text, err := io.ReadAll(f)
	g.must(err)
	return append([]byte(r.File[0].Name+" "+r.File[0].Modified.Format(time.RFC3339)+"\n"), text...)
}
