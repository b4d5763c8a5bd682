package rules

import "github.com/mockismp/mockismp/internal/texts"

// Rules about any request.
const (
	Bearer       Name = "authorization.bearer"
	PathSlashes  Name = "path.slashes"
	FormBoundary Name = "form.boundary"
	QueryPercent Name = "query.percent"
	ContentType  Name = "content-type.missing"

	QueryUnknown  Name = "query.unknown"
	QueryArray    Name = "query.array"
	QueryCase     Name = "query.case"
	QueryRepeated Name = "query.repeated"
	QueryPlus     Name = "query.plus"

	ParticipantMade Name = "participant.made"
)

func requestRows() []Row {
	return []Row{
		softness(Bearer, Warn, "the header Authorization is spelt otherwise than «Bearer <token>»: «BearerX», «Bearer:X», the bare token",
			texts.Observed, "clients of Kazakhstan send them; samples of billing print «Bearer:»"),
		softness(PathSlashes, Warn, "a path has slashes too many: before the base or behind it, or at its end", texts.Sibling, "Spring MVC; the address of a stand is printed with a slash at its end"),
		tolerated(FormBoundary, "the boundary of a form has characters that need quotes, and none", texts.Sibling, "RFC 2045, 5.1; Tomcat takes it"),
		softness(ContentType, Warn, "a JSON body is sent without Content-Type", texts.Documented, "every table names application/json; Spring MVC answers 415"),
		softness(QueryUnknown, Warn, "a query parameter is sent that the method does not know: it has no effect", texts.Sibling, "Spring MVC"),
		softness(QueryArray, Warn, "a query parameter is spelt as an array, name[] or name[0]: it has no effect", texts.Sibling, "Spring MVC"),
		softness(QueryCase, Warn, "a query parameter is spelt in another letter case: it has no effect", texts.Sibling, "Spring MVC"),
		softness(QueryRepeated, Warn, "a query parameter that has one value is sent more than once: the first counts", texts.Sibling, "Spring MVC"),
		softness(QueryPlus, Warn, "a + in a marking code of the query became a blank", texts.Documented, "the table of characters to escape begins with «+ %2B»"),
		tolerated(QueryPercent, "a % in the query begins no escape: the parameter is left out", texts.Sibling, "Tomcat"),
		tolerated(ParticipantMade, "an unknown BIN signs in where participants are open: it becomes a participant on the spot", texts.Assumed, "no refusal is printed: POST /auth/simpleSignIn"),
	}
}

// Rules about documents.
const (
	Prolog           Name = "document.prolog"
	ThirdCountryEAEU Name = "third-country.eaeu"
	ExporterDiffers  Name = "acceptance.exporter"
	TitleOlder       Name = "title.older"
	TitleUnsigned    Name = "title.unsigned"
	IncomingStatus   Name = "incoming.status"
	DocumentErrors   Name = "document.errors"
	ErrorMessage     Name = "document.error-message"
	FileID           Name = "document.file-id"
	ReceiverUnknown  Name = "document.receiver-unknown"
	ImportFirst      Name = "import.first"

	AcceptanceComplete Name = "acceptance.complete"
	AcceptanceFlag     Name = "acceptance.accepted"
	AcceptanceDates    Name = "acceptance.date-form"
	AcceptanceRange    Name = "acceptance.date-range"
	ShipmentsPacked    Name = "shipments.packed"
	ShipmentsLimit     Name = "shipments.limit"
	ShipmentsTwice     Name = "shipments.twice"

	ShipmentAttached  Name = "shipment.attached"
	SendingTime       Name = "document.sending-time"
	CodeBlanks        Name = "document.code-blanks"
	CorrectionFlag    Name = "correction.flag"
	CorrectionUnasked Name = "correction.unasked"
	CorrectionCites   Name = "correction.cites"
	DivergenceStatus  Name = "divergence.status"
	DocumentTail      Name = "document.code-tail"
	EarlierThanCode   Name = "document.earlier-than-code"
	Overtaken         Name = "document.overtaken"
	WithdrawalStatus  Name = "withdrawal.status"
	WithdrawalApplied Name = "withdrawal.applied"
	WithdrawalPackage Name = "withdrawal.package"
	ThirdCountryTNVED Name = "third-country.tnved"
	ForeignGTIN       Name = "third-country.foreign-gtin"

	SignatureProof     Name = "signature.proof"
	SignatureValidity  Name = "signature.validity"
	SignatureAuthority Name = "signature.authority"
	SignatureUsage     Name = "signature.usage"
	SignatureStamp     Name = "signature.stamp"
)

func documentRows() []Row {
	return []Row{
		softness(Prolog, Warn, "the first line of a document is not <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
			texts.Documented, "Общие требования к файлам обмена; a printed sample has none"),
		softness(ThirdCountryEAEU, Refuse, "exportCountry of a third-country notice is a country of the EAEU, or Kazakhstan",
			texts.Documented, "Структура «Уведомление о ввозе из третьих стран»"),
		tolerated(ExporterDiffers, "an acceptance names another exporter, or another number or date, than its shipment",
			texts.Assumed, "POST /documents/import/acceptancies"),
		tolerated(SignatureProof, "a signature is taken with a doubt: its algorithm is weak, or nobody can verify it",
			texts.Assumed, "SIGNATURE"),
		softness(TitleOlder, Warn, "a decision is signed by a title that was made anew since",
			texts.Assumed, "POST /edo-api/incoming-documents/{documentId}/events/{decision}/signature"),
		softness(TitleUnsigned, Warn, "the author of a title reads it back before it is signed",
			texts.Documented, "GET /edo-api/outgoing-documents/{documentId}/events/withdraw/base64: «в статусе Ожидает подтверждения»"),
		softness(IncomingStatus, Warn, "the incoming list is filtered by a status that only outgoing documents have",
			texts.Documented, "GET /edo-api/incoming-documents: the table of statuses has no 0, 1, 10, 20, 61, 62"),
		reading(DocumentErrors, []string{"each", "shared"}, "errors of a failed document: a sentence for each code, or one for all codes of one kind, ten at most",
			texts.Observed, "GET /receipt/listV2: the printed sentence carries one code; the sister system lists several"),
		softness(ImportFirst, Warn, "in processing: an act introduces tobacco of import (FOREIGN), which goes through a notice first; a notice of import names tobacco of Kazakhstan (LOCAL)",
			texts.Assumed, "recommendations, section 2.1: acts for producers, notices for importers"),
		softness(ShipmentAttached, Warn, "a shipment has an attached signature", texts.Assumed, "POST /edo-api/shipments: «Подпись Base64 данных в формате CMS», where other methods say «без включения данных»"),
		softness(SendingTime, Warn, "sendingDateTime, or decisionDateTime, is not written as YYYY-MM-DDThh:mm:ssZ", texts.Documented, "«в формате YYYY-MM-DDThh:mm:ssZ (используется UTC)»"),
		tolerated(CodeBlanks, "blanks or line feeds stand around a code in XML: it is another code then, which nobody knows", texts.Assumed, "no text speaks of them"),
		softness(CorrectionFlag, Warn, "an act or a notice of the EAEU has no correctionFlag: it is read as false", texts.Documented, "correctionFlag: «Да», and for acts «По умолчанию = false»; all samples have it"),
		softness(CorrectionUnasked, Warn, "a corrective act comes without a divergence notice", texts.Documented, "recommendations, section 4, 9: «на основании входящего Уведомления о расхождениях»"),
		softness(CorrectionCites, Warn, "a correction lacks number or date of the document that it corrects", texts.Documented, "regNumber, regDate, primaryDocNumber, primaryDocDate: «Да», where it corrects; the recommendations ask for the id alone"),
		reading(DivergenceStatus, []string{"3", "by-signature"}, "a divergence notice waits in 3; or in 2 when it came without a signature",
			texts.Observed, "recommendations, section 4: «Ожидает подтверждения»; the dictionary has 2 «Новое. Для Уведомления о расхождении»"),
		softness(DocumentTail, Refuse, "in processing: a document names a code with its check tail",
			texts.Documented, "iCode: «КМ без криптоключа»; three methods of codes say that they cut it, no document does"),
		tolerated(EarlierThanCode, "in processing: a document is dated before its codes were emitted or applied", "sibling",
			"«Описание True API» 16.0, error 55; recommendations, appendix 1: local time is sent as UTC"),
		tolerated(Overtaken, "in processing: a code was moved by a document of a later date", texts.Sibling, "«Описание True API» 16.0, error 18"),
		reading(WithdrawalStatus, []string{"split", "sold-only"},
			"withdrawal makes codes WRITTEN_OFF by reasons 1 to 4, EXPORTED by 11 and 12, WITHDRAWN by all others; or WITHDRAWN by 7 and 13 only, and WRITTEN_OFF by all others",
			texts.Assumed, "Статусы КМ and the recommendations have both wordings"),
		softness(WithdrawalApplied, Warn, "in processing: a withdrawal takes a code that was never in circulation", texts.Sibling, "goods must be in circulation; no Kazakh text says so"),
		reading(WithdrawalPackage, []string{"whole", "broken-up"}, "a box or pallet named in a withdrawal keeps its content and takes its status, or falls apart",
			texts.Assumed, "POST /documents/writeOff, iCode names packages; the sister system breaks them up"),
		softness(ThirdCountryTNVED, Warn, "in processing: tnved of a third-country notice is not that of the product", texts.Documented, "Структура «Уведомление о ввозе из третьих стран», tnved"),
		softness(ForeignGTIN, Warn, "in processing: a third-country notice names products of another participant", texts.Sibling, "«Описание True API» 16.0, error 61"),
		reading(FileID, []string{"fails", "refused", "taken"}, "a fileId that came before, of the same kind: acts and EAEU notices fail in processing, or are refused; notices are refused; or all live",
			texts.Sibling, "«уникальный 36-значный идентификатор»; POST /documents/writeOff, 422; the sister system fails them with error 4"),
		reading(ReceiverUnknown, []string{"refused", "fails"}, "the receiver of an act or of a divergence notice is no participant: it is refused at the call, or taken, and fails in processing",
			texts.Assumed, "POST /edo-api/outgoing-documents/formal prints a refusal of receivers whose registration is not finished, and none of unknown ones; the sister system fails them with error 13"),
		reading(ErrorMessage, []string{"text", "bare"}, "what stands behind «error:» in errorMessage: the sentence, or nothing, as in the printed example",
			texts.Assumed, "GET /doc/listV2: «code: 71 error: »"),
		// What --signature chain refuses anyhow. The real system knows the national
		// authorities, which --trust has to name here, so a strict world only warns of them.
		softness(SignatureValidity, Warn, "the certificate of a signer is not valid at the world's time", texts.Assumed, "SIGNATURE"),
		named(SignatureAuthority, "the certificate of a signer is neither of the test authority nor of one that --trust names", texts.Assumed, "SIGNATURE"),
		softness(SignatureUsage, Warn, "a document is signed with a key for signing in, or with one for no signatures", texts.Documented, "SIGNATURE: ключи SIGN и AUTH"),
		named(SignatureStamp, "the time-stamp token of a signature is broken, of another signature, or of an authority that nobody trusts", texts.Assumed, "RFC 3161"),
	}
}

// recognitionRows are about documents that cross the border.
func recognitionRows() []Row {
	return []Row{
		softness(AcceptanceComplete, Warn, "an acceptance leaves out codes of its shipment: nothing is said of them",
			texts.Sibling, "«Указываются все КИ, которые перечислены в связанном документе»; the Kazakh text speaks of «частичной приемкой»"),
		softness(AcceptanceFlag, Warn, "an acceptance names a code without saying whether it is accepted: nothing is said of it",
			texts.Documented, "POST /documents/import/acceptancies, accepted: «Да»; answers know the value null"),
		softness(AcceptanceDates, Warn, "a date of an acceptance is not written as yyyy-MM-dd, but in another form that the sister system takes",
			texts.Observed, "POST /documents/import/acceptancies: its sample in base64 has 2021-12-16 10:30; the sister system takes five forms"),
		tolerated(AcceptanceRange, "a date of an acceptance lies in the future, or more than five years back",
			texts.Sibling, "«текущая дата минус 5 календарных лет ← дата ← текущая дата»; a printed sample lies before"),
		softness(ShipmentsPacked, Warn, "in processing: a shipment names a package, or a code that lies in one: packages are opened",
			texts.Sibling, "the sister system exports single units: «тип упаковки — UNIT»"),
		softness(ShipmentsLimit, Warn, "a shipment names more than 30,000 codes", texts.Sibling, "«Количество указываемых КИ не должно превышать 30 000»"),
		softness(ShipmentsTwice, Warn, "in processing: a shipment names a code twice", texts.Sibling, "the sister system wants each code once"),
	}
}

// Rules about the registry, its receipts and the lists of documents.
const (
	RegistryLimitWithoutGroup Name = "registry.limit-without-pg"
	ReceiptsLimitWithoutGroup Name = "receipts.limit-without-pg"
	ReceiptsTobaccoGroup      Name = "receipts.tobacco-without-pg"
	DocumentsSortBy           Name = "documents.sort-by"
	RegistryEmpty             Name = "registry.no-parameters"
	RegistryOrder             Name = "registry.order-column"
	RegistryParticipant       Name = "registry.participant"
	RegistryFields            Name = "registry.fields"
	RecognitionNames          Name = "recognition.both-names"

	ReceiptsOwner   Name = "receipts.owner"
	ReceiptsReason  Name = "receipts.return-reason"
	ReceiptsPackage Name = "receipts.package"
)

// Values of RegistryParticipant.
const (
	OfEither   = "either"
	OfProducer = "producer"
	OfParty    = "party"
)

func registryRows() []Row {
	return []Row{
		softness(RegistryLimitWithoutGroup, Warn, "limit is sent without pg to doc/listV2",
			texts.Documented, "GET /doc/listV2: «При указании параметра, необходимо указать товарную группу»; its table has no pg"),
		softness(ReceiptsLimitWithoutGroup, Refuse, "limit is sent without pg to receipt/listV2",
			texts.Documented, "GET /receipt/listV2: «обязательно указывать … при установке параметра limit»"),
		softness(ReceiptsTobaccoGroup, Refuse, "a participant of tobacco asks receipt/listV2 without pg",
			texts.Documented, "GET /receipt/listV2, pg: «обязательно указывать для tobacco»"),
		softness(RegistryEmpty, Warn, "doc/listV2 or receipt/listV2 is called without any parameter",
			texts.Sibling, "«Описание True API» 16.0: «В запросе должен быть указан хотя бы один параметр»"),
		softness(RegistryOrder, Warn, "orderColumn of both lists of the registry is docDate, as before receivedAt took its place: it has no effect",
			texts.Sibling, "a sample of the sister system; change log 6.0 of «Описание True API» 16.0"),
		reading(RegistryParticipant, []string{OfEither, OfProducer, OfParty}, "whom participantBin finds documents of: who emitted the codes or either party, or one of the two",
			texts.Assumed, "GET /doc/listV2: «БИН участника, осуществившего эмиссию КМ»"),
		softness(DocumentsSortBy, Warn, "sortBy of the document lists is none of created_at, date, partner_name, type, status",
			texts.Sibling, "the table prints no values; the sister system has these five"),
		reading(RegistryFields, []string{"sample", "table"}, "rows of both lists of the registry, and documents/{id}/info, have the fields of their samples, or those of their tables as well",
			texts.Documented, "GET /doc/listV2, GET /receipt/listV2, GET /documents/{document_id}/info: the tables call optional what the samples lack"),
		reading(RecognitionNames, []string{"both", "sample"}, "searchV2 sends the fields of its table beside those of its sample, or the latter alone",
			texts.Documented, "table and sample of POST /documents/searchV2 have no name in common but status"),
		softness(ReceiptsOwner, Warn, "a receipt sells a code whose owner is another: the code is WITHDRAWN, and stays the other's",
			texts.Sibling, "the sister system takes such sales and marks the code (markWithdraw)"),
		softness(ReceiptsReason, Warn, "a receipt takes back a code that left by a notice of withdrawal of another reason than 7 or 13",
			texts.Sibling, "the sister system: «причина вывода не соответствует розничной реализации»; retail notices are 7 and 13"),
		reading(ReceiptsPackage, []string{"broken-up", "whole"}, "a box or pallet that is sold whole falls apart, or is WITHDRAWN with its content",
			texts.Sibling, "recommendations, section on aggregates: «Disaggregated» after «переупаковки или продажи»; a receipt breaks packages up in the sister system"),
	}
}
