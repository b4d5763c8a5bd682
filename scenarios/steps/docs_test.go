package steps_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/mockismp/mockismp/scenarios/steps"
)

// fresh holds a generated text against a file, or writes it there.
func fresh(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: go test ./scenarios/steps -update writes it anew", path)
	}
}

// TestDocs keeps the tables of docs/scenarios.md as the tables of the code are.
func TestDocs(t *testing.T) {
	const path = "../../docs/scenarios.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range steps.Tables() {
		block := regexp.MustCompile(fmt.Sprintf(`(?s)(<!-- %s -->\n).*?(<!-- /%s -->)`, name, name))
		if !block.Match(text) {
			t.Errorf("%s has no place for %s", path, name)
		}
		text = block.ReplaceAllFunc(text, func([]byte) []byte {
			return []byte(fmt.Sprintf("<!-- %s -->\n%s<!-- /%s -->", name, table, name))
		})
	}
	fresh(t, path, text)
}

// TestSchema keeps the schema for editors as the tables are, and holds every
// scenario that comes with the program against it.
func TestSchema(t *testing.T) {
	const path = "../../docs/scenario.schema.json"
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	if err := out.Encode(steps.Schema()); err != nil {
		t.Fatal(err)
	}
	fresh(t, path, b.Bytes())
	schema, err := jsonschema.CompileString(path, b.String())
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../library/*.yaml")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(valueOf(t, text)); err != nil {
			t.Errorf("%s: %#v", file, err)
		}
	}
	for name, text := range map[string]string{
		"an unknown field":    "name: a\nabout: b\nstep: []\n",
		"no name":             "about: b\n",
		"an unknown verb":     "name: a\nabout: b\nsteps: [{gett: /a}]\n",
		"a fault of no field": "name: a\nabout: b\nfaults: [{match: {rute: a}}]\n",
	} {
		if schema.Validate(valueOf(t, []byte(text))) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// valueOf reads YAML as a reader of JSON would give it.
func valueOf(t *testing.T, text []byte) (v any) {
	t.Helper()
	text, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	in := json.NewDecoder(strings.NewReader(string(text)))
	if err := in.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
