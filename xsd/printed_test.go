package xsd_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

// printedFields are the documents whose fields the specification prints, with
// their schema and the start of the fileId that tells kinds of one schema apart.
var printedFields = map[string]struct{ schema, prefix string }{
	"act":                       {"xsd_act.xsd", "EEU_ACT_"},
	"corrective-act":            {"xsd_act.xsd", "COR_ACT_"},
	"divergence":                {"xsd_notific_divergences.xsd", ""},
	"introduce-goods":           {"xsd_notific_ReturnGoodsIntroduce.xsd", ""},
	"withdrawal":                {"xsd_notific_WithdrawalWritingOffGoods.xsd", ""},
	"import-third-country":      {"xsd_notific_import.xsd", ""},
	"import-transit":            {"schemas_xsd_ЕАЭС_КЗ.xsd", "IMPORT_TRANSIT_"},
	"import-transit-correction": {"schemas_xsd_ЕАЭС_КЗ.xsd", "IM_TRANSIT_COR_"},
	"shipment":                  {"TrueAPI-Document-Create-JSON_Schema v6.json", ""},
	"acceptance":                {"Import_acception_True_API_JSON-Schema_v2.json", ""},
}

// TestPrintedFields takes the fields of documents from the list of claims. A good
// document that has the field passes; under another name it is refused; without
// it the document passes if the field is optional, and is refused if it is
// required, or required inside its parent. What is required on another condition
// is held to its name only.
func TestPrintedFields(t *testing.T) {
	set := embedded(t)
	table, err := os.ReadFile("../server/internal/claims/documents.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		kind, isOurs := printedFields[row[0]]
		if !isOurs {
			continue
		}
		name := row[0] + "/" + row[1]
		proven := row[5] == "xsd.TestPrintedFields/"+name
		t.Run(name, func(t *testing.T) {
			if problem := checkField(t, set, kind.schema, kind.prefix, row[1], row[4]); (problem == "") != proven {
				t.Errorf("the list of claims cites this test: %t, and it finds: %s", proven, problem)
			}
		})
	}
}

// checkField says what is wrong with the claim that documents have a field with
// an obligation, "" if nothing is.
func checkField(t *testing.T, set *xsd.Set, schema, prefix, path, required string) string {
	t.Helper()
	change := changeXML
	if isJSON(schema) {
		change = changeJSON
	}
	problem := "no good document has it"
	good := documents(t, schema, "ok_")
	for _, file := range slices.Sorted(maps.Keys(good)) {
		text := good[file]
		if !bytes.Contains(text, []byte(`fileId="`+prefix)) && prefix != "" {
			continue
		}
		renamed, has := change(text, path, "X")
		without, _ := change(text, path, "")
		if same, _ := change(text, "", ""); !has || len(set.Check(schema, same)) > 0 {
			continue
		}
		problem = ""
		refused := len(set.Check(schema, without)) > 0
		switch {
		case len(set.Check(schema, renamed)) == 0 && !strings.Contains(path, ":"):
			problem = file + " passes with the field under another name"
		case (required == "yes" || required == "inside") && !refused:
			problem = file + " passes without it"
		case required == "no" && refused && strings.Contains(path, "/"):
			problem = file + " is refused without it"
		}
		if problem == "" {
			return ""
		}
	}
	return problem
}

// changeXML writes a document anew without what stands at a path, or with another
// name for it, which gets a suffix. It tells whether anything stands there.
func changeXML(text []byte, path, suffix string) (changed []byte, has bool) {
	var out bytes.Buffer
	out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	d := xml.NewDecoder(bytes.NewReader(text))
	var names []string // of the elements that are open, as they are written
	at, skipped := "", 0
	for {
		token, err := d.RawToken()
		if err != nil {
			return out.Bytes(), has
		}
		switch e := token.(type) {
		case xml.StartElement:
			at = strings.TrimPrefix(at+"/"+e.Name.Local, "/")
			name := e.Name.Local
			if at == path {
				has, name = true, name+suffix
			}
			names = append(names, name)
			if skipped > 0 || at == path && suffix == "" {
				skipped++
				continue
			}
			out.WriteString("<" + name)
			for _, a := range e.Attr {
				attr := strings.TrimPrefix(a.Name.Space+":"+a.Name.Local, ":")
				if at+"/@"+attr == path {
					has = true
					if attr += suffix; suffix == "" {
						continue
					}
				}
				out.WriteString(" " + attr + `="`)
				out.WriteString(inText.Replace(a.Value) + `"`)
			}
			out.WriteString(">")
		case xml.EndElement:
			name := names[len(names)-1]
			names = names[:len(names)-1]
			at = at[:max(0, strings.LastIndex(at, "/"))]
			if skipped > 0 {
				skipped--
				continue
			}
			out.WriteString("</" + name + ">")
		case xml.CharData:
			if skipped == 0 {
				out.WriteString(inText.Replace(string(e)))
			}
		}
	}
}

var inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// changeJSON does the same for a JSON document, in whose paths [] is every
// element of a list.
func changeJSON(text []byte, path, suffix string) (changed []byte, has bool) {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return text, false
	}
	steps := strings.Split(strings.TrimSuffix(path, "[]"), ".")
	change := func(object map[string]any, name string) {
		value, ok := object[name]
		if !ok {
			return
		}
		has = true
		delete(object, name)
		if suffix != "" {
			object[name+suffix] = value
		}
	}
	var walk func(v any, steps []string)
	walk = func(v any, steps []string) {
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		if len(steps) == 1 {
			change(object, steps[0])
			return
		}
		list, _ := object[strings.TrimSuffix(steps[0], "[]")].([]any)
		for _, element := range list {
			walk(element, steps[1:])
		}
	}
	if path != "" {
		walk(v, steps)
	}
	changed, err := json.Marshal(v)
	return changed, has && err == nil
}
