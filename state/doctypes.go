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
	Shipment                DocType = "shipment"           // export with recognition
	ForeignShipment         DocType = "foreign-shipment"   // import with recognition: what the other side sent
	Acceptance              DocType = "acceptance"         // of a foreign shipment
	ForeignAcceptance       DocType = "foreign-acceptance" // of a shipment, by the other side
	PackingReport           DocType = "packing-report"     // the order station's, of packing and unpacking
	DropoutReport           DocType = "dropout-report"     // the order station's, of codes that were lost
)

// DocTypeRow is what there is to know of a kind of documents.
type DocTypeRow struct {
	Type     DocType
	Number   int       // type in the lists of edo-api, 0 of kinds that do not stand there
	Registry string    // type in the registry («Документы»), "" of kinds that do not stand there
	Prefix   string    // of fileId, before the UUID; "" of kinds that have none
	Schema   string    // file name of its schema as the operator prints it, "" of kinds that no participant sends
	Signed   bool      // a signature is required, not just verified if present
	Flow     Flow      // the statuses it goes through
	From, To Party     // who sends it, who decides of it
	Abroad   Party     // who is no participant here, "" for nobody
	About    []DocType // the kinds that it is about, where it corrects or answers another document
	Effect   DocEvent  // what it does to that document when it has passed
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
	exports  = "Методы по экспорту с признанием"
	arrivals = "Методы по импорту с признанием"

	stationReports = "Типы документов; recommendations, 3А: «отчеты об агрегации»; that reports make them is assumed"
)

// DocTypes is the table of documents.
func DocTypes() []DocTypeRow {
	acts, imports := []DocType{Act, CorrectiveAct}, []DocType{ImportTransit, ImportTransitCorrection}
	const here = Party("") // nobody is abroad
	return []DocTypeRow{
		{Act, 1000, "KZ_UPD", "EEU_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, Consignee, here, nil, "", edoTypes},
		{CorrectiveAct, 1100, "KZ_UPD", "COR_ACT_", "xsd_act.xsd", true, ActFlow, Supplier, Consignee, here, acts, Corrected, edoTypes},
		{Divergence, 1005, "", "DIVERG_", "xsd_notific_divergences.xsd", false, DivergenceFlow, Consignee, Supplier, here, acts, NoticeCame, edoTypes},
		{ImportTransit, 1200, "IMPORT_TRANSIT", "IMPORT_TRANSIT_", "schemas_xsd_ЕАЭС_КЗ.xsd", true, ImportFlow, Consignee, Consignee, Supplier, nil, "", edoTypes},
		{ImportTransitCorrection, 1300, "IMPORT_TRANSIT", "IM_TRANSIT_COR_", "schemas_xsd_ЕАЭС_КЗ.xsd", true, ImportFlow, Consignee, Consignee, Supplier, imports, Corrected, edoTypes},
		{ImportThirdCountry, 0, "IMPORT", "IMPORT_", "xsd_notific_import.xsd", true, NoticeFlow, Consignee, Consignee, here, nil, "", notices},
		{IntroduceGoods, 0, "KZ_INTRODUCE_GOODS", "KZ_EAES_", "xsd_notific_ReturnGoodsIntroduce.xsd", true, NoticeFlow, Supplier, Supplier, here, nil, "", notices},
		{Withdrawal, 0, "MTTPS_90", "KZ_EAES_", "xsd_notific_WithdrawalWritingOffGoods.xsd", true, NoticeFlow, Supplier, Supplier, here, nil, "", notices},
		{Shipment, 0, "", "", "TrueAPI-Document-Create-JSON_Schema v6.json", true, ShipmentFlow, Supplier, Consignee, Consignee, nil, "", exports},
		{ForeignAcceptance, 0, "", "", "", false, AcceptanceFlow, Consignee, Supplier, Consignee, []DocType{Shipment}, AcceptanceCame, exports},
		{ForeignShipment, 0, "EAS_CROSSBORDER", "", "", false, ArrivalFlow, Supplier, Consignee, Supplier, nil, "", arrivals + ": код документа 174"},
		{Acceptance, 0, "LP_ACCEPT_GOODS", "", "Import_acception_True_API_JSON-Schema_v2.json", true, AcceptanceFlow, Consignee, Supplier, Supplier, []DocType{ForeignShipment}, AcceptanceCame, arrivals + ": код документа 29"},
		{PackingReport, 0, "AGGREGATION_DOCUMENT", "", "", false, ReportFlow, Supplier, Supplier, here, nil, "", stationReports},
		{DropoutReport, 0, "WRITE_OFF", "", "", false, ReportFlow, Supplier, Supplier, here, nil, "", stationReports},
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
