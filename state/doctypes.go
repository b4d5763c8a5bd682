package state

// DocType is one kind of document, by the name that codes and messages of this
// program use.
type DocType string

// The kinds of documents.
const (
	Act                     DocType = "act"
	CorrectiveAct           DocType = "corrective-act"
	Divergence              DocType = "divergence"
	ImportTransit           DocType = "import-transit"            // from a state of the EAEU
	ImportTransitCorrection DocType = "import-transit-correction" // of such a notice
	ImportThirdCountry      DocType = "import-third-country"
	IntroduceGoods          DocType = "introduce-goods"
	Withdrawal              DocType = "withdrawal"
)

// DocTypeRow is what there is to know of a kind of documents.
type DocTypeRow struct {
	Type     DocType
	Number   int       // type in the lists of edo-api, 0 of kinds that do not stand there
	Registry string    // type in the registry («Документы»), "" of kinds that do not stand there
	Prefix   string    // of fileId, before the UUID
	Schema   string    // file name of its XSD
	Signed   bool      // a signature is required, not just verified if present
	Flow     Flow      // the statuses it goes through
	From, To Party     // who sends it, who decides of it
	About    []DocType // the kinds that it is about, where it corrects or answers another document
	Source   string
}

// Party is a side of a document.
type Party string

// The supplier gives the goods, the consignee takes them. A document of one
// party has it on the side that the goods stand on when it is processed.
const (
	Supplier  Party = "supplier"
	Consignee Party = "consignee"
)

const (
	edoTypes = "GET /edo-api/outgoing-documents; decisions on section 6"
	notices  = "Типы документов; decisions on section 7"
)

// DocTypes is the table of documents.
func DocTypes() []DocTypeRow {
	acts, imports := []DocType{Act, CorrectiveAct}, []DocType{ImportTransit, ImportTransitCorrection}
	return []DocTypeRow{
		{Act, 1000, "KZ_UPD", "EEU_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, Consignee, nil, edoTypes},
		{CorrectiveAct, 1100, "KZ_UPD", "COR_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, Consignee, acts, edoTypes},
		{Divergence, 1005, "", "DIVERG_", "xsd_notific_divergences.xsd", false, DivergenceFlow, Consignee, Supplier, acts, edoTypes},
		{ImportTransit, 1200, "IMPORT_TRANSIT", "IMPORT_TRANSIT_", "schemas_xsd_ЕАЭС_КЗ.xsd", true, ImportFlow, Consignee, Consignee, nil, edoTypes},
		{ImportTransitCorrection, 1300, "IMPORT_TRANSIT", "IM_TRANSIT_COR_", "schemas_xsd_ЕАЭС_КЗ.xsd", true, ImportFlow, Consignee, Consignee, imports, edoTypes},
		{ImportThirdCountry, 0, "IMPORT", "IMPORT_", "xsd_notific_import.xsd", true, NoticeFlow, Consignee, Consignee, nil, notices},
		{IntroduceGoods, 0, "KZ_INTRODUCE_GOODS", "KZ_EAES_", "xsd_notific_ReturnGoodsIntroduce.xsd", true, NoticeFlow, Supplier, Supplier, nil, notices},
		{Withdrawal, 0, "MTTPS_90", "KZ_EAES_", "xsd_notific_WithdrawalWritingOffGoods.xsd", true, NoticeFlow, Supplier, Supplier, nil, notices},
	}
}

var docTypeRows = DocTypes()

// DocTypeOf finds the row of a kind; every kind has one.
func DocTypeOf(t DocType) DocTypeRow {
	for i := range docTypeRows {
		if docTypeRows[i].Type == t {
			return docTypeRows[i]
		}
	}
	return DocTypeRow{}
}
