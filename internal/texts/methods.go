package texts

import "net/http"

// The chapters that several methods share.
const (
	documentsChapter   = "Общие методы для всех документов"
	recognitionChapter = "Методы по экспорту с признанием, Методы по импорту с признанием"

	signIn = "POST /auth/simpleSignIn"
	formal = "POST /edo-api/outgoing-documents/formal"
)

// What sign-in refuses. The chapter prints no errors: statuses after the sister
// system (400 for a missing field, 403 for the signature).
var (
	SignInSignature  = text1[Said](ours(http.StatusForbidden, signIn), "signin.signature", "Ошибка проверки подписи: %s")
	SignInSigner     = text2[string, string](ours(http.StatusForbidden, signIn), "signin.signer", "Подпись принадлежит %s, а вход запрошен для %s")
	UUIDMissing      = text0(sibling(http.StatusBadRequest, signIn), "signin.uuid-missing", "В запросе отсутствует идентификатор авторизации (UUID)")
	ChallengeUnknown = text1[string](ours(http.StatusForbidden, signIn), "signin.uuid-unknown", "Идентификатор uuid %s не найден")
	ChallengeStale   = text1[string](ours(http.StatusForbidden, signIn), "signin.uuid-stale", "Срок действия uuid %s истёк")

	SeveralSigned     = text1[string](own, "signin.several-signed", "подписали несколько участников (%s), а войти может один")
	UUIDForData       = text0(own, "signin.uuid-for-data", "uuid вместо data")
	AnswerForData     = text0(own, "signin.answer-for-data", "весь ответ GET /auth/key вместо его поля data")
	DataOfAnotherUUID = text1[string](own, "signin.data-of-another", "текст другого ответа GET /auth/key, с uuid %s")
)

// What the methods of codes, products and accounts say.
var (
	NoCodes       = text0(printed(http.StatusBadRequest, "POST /cises/info"), "codes.none", "В запросе не указан ни один КМ")
	TooManyCodes  = text1[string](sibling(http.StatusBadRequest, "POST /cises/info"), "codes.too-many", "Слишком много КМ в запросе. Количество не должно превышать %s")
	CodeNotFound  = text0(printed(0, "POST /cises/info"), "codes.one-not-found", "КМ/КИ не найден")
	CodesNotFound = text0(printed(http.StatusNotFound, "POST /cises/list"), "codes.not-found", "КМ не найдены")
	CodeMalformed = text0(printed(http.StatusBadRequest, "GET /cises/history"), "codes.malformed", "Неверный формат КМ")
	OutOfRange    = text3[string, string, string](ours(http.StatusBadRequest, "GET /cises/listV2"), "codes.out-of-range", "Значение параметра %s должно быть не меньше %s. Получено значение %s")
	LimitExceeded = text1[string](ours(http.StatusBadRequest, "GET /cises/listV2"), "codes.limit", "Лимит превышен, запросите не более 10000 записей. Получено значение %s")
	PageKeyHalf   = text1[string](ours(http.StatusBadRequest, "GET /cises/listV2"), "codes.page-key", "Параметры %s и orderedColumnValue используются только совместно")
	GroupUnknown  = text1[string](printed(http.StatusBadRequest, "GET /product/gtin"), "products.group-unknown", "Could not determine product group by name '%s'")
	GTINMissing   = text0(printed(http.StatusBadRequest, "POST /cises/my"), "orders.gtin-missing", "GTIN должен быть указан в параметрах запроса")
	OrderUnknown  = text1[string](printed(http.StatusNotFound, "GET /cises/orders/{uuid}/status"), "orders.unknown", "Заказ с идентификатором %s не найден")
	GTINUnknown   = text0(printed(http.StatusBadRequest, "GET /cises/history"), "products.gtin-unknown", "Неизвестный GTIN")
	ProductAbsent = text0(printed(http.StatusNotFound, "GET /products/info"), "products.not-found", "Продукт не найден")
	ProductsNone  = text0(printed(http.StatusNotFound, "POST /product/route/gtin"), "products.none", "Not Found")

	PidMissing      = text0(printed(http.StatusNotFound, balance), "accounts.pid-missing", "В токене отсутствует свойство pid")
	NoAccount       = text1[string](printed(http.StatusNotFound, balance), "accounts.none", "В токене указано некорректное значение параметра pid, либо в Системе ИС МПТ нет пользователя с идентификаторами %s нет лицевого счёта в Системе ИС МПТ")
	AmountWrong     = text1[string](ours(http.StatusBadRequest, "POST /elk/crm-api/prequests"), "accounts.amount", "Некорректная сумма счёта: %s")
	ContractUnknown = text1[string](ours(http.StatusNotFound, "POST /elk/crm-api/prequests"), "accounts.contract", "Договор %s не найден")
)

const balance = "GET /elk/product-groups/balance"

// What the methods of the registry and of receipts say.
var (
	NoParameters   = text0(sibling(http.StatusBadRequest, "GET /doc/listV2"), "registry.no-parameters", "В запросе должен быть указан хотя бы один параметр")
	DocumentsNone  = text0(printed(http.StatusNotFound, "POST /documents/search"), "registry.none", "Документы с указанными параметрами не найдены")
	NoBody         = text0(printed(http.StatusBadRequest, "GET /documents/{document_id}/info"), "registry.no-body", "Ошибка получения тела документа")
	ReceiptUnknown = text1[string](ours(http.StatusBadRequest, "GET /receipt/{receiptId}/info"), "receipts.unknown", "Чек с идентификатором %s не найден")
	ReceiptForeign = text1[string](printed(http.StatusForbidden, "GET /receipt/{receiptId}/info"), "receipts.foreign", "Чек с идентификатором %s принадлежит другому владельцу")
)

// What the methods that take, list and show documents say.
var (
	FormWrong        = text1[Said](ours(http.StatusBadRequest, formal), "documents.form", "Некорректные параметры запроса: %s")
	XMLWrong         = text1[Said](printed(http.StatusBadRequest, formal), "documents.xml", "Операция не выполнена. Невалидный формат XML документа: %s")
	XMLWrongInTwo    = text1[Said](printed(http.StatusBadRequest, "POST /documents/transit/introduce-goods/create"), "documents.xml.in-two-words", "Операция не выполнена. Не валидный формат XML документа: %s")
	NoticeXMLWrong   = text1[string](sibling(http.StatusBadRequest, documentsChapter), "documents.xml.notice", "Документ %s не прошел валидацию по XSD схеме")
	SignatureWrong   = text1[Said](ours(http.StatusBadRequest, formal), "documents.signature", "Ошибка проверки подписи: %s")
	SignatureInvalid = text0(own, "documents.signature-invalid", "подпись недействительна")
	SignerWrong      = text2[string, string](ours(http.StatusBadRequest, formal), "documents.signer", "Подпись принадлежит %s, а документ передаёт %s")
	PartiesWrong     = text1[Said](ours(http.StatusBadRequest, formal), "documents.parties", "Некорректные участники документа: %s")
	NotRegistered    = text1[string](printed(http.StatusBadRequest, formal), "documents.receiver", "EdoApiServiceProxy#createOutgoingDocumentJsonKzUpd(DocumentWrapperDto): Organisation status %s incorrect.")
	IDTaken          = text1[string](sibling(http.StatusBadRequest, "POST /documents/writeOff"), "documents.id-taken", "Документ с %s уже зарегистрирован в ИС МПТ")
	ReferenceWrong   = text1[Said](ours(http.StatusBadRequest, formal), "documents.reference", "Некорректная ссылка на документ: %s")

	// The texts of both 422 of notices lost their words in print, but for the fileId
	// and the blanks: two words, fileId, one word; two words, fileId, five words.
	NoticeSignature  = text1[string](ours(http.StatusUnprocessableEntity, documentsChapter), "documents.notice-signature", "Подпись документа %s недействительна")
	NoticeProcessing = text1[string](ours(http.StatusUnprocessableEntity, documentsChapter), "documents.notice-processing", "Обработка документа %s завершилась ошибкой проверки участников документа")

	ListLimit       = text1[string](printed(http.StatusBadRequest, "GET /edo-api/outgoing-documents"), "documents.list-limit", "Лимит превышен, запросите не более 10000 документов. Получено значение %s")
	ListParameters  = text0(printed(http.StatusBadRequest, documentsChapter), "documents.list-parameters", "Параметры для поиска не получены или некорректны")
	OutgoingUnknown = text0(printed(http.StatusNotFound, documentsChapter), "documents.outgoing-unknown", "Исходящий документ по идентификатору не найден")
	OutgoingEvent   = text0(printed(http.StatusNotFound, documentsChapter), "documents.outgoing-event", "Событие по идентификатору не найдено")
	IncomingEvent   = text0(printed(http.StatusNotFound, documentsChapter), "documents.incoming-event", "Эвент входящего документа не найден")
	ParametersWrong = text0(printed(http.StatusBadRequest, documentsChapter), "documents.parameters", "Некорректные параметры запроса")
	DocumentUnknown = text0(printed(http.StatusNotFound, documentsChapter), "documents.unknown", "Документ с указанным идентификатором не найден")

	TextForTitle = text0(own, "documents.text-for-title", "сам документ вместо титула")
	IDForTitle   = text0(own, "documents.id-for-title", "идентификатор документа вместо титула")
	OtherTitle   = text2[string, string](own, "documents.other-title", "другой титул документа: решение %s, запрошен %s")
)

// What the methods of recognition say.
var (
	SchemaFailed     = text1[Said](printed(http.StatusUnprocessableEntity, recognitionChapter), "recognition.schema", "Документ не прошел валидацию по схеме: [%s]")
	NotFilled        = text1[string](ours(http.StatusUnprocessableEntity, recognitionChapter), "recognition.empty", "Не заполнен параметр %s")
	ShipmentUnknown  = text0(printed(http.StatusBadRequest, documentsChapter), "recognition.shipment-unknown", "Документ не найден по shipmentId")
	ValidationFailed = text0(ours(http.StatusUnprocessableEntity, recognitionChapter), "recognition.search", "Ошибка валидации")
	ArrivalUnknown   = text1[string](ours(http.StatusBadRequest, recognitionChapter), "recognition.arrival-unknown", "Некорректный запрос. Документ с id=%s не найден")
)
