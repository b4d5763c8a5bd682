package steps_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/fixtures/source"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
)

// FuzzParse: whatever a file says, it is read, or all that is wrong is told with
// its lines.
func FuzzParse(f *testing.F) {
	for _, name := range scenarios.Names() {
		text, _ := scenarios.Text(name)
		f.Add(string(text))
	}
	archive, err := txtar.ParseFile("testdata/broken.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(archive.Files); i += 2 {
		f.Add(string(archive.Files[i].Data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := steps.Parse("f.yaml", []byte(text))
		if err == nil {
			if file.Name == "" || len(file.Needs()) > 20 {
				t.Errorf("%q has the name %q", text, file.Name)
			}
			return
		}
		if all := source.Errors(nil); !errors.As(err, &all) || len(all) == 0 || !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// FuzzTemplate: a text with expressions is filled in, or refused, and what has no
// expression stays as it is.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		"", "plain", "${", "$${}", "${}", "a ${uuid()} b", "${body.items[0].status == 3}", `${date("dd.MM.yyyy", "-5d")}`, "${'}'}", "${ {a: 1}.a }", "${map(1..3, # * 2)}",
		"${code(\"04870001230018\")}${digits(-1)}", "${digits(999999999)}", "${unbase64('!')}", "${json('{')}", `${xml("<a", "/a")}`, "${let x = 1; x}", "${nobody}", "${status?.x}", "${1/0}", "${\"${\"}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := steps.Filled(text)
		if err == nil && !strings.Contains(text, "${") && got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}
