package xsd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
	"github.com/mockismp/mockismp/xsd/lex"
)

func goodJSON(t testing.TB) string {
	t.Helper()
	return string(documents(t, shipmentSchema, "ok_base")["ok_base.json"])
}

func readJSON(t *testing.T, schema string, text []byte) {
	t.Helper()
	var err error
	switch schema {
	case shipmentSchema:
		_, err = doc.ReadShipment(text)
	case acceptanceSchema:
		_, err = doc.ReadAcceptance(text)
	}
	if err != nil {
		t.Fatalf("valid, but not read: %s\n%s", err, text)
	}
}

func TestShipmentHasTheNameOfItsSample(t *testing.T) {
	var sample struct {
		Schema string `json:"$schema"`
	}
	if err := json.Unmarshal(documents(t, shipmentSchema, "ok_sample")["ok_sample.json"], &sample); err != nil {
		t.Fatal(err)
	}
	path, err := url.PathUnescape(sample.Schema)
	if err != nil || path[strings.LastIndex(path, "/")+1:] != shipmentSchema {
		t.Errorf("%s names another schema, %v", path, err)
	}
}

// TestEveryMemberNamesItsSource: as the fields of XML do.
func TestEveryMemberNamesItsSource(t *testing.T) {
	source := regexp.MustCompile(`^T[0-9]{4}\b`)
	for _, schema := range []string{shipmentSchema, acceptanceSchema} {
		text, err := os.ReadFile(schema)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		fields := 0
		eachMember(tree, func(name string, member map[string]any) {
			fields++
			comment, _ := member["$comment"].(string)
			if description, _ := member["description"].(string); description == "" || !source.MatchString(comment) {
				t.Errorf("%s: %s has no description, or no line as its source", schema, name)
			}
		})
		if fields < 14 {
			t.Errorf("%s has only %d members", schema, fields)
		}
	}
}

func eachMember(tree any, do func(name string, member map[string]any)) {
	switch t := tree.(type) {
	case map[string]any:
		if properties, ok := t["properties"].(map[string]any); ok {
			for name, member := range properties {
				do(name, member.(map[string]any))
			}
		}
		for _, v := range t {
			eachMember(v, do)
		}
	case []any:
		for _, v := range t {
			eachMember(v, do)
		}
	}
}

func TestJSONViolations(t *testing.T) {
	text := strings.NewReplacer("shoes", "x", "940408450442", "1", `"0104610046110210213Q3PzfAjoWoFf"`, "5,\n\"z\": 1, \"a/~%\": 2").Replace(goodJSON(t))
	want := []xsd.Violation{
		violation(2, "/productGroup", `значение не из списка возможных: "shoes"`, `value must be "shoes"`),
		violation(9, "/exporterCode", "значение не соответствует шаблону: '^[0-9]{12}$'", `does not match pattern '^[0-9]{12}$'`),
		violation(22, "/productList/1/cis", "значение другого типа", "expected string, but got number"),
		violation(23, "/productList/1/z", "такого поля здесь быть не может", "it is not known here"),
		violation(23, "/productList/1/a~1~0%", "такого поля здесь быть не может", "it is not known here"),
	}
	set := embedded(t)
	for range 20 { // the engine walks over maps
		if got := set.Check(shipmentSchema, []byte(text)); !reflect.DeepEqual(got, want) {
			t.Fatalf("\ngot  %+v\nwant %+v", got, want)
		}
	}
}

func violation(line int, path, russian, english string) xsd.Violation {
	return xsd.Violation{Line: line, Path: path, Message: path + ": " + russian, Detail: path + ": " + english, Code: xsd.JSON}
}

func TestManyJSONViolations(t *testing.T) {
	good := goodJSON(t)
	head, _, _ := strings.Cut(good, `"productList"`)
	for wrong, last := range map[int]string{100: "", 101: "and 1 more", 1000: "and 900 more", 20_000: "and at least 9900 more"} {
		text := head + `"productList": [` + strings.TrimSuffix(strings.Repeat("\n1,", wrong), ",") + `]}`
		found := checkSoon(t, embedded(t), shipmentSchema, []byte(text))
		for i, v := range found[:xsd.MaxViolations] {
			if path := fmt.Sprintf("/productList/%d", i); v.Line != 12+i || v.Path != path {
				t.Fatalf("%d wrong: violation %d is %+v", wrong, i, v)
			}
		}
		rest := found[xsd.MaxViolations:]
		if last == "" && len(rest) > 0 || last != "" && (len(rest) != 1 || rest[0].Code != xsd.More || rest[0].Detail != last) {
			t.Errorf("%d wrong: %v, not %q", wrong, rest, last)
		}
	}
}

// TestLateMembersComeInOrder: what stands before a long list that is all wrong,
// and what stands behind it.
func TestLateMembersComeInOrder(t *testing.T) {
	text := "{\"a\": 1, \"productList\": [\n" + strings.Repeat("1,\n", 200) + "1],\n\"z\": 1}"
	found := embedded(t).Check(shipmentSchema, []byte(text))
	if len(found) != xsd.MaxViolations+1 || found[0].Path != "" || found[1].Path != "/a" || found[2].Path != "/productList/0" {
		t.Errorf("%v", found)
	}
	if last := found[len(found)-1]; last.Detail != "and 104 more" {
		t.Errorf("%s", last)
	}
}

func TestLongJSONValues(t *testing.T) {
	long := strings.Repeat("ж", 10_000)
	text := strings.NewReplacer(`"2022-01-14",`, `"`+long+`",`, `"vat"`, `"`+long+`"`).Replace(goodJSON(t))
	found := embedded(t).Check(shipmentSchema, []byte(text))
	if len(found) != 2 || found[0].Path != "/transferDate" || found[1].Line != 15 {
		t.Fatalf("%+v", found)
	}
	for _, v := range found {
		if len(v.Detail) > 600 || len(v.Path) > 600 || !strings.Contains(v.Detail, "ж [...] ") || strings.Contains(v.Detail, "\uFFFD") {
			t.Errorf("%d bytes: %s", len(v.Message), v)
		}
	}
}

// hostileJSON has what is short and must be refused, and with what code.
func hostileJSON(t testing.TB) []struct{ name, code, text string } {
	good := goodJSON(t)
	with := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	number := func(n string) string { return with("30.5", n) }
	return []struct{ name, code, text string }{
		{"nothing", "syntax", ""},
		{"blanks", "syntax", " \n "},
		{"mark alone", "syntax", "\uFEFF"},
		{"two marks", "syntax", "\uFEFF\uFEFF" + good},
		{"XML", "syntax", "<file/>"},
		{"two documents", "syntax", good + good},
		{"NUL behind it", "encoding", good + "\x00"},
		{"NUL in a string", "encoding", with("shoes", "sho\x00es")},
		{"NUL as an escape", "syntax", with("shoes", `sho\u0000es`)},
		{"UTF-16, little end first", "encoding", "\xFF\xFE{\x00}\x00"},
		{"UTF-16, big end first", "encoding", "\xFE\xFF\x00{\x00}"},
		{"UTF-16 without mark", "encoding", "\x00{\x00}"},
		{"UTF-16 without mark, little end first", "encoding", "{\x00}\x00"},
		{"windows-1251", "encoding", with("shoes", "\xC8\xCF")},
		{"surrogate in UTF-8", "encoding", with("shoes", "\xED\xA0\x80")},
		{"depth inside a product", "depth", with(`"350.00"`, strings.Repeat("[", lex.MaxDepth)+strings.Repeat("]", lex.MaxDepth))},
		{"duplicate", "duplicate", with("{", `{"productList": [],`)},
		{"duplicate inside", "duplicate", with(`"vat": 30.5`, `"price": 1`)},
		{"duplicate unknown", "duplicate", with(`"vat": 30.5`, `"\u0061": 1, "a": 2`)},
		{"many names", "names", "{" + numbered(20_000, `"a%d": 1, `)},
		{"huge exponent", "number", number("1e999999")},
		{"huge negative exponent", "number", number("1e-999999999999")},
		{"NaN", "syntax", number("NaN")},
		{"Infinity", "syntax", number("-Infinity")},
		{"plus", "syntax", number("+1")},
		{"hexadecimal", "syntax", number("0x10")},
	}
}

// hostileAndLongJSON has what is long.
func hostileAndLongJSON(t testing.TB) []struct {
	name, code string
	text       long
} {
	good := goodJSON(t)
	number := func(l long) long { return l.around(good, "30.5") }
	return []struct {
		name, code string
		text       long
	}{
		{"depth of 100,000 arrays", "depth", long{"", "[", 100_000, ""}},
		{"depth of 100,000 objects", "depth", long{"", `{"a":`, 100_000, ""}},
		{"many digits", "number", number(long{"", "9", 10 * megabyte, ""})},
		{"many digits behind the point", "number", number(long{"0.", "1", megabyte, ""})},
		{"11 MB of string", "length", long{"", "a", 11 * megabyte, ""}.around(good, "shoes")},
		{"11 MB of name", "length", long{"", "a", 11 * megabyte, ""}.around(good, "productGroup")},
		{"open string", "syntax", long{`{"`, "a", 11 * megabyte, ""}},
		{"backslashes", "syntax", long{`{"`, `\`, 11*megabyte + 1, ""}},
		{"11 MB of values in one member", "length", long{`{"a": [`, "1,", 11 * megabyte / 2, "1]}"}},
		{"6 MB of values in one product", "length", long{`[{"documentList": [`, "{},", 2 * megabyte, "1]},"}.around(good, "[")},
		{"6 MB of values in the second product", "length", long{`}, {"documentList": [`, "{},", 2 * megabyte, "1]}, {"}.around(good, "},\n        {")},
		{"2 MB of wrong products", "more", long{"[", "1,", 900_000, ""}.around(good, "[")},
		{"6 MB of wrong products", "length", long{"[", "1,", 3 * megabyte, ""}.around(good, "[")},
		{"6 MB of a root that is an array", "length", long{"[", "[],", 2 * megabyte, "1]"}},
	}
}

func TestHostileJSONIsRefusedSoon(t *testing.T) {
	set := embedded(t)
	refused := func(name, code string, text []byte) {
		t.Run(name, func(t *testing.T) {
			found := checkSoon(t, set, shipmentSchema, text)
			if len(found) == 0 {
				t.Fatal("taken")
			}
			if last := found[len(found)-1]; last.Code != code || len(last.Message) > 600 {
				t.Errorf("%s: %s, not %s", last.Code, last, code)
			}
		})
	}
	for _, h := range hostileJSON(t) {
		refused(h.name, h.code, []byte(h.text))
	}
	var room []byte
	for _, h := range hostileAndLongJSON(t) {
		refused(h.name, h.code, h.text.in(&room))
	}
}

// TestTheSchemaOfADocumentIsNotLookedAt: it is a text as any other.
func TestTheSchemaOfADocumentIsNotLookedAt(t *testing.T) {
	for _, where := range []string{"http://127.0.0.1:1/a.json", "file:///dev/zero", "https://json-schema.org/draft-04/schema#", "%%"} {
		text := strings.Replace(goodJSON(t), "{", `{"$schema": "`+where+`",`, 1)
		if found := embedded(t).Check(shipmentSchema, []byte(text)); len(found) > 0 {
			t.Errorf("%s: %v", where, found)
		}
	}
}

func TestTruncatedJSON(t *testing.T) {
	set, text := embedded(t), bytes.TrimSpace([]byte(goodJSON(t)))
	for n := range text {
		if len(set.Check(shipmentSchema, text[:n])) == 0 {
			t.Fatalf("the first %d bytes of %d are taken", n, len(text))
		}
	}
}

func TestDirTakesThePlaceOfEmbeddedJSON(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, shipmentSchema, `{"required": ["mine"]}`)
	write(t, dir, "more.json", `{"type": "array", "maxItems": 1}`)
	set, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if names := set.Schemas(); !slices.Contains(names, "more.json") || !slices.Contains(names, acceptanceSchema) || !slices.Contains(names, actSchema) {
		t.Errorf("schemas %v", names)
	}
	if found := set.Check(shipmentSchema, []byte(`{"mine": 1}`)); len(found) > 0 {
		t.Errorf("by the schema of the directory: %v", found)
	}
	if found := set.Check(shipmentSchema, []byte(goodJSON(t))); len(found) != 1 || found[0].Detail != "missing properties: 'mine'" || found[0].Message != "нет обязательных полей: 'mine'" {
		t.Errorf("%v", found)
	}
	if found := set.Check("more.json", []byte("[1, 2]")); len(found) != 1 {
		t.Errorf("%v", found)
	}
}

// TestListsAsAWhole: what a schema says of a whole list counts, however items
// are looked at.
func TestListsAsAWhole(t *testing.T) {
	for schema, docs := range map[string][2]string{
		`{"properties": {"a": {"items": {"type": "number"}, "maxItems": 2}}}`:                                                    {`{"a": [1, 2]}`, `{"a": [1, 2, 3]}`},
		`{"properties": {"a": {"items": {"type": "number"}, "minItems": 2}}}`:                                                    {`{"a": [1, 2]}`, `{"a": [1]}`},
		`{"properties": {"a": {"items": {"type": "number"}, "uniqueItems": true}}}`:                                              {`{"a": [1, 2]}`, `{"a": [2, 1, 2]}`},
		`{"properties": {"a": {"items": {"type": "number"}, "contains": {"const": 2}}}}`:                                         {`{"a": [1, 2]}`, `{"a": [1, 3]}`},
		`{"properties": {"a": {"items": {"type": "number"}}}, "allOf": [{"properties": {"a": {"maxItems": 2}}}]}`:                {`{"a": [1, 2]}`, `{"a": [1, 2, 3]}`},
		`{"properties": {"a": {"items": {"type": "number"}}}, "if": {"properties": {"a": {"maxItems": 2}}}, "else": false}`:      {`{"a": [1, 2]}`, `{"a": [1, 2, 3]}`},
		`{"properties": {"a": {"items": {"type": "number"}}}, "patternProperties": {"a": {"maxItems": 2}}}`:                      {`{"a": [1, 2]}`, `{"a": [1, 2, 3]}`},
		`{"properties": {"a": {"prefixItems": [{"type": "string"}], "items": {"type": "number"}}}}`:                              {`{"a": ["1", 2]}`, `{"a": ["1", "2"]}`},
		`{"properties": {"a": {"items": {"type": "number"}}, "b": {"$ref": "#/properties/a"}}}`:                                  {`{"b": [1]}`, `{"b": ["1"]}`},
		`{"properties": {"a": {"items": {"type": "number"}}}}`:                                                                   {`{"a": [1, 2]}`, `{"a": [1, "2"]}`},
		`{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"items": {"type": "number"}}}}`:             {`{"a": []}`, `{"a": [1, 2, "2"]}`},
		`{"properties": {"a": {"items": {"type": "number"}}}, "not": {"properties": {"a": {"minItems": 3}}, "required": ["a"]}}`: {`{"a": [1, 2]}`, `{"a": [1, 2, 3]}`},
	} {
		dir := t.TempDir()
		write(t, dir, "a.json", schema)
		set, err := load(dir)
		if err != nil {
			t.Fatal(err)
		}
		if found := set.Check("a.json", []byte(docs[0])); len(found) > 0 {
			t.Errorf("%s: %s: %v", schema, docs[0], found)
		}
		if found := set.Check("a.json", []byte(docs[1])); len(found) == 0 {
			t.Errorf("%s: %s is taken", schema, docs[1])
		}
	}
}

// TestItemsOfOddNames: a fault in an item is found where it stands, whatever the
// list is called.
func TestItemsOfOddNames(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.json", `{"properties": {"a/~ %": {"items": {"type": "number"}}}}`)
	set, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []xsd.Violation{violation(2, "/a~1~0 %/1", "значение другого типа", "expected number, but got string")}
	if found := set.Check("a.json", []byte("{\"a/~ %\": [1,\n\"2\"]}")); !reflect.DeepEqual(found, want) {
		t.Errorf("%+v", found)
	}
}

func TestBadJSONSchemas(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "broken.json", "{\n\"type\": }")
	write(t, dir, "twice.json", "{\"type\": \"object\",\n\"type\": \"array\"}")
	write(t, dir, "type.json", `{"type": "money"}`)
	write(t, dir, "pattern.json", `{"pattern": "("}`)
	write(t, dir, "far.json", `{"$ref": "http://127.0.0.1:1/a.json"}`)
	write(t, dir, "near.json", `{"properties": {"a": {"$ref": "file:///etc/passwd"}}}`)
	write(t, dir, "meta.json", `{"$schema": "http://127.0.0.1:1/meta.json"}`)
	_, err := load(dir)
	for _, want := range []string{
		"broken.json: line 2", "twice.json: line 2", "schema type.json", "schema pattern.json",
		"http://127.0.0.1:1/a.json, and may refer to itself only", "file:///etc/passwd, and may refer to itself only",
		"http://127.0.0.1:1/meta.json, and may refer to itself only",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// bigShipment is a shipment of so many products: 100,000 are 10 MB.
func bigShipment(t testing.TB, products int) []byte {
	head, _, _ := strings.Cut(goodJSON(t), `"productList"`)
	return []byte(head + `"productList": [` + strings.TrimSuffix(numbered(products,
		`{"cis": "0104627110630079213E%012d", "price": "350.00", "vat": 30.00},`+"\n"), ",\n") + "]}")
}

// TestLongListsAreTaken: the limit of values is for what is no long list.
func TestLongListsAreTaken(t *testing.T) {
	const products = 10 * lex.MaxItemValues
	base := string(documents(t, acceptanceSchema, "ok_base")["ok_base.json"])
	list := numbered(products, "{\"cis\": \"0104627110630079213E%012d\", \"accepted\": true},\n")
	acceptance := strings.Replace(base, `"products": [`, `"products": [`+list, 1)
	for schema, text := range map[string]string{acceptanceSchema: acceptance, shipmentSchema: string(bigShipment(t, products))} {
		if found := embedded(t).Check(schema, []byte(text)); len(found) > 0 {
			t.Errorf("%s: %v", schema, found)
		}
		readJSON(t, schema, []byte(text))
	}
}

func BenchmarkCheckJSON(b *testing.B) {
	set, text := embedded(b), bigShipment(b, 100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if found := set.Check(shipmentSchema, text); len(found) > 0 {
			b.Fatal(found)
		}
	}
}
