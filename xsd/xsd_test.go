package xsd_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/lex"
)

func embedded(t testing.TB) *xsd.Set {
	t.Helper()
	set, err := xsd.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// load gives the schemas of a directory beside those of the package.
func load(dir string) (*xsd.Set, error) { return xsd.Load(xsd.Config{Dir: dir, Engine: xsd.Go}) }

// good is the document of the cases from which the others are made.
func good(t testing.TB) []byte {
	t.Helper()
	return documents(t, actSchema, "ok_base")["ok_base.xml"]
}

// ours are the schemas of the package, sorted.
var ours = []string{
	acceptanceSchema, shipmentSchema, importTransitSchema, actSchema, actDecisionSchema, importTransitDecisionSchema,
	introductionSchema, withdrawalSchema, divergenceSchema, thirdCountrySchema,
}

func TestSchemasHaveTheNamesOfTheOperator(t *testing.T) {
	if got := embedded(t).Schemas(); !slices.Equal(got, ours) {
		t.Errorf("%v, not %v", got, ours)
	}
	for _, schema := range []string{actSchema, divergenceSchema, importTransitSchema, thirdCountrySchema, introductionSchema} {
		location := []byte(`noNamespaceSchemaLocation="` + schema + `"`)
		if !bytes.Contains(documents(t, schema, "ok_sample")["ok_sample.xml"], location) {
			t.Errorf("the printed sample of %s names another schema", schema)
		}
	}
}

// TestEverySchemaCompiles: those of the package are compiled at their first use,
// which must not be a user's.
func TestEverySchemaCompiles(t *testing.T) {
	for _, engine := range []xsd.Engine{xsd.Go, xsd.LibXML2} {
		set, err := xsd.Load(xsd.Config{Engine: engine})
		if err != nil {
			continue // not in this build
		}
		for _, schema := range set.Schemas() {
			if found := set.Check(schema, []byte("neither")); len(found) == 0 {
				t.Errorf("%s takes anything", schema)
			}
		}
	}
}

// TestEveryFieldNamesItsSource: an element or attribute begins with an
// annotation that says where in the specification it stands.
func TestEveryFieldNamesItsSource(t *testing.T) {
	for _, schema := range embedded(t).Schemas() {
		if isJSON(schema) {
			continue // TestEveryMemberNamesItsSource
		}
		text, err := os.ReadFile(schema)
		if err != nil {
			t.Fatal(err)
		}
		fields := 0
		var field, last string // the one that was declared, and the tag before
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			token, err := d.Token()
			if err != nil {
				break
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			attrs := map[string]string{}
			for _, a := range start.Attr {
				attrs[a.Name.Local] = a.Value
			}
			switch name := start.Name.Local; {
			case name == "element", name == "attribute":
				field = attrs["name"]
				fields++
			case (last == "element" || last == "attribute") && name != "annotation":
				t.Errorf("%s: %s has no annotation", schema, field)
			case name == "documentation" && field != "" && !strings.ContainsAny(attrs["source"], "0123456789"):
				t.Errorf("%s: the annotation of %s names no line", schema, field)
			}
			last = start.Name.Local
		}
		if fields < 15 {
			t.Errorf("%s has only %d fields", schema, fields)
		}
	}
}

func TestUnknownSchema(t *testing.T) {
	found := embedded(t).Check("xsd_atc.xsd", good(t))
	if len(found) != 1 || found[0].Code != xsd.Unknown || !strings.Contains(found[0].Detail, actSchema) {
		t.Errorf("%v does not list the schemas there are", found)
	}
}

func TestDirTakesThePlaceOfEmbeddedSchemas(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, actSchema, `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="mine"/></xs:schema>`)
	write(t, dir, "more.xsd", `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="more"/></xs:schema>`)
	write(t, dir, "readme.txt", "no schema")
	set, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Schemas(); !slices.Equal(got, slices.Sorted(slices.Values(append([]string{"more.xsd"}, ours...)))) {
		t.Errorf("schemas %v", got)
	}
	if found := set.Check(actSchema, []byte("<mine/>")); len(found) > 0 {
		t.Errorf("by the schema of the directory: %v", found)
	}
	if found := set.Check(actSchema, good(t)); len(found) == 0 {
		t.Error("the embedded schema still counts")
	}
}

func TestBadDirectories(t *testing.T) {
	if _, err := load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a directory that is not there is taken")
	}
	dir := t.TempDir()
	write(t, dir, "broken.xsd", "<xs:schema\n xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n<xs:element></xs:schema>")
	write(t, dir, "doctype.xsd", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")
	_, err := load(dir)
	for _, want := range []string{"broken.xsd", "line 3", "doctype.xsd", "DOCTYPE"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// TestLongTextsOfOwnSchemas: as long as length and maxLength of the schema let
// them be, in letters of four bytes; beyond it nothing reads them.
func TestLongTextsOfOwnSchemas(t *testing.T) {
	const longest = 100_000
	dir := t.TempDir()
	for _, facet := range []string{"maxLength", "length"} {
		write(t, dir, facet+".xsd", fmt.Sprintf(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:simpleType>
			<xs:restriction base="xs:string"><xs:%s value=" %d "/></xs:restriction></xs:simpleType></xs:element></xs:schema>`, facet, longest))
	}
	set, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	check := func(schema, letter string, n int) []xsd.Violation {
		return set.Check(schema, []byte("<a>"+strings.Repeat(letter, n)+"</a>"))
	}
	for _, schema := range []string{"maxLength.xsd", "length.xsd"} {
		if found := check(schema, "\U0001F600", longest); len(found) > 0 {
			t.Errorf("%s: %v", schema, found)
		}
		if found := check(schema, "a", longest+1); len(found) != 1 || found[0].Code == string(lex.Length) {
			t.Errorf("%s: %v", schema, found)
		}
		if found := check(schema, "a", 4*longest+1); len(found) != 1 || found[0].Code != string(lex.Length) {
			t.Errorf("%s: %v", schema, found)
		}
	}
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestConcurrentChecks: one set, all cases at once, the same answers.
func TestConcurrentChecks(t *testing.T) {
	set := embedded(t)
	type job struct {
		schema string
		text   []byte
		want   []xsd.Violation
	}
	var jobs []job
	for _, schema := range set.Schemas() {
		for _, prefix := range []string{"ok_", "bad_"} {
			for _, text := range documents(t, schema, prefix) {
				jobs = append(jobs, job{schema, text, set.Check(schema, text)})
			}
		}
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range jobs {
				j := jobs[(i+worker*17)%len(jobs)]
				if got := set.Check(j.schema, j.text); !reflect.DeepEqual(got, j.want) {
					t.Errorf("%v, alone %v", got, j.want)
				}
			}
		})
	}
	all.Wait()
}

func ExampleSet_Check() {
	set, err := xsd.Embedded()
	if err != nil {
		panic(err)
	}
	for _, v := range set.Check(actSchema, []byte("<!DOCTYPE file><file/>")) {
		fmt.Println(v)
	}
	// Output: line 1: DOCTYPE is not allowed: leave it out, and every entity with it
}
