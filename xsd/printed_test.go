package xsd_test

import (
	"bytes"
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
// is held to its name and its type only. A value of no such type is refused, see
// refusedBy.
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
			if problem := checkField(t, set, kind.schema, kind.prefix, row[1], row[3], row[4]); (problem == "") != proven {
				t.Errorf("the list of claims cites this test: %t, and it finds: %s", proven, problem)
			}
		})
	}
}

// checkField says what is wrong with the claim that documents have a field of a
// type and with an obligation, "" if nothing is.
func checkField(t *testing.T, set *xsd.Set, schema, prefix, path, typ, required string) string {
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
		passes := func(at string, e edit) bool {
			changed, _ := change(text, at, e)
			return len(set.Check(schema, changed)) == 0
		}
		if _, has := change(text, path, edit{}); !has || !passes("", edit{}) {
			continue
		}
		refused := !passes(path, edit{out: true})
		problem = typeProblem(typ, isJSON(schema), func(value any) bool { return passes(path, edit{value: value}) })
		switch {
		case problem != "":
			problem = file + problem
		case passes(path, edit{suffix: "X"}) && !strings.Contains(path, ":"):
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
