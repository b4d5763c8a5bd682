package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var stranger = flag.Bool("stranger", false, "build and run somebody else's module, which takes a minute or two: make stranger")

// TestStranger: the README's Go test, and one with parallel forks, pass in a
// module of somebody else's, with and without a C compiler.
func TestStranger(t *testing.T) {
	if !*stranger {
		return
	}
	dir := t.TempDir()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/mockismp/mockismp"
	files := map[string]string{
		"go.mod":        "module example.org/shop\n\ngo 1.26.0\n\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + here + "\n",
		"go.sum":        read(t, root+"go.sum"),
		"forks_test.go": forksTest,
	}
	for _, s := range snippetsOf(t, "README.md") {
		if s.language == "go" {
			files["readme_test.go"] = s.text
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, cgo := range []string{"0", "1"} {
		cmd := exec.Command("go", "test", "-mod=mod", "-count=1", "-v", "./...")
		cmd.Dir, cmd.Env = dir, append(environment(), "CGO_ENABLED="+cgo, "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Count(string(out), "--- PASS: Test") < 2 {
			t.Errorf("CGO_ENABLED=%s: %v\n%s", cgo, err, out)
		}
	}
}

const forksTest = `package shop_test

import (
	"fmt"
	"testing"

	"github.com/mockismp/mockismp/server"
)

func TestForks(t *testing.T) {
	srv := server.Run(t)
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			fork := srv.Fork(t)
			client, err := fork.As("940517350290")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.CISInfo(t.Context(), "tobacco", "010460026600575520021121051210AL65588523"); err != nil {
				t.Error(err)
			}
		})
	}
}
`
