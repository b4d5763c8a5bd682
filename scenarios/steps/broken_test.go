package steps_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/scenarios/steps"
)

var update = flag.Bool("update", false, "write testdata anew; then read the diff")

// TestBroken holds what is said of broken files, word by word.
func TestBroken(t *testing.T) {
	const golden = "testdata/broken.txtar"
	archive, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	for i := 0; i+1 < len(archive.Files); i += 2 {
		file, said := archive.Files[i], &archive.Files[i+1]
		kinds++
		_, err := steps.Parse(file.Name, file.Data)
		if err == nil {
			t.Errorf("%s is taken", file.Name)
			continue
		}
		got := strings.TrimRight(err.Error(), "\n") + "\n"
		if *update {
			said.Data = []byte(got)
		} else if got != string(said.Data) {
			t.Errorf("%s\ngot  %swant %s", file.Name, got, said.Data)
		}
	}
	if kinds < 40 {
		t.Errorf("%d kinds of mistakes are too few", kinds)
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
