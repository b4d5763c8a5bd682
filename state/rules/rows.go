package rules

// Rules about any request.
const (
	Bearer       Name = "authorization.bearer"
	QueryPercent Name = "query.percent"
)

func requestRows() []Row {
	return []Row{
		softness(Bearer, Warn, "the header Authorization is spelt otherwise than «Bearer <token>»: «BearerX», «Bearer:X», the bare token",
			"observed", "clients of Kazakhstan send them; samples of billing print «Bearer:»"),
		tolerated(QueryPercent, "a % in the query begins no escape: the parameter is left out", "sibling", "Tomcat"),
	}
}

// Rules about methods of codes.
func codeRows() []Row { return nil }

// Rules about documents.
const (
	Prolog           Name = "document.prolog"
	ThirdCountryEAEU Name = "third-country.eaeu"
	ExporterDiffers  Name = "acceptance.exporter"
	SignatureProof   Name = "signature.proof"
	TitleOlder       Name = "title.older"
	TitleUnsigned    Name = "title.unsigned"
	IncomingStatus   Name = "incoming.status"
	DocumentErrors   Name = "document.errors"
	ErrorMessage     Name = "document.error-message"
	FileID           Name = "document.file-id"
	ImportFirst      Name = "import.first"
)

func documentRows() []Row {
	return []Row{
		softness(Prolog, Warn, "the first line of a document is not <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
			"documented", "Общие требования к файлам обмена; a printed sample has none"),
		softness(ThirdCountryEAEU, Warn, "exportCountry of a third-country notice is a country of the EAEU, or Kazakhstan",
			"documented", "Структура «Уведомление о ввозе из третьих стран»"),
		tolerated(ExporterDiffers, "an acceptance names another exporter, or another number or date, than its shipment",
			"assumed", "POST /documents/import/acceptancies"),
		tolerated(SignatureProof, "a signature is taken with a doubt: its algorithm is weak, or nobody can verify it",
			"assumed", "SIGNATURE"),
		softness(TitleOlder, Warn, "a decision is signed by a title that was made anew since",
			"assumed", "POST /edo-api/incoming-documents/{documentId}/events/{decision}/signature"),
		softness(TitleUnsigned, Warn, "the author of a title reads it back before it is signed",
			"documented", "GET /edo-api/outgoing-documents/{documentId}/events/withdraw/base64: «в статусе Ожидает подтверждения»"),
		softness(IncomingStatus, Warn, "the incoming list is filtered by a status that only outgoing documents have",
			"documented", "GET /edo-api/incoming-documents: the table of statuses has no 0, 1, 10, 20, 61, 62"),
		reading(DocumentErrors, []string{"each", "shared"}, "errors of a failed document: a sentence for each code, or one for all codes of one kind, ten at most",
			"observed", "GET /receipt/listV2: the printed sentence carries one code; the sister system lists several"),
		softness(ImportFirst, Warn, "in processing: an act introduces tobacco of import (FOREIGN), which goes through a notice first; a notice of import names tobacco of Kazakhstan (LOCAL)",
			"assumed", "recommendations, section 2.1: acts for producers, notices for importers"),
		reading(FileID, []string{"fails", "refused", "taken"}, "a fileId that came before, of the same kind: acts and EAEU notices fail in processing, or are refused; notices are refused; or all live",
			"sibling", "«уникальный 36-значный идентификатор»; POST /documents/writeOff, 422; the sister system fails them with error 4"),
		reading(ErrorMessage, []string{"text", "bare"}, "what stands behind «error:» in errorMessage: the sentence, or nothing, as in the printed example",
			"assumed", "GET /doc/listV2: «code: 71 error: »"),
	}
}

// Rules about the registry and its receipts.
const RegistryLimitWithoutGroup Name = "registry.limit-without-pg"

func registryRows() []Row {
	return []Row{
		softness(RegistryLimitWithoutGroup, Warn, "limit is sent without pg",
			"documented", "GET /receipt/listV2, GET /doc/listV2: «При указании параметра, необходимо указать товарную группу»"),
	}
}
