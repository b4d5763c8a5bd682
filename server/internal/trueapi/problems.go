package trueapi

import (
	"net/http"
	"slices"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// problems is the table of errors of the True-API: the general one, and behind
// it what its methods add. A method that words a kind in its own way has that
// row beside its route.
func (a *API) problems() []pipeline.Problem {
	return append(generalProblems(a.Negotiate), ownProblems()...)
}

func ownProblems() []pipeline.Problem {
	const badRequest, forbidden, notFound = http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound
	rows := []struct {
		kind     state.Kind
		status   int
		text     string
		source   string
		evidence pipeline.Evidence
	}{
		// The chapter prints no errors: statuses after the sister system (400 for a
		// missing field, 403 for the signature), texts ours.
		{signatureRefused, forbidden, "Ошибка проверки подписи: %s", "POST /auth/simpleSignIn", pipeline.Assumed},
		{signerIsAnother, forbidden, "Подпись принадлежит %s, а вход запрошен для %s", "POST /auth/simpleSignIn", pipeline.Assumed},
		{uuidMissing400, badRequest, "В запросе отсутствует идентификатор авторизации (UUID)", "POST /auth/simpleSignIn", pipeline.Sibling},
		{uuidMissing401, http.StatusUnauthorized, "В запросе отсутствует идентификатор авторизации (UUID)", "POST /auth/simpleSignIn", pipeline.Sibling},
		{state.ChallengeUnknown, forbidden, "Идентификатор uuid %s не найден", "POST /auth/simpleSignIn", pipeline.Assumed},
		{state.ChallengeStale, forbidden, "Срок действия uuid %s истёк", "POST /auth/simpleSignIn", pipeline.Assumed},

		{noCodes, badRequest, "В запросе не указан ни один КМ", "POST /cises/info", pipeline.Documented},
		{tooManyCodes, badRequest, "Слишком много КМ в запросе. Количество не должно превышать %s", "POST /cises/info", pipeline.Sibling},
		{outOfRange, badRequest, "Значение параметра %s должно быть не меньше %s. Получено значение %s", "GET /cises/listV2", pipeline.Assumed},
		{codesNotFound, notFound, "КМ не найдены", "POST /cises/list", pipeline.Documented},
		{groupUnknown, badRequest, "Could not determine product group by name '%s'", "GET /product/gtin", pipeline.Documented},
		{gtinMissing, badRequest, "GTIN должен быть указан в параметрах запроса", "POST /cises/my", pipeline.Documented},
		{gtinUnknown, badRequest, "Неизвестный GTIN", "GET /cises/history", pipeline.Documented},
		{state.CodeUnreadable, badRequest, "Неверный формат КМ", "GET /cises/history", pipeline.Documented},
		{state.OrderUnknown, notFound, "Заказ с идентификатором %s не найден", "GET /cises/orders/{uuid}/status", pipeline.Documented},
		{limitExceeded, badRequest, "Лимит превышен, запросите не более 10000 записей. Получено значение %s", "GET /cises/listV2", pipeline.Assumed},
		{noParameters, badRequest, "В запросе должен быть указан хотя бы один параметр", "GET /doc/listV2", pipeline.Sibling},
		{pageKeyHalf, badRequest, "Параметры %s и orderedColumnValue используются только совместно", "GET /cises/listV2", pipeline.Assumed},

		{productNotFound, notFound, "Продукт не найден", "GET /products/info", pipeline.Documented},
		{productsNotFound, notFound, "Not Found", "POST /product/route/gtin", pipeline.Documented},

		{intake.BadForm, badRequest, "Некорректные параметры запроса: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Assumed},
		{intake.BadEnvelope, badRequest, "Операция не выполнена. Невалидный формат XML документа: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Documented},
		{intake.BadXML, badRequest, "Операция не выполнена. Невалидный формат XML документа: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Documented},
		{intake.BadSignature, badRequest, "Ошибка проверки подписи: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Assumed},
		{intake.SignerIsAnother, badRequest, "Подпись принадлежит %s, а документ передаёт %s", "POST /edo-api/outgoing-documents/formal", pipeline.Assumed},
		{intake.BadParties, badRequest, "Некорректные участники документа: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Assumed},
		{intake.NotRegistered, badRequest, "EdoApiServiceProxy#createOutgoingDocumentJsonKzUpd(DocumentWrapperDto): Organisation status %s incorrect.", "POST /edo-api/outgoing-documents/formal", pipeline.Documented},
		{intake.IDTaken, badRequest, "Документ с %s уже зарегистрирован в ИС МПТ", "POST /documents/writeOff", pipeline.Assumed},
		{intake.NoBody, badRequest, "Ошибка получения тела документа", "GET /documents/{document_id}/info", pipeline.Documented},
		{documentsNotFound, notFound, "Документы с указанными параметрами не найдены", "POST /documents/search", pipeline.Documented},
		{receiptUnknown, badRequest, "Чек с идентификатором %s не найден", "GET /receipt/{receiptId}/info", pipeline.Assumed},
		{receiptForeign, forbidden, "Чек с идентификатором %s принадлежит другому владельцу", "GET /receipt/{receiptId}/info", pipeline.Documented},
		{intake.BadReference, badRequest, "Некорректная ссылка на документ: %s", "POST /edo-api/outgoing-documents/formal", pipeline.Assumed},
		{docsLimit, badRequest, "Лимит превышен, запросите не более 10000 документов. Получено значение %s", "GET /edo-api/outgoing-documents", pipeline.Documented},
		{docsNegative, http.StatusInternalServerError, "Ошибка при выполнении запроса", "GET /edo-api/outgoing-documents", pipeline.Documented},

		{pidMissing, notFound, "В токене отсутствует свойство pid", "GET /elk/product-groups/balance", pipeline.Documented},
		{noAccount, notFound, "В токене указано некорректное значение параметра pid, либо в Системе ИС МПТ нет пользователя с идентификаторами %s нет лицевого счёта в Системе ИС МПТ", "GET /elk/product-groups/balance", pipeline.Documented},
	}
	out := make([]pipeline.Problem, len(rows))
	for i, r := range rows {
		out[i] = pipeline.Problem{Kind: r.kind, Status: r.status, Text: r.text, Shape: errorMessage, Source: r.source, Evidence: r.evidence}
	}
	return out
}

// signInProblems are the rows of what sign-in is refused for, in its own shape.
func signInProblems() (rows []pipeline.Problem) {
	kinds := []state.Kind{
		signatureRefused, signerIsAnother, uuidMissing400, uuidMissing401, state.ChallengeUnknown, state.ChallengeStale,
		pipeline.ParamMissing, pipeline.BodyMissing, pipeline.BodyUnreadable, state.ParticipantUnknown, state.ParticipantBlocked,
	}
	for _, row := range append(generalProblems(true), ownProblems()...) {
		if slices.Contains(kinds, row.Kind) {
			row.Shape = signInShape{}
			rows = append(rows, row)
		}
	}
	return rows
}

// smallLetterProblems: two methods begin the text with a small letter, the others with a capital.
func smallLetterProblems() []pipeline.Problem {
	return []pipeline.Problem{
		{Kind: state.NoContract, Status: http.StatusForbidden, Text: contractAbsent, Shape: errorMessage, Source: "POST /cises/info", Evidence: pipeline.Documented},
	}
}

func cisesInfoProblems() []pipeline.Problem {
	return append(smallLetterProblems(), pipeline.Problem{
		Kind: pipeline.Internal, Status: http.StatusInternalServerError, Text: "Ошибка получения информации о КМ", Shape: errorPair, Source: "POST /cises/info", Evidence: pipeline.Documented,
	})
}

const edoSource = "Общие методы для всех документов"

// message is a row of the general form.
func message(k state.Kind, status int, text string, e pipeline.Evidence) pipeline.Problem {
	return pipeline.Problem{Kind: k, Status: status, Text: text, Shape: errorMessage, Source: edoSource, Evidence: e}
}

// listProblems: «Параметры для поиска не получены или некорректны».
func listProblems() []pipeline.Problem {
	return []pipeline.Problem{message(pipeline.ParamType, http.StatusBadRequest, "Параметры для поиска не получены или некорректны", pipeline.Documented)}
}

// bodyProblems: the incoming method prints the outgoing one's words too.
func bodyProblems() []pipeline.Problem {
	return []pipeline.Problem{message(state.DocumentUnknown, http.StatusNotFound, "Исходящий документ по идентификатору не найден", pipeline.Documented)}
}

const wrongParameters = "Некорректные параметры запроса"

func eventProblems(missing string) []pipeline.Problem {
	return []pipeline.Problem{
		message(state.DocumentUnknown, http.StatusNotFound, missing, pipeline.Documented),
		message(parametersWrong, http.StatusBadRequest, wrongParameters, pipeline.Documented),
	}
}

// formalProblems: the method has words of its own for another Content-Type.
func formalProblems() []pipeline.Problem {
	return []pipeline.Problem{message(pipeline.MediaType, http.StatusUnsupportedMediaType, "Формат содержимого не поддерживается сервером", pipeline.Documented)}
}

// decisionProblems: whatever is wrong with a decision, the text is one.
func decisionProblems() []pipeline.Problem {
	var rows []pipeline.Problem
	for _, k := range []state.Kind{
		state.DocumentUnknown, state.DocumentStatus, state.WithdrawalLate, state.TitleMissing, parametersWrong, intake.BadSignature, intake.SignerIsAnother,
	} {
		rows = append(rows, message(k, http.StatusBadRequest, wrongParameters, pipeline.Documented))
	}
	return rows
}

// infoProblems are shared by the two methods that read one document.
func infoProblems(internal pipeline.Evidence) []pipeline.Problem {
	return []pipeline.Problem{
		message(state.DocumentUnknown, http.StatusNotFound, "Документ с указанным идентификатором не найден", pipeline.Documented),
		message(pipeline.Internal, http.StatusInternalServerError, "Произошла внутренняя ошибка", internal),
	}
}

// searchProblems: «Параметры для поиска не получены или некорректны», whatever is
// wrong with them; a body that is no JSON is told as everywhere.
func searchProblems() []pipeline.Problem {
	rows := listProblems()
	for _, k := range []state.Kind{pipeline.ParamMissing, pipeline.BodyMissing} {
		rows = append(rows, message(k, http.StatusBadRequest, rows[0].Text, pipeline.Documented))
	}
	return rows
}

// noticeProblems: the texts of both 422 lost their words in print, but for the
// fileId and the blanks: two words, fileId, one word; two words, fileId, five
// words. invalid is how the method spells the word in its 400.
func noticeProblems(invalid string) []pipeline.Problem {
	var rows []pipeline.Problem
	for _, k := range []state.Kind{intake.BadEnvelope, intake.BadXML} { // the schema holds the prefix of fileId, too
		rows = append(rows, message(k, http.StatusBadRequest, "Операция не выполнена. "+invalid+" формат XML документа: %s", pipeline.Documented))
	}
	rows = append(rows, message(intake.BadNotice, http.StatusBadRequest, "Документ %s не прошел валидацию по XSD схеме", pipeline.Sibling))
	for _, k := range intake.SignatureKinds() {
		rows = append(rows, message(k, http.StatusUnprocessableEntity, "Подпись документа %s недействительна", pipeline.Assumed))
	}
	for _, k := range intake.ProcessingKinds() {
		rows = append(rows, message(k, http.StatusUnprocessableEntity, "Обработка документа %s завершилась ошибкой проверки участников документа", pipeline.Assumed))
	}
	return append(rows,
		message(intake.IDTaken, http.StatusUnprocessableEntity, "Документ с %s уже зарегистрирован в ИС МПТ", pipeline.Sibling),
		message(pipeline.Internal, http.StatusInternalServerError, "Произошла внутренняя ошибка", pipeline.Documented))
}

const recognitionSource = "Методы по экспорту с признанием, Методы по импорту с признанием"

// recognitionProblems: whatever keeps a document of recognition from being taken
// is a 422 in the method's own shape.
func recognitionProblems(shape pipeline.Shape) []pipeline.Problem {
	return []pipeline.Problem{
		untaken(shape, intake.BadXML, "Документ не прошел валидацию по схеме: [%s]", pipeline.Documented),
		untaken(shape, intake.Empty, "Не заполнен параметр %s", pipeline.Assumed),
		untaken(shape, intake.BadEnvelope, "Некорректные параметры запроса: %s", pipeline.Assumed),
		untaken(shape, intake.BadSignature, "Ошибка проверки подписи: %s", pipeline.Assumed),
		untaken(shape, intake.SignerIsAnother, "Подпись принадлежит %s, а документ передаёт %s", pipeline.Assumed),
	}
}

// acceptanceProblems: an acceptance is about a shipment, and that may not be there.
func acceptanceProblems() []pipeline.Problem {
	return append(recognitionProblems(arrivalShape), untaken(arrivalShape, intake.BadReference, "Некорректная ссылка на документ: %s", pipeline.Assumed))
}

func untaken(shape pipeline.Shape, k state.Kind, text string, e pipeline.Evidence) pipeline.Problem {
	return pipeline.Problem{Kind: k, Status: http.StatusUnprocessableEntity, Text: text, Shape: shape, Source: recognitionSource, Evidence: e}
}

// shipmentProblems: «400 BAD REQUEST Документ не найден по shipmentId».
func shipmentProblems() []pipeline.Problem {
	return []pipeline.Problem{message(state.DocumentUnknown, http.StatusBadRequest, "Документ не найден по shipmentId", pipeline.Documented)}
}

// searchV2Problems: one 422 is printed, without its words.
func searchV2Problems() (rows []pipeline.Problem) {
	for _, k := range []state.Kind{pipeline.ParamType, pipeline.BodyMissing, pipeline.BodyUnreadable} {
		rows = append(rows, pipeline.Problem{Kind: k, Status: http.StatusUnprocessableEntity, Text: "Ошибка валидации", Shape: arrivalShape, Source: recognitionSource, Evidence: pipeline.Assumed})
	}
	return rows
}

// arrivalProblems: the id that was asked stands in the text; its words were lost.
func arrivalProblems(shape pipeline.Shape) []pipeline.Problem {
	return []pipeline.Problem{
		{Kind: state.DocumentUnknown, Status: http.StatusBadRequest, Text: "Некорректный запрос. Документ с id=%s не найден", Shape: shape, Source: recognitionSource, Evidence: pipeline.Assumed},
		{Kind: pipeline.Internal, Status: http.StatusInternalServerError, Text: "Ошибка при выполнении запроса", Shape: shape, Source: recognitionSource, Evidence: pipeline.Assumed},
	}
}
