package server

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/state"
)

// toldDocument is how a dataset tells of a document of a kind: what stands before it, the
// fields of its own, and codes with which it passes its checks and fails them.
type toldDocument struct{ before, fields, good, bad string }

const (
	oneAct     = "  - {type: act, fileId: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff, supplier: \"940517350290\", consignee: \"150940202140\", codes: [\"010460026600575521BLOCK\"]}\n"
	fromAbroad = `supplier: "7731376812", supplierName: ООО «Обувь Оптом», country: "643", consignee: "940517350290"`
	oneImport  = "  - {type: import-transit, fileId: IMPORT_TRANSIT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff, " + fromAbroad + ", codes: [\"00000046082251EEEEEEE\"]}\n"
)

var everyTold = map[state.DocType]toldDocument{
	state.Act:                     {"", `supplier: "940517350290", consignee: "150940202140"`, "010460026600575521BLOCK", "00000046082251DDDDDDD"},
	state.CorrectiveAct:           {oneAct, "about: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "00000046082251CCCCCCC", "00000046082251DDDDDDD"},
	state.Divergence:              {oneAct, "about: EEU_ACT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "010460026600575521BLOCK", ""},
	state.ImportTransit:           {"", fromAbroad, "00000046082251EEEEEEE", "00000046082251DDDDDDD"},
	state.ImportTransitCorrection: {oneImport, "about: IMPORT_TRANSIT_6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "00000046082251EEEEEEE", "00000046082251DDDDDDD"},
	state.ImportThirdCountry:      {"", `consignee: "940517350290", exportCountry: CN`, "00000046082251FFFFFFF", "00000046082251CCCCCCC"},
	state.IntroduceGoods:          {"", `supplier: "940517350290", reason: "2"`, "00000046082251DDDDDDD", "00000046082251GGGGGGG"},
	state.Withdrawal:              {"", `supplier: "940517350290", reason: "3"`, "00000046082251CCCCCCC", "00000046082251DDDDDDD"},
	state.Shipment:                {"", `supplier: "940517350290", consignee: "7707083893", consigneeName: ООО, country: "643", productGroup: shoes`, "0104650117240408215Sapog1aB2cD3", "0104650117240408215Sapog1aB2cD4"},
	state.Acceptance:              {"", `about: ОТГ-118`, "0104650117240408215Sapog1aB2cD5", ""},
}

// kindsWorld is paperWorld with what all kinds of documents need.
func kindsWorld(documents string) string {
	world := strings.Replace(paperWorld(documents), "products:", `  - {bin: "7731376812", name: ООО «Обувь Оптом», country: "643"}
products:`, 1)
	return strings.Replace(world, "documents:", `  - {cis: "00000046082251EEEEEEE", packageType: UNIT, status: APPLIED, emissionType: FOREIGN, ownerBin: "940517350290"}
  - {cis: "00000046082251FFFFFFF", packageType: UNIT, status: APPLIED, emissionType: FOREIGN, ownerBin: "940517350290"}
  - {cis: "00000046082251GGGGGGG", packageType: UNIT, status: WRITTEN_OFF, ownerBin: "940517350290"}
  - {cis: "0104650117240408215Sapog1aB2cD4", packageType: UNIT, status: EMITTED, ownerBin: "940517350290"}
shipments:
  - {exporter: ООО «Обувь Оптом», exporterInn: "7731376812", senderCountryCode: "643", receiverInn: "940517350290", documentNum: ОТГ-118, status: WAIT_ACCEPTANCE,
     products: [{cis: "0104650117240408215Sapog1aB2cD5"}, {cis: "0104650117240408215Sapog1aB2cD6"}]}
documents:`, 1)
}

// TestDatasetsTellOfEveryKind: of every kind that a dataset brings, in every status
// that it may have there; and docs/dataset.md says of every other kind why not.
func TestDatasetsTellOfEveryKind(t *testing.T) {
	docs, err := os.ReadFile("../docs/dataset.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range state.DocTypes() {
		statuses := fixtures.DocumentStatuses()[row.Type]
		if len(statuses) == 0 && !strings.Contains(string(docs), "`"+string(row.Type)+"`") {
			t.Errorf("no dataset brings a document of type %s, and docs/dataset.md does not say why: write a row in fixtures/documents.go and what writes it in server/internal/bots/write.go, or the reason", row.Type)
		}
		if told, known := everyTold[row.Type]; !known && len(statuses) > 0 {
			t.Errorf("nobody tells of a document of type %s: write a row of it in everyTold", row.Type)
		} else {
			for _, status := range statuses {
				t.Run(fmt.Sprint(row.Type, " ", status), func(t *testing.T) { told.comesTo(t, row.Type, status) })
			}
		}
	}
}

// failing are the statuses of documents that do not pass their checks.
var failing = []string{"10", string(state.CheckedNotOK), string(state.ShipmentError)}

func (c toldDocument) comesTo(t *testing.T, kind state.DocType, status string) {
	code := c.good
	if slices.Contains(failing, status) {
		code = c.bad
	}
	s := Run(t, WithWorld(ofFile(t, kindsWorld(c.before+fmt.Sprintf("  - {type: %s, %s, status: %s, codes: [%q]}", kind, c.fields, status, code)))), WithClock("2026-02-01T10:00:00Z"))
	list := want(t, s, 200, "GET", "/_mock/documents?type="+string(kind), "")
	d := documentOf(t, s, fmt.Sprint(field(t, list, "items", 0, "id")))
	if fmt.Sprint(int(d.Status)) != status && string(d.Registry) != status || len(d.Text) == 0 || d.Signer == "" {
		t.Errorf("it stands at %+v, signed by %q: %v\n%s", d.DocState, d.Signer, d.Errors, d.Text)
	}
	if (len(d.Errors) > 0) != slices.Contains(failing, status) {
		t.Errorf("its errors are %v", d.Errors)
	}
}
