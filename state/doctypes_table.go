package state

import "github.com/mockismp/mockismp/state/dict"

const (
	edoTypes = "GET /edo-api/outgoing-documents; decisions on section 6"
	notices  = "Типы документов; decisions on section 7"
	exports  = "Методы по экспорту с признанием"
	arrivals = "Методы по импорту с признанием"

	stationReports = "Типы документов; recommendations, 3А: «отчеты об агрегации»; that reports make them is assumed"
)

var (
	acts    = []DocType{Act, CorrectiveAct}
	imports = []DocType{ImportTransit, ImportTransitCorrection}

	given      = GoodsRule{Event: Given, From: Supplier, To: Consignee, Totals: true, Source: actSource}
	broughtIn  = GoodsRule{Event: Imported, From: Consignee, To: Consignee, Totals: true, Source: importSource}
	sentAbroad = GoodsRule{Event: Exported, From: Supplier, To: Supplier, Coded: true, Only: dict.Recognised, Source: recognition}
)

// docTypeRows is the table of documents.
var docTypeRows = []DocTypeRow{
	{
		Type: Act, Number: 1000, Registry: dict.TransferType, Prefix: "EEU_ACT_", Schema: "xsd_act.xsd", Signed: true,
		Flow: ActFlow, From: Supplier, To: Consignee, Traits: UsualOutgoing | UsualIncoming,
		Goods: []GoodsRule{given}, Source: edoTypes,
	},
	{
		Type: CorrectiveAct, Number: 1100, Registry: dict.TransferType, Prefix: "COR_ACT_", Schema: "xsd_act.xsd", Signed: true,
		Flow: ActFlow, From: Supplier, To: Consignee, About: acts, Effect: Corrected, Traits: UsualOutgoing,
		Goods: []GoodsRule{given}, Source: edoTypes,
	},
	{
		Type: Divergence, Number: 1005, Prefix: "DIVERG_", Bare: []string{"", "DIVERG"}, Schema: "xsd_notific_divergences.xsd",
		Flow: DivergenceFlow, From: Consignee, To: Supplier, About: acts, Effect: NoticeCame, Traits: BothSides,
		Source: edoTypes,
	},
	{
		Type: ImportTransit, Number: 1200, Registry: dict.TransitType, Prefix: "IMPORT_TRANSIT_", Schema: "schemas_xsd_ЕАЭС_КЗ.xsd", Signed: true,
		Flow: ImportFlow, From: Consignee, To: Consignee, Abroad: Supplier, Traits: UsualOutgoing | Brings,
		Goods: []GoodsRule{broughtIn}, Source: edoTypes,
	},
	{ // looked for as the notices are: recommendations, section 2
		Type: ImportTransitCorrection, Number: 1300, Registry: dict.TransitType, Prefix: "IM_TRANSIT_COR_", Schema: "schemas_xsd_ЕАЭС_КЗ.xsd", Signed: true,
		Flow: ImportFlow, From: Consignee, To: Consignee, Abroad: Supplier, About: imports, Effect: Corrected, Traits: Brings, FoundWith: 1200,
		Goods: []GoodsRule{broughtIn}, Source: edoTypes,
	},
	{
		Type: ImportThirdCountry, Registry: dict.ImportType, Prefix: "IMPORT_", Schema: "xsd_notific_import.xsd", Signed: true,
		Flow: NoticeFlow, From: Consignee, To: Consignee, Traits: Brings | OwnProducts,
		Goods: []GoodsRule{{Event: Imported, From: Consignee, To: Consignee, Source: importSource}}, Source: notices,
	},
	{
		Type: IntroduceGoods, Registry: dict.IntroductionType, Prefix: "KZ_EAES_", Bare: []string{""}, Schema: "xsd_notific_ReturnGoodsIntroduce.xsd", Signed: true,
		Flow: NoticeFlow, From: Supplier, To: Supplier, Goods: introductions, Source: notices,
	},
	{
		Type: Withdrawal, Registry: dict.WithdrawalType, Prefix: "KZ_EAES_", Bare: []string{""}, Schema: "xsd_notific_WithdrawalWritingOffGoods.xsd", Signed: true,
		Flow: NoticeFlow, From: Supplier, To: Supplier, Traits: Withdraws, Goods: withdrawals(), Source: notices,
	},
	{
		Type: Shipment, Schema: "TrueAPI-Document-Create-JSON_Schema v6.json", Signed: true,
		Flow: ShipmentFlow, From: Supplier, To: Consignee, Abroad: Consignee, Traits: Singles | SignsInside,
		Goods: []GoodsRule{sentAbroad}, Source: exports,
	},
	{
		Type: ForeignAcceptance,
		Flow: AcceptanceFlow, From: Consignee, To: Supplier, Abroad: Consignee, About: []DocType{Shipment}, Effect: AcceptanceCame, Traits: Repeats,
		Goods: []GoodsRule{sentAbroad}, Source: exports,
	},
	{ // table and sample misspell it, answers do not
		Type: ForeignShipment, Registry: dict.CrossborderType,
		Flow: ArrivalFlow, From: Supplier, To: Consignee, Abroad: Supplier,
		SearchedAs: []string{"EAS_CRROSSBORDER", dict.CrossborderType, dict.CrossborderGroup}, Source: arrivals + ": код документа 174",
	},
	{
		Type: Acceptance, Registry: dict.AcceptanceType, Schema: "Import_acception_True_API_JSON-Schema_v2.json", Signed: true,
		Flow: AcceptanceFlow, From: Consignee, To: Supplier, Abroad: Supplier, About: []DocType{ForeignShipment}, Effect: AcceptanceCame,
		SearchedAs: []string{dict.AcceptanceType, dict.CrossborderGroup},
		Goods:      []GoodsRule{{Event: Accepted, From: Supplier, To: Consignee, Coded: true, Source: recognition}}, Source: arrivals + ": код документа 29",
	},
	{
		Type: PackingReport, Registry: dict.AggregationType,
		Flow: ReportFlow, From: Supplier, To: Supplier, Source: stationReports,
	},
	{
		Type: DropoutReport, Registry: dict.WriteOffType,
		Flow: ReportFlow, From: Supplier, To: Supplier, Source: stationReports,
	},
}
