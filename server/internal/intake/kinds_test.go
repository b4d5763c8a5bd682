package intake

import (
	"slices"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/xsd"
)

// TestEveryKindHasBothRows holds the table of kinds and that of forms together:
// whoever adds a kind is told what they forgot.
func TestEveryKindHasBothRows(t *testing.T) {
	schemas, err := xsd.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	recognition := []string{dict.CrossborderType, dict.AcceptanceType}
	for _, row := range state.DocTypes() {
		f := formOf(row.Type)
		if f.kind == "" {
			t.Errorf("a %s cannot be read or shown: add its row to forms in server/internal/intake/forms.go", row.Type)
		}
		if sent := row.Schema != ""; sent != (f.method != "") || sent != (f.read != nil) {
			t.Errorf("a %s has the schema %q, is taken by %q and read: %t; a kind that is sent has all three: schema in state/doctypes_table.go, method and read in server/internal/intake/forms.go",
				row.Type, row.Schema, f.method, f.read != nil)
		}
		if row.Schema != "" && !slices.Contains(schemas.Schemas(), row.Schema) {
			t.Errorf("a %s has the schema %q, which is not there: put it into xsd/; there are %v", row.Type, row.Schema, schemas.Schemas())
		}
		if _, listed := dict.DocumentTypeByCode(row.Registry); row.Registry != "" && !listed && !slices.Contains(recognition, row.Registry) {
			t.Errorf("a %s stands in the registry as %q, which nobody can ask for: add it to documentTypes in state/dict/documents.go", row.Type, row.Registry)
		}
		if row.Flow.Start() == (state.DocState{}) {
			t.Errorf("a %s begins nowhere: give the flow %q its start and its moves in state/lifecycle_documents.go", row.Type, row.Flow)
		}
	}
	for _, f := range forms {
		if state.DocTypeOf(f.kind).Type == "" {
			t.Errorf("forms has a %s, which is no kind: add its row to state/doctypes_table.go", f.kind)
		}
	}
}
