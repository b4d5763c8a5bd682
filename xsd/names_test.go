package xsd_test

// Names of the schemas. The operator's own stand in samples of the specification
// or in its change log; those of titles are ours and follow their fileId,
// EEU_ACTPOK_ and EEU_IMPORTTRANSITPOK_.
const (
	actSchema                   = "xsd_act.xsd"                               // act of transfer, corrective act
	divergenceSchema            = "xsd_notific_divergences.xsd"               // divergence notice
	actDecisionSchema           = "xsd_actpok.xsd"                            // title of a decision on an act
	importTransitSchema         = "schemas_xsd_ЕАЭС_КЗ.xsd"                   // EAEU import notice and its correction; the letters are Cyrillic
	importTransitDecisionSchema = "xsd_importtransitpok.xsd"                  // title of a decision on an EAEU notice
	thirdCountrySchema          = "xsd_notific_import.xsd"                    // notice of an import from third countries
	introductionSchema          = "xsd_notific_ReturnGoodsIntroduce.xsd"      // introduction into circulation
	withdrawalSchema            = "xsd_notific_WithdrawalWritingOffGoods.xsd" // withdrawal from circulation
)

// Names of the JSON schemas of the exchange with other members of the EAEU: the
// first, with its blank, stands in a sample, the second in the list of changes.
const (
	shipmentSchema   = "TrueAPI-Document-Create-JSON_Schema v6.json"   // notice of an export
	acceptanceSchema = "Import_acception_True_API_JSON-Schema_v2.json" // notice of what was accepted of an import
)
