package xsd_test

import (
	"bytes"
	"strings"
	"testing"
)

const aUUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

// printedWords are the fields for which the specification prints all words that
// they may have, or how those begin, with one that is none of them.
var printedWords = []struct {
	name, document, path, words, other string
}{
	{"act/fileId", "act", "file/@fileId", "EEU_ACT_" + aUUID, "ACT_" + aUUID},
	{"act/operationType", "act", "file/document/@operationType", "1 2", "3"},
	{"corrective-act/fileId", "corrective-act", "file/@fileId", "COR_ACT_" + aUUID, "COR_" + aUUID},
	{"divergence/fileId", "divergence", "file/@fileId", "DIVERG_" + aUUID, "DIVERG_1"},
	{"divergence/reviseStatusCode", "divergence", "file/document/productList/iCode/@reviseStatusCode", "NOT_FOUND FOUND EXCLUDED ADDED", "LOST"},
	{"import-transit/fileId", "import-transit", "file/@fileId", "IMPORT_TRANSIT_" + aUUID, "TRANSIT_" + aUUID},
	{"import-transit/supplierCountryCode", "import-transit", "file/document/mainInfo/supplierInfo/@supplierCountryCode", "AM BY KG RU", "KZ"},
	{"import-transit-correction/fileId", "import-transit-correction", "file/@fileId", "IM_TRANSIT_COR_" + aUUID, "IM_COR_" + aUUID},
	{"import-third-country/fileId", "import-third-country", "file/@fileId", "IMPORT_" + aUUID, "IMPORT__" + aUUID},
	{"import-third-country/docType", "import-third-country", "file/document/mainInfo/customDocument/@docType", "DECLARATION STATEMENT", "LETTER"},
	{"import-third-country/decisionCode", "import-third-country", "file/document/mainInfo/customDecisionInfo/@decisionCode", "10 11 12 13 14 20", "15"},
	{"shipment/docKind", "shipment", "productList[].documentList[].docKind", "declaration certificate", "licence"},
	{"acceptance/sender_country_code", "acceptance", "sender_country_code", "112 417 051 643", "398"},
	{"acceptance/request_type", "acceptance", "request_type", "ACCEPTANCE", "REJECT"},
}

// TestPrintedWords: a good document is good with each of the words, and refused
// with another one.
func TestPrintedWords(t *testing.T) {
	set := embedded(t)
	for _, field := range printedWords {
		t.Run(field.name, func(t *testing.T) {
			kind := printedFields[field.document]
			change := changeXML
			if isJSON(kind.schema) {
				change = changeJSON
			}
			taken := map[string]bool{}
			for _, text := range documents(t, kind.schema, "ok_") {
				if _, has := change(text, field.path, edit{}); !has || !bytes.Contains(text, []byte(kind.prefix)) {
					continue
				}
				for _, word := range append(strings.Fields(field.words), field.other) {
					changed, _ := change(text, field.path, edit{value: word})
					taken[word] = taken[word] || len(set.Check(kind.schema, changed)) == 0
				}
			}
			for word, good := range taken {
				if good == (word == field.other) {
					t.Errorf("%s is %q: taken %t", field.path, word, good)
				}
			}
			if len(taken) == 0 {
				t.Error("no good document has " + field.path)
			}
		})
	}
}
