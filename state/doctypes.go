package state

// DocType is one kind of document, by the name that codes and messages of this
// program use.
type DocType string

// The kinds of documents.
const (
	Act           DocType = "act"
	CorrectiveAct DocType = "corrective-act"
	Divergence    DocType = "divergence"
)

// DocTypeRow is what there is to know of a kind of documents.
type DocTypeRow struct {
	Type     DocType
	Number   int    // type in the lists of edo-api
	Registry string // type in the registry («Документы»)
	Prefix   string // of fileId, before the UUID
	Schema   string // file name of its XSD
	Signed   bool   // a signature is required, not just verified if present
	Flow     Flow   // the statuses it goes through
	From     Party  // who sends it
	Goods    bool   // its codes change hands when it is approved
	Source   string
}

// Party is a side of a document.
type Party string

// The supplier gives the goods, the consignee takes them.
const (
	Supplier  Party = "supplier"
	Consignee Party = "consignee"
)

const edoTypes = "GET /edo-api/outgoing-documents; decisions on section 6"

// DocTypes is the table of documents.
func DocTypes() []DocTypeRow {
	return []DocTypeRow{
		{Act, 1000, "KZ_UPD", "EEU_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, true, edoTypes},
		{CorrectiveAct, 1100, "KZ_UPD", "COR_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, true, edoTypes},
		{Divergence, 1005, "", "DIVERG_", "xsd_notific_divergences.xsd", false, DivergenceFlow, Consignee, false, edoTypes},
	}
}

// DocTypeOf finds the row of a kind; every kind has one.
func DocTypeOf(t DocType) DocTypeRow {
	for _, r := range DocTypes() {
		if r.Type == t {
			return r
		}
	}
	return DocTypeRow{}
}
